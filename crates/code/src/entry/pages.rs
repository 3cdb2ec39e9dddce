//! PHP's pages: files that run when they are asked for.

use assay_app::App;
use assay_source::RelPath;

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

/// A framework has one page, and finds the rest by routes.
const FRAMEWORKS: [&str; 5] =
    ["\"laravel/", "\"symfony/framework-bundle\"", "\"slim/slim\"", "\"cakephp/", "\"codeigniter4/"];
/// Those that load the files of views themselves.
const WITH_VIEWS: [&str; 4] = [
    "\"laravel/framework\"",
    "\"symfony/framework-bundle\"",
    "\"cakephp/cakephp\"",
    "\"codeigniter4/framework\"",
];

/// Where the pages of an app lie that keeps the rest of its files out of the web server's reach.
const DOCUMENT_ROOTS: [&str; 4] = ["public", "public_html", "htdocs", "web"];

/// Where files lie that people start at a shell. Beside a document root nobody else reaches them; other files there may be loaded by
/// a name that the front page computes, and count as pages.
const AT_A_SHELL: [&str; 7] = ["bin", "cli", "cron", "database", "migrations", "scripts", "tools"];

/// Every page that no other file includes. With a framework only those of the public folder are asked for. A script that names its
/// interpreter in its first line is started at a shell, and so are those of some folders where the public folder holds the only
/// front page.
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
    let has_framework = asks_for(app, &FRAMEWORKS);
    let has_document_root = has_document_root(app);
    // Views and themes are loaded by routes, whichever folder they lie in.
    let finds_the_rest = has_document_root && asks_for(app, &WITH_VIEWS);
    let pages = loaded.program.ids().filter(|id| {
        let module = loaded.program.module(*id);
        module.language == Language::Php
            && module.exports.iter().any(|export| export.name == PAGE)
            && !included[id.index()]
            && !(has_framework && is_loaded(app, module))
            && !(has_document_root && lies_in(app, module, &AT_A_SHELL))
            && (!finds_the_rest || lies_in(app, module, &DOCUMENT_ROOTS))
            && !is_script(app, module)
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

/// Whether a manifest of packages asks for one of these.
fn asks_for(app: &App, names: &[&str]) -> bool {
    let manifests = app.files().filter(|file| file.path.file_name() == "composer.json");
    let mut texts = manifests.filter_map(|file| app.tree.read(&file.path).ok());
    texts.any(|text| names.iter().any(|name| text.as_str().contains(name)))
}

/// Whether the only front page lies in a public folder.
fn has_document_root(app: &App) -> bool {
    let has_front = |folder: &RelPath| folder.join("index.php").is_ok_and(|page| app.tree.contains(&page));
    let mut public = DOCUMENT_ROOTS.iter().filter_map(|name| app.root.join(name).ok());
    !has_front(&app.root) && public.any(|folder| has_front(&folder))
}

/// `#!/usr/bin/env php`
fn is_script(app: &App, module: &crate::ir::Module) -> bool {
    app.tree.read(&module.file).is_ok_and(|text| text.as_str().starts_with("#!"))
}

fn is_loaded(app: &App, module: &crate::ir::Module) -> bool {
    !lies_in(app, module, &DOCUMENT_ROOTS) && lies_in(app, module, &LOADED)
}

fn lies_in(app: &App, module: &crate::ir::Module, folders: &[&str]) -> bool {
    let path = module.file.relative_to(&app.root).unwrap_or_else(|| module.file.clone());
    path.as_str().split('/').any(|part| folders.contains(&part))
}
