//! The Open Source Vulnerability format: OSV.dev, GitHub, the Go and Rust teams, Malicious Packages.

use std::borrow::Cow;

use serde::{Deserialize, de::IgnoredAny};

use super::{Format, Reading};
use crate::{
    Affected, Ecosystem, Event, Mark, Range, Rating, Record,
    rating::word,
    record::{day, first_line},
};

/// Why a text is no OSV record.
#[derive(Debug, thiserror::Error)]
pub enum OsvError {
    /// It is not JSON, or not of the shape of a record.
    #[error("not an OSV record: {0}")]
    Shape(#[from] serde_json::Error),
}

#[derive(Deserialize)]
struct Osv<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, default)]
    aliases: Option<Vec<Cow<'a, str>>>,
    #[serde(borrow, default)]
    summary: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    details: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    published: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    modified: Option<Cow<'a, str>>,
    #[serde(default)]
    withdrawn: Option<IgnoredAny>,
    #[serde(borrow, default)]
    severity: Option<Vec<OsvSeverity<'a>>>,
    #[serde(borrow, default)]
    affected: Option<Vec<OsvAffected<'a>>>,
    #[serde(borrow, default)]
    references: Option<Vec<OsvReference<'a>>>,
    #[serde(borrow, default)]
    database_specific: Option<OsvSpecific<'a>>,
}

#[derive(Deserialize)]
struct OsvSeverity<'a> {
    #[serde(borrow, default)]
    score: Cow<'a, str>,
}

#[derive(Deserialize)]
struct OsvReference<'a> {
    #[serde(borrow, rename = "type", default)]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    url: Cow<'a, str>,
}

#[derive(Deserialize)]
struct OsvSpecific<'a> {
    #[serde(borrow, default)]
    severity: Option<Loose<'a>>,
    #[serde(borrow, default)]
    url: Option<Loose<'a>>,
}

/// A text where one is expected, or something else that is left aside: `database_specific` has no fixed shape.
#[derive(Deserialize)]
#[serde(untagged)]
enum Loose<'a> {
    Text(#[serde(borrow)] Cow<'a, str>),
    Other(IgnoredAny),
}

impl Loose<'_> {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Other(IgnoredAny) => None,
        }
    }
}

#[derive(Deserialize)]
struct OsvAffected<'a> {
    #[serde(borrow, default)]
    package: Option<OsvPackage<'a>>,
    #[serde(borrow, default)]
    ranges: Option<Vec<OsvRange<'a>>>,
    #[serde(borrow, default)]
    versions: Option<Vec<Cow<'a, str>>>,
    #[serde(borrow, default)]
    severity: Option<Vec<OsvSeverity<'a>>>,
    #[serde(borrow, default)]
    database_specific: Option<OsvAffectedSpecific<'a>>,
}

#[derive(Deserialize)]
struct OsvPackage<'a> {
    #[serde(borrow)]
    ecosystem: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
}

#[derive(Deserialize)]
struct OsvRange<'a> {
    #[serde(borrow, rename = "type", default)]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    events: Vec<OsvEvent<'a>>,
}

#[derive(Deserialize)]
struct OsvAffectedSpecific<'a> {
    #[serde(borrow, default)]
    last_known_affected_version_range: Option<Loose<'a>>,
}

#[derive(Deserialize)]
struct OsvEvent<'a> {
    #[serde(borrow, default)]
    introduced: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    fixed: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    last_affected: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    limit: Option<Cow<'a, str>>,
}

/// Reads one file: a record. Any other JSON is something else.
pub(super) fn read(bytes: &[u8]) -> Reading {
    match parse(bytes) {
        Ok(record) if record.affected.is_empty() && record.modified.is_empty() => Reading::Other,
        Ok(record) => Reading::Records(Format::Osv, vec![record]),
        // What is cut off in the middle may have started as a record; what has no id is none.
        Err(OsvError::Shape(error)) if error.is_data() && !has_id(bytes) => Reading::Other,
        Err(error) => Reading::Unreadable(error.to_string()),
    }
}

