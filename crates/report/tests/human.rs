//! What a person sees at the terminal.
mod common;

use assay_report::{Detail, HumanOptions, human};
use common::{hostile, told};

fn at(detail: Detail) -> String {
    told(|report| human(report, &HumanOptions { detail, ..HumanOptions::default() }))
}

#[test]
fn a_report_says_what_fails_what_is_open_and_what_to_do() {
    insta::assert_snapshot!(at(Detail::Normal));
}

#[test]
fn a_quiet_report_has_failures_and_the_summary() {
    insta::assert_snapshot!(at(Detail::Quiet));
}

#[test]
fn a_full_report_has_every_row_and_duty() {
    insta::assert_snapshot!(at(Detail::Full));
}

#[test]
fn colour_adds_nothing_but_colour() {
    let colored = told(|report| human(report, &HumanOptions { color: true, ..HumanOptions::default() }));
    let mut plain = String::new();
    let mut rest = colored.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    assert_eq!(plain, at(Detail::Normal));
}

#[test]
fn every_row_that_applies_is_named() {
    let text = at(Detail::Normal);
    for id in ["ALL-3", "ALL-5", "ALL-11", "ALL-14", "FORGE-R-3", "FORGE-R-4", "FORGE-R-9", "TRELLO-1"] {
        assert!(text.contains(id), "{id} is missing");
    }
}

fn is_safe(text: &str) -> bool {
    let bidi = |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().all(|c| c == '\n' || (!c.is_control() && !bidi(c)))
}

#[test]
fn an_app_cannot_write_to_the_terminal() {
    let text = "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\r\u{8}\u{202e}neerg lla\u{2066}\n\nPASS\u{2028}\u{e0041}";
    for detail in [Detail::Quiet, Detail::Normal, Detail::Full] {
        let told = hostile(text, |report| human(report, &HumanOptions { detail, ..HumanOptions::default() }));
        assert!(is_safe(&told), "{told:?}");
        assert!(!told.lines().any(|line| line.starts_with("PASS")), "a line of its own:\n{told}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
    #[test]
    fn no_text_gets_a_control_character_through(text in "(\\PC|\\p{Cc}|\\p{Cf}){0,40}", width in 0_usize..200) {
        let told = hostile(&text, |report| {
            human(report, &HumanOptions { width, detail: Detail::Full, ..HumanOptions::default() })
        });
        proptest::prop_assert!(is_safe(&told), "{:?}", told);
    }
}
