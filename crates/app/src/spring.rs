//! Settings of Spring Boot: keys with dots, whichever notation they are written in.
//!
//! Source: Spring Boot 3.5, "Externalized Configuration" and "Relaxed Binding" (read 2026-11-22).

use assay_source::Span;

use crate::{
    App,
    document::{Document, Node, read_yaml_all},
    properties,
};

/// Deepest nesting of keys.
const DEEPEST: usize = 24;

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its key in the canonical form: `server.ssl.enabled-protocols`, whether `enabledProtocols` is written or
    /// `enabled_protocols`. An element of a list has its place behind it, `paths[0]`.
    pub key: String,
    /// As written.
    pub value: String,
    /// The profile it is for, where the file says one beside it; that of the file's name is not looked at.
    pub profile: Option<String>,
    /// Where it stands.
    pub span: Span,
}

impl Setting {
    /// What it says where nothing else is said: `${NAME:false}` is `false`; none for a variable without a default.
    pub fn given(&self) -> Option<&str> {
        let inside = self.value.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        inside.map_or(Some(&self.value), |inside| inside.split_once(':').map(|(_, default)| default))
    }
}

/// True for `application.yml`, `application-prod.properties`, `bootstrap.yml`.
pub fn is_settings_file(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    ["application", "bootstrap"].iter().any(|known| {
        stem.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.']))
    })
}

/// The settings of a text in the notation of properties.
pub fn of_properties(text: &str) -> Vec<Setting> {
    let each = properties::read(text).into_iter();
    each.map(|it| Setting { key: relaxed(&it.key), value: it.value, profile: None, span: it.span }).collect()
}

/// The settings of one document of YAML.
pub fn of_document(document: &Document) -> Vec<Setting> {
    let mut found = Vec::new();
    flatten(&document.root, "", 0, &mut found);
    let named = |key: &str| found.iter().find(|setting| setting.key == key).map(|it| it.value.clone());
    let profile = named("spring.config.activate.on-profile").or_else(|| named("spring.profiles"));
    for setting in &mut found {
        setting.profile.clone_from(&profile);
    }
    found
}

/// What an app's files say that Spring Boot reads wherever the app runs: those without a profile, and those for
/// production, in the order of their paths. What cannot be read says nothing.
pub fn in_production(app: &App) -> Vec<Setting> {
    let mut found = Vec::new();
    for file in app.files() {
        let name = file.path.file_name();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let is_for_all = matches!(stem, "application" | "bootstrap") || is_of_production(stem);
        if !is_settings_file(name) || !is_for_all || file.path.as_str().contains("src/test/") {
            continue;
        }
        let Ok(text) = app.tree.read(&file.path) else { continue };
        match extension {
            "yml" | "yaml" => {
                let documents = read_yaml_all(&text, text.as_str());
                found.extend(documents.iter().flat_map(of_document));
            }
            "properties" => found.extend(of_properties(text.as_str())),
            _ => {}
        }
    }
    found.retain(|setting| setting.profile.as_deref().is_none_or(is_of_production));
    found
}

/// The values of a setting that takes several, however they are written.
pub fn list<'a>(settings: &'a [Setting], key: &'a str) -> impl Iterator<Item = &'a str> {
    let named = settings.iter().filter(move |setting| {
        let rest = setting.key.strip_prefix(key);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
    });
    named.filter_map(Setting::given).flat_map(|value| value.split(',')).map(str::trim)
}

fn is_of_production(name: &str) -> bool {
    name.split(['-', ',', ' ']).any(|part| matches!(part, "prod" | "production"))
}

fn flatten(node: &Node, above: &str, depth: usize, found: &mut Vec<Setting>) {
    let keyed = node.entries().iter().map(|entry| {
        let key =
            if above.is_empty() { entry.key.text.clone() } else { format!("{above}.{}", entry.key.text) };
        (key, &entry.value, entry.span())
    });
    let listed =
        node.items().iter().enumerate().map(|(at, item)| (format!("{above}[{at}]"), item, item.span));
    for (key, value, span) in keyed.chain(listed) {
        match value.scalar() {
            Some(value) => {
                found.push(Setting { key: relaxed(&key), value, profile: None, span });
            }
            None if depth < DEEPEST => flatten(value, &key, depth + 1, found),
            None => {}
        }
    }
}

fn relaxed(key: &str) -> String {
    let mut relaxed = String::new();
    for letter in key.chars() {
        if letter.is_uppercase() && !relaxed.ends_with(['.', '-']) && !relaxed.is_empty() {
            relaxed.push('-');
        }
        relaxed.extend(if letter == '_' { Some('-') } else { letter.to_lowercase().next() });
    }
    relaxed
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use assay_source::{RelPath, SourceText};

    use super::{is_settings_file, of_document, of_properties};
    use crate::document::read_yaml_all;

    #[test]
    fn both_notations_have_the_same_keys() {
        let yaml = "a:\n  showIt: ${X:yes}\n  list:\n    - /one\n    - /two\n---\nspring:\n  config:\n    activate:\n      on-profile: dev\nb: ${Y}\n";
        let path = RelPath::parse("application.yml").expect("a path");
        let text = Arc::new(SourceText::new(path, yaml.as_bytes()));
        let found: Vec<_> = read_yaml_all(&text, yaml).iter().flat_map(of_document).collect();
        let shown: Vec<_> =
            found.iter().map(|it| (it.key.as_str(), it.given(), it.profile.as_deref())).collect();
        assert_eq!(
            shown,
            [
                ("a.show-it", Some("yes"), None),
                ("a.list[0]", Some("/one"), None),
                ("a.list[1]", Some("/two"), None),
                ("spring.config.activate.on-profile", Some("dev"), Some("dev")),
                ("b", None, Some("dev")),
            ]
        );
        let properties = of_properties("a.showIt=${X:yes}\na.list[0]=/one\n");
        let shown: Vec<_> = properties.iter().map(|it| (it.key.as_str(), it.given())).collect();
        assert_eq!(shown, [("a.show-it", Some("yes")), ("a.list[0]", Some("/one"))]);
    }

    #[test]
    fn the_files_that_spring_reads_have_their_names() {
        assert!(is_settings_file("application-prod.yml") && is_settings_file("bootstrap.properties"));
        assert!(!is_settings_file("applications.yml") && !is_settings_file("messages.properties"));
    }
}
