//! `pnpm-lock.yaml`, lock file versions 5 to 9.
//!
//! `importers` (or, in a project without a workspace before version 9, the top level) holds what each manifest asks for with
//! what it leads to; `packages`, and from version 9 on `snapshots`, say what brings in what. A package's key has its
//! name, its version, and the peers it was installed with: `/name/1.0.0_peer@2` in version 5, `/name@1.0.0(peer@2)` in
//! version 6, `name@1.0.0(peer@2)` in version 9.
//!
//! Source: pnpm/spec, lockfile versions 5, 6.0 and 9.0.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use assay_advisories::Ecosystem;
use assay_source::RelPath;

use super::{Locked, Manifests, wanted};
use crate::{
    Origin, Purpose, Request, Version,
    block_yaml::{self, Block, Pair},
    integrity,
    reading::Reading,
    resolution::{Entry, Resolution, Slot},
};

pub(super) fn read(reading: &mut Reading<'_>, manifests: &Manifests) -> Locked {
    let mut resolution = Resolution::new(Ecosystem::Npm);
    let folder = reading.path().parent();
    let mut members = BTreeSet::from([folder.clone()]);
    let text = Arc::clone(&reading.text);
    let root = match block_yaml::read_any(&text) {
        Ok(root) => root,
        Err(mut diagnostics) => {
            let place = diagnostics.first().and_then(|it| it.labels.first()).map(|label| label.place.clone());
            reading.gap(format!("`{}`", text.path()), "it cannot be read to its end", place);
            reading.diagnostics.append(&mut diagnostics);
            return Locked { resolution, members };
        }
    };
    let is_old = root.text_of("lockfileVersion").is_some_and(|version| version.starts_with("5"));
    let packages = root.get("packages").map(Block::pairs).unwrap_or_default();
    let snapshots = root.get("snapshots").map(Block::pairs).unwrap_or_default();
    let mut slots: HashMap<&str, Slot> = HashMap::with_capacity(packages.len() + snapshots.len());
    for pair in packages {
        let slot = resolution.add(entry(reading, pair, is_old));
        slots.insert(&pair.key, slot);
    }
    for pair in snapshots {
        // The packages of the snapshots are those above, without their peers.
        let plain = pair.key.split('(').next().unwrap_or_default();
        let slot = slots.get(plain).copied();
        let slot = slot.unwrap_or_else(|| resolution.add(entry(reading, pair, is_old)));
        slots.insert(&pair.key, slot);
    }
    for pair in packages.iter().chain(snapshots) {
        let from = slots[pair.key.as_ref()];
        for (section, purpose) in
            [("dependencies", Purpose::Production), ("optionalDependencies", Purpose::Optional)]
        {
            for dependency in pair.value.get(section).map(Block::pairs).unwrap_or_default() {
                let to = dependency.value.text().and_then(|to| find(&slots, &dependency.key, to));
                if let Some(to) = to {
                    resolution.brings(from, to, purpose);
                }
            }
        }
    }
    match root.get("importers") {
        Some(importers) => {
            for importer in importers.pairs() {
                let Ok(member) = folder.join(&importer.key) else { continue };
                ask(&member, &importer.value, manifests, &slots, &mut resolution);
                members.insert(member);
            }
        }
        None => ask(&folder, &root, manifests, &slots, &mut resolution),
    }
    Locked { resolution, members }
}

/// What one manifest asks for.
fn ask(
    member: &RelPath,
    importer: &Block<'_>,
    manifests: &Manifests,
    slots: &HashMap<&str, Slot>,
    resolution: &mut Resolution,
) {
    let requests = manifests.get(member).map(|manifest| manifest.requests.as_slice()).unwrap_or_default();
    let mut asked: BTreeSet<&str> = BTreeSet::new();
    for (section, purpose) in [
        ("dependencies", Purpose::Production),
        ("optionalDependencies", Purpose::Optional),
        ("devDependencies", Purpose::Development),
    ] {
        for pair in importer.get(section).map(Block::pairs).unwrap_or_default() {
            let reference = pair.value.text().or_else(|| pair.value.text_of("version"));
            let slot = reference.and_then(|reference| find(slots, &pair.key, reference));
            match requests.iter().find(|request| request.name == pair.key) {
                Some(request) => {
                    asked.insert(request.name.as_str());
                    resolution.ask(Request { purpose, ..request.clone() }, slot);
                }
                None => {
                    if let Some(slot) = slot {
                        resolution.root(slot, purpose);
                    }
                }
            }
        }
    }
    // What the manifest asks for and the lock file does not know.
    for request in requests.iter().filter(|request| !asked.contains(request.name.as_str())) {
        resolution.ask(request.clone(), None);
    }
}

