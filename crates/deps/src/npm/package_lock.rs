//! `package-lock.json` and `npm-shrinkwrap.json`, versions 1, 2 and 3.
//!
//! Versions 2 and 3 list every installed folder under `packages`; who gets what follows from how Node.js looks
//! packages up, folder by folder upwards. Version 1 nests `dependencies` in the same way.
//!
//! Source: npm documentation, `package-lock.json`.

mod nested;

use std::collections::{BTreeSet, HashMap};

use assay_advisories::Ecosystem;
use assay_source::RelPath;
use serde::Deserialize;

use super::{Locked, Manifests, wanted};
use crate::{
    Origin, Purpose, Version, integrity,
    lenient_json::{Flag, Pairs, Text, Written},
    reading::Reading,
    resolution::{Entry, Resolution, Slot},
};

/// Most folders above an entry in which its dependencies are looked for; npm nests a dozen at most.
const DEEPEST: usize = 64;

#[derive(Deserialize, Default)]
#[serde(default)]
struct LockFile<'a> {
    #[serde(borrow)]
    packages: Pairs<'a, Installed<'a>>,
    #[serde(borrow)]
    dependencies: Pairs<'a, nested::Dependency<'a>>,
}

/// An installed folder.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Installed<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    version: Option<Written<'a>>,
    #[serde(borrow)]
    resolved: Text<'a>,
    #[serde(borrow)]
    integrity: Text<'a>,
    link: Flag,
    #[serde(borrow)]
    deprecated: Text<'a>,
    #[serde(borrow)]
    dependencies: Pairs<'a, Text<'a>>,
    #[serde(borrow)]
    optional_dependencies: Pairs<'a, Text<'a>>,
    #[serde(borrow)]
    peer_dependencies: Pairs<'a, Text<'a>>,
    #[serde(borrow)]
    peer_dependencies_meta: Pairs<'a, PeerMeta>,
    #[serde(borrow)]
    dev_dependencies: Pairs<'a, Text<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct PeerMeta {
    optional: Flag,
}

pub(super) fn read(reading: &mut Reading<'_>, manifests: &Manifests) -> Locked {
    let mut resolution = Resolution::new(Ecosystem::Npm);
    let folder = reading.path().parent();
    let mut members = BTreeSet::from([folder.clone()]);
    let text = std::sync::Arc::clone(&reading.text);
    match serde_json::from_str::<LockFile<'_>>(text.as_str()) {
        Err(error) => reading.broken_json(&error),
        Ok(file) if !file.packages.0.is_empty() => {
            Installation::new(reading, manifests, &folder, &file).read(&mut resolution, &mut members);
        }
        Ok(file) => nested::read(reading, manifests.get(&folder), &file.dependencies, &mut resolution),
    }
    Locked { resolution, members }
}

/// Adds an entry of a lock file; none where it has no version.
fn add(
    reading: &Reading<'_>,
    resolution: &mut Resolution,
    name: &str,
    version: &Written<'_>,
    resolved: Option<&str>,
    integrity: Option<&str>,
    deprecated: Option<&str>,
) -> Option<Slot> {
    let at = reading.anchor(version.span(&reading.text));
    let written = version.text()?;
    // Version 1 has the address in the place of the version where there is one.
    let (name, written) = wanted::alias(name, &written);
    let from_version = wanted::origin(written);
    let origin = match resolved {
        Some(resolved) if from_version == Origin::Registry => from_resolved(resolved),
        _ => from_version,
    };
    let exact = if wanted::is_exact(written) {
        Version::Exact(written.to_owned())
    } else {
        version_of(&origin, written)
    };
    let mut entry = Entry::new(Ecosystem::Npm, name, exact, at);
    entry.origin = origin;
    entry.hashes = integrity.map(integrity::hashes).unwrap_or_default();
    entry.deprecated = deprecated.map(ToOwned::to_owned);
    Some(resolution.add(entry))
}

fn version_of(origin: &Origin, written: &str) -> Version {
    match origin {
        Origin::Registry | Origin::OtherRegistry(_) => Version::Exact(written.to_owned()),
        _ => Version::Unknown,
    }
}

/// Where an archive came from. Mirrors of the public registry keep its paths, `<name>/-/<name>-<version>.tgz`; what
/// another host serves under such a path is its own affair and is told apart.
fn from_resolved(resolved: &str) -> Origin {
    let host = resolved.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or_default());
    match host {
        Some("registry.npmjs.org" | "registry.yarnpkg.com" | "registry.npmjs.com") => Origin::Registry,
        _ if resolved.starts_with("git") => Origin::Git(resolved.to_owned()),
        _ if resolved.starts_with("file:") => Origin::Local(resolved.to_owned()),
        Some("codeload.github.com" | "github.com") => Origin::Archive(resolved.to_owned()),
        Some(host) if resolved.contains("/-/") => Origin::OtherRegistry(host.to_owned()),
        Some(_) => Origin::Archive(resolved.to_owned()),
        // An address without a host is of no use; `resolved` may also be `true` or a version.
        None => Origin::Registry,
    }
}

