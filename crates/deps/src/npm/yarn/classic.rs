//! Yarn 1: lines of its own form, `key value` by indentation.
//!
//! Source: yarnpkg/yarn, `src/lockfile/parse.js` and `stringify.js`.

use assay_source::SourceText;

use super::entry::{Wish, YarnEntry};
use crate::{Purpose, lenient_json::span_of, reading::Reading};

pub(super) fn entries<'t>(reading: &mut Reading<'_>, text: &'t SourceText) -> Vec<YarnEntry<'t>> {
    let mut entries: Vec<YarnEntry<'t>> = Vec::new();
    let mut section: Option<Purpose> = None;
    for line in text.as_str().lines() {
        let content = line.trim_end().trim_start_matches(' ');
        let indent = line.trim_end().len() - content.len();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if content.starts_with("<<<<<<<") || content.starts_with(">>>>>>>") || content.starts_with("=======")
        {
            reading.broken(span_of(text, line), "it holds the marks of a merge conflict");
            return entries;
        }
        if indent == 0 {
            let Some(keys) = content.strip_suffix(':') else {
                reading.broken(
                    span_of(text, line),
                    "a name with a range and a colon is expected at the left edge",
                );
                return entries;
            };
            section = None;
            let descriptors = keys.split(", ").map(|key| unquoted(key).to_owned()).collect();
            entries.push(YarnEntry { descriptors, at: line, ..YarnEntry::default() });
            continue;
        }
        let Some(entry) = entries.last_mut() else { continue };
        if indent >= 4 {
            if let (Some(purpose), Some((name, range))) = (section, key_and_value(content)) {
                entry.wants.push(Wish { name: name.to_owned(), range: range.to_owned(), purpose });
            }
            continue;
        }
        section = match content {
            "dependencies:" => Some(Purpose::Production),
            "optionalDependencies:" => Some(Purpose::Optional),
            _ => None,
        };
        match key_and_value(content) {
            Some(("version", value)) => entry.version = Some(value.to_owned()),
            Some(("resolved", value)) => entry.resolved = Some(value.to_owned()),
            Some(("integrity", value)) => entry.integrity = Some(value),
            _ => {}
        }
    }
    entries
}

fn key_and_value(content: &str) -> Option<(&str, &str)> {
    let end = match content.strip_prefix('"') {
        Some(rest) => rest.find('"')? + 2,
        None => content.find(' ')?,
    };
    let (key, value) = content.split_at_checked(end)?;
    Some((unquoted(key), unquoted(value.trim())))
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches('"')
}
