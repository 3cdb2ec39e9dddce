//! .NET: `packages.lock.json`, and project files where there is none.
//!
//! Source: NuGet documentation, `PackageReference` in project files, central package management, locking
//! dependencies.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use assay_advisories::Ecosystem;
use assay_app::App;
use assay_source::{Diagnostic, RelPath, Span};
use roxmltree::{Document, Node, ParsingOptions};
use serde::Deserialize;

use crate::{
    Gap, Hash, HashAlgorithm, Project, Purpose, ReadFrom, Request, Version, integrity,
    lenient_json::{Pairs, Text, Written},
    reading::{Reading, open},
    resolution::{Entry, Resolution, Slot},
};

/// Most elements in a project file.
const MOST_NODES: u32 = 100_000;

#[derive(Deserialize, Default)]
#[serde(default)]
struct LockFile<'a> {
    #[serde(borrow)]
    dependencies: Pairs<'a, Pairs<'a, Locked<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Locked<'a> {
    #[serde(rename = "type", borrow)]
    kind: Text<'a>,
    #[serde(borrow)]
    resolved: Option<Written<'a>>,
    #[serde(borrow)]
    content_hash: Text<'a>,
    #[serde(borrow)]
    dependencies: Pairs<'a, Text<'a>>,
}

/// Every project of an app.
pub(crate) fn projects(app: &App) -> (Vec<Project>, Vec<Diagnostic>) {
    let (mut projects, mut diagnostics) = (Vec::new(), Vec::new());
    let paths: BTreeSet<RelPath> = app.files().map(|file| file.path.clone()).collect();
    let central = central_versions(app, &paths);
    for path in paths.iter().filter(|path| is_project(path) || path.file_name() == "packages.lock.json") {
        let is_lock = !is_project(path);
        let is_locked = path.parent().join("packages.lock.json").is_ok_and(|lock| paths.contains(&lock));
        if !is_lock && is_locked {
            continue;
        }
        let read_from = if is_lock { ReadFrom::LockFile } else { ReadFrom::Manifest };
        let mut project = Project::empty(Ecosystem::NuGet, path, read_from);
        let mut resolution = Resolution::new(Ecosystem::NuGet);
        let Some(mut reading) = open(&app.tree, path, &mut project) else {
            projects.push(project);
            continue;
        };
        if is_lock {
            let beside = paths.iter().filter(|other| other.parent() == path.parent() && is_project(other));
            let beside: Vec<&RelPath> = beside.collect();
            let asked = beside.iter().filter_map(|path| app.tree.read(path).ok());
            let asked = asked.flat_map(|text| references(&mut Reading::new(&app.tree, text), &central));
            let asked: Vec<Request> = asked.collect();
            read_lock(&mut reading, asked, &mut resolution);
            project.manifests.extend(beside.into_iter().cloned());
        } else {
            for request in references(&mut reading, &central) {
                let slot = resolution.add(asked_for(&request));
                resolution.ask(request, Some(slot));
            }
            project.gaps.push(Gap::without_lock(path));
            project.manifests.push(path.clone());
        }
        project.gaps.append(&mut reading.gaps);
        diagnostics.append(&mut reading.diagnostics);
        (project.packages, project.requests) = resolution.finish();
        if is_lock || !project.packages.is_empty() {
            projects.push(project);
        }
    }
    (projects, diagnostics)
}

fn is_project(path: &RelPath) -> bool {
    path.extension().is_some_and(|it| matches!(it.as_str(), "csproj" | "fsproj" | "vbproj"))
}

