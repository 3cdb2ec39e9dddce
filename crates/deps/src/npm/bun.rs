//! `bun.lock`.
//!
//! `workspaces` holds the manifests by folder, `packages` what is installed: a key is the way of names to where it
//! is installed (`parent/child`), a value `[name@version, registry, {dependencies, …}, integrity]`.
//!
//! Source: Bun documentation, lockfile; oven-sh/bun, `bun.lock.zig`.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use assay_advisories::Ecosystem;
use assay_app::document::{Entry as JsonEntry, JsonDialect, Node, read_json};

use super::{Locked, Manifests, wanted};
use crate::{
    Origin, Purpose, Version, integrity,
    reading::Reading,
    resolution::{Entry, Resolution, Slot},
};

/// Most names in a key that are walked upwards.
const DEEPEST: usize = 64;

pub(super) fn read(reading: &mut Reading<'_>, manifests: &Manifests) -> Locked {
    let mut resolution = Resolution::new(Ecosystem::Npm);
    let folder = reading.path().parent();
    let mut members = BTreeSet::from([folder.clone()]);
    let document = read_json(&Arc::clone(&reading.text), JsonDialect::Commented);
    if !document.complete {
        reading.gap(format!("`{}`", reading.path()), "it cannot be read to its end", None);
    }
    reading.diagnostics.extend(document.diagnostics.iter().cloned());
    let entries = document.root.get("packages").map(Node::entries).unwrap_or_default();
    let mut slots: HashMap<&str, Slot> = HashMap::with_capacity(entries.len());
    for entry in entries {
        if let Some(package) = package(reading, entry) {
            slots.insert(entry.key.text.as_str(), resolution.add(package));
        }
    }
    for entry in entries {
        let Some(&from) = slots.get(entry.key.text.as_str()) else { continue };
        for (name, purpose) in wants(entry) {
            if let Some(to) = find(&slots, &entry.key.text, name) {
                resolution.brings(from, to, purpose);
            }
        }
    }
    for workspace in document.root.get("workspaces").map(Node::entries).unwrap_or_default() {
        let Ok(member) = folder.join(&workspace.key.text) else { continue };
        let name = workspace.value.get("name").and_then(Node::as_str).unwrap_or_default();
        let from = if workspace.key.text.is_empty() { "" } else { name };
        for request in manifests.get(&member).map(|it| it.requests.as_slice()).unwrap_or_default() {
            resolution.ask(request.clone(), find(&slots, from, &request.name));
        }
        members.insert(member);
    }
    Locked { resolution, members }
}

fn package(reading: &Reading<'_>, entry: &JsonEntry) -> Option<Entry> {
    let items = entry.value.items();
    let identity = items.first()?.as_str()?;
    let at = identity.get(1..)?.find('@')? + 1;
    let (name, version) = (&identity[..at], &identity[at + 1..]);
    if version.starts_with("workspace:") || version.starts_with("link:") {
        return None;
    }
    let is_exact = wanted::is_exact(version);
    let exact = if is_exact { Version::Exact(version.to_owned()) } else { Version::Unknown };
    let mut package = Entry::new(Ecosystem::Npm, name, exact, reading.anchor(entry.span()));
    package.origin = if is_exact { Origin::Registry } else { wanted::origin(version) };
    let digest = items.iter().rev().find_map(Node::as_str);
    package.hashes = digest.map(integrity::hashes).unwrap_or_default();
    Some(package)
}

fn wants(entry: &JsonEntry) -> impl Iterator<Item = (&str, Purpose)> {
    let about = entry.value.items().iter().find(|item| !item.entries().is_empty());
    let spare = about.and_then(|about| about.get("optionalPeers")).map(Node::items).unwrap_or_default();
    let sections = [
        ("dependencies", Purpose::Production),
        ("optionalDependencies", Purpose::Optional),
        ("peerDependencies", Purpose::Peer),
    ];
    sections.into_iter().flat_map(move |(section, purpose)| {
        let entries = about.and_then(|about| about.get(section)).map(Node::entries).unwrap_or_default();
        let is_spare = move |name: &str| {
            purpose == Purpose::Peer && spare.iter().any(|item| item.as_str() == Some(name))
        };
        let names = entries.iter().map(|entry| entry.key.text.as_str());
        names.filter(move |name| !is_spare(name)).map(move |name| (name, purpose))
    })
}

/// The package that a name leads to from a key: installed right below it, or below one of those it stands in.
fn find(slots: &HashMap<&str, Slot>, from: &str, name: &str) -> Option<Slot> {
    let mut above = from;
    for _ in 0..DEEPEST {
        if above.is_empty() {
            break;
        }
        if let Some(slot) = slots.get(format!("{above}/{name}").as_str()) {
            return Some(*slot);
        }
        above = parent(above);
    }
    slots.get(name).copied()
}

/// `a` of `a/b` and of `a/@scope/b`.
fn parent(key: &str) -> &str {
    let Some((above, _)) = key.rsplit_once('/') else { return "" };
    let last = above.rsplit('/').next().unwrap_or(above);
    match last.starts_with('@') {
        true => above.rsplit_once('/').map_or("", |(above, _)| above),
        false => above,
    }
}