/// The folders of versions 2 and 3.
struct Installation<'a, 'r, 't> {
    reading: &'r mut Reading<'t>,
    manifests: &'r Manifests,
    folder: &'r RelPath,
    file: &'r LockFile<'a>,
    by_path: HashMap<&'r str, usize>,
}

impl<'a, 'r, 't> Installation<'a, 'r, 't> {
    fn new(
        reading: &'r mut Reading<'t>,
        manifests: &'r Manifests,
        folder: &'r RelPath,
        file: &'r LockFile<'a>,
    ) -> Self {
        let by_path = file.packages.iter().enumerate().map(|(at, (path, _))| (path, at)).collect();
        Self { reading, manifests, folder, file, by_path }
    }

    fn read(self, resolution: &mut Resolution, members: &mut BTreeSet<RelPath>) {
        let packages = &self.file.packages.0;
        let mut slots: Vec<Option<Slot>> = Vec::with_capacity(packages.len());
        for (path, installed) in packages {
            let is_installed = path.contains("node_modules/") && !installed.link.0;
            if !is_installed && !path.contains("node_modules/") {
                members.extend(self.folder.join(path).ok());
            }
            let version = installed.version.as_ref().filter(|_| is_installed);
            slots.push(version.and_then(|version| {
                let name = installed.name.as_str().unwrap_or_else(|| name_of(path));
                add(
                    self.reading,
                    resolution,
                    name,
                    version,
                    installed.resolved.as_str(),
                    installed.integrity.as_str(),
                    installed.deprecated.as_str(),
                )
            }));
        }
        for (at, (path, installed)) in packages.iter().enumerate() {
            match slots[at] {
                Some(slot) => {
                    for (name, purpose) in wants(installed) {
                        if let Some(to) = self.find(path, name).and_then(|to| slots[to]) {
                            resolution.brings(slot, to, purpose);
                        }
                    }
                }
                None if !path.contains("node_modules/") => self.member(path, installed, &slots, resolution),
                None => {}
            }
        }
    }

    /// The app itself, or a member of its workspace.
    fn member(
        &self,
        path: &str,
        installed: &Installed<'a>,
        slots: &[Option<Slot>],
        resolution: &mut Resolution,
    ) {
        let manifest = self.folder.join(path).ok().and_then(|folder| self.manifests.get(&folder));
        let slot_of = |name: &str| self.find(path, name).and_then(|to| slots[to]);
        if let Some(manifest) = manifest {
            for request in &manifest.requests {
                resolution.ask(request.clone(), slot_of(&request.name));
            }
        }
        // What the lock file holds of a manifest that is not there, or has changed since.
        let development = installed.dev_dependencies.iter().map(|(name, _)| (name, Purpose::Development));
        for (name, purpose) in wants(installed).chain(development) {
            let known = manifest.is_some_and(|it| it.requests.iter().any(|request| request.name == name));
            if let Some(slot) = slot_of(name).filter(|_| !known) {
                resolution.root(slot, purpose);
            }
        }
    }

    /// The folder that `require(name)` leads to from `path`: that of the nearest `node_modules` upwards.
    fn find(&self, path: &str, name: &str) -> Option<usize> {
        let mut key = String::with_capacity(path.len() + name.len() + 14);
        let mut above = Some(path);
        for _ in 0..DEEPEST {
            let folder = above?;
            key.clear();
            key.push_str(folder);
            if !folder.is_empty() {
                key.push('/');
            }
            key.push_str("node_modules/");
            key.push_str(name);
            if let Some(&at) = self.by_path.get(key.as_str()) {
                return self.through_link(at);
            }
            above = match folder.rfind("/node_modules/") {
                Some(at) => Some(&folder[..at]),
                None if folder.starts_with("node_modules/") => Some(""),
                None if folder.is_empty() => None,
                None => Some(folder.rfind('/').map_or("", |at| &folder[..at])),
            };
        }
        None
    }

    fn through_link(&self, at: usize) -> Option<usize> {
        let (_, installed) = self.file.packages.0.get(at)?;
        if !installed.link.0 {
            return Some(at);
        }
        self.by_path.get(installed.resolved.as_str()?).copied()
    }
}

/// What an entry asks for, and for what. An optional peer is not installed for its sake, but where it is installed,
/// leaving out what is for development leaves it in.
fn wants<'f>(installed: &'f Installed<'_>) -> impl Iterator<Item = (&'f str, Purpose)> {
    let optional = |name: &str| installed.optional_dependencies.iter().any(|(key, _)| key == name);
    let production = installed.dependencies.iter().map(|(name, _)| name).filter(move |name| !optional(name));
    let optional = installed.optional_dependencies.iter().map(|(name, _)| (name, Purpose::Optional));
    let meta = &installed.peer_dependencies_meta;
    let is_spare = |name: &str| meta.iter().any(|(key, meta)| key == name && meta.optional.0);
    let peers = installed
        .peer_dependencies
        .iter()
        .map(move |(name, _)| (name, if is_spare(name) { Purpose::Optional } else { Purpose::Peer }));
    production.map(|name| (name, Purpose::Production)).chain(optional).chain(peers)
}

/// `@scope/name` of `node_modules/a/node_modules/@scope/name`.
fn name_of(path: &str) -> &str {
    path.rfind("node_modules/").map_or(path, |at| &path[at + "node_modules/".len()..])
}
