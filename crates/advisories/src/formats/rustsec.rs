//! RustSec: Markdown with a head in TOML, and the versions that are *not* vulnerable.

use serde::Deserialize;

use super::{
    Format, Reading,
    interval::{Interval, comparison, outside},
};
use crate::{
    Affected, Ecosystem, Rating, Record,
    record::{day, first_line},
};

#[derive(Deserialize)]
struct Head {
    advisory: Advisory,
    #[serde(default)]
    versions: Versions,
}

#[derive(Deserialize)]
struct Advisory {
    id: String,
    package: String,
    date: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    cvss: Option<String>,
    /// Not a vulnerability: `unmaintained`, `notice`, `unsound`.
    #[serde(default)]
    informational: Option<String>,
    #[serde(default)]
    withdrawn: Option<String>,
}

#[derive(Deserialize, Default)]
struct Versions {
    #[serde(default)]
    patched: Vec<String>,
    #[serde(default)]
    unaffected: Vec<String>,
}

/// Reads one advisory. Those that are informational are nothing known to be exploitable, and left out.
///
/// Source: rustsec/advisory-db, README, “Advisory format”.
pub(super) fn read(bytes: &[u8]) -> Reading {
    let Ok(text) = std::str::from_utf8(bytes) else { return Reading::Other };
    let Some(rest) = text.trim_start().strip_prefix("```toml") else { return Reading::Other };
    let Some((head, body)) = rest.split_once("\n```") else {
        return Reading::Unreadable("its head does not end".to_owned());
    };
    if !head.contains("[advisory]") {
        return Reading::Other;
    }
    match toml::from_str::<Head>(head) {
        Ok(head) if head.advisory.informational.is_some() => Reading::Records(Format::RustSec, Vec::new()),
        Ok(head) => match record(head, body) {
            Ok(record) => Reading::Records(Format::RustSec, vec![record]),
            Err(why) => Reading::Unreadable(why),
        },
        Err(error) => Reading::Unreadable(error.message().to_owned()),
    }
}

fn record(head: Head, body: &str) -> Result<Record, String> {
    let Head { advisory, versions } = head;
    let mut mended = Vec::new();
    for requirement in versions.patched.iter().chain(&versions.unaffected) {
        mended.push(requirement_of(requirement).ok_or_else(|| format!("`{requirement}` is no requirement"))?);
    }
    let mut rating = Rating::default();
    if let Some(vector) = &advisory.cvss {
        rating.add_vector(vector);
    }
    let day = day(&advisory.date);
    Ok(Record {
        address: format!("https://rustsec.org/advisories/{}", advisory.id),
        id: advisory.id,
        aliases: advisory.aliases,
        summary: first_line(body).replace('`', ""),
        rating,
        published: day.clone(),
        modified: day,
        withdrawn: advisory.withdrawn.is_some(),
        affected: vec![Affected {
            ecosystem: Ecosystem::CratesIo,
            package: advisory.package,
            ranges: outside(Ecosystem::CratesIo, mended).iter().map(Interval::range).collect(),
            versions: Vec::new(),
        }],
    })
}

/// A requirement of Cargo: comparisons joined by commas; a plain version is a caret's.
fn requirement_of(text: &str) -> Option<Interval> {
    let mut whole = Interval::ALL;
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let part = match part.chars().next()? {
            '^' => compatible(part[1..].trim(), false)?,
            '~' => compatible(part[1..].trim(), true)?,
            '0'..='9' => compatible(part, false)?,
            _ => comparison(Ecosystem::CratesIo, part)?,
        };
        whole = whole.and(Ecosystem::CratesIo, part)?;
    }
    Some(whole)
}

/// `^1.2.3` up to below `2.0.0`, `^0.2.3` up to below `0.3.0`, `~1.2.3` up to below `1.3.0`; pre-releases of the upper
/// bound left out.
fn compatible(version: &str, is_tilde: bool) -> Option<Interval> {
    let release = version.split(['-', '+']).next()?;
    let numbers: Option<Vec<u64>> = release.split('.').map(|number| number.parse().ok()).collect();
    let numbers = numbers.filter(|numbers| numbers.len() <= 3)?;
    let first_that_counts = numbers.iter().position(|number| *number > 0).unwrap_or(numbers.len() - 1);
    let raised = if is_tilde { 1.min(numbers.len() - 1) } else { first_that_counts };
    let mut below = [0; 3];
    below[..=raised].copy_from_slice(&numbers[..=raised]);
    below[raised] += 1;
    let [major, minor, patch] = below;
    Some(Interval { from: Some(version.to_owned()), below: Some(format!("{major}.{minor}.{patch}-0")) })
}
