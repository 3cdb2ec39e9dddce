//! Pages of apps without a manifest, and templates of pages: what a browser loads with them.

use assay_app::App;
use assay_source::RelPath;

use super::{
    Audience, Found, Invocation, Loaded, Resolution, Side,
    front_ends::{sources, without_ending},
};
use crate::{
    ir::{ModuleId, Name},
    parse::is_template,
    value::{Shape, Value},
};

/// Folders a server hands out as its root, tried for addresses that begin with a slash.
const ROOTS: [&str; 7] = ["", "public", "static", "src", "app", "dist", "www"];

/// One entry for each page that brings code: its own scripts, and those of the app's files that it names. A script that
/// several pages load belongs to the first of them. Pages of Forge apps are their resources'.
pub(super) fn documents(app: &App, loaded: &Loaded<'_>) -> Vec<Found> {
    if app.manifest.is_some() {
        return Vec::new();
    }
    let mut seen: Vec<ModuleId> = Vec::new();
    let mut found = Vec::new();
    for file in app.files() {
        let is_page = matches!(file.path.extension().as_deref(), Some("html" | "htm"));
        if !is_page && !is_template(&file.path) {
            continue;
        }
        let Ok(text) = app.tree.read(&file.path) else { continue };
        let named =
            sources(text.as_str()).into_iter().filter_map(|source| script(app, loaded, &file.path, source));
        let mut modules: Vec<ModuleId> = named.chain(loaded.program.at(&file.path)).collect();
        modules.retain(|module| {
            let is_new = !seen.contains(module);
            seen.extend(is_new.then_some(*module));
            is_new
        });
        if modules.is_empty() {
            continue;
        }
        let name = Name::from(file.path.as_str());
        found.push(Found {
            name: name.clone(),
            audiences: vec![(Audience::AnyUser, name)],
            side: Side::FrontEnd,
            invocation: Invocation::Module,
            declared_at: text.place(text.line_span(1)),
            handlers: modules.into_iter().map(|module| Value::of(Shape::Namespace(module))).collect(),
            resolution: Resolution::Resolved,
        });
    }
    found
}

/// The path in an address that a template makes: `{{furl '/js/notes.js'}}`, `<%= furl('/js/notes.js') %>`.
fn within_hole(source: &str) -> &str {
    if !["{{", "<%", "{%"].iter().any(|open| source.starts_with(open)) {
        return source;
    }
    let texts = source.split(['\'', '"', '`']).skip(1).step_by(2);
    texts
        .filter(|text| text.split('?').next().is_some_and(|text| text.ends_with(".js")))
        .last()
        .unwrap_or(source)
}

/// The module that an address of a page names; none for addresses of others.
fn script(app: &App, loaded: &Loaded<'_>, page: &RelPath, source: &str) -> Option<ModuleId> {
    let source = within_hole(source).split(['?', '#']).next().unwrap_or_default();
    if source.contains("://") || source.starts_with("//") || source.contains("{{") || source.is_empty() {
        return None;
    }
    let at =
        |path: RelPath| loaded.program.at(&path).or_else(|| loaded.program.at_stem(&without_ending(&path)));
    let beside = page.parent().join(source.trim_start_matches('/')).ok().and_then(at);
    beside.or_else(|| {
        let rest = source.trim_start_matches('/');
        let below = |folder: &&str| match *folder {
            "" => app.root.join(rest).ok(),
            folder => app.root.join(&format!("{folder}/{rest}")).ok(),
        };
        ROOTS.iter().filter_map(below).find_map(at)
    })
}
