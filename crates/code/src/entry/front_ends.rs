//! Front ends: the pages of resources, and the modules they begin with.

use assay_app::{
    App,
    manifest::{Manifest, Resource},
};
use assay_source::RelPath;

use super::{Audience, Found, Invocation, Loaded, Resolution, Side, functions::audiences_of};
use crate::{
    ir::{ModuleId, Name},
    model::Effect,
    value::{Shape, Value},
};

/// What the root of a bundled page is called, the likeliest first.
const ROOTS: [&str; 14] = [
    "src/index",
    "src/main",
    "src/App",
    "src/app",
    "index",
    "main",
    "app/index",
    "src/index.page",
    "src/entry",
    "src/app/index",
    "src/app/main",
    "lib/index",
    "js/index",
    "js/main",
];

/// One entry for each resource, with the modules its page loads first.
pub(super) fn front_ends(app: &App, loaded: &Loaded<'_>) -> Vec<Found> {
    let Some(manifest) = &app.manifest else { return Vec::new() };
    manifest.resources.iter().filter_map(|resource| front_end(app, manifest, loaded, resource)).collect()
}

fn front_end(app: &App, manifest: &Manifest, loaded: &Loaded<'_>, resource: &Resource) -> Option<Found> {
    let key = resource.key.as_ref()?;
    let path = resource.path.as_ref()?;
    let shown =
        manifest.modules.iter().filter(|module| module.resources.iter().any(|used| used.value == key.value));
    let mut audiences: Vec<(Audience, Name)> = shown
        .flat_map(|module| {
            audiences_of(module).into_iter().map(|audience| (audience, Name::from(module.name())))
        })
        .collect();
    let roots_or_why = roots(app, loaded, path.as_str(), !audiences.is_empty());
    // Icons and prompts are resources too; nobody opens them as a page.
    if audiences.is_empty() && roots_or_why.is_err() {
        return None;
    }
    if audiences.is_empty() {
        audiences.push((Audience::AnyUser, key.value.as_str().into()));
    }
    let (roots, resolution) = match roots_or_why {
        Ok(roots) => (roots, Resolution::Resolved),
        Err(because) => (Vec::new(), Resolution::unresolved(because)),
    };
    Some(Found {
        name: key.value.as_str().into(),
        audiences,
        side: Side::FrontEnd,
        invocation: Invocation::Module,
        declared_at: manifest.place(path.span),
        handlers: roots.into_iter().map(|module| Value::of(Shape::Namespace(module))).collect(),
        resolution,
    })
}

/// The modules a resource begins with: the file itself for UI Kit, for a folder what its page loads. What a module shows may
/// be built from a project beside the app.
fn roots(app: &App, loaded: &Loaded<'_>, path: &str, is_shown: bool) -> Result<Vec<ModuleId>, String> {
    let path = app.root.join(path).map_err(|_| "it lies outside of the folder that was named".to_owned())?;
    if let Some(module) =
        loaded.program.at_stem(&without_ending(&path)).filter(|_| path.extension().is_some())
    {
        return Ok(vec![module]);
    }
    let folder =
        if path.extension().is_some_and(|ending| ending == "html") { path.parent() } else { path.clone() };
    // A page without a build: the scripts it names, and its own.
    let own = scripts_of(app, loaded, &folder);
    if !own.is_empty() {
        return Ok(own);
    }
    let around = projects_around(app, &folder);
    let beside = if is_shown { built_from(app, path.as_str()) } else { Vec::new() };
    for project in around.into_iter().chain(beside) {
        let mut found = scripts_of(app, loaded, &project);
        if found.is_empty()
            && let Ok(public) = project.join("public")
        {
            found = scripts_of(app, loaded, &public);
        }
        // At the app's own root `src/index` is its backend.
        let is_apart = project != app.root;
        if found.is_empty() && is_apart {
            let stems = ROOTS.iter().filter_map(|root| project.join(root).ok());
            found.extend(stems.into_iter().find_map(|stem| loaded.program.at_stem(&stem)));
        }
        if found.is_empty() {
            found = drawing(app, loaded, &project);
        }
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Err(format!("no source was found that `{path}` is built from"))
}

/// Projects at or above a folder, below the app's root, the innermost first.
fn projects_around(app: &App, folder: &RelPath) -> Vec<RelPath> {
    let mut projects = Vec::new();
    let mut at = folder.clone();
    while !at.is_root() && at != app.root {
        if at.join("package.json").is_ok_and(|file| app.tree.contains(&file)) {
            projects.push(at.clone());
        }
        at = at.parent();
    }
    if projects.is_empty() {
        // One project for all: the page's sources lie beside the folder it is built into.
        projects.extend([folder.clone(), folder.parent(), app.root.clone()]);
    }
    projects
}

/// Projects beside the app that a resource's folder may be built from: the only one, or the one whose name is part of the
/// resource's path.
fn built_from(app: &App, path: &str) -> Vec<RelPath> {
    let is_project =
        |folder: &&RelPath| folder.join("package.json").is_ok_and(|file| app.tree.contains(&file));
    let beside: Vec<&RelPath> = app.beside.iter().filter(is_project).collect();
    let named = |folder: &&&RelPath| path.split('/').any(|part| part == folder.file_name());
    match beside.as_slice() {
        [one] => vec![(*one).clone()],
        several => several.iter().filter(named).map(|folder| (*folder).clone()).collect(),
    }
}

/// Modules named by the pages of a folder, and pages with code of their own.
fn scripts_of(app: &App, loaded: &Loaded<'_>, folder: &RelPath) -> Vec<ModuleId> {
    let mut found = Vec::new();
    for file in app.tree.files_below(folder).filter(|file| file.path.parent() == *folder) {
        if file.path.extension().is_none_or(|ending| ending != "html") {
            continue;
        }
        let Ok(text) = app.tree.read(&file.path) else { continue };
        for source in sources(text.as_str()) {
            let relative = source.trim_start_matches("./").trim_start_matches('/');
            let path = folder.join(relative).ok();
            found.extend(path.and_then(|path| {
                loaded.program.at(&path).or_else(|| loaded.program.at_stem(&without_ending(&path)))
            }));
        }
        found.extend(loaded.program.at(&file.path));
    }
    found
}

/// `src` of the script elements of a page.
pub(super) fn sources(page: &str) -> Vec<&str> {
    let scripts = page.split("<script").skip(1);
    scripts
        .filter_map(|script| {
            let tag = script.split('>').next()?;
            let (_, value) = tag.split_once("src=")?;
            let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
            match quote {
                Some(quote) => value[1..].split(quote).next(),
                None => value.split_whitespace().next(),
            }
        })
        .collect()
}

/// Modules of a project that draw a page themselves, and are no other resource's.
fn drawing(app: &App, loaded: &Loaded<'_>, project: &RelPath) -> Vec<ModuleId> {
    let resources = app.manifest.iter().flat_map(|manifest| &manifest.resources);
    let taken: Vec<RelPath> =
        resources.filter_map(|resource| app.root.join(resource.path.as_ref()?.as_str()).ok()).collect();
    let mut found: Vec<ModuleId> =
        loaded.calls_with(Effect::RenderRoot).map(|(_, call)| call.site.module).collect();
    found.retain(|id| {
        let file = &loaded.program.module(*id).file;
        file.is_below(project) && !taken.iter().any(|other| file.is_below(other))
    });
    found.sort();
    found.dedup();
    found
}

pub(super) fn without_ending(path: &RelPath) -> RelPath {
    let name = path.file_name();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    path.parent().join(stem).unwrap_or_else(|_| path.clone())
}
