//! The pages' examples, run: each bad app gives just the findings its page says, each good one none.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use assay_catalogue::{Catalogue, Method};
use assay_evidence::Subject;
use assay_rules::{Case, Example, HistoryLook, RULES, Rule, Settings};
use assay_secrets::{Commit, HistoricSecret, History, TreeScan};
use assay_source::{Digest, RelPath, Tree};
use jiff::civil::date;

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

/// What a rule says of an example, a line each.
fn findings(rule: &Rule, example: &Example<'_>) -> Vec<String> {
    let tree = Arc::new(
        Tree::from_files(example.files.iter().map(|(name, content)| (*name, filled_in(content)))).unwrap(),
    );
    let apps = assay_app::find(&tree, &assay_app::Options::default()).apps;
    assert!(!apps.is_empty(), "{}: no app was found in {:?}", rule.id, example.files);
    let (settings, runtimes) = (Settings::default(), assay_catalogue::runtimes::Runtimes::bundled());
    let subject = Subject::Source { digest: Digest::of(b"") };
    let mut lines = Vec::new();
    for app in &apps {
        let hosting = assay_hosting::Hosting::of(app);
        let dependencies = assay_deps::Inventory::of(app);
        let code = assay_code::analyse(&assay_code::graph::Program::load(app, assay_languages::READERS), app);
        let mut app = app.clone();
        if let Some(written) = assay_code::written_descriptor(&code).filter(|_| app.descriptor.is_none()) {
            app.set_descriptor(written);
        }
        let app = &app;
        let secrets = TreeScan::of(&tree, tree.files().iter().map(|file| &file.path));
        let history = history(&example.removed);
        let case = Case {
            app,
            settings: &settings,
            code: &code,
            hosting: &hosting,
            dependencies: &dependencies,
            advisories: assay_rules::Advisories::bundled(),
            secrets: &secrets,
            history: if example.removed.is_empty() {
                HistoryLook::NotAsked
            } else {
                HistoryLook::Read(&history)
            },
            runtimes,
            subject: &subject,
            today: date(2026, 11, 1),
        };
        let examination = rule.run(&case);
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

#[test]
fn every_bad_app_of_a_page_gives_what_the_page_says() {
    for rule in RULES {
        for example in rule.page().unwrap().examples {
            assert_eq!(findings(rule, &example), example.expected, "{}", rule.id);
        }
    }
}

#[test]
fn every_good_app_of_a_page_is_silent() {
    for rule in RULES {
        for example in rule.page().unwrap().instead {
            assert_eq!(findings(rule, &example), example.expected, "{}", rule.id);
        }
    }
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
