//! PHP's pages: files that run when they are asked for.

use assay_app::App;

use super::{Found, Invocation, Loaded, Resolution, Side, routes::surfaces};
use crate::{
    graph::Target,
    ir::{Language, ModuleId, RequestId},
    site::Site,
};

/// What the top level of a file is called among its exports.
const PAGE: &str = "<page>";
/// Where files lie that frameworks load themselves, and a web server does not serve.
const LOADED: [&str; 12] = [
    "app",
    "bin",
    "bootstrap",
    "config",
    "database",
    "lang",
    "lib",
    "migrations",
    "resources",
    "routes",
    "src",
    "vendor",
];

/// Every page that no other file includes. With a framework only those of the public folder are asked for.
pub(super) fn pages(app: &App, loaded: &Loaded<'_>) -> Vec<Found> {
    let mut included = vec![false; loaded.program.modules.len()];
    for id in loaded.program.ids() {
        for request in 0..loaded.program.module(id).requests.len() {
            if let Target::Module(target) = loaded.program.target(id, RequestId(request as u32)) {
                let asked = &loaded.program.module(id).requests[request];
                included[target.index()] |= asked.specifier.starts_with("<file>");
            }
        }
    }
    let has_framework = has_framework(app);
    let pages = loaded.program.ids().filter(|id| {
        let module = loaded.program.module(*id);
        module.language == Language::Php
            && module.exports.iter().any(|export| export.name == PAGE)
            && !included[id.index()]
            && !(has_framework && is_loaded(app, module))
    });
    pages.map(|id| page(app, loaded, id)).collect()
}

fn page(app: &App, loaded: &Loaded<'_>, id: ModuleId) -> Found {
    let module = loaded.program.module(id);
    let path = module.file.relative_to(&app.root).unwrap_or_else(|| module.file.clone());
    let name = format!("ALL /{path}");
    let handler = (loaded.export)(id, PAGE);
    let head = match handler.shape() {
        crate::value::Shape::Function(closure) => module.functions[closure.function.index()].head,
        _ => module.functions[0].head,
    };
    Found {
        audiences: surfaces(app, &name),
        name: name.into(),
        side: Side::Server,
        invocation: Invocation::Page,
        declared_at: loaded.place(Site::new(id, head)),
        handlers: vec![handler],
        resolution: Resolution::Resolved,
    }
}

/// A framework has one page, and finds the rest by routes.
fn has_framework(app: &App) -> bool {
    let manifests = app.files().filter(|file| file.path.file_name() == "composer.json");
    let texts = manifests.filter_map(|file| app.tree.read(&file.path).ok());
    let names =
        ["\"laravel/", "\"symfony/framework-bundle\"", "\"slim/slim\"", "\"cakephp/", "\"codeigniter4/"];
    texts.into_iter().any(|text| names.iter().any(|name| text.as_str().contains(name)))
}

fn is_loaded(app: &App, module: &crate::ir::Module) -> bool {
    let path = module.file.relative_to(&app.root).unwrap_or_else(|| module.file.clone());
    let is_public =
        path.as_str().split('/').any(|part| matches!(part, "public" | "web" | "htdocs" | "public_html"));
    !is_public && path.as_str().split('/').any(|part| LOADED.contains(&part))
}
