//! Apps whose files were cut and stirred, read and examined whole: nothing panics, everything ends, and no rule breaks.
//!
//! The seeds are the examples of all pages: every language, every format of a server's files, every kind of app. The
//! mutations are drawn by a fixed seed. `ASSAY_MUTATIONS` asks for more of them, `ASSAY_MUTATION_SEED` for others, and
//! `ASSAY_MUTATION_APPS` names a folder of apps to draw from instead.

mod common;

use std::env;
use std::panic::catch_unwind;
use std::path::Path;

use assay_evidence::Completion;
use assay_rules::{HistoryLook, RULES, Settings};
use assay_source::{Tree, TreeOptions};

/// An app by its files.
type Files = Vec<(String, String)>;

/// Numbers that look drawn by lot and are the same for the same start.
struct Lot(u64);

impl Lot {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// Pieces that change what stands around them.
const PIECES: [&str; 32] = [
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "`",
    "${",
    "'",
    "\"",
    "=>",
    "...",
    "?.",
    "<",
    "/>",
    "@",
    "#",
    "async ",
    "await ",
    "class ",
    "export default ",
    "import ",
    "return ",
    "this.",
    ".then(",
    "\n",
    ";",
    "\u{0}",
    "\u{2028}",
    "ä",
    "<?php ",
    "---\n",
];

/// A text with one to four changes; `other` lends it lines.
fn mutated(lot: &mut Lot, text: &str, other: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..=lot.below(4) {
        let start = text.floor_char_boundary(lot.below(text.len() + 1));
        let end = text.floor_char_boundary((start + lot.below(40)).min(text.len()));
        let to = text.floor_char_boundary(lot.below(text.len() + 1));
        match lot.below(6) {
            0 => text.replace_range(start..end, ""),
            1 => text.insert_str(start, lot.of::<&str>(&PIECES)),
            2 => {
                let piece = text[start..end].to_owned();
                text.insert_str(to, &piece);
            }
            3 => text = with_another_word(lot, &text),
            4 => text = with_lines(lot, &text, other),
            _ => text.truncate(end.max(text.floor_char_boundary(text.len() / 3))),
        }
    }
    text
}

/// The text with one of its words in the place of another: such a change parses, and means something else.
fn with_another_word(lot: &mut Lot, text: &str) -> String {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    let words: Vec<&str> = text.split(|letter| !is_part(letter)).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return text.to_owned();
    }
    let (out, into) = (*lot.of(&words), *lot.of(&words));
    let at = out.as_ptr().addr() - text.as_ptr().addr();
    format!("{}{into}{}", &text[..at], &text[at + out.len()..])
}

/// The text with some lines of another behind one of its own.
fn with_lines(lot: &mut Lot, text: &str, other: &str) -> String {
    let (mut lines, others): (Vec<&str>, Vec<&str>) = (text.lines().collect(), other.lines().collect());
    let (at, from) = (lot.below(lines.len() + 1), lot.below(others.len() + 1));
    let lent = &others[from..(from + lot.below(8)).min(others.len())];
    lines.splice(at..at, lent.iter().copied());
    lines.join("\n")
}

/// The examples of every page.
fn examples() -> Vec<Files> {
    let pages = RULES.iter().map(|rule| rule.page().expect("a page has its headings"));
    let examples = pages.flat_map(|page| page.examples.into_iter().chain(page.instead));
    let owned = |(name, content): (&str, String)| (name.to_owned(), content);
    examples.map(|example| example.files.into_iter().map(owned).collect()).collect()
}

/// The apps in the folders of a folder.
fn apps_in(folder: &str) -> Vec<Files> {
    let folders = std::fs::read_dir(folder).expect("the folder is there");
    let mut folders: Vec<_> = folders.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.sort();
    folders.iter().map(|folder| files_of(folder)).filter(|files| !files.is_empty()).collect()
}

/// The texts of an app; what is too long to be read again and again is left out.
fn files_of(folder: &Path) -> Files {
    let Ok(tree) = Tree::open(folder, &TreeOptions::default()) else { return Files::new() };
    let short = tree.files().iter().filter(|file| file.length < 100_000);
    let text = |path| tree.read(path).ok().map(|text| text.as_str().to_owned());
    short.filter_map(|file| Some((file.path.to_string(), text(&file.path)?))).collect()
}

/// Examines an app by every rule; true where its code did anything.
fn examine(files: &Files) -> bool {
    let mut anything = false;
    common::each_case(
        files.iter().map(|(name, content)| (name, content)),
        &Settings::default(),
        HistoryLook::NotAsked,
        |case| {
            anything |= !case.code.events.is_empty();
            for rule in RULES {
                for sweep in rule.run(case).sweeps {
                    assert!(
                        !matches!(sweep.completion, Completion::Broke { .. }),
                        "{} broke: {:?}",
                        rule.id,
                        sweep.completion
                    );
                }
            }
        },
    );
    anything
}

#[test]
fn apps_that_were_stirred_are_examined_to_the_end() {
    let number = |name: &str, default: u64| {
        env::var(name).map_or(default, |value| value.parse().unwrap_or_else(|_| panic!("{name} is a number")))
    };
    let seeds = env::var("ASSAY_MUTATION_APPS").map_or_else(|_| examples(), |folder| apps_in(&folder));
    let mut lot = Lot(number("ASSAY_MUTATION_SEED", 0x9e37_79b9_7f4a_7c15).max(1));
    let rounds = number("ASSAY_MUTATIONS", 150);
    let mut active = 0;
    for round in 0..rounds {
        let mut files = lot.of(&seeds).clone();
        let lender = lot.of(&seeds);
        let other = lot.of(lender).1.as_str();
        let at = lot.below(files.len());
        let (name, content) = &mut files[at];
        *content = mutated(&mut lot, content, other);
        let (name, content) = (name.clone(), content.clone());
        match catch_unwind(|| examine(&files)) {
            Ok(anything) => active += u64::from(anything),
            Err(_) => panic!("round {round}, with this as `{name}`:\n{content}"),
        }
    }
    // Were most apps broken beyond reading, this would try the parsers alone.
    assert!(active * 3 > rounds, "the code of {active} of {rounds} apps did anything");
}