fn has_id(bytes: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Shape {
        id: Option<IgnoredAny>,
        affected: Option<IgnoredAny>,
    }
    serde_json::from_slice::<Shape>(bytes).is_ok_and(|shape| shape.id.is_some() && shape.affected.is_some())
}

/// Reads one record. Packages of ecosystems no app's lock file names are left out, ranges of commits too: a record
/// may come out without packages.
///
/// # Errors
/// [`OsvError`] where it is no record.
///
/// Source: Open Source Vulnerability format, schema 1.7.
pub fn parse(text: &[u8]) -> Result<Record, OsvError> {
    let osv: Osv<'_> = serde_json::from_slice(text)?;
    let mut rating = Rating::default();
    let of_packages = osv.affected.iter().flatten().filter_map(|affected| affected.severity.as_ref());
    for severity in osv.severity.iter().chain(of_packages).flatten() {
        rating.add_vector(&severity.score);
    }
    let specific = osv.database_specific.as_ref();
    let text_of = |value: Option<&Loose<'_>>| value.and_then(Loose::text).map(ToOwned::to_owned);
    rating.word =
        text_of(specific.and_then(|specific| specific.severity.as_ref())).and_then(|text| word(&text));
    let summary = osv.summary.as_deref().filter(|summary| !summary.trim().is_empty());
    let summary = summary.or(osv.details.as_deref()).unwrap_or_default();
    let references: Vec<&OsvReference<'_>> = osv.references.iter().flatten().collect();
    let advisory = references.iter().find(|reference| reference.kind == "ADVISORY").or(references.first());
    let address = text_of(specific.and_then(|specific| specific.url.as_ref()));
    let address = address.or_else(|| advisory.map(|reference| reference.url.to_string()));
    Ok(Record {
        id: osv.id.into_owned(),
        aliases: osv.aliases.unwrap_or_default().into_iter().map(Cow::into_owned).collect(),
        summary: first_line(summary),
        rating,
        published: day(osv.published.as_deref().unwrap_or_default()),
        modified: day(osv.modified.as_deref().unwrap_or_default()),
        withdrawn: osv.withdrawn.is_some(),
        address: address.unwrap_or_default(),
        affected: osv.affected.unwrap_or_default().into_iter().filter_map(affected).collect(),
    })
}

fn affected(affected: OsvAffected<'_>) -> Option<Affected> {
    let package = affected.package?;
    let ecosystem = Ecosystem::named(&package.ecosystem)?;
    let ranges = affected.ranges.unwrap_or_default();
    let beside = affected.database_specific.and_then(|beside| beside.last_known_affected_version_range);
    let last_known = beside.as_ref().and_then(Loose::text);
    Some(Affected {
        ecosystem,
        package: ecosystem.normalized(package.name.trim()).into_owned(),
        ranges: ranges
            .into_iter()
            .filter(|range| range.kind != "GIT")
            .map(|range| marks(range, last_known))
            .collect(),
        versions: affected.versions.unwrap_or_default().into_iter().map(Cow::into_owned).collect(),
    })
}

/// The marks of a range. Where GitHub knows no fix it may write an open end, and beside it the last version that it
/// knows to be affected, `<= 1.2.3`.
fn marks(range: OsvRange<'_>, last_known: Option<&str>) -> Range {
    let mut events = Vec::new();
    for event in range.events {
        for (mark, version) in [
            (Mark::Introduced, event.introduced),
            (Mark::Fixed, event.fixed),
            (Mark::LastAffected, event.last_affected),
            (Mark::Limit, event.limit),
        ] {
            events.extend(version.map(|version| Event { mark, version: version.into_owned() }));
        }
    }
    let is_open = !events.iter().any(|event| matches!(event.mark, Mark::Fixed | Mark::LastAffected));
    if let Some(known) = last_known.filter(|_| is_open) {
        let (mark, version) = match known.trim().strip_prefix("<=") {
            Some(last) => (Mark::LastAffected, last),
            None => (Mark::Fixed, known.trim().trim_start_matches('<')),
        };
        events.push(Event { mark, version: version.trim().to_owned() });
    }
    Range(events)
}
