//! Version 1: packages nested in one another.

use std::collections::HashMap;

use serde::Deserialize;

use super::{DEEPEST, add};
use crate::{
    Purpose,
    lenient_json::{Flag, Pairs, Text, Written},
    npm::manifest::Manifest,
    reading::Reading,
    resolution::{Resolution, Slot},
};

/// A package, with those that are installed below it.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Dependency<'a> {
    #[serde(borrow)]
    version: Option<Written<'a>>,
    #[serde(borrow)]
    resolved: Text<'a>,
    #[serde(borrow)]
    integrity: Text<'a>,
    dev: Flag,
    optional: Flag,
    #[serde(borrow)]
    requires: Pairs<'a, Text<'a>>,
    #[serde(borrow)]
    dependencies: Pairs<'a, Dependency<'a>>,
}

/// A `node_modules` folder: what it holds, and the one above it.
#[derive(Default)]
struct Folder<'f> {
    holds: HashMap<&'f str, (Slot, Purpose)>,
    above: Option<usize>,
}

pub(super) fn read(
    reading: &Reading<'_>,
    manifest: Option<&Manifest>,
    dependencies: &Pairs<'_, Dependency<'_>>,
    resolution: &mut Resolution,
) {
    let mut folders = vec![Folder::default()];
    // Linked once every folder is known: who asks, from which folder on to look, and for what.
    let mut asking: Vec<(Slot, usize, &Dependency<'_>)> = Vec::new();
    let mut waiting = vec![(dependencies, 0)];
    while let Some((level, at)) = waiting.pop() {
        for (name, dependency) in level.iter() {
            let Some(version) = &dependency.version else { continue };
            let (resolved, integrity) = (dependency.resolved.as_str(), dependency.integrity.as_str());
            let Some(slot) = add(reading, resolution, name, version, resolved, integrity, None) else {
                continue;
            };
            let told = match (dependency.dev.0, dependency.optional.0) {
                (true, _) => Purpose::Development,
                (false, true) => Purpose::Optional,
                (false, false) => Purpose::Production,
            };
            resolution.tell(slot, told);
            let step = if dependency.optional.0 { Purpose::Optional } else { Purpose::Production };
            folders[at].holds.insert(name, (slot, step));
            let below = if dependency.dependencies.0.is_empty() { at } else { folders.len() };
            if below != at {
                folders.push(Folder { holds: HashMap::new(), above: Some(at) });
                waiting.push((&dependency.dependencies, below));
            }
            asking.push((slot, below, dependency));
        }
    }
    for (slot, from, dependency) in asking {
        for (name, _) in dependency.requires.iter() {
            if let Some((to, purpose)) = find(&folders, from, name) {
                resolution.brings(slot, to, purpose);
            }
        }
    }
    for request in manifest.map(|manifest| manifest.requests.as_slice()).unwrap_or_default() {
        let slot = find(&folders, 0, &request.name).map(|(slot, _)| slot);
        resolution.ask(request.clone(), slot);
    }
}

fn find(folders: &[Folder<'_>], from: usize, name: &str) -> Option<(Slot, Purpose)> {
    let way = std::iter::successors(Some(from), |at| folders[*at].above);
    way.take(DEEPEST).find_map(|at| folders[at].holds.get(name).copied())
}
