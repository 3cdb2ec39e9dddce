//! The packages of an app, held against what is known of them.

use std::collections::{BTreeMap, BTreeSet};

use assay_advisories::{Coverage, Database, Ecosystem, Match};
use assay_catalogue::Severity;
use assay_deps::{Origin, Package, Project, ReadFrom, Version};
use assay_evidence::{Remedy, Vulnerability};

use crate::{Advisories, Case, Look};

/// Most gaps that are told one by one for want of an exact version.
const MOST_TOLD: usize = 20;

/// One thing that is wrong with a package of a project, in one or several versions of it.
pub(super) struct Matched<'a> {
    /// The project.
    pub(super) project: &'a Project,
    /// The packages, by their places in the project: versions of one package.
    pub(super) packages: Vec<usize>,
    /// What is wrong with them.
    pub(super) found: Match<'a>,
    /// The lowest version of which nothing as bad is known.
    pub(super) upgrade: Option<&'a str>,
}

impl<'a> Matched<'a> {
    /// The package that has the most to do with the app: that which runs, else that which it asks for itself.
    pub(super) fn first(&self) -> (usize, &'a Package) {
        let packages = self.packages.iter().map(|at| (*at, &self.project.packages[*at]));
        let first = packages.min_by_key(|(at, package)| (package.purpose, package.relation, *at));
        first.expect("a match is made for a package")
    }

    /// Its name in every release of the data: the lowest CVE, where it has one, else the id of its advisory.
    pub(super) fn name(&self) -> &'a str {
        let aliases = self.found.aliases();
        let main = self.found.main().id;
        aliases.into_iter().chain([main]).filter(|name| name.starts_with("CVE-")).min().unwrap_or(main)
    }

    /// What programs need to act on it.
    pub(super) fn vulnerability(&self, advisories: &Advisories<'_>) -> Vulnerability {
        let (at, package) = self.first();
        let scored = self.found.scored();
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let root = self.project.root_of(at).filter(|root| root.name != package.name);
        Vulnerability {
            id: self.found.main().id.to_owned(),
            aliases: self.found.aliases().into_iter().map(ToOwned::to_owned).collect(),
            packages: self.packages.iter().filter_map(|at| self.project.packages[*at].purl()).collect(),
            score: scored.and_then(|advisory| advisory.score).map(|score| format!("{score:.1}")),
            vector: scored.and_then(|advisory| text(advisory.vector)),
            fixed: self.found.fixed.map(ToOwned::to_owned),
            upgrade: self.upgrade.map(ToOwned::to_owned),
            brought_by: root.map(|root| root.name.clone()),
            imported: advisories
                .imported
                .filter(|_| package.ecosystem == Ecosystem::Npm)
                .map(|imported| imported.contains(&package.name)),
            address: text(self.found.main().address),
        }
    }
}

/// Everything that is known of the app's packages, by project, package and name. What could not be looked up is
/// noted: data that is missing, old or a selection, versions no file decides, packages that come from elsewhere.
pub(super) fn matched<'a>(case: &Case<'a>, look: &mut Look<'_>) -> Vec<Matched<'a>> {
    let database = case.advisories.database;
    let mut all = Vec::new();
    for project in &case.dependencies.projects {
        let mut by_name: BTreeMap<(&str, String), Matched<'a>> = BTreeMap::new();
        let mut open: Vec<&Package> = Vec::new();
        for (at, package) in project.packages.iter().enumerate() {
            let Some(version) = looked_up(look, package) else {
                open.extend(
                    matches!(package.version, Version::Range(_) | Version::Unknown).then_some(package),
                );
                continue;
            };
            look.looked_at(1);
            let answer = database.lookup(package.ecosystem, &package.name, version);
            for id in answer.undecided {
                let because = format!("`{version}` cannot be held against the versions of {id}");
                look.skip(format!("`{}`", package.name), because, Some(package.read_at.place()));
            }
            for found in answer.matches {
                let severity = found.severity().unwrap_or(Severity::Low);
                let upgrade = database.upgrade(package.ecosystem, &package.name, version, severity);
                let one = Matched { project, packages: vec![at], found, upgrade };
                let key = (package.name.as_str(), one.name().to_owned());
                by_name.entry(key).and_modify(|held| held.packages.push(at)).or_insert(one);
            }
        }
        not_decided(look, project, &open);
        all.extend(by_name.into_values());
    }
    not_known(case, look);
    super::naming::skip_gaps(look, &case.dependencies.projects);
    all
}

/// The version to ask for, where the package is that of its registry and one version of it is decided.
fn looked_up<'p>(look: &mut Look<'_>, package: &'p Package) -> Option<&'p str> {
    match &package.origin {
        Origin::Registry | Origin::OtherRegistry(_) | Origin::Page(_) => package.version.exact(),
        // The app's own.
        Origin::Local(_) => None,
        Origin::Git(_) | Origin::Archive(_) => {
            let because = "it comes from a repository or an archive, and its version says nothing of that";
            look.skip(format!("`{}`", package.name), because, Some(package.read_at.place()));
            None
        }
    }
}

/// Names the packages of which no file decides the version.
fn not_decided(look: &mut Look<'_>, project: &Project, open: &[&Package]) {
    let because = match project.read_from {
        ReadFrom::Pages => "the address names no exact version",
        _ => "no lock file decides its version",
    };
    let mut skip = |what: String, place| match project.read_from {
        ReadFrom::Pages => look.skip(what, because, place),
        _ => look.skip_without(Remedy::LockFile, what, because, place),
    };
    for package in open.iter().take(MOST_TOLD) {
        skip(format!("`{}`", package.name), Some(package.place()));
    }
    if let Some(beyond) = open.len().checked_sub(MOST_TOLD).filter(|beyond| *beyond > 0) {
        skip(format!("{beyond} more packages of `{}`", project.file), None);
    }
}

/// Names the ecosystems of which too little is known.
fn not_known(case: &Case<'_>, look: &mut Look<'_>) {
    let packages = case.dependencies.projects.iter().flat_map(|project| &project.packages);
    let ecosystems: BTreeSet<Ecosystem> = packages.map(|package| package.ecosystem).collect();
    for ecosystem in ecosystems {
        if let Some(because) = too_little(case.advisories.database, case, ecosystem) {
            look.skip_without(Remedy::Advisories, format!("advisories of {ecosystem}"), because, None);
        }
    }
}

fn too_little(database: &Database, case: &Case<'_>, ecosystem: Ecosystem) -> Option<String> {
    let days = case.advisories.oldest_days;
    Some(match database.coverage(ecosystem, case.today, days) {
        Coverage::Whole { .. } => return None,
        Coverage::None => "none are at hand: `assay data update` brings them".to_owned(),
        Coverage::Partial { as_of } => {
            format!("those at hand are a selection of {as_of}: `assay data update` brings them all")
        }
        Coverage::Stale { as_of } => {
            format!(
                "those at hand are of {as_of}, more than {days} days ago: `assay data update` brings new ones"
            )
        }
    })
}
