//! Shapes that other checkers miss or misread: the apps in `docs/shapes`, each with its corrected twin.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use assay_evidence::{Bearing, Confidence};
use assay_rules::{HistoryLook, RULES, Settings};

/// An app by its files.
type Files = BTreeMap<String, String>;

/// One shape of a page.
struct Shape {
    title: String,
    wrong: Files,
    corrected: Files,
    /// What is found in the wrong one by the rules that are named, sorted: `rule file:line`, and `review` where doubtful.
    expected: Vec<String>,
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/shapes"))
}

/// The fenced blocks of a text: the second word of the line they start with, and what they hold.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        match (open, line.strip_prefix("```")) {
            (false, Some(info)) => {
                let name = info.split_whitespace().nth(1).unwrap_or_default();
                blocks.push((name.to_owned(), String::new()));
                open = true;
            }
            (true, Some(_)) => open = false,
            (true, None) => {
                let content = &mut blocks.last_mut().unwrap().1;
                content.push_str(line);
                content.push('\n');
            }
            (false, None) => {}
        }
    }
    assert!(!open, "a block is not closed");
    blocks
}

/// What the sentence ``Corrected: `old` becomes `new`.`` says; backticks of any number stand around both.
fn correction(text: &str) -> Option<(&str, &str)> {
    let sentence = text.lines().find_map(|line| line.strip_prefix("Corrected: "))?.strip_suffix('.')?;
    let ticks = &sentence[..sentence.len() - sentence.trim_start_matches('`').len()];
    sentence.strip_prefix(ticks)?.strip_suffix(ticks)?.split_once(&format!("{ticks} becomes {ticks}"))
}

/// The shapes of a page. Files before the first of them are those of each that has no such file itself.
fn shapes(page: &str) -> Vec<Shape> {
    let mut sections = page.split("\n## ");
    let around: Files = blocks(sections.next().unwrap()).into_iter().collect();
    let shape = |section: &str| {
        let title = section.lines().next().unwrap().to_owned();
        let (wrong_text, corrected_text) = section.split_once("\n### Corrected\n").unwrap_or((section, ""));
        let mut wrong = around.clone();
        wrong.extend(blocks(wrong_text));
        let mut expected: Vec<String> =
            wrong.remove("expected").unwrap_or_default().lines().map(str::to_owned).collect();
        expected.sort();
        let mut corrected = wrong.clone();
        corrected.extend(blocks(corrected_text));
        if let Some((old, new)) = correction(section) {
            assert!(corrected.values().any(|content| content.contains(old)), "{title}: there is no `{old}`");
            corrected.values_mut().for_each(|content| *content = content.replace(old, new));
        }
        assert!(!expected.is_empty() && wrong != corrected, "{title}: nothing is expected, or corrected");
        Shape { title, wrong, corrected, expected }
    };
    sections.map(shape).collect()
}

/// Every page with its shapes, by name, without the list of them.
fn pages() -> BTreeMap<String, Vec<Shape>> {
    let mut pages = BTreeMap::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if name != "index" {
            pages.insert(name, shapes(&fs::read_to_string(path).unwrap()));
        }
    }
    pages
}

/// What the rules that a shape names find in an app, sorted.
fn found(files: &Files, rules: &BTreeSet<&str>) -> Vec<String> {
    let (mut lines, mut apps) = (Vec::new(), 0);
    common::each_case(files, &Settings::default(), HistoryLook::NotAsked, |case| {
        apps += 1;
        for rule in RULES.iter().filter(|rule| rules.contains(rule.id)) {
            for evidence in rule.run(case).evidence {
                let place = evidence.place.unwrap();
                let sure = matches!(evidence.bearing, Bearing::Contradicts { .. })
                    && evidence.confidence > Confidence::Low;
                let doubt = if sure { "" } else { " review" };
                lines.push(format!("{} {}:{}{doubt}", rule.id, place.file, place.line()));
            }
        }
    });
    assert_eq!(apps, 1);
    lines.sort();
    lines
}

fn rules(shape: &Shape) -> BTreeSet<&str> {
    let named = shape.expected.iter().filter_map(|line| line.split(' ').next());
    named
        .inspect(|name| assert!(RULES.iter().any(|rule| rule.id == *name), "there is no rule `{name}`"))
        .collect()
}

#[test]
fn every_shape_is_seen() {
    for shape in pages().into_values().flatten() {
        assert_eq!(found(&shape.wrong, &rules(&shape)), shape.expected, "{}", shape.title);
    }
}

#[test]
fn every_corrected_twin_is_silent() {
    for shape in pages().into_values().flatten() {
        assert_eq!(found(&shape.corrected, &rules(&shape)), Vec::<String>::new(), "{}", shape.title);
    }
}

/// The row of a shape in the list.
fn row(page: &str, shape: &Shape) -> String {
    let rules: Vec<String> =
        rules(shape).iter().map(|rule| format!("[`{rule}`](../rules/{rule}.md)")).collect();
    let doubtful = shape.expected.iter().all(|line| line.ends_with(" review"));
    let doubt = if doubtful { ", for review" } else { "" };
    format!("| [{page}]({page}.md) | {} | {}{doubt} |", shape.title, rules.join(", "))
}

#[test]
fn the_list_has_every_shape_with_the_rules_that_see_it() {
    let list = fs::read_to_string(folder().join("index.md")).unwrap();
    let rows: Vec<&str> = list.lines().filter(|line| line.starts_with("| [")).collect();
    let pages = pages();
    let expected: Vec<String> =
        pages.iter().flat_map(|(page, shapes)| shapes.iter().map(|shape| row(page, shape))).collect();
    assert_eq!(rows, expected, "the rows of docs/shapes/index.md should be:\n{}", expected.join("\n"));
}
