//! `yarn.lock`, of Yarn 1 and of the later ones.
//!
//! Every entry stands under the descriptors (name and range) that lead to it. Which of them the app itself asks for,
//! and for what, only its manifests say.

mod classic;
mod entry;
mod modern;

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use assay_advisories::Ecosystem;
use assay_source::RelPath;

use super::{Locked, Manifests, wanted};
use crate::{
    Purpose,
    reading::Reading,
    resolution::{Entry, Resolution, Slot},
};
use entry::YarnEntry;

pub(super) fn read(reading: &mut Reading<'_>, manifests: &Manifests) -> Locked {
    let folder = reading.path().parent();
    let text = Arc::clone(&reading.text);
    let is_modern = text.as_str().lines().any(|line| line.starts_with("__metadata:"));
    let entries = if is_modern { modern::entries(reading, &text) } else { classic::entries(reading, &text) };
    let members = members(&folder, manifests, &entries);
    let resolution = link(reading, &folder, &members, manifests, &entries);
    Locked { resolution, members }
}

/// The folder itself, and those of its workspaces: named by the lock file, or by its manifest.
fn members(folder: &RelPath, manifests: &Manifests, entries: &[YarnEntry<'_>]) -> BTreeSet<RelPath> {
    let mut members = BTreeSet::from([folder.clone()]);
    members.extend(entries.iter().filter_map(|entry| folder.join(entry.workspace()?).ok()));
    if let Some(manifest) = manifests.get(folder) {
        let workspaces = manifest.workspaces();
        let below = manifests.keys().filter(|member| {
            member
                .relative_to(folder)
                .is_some_and(|relative| !relative.is_root() && workspaces.hold(&relative))
        });
        members.extend(below.cloned());
    }
    members
}

fn link(
    reading: &mut Reading<'_>,
    folder: &RelPath,
    members: &BTreeSet<RelPath>,
    manifests: &Manifests,
    entries: &[YarnEntry<'_>],
) -> Resolution {
    let mut resolution = Resolution::new(Ecosystem::Npm);
    let slots: Vec<Option<Slot>> =
        entries.iter().map(|entry| Some(resolution.add(package(reading, entry)?))).collect();
    let mut index = Index::default();
    for (entry, slot) in entries.iter().zip(&slots) {
        let Some(slot) = *slot else { continue };
        for descriptor in &entry.descriptors {
            index.by_descriptor.insert(descriptor.as_str(), slot);
            let name = name_of(descriptor);
            index
                .by_name
                .entry(name)
                .and_modify(|known| *known = known.filter(|it| *it == slot))
                .or_insert(Some(slot));
        }
    }
    for (entry, slot) in entries.iter().zip(&slots) {
        let member = entry.workspace().and_then(|path| folder.join(path).ok());
        for wish in &entry.wants {
            let Some(to) = index.find(&wish.name, &wish.range) else { continue };
            match (slot, &member) {
                (Some(slot), _) => resolution.brings(*slot, to, wish.purpose),
                // A member whose manifest is not at hand: the lock file does not say what for.
                (None, Some(member)) if !manifests.contains_key(member) => resolution.root(to, wish.purpose),
                (None, _) => {}
            }
        }
    }
    let mut has_manifest = false;
    for manifest in members.iter().filter_map(|member| manifests.get(member)) {
        has_manifest = true;
        for request in &manifest.requests {
            let slot = index.find(&request.name, &request.wanted);
            // Yarn installs no peers of the app's own.
            if request.purpose != Purpose::Peer || slot.is_some() {
                resolution.ask(request.clone(), slot);
            }
        }
    }
    if !has_manifest {
        let place = Some(reading.text.place(reading.text.line_span(1)));
        reading.gap(
            "which packages the app asks for itself",
            "there is no `package.json` beside the lock file",
            place,
        );
    }
    resolution
}

/// The package of an entry; none for a member of the workspace.
fn package(reading: &Reading<'_>, entry: &YarnEntry<'_>) -> Option<Entry> {
    if entry.workspace().is_some() || entry.descriptors.is_empty() {
        return None;
    }
    let (name, _) = wanted::alias(entry.name()?, entry.range().unwrap_or_default());
    let mut package = Entry::new(Ecosystem::Npm, name, entry.version(), reading.anchor_of(entry.at));
    package.origin = entry.origin();
    package.hashes = entry.integrity.map(crate::integrity::hashes).unwrap_or_default();
    Some(package)
}

/// Which package a descriptor leads to.
#[derive(Default)]
struct Index<'e> {
    by_descriptor: HashMap<&'e str, Slot>,
    /// Of names with one package alone.
    by_name: HashMap<&'e str, Option<Slot>>,
}

impl Index<'_> {
    /// A name that has one version alone leads there, whatever the range: `resolutions` override ranges.
    fn find(&self, name: &str, range: &str) -> Option<Slot> {
        let written = [format!("{name}@{range}"), format!("{name}@npm:{range}")];
        written.iter().find_map(|descriptor| self.by_descriptor.get(descriptor.as_str()).copied()).or_else(
            || {
                let is_local = matches!(wanted::origin(range), crate::Origin::Local(_));
                if is_local { None } else { self.by_name.get(name).copied().flatten() }
            },
        )
    }
}

/// The name of `@scope/name@range`.
fn name_of(descriptor: &str) -> &str {
    match descriptor.get(1..).and_then(|rest| rest.find('@')) {
        Some(at) => &descriptor[..=at],
        None => descriptor,
    }
}
