//! The confusion table: every case against apps of which it is known what they accept.
//!
//! It is printed into `docs/probe-confusion.md`. Where that page is out of date the test fails; run it with
//! `ASSAY_UPDATE=1` to write it anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use assay_app::AppType;
use assay_probes::tokens::Verdict;
use serde::Deserialize;

use crate::{
    foreign, naive,
    stage::{self, ALL, Ran},
    strict,
};

/// What is known of an app before it is probed: `expected.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// Cases in which an app that verifies nothing is right all the same, by type.
    nothing_is_right_about: BTreeMap<String, BTreeSet<String>>,
    /// What the official framework accepts, and should not.
    framework: BTreeMap<String, BTreeSet<String>>,
    /// What the app in Python accepts, and should not.
    python: BTreeMap<String, BTreeSet<String>>,
}

/// A case, `connect-forged-token-accepted/alg-none`.
type Case = String;

/// What was seen of one case at one app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cell {
    /// Refused, or the good thing was seen.
    Right,
    /// Could not be told.
    Untold,
    /// A finding.
    Found,
}

/// Cases that are made one by one, with the beginnings of their identities in evidence.
const SINGLES: [(&str, &str, &[&str]); 15] = [
    ("connect-context-token-accepted", "connect", &["session-token"]),
    ("connect-anonymous-answered", "connect", &["no token"]),
    ("connect-admin-page-for-anyone", "connect", &["nobody"]),
    ("connect-page-for-wrong-user", "connect", &["wrong user"]),
    ("connect-token-replayed", "connect", &["body-exchanged", "replay"]),
    ("descriptor-without-tokens", "connect", &["authentication", "signed-install"]),
    (
        "install-callback-forged",
        "connect",
        &[
            "base-url-elsewhere",
            "base-url-http",
            "base-url-look-alike",
            "body-exchanged",
            "body-other-tenant",
            "no token",
        ],
    ),
    (
        "key-id-asks-elsewhere",
        "connect",
        &[
            "jku-elsewhere",
            "keys",
            "kid-address",
            "kid-host",
            "kid-long",
            "kid-query",
            "kid-up",
            "x5u-elsewhere",
        ],
    ),
    ("bad-token-mishandled", "connect", &["echo", "is answered 500"]),
    (
        "trello-webhook-unsigned",
        "trello",
        &[
            "a signature for another address",
            "a signature of another body",
            "a signature of nobody",
            "no signature",
        ],
    ),
    ("oauth-pkce-weak", "3lo", &["challenge-plain", "challenge-repeated", "verifier-missing"]),
    (
        "oauth-redirect-follows-request",
        "3lo",
        &["forwarded", "forwarded-host", "host", "parameter", "plain-http"],
    ),
    ("oauth-token-in-address", "3lo", &["client-secret", "implicit", "token-in-location"]),
    ("oauth-state-weak", "3lo", &["oauth/state-unguessable"]),
    ("oauth-state-ignored", "3lo", &["state-foreign", "state-made-up", "state-missing", "state-used"]),
];

const MORE_SINGLES: [(&str, &str, &[&str]); 5] = [
    (
        "connect-query-hash-shared",
        "connect",
        &[
            "brackets",
            "comma-encoded",
            "empty-added",
            "encoded-twice",
            "first-added",
            "plus-encoded",
            "second-added",
            "separator-encoded",
        ],
    ),
    (
        "connect-stray-token-believed",
        "connect",
        &[
            "forged-acpt",
            "forged-bearer",
            "forged-first",
            "forged-in-address",
            "forged-in-field",
            "forged-in-form",
            "forged-in-json",
            "forged-last",
            "forged-lower-case",
            "forged-x-acpt",
        ],
    ),
    ("remote-anonymous-answered", "remote", &["no token"]),
    ("remote-token-replayed", "remote", &["body-exchanged", "replay"]),
    ("trello-anonymous-answered", "trello", &["no token"]),
];

fn cells(app_type: &str, ran: &Ran) -> BTreeMap<Case, Cell> {
    let mut cells: BTreeMap<Case, Cell> = BTreeMap::new();
    let mut note = |probe: &str, case: &str, cell: Cell| {
        let known = cells.entry(format!("{probe}/{case}")).or_insert(Cell::Right);
        *known = (*known).max(cell);
    };
    for tried in &ran.tried {
        let cell = match tried.verdict {
            Verdict::Accepted { .. } => Cell::Found,
            Verdict::Refused => Cell::Right,
            Verdict::Unclear { .. } | Verdict::Unproven { .. } | Verdict::NotTried { .. } => Cell::Untold,
        };
        note(tried.probe, &tried.case, cell);
    }
    for (probe, _, cases) in SINGLES.iter().chain(&MORE_SINGLES).filter(|(_, of, _)| *of == app_type) {
        for case in *cases {
            let about = |text: &str, statement: &str| {
                text.rsplit(": ").next() == Some(*case)
                    || statement.contains(&format!("case {case})"))
                    || statement.contains("(cases ")
                        && statement.split(['(', ' ', ',', ')']).any(|word| word == *case)
            };
            let found = ran.evidence.iter().any(|evidence| {
                evidence.contradicts()
                    && evidence.by.as_str() == *probe
                    && about(&evidence.identity, &evidence.statement)
            });
            let looked = ran.sweeps.iter().any(|sweep| sweep.by.as_str() == *probe && sweep.examined > 0);
            note(
                probe,
                case,
                if found {
                    Cell::Found
                } else if looked {
                    Cell::Right
                } else {
                    Cell::Untold
                },
            );
        }
    }
    cells
}

