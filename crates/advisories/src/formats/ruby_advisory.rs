//! The Ruby advisory database: YAML, with the versions that are *not* vulnerable.

use assay_app::document::Node;

use super::{
    interval::{Interval, comparison, outside},
    markup::{text, texts},
};
use crate::{
    Affected, Ecosystem, Rating, Record,
    record::{day, first_line},
};

/// Reads one advisory about a gem; none for those about rubies, which are no packages.
///
/// # Errors
/// Why it cannot be read.
///
/// Source: rubysec/ruby-advisory-db, README, “Schema”.
pub(super) fn read(name: &str, root: &Node) -> Result<Option<Record>, String> {
    let Some(gem) = text(root, "gem") else { return Ok(None) };
    let mut mended = Vec::new();
    for key in ["patched_versions", "unaffected_versions"] {
        for requirement in texts(root, key) {
            let interval = requirement_of(&requirement);
            mended.push(interval.ok_or_else(|| format!("`{requirement}` under `{key}` is no requirement"))?);
        }
    }
    let cves = text(root, "cve").into_iter().chain(related(root, "cve"));
    let ghsas = text(root, "ghsa").into_iter().chain(related(root, "ghsa"));
    let own = text(root, "cve").map(|cve| format!("CVE-{cve}"));
    let own = own.or_else(|| text(root, "ghsa").map(|ghsa| format!("GHSA-{ghsa}")));
    let own = own.or_else(|| text(root, "osvdb").map(|number| format!("OSVDB-{number}")));
    let file = name.rsplit_once('.').map_or(name, |(file, _)| file);
    let own = own.unwrap_or_else(|| file.to_owned());
    // One vulnerability may be told of several gems, each in a file of its own.
    let id = format!("RUBYSEC-{gem}-{own}");
    let aliases = cves.map(|cve| format!("CVE-{cve}")).chain(ghsas.map(|ghsa| format!("GHSA-{ghsa}")));
    let score = |key: &str| text(root, key).and_then(|score| score.parse::<f32>().ok());
    let date = day(&text(root, "date").unwrap_or_default());
    Ok(Some(Record {
        id,
        aliases: aliases.collect(),
        summary: first_line(&text(root, "title").unwrap_or_default()),
        rating: Rating {
            vector: None,
            score: ["cvss_v3", "cvss_v4", "cvss_v2"].into_iter().find_map(score),
            word: None,
        },
        published: date.clone(),
        modified: date,
        withdrawn: text(root, "withdrawn").is_some(),
        address: text(root, "url").unwrap_or_default(),
        affected: vec![Affected {
            ecosystem: Ecosystem::RubyGems,
            package: gem,
            ranges: outside(Ecosystem::RubyGems, mended).iter().map(Interval::range).collect(),
            versions: Vec::new(),
        }],
    }))
}

fn related(root: &Node, key: &str) -> Vec<String> {
    root.get("related").map(|related| texts(related, key)).unwrap_or_default()
}

/// A requirement of RubyGems: comparisons joined by commas.
fn requirement_of(text: &str) -> Option<Interval> {
    let mut whole = Interval::ALL;
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let part = match part.strip_prefix("~>") {
            Some(version) => pessimistic(version.trim())?,
            None => comparison(Ecosystem::RubyGems, part)?,
        };
        whole = whole.and(Ecosystem::RubyGems, part)?;
    }
    Some(whole)
}

/// `~> 2.3.15`: from there up to below `2.4`, the pre-releases of that left out. `A` comes before all letters.
fn pessimistic(version: &str) -> Option<Interval> {
    let numbers = version.split('.').map_while(|part| part.parse::<u64>().ok());
    let mut numbers: Vec<u64> = numbers.collect();
    if numbers.len() > 1 {
        numbers.pop();
    }
    *numbers.last_mut()? += 1;
    let below: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    Some(Interval { from: Some(version.to_owned()), below: Some(format!("{}.A", below.join("."))) })
}
