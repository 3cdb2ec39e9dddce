//! The shapes issuers give their credentials, read from `data/detectors.toml`.

use std::sync::{LazyLock, OnceLock};

use assay_catalogue::Severity;
use regex::bytes::Regex;
use serde::Deserialize;

use crate::checksum::Checksum;

const DATA: &str = include_str!("../data/detectors.toml");

/// What sort of thing a detector sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DetectorKind {
    /// A credential with a shape of its issuer's.
    #[default]
    Token,
    /// A private key.
    PrivateKey,
    /// The password in an address.
    Address,
    /// The shared secret of a Connect installation.
    SharedSecret,
}

#[derive(Deserialize)]
struct File {
    sources: Vec<Source>,
    samples: Vec<Sample>,
    detector: Vec<Entry>,
}

/// A credential that its issuer shows in manuals.
#[derive(Deserialize)]
struct Sample {
    /// SHA-256 of it.
    digest: String,
}

#[derive(Deserialize)]
struct Source {
    id: String,
    title: String,
    #[serde(default)]
    address: Option<String>,
    read: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    title: String,
    #[serde(default)]
    kind: DetectorKind,
    keywords: Vec<String>,
    pattern: String,
    #[serde(default)]
    before: Option<usize>,
    #[serde(default = "usual_reach")]
    reach: usize,
    checksum: Option<Checksum>,
    #[serde(default)]
    checksum_decides: bool,
    #[serde(default)]
    shown: bool,
    severity: Severity,
    #[serde(default)]
    entropy: f64,
    revoke: String,
    source: String,
    example: Vec<String>,
}

/// Bytes after a keyword that are looked at, where the data says nothing else.
fn usual_reach() -> usize {
    1200
}

/// A credential's shape.
#[derive(Debug)]
pub struct Detector {
    /// Kebab-case name, stable.
    pub id: String,
    /// What it sees, with an article: `a GitHub token`.
    pub title: String,
    /// What sort of thing that is.
    pub kind: DetectorKind,
    /// What the holder can do with it at worst.
    pub severity: Severity,
    /// Where a leaked one is made worthless, or what says how.
    pub revoke: String,
    /// Where the shape is known from: title, address where there is one, day read.
    pub source: String,
    pub(crate) keywords: Vec<String>,
    pattern: String,
    /// Built when its keyword is met first: most texts meet few.
    regex: OnceLock<Regex>,
    /// Bytes ahead of the keyword in which the match may start; none where it starts there.
    pub(crate) before: Option<usize>,
    pub(crate) reach: usize,
    pub(crate) checksum: Option<Checksum>,
    pub(crate) checksum_decides: bool,
    pub(crate) entropy: f64,
    shown: bool,
    example: Vec<String>,
}

impl Detector {
    /// Its expression, over bytes. Where the match starts is known or bounded: it is tried at one place, or few.
    pub(crate) fn regex(&self) -> &Regex {
        self.regex.get_or_init(|| self.build().expect("a test of this crate builds every expression"))
    }

    fn build(&self) -> Result<Regex, regex::Error> {
        let start = if self.before.is_none() { r"\A" } else { "" };
        Regex::new(&format!("(?-u){start}(?:{})", self.pattern))
    }

    /// The public prefix of a secret it found, four characters at most: `ghp_`.
    pub(crate) fn prefix<'a>(&self, secret: &'a [u8]) -> Option<&'a str> {
        let prefix = secret.get(..4).filter(|_| self.shown)?;
        std::str::from_utf8(prefix).ok()
    }

    /// An invented credential of this shape, put together on the spot, with a right checksum: for examples, which
    /// would else be told as leaks themselves.
    pub fn example(&self) -> String {
        let mut text = String::new();
        for piece in &self.example {
            match (piece.as_str(), self.checksum) {
                ("{crc}", Some(checksum)) => text.push_str(&checksum.of(text.as_bytes())),
                _ => text.push_str(piece),
            }
        }
        text
    }
}

/// Every detector, in the order of the data.
pub fn detectors() -> &'static [Detector] {
    static DETECTORS: LazyLock<Vec<Detector>> =
        LazyLock::new(|| read(DATA).expect("the bundled data is read by a test of this crate"));
    &DETECTORS
}

/// The detector with an id.
pub fn detector(id: &str) -> Option<&'static Detector> {
    detectors().iter().find(|detector| detector.id == id)
}

/// Digests of credentials that are shown in manuals.
pub(crate) fn samples() -> &'static [String] {
    static SAMPLES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let file: File = toml::from_str(DATA).expect("the bundled data is read by a test of this crate");
        file.samples.into_iter().map(|sample| sample.digest).collect()
    });
    &SAMPLES
}

fn read(data: &str) -> Result<Vec<Detector>, String> {
    let File { sources, detector, .. } = toml::from_str(data).map_err(|error| error.to_string())?;
    let read_one = |entry: Entry| {
        let source = sources.iter().find(|source| source.id == entry.source);
        let source = source.ok_or_else(|| format!("{}: there is no source `{}`", entry.id, entry.source))?;
        let address = source.address.as_deref().map_or(String::new(), |address| format!(", {address}"));
        Ok(Detector {
            source: format!("{}{address}, read {}", source.title, source.read),
            id: entry.id,
            title: entry.title,
            kind: entry.kind,
            severity: entry.severity,
            revoke: entry.revoke,
            keywords: entry.keywords,
            pattern: entry.pattern,
            regex: OnceLock::new(),
            before: entry.before,
            reach: entry.reach,
            checksum: entry.checksum,
            checksum_decides: entry.checksum_decides,
            entropy: entry.entropy,
            shown: entry.shown,
            example: entry.example,
        })
    };
    detector.into_iter().map(read_one).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_data_is_read_and_every_id_is_used_once() {
        let detectors = read(DATA).unwrap();
        for detector in &detectors {
            assert!(detector.build().is_ok(), "{}: {:?}", detector.id, detector.build());
        }
        let ids: BTreeSet<_> = detectors.iter().map(|detector| &detector.id).collect();
        assert_eq!(ids.len(), detectors.len());
    }

    #[test]
    fn the_data_holds_no_credential() {
        // A scanner that reads this file finds nothing, our own included.
        for detector in detectors() {
            for piece in &detector.example {
                assert!(
                    !DATA.contains(&detector.example()) || piece == &detector.example(),
                    "{}",
                    detector.id
                );
            }
            assert!(detector.example.len() > 1, "{}: in one piece", detector.id);
        }
    }

    #[test]
    fn a_source_that_is_not_there_is_told() {
        let data = DATA.replace("id = \"gitleaks\"", "id = \"other\"");
        assert!(read(&data).unwrap_err().contains("there is no source `gitleaks`"));
    }
}
