//! Text that others wrote, inside Markdown: it stays text.

use crate::text::neutral;

/// `text` on one line so that nothing in it is markup but code between backticks, as our sentences have it. A
/// run of backticks without its counterpart is escaped.
pub(super) fn prose(text: &str) -> String {
    let text = neutral(text);
    let mut out = String::new();
    let mut rest: &str = &text;
    while let Some(at) = rest.find('`') {
        out.push_str(&plain(&rest[..at]));
        let run = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        let after = &rest[at + run..];
        match closing(after, run) {
            Some(end) => {
                out.push_str(&rest[at..at + run + end + run]);
                rest = &after[end + run..];
            }
            None => {
                out.push_str(&"\\`".repeat(run));
                rest = after;
            }
        }
    }
    out + &plain(rest)
}

/// Where a run of exactly `length` backticks begins.
fn closing(text: &str, length: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let start = at + found;
        let run = text[start..].len() - text[start..].trim_start_matches('`').len();
        if run == length {
            return Some(start);
        }
        at = start + run;
    }
    None
}

/// Text without backticks, every character of markup escaped. An address written out may still become a link
/// to itself: breaking it up would spoil what people copy.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '&' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A link to a line of a file: `[manifest.yml:3](manifest.yml#L3)`.
pub(super) fn link(file: &str, line: Option<u32>) -> String {
    let mut target = String::new();
    for byte in file.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                target.push(char::from(byte));
            }
            byte => target.push_str(&format!("%{byte:02X}")),
        }
    }
    let file = plain(&neutral(file)).replace('`', "\\`");
    match line {
        Some(line) => format!("[{file}:{line}]({target}#L{line})"),
        None => format!("[{file}]({target})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_in_our_sentences_stays_code_and_all_else_is_text() {
        assert_eq!(
            prose("`*` in `fetch` lets *all* <b>in</b>"),
            "`*` in `fetch` lets \\*all\\* \\<b\\>in\\</b\\>"
        );
        assert_eq!(prose("one ` alone [x](y)"), "one \\` alone \\[x\\](y)");
        assert_eq!(prose("``a`b`` c"), "``a`b`` c");
        assert_eq!(prose("`a`` ![x](y)"), "\\`a\\`\\` \\!\\[x\\](y)");
        assert_eq!(prose("write to a@x.example\n# hi"), "write to a@x.example \\# hi");
    }

    #[test]
    fn a_link_cannot_be_left() {
        assert_eq!(link("a b/(x)].yml", Some(3)), "[a b/(x)\\].yml:3](a%20b/%28x%29%5D.yml#L3)");
        assert_eq!(link("manifest.yml", None), "[manifest.yml](manifest.yml)");
        assert_eq!(link("javascript:x", None), "[javascript:x](javascript%3Ax)");
    }
}