/// The package that a reference leads to: its key, or what follows the name in its key.
fn find(slots: &HashMap<&str, Slot>, name: &str, reference: &str) -> Option<Slot> {
    // From version 6 on the usual key comes first; a lock file has tens of thousands of references.
    let forms: [fn(&str, &str) -> String; 5] = [
        |name, reference| format!("{name}@{reference}"),
        |_, reference| reference.to_owned(),
        |name, reference| format!("/{name}@{reference}"),
        |name, reference| format!("/{name}/{reference}"),
        |_, reference| format!("/{reference}"),
    ];
    forms.iter().find_map(|form| slots.get(form(name, reference).as_str()).copied())
}

fn entry(reading: &Reading<'_>, pair: &Pair<'_>, is_old: bool) -> Entry {
    let value = &pair.value;
    let (name, version) = if is_old { old_key(&pair.key) } else { key(&pair.key) };
    let name = value.text_of("name").unwrap_or(name);
    let version = value.text_of("version").unwrap_or(version);
    let resolution = value.get("resolution");
    let part = |key| resolution.and_then(|it| it.text_of(key));
    let origin = match (part("repo"), part("tarball"), part("directory")) {
        (Some(repository), ..) => Origin::Git(format!("{repository}#{}", part("commit").unwrap_or_default())),
        (_, Some(address), _) if address.contains("/-/") => Origin::Registry,
        (_, Some(address), _) => Origin::Archive(address.to_owned()),
        (.., Some(directory)) => Origin::Local(directory.to_owned()),
        _ => wanted::origin(version),
    };
    let version = match origin {
        Origin::Registry => Version::Exact(version.to_owned()),
        _ if wanted::is_exact(version) => Version::Exact(version.to_owned()),
        _ => Version::Unknown,
    };
    let mut entry = Entry::new(Ecosystem::Npm, name, version, reading.anchor(pair.span));
    entry.origin = origin;
    entry.hashes = part("integrity").map(integrity::hashes).unwrap_or_default();
    entry.deprecated = value.text_of("deprecated").map(ToOwned::to_owned);
    entry
}

/// Name and version of `@scope/name@1.0.0(peer@2)`.
fn key(key: &str) -> (&str, &str) {
    let key = key.strip_prefix('/').unwrap_or(key);
    let plain = key.split('(').next().unwrap_or_default();
    match plain.get(1..).and_then(|rest| rest.find('@')) {
        Some(at) => (&plain[..=at], &plain[at + 2..]),
        None => (plain, ""),
    }
}

/// Name and version of `/@scope/name/1.0.0_peer@2`.
fn old_key(key: &str) -> (&str, &str) {
    let Some(rest) = key.strip_prefix('/') else { return (key, "") };
    let parts = if rest.starts_with('@') { 2 } else { 1 };
    let end = rest.match_indices('/').nth(parts - 1).map(|(at, _)| at);
    let Some(end) = end else { return (rest, "") };
    let version = &rest[end + 1..];
    (&rest[..end], version.split(['_', '/']).next().unwrap_or(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_name_and_a_version() {
        assert_eq!(
            key("/@emotion/react@11.11.1(@types/react@18.2.15)(react@18.2.0)"),
            ("@emotion/react", "11.11.1")
        );
        assert_eq!(key("left-pad@1.3.0"), ("left-pad", "1.3.0"));
        assert_eq!(key("é"), ("é", ""));
        assert_eq!(old_key("/@babel/core/7.1.0_@types+node@8.0.0"), ("@babel/core", "7.1.0"));
        assert_eq!(old_key("/ajv/6.12.6"), ("ajv", "6.12.6"));
        assert_eq!(old_key("github.com/a/b/00ff"), ("github.com/a/b/00ff", ""));
    }
}
