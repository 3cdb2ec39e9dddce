//! Asking a database.

use std::{cmp::Ordering, collections::BTreeSet};

use assay_catalogue::Severity;

use super::{
    Advisory, Database,
    image::{Entry, Image},
};
use crate::{
    Ecosystem, Version,
    range::{Within, within},
    record::Mark,
};

/// What a database says of one version of a package.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer<'db> {
    /// What is wrong with it, gravest first.
    pub matches: Vec<Match<'db>>,
    /// Ids of advisories that speak of the package and cannot be weighed: the version, or a version they name, is none
    /// by the rules of the ecosystem.
    pub undecided: Vec<&'db str>,
}

/// One thing that is wrong with a version: all advisories that are about it, as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Match<'db> {
    /// The advisories, the one to name first first.
    pub advisories: Vec<Advisory<'db>>,
    /// The lowest version above the asked one in which it is mended; none where there is none.
    pub fixed: Option<&'db str>,
}

/// An advisory that speaks of a version, and the version that mends it.
type Hit<'db> = (Advisory<'db>, Option<&'db str>);

/// Whether an entry speaks of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Affected,
    Clean,
    /// It cannot be weighed.
    Undecided,
}

impl<'db> Match<'db> {
    /// The advisory to name: GitHub's, which has a text people can read, else a database's own.
    pub fn main(&self) -> &Advisory<'db> {
        &self.advisories[0]
    }

    /// Every other name of it, in order.
    pub fn aliases(&self) -> Vec<&'db str> {
        let main = self.main().id;
        let names = self
            .advisories
            .iter()
            .flat_map(|advisory| std::iter::once(advisory.id).chain(advisory.aliases.iter().copied()));
        names.filter(|name| *name != main).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The gravest of what its advisories say; none where none of them says.
    pub fn severity(&self) -> Option<Severity> {
        self.advisories.iter().filter_map(Advisory::severity).max()
    }

    /// True where one of its advisories says that the package was published to do harm.
    pub fn is_malware(&self) -> bool {
        self.advisories.iter().any(Advisory::is_malware)
    }

    /// The advisory with the highest score, to show the score of.
    pub fn scored(&self) -> Option<&Advisory<'db>> {
        let scored = self.advisories.iter().filter(|advisory| advisory.score.is_some());
        scored.max_by(|one, two| one.score.partial_cmp(&two.score).unwrap_or(Ordering::Equal))
    }
}

impl Database {
    /// Everything known of one version of a package. The name may be written in any spelling of its ecosystem.
    pub fn lookup(&self, ecosystem: Ecosystem, name: &str, version: &str) -> Answer<'_> {
        let name = ecosystem.normalized(name);
        let version = Version::parse(ecosystem, version).ok_or(version);
        let mut found: Vec<Hit<'_>> = Vec::new();
        let mut undecided = BTreeSet::new();
        for (image, entry) in self.entries(ecosystem, &name) {
            let known = weigh(ecosystem, version.as_ref().map_err(|text| *text), &entry);
            if known == Known::Clean {
                continue;
            }
            let Some(advisory) = image.advisory(entry.advisory) else { continue };
            match known {
                Known::Affected => {
                    let fixed = version.as_ref().ok().and_then(|version| fix(ecosystem, version, &entry));
                    found.push((advisory, fixed));
                }
                _ => {
                    undecided.insert(advisory.id);
                }
            }
        }
        let mut matches = merge(ecosystem, found);
        matches.sort_by(|one, two| {
            two.severity().cmp(&one.severity()).then_with(|| one.main().id.cmp(two.main().id))
        });
        Answer { matches, undecided: undecided.into_iter().collect() }
    }

    /// The lowest of the versions in which something of the package is mended, above the given one, of which nothing as
    /// bad as `severity` is known.
    pub fn upgrade(
        &self,
        ecosystem: Ecosystem,
        name: &str,
        version: &str,
        severity: Severity,
    ) -> Option<&str> {
        let name = ecosystem.normalized(name);
        let from = Version::parse(ecosystem, version)?;
        let marks = self.entries(ecosystem, &name).flat_map(|(_, entry)| entry.ranges().flatten());
        let mut candidates: Vec<Version<'_>> = marks
            .filter(|(mark, _)| *mark == Mark::Fixed)
            .filter_map(|(_, text)| Version::parse(ecosystem, text))
            .filter(|candidate| candidate.compare(&from) == Ordering::Greater)
            .collect();
        candidates.sort_by(Version::compare);
        candidates.dedup_by(|one, two| one.compare(two) == Ordering::Equal);
        let is_clean = |candidate: &&Version<'_>| self.is_clean(ecosystem, &name, candidate, severity);
        candidates.iter().find(is_clean).map(Version::as_str)
    }

    fn is_clean(&self, ecosystem: Ecosystem, name: &str, version: &Version<'_>, severity: Severity) -> bool {
        self.entries(ecosystem, name).all(|(image, entry)| {
            let is_grave = || {
                let advisory = image.advisory(entry.advisory);
                advisory.is_some_and(|advisory| advisory.severity().is_none_or(|found| found >= severity))
            };
            weigh(ecosystem, Ok(version), &entry) == Known::Clean || !is_grave()
        })
    }

    fn entries(&self, ecosystem: Ecosystem, name: &str) -> impl Iterator<Item = (&Image, Entry<'_>)> {
        self.speaking(ecosystem)
            .flat_map(move |image| image.entries(ecosystem, name).map(move |entry| (image, entry)))
    }
}

