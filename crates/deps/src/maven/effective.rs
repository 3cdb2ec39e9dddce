//! A `pom.xml` with what it takes over from others.

use std::collections::BTreeMap;

use assay_source::Span;

use super::{
    Poms, exact_or_range,
    pom::{Coordinates, Parent, Pom},
};
use crate::Version;

/// Most ancestors; and most properties inside one another.
const DEEPEST: usize = 20;
/// Longest text that properties are filled into; they could double it at every step.
const LONGEST: usize = 1000;

/// What a pom means once its ancestors are counted in.
pub(super) struct Effective<'p> {
    /// The pom, then its ancestors that are among the files, nearest first.
    lineage: Vec<&'p Pom>,
    properties: BTreeMap<&'p str, &'p str>,
    /// Managed versions by `group:artifact`; the nearest counts.
    managed: BTreeMap<String, Option<String>>,
    /// Parents and lists of versions that are not among the files.
    outside: Vec<Coordinates>,
}

impl<'p> Effective<'p> {
    pub(super) fn of(pom: &'p Pom, poms: &'p Poms) -> Self {
        let mut effective = Self {
            lineage: vec![pom],
            properties: BTreeMap::new(),
            managed: BTreeMap::new(),
            outside: Vec::new(),
        };
        let mut last = pom;
        while let Some(parent) = last.parent.as_ref().filter(|_| effective.lineage.len() < DEEPEST) {
            let Some(found) = find(last, parent, poms) else { break };
            effective.lineage.push(found);
            last = found;
        }
        for pom in &effective.lineage {
            for (name, value) in &pom.properties {
                effective.properties.entry(name).or_insert(value);
            }
        }
        if let Some(parent) = &last.parent {
            effective.outside.push(effective.fill_in(&parent.coordinates));
        }
        effective.manage(poms);
        effective
    }

    fn manage(&mut self, poms: &'p Poms) {
        let mut imports = Vec::new();
        for dependency in self.lineage.clone().into_iter().flat_map(|pom| &pom.managed) {
            let managed = self.fill_in(&dependency.coordinates);
            if dependency.is_import {
                imports.push(managed);
            } else {
                self.managed.entry(managed.name()).or_insert(managed.version);
            }
        }
        for import in imports {
            match poms.values().find(|pom| pom.is(&import)) {
                Some(list) => {
                    // A list of versions among the files; what it imports in turn is left aside.
                    let properties = self.properties.clone();
                    self.properties
                        .extend(list.properties.iter().map(|(name, value)| (name.as_str(), value.as_str())));
                    for dependency in &list.managed {
                        let managed = self.fill_in(&dependency.coordinates);
                        self.managed.entry(managed.name()).or_insert(managed.version);
                    }
                    self.properties = properties;
                }
                None => self.outside.push(import),
            }
        }
    }

    /// Its own names, the parent's where it has none.
    pub(super) fn own(&self) -> Coordinates {
        self.fill_in(&self.raw_own())
    }

    fn raw_own(&self) -> Coordinates {
        let pom = self.lineage[0];
        let from_parent = pom.parent.as_ref().map(|parent| &parent.coordinates);
        let group = Some(&pom.coordinates.group).filter(|group| !group.is_empty());
        Coordinates {
            group: group.or(from_parent.map(|parent| &parent.group)).cloned().unwrap_or_default(),
            artifact: pom.coordinates.artifact.clone(),
            version: pom.coordinates.version.clone().or_else(|| from_parent?.version.clone()),
        }
    }

    /// Coordinates with every known property filled in.
    pub(super) fn fill_in(&self, raw: &Coordinates) -> Coordinates {
        Coordinates {
            group: self.interpolate(&raw.group),
            artifact: self.interpolate(&raw.artifact),
            version: raw.version.as_deref().map(|version| self.interpolate(version)),
        }
    }

    fn interpolate(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..DEEPEST {
            let Some((before, rest)) = text.split_once("${") else { break };
            let Some((name, after)) = rest.split_once('}') else { break };
            let Some(value) = self.property(name) else { break };
            text = format!("{before}{value}{after}");
            if text.len() > LONGEST {
                break;
            }
        }
        text
    }

    fn property(&self, name: &str) -> Option<String> {
        if let Some(value) = self.properties.get(name) {
            return Some((*value).to_owned());
        }
        let pom = self.lineage[0];
        let parent = pom.parent.as_ref().map(|parent| &parent.coordinates);
        match name.strip_prefix("project.").or_else(|| name.strip_prefix("pom.")).unwrap_or(name) {
            "version" => self.raw_own().version.filter(|version| !version.contains("${")),
            "groupId" => Some(self.raw_own().group),
            "artifactId" => Some(pom.coordinates.artifact.clone()),
            "parent.version" => parent?.version.clone(),
            "parent.groupId" => parent.map(|parent| parent.group.clone()),
            _ => None,
        }
    }

    /// The version a dependency gets: its own, the managed one, or that of a list from outside of the same group,
    /// since such a list (`spring-boot-starter-parent`, `spring-framework-bom`) is released with what it lists.
    pub(super) fn version_of(&self, wanted: &Coordinates) -> Version {
        let own = exact_or_range(wanted.version.as_deref());
        if own != Version::Unknown || wanted.version.is_some() {
            return own;
        }
        if let Some(managed) = self.managed.get(&wanted.name()) {
            return exact_or_range(managed.as_deref());
        }
        let list = self.outside.iter().find(|list| list.group == wanted.group);
        list.map_or(Version::Unknown, |list| exact_or_range(list.version.as_deref()))
    }

    /// Parents and lists of versions from outside that this very pom names, and where.
    pub(super) fn outside_parents_of(&self, pom: &Pom) -> Vec<(Coordinates, Span)> {
        let parent = pom.parent.iter().map(|parent| (self.fill_in(&parent.coordinates), parent.span));
        let imports = pom.managed.iter().filter(|dependency| dependency.is_import);
        let imports = imports.map(|dependency| (self.fill_in(&dependency.coordinates), dependency.span));
        parent.chain(imports).filter(|(named, _)| self.outside.contains(named)).collect()
    }
}

/// The parent among the files: where the pom says, else wherever one of its names is.
fn find<'p>(pom: &Pom, parent: &Parent, poms: &'p Poms) -> Option<&'p Pom> {
    let wanted = &parent.coordinates;
    let fits =
        |candidate: &&Pom| candidate.path != pom.path && candidate.coordinates.artifact == wanted.artifact;
    let path = pom.path.parent().join(parent.relative_path.as_deref()?).ok()?;
    let in_folder = path.join("pom.xml").ok();
    let said = poms.get(&path).or_else(|| poms.get(&in_folder?)).filter(fits);
    said.or_else(|| poms.values().filter(fits).find(|candidate| candidate.is(wanted)))
}
