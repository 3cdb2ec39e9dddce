//! The catalogue that is judged by, and the day.

use assay_catalogue::{Catalogue, CatalogueFiles};
use assay_evidence::{Dossier, Subject};
use assay_source::Digest;
use assay_verdict::{Assessment, Attestation, AttestationTarget, Statements, judge};
use jiff::civil::{Date, date};

pub(crate) const CLAIMS: [&str; 3] = ["a/examined", "b/tested", "c/vouched"];
pub(crate) const TODAY: Date = date(2026, 11, 1);

pub(crate) fn catalogue() -> Catalogue {
    let row = |id: &str, extra: &str, duties: &str| {
        format!(
            r#"
id = "{id}"
title = "t"
text = "t"
theme = "secrets"
responsible = "app"
detail_confidence = "seed"
severity = "high"
changed = "2026-02-19"
{extra}
[[sources]]
title = "s"
read = "2026-02-19"
{duties}
"#
        )
    };
    let duty = |letter: char, force: &str, rest: &str| {
        format!(
            "[[duties]]\nletter = \"{letter}\"\ntext = \"d\"\nforce = \"{force}\"\ndecided_by = \"test\"\n{rest}\n"
        )
    };
    let examined = r#"claims = ["a/examined"]
proofs = [["examine"]]"#;
    let both = r#"claims = ["a/examined", "b/tested"]
proofs = [["examine", "test"]]"#;
    let either = r#"claims = ["b/tested"]
proofs = [["examine"], ["test"]]"#;
    let vouched = r#"claims = ["c/vouched"]
proofs = [["interview"]]"#;
    let platform = r#"claims = []
proofs = []
platform_provided = true
defeaters = ["a/examined"]"#;
    let rows = [
        ("ALL-1", row("ALL-1", r#"twins = ["FORGE-1", "CONNECT-1"]"#, &duty('a', "must", both))),
        ("ALL-2", row("ALL-2", "", &(duty('a', "must", either) + &duty('b', "should", examined)))),
        ("ALL-12", row("ALL-12", "", &duty('a', "must", vouched))),
        ("FORGE-1", row("FORGE-1", "", &duty('a', "must", platform))),
        ("CONNECT-1", row("CONNECT-1", "", &duty('a', "must", examined))),
    ];
    let names: Vec<String> = rows.iter().map(|(id, _)| format!("{id}.toml")).collect();
    let requirements =
        names.iter().zip(&rows).map(|(name, (_, text))| (name.as_str(), text.as_str())).collect();
    let claims = r#"
["a/examined"]
text = "a"
methods = ["examine"]
["b/tested"]
text = "b"
methods = ["examine", "test"]
["c/vouched"]
text = "c"
methods = ["interview"]
"#;
    let revisions = "[[revision]]\ndate = \"2026-02-19\"\nchanges = []\nsources = []\n";
    Catalogue::read(&CatalogueFiles { requirements, claims, controls: "", facts: "", revisions }).unwrap()
}

pub(crate) fn subject(release: u8) -> Subject {
    Subject::Source { digest: Digest::of(&[release]) }
}

pub(crate) fn judged(dossier: &Dossier) -> Assessment {
    judge(&catalogue(), dossier.clone(), Statements::default(), TODAY)
}

pub(crate) fn attestation(about: &str, date: Date, expires: Date) -> Attestation {
    Attestation {
        about: AttestationTarget::Requirement(about.parse().unwrap()),
        statement: "we do".into(),
        owner: "security@example.com".into(),
        date,
        expires,
        link: None,
        place: None,
    }
}
