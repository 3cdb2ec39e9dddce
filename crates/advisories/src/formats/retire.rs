//! The tables of retire.js: libraries of pages, and packages of npm.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Format, Reading, interval::Interval};
use crate::{Affected, Ecosystem, Rating, Record, Version, rating::word, record::first_line};

#[derive(Deserialize)]
struct Library {
    #[serde(default)]
    npmname: Option<String>,
    #[serde(default)]
    vulnerabilities: Vec<Vulnerability>,
}

#[derive(Deserialize)]
struct Vulnerability {
    #[serde(rename = "atOrAbove", default)]
    from: Option<String>,
    #[serde(default)]
    below: Option<String>,
    #[serde(default)]
    severity: Option<String>,
    #[serde(default)]
    identifiers: Identifiers,
    #[serde(default)]
    info: Vec<String>,
}

#[derive(Deserialize, Default)]
struct Identifiers {
    #[serde(default)]
    summary: Option<String>,
    #[serde(rename = "CVE", default)]
    cves: Vec<String>,
    #[serde(rename = "githubID", default)]
    github: Option<String>,
}

/// Reads one table. Libraries that npm does not publish have no package to be asked about, and are left out; so are
/// entries that only say that a library is no longer cared for, which is another matter than a vulnerability.
///
/// Source: RetireJS/retire.js, `repository/`.
pub(super) fn read(bytes: &[u8]) -> Reading {
    // `npmrepository.json` names packages by its keys, `jsrepository` by `npmname`.
    let libraries: BTreeMap<String, Library> = match serde_json::from_slice(bytes) {
        Ok(libraries) => libraries,
        Err(error) => return Reading::Unreadable(error.to_string()),
    };
    let names_packages = libraries.values().any(|library| library.npmname.is_some());
    let mut records: BTreeMap<String, Record> = BTreeMap::new();
    for (name, library) in libraries {
        let package = if names_packages { library.npmname } else { Some(name) };
        let Some(package) = package.filter(|package| package != "retire-example") else { continue };
        for vulnerability in library.vulnerabilities {
            let Some(record) = record(&package, vulnerability) else { continue };
            let held = records
                .entry(record.id.clone())
                .or_insert_with(|| Record { affected: Vec::new(), ..record.clone() });
            held.rating.word = held.rating.word.max(record.rating.word);
            let same = held.affected.iter_mut().find(|affected| affected.package == package);
            match (same, record.affected.into_iter().next()) {
                (Some(same), Some(further)) => same.ranges.extend(further.ranges),
                (None, Some(first)) => held.affected.push(first),
                (_, None) => {}
            }
        }
    }
    Reading::Records(Format::Retire, records.into_values().collect())
}

fn record(package: &str, vulnerability: Vulnerability) -> Option<Record> {
    let Identifiers { summary, cves, github } = vulnerability.identifiers;
    let id = github.clone().or_else(|| cves.first().cloned())?;
    let bounds = [&vulnerability.from, &vulnerability.below];
    let is_readable = |bound: &String| Version::parse(Ecosystem::Npm, bound).is_some();
    if !bounds.into_iter().flatten().all(is_readable) {
        return None;
    }
    let interval = Interval { from: vulnerability.from, below: vulnerability.below };
    Some(Record {
        aliases: cves.into_iter().filter(|cve| *cve != id).collect(),
        id,
        summary: first_line(&summary.unwrap_or_default()),
        rating: Rating { vector: None, score: None, word: vulnerability.severity.as_deref().and_then(word) },
        published: String::new(),
        modified: String::new(),
        withdrawn: false,
        address: vulnerability.info.into_iter().next().unwrap_or_default(),
        affected: vec![Affected {
            ecosystem: Ecosystem::Npm,
            package: package.to_owned(),
            ranges: vec![interval.range()],
            versions: Vec::new(),
        }],
    })
}