fn found(cells: &BTreeMap<Case, Cell>) -> BTreeSet<String> {
    cells.iter().filter(|(_, cell)| **cell == Cell::Found).map(|(case, _)| case.clone()).collect()
}

#[test]
fn every_planted_fault_is_found_and_no_other() {
    let expected: Expected = toml::from_str(include_str!("expected.toml")).unwrap();
    let (has_framework, has_python) = (foreign::has_framework(), foreign::has_python());
    let mut page = String::from(include_str!("confusion_head.md"));
    let mut wrong = String::new();
    for (name, app_type) in [
        ("connect", AppType::Connect),
        ("remote", AppType::ForgeRemote),
        ("trello", AppType::Trello),
        ("3lo", AppType::OAuth),
    ] {
        let of = |ran: &Ran| cells(name, ran);
        let nothing = of(&stage::run(app_type, ALL, |keys| naive::serve(app_type, keys)));
        let reference = of(&stage::run(app_type, ALL, |keys| strict::serve(app_type, keys, &[])));
        let mut process = None;
        let mut foreign = |start: fn(&str) -> foreign::Foreign| {
            let ran = stage::run(app_type, ALL, |keys| process.insert(start(keys)).address.clone());
            of(&ran)
        };
        let framework =
            (has_framework && matches!(name, "connect" | "remote")).then(|| foreign(foreign::on_framework));
        let python = (has_python && name == "connect").then(|| foreign(foreign::in_python));
        let right = expected.nothing_is_right_about.get(name).cloned().unwrap_or_default();
        let all: BTreeSet<_> = nothing.keys().filter(|case| !right.contains(*case)).cloned().collect();
        let compare = |app: &str, seen: &BTreeMap<Case, Cell>, expected: &BTreeSet<Case>| {
            let mut wrong = String::new();
            let seen = found(seen);
            for case in seen.difference(expected) {
                writeln!(wrong, "{name}, {app}: `{case}` was found and not expected").unwrap();
            }
            for case in expected.difference(&seen) {
                writeln!(wrong, "{name}, {app}: `{case}` was expected and not found").unwrap();
            }
            wrong
        };
        let none = BTreeSet::new();
        wrong += &compare("verifies nothing", &nothing, &all);
        wrong += &compare("reference", &reference, &none);
        for untold in reference.iter().filter(|(_, cell)| **cell == Cell::Untold) {
            writeln!(wrong, "{name}, reference: `{}` could not be told", untold.0).unwrap();
        }
        if let Some(seen) = &framework {
            wrong += &compare("framework", seen, expected.framework.get(name).unwrap_or(&none));
        }
        if let Some(seen) = &python {
            wrong += &compare("python", seen, expected.python.get(name).unwrap_or(&none));
        }
        page.push_str(&table(name, &nothing, framework.as_ref(), &reference, python.as_ref()));
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    if has_framework && has_python {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/probe-confusion.md");
        if std::env::var_os("ASSAY_UPDATE").is_some() {
            fs::write(&file, &page).unwrap();
        }
        let stored = fs::read_to_string(&file).unwrap_or_default();
        assert!(stored == page, "docs/probe-confusion.md is out of date; run this test with ASSAY_UPDATE=1");
    }
}

fn table(
    name: &str,
    nothing: &BTreeMap<Case, Cell>,
    framework: Option<&BTreeMap<Case, Cell>>,
    reference: &BTreeMap<Case, Cell>,
    python: Option<&BTreeMap<Case, Cell>>,
) -> String {
    let title = match name {
        "connect" => "Connect",
        "remote" => "Forge remotes",
        "trello" => "Trello Power-Ups",
        _ => "OAuth 2.0 (3LO)",
    };
    let columns = [
        ("verifies nothing", Some(nothing)),
        ("framework", framework),
        ("reference", Some(reference)),
        ("Python", python),
    ];
    let columns: Vec<_> = columns.into_iter().filter_map(|(name, cells)| Some((name, cells?))).collect();
    let mut text = format!("\n## {title}\n\n| probe | case |");
    for (name, _) in &columns {
        write!(text, " {name} |").unwrap();
    }
    text.push_str("\n|---|---|");
    text.push_str(&"---|".repeat(columns.len()));
    text.push('\n');
    for case in nothing.keys() {
        let (probe, id) = case.split_once('/').unwrap();
        write!(text, "| {probe} | {id} |").unwrap();
        for (_, cells) in &columns {
            let word = match cells.get(case) {
                Some(Cell::Found) => "**found**",
                Some(Cell::Right) => "refused",
                Some(Cell::Untold) => "not told",
                None => "–",
            };
            write!(text, " {word} |").unwrap();
        }
        text.push('\n');
    }
    let count = |cells: &BTreeMap<Case, Cell>| found(cells).len();
    write!(text, "| | **found, of {}** |", nothing.len()).unwrap();
    for (_, cells) in &columns {
        write!(text, " {} |", count(cells)).unwrap();
    }
    text.push('\n');
    text
}
