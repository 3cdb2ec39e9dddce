//! Django's tables of routes that other tables include: `path("api/", include("notes.urls"))`.
//!
//! Source: docs.djangoproject.com/en/5.2/topics/http/urls, "Including other URLconfs", read 2026-11.

use super::paths::joined;
use crate::{
    entry::{
        loaded::{Loaded, externals},
        named::lies_in,
    },
    event::Call,
    ir::{Language, ModuleId},
    model::Effect,
    site::Site,
    value::{ObjectId, Shape, Value},
};

/// Tables include tables at most this deep.
const DEEPEST: u8 = 8;

/// A part of the table that lies below a path.
struct Included {
    what: What,
    path: String,
    by: Site,
}

/// What is included.
enum What {
    Module(ModuleId),
    /// Routes that a router of Django REST framework has.
    Router(ObjectId),
    /// A list that is written out in the call.
    Written(Site),
}

/// Every part that is included.
pub(super) struct Tables(Vec<Included>);

impl Tables {
    pub(super) fn of(loaded: &Loaded<'_>) -> Self {
        let calls = loaded.calls_with(Effect::RouteRegister).map(|(_, call)| call);
        let including = calls.filter(|call| is_include(call));
        Self(including.flat_map(|call| included(loaded, call)).collect())
    }

    /// Where a route lies, before its own path: once for each way that leads there; nothing where no table includes it.
    pub(super) fn prefixes(&self, call: &Call, router: Option<ObjectId>) -> Vec<String> {
        if !call.path.starts_with("@python/") || self.0.is_empty() {
            return vec![String::new()];
        }
        self.prefixes_of(call.site, router, DEEPEST)
    }

    fn prefixes_of(&self, site: Site, router: Option<ObjectId>, depth: u8) -> Vec<String> {
        let written =
            self.0.iter().filter(|it| matches!(it.what, What::Written(outer) if lies_in(site, outer)));
        let by_router =
            self.0.iter().filter(|it| matches!(it.what, What::Router(object) if Some(object) == router));
        let mut holding: Vec<&Included> = written.chain(by_router).collect();
        if holding.is_empty() {
            let module = |it: &&Included| matches!(it.what, What::Module(module) if module == site.module);
            holding.extend(self.0.iter().filter(module));
        }
        if holding.is_empty() || depth == 0 {
            return vec![String::new()];
        }
        holding
            .into_iter()
            .filter(|it| it.by != site)
            .flat_map(|it| {
                let outer = self.prefixes_of(it.by, None, depth - 1);
                outer.into_iter().map(|prefix| joined(&prefix, &it.path))
            })
            .collect()
    }
}

/// True for a line of the table that leads to another one, and answers nothing itself.
pub(super) fn is_include(call: &Call) -> bool {
    call.path.starts_with("@python/django:") && included_value(call).is_some()
}

fn included_value(call: &Call) -> Option<Value> {
    let handler = call.argument(1);
    let include = externals(&handler).find(|it| it.path.ends_with("include()"))?;
    include.made_with.first().cloned()
}

fn included(loaded: &Loaded<'_>, call: &Call) -> Vec<Included> {
    let Some(value) = included_value(call) else { return Vec::new() };
    let path = call.argument(0).texts().next().map(|text| text.template()).unwrap_or_default();
    let path = plain(&path);
    // `include(("notes.urls", "notes"))` names a space beside.
    let first = value.elements().into_iter().next();
    let value = first.filter(|first| first.as_constant().is_some()).unwrap_or(value);
    let what = match value.shape() {
        Shape::Namespace(module) => Some(What::Module(*module)),
        Shape::Array(_) => Some(What::Written(call.site)),
        Shape::External(external) => external.object.map(What::Router),
        _ => value.as_constant().and_then(|name| module_named(loaded, name)).map(What::Module),
    };
    what.map(|what| Included { what, path, by: call.site }).into_iter().collect()
}

/// The module of a dotted name: the one file whose path ends so.
pub(super) fn module_named(loaded: &Loaded<'_>, name: &str) -> Option<ModuleId> {
    let wanted = name.replace('.', "/");
    let ends = [format!("{wanted}.py"), format!("{wanted}/__init__.py")];
    let mut found = loaded.program.ids().filter(|id| {
        let module = loaded.program.module(*id);
        let file = module.file.as_str();
        let is_named = |end: &String| file == end || file.ends_with(&format!("/{end}"));
        module.language == Language::Python && ends.iter().any(is_named)
    });
    found.next().filter(|_| found.next().is_none())
}

/// A pattern without the signs that begin and end it: `^api/$` is `api/`.
pub(super) fn plain(path: &str) -> String {
    path.trim_start_matches('^').trim_end_matches('$').to_owned()
}
