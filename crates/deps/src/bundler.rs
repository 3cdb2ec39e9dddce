//! Ruby: `Gemfile.lock`, and `Gemfile` where there is none.
//!
//! Source: rubygems/bundler, `lockfile_parser.rb`; Bundler documentation, `Gemfile`.

mod gemfile;

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use assay_advisories::Ecosystem;
use assay_app::App;
use assay_source::{Diagnostic, RelPath};

use crate::{
    Gap, Hash, Origin, Project, Purpose, ReadFrom, Request, Version,
    lenient_json::span_of,
    reading::{Reading, open},
    resolution::{Entry, Resolution, Slot},
};

/// Every project of an app.
pub(crate) fn projects(app: &App) -> (Vec<Project>, Vec<Diagnostic>) {
    let (mut projects, mut diagnostics) = (Vec::new(), Vec::new());
    let files: BTreeSet<&RelPath> = app.files().map(|file| &file.path).collect();
    for path in &files {
        let beside = |name| path.parent().join(name).ok().filter(|it| files.contains(it));
        let (read_from, manifest) = match path.file_name() {
            "Gemfile.lock" => (ReadFrom::LockFile, beside("Gemfile")),
            "gems.locked" => (ReadFrom::LockFile, beside("gems.rb")),
            "Gemfile" if beside("Gemfile.lock").is_none() => (ReadFrom::Manifest, Some((*path).clone())),
            "gems.rb" if beside("gems.locked").is_none() => (ReadFrom::Manifest, Some((*path).clone())),
            _ => continue,
        };
        let mut project = Project::empty(Ecosystem::RubyGems, path, read_from);
        let mut resolution = Resolution::new(Ecosystem::RubyGems);
        let asked = manifest.as_ref().and_then(|path| open(&app.tree, path, &mut project));
        let requests = asked.map(|reading| gemfile::requests(&reading)).unwrap_or_default();
        if read_from == ReadFrom::Manifest {
            for request in requests {
                let slot = resolution.add(gemfile::entry(&request));
                resolution.ask(request, Some(slot));
            }
            project.gaps.push(Gap::without_lock(path));
        } else if let Some(mut reading) = open(&app.tree, path, &mut project) {
            read(&mut reading, requests, &mut resolution);
            project.gaps.append(&mut reading.gaps);
            diagnostics.append(&mut reading.diagnostics);
        }
        project.manifests.extend(manifest);
        (project.packages, project.requests) = resolution.finish();
        projects.push(project);
    }
    (projects, diagnostics)
}

/// Sections at the left edge, `specs:` in them, gems indented by four, what they ask for by six.
fn read(reading: &mut Reading<'_>, requests: Vec<Request>, resolution: &mut Resolution) {
    let text = Arc::clone(&reading.text);
    let (mut section, mut remote) = ("", String::new());
    let mut slots: HashMap<&str, Slot> = HashMap::new();
    let mut wishes: Vec<(Slot, &str)> = Vec::new();
    let mut asked: Vec<&str> = Vec::new();
    let mut current: Option<Slot> = None;
    for line in text.as_str().lines() {
        let content = line.trim();
        let indent = line.len() - line.trim_start().len();
        if content.starts_with("<<<<<<<") || content.starts_with(">>>>>>>") {
            return reading.broken(span_of(&text, line), "it holds the marks of a merge conflict");
        }
        match (indent, section) {
            (_, _) if content.is_empty() => {}
            (0, _) => (section, current) = (content, None),
            (2, "GIT" | "PATH" | "GEM") => {
                if let Some(address) = content.strip_prefix("remote: ") {
                    address.clone_into(&mut remote);
                }
            }
            (4, "GIT" | "PATH" | "GEM") => {
                let (name, version) = name_and_parenthesis(content);
                let mut entry = Entry::new(
                    Ecosystem::RubyGems,
                    name,
                    Version::Exact(platformless(version).to_owned()),
                    reading.anchor_of(line.trim()),
                );
                entry.origin = match section {
                    "GIT" => Origin::Git(remote.clone()),
                    "PATH" => Origin::Local(remote.clone()),
                    _ if remote.starts_with("https://rubygems.org") || remote.is_empty() => Origin::Registry,
                    _ => Origin::OtherRegistry(remote.clone()),
                };
                let slot = resolution.add(entry);
                slots.insert(name, slot);
                current = Some(slot);
            }
            (6, "GIT" | "PATH" | "GEM") => {
                wishes.extend(current.map(|slot| (slot, name_and_parenthesis(content).0)));
            }
            (2, "DEPENDENCIES") => asked.push(name_and_parenthesis(content.trim_end_matches('!')).0),
            (2, "CHECKSUMS") => checksum(resolution, reading, content),
            _ => {}
        }
    }
    for (from, name) in wishes {
        if let Some(to) = slots.get(name) {
            resolution.brings(from, *to, Purpose::Production);
        }
    }
    for name in asked.iter().filter(|name| !requests.iter().any(|request| request.name == **name)) {
        if let Some(slot) = slots.get(name) {
            resolution.root(*slot, Purpose::Production);
        }
    }
    for request in requests {
        let slot = slots.get(request.name.as_str()).copied();
        resolution.ask(request, slot);
    }
}

/// `name (1.0) sha256=…`
fn checksum(resolution: &mut Resolution, reading: &Reading<'_>, content: &str) {
    let (name, version) = name_and_parenthesis(content);
    let Some(hash) = content.rsplit_once("sha256=").and_then(|(_, hex)| Hash::sha256(hex)) else { return };
    let version = Version::Exact(platformless(version).to_owned());
    let is_known =
        resolution.named(name).any(|(_, entry)| entry.version == version && entry.origin == Origin::Registry);
    if is_known {
        let mut entry = Entry::new(Ecosystem::RubyGems, name, version, reading.anchor_of(content));
        entry.hashes.push(hash);
        resolution.add(entry);
    }
}

/// `rails` and `~> 7.0` of `rails (~> 7.0)`.
fn name_and_parenthesis(content: &str) -> (&str, &str) {
    let (name, rest) = content.split_once(" (").unwrap_or((content, ""));
    (name.trim(), rest.split(')').next().unwrap_or_default())
}

/// `1.15.0` of `1.15.0-x86_64-linux`.
fn platformless(version: &str) -> &str {
    version.split_once('-').map_or(version, |(version, _)| version)
}
