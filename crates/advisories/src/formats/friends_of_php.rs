//! `FriendsOfPHP` security advisories: YAML, a branch at a time.

use assay_app::document::Node;

use super::{
    interval::{Interval, comparison},
    markup::{text, texts},
};
use crate::{
    Affected, Ecosystem, Rating, Record,
    record::{day, first_line},
};

/// Reads one advisory; none where it is about no package of Composer.
///
/// # Errors
/// Why it cannot be read.
///
/// Source: FriendsOfPHP/security-advisories, README, “Contributing”.
pub(super) fn read(name: &str, root: &Node) -> Result<Option<Record>, String> {
    let reference = text(root, "reference").unwrap_or_default();
    let Some(package) = reference.strip_prefix("composer://") else { return Ok(None) };
    let package = Ecosystem::Packagist.normalized(package.trim()).into_owned();
    let mut ranges = Vec::new();
    let mut touched = String::new();
    for branch in root.get("branches").map(Node::entries).unwrap_or_default() {
        let mut versions = Interval::ALL;
        for part in texts(&branch.value, "versions") {
            // `master` and the like name a branch, which is in no release.
            let part = comparison(Ecosystem::Packagist, &part)
                .ok_or_else(|| format!("`{part}` is no comparison"))?;
            let Some(both) = versions.and(Ecosystem::Packagist, part) else {
                return Err(format!("a branch of `{package}` holds no version"));
            };
            versions = both;
        }
        ranges.push(versions.range());
        touched = touched.max(day(&text(&branch.value, "time").unwrap_or_default()));
    }
    let cve = text(root, "cve").filter(|cve| cve.starts_with("CVE-"));
    let file = name.rsplit_once('.').map_or(name, |(file, _)| file);
    Ok(Some(Record {
        id: format!("FOP-{package}-{}", cve.as_deref().unwrap_or(file)),
        aliases: cve.into_iter().collect(),
        summary: first_line(&text(root, "title").unwrap_or_default()),
        rating: Rating::default(),
        published: touched.clone(),
        modified: touched,
        withdrawn: false,
        address: text(root, "link").unwrap_or_default(),
        affected: vec![Affected { ecosystem: Ecosystem::Packagist, package, ranges, versions: Vec::new() }],
    }))
}
