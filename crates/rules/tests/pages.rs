//! The pages' examples, run: each bad app gives just the findings its page says, each good one none.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use assay_catalogue::{Catalogue, Method};
use assay_code::ir::Language;
use assay_evidence::{Bearing, Evidence};
use assay_rules::{Examination, Example, HistoryLook, Page, RULES, Rule, Settings};
use assay_secrets::{Commit, HistoricSecret, History};
use assay_source::RelPath;

/// A file of a page, with whole credentials in place of their names: `«github-token»`. A page that held them would
/// be told as a leak itself.
fn filled_in(content: &str) -> String {
    let mut parts = content.split('«');
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (id, rest) = part.split_once('»').unwrap();
        text.push_str(&assay_secrets::detector(id).unwrap_or_else(|| panic!("no detector `{id}`")).example());
        text.push_str(rest);
    }
    text
}

/// The history of a repository that lost some files.
fn history(removed: &[(&str, String)]) -> History {
    let commit = |id: &str, day: &str| Commit { id: id.repeat(4), date: day.to_owned() };
    let mut secrets = Vec::new();
    for (name, content) in removed {
        let (path, text) = (RelPath::parse(name).unwrap(), filled_in(content));
        for detection in assay_secrets::scan(&path, text.as_bytes()).detections {
            secrets.push(HistoricSecret {
                secret: detection.secret,
                form: detection.form,
                certainty: detection.certainty,
                surroundings: detection.surroundings,
                path: path.clone(),
                line: 1 + text[..detection.span.start].matches('\n').count() as u32,
                also: Vec::new(),
                first: commit("0123456789", "2026-03-01"),
                last: commit("9876543210", "2026-03-02"),
                in_a_tip: false,
            });
        }
    }
    History { secrets, commits: 3, blobs: removed.len(), not_seen: Vec::new() }
}

/// What a rule says of every app of an example.
fn examine(rule: &Rule, example: &Example<'_>) -> Vec<Examination> {
    let files = example.files.iter().map(|(name, content)| (*name, filled_in(content)));
    let history = history(&example.removed);
    let look = if example.removed.is_empty() { HistoryLook::NotAsked } else { HistoryLook::Read(&history) };
    let mut examinations = Vec::new();
    common::each_case(files, &Settings::default(), look, |case| examinations.push(rule.run(case)));
    assert!(!examinations.is_empty(), "{}: there is no app in {:?}", rule.id, example.files);
    examinations
}

/// The same, a line each.
fn findings(rule: &Rule, example: &Example<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for examination in examine(rule, example) {
        for evidence in &examination.evidence {
            let place = evidence.place.as_ref().unwrap();
            lines.push(format!("{}:{}: {}", place.file, place.line(), evidence.statement));
        }
        for sweep in &examination.sweeps {
            assert!(sweep.examined > 0, "{} looked at nothing for {}", rule.id, sweep.about);
        }
    }
    lines
}

/// The examples that give something else than their page says, all of them.
fn unlike(of: fn(Page<'static>) -> Vec<Example<'static>>) -> Vec<String> {
    let mut wrong = Vec::new();
    for rule in RULES {
        for example in of(rule.page().unwrap()) {
            let given = findings(rule, &example);
            if given != example.expected {
                wrong.push(format!("{}: {given:#?}, and not {:#?}", rule.id, example.expected));
            }
        }
    }
    wrong
}

#[test]
fn every_bad_app_of_a_page_gives_what_the_page_says() {
    assert_eq!(unlike(|page| page.examples), [""; 0]);
}

#[test]
fn every_good_app_of_a_page_is_silent() {
    assert_eq!(unlike(|page| page.instead), [""; 0]);
}

/// Rules that fail text as it stands, whatever leads there: a secret, a copy of a library, a comment.
const WITHOUT_A_WAY: [&str; 6] = [
    "library-vendored",
    "secret-generic-in-source",
    "secret-in-history",
    "secret-in-source",
    "secret-in-url",
    "suppression-without-reason",
];

fn is_code(file: &RelPath) -> bool {
    const SCRIPTS: [&str; 8] = ["js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts"];
    Language::of(file).is_some() || file.extension().is_some_and(|ending| SCRIPTS.contains(&ending.as_str()))
}

/// Files that say what is to be rather than do something have no way through them.
#[test]
fn whatever_fails_in_code_shows_the_way_to_it() {
    let mut without = BTreeSet::new();
    for rule in RULES {
        let page = rule.page().unwrap();
        for examination in page.examples.iter().flat_map(|example| examine(rule, example)) {
            let fails_here = |evidence: &&Evidence| {
                let file = &evidence.place.as_ref().unwrap().file;
                matches!(evidence.bearing, Bearing::Contradicts { .. }) && is_code(file)
            };
            let mut failed = examination.evidence.iter().filter(fails_here);
            if failed.any(|evidence| evidence.path.is_empty()) {
                without.insert(rule.id);
            }
        }
    }
    assert_eq!(without, BTreeSet::from(WITHOUT_A_WAY));
}

#[test]
fn every_page_is_named_after_its_rule() {
    for rule in RULES {
        assert_eq!(rule.page().unwrap().title, rule.id);
    }
}

#[test]
fn ids_are_kebab_case_in_order_and_used_once() {
    let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(ids, sorted);
    assert!(ids.iter().all(|id| id.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
}

#[test]
fn every_claim_a_rule_speaks_to_is_in_the_catalogue() {
    for rule in RULES {
        for claim in rule.claims {
            let card = Catalogue::bundled().claim(&(*claim).into());
            let card = card.unwrap_or_else(|| panic!("{}: there is no claim `{claim}`", rule.id));
            assert!(card.methods.contains(&Method::Examine), "{}: `{claim}` cannot be examined", rule.id);
        }
    }
}

#[test]
fn every_page_that_is_written_is_a_rule_on_the_list() {
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    let mut pages = std::collections::BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.insert(path.file_stem().unwrap().to_str().unwrap().replace('_', "-"));
            }
        }
    }
    let listed: std::collections::BTreeSet<String> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(pages, listed);
}
