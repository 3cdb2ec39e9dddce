//! What log lines and recordings lose before they touch the disk.
//!
//! Looked for: what the platform knows to be secret or personal (variables, secrets of the store, what belongs to people
//! of the site), as it is, in Base64, in hexadecimal and as in addresses, also where lines were broken in the middle of
//! it; and, by their form, credentials, addresses of mail, numbers of cards and addresses of machines.

use std::collections::{BTreeMap, BTreeSet};

use assay_source::{RelPath, redact_line};
use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use serde::{Deserialize, Serialize};

/// What stands where something was.
const MASK: &str = "…";
/// Shorter ones would blacken every other word.
const SHORTEST: usize = 5;

/// What kind of thing was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Redacted {
    /// An encrypted variable of the environment, or a secret of the store.
    Secret,
    /// A name or an address of mail of a person of the site.
    Personal,
    /// The id of an account.
    Account,
    /// Something of the form of a credential.
    Credential,
    /// An address of mail.
    Mail,
    /// The number of a card.
    Card,
    /// The address of a machine.
    Machine,
    /// A variable of the environment that is not encrypted.
    Variable,
}

/// What is looked for, beside forms.
#[derive(Debug, Clone, Default)]
pub(crate) struct Needles(BTreeMap<Vec<u8>, Redacted>);

impl Needles {
    /// Adds a value, and the ways it is commonly written.
    pub(crate) fn add(&mut self, value: &str, kind: Redacted) {
        if value.len() < SHORTEST {
            return;
        }
        let bytes = value.as_bytes();
        let percent: String = url::form_urlencoded::byte_serialize(bytes).collect();
        let escaped = serde_json::to_string(value).unwrap_or_default();
        let mut all = BTreeSet::from([
            value.to_owned(),
            percent,
            escaped.trim_matches('"').to_owned(),
            HEXLOWER.encode(bytes),
            HEXUPPER.encode(bytes),
        ]);
        // Within a longer text in Base64, a value has one of three looks, by where it begins.
        for before in 0..3 {
            let shifted = [&vec![0; before], bytes].concat();
            for encoding in [BASE64_NOPAD, BASE64URL_NOPAD] {
                let text = encoding.encode(&shifted);
                // The first and the last letters hold bits of the neighbours.
                let from = [0, 2, 3][before];
                let to = text.len() - usize::from(shifted.len() % 3 != 0);
                if to.saturating_sub(from) >= SHORTEST {
                    all.insert(text[from..to].to_owned());
                }
            }
        }
        all.insert(BASE64.encode(bytes));
        for text in all {
            // What is known in two ways is what weighs more: a secret first.
            let known = self.0.entry(text.into_bytes()).or_insert(kind);
            *known = (*known).min(kind);
        }
    }
}

/// A stretch of a line, with why it goes.
type Hit = (usize, usize, Redacted);

/// The lines without what they may not hold, and how much of what kind that was, line by line.
pub(crate) fn redact(lines: &[&str], needles: &Needles) -> Vec<(String, BTreeMap<Redacted, u32>)> {
    let hits = hits(lines, needles, forms);
    let masked = lines.iter().zip(hits).map(|(line, hits)| mask(line, hits));
    masked.map(|(text, counts)| (visible(&text), counts)).collect()
}

/// A text without what is known to be secret and what has the form of a credential. Its lines and its other characters
/// stay, and a document of JSON stays one.
pub(crate) fn masked(text: &str, secrets: &Needles) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let hits = hits(&lines, secrets, credentials);
    let masked: Vec<String> = lines.iter().zip(hits).map(|(line, hits)| mask(line, hits).0).collect();
    masked.join("\n")
}

/// A text without what is known to be secret, and otherwise as it is.
pub(crate) fn without(text: &str, secrets: &Needles) -> String {
    let mut out = text.to_owned();
    for needle in secrets.0.keys().filter_map(|needle| std::str::from_utf8(needle).ok()) {
        if out.contains(needle) {
            out = out.replace(needle, MASK);
        }
    }
    out
}

/// What goes of each line: the needles, and what has a form.
fn hits(lines: &[&str], needles: &Needles, forms: fn(&str) -> Vec<Hit>) -> Vec<Vec<Hit>> {
    // One text, so that what was broken over two lines is found; a needle never matches a line's end itself.
    let whole: String = lines.concat();
    let mut found: Vec<Hit> = Vec::new();
    for (needle, kind) in &needles.0 {
        let Ok(needle) = std::str::from_utf8(needle) else { continue };
        found.extend(whole.match_indices(needle).map(|(at, _)| (at, at + needle.len(), *kind)));
    }
    let mut from = 0;
    let mut all = Vec::new();
    for line in lines {
        let to = from + line.len();
        let within = found.iter().filter(|(start, end, _)| *start < to && *end > from);
        let mut own: Vec<Hit> =
            within.map(|(start, end, kind)| (start.max(&from) - from, end.min(&to) - from, *kind)).collect();
        own.extend(forms(line));
        all.push(own);
        from = to;
    }
    all
}

/// Masks stretches of a line; those that overlap become one.
fn mask(line: &str, mut hits: Vec<Hit>) -> (String, BTreeMap<Redacted, u32>) {
    hits.sort_unstable_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
    let mut counts = BTreeMap::new();
    let mut out = String::new();
    let mut at = 0;
    for (start, end, kind) in hits {
        if start >= at {
            out.push_str(&line[at..start]);
            out.push_str(MASK);
            *counts.entry(kind).or_insert(0) += 1;
        }
        at = at.max(end);
    }
    out.push_str(&line[at..]);
    // The net below: what looks like a credential to the one who guards excerpts.
    let masked = redact_line(&out);
    if *masked != *out {
        *counts.entry(Redacted::Credential).or_insert(0) += 1;
    }
    (masked.into_owned(), counts)
}

