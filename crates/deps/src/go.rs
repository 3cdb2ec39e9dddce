//! Go: `go.mod`, which names every module of the build since Go 1.17, with the digests of `go.sum`.
//!
//! Source: Go modules reference, `go.mod` files and `go.sum` files.

use std::collections::BTreeMap;

use assay_advisories::Ecosystem;
use assay_app::App;
use assay_source::{Diagnostic, RelPath};

use crate::{
    Origin, Project, Purpose, ReadFrom, Request, Version,
    reading::{Reading, open},
    resolution::{Entry, Resolution},
};

/// Every project of an app.
pub(crate) fn projects(app: &App) -> (Vec<Project>, Vec<Diagnostic>) {
    let (mut projects, mut diagnostics) = (Vec::new(), Vec::new());
    let paths: Vec<RelPath> = app.files().map(|file| file.path.clone()).collect();
    for path in paths.iter().filter(|path| path.file_name() == "go.mod") {
        let mut project = Project::empty(Ecosystem::Go, path, ReadFrom::LockFile);
        let mut resolution = Resolution::new(Ecosystem::Go);
        if let Some(mut reading) = open(&app.tree, path, &mut project) {
            read(&mut reading, &mut project, &mut resolution);
            project.gaps.append(&mut reading.gaps);
            diagnostics.append(&mut reading.diagnostics);
        }
        project.manifests.push(path.clone());
        (project.packages, project.requests) = resolution.finish();
        projects.push(project);
    }
    (projects, diagnostics)
}

fn read(reading: &mut Reading<'_>, project: &mut Project, resolution: &mut Resolution) {
    let text = std::sync::Arc::clone(&reading.text);
    let mut block = "";
    let mut release = None;
    let mut wanted: BTreeMap<&str, (&str, &str, bool)> = BTreeMap::new();
    let mut replaced: BTreeMap<&str, (&str, Option<&str>)> = BTreeMap::new();
    for line in text.as_str().lines() {
        let (code, comment) = line.split_once("//").unwrap_or((line, ""));
        let code = code.trim();
        if code == ")" {
            block = "";
            continue;
        }
        if let Some(opened) = code.strip_suffix('(') {
            block = opened.trim();
            continue;
        }
        let (verb, rest) = match block {
            "" => code.split_once(char::is_whitespace).unwrap_or((code, "")),
            block => (block, code),
        };
        let words: Vec<&str> = rest.split_whitespace().map(|word| word.trim_matches(['"', '`'])).collect();
        match (verb, words.as_slice()) {
            ("module", [name]) => project.name = Some((*name).to_owned()),
            ("go", [version]) => release = Some(*version),
            ("require", [module, version]) => {
                wanted.insert(module, (version, line.trim(), comment.trim().starts_with("indirect")));
            }
            ("replace", words) => {
                let arrow = words.iter().position(|word| *word == "=>");
                if let Some((from, to)) = arrow.map(|at| (&words[..at], &words[at + 1..]))
                    && let (Some(from), Some(to)) = (from.first(), to.first())
                {
                    replaced.insert(from, (to, words.last().filter(|last| *last != to).copied()));
                }
            }
            _ => {}
        }
    }
    for (module, (version, line, is_indirect)) in wanted {
        let at = reading.anchor_of(line);
        let (module, version, origin) = match replaced.get(module) {
            Some((path, None)) => (module, version, Origin::Local((*path).to_owned())),
            Some((other, Some(version))) => (*other, *version, Origin::Registry),
            None => (module, version, Origin::Registry),
        };
        let exact = Version::Exact(version.strip_prefix('v').unwrap_or(version).to_owned());
        let mut entry = Entry::new(Ecosystem::Go, module, exact, at.clone());
        entry.origin = origin;
        let slot = resolution.add(entry);
        if is_indirect {
            resolution.tell(slot, Purpose::Production);
        } else {
            let request = Request {
                name: module.to_owned(),
                wanted: version.to_owned(),
                purpose: Purpose::Production,
                at,
                resolved: None,
            };
            resolution.ask(request, Some(slot));
        }
    }
    let is_pruned = release.and_then(minor).is_some_and(|minor| minor >= 17);
    if !is_pruned && resolution.len() > 0 {
        reading.gap(
            format!("the modules that those in `{}` bring in", text.path()),
            "`go.mod` names all of them only from `go 1.17` on",
            None,
        );
    }
}

/// `21` of `1.21` and of `1.21.3`.
fn minor(release: &str) -> Option<u32> {
    release.strip_prefix("1.")?.split(['.', 'r', 'b']).next()?.parse().ok()
}
