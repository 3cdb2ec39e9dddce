//! Functions that Netlify serves: files of a folder, each at an address of its own.
//!
//! Source: docs.netlify.com, "Functions", "Get started" and "API reference"; read 2026-11.

use assay_app::App;
use assay_source::RelPath;

use super::{Found, Invocation, Loaded, conventions::found, routes::surfaces};
use crate::{ir::ModuleId, value::Value};

/// Where they lie unless `netlify.toml` says so.
const FOLDER: &str = "netlify/functions";
/// Where they are served unless they say so.
const ADDRESS: &str = "/.netlify/functions";

/// `exports.handler = async (event) => …`, and `export default async (request) => …`.
pub(super) fn functions(app: &App, loaded: &Loaded<'_>) -> Vec<Found> {
    let folders = folders(app);
    let mut all = Vec::new();
    for id in loaded.program.ids() {
        let file = &loaded.program.module(id).file;
        let Some(below) = folders.iter().find_map(|folder| file.relative_to(folder)) else { continue };
        let Some(name) = name(below.as_str()) else { continue };
        let by_event = (loaded.export)(id, "handler");
        let by_request = (loaded.export)(id, "default");
        let is_function = |value: &Value| value.alternatives().iter().any(Value::is_function);
        let (handler, invocation) = match () {
            () if is_function(&by_event) => (by_event, Invocation::Lambda),
            () if is_function(&by_request) => (by_request, Invocation::FetchHandler),
            () => continue,
        };
        let name = format!("ALL {}", address(loaded, id).unwrap_or_else(|| format!("{ADDRESS}/{name}")));
        let audiences = surfaces(app, &name);
        all.push(Found { audiences, ..found(loaded, id, name, invocation, handler) });
    }
    all
}

/// Whether a file is one of them.
pub(super) fn serves(app: &App, file: &RelPath) -> bool {
    folders(app).iter().any(|folder| file.is_below(folder))
}

/// `notes.js`, `notes/notes.js` and `notes/index.js` are one function.
fn name(below: &str) -> Option<&str> {
    let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
    match stem.split_once('/') {
        None => Some(stem),
        Some((folder, file)) => (file == folder || file == "index").then_some(folder),
    }
}

/// `export const config = { path: '/notes' }`
fn address(loaded: &Loaded<'_>, id: ModuleId) -> Option<String> {
    let path = (loaded.export)(id, "config").field("path");
    path.as_constant().map(str::to_owned)
}

/// The folders of functions: what the settings name, and the usual one.
fn folders(app: &App) -> Vec<RelPath> {
    let mut found: Vec<RelPath> = app.root.join(FOLDER).into_iter().collect();
    for file in app.files().filter(|file| file.path.file_name() == "netlify.toml") {
        let base = file.path.parent();
        found.extend(base.join(FOLDER));
        let Ok(text) = app.tree.read(&file.path) else { continue };
        let Ok(settings) = text.as_str().parse::<toml::Table>() else { continue };
        let said = |table: &str, key: &str| settings.get(table)?.get(key)?.as_str();
        let named = [said("build", "functions"), said("functions", "directory")];
        found.extend(
            named.into_iter().flatten().filter_map(|folder| base.join(folder.trim_matches('/')).ok()),
        );
    }
    found
}
