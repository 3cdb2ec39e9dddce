//! Libraries without a package manager: loaded by pages from content networks, or copied into the app's own files.
//!
//! Both are lists of what was recognised. What is loaded in other ways, and copies that were built into something
//! larger or have lost their name, are not seen.

pub(crate) mod address;
mod copies;
mod library;

use assay_advisories::Ecosystem;
use assay_app::App;
use assay_source::{Diagnostic, RelPath};

use crate::{
    Origin, Project, Purpose, ReadFrom, Request, Version,
    lenient_json::span_of,
    reading::Reading,
    resolution::{Entry, Resolution},
};

/// Files that hold pages, or make them.
const PAGES: [&str; 20] = [
    "html",
    "htm",
    "xhtml",
    "hbs",
    "handlebars",
    "mustache",
    "ejs",
    "pug",
    "jade",
    "jsp",
    "jspf",
    "erb",
    "haml",
    "vm",
    "ftl",
    "twig",
    "php",
    "cshtml",
    "vue",
    "jinja2",
];

/// What is recognised among an app's own files: at most one project of pages and one of copies.
pub(crate) fn projects(app: &App) -> (Vec<Project>, Vec<Diagnostic>) {
    let root = app.root.clone();
    let project = |read_from, file: &RelPath, resolution: Resolution| {
        let mut project = Project::empty(Ecosystem::Npm, file, read_from);
        project.folder = root.clone();
        (project.packages, project.requests) = resolution.finish();
        project
    };
    let (mut loaded, mut copied) = (Resolution::new(Ecosystem::Npm), Resolution::new(Ecosystem::Npm));
    let (mut first_page, mut first_copy) = (None, None);
    for file in app.files() {
        let Some(extension) = file.path.extension() else { continue };
        if PAGES.contains(&extension.as_str()) {
            let Ok(text) = app.tree.read(&file.path) else { continue };
            if scripts(&Reading::new(&app.tree, text), &mut loaded) {
                first_page.get_or_insert(&file.path);
            }
        } else if matches!(extension.as_str(), "js" | "cjs" | "mjs") {
            let Ok(text) = app.tree.read(&file.path) else { continue };
            let Some(found) = copies::recognise(&text) else { continue };
            let reading = Reading::new(&app.tree, text);
            let at = reading.anchor(found.span);
            let version = Version::Exact(found.version);
            let mut entry = Entry::new(Ecosystem::Npm, found.package, version, at);
            entry.origin = Origin::Page(file.path.as_str().to_owned());
            let slot = copied.add(entry);
            copied.root(slot, Purpose::Production);
            first_copy.get_or_insert(&file.path);
        }
    }
    let mut projects = Vec::new();
    projects.extend(first_page.map(|file| project(ReadFrom::Pages, file, loaded)));
    projects.extend(first_copy.map(|file| project(ReadFrom::Copies, file, copied)));
    (projects, Vec::new())
}

/// The addresses in the `src` of `<script>`s, and what is imported from them by address. True where any is recognised.
fn scripts(reading: &Reading<'_>, resolution: &mut Resolution) -> bool {
    let text = reading.text.as_str();
    let mut any = false;
    for (start, _) in text.match_indices("//") {
        let end = text[start..].find(|c: char| c.is_whitespace() || "\"'`<>()\\".contains(c));
        let address = &text[start..end.map_or(text.len(), |end| start + end)];
        if !is_loaded(&text[..start]) {
            continue;
        }
        let Some((name, version)) = address::library(address) else { continue };
        let at = reading.anchor_of(address);
        debug_assert_eq!(span_of(&reading.text, address), at.span);
        let known = match &version {
            Some(version) if is_exact(version) => Version::Exact(version.clone()),
            Some(range) => Version::Range(range.clone()),
            None => Version::Range(String::new()),
        };
        let mut entry = Entry::new(Ecosystem::Npm, &name, known, at.clone());
        entry.origin = Origin::Page(format!("https:{address}"));
        let slot = resolution.add(entry);
        let wanted = version.unwrap_or_default();
        resolution
            .ask(Request { name, wanted, purpose: Purpose::Production, at, resolved: None }, Some(slot));
        any = true;
    }
    any
}

/// True right behind the `src=` of a script, or in an import of one.
fn is_loaded(before: &str) -> bool {
    const LONGEST_TAG: usize = 400;
    let before = before.trim_end_matches("https:").trim_end_matches("http:");
    let Some(before) = before.strip_suffix(['"', '\'', '`', '=', '(']) else { return false };
    let from = before.floor_char_boundary(before.len().saturating_sub(LONGEST_TAG));
    let near = &before[from..];
    let in_tag = near
        .rfind('<')
        .is_some_and(|at| near[at..].get(1..7).is_some_and(|it| it.eq_ignore_ascii_case("script")));
    // Pug and Haml have no angle brackets.
    let line = near.rsplit('\n').next().unwrap_or_default().trim_start();
    let as_statement =
        line.starts_with("script(") || line.starts_with("%script") || line.starts_with("import ");
    in_tag || as_statement
}

/// `1.2.3`, with or without more behind it.
fn is_exact(version: &str) -> bool {
    let core = version.split(['-', '+']).next().unwrap_or_default();
    let parts: Vec<&str> = core.split('.').collect();
    parts.len() >= 3
        && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}
