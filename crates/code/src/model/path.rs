//! Paths of outside things, taken apart, and a tree to find them in.

use std::collections::BTreeMap;

use crate::ir::Name;

/// Index of a model in its table.
pub(super) type ModelIndex = u32;

/// Taken apart: library, and the steps from its exports on. The default export is the module itself, as it is for
/// those who `require` it.
pub(super) fn split(path: &str) -> Option<(&str, impl Iterator<Item = &str>)> {
    // A library's name has no colon but the one of `node:`.
    let path = path.strip_prefix("node:").unwrap_or(path);
    let (library, steps) = path.split_once(':')?;
    let steps = steps.split('.').filter(|step| !step.is_empty()).skip_while(|step| *step == "default");
    Some((library, steps.map(|step| if step == "default()" { "()" } else { step })))
}

/// Without what follows the package in `@scope/package/sub/path`.
pub(super) fn package(library: &str) -> &str {
    let parts = if library.starts_with('@') { 2 } else { 1 };
    let end = library.match_indices('/').nth(parts - 1).map(|(at, _)| at);
    end.map_or(library, |end| &library[..end])
}

/// The method of a package of JavaScript that is called on what is named a logger: `warn` of `@notes/logging:Logger().warn`,
/// `pretty-logger:default.warn`.
pub(super) fn logging_method(path: &str) -> Option<&str> {
    let (library, steps) = path.split_once(':')?;
    let (before, method) = steps.rsplit_once('.').unwrap_or(("", steps));
    let names_one = |name: &str| name.to_ascii_lowercase().contains("logger");
    let made = before.rsplit('.').next().unwrap_or_default();
    let by_package = matches!(made, "" | "default" | "default()" | "()") && names_one(package(library));
    let of_javascript = !["@python/", "@jvm/", "@go/", "@php/", "@ruby/", "@dotnet/"]
        .iter()
        .any(|language| library.starts_with(language));
    (of_javascript && (names_one(made) || by_package) && !method.ends_with(')')).then_some(method)
}

/// `a.{b,c}` is `a.b` and `a.c`; braces do not nest.
pub(super) fn expand(text: &str) -> Vec<String> {
    let Some((before, rest)) = text.split_once('{') else { return vec![text.to_owned()] };
    let Some((choices, after)) = rest.split_once('}') else { return vec![text.to_owned()] };
    let tails = expand(after);
    let choices = choices.split(',').map(str::trim);
    choices.flat_map(|choice| tails.iter().map(move |tail| format!("{before}{choice}{tail}"))).collect()
}

/// What the steps of one library lead to. A step `*` stands for any one step, `**` for any number of them.
#[derive(Debug, Default)]
pub(super) struct Steps {
    exact: BTreeMap<Name, Steps>,
    any: Option<Box<Steps>>,
    rest: Option<Box<Steps>>,
    pub(super) model: Option<ModelIndex>,
    pub(super) alias: Option<Name>,
}

/// What a path led to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found<'a> {
    Model(ModelIndex),
    /// Another name of the thing so far, and the steps left.
    Alias(&'a Name, usize),
}

impl Steps {
    pub(super) fn insert<'a>(&mut self, steps: impl IntoIterator<Item = &'a str>) -> &mut Self {
        let steps = steps.into_iter().filter(|step| !step.is_empty()).skip_while(|step| *step == "default");
        steps.fold(self, |node, step| match step {
            "*" => node.any.get_or_insert_default(),
            "**" => node.rest.get_or_insert_default(),
            name => node.exact.entry(name.into()).or_default(),
        })
    }

    /// True where a path begins with a step, called or not.
    pub(super) fn has(&self, step: &str) -> bool {
        self.exact.contains_key(step) || self.exact.contains_key(format!("{step}()").as_str())
    }

    /// The most exact that fits: a name before `*` before `**`, from the left.
    pub(super) fn find(&self, steps: &[&str]) -> Option<Found<'_>> {
        let Some((first, left)) = steps.split_first() else {
            return self.model.map(Found::Model).or_else(|| Some(Found::Alias(self.alias.as_ref()?, 0)));
        };
        if let Some(found) = self.exact.get(*first).and_then(|node| node.find(left)) {
            return Some(found);
        }
        if let Some(alias) = &self.alias {
            return Some(Found::Alias(alias, steps.len()));
        }
        if let Some(found) = self.any.as_ref().and_then(|node| node.find(left)) {
            return Some(found);
        }
        let rest = self.rest.as_ref()?;
        (0..=steps.len()).find_map(|skipped| rest.find(&steps[skipped..]))
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, Steps, expand, package, split};

    #[test]
    fn subpaths_and_prefixes_fall_away() {
        assert_eq!(package("@forge/bridge/out/rovo"), "@forge/bridge");
        assert_eq!(package("jose/jwt/verify"), "jose");
        assert_eq!(package("pg"), "pg");
        let (library, steps) = split("node:crypto:default.timingSafeEqual").expect("a path");
        assert_eq!((library, steps.collect::<Vec<_>>()), ("crypto", vec!["timingSafeEqual"]));
    }

    #[test]
    fn braces_are_choices() {
        assert_eq!(expand("{a,b}().{x,y}"), ["a().x", "a().y", "b().x", "b().y"]);
        assert_eq!(expand("plain"), ["plain"]);
        assert_eq!(expand("{open"), ["{open"]);
    }

    #[test]
    fn the_most_exact_model_is_found() {
        let mut steps = Steps::default();
        steps.insert(["a", "b"]).model = Some(1);
        steps.insert(["a", "*"]).model = Some(2);
        steps.insert(["**", "innerHTML"]).model = Some(3);
        assert_eq!(steps.find(&["a", "b"]), Some(Found::Model(1)));
        assert_eq!(steps.find(&["a", "c"]), Some(Found::Model(2)));
        assert_eq!(steps.find(&["x", "y", "innerHTML"]), Some(Found::Model(3)));
        assert_eq!(steps.find(&["innerHTML"]), Some(Found::Model(3)));
        assert_eq!(steps.find(&["x"]), None);
    }
}