/// Whether an entry speaks of a version; a text that is no version can only be one of those that are listed.
fn weigh(ecosystem: Ecosystem, version: Result<&Version<'_>, &str>, entry: &Entry<'_>) -> Known {
    let text = version.map_or_else(|text| text, Version::as_str);
    let mut is_readable = true;
    let is_same = |listed: &str| {
        let same_place = || {
            let (Ok(version), Some(listed)) = (version, Version::parse(ecosystem, listed)) else {
                return false;
            };
            version.compare(&listed) == Ordering::Equal
        };
        listed == text || same_place()
    };
    if entry.versions().any(is_same) {
        return Known::Affected;
    }
    for marks in entry.ranges() {
        let is_everything = marks.iter().all(|(mark, text)| *mark == Mark::Introduced && *text == "0");
        let within = match version {
            // Every version there is, whatever its name.
            _ if is_everything && !marks.is_empty() => Within::Yes,
            Ok(version) => within(ecosystem, version, marks.into_iter()),
            Err(_) => Within::Unreadable,
        };
        match within {
            Within::Yes => return Known::Affected,
            Within::No => {}
            Within::Unreadable => is_readable = false,
        }
    }
    if is_readable { Known::Clean } else { Known::Undecided }
}

/// The lowest version above the asked one that ends a range of the entry in which that lies.
fn fix<'db>(ecosystem: Ecosystem, version: &Version<'_>, entry: &Entry<'db>) -> Option<&'db str> {
    let ranges =
        entry.ranges().filter(|marks| within(ecosystem, version, marks.iter().copied()) == Within::Yes);
    let fixes = ranges.flatten().filter(|(mark, _)| *mark == Mark::Fixed);
    let fixes = fixes.filter_map(|(_, text)| Version::parse(ecosystem, text));
    let above = fixes.filter(|fix| fix.compare(version) == Ordering::Greater);
    above.min_by(Version::compare).map(|fix| fix.as_str())
}

/// Puts together what is about the same thing: advisories that share a name, directly or through others.
fn merge<'db>(ecosystem: Ecosystem, found: Vec<Hit<'db>>) -> Vec<Match<'db>> {
    let mut groups: Vec<(BTreeSet<&'db str>, Vec<Hit<'db>>)> = Vec::new();
    for (advisory, fixed) in found {
        let mut names: BTreeSet<&str> = advisory.aliases.iter().copied().collect();
        names.insert(advisory.id);
        let mut members = vec![(advisory, fixed)];
        let (same, other): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|(held, _)| !held.is_disjoint(&names));
        groups = other;
        for (held, held_members) in same {
            names.extend(held);
            members.extend(held_members);
        }
        groups.push((names, members));
    }
    groups.into_iter().map(|(_, members)| as_one(ecosystem, members)).collect()
}

fn as_one<'db>(ecosystem: Ecosystem, members: Vec<Hit<'db>>) -> Match<'db> {
    let has_no_fix = members.iter().any(|(_, fixed)| fixed.is_none());
    let fixes = members.iter().filter_map(|(_, fixed)| Version::parse(ecosystem, fixed.as_ref()?));
    // Whoever names the later fix knows of a mistake in the earlier one.
    let fixed = fixes.max_by(Version::compare).map(|fix| fix.as_str());
    let fixed = fixed.filter(|_| !has_no_fix || members.len() > 1);
    let mut advisories: Vec<Advisory<'db>> = members.into_iter().map(|(advisory, _)| advisory).collect();
    let rank = |advisory: &Advisory<'_>| match advisory.id {
        id if id.starts_with("GHSA-") => 0,
        id if id.starts_with("CVE-") => 2,
        _ => 1,
    };
    advisories.sort_by(|one, two| rank(one).cmp(&rank(two)).then_with(|| one.id.cmp(two.id)));
    advisories.dedup_by(|one, two| one.id == two.id);
    Match { advisories, fixed }
}
