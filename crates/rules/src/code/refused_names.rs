//! Whether a function that writes properties by name refuses the names that lead to a prototype.

use std::cell::OnceCell;

use assay_code::Event;
use assay_source::RelPath;

use crate::{
    Case,
    words::{has_name, is_of_name},
};

/// Names that lead to what objects share; both ways there have to be closed.
const SHARED: [&str; 2] = ["constructor", "prototype"];

/// What an app declares that speaks of the names that lead to a prototype; read once, where somebody asks.
#[derive(Default)]
pub(super) struct RefusedNames(OnceCell<Vec<String>>);

impl RefusedNames {
    /// Whether the function around a write speaks of such names, itself or by the name of a list or a function that does, or
    /// writes nothing but what the object has already.
    ///
    /// Source: cheatsheetseries.owasp.org, "Prototype Pollution Prevention"; developer.mozilla.org, "JavaScript prototype
    /// pollution", read 2026-11-24.
    pub(super) fn are_refused(&self, case: &Case<'_>, event: &Event) -> bool {
        let body = case.code.text_around(event.site);
        speaks_of_them(body)
            || writes_what_is_there(body, written_target(case, event))
            || self.0.get_or_init(|| declared(case)).iter().any(|name| has_name(body, name))
    }
}

fn declared(case: &Case<'_>) -> Vec<String> {
    const ENDINGS: [&str; 8] = ["js", "ts", "mjs", "cjs", "mts", "cts", "jsx", "tsx"];
    let is_code = |path: &RelPath| path.extension().is_some_and(|ending| ENDINGS.contains(&ending.as_str()));
    let files = case.app.files().filter(|file| is_code(&file.path));
    let texts = files.filter_map(|file| case.app.tree.read(&file.path).ok());
    texts
        .filter(|text| text.as_str().contains("__proto__"))
        .flat_map(|text| declared_with_them(text.as_str()))
        .collect()
}

fn speaks_of_them(text: &str) -> bool {
    text.contains("__proto__") && SHARED.iter().any(|name| text.contains(name))
}

/// Names of what is declared at the top of a file and speaks of these names: `const REFUSED = new Set([…])`,
/// `function isRefused(key) {…}`.
fn declared_with_them(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut current: Option<(String, String)> = None;
    for line in text.lines().chain(std::iter::once("end")) {
        if line.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            found.extend(current.take().filter(|(_, body)| speaks_of_them(body)).map(|(name, _)| name));
            current = declared_name(line).map(|name| (name, String::new()));
        }
        if let Some((_, body)) = &mut current {
            body.push_str(line);
            body.push('\n');
        }
    }
    found
}

fn declared_name(line: &str) -> Option<String> {
    let mut words = line.split(|letter| !is_of_name(letter));
    let is_keyword = |word: &&str| {
        matches!(
            *word,
            "export" | "default" | "async" | "const" | "let" | "var" | "function" | "exports" | "module" | ""
        )
    };
    words.find(|word| !is_keyword(word)).map(str::to_owned)
}

/// The object that is written to: `target` of `target[key] = …`.
fn written_target<'a>(case: &Case<'a>, event: &Event) -> &'a str {
    let text = case.code.text(event.site).as_str();
    let written = text.get(event.site.span.start..event.site.span.end).unwrap_or_default();
    written.split('[').next().unwrap_or_default().trim()
}

/// `if (!Object.hasOwn(target, key)) continue`, and its elders.
fn writes_what_is_there(body: &str, target: &str) -> bool {
    let asked = [
        format!("Object.hasOwn({target},"),
        format!("hasOwnProperty.call({target},"),
        format!("{target}.hasOwnProperty("),
    ];
    !target.is_empty() && asked.iter().any(|asked| body.contains(asked.as_str()))
}

#[cfg(test)]
mod tests {
    use super::{declared_with_them, writes_what_is_there};

    #[test]
    fn what_speaks_of_the_names_is_known_by_its_name() {
        let text = "import a from 'a';\nconst REFUSED = new Set([\n  '__proto__',\n  'constructor',\n]);\nexport const isOwn = (key) => key !== '__proto__' && key !== 'prototype';\nconst other = '__proto__';\n";
        assert_eq!(declared_with_them(text), ["REFUSED", "isOwn"]);
    }

    #[test]
    fn only_the_object_that_is_written_to_counts() {
        assert!(writes_what_is_there("if (!Object.hasOwn(target, key)) continue;", "target"));
        assert!(!writes_what_is_there("if (!Object.hasOwn(source, key)) continue;", "target"));
    }
}