/// Characters that move a terminal's cursor, or hide what stands there, as text.
fn visible(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for char in line.chars() {
        let turns = matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}' | '\u{feff}');
        if char.is_control() || turns {
            out.extend(char.escape_default());
        } else {
            out.push(char);
        }
    }
    out
}

/// What is known by its form.
fn forms(line: &str) -> Vec<Hit> {
    let mut hits = credentials(line);
    hits.extend(mails(line));
    hits.extend(numbers(line));
    hits
}

fn credentials(line: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    #[expect(clippy::expect_used, reason = "a constant")]
    let path = RelPath::parse("log.txt").expect("a path of one word");
    for found in assay_secrets::scan(&path, line.as_bytes()).detections {
        let (start, end) = (found.span.start, found.span.end);
        if line.is_char_boundary(start) && line.is_char_boundary(end) {
            hits.push((start, end, Redacted::Credential));
        }
    }
    hits
}

fn mails(line: &str) -> Vec<Hit> {
    let is_local = |char: char| char.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(char);
    let is_host = |char: char| char.is_alphanumeric() || ".-".contains(char);
    let mut hits = Vec::new();
    for (at, _) in line.match_indices('@') {
        let start =
            line[..at].char_indices().rev().take_while(|(_, char)| is_local(*char)).last().map(|(at, _)| at);
        let host: &str = line[at + 1..].split(|char| !is_host(char)).next().unwrap_or_default();
        let host = host.trim_end_matches(['.', '-']);
        if let (Some(start), true) = (start, host.contains('.')) {
            hits.push((start, at + 1 + host.len(), Redacted::Mail));
        }
    }
    hits
}

/// Runs of digits that are a card's number, and four that are a machine's address.
fn numbers(line: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    let is_part = |char: char| char.is_ascii_digit() || " -.".contains(char);
    let mut rest = 0;
    while let Some(start) = line[rest..].find(|char: char| char.is_ascii_digit()).map(|at| rest + at) {
        let run = &line[start..];
        let run = &run[..run.find(|char| !is_part(char)).unwrap_or(run.len())];
        let run = run.trim_end_matches([' ', '-', '.']);
        let digits: Vec<u8> = run.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
        if (13..=19).contains(&digits.len()) && luhn(&digits) {
            hits.push((start, start + run.len(), Redacted::Card));
        } else {
            for word in run.split([' ', '-']) {
                let at = start + (word.as_ptr() as usize - run.as_ptr() as usize);
                if word.parse::<std::net::Ipv4Addr>().is_ok() {
                    hits.push((at, at + word.len(), Redacted::Machine));
                }
            }
        }
        rest = start + run.len();
    }
    hits
}

/// The check digit of cards. Source: ISO/IEC 7812-1, annex B.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(*digit) * (1 + u32::from(at % 2 == 1));
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|digit| *digit != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> String {
        redact(&[line], &Needles::default()).remove(0).0
    }

    #[test]
    fn what_is_known_by_its_form_goes_and_the_rest_stays() {
        assert_eq!(one("to ann@mail.example, and on"), "to …, and on");
        assert_eq!(one("card 4111 1111 1111 1111."), "card ….");
        assert_eq!(one("card 4111-1111-1111-1112"), "card 4111-1111-1111-1112");
        assert_eq!(one("from 192.0.2.7:80"), "from …:80");
        assert_eq!(one("version 1.2.3 of 2026-11-22, issue A-1"), "version 1.2.3 of 2026-11-22, issue A-1");
        assert_eq!(one("@here and a@b"), "@here and a@b");
        assert_eq!(one("red \u{1b}[31m\nnext"), "red \\u{1b}[31m\\nnext");
    }

    #[test]
    fn a_masked_document_is_one() {
        let mut secrets = Needles::default();
        secrets.add("tern-vault", Redacted::Secret);
        let text = "{\n\t\"a\": \"tern-vault\",\r\n\t\"access_token\": \"abcdef0123456789\", \"card\": 4111111111111111\n}";
        let masked = masked(text, &secrets);
        let read: serde_json::Value = serde_json::from_str(&masked).unwrap();
        assert_eq!(read, serde_json::json!({ "a": "…", "access_token": "…", "card": 4111111111111111_u64 }));
        assert_eq!(masked.lines().count(), 4);
    }

    #[test]
    fn needles_are_found_however_they_are_written() {
        let mut needles = Needles::default();
        needles.add("tern&vault/7", Redacted::Secret);
        for line in [
            "tern&vault/7",
            "x=tern%26vault%2F7",
            "7465726e267661756c742f37",
            "dGVybiZ2YXVsdC83",
            "YWJjdGVybiZ2YXVsdC83eHl6",
            "YXRlcm4mdmF1bHQvN3g=",
        ] {
            let (text, counts) = redact(&[line], &needles).remove(0);
            assert!(text.contains(MASK), "{line}: {text}");
            assert!(counts.contains_key(&Redacted::Secret), "{line}: {counts:?}");
        }
        let halves = redact(&["first tern&va", "ult/7 last"], &needles);
        assert_eq!(halves[0].0, "first …");
        assert_eq!(halves[1].0, "… last");
    }
}
