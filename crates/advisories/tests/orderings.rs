//! Versions stand in the order their registries' own tools give them.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{cmp::Ordering, fs, path::Path};

use assay_advisories::{Ecosystem, LONGEST_VERSION, Version};
use proptest::prelude::*;

/// Every comparison of a file of lines such as `1.0-rc1 < 1.0 = 1.0.0`.
fn comparisons(ecosystem: Ecosystem) -> Vec<(String, Ordering, String)> {
    let file = format!("tests/orderings/{ecosystem}.txt");
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let mut comparisons = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        for at in (0..words.len().saturating_sub(2)).step_by(2) {
            let order = match words[at + 1] {
                "<" => Ordering::Less,
                "=" => Ordering::Equal,
                ">" => Ordering::Greater,
                sign => panic!("{ecosystem}: {sign} in {line}"),
            };
            comparisons.push((words[at].to_owned(), order, words[at + 2].to_owned()));
        }
    }
    comparisons
}

#[test]
fn versions_stand_in_the_order_of_their_registry() {
    for ecosystem in Ecosystem::EVERY {
        let comparisons = comparisons(ecosystem);
        assert!(comparisons.len() >= 10, "{ecosystem}: {}", comparisons.len());
        for (one, order, two) in comparisons {
            let read =
                |text| Version::parse(ecosystem, text).unwrap_or_else(|| panic!("{ecosystem}: {text}"));
            let compared = read(&one).compare(&read(&two));
            assert_eq!(compared, order, "{ecosystem}: {one} and {two}");
            assert_eq!(read(&two).compare(&read(&one)), order.reverse(), "{ecosystem}: {two} and {one}");
        }
    }
}

#[test]
fn what_is_too_long_for_a_version_is_none() {
    for ecosystem in Ecosystem::EVERY {
        assert!(Version::parse(ecosystem, &"1-".repeat(LONGEST_VERSION)).is_none(), "{ecosystem}");
        assert!(Version::parse(ecosystem, " ").is_none(), "{ecosystem}");
    }
}

#[test]
fn the_name_of_a_branch_is_no_version() {
    assert!(Version::parse(Ecosystem::Packagist, "dev-main").is_none());
    assert!(Version::parse(Ecosystem::Npm, "latest").is_none());
    assert!(Version::parse(Ecosystem::PyPi, "0.9-eevee").is_none());
}

/// Texts made of what versions are made of, and of what they are not.
fn texts() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "0",
        "1",
        "00",
        "10",
        "9999999999999999999999",
        ".",
        "-",
        "_",
        "+",
        "a",
        "rc",
        "beta",
        "ga",
        "final",
        "SNAPSHOT",
        "dev",
        "post",
        "pl",
        "v",
        "!",
        "é",
        "x",
        "sp",
        "\u{0}",
        " ",
        "alpha1",
    ]);
    prop::collection::vec(part, 1..14).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn a_comparison_turned_round_is_the_opposite(one in texts(), two in texts()) {
        for ecosystem in Ecosystem::EVERY {
            if let (Some(one), Some(two)) = (Version::parse(ecosystem, &one), Version::parse(ecosystem, &two)) {
                prop_assert_eq!(one.compare(&two), two.compare(&one).reverse());
                prop_assert_eq!(one.compare(&one), Ordering::Equal);
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,600}") {
        for ecosystem in Ecosystem::EVERY {
            if let Some(version) = Version::parse(ecosystem, &text) {
                prop_assert_eq!(version.as_str(), text.trim());
            }
        }
    }
}
