//! Text for people: nothing an app under audit wrote may move their cursor, hide a line or turn one round.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr as _;

/// `text` on one line, safe to print: every control character, bidirectional override and invisible mark
/// becomes one visible character, tabs and line ends become spaces.
pub(crate) fn neutral(text: &str) -> Cow<'_, str> {
    map(text, |c| match c {
        '\t' | '\n' => ' ',
        c => visible(c),
    })
}

/// [`neutral`] for a line of source: tabs stay, and every character stays one character, so that columns
/// still count.
pub(crate) fn neutral_source(line: &str) -> Cow<'_, str> {
    map(line, |c| if c == '\t' { c } else { visible(c) })
}

fn map(text: &str, with: impl Fn(char) -> char) -> Cow<'_, str> {
    match text.chars().all(|c| with(c) == c) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.chars().map(with).collect()),
    }
}

/// A character that shows itself, moves nothing and hides nothing.
fn visible(c: char) -> char {
    match c {
        // The pictures of the C0 controls stand in their order at U+2400.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '␡',
        // C1 controls: U+009B starts an escape sequence on its own.
        '\u{80}'..='\u{9f}'
        // Invisible: soft hyphen, zero-width space and joiners, word joiner and its kin, byte order mark.
        | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
        // Direction (UAX #9): marks, embeddings, overrides, isolates; then the old shaping controls.
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
        // Line and paragraph separators.
        | '\u{2028}' | '\u{2029}'
        // Interlinear annotation, what is no character (and no XML), tags: text that is not shown.
        | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}' => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// `text` broken at spaces into lines of at most `width` columns; a longer word keeps a line of its own.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// `text` wrapped, every line indented, each with its end.
pub(crate) fn indented(text: &str, indent: usize, width: usize) -> String {
    let lines = wrap(text, width.saturating_sub(indent).max(20));
    lines.iter().map(|line| format!("{:indent$}{line}\n", "")).collect()
}

/// `text` cut to `width` columns, with `…` where something is missing.
pub(crate) fn cut(text: &str, width: usize) -> Cow<'_, str> {
    if text.width() <= width {
        return Cow::Borrowed(text);
    }
    let mut kept = String::new();
    for c in text.chars() {
        if kept.width() + c.to_string().width() + 1 > width {
            break;
        }
        kept.push(c);
    }
    Cow::Owned(format!("{}…", kept.trim_end()))
}

/// `text` followed by spaces up to `width` columns.
pub(crate) fn padded(text: &str, width: usize) -> String {
    format!("{text}{:gap$}", "", gap = width.saturating_sub(text.width()))
}

/// `3 rows`, `1 row`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `text` with a capital at its start.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
}

/// `text` as a sentence among others: with a capital at its start and a full stop at its end.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    let ended = text.is_empty() || text.ends_with(['.', '!', '?', '…', ':']);
    capital(&format!("{text}{}", if ended { "" } else { "." }))
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn and(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_the_cursor_is_shown_instead() {
        assert_eq!(neutral("a\u{1b}[31mb\r\nc\u{9b}2J"), "a␛[31mb␍ c\u{fffd}2J");
        assert_eq!(neutral("user\u{202e}nimda\u{2066}"), "user\u{fffd}nimda\u{fffd}");
        assert_eq!(neutral_source("\ta\u{200b}\u{8}b"), "\ta\u{fffd}␈b");
        assert!(matches!(neutral("ordinary, même ça 漢字"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_long_word_keeps_its_line() {
        assert_eq!(
            wrap("to https://example.com/a/very/long/path now", 10),
            ["to", "https://example.com/a/very/long/path", "now"]
        );
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(padded("漢", 4), "漢  ");
    }
}