fn read_lock(reading: &mut Reading<'_>, requests: Vec<Request>, resolution: &mut Resolution) {
    let text = Arc::clone(&reading.text);
    let file = match serde_json::from_str::<LockFile<'_>>(text.as_str()) {
        Ok(file) => file,
        Err(error) => return reading.broken_json(&error),
    };
    let mut first: HashMap<String, Slot> = HashMap::new();
    for (_, framework) in file.dependencies.iter() {
        let mut slots: HashMap<String, Slot> = HashMap::new();
        for (name, locked) in framework.iter() {
            let Some(resolved) = &locked.resolved else { continue };
            let exact = Version::Exact(resolved.text().unwrap_or_default().into_owned());
            let mut entry = Entry::new(Ecosystem::NuGet, name, exact, reading.anchor(resolved.span(&text)));
            entry.hashes = locked.content_hash.as_str().and_then(sha512).into_iter().collect();
            let name = entry.name.clone();
            let slot = resolution.add(entry);
            if locked.kind.as_str() == Some("Direct") && !requests.iter().any(|request| request.name == name)
            {
                resolution.root(slot, Purpose::Production);
            }
            first.entry(name.clone()).or_insert(slot);
            slots.insert(name, slot);
        }
        for (name, locked) in framework.iter() {
            let from = slots.get(&name.to_ascii_lowercase()).copied();
            for (wanted, _) in locked.dependencies.iter() {
                match (from, slots.get(&wanted.to_ascii_lowercase())) {
                    (Some(from), Some(to)) => resolution.brings(from, *to, Purpose::Production),
                    // What another project of the solution brings in.
                    (None, Some(to)) => resolution.root(*to, Purpose::Production),
                    _ => {}
                }
            }
        }
    }
    for request in requests {
        let slot = first.get(&request.name).copied();
        resolution.ask(request, slot);
    }
}

fn sha512(base64: &str) -> Option<Hash> {
    let bytes = integrity::decode_base64(base64)?;
    (bytes.len() == 64).then(|| Hash { algorithm: HashAlgorithm::Sha512, hex: integrity::hex(&bytes) })
}

/// `PackageVersion` of `Directory.Packages.props`, by name.
fn central_versions(app: &App, paths: &BTreeSet<RelPath>) -> BTreeMap<String, String> {
    let mut versions = BTreeMap::new();
    for path in paths.iter().filter(|path| path.file_name() == "Directory.Packages.props") {
        let Ok(text) = app.tree.read(path) else { continue };
        let Ok(document) = Document::parse_with_options(text.as_str(), options()) else { continue };
        for node in document.descendants().filter(|node| node.tag_name().name() == "PackageVersion") {
            if let (Some(name), Some(version)) = (node.attribute("Include"), node.attribute("Version")) {
                versions.insert(name.to_ascii_lowercase(), version.to_owned());
            }
        }
    }
    versions
}

/// `PackageReference` of a project file.
fn references(reading: &mut Reading<'_>, central: &BTreeMap<String, String>) -> Vec<Request> {
    let text = Arc::clone(&reading.text);
    let document = match Document::parse_with_options(text.as_str(), options()) {
        Ok(document) => document,
        Err(error) => {
            let line = error.pos().row.clamp(1, text.line_count());
            reading.broken(text.line_span(line), "it is not well-formed XML");
            return Vec::new();
        }
    };
    let nodes = document.descendants().filter(|node| node.tag_name().name() == "PackageReference");
    let requests = nodes.filter_map(|node| {
        let name = node.attribute("Include")?.to_ascii_lowercase();
        let wanted = part(node, "VersionOverride").or_else(|| part(node, "Version"));
        let wanted = wanted.or_else(|| central.get(&name).cloned()).unwrap_or_default();
        let is_tool = part(node, "PrivateAssets").is_some_and(|assets| assets.eq_ignore_ascii_case("all"));
        let purpose = if is_tool { Purpose::Development } else { Purpose::Production };
        let at = reading.anchor(Span::new(node.range().start, node.range().end));
        Some(Request { name, wanted, purpose, at, resolved: None })
    });
    requests.collect()
}

/// An attribute, or the child element of the same name.
fn part(node: Node<'_, '_>, name: &str) -> Option<String> {
    let attribute = node.attribute(name).map(ToOwned::to_owned);
    let child = || {
        node.children().find(|child| child.tag_name().name() == name)?.text().map(|it| it.trim().to_owned())
    };
    attribute.or_else(child)
}

fn options<'t>() -> ParsingOptions<'t> {
    ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() }
}

/// A version alone is the lowest that will do, which is what NuGet then takes; `*` and ranges are open.
fn asked_for(request: &Request) -> Entry {
    let wanted = request.wanted.as_str();
    let version = match wanted.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(exact) if !exact.contains(',') => Version::Exact(exact.to_owned()),
        _ if wanted.is_empty() || wanted.contains('$') => Version::Unknown,
        _ if wanted.contains(['*', '[', '(', ',']) => Version::Range(wanted.to_owned()),
        _ => Version::Exact(wanted.to_owned()),
    };
    Entry::new(Ecosystem::NuGet, &request.name, version, request.at.clone())
}
