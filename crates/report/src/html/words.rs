//! Text in the page. What an app's author wrote is shown, never obeyed: markup is escaped by `maud`, and what
//! turns a line round or hides a letter becomes visible here.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::text::{capital, neutral};

/// Text on one line, as it is.
pub(super) fn plain(text: &str) -> Markup {
    html! { (neutral(text)) }
}

/// Prose: what stands between backticks is set as code. A backtick without a partner stays a backtick.
pub(super) fn prose(text: &str) -> Markup {
    let text = neutral(text.trim());
    let parts: Vec<&str> = text.split('`').collect();
    let paired = if parts.len() % 2 == 1 { parts.len() } else { parts.len() - 1 };
    html! {
        @for (number, part) in parts.iter().enumerate() {
            @if number % 2 == 1 && number < paired { code { (part) } }
            @else {
                @if number > 0 && number >= paired { "`" }
                (part)
            }
        }
    }
}

/// [`prose`] with a capital at its start and a full stop at its end.
pub(super) fn sentence(text: &str) -> Markup {
    let text = text.trim();
    let stop = if text.is_empty() || text.ends_with(['.', '!', '?', '…', ':']) { "" } else { "." };
    // An address or a name at the start is left as it is written.
    let first = text.split_whitespace().next().unwrap_or_default().trim_end_matches([',', ';', ':']);
    let starts_with_a_word = first.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’'));
    let text = if starts_with_a_word { capital(text) } else { text.to_owned() };
    prose(&format!("{text}{stop}"))
}

/// A day, for people and for machines.
pub(super) fn day(date: Date) -> Markup {
    html! { time datetime=(date) { (date.strftime("%-d %B %Y")) } }
}

/// `, ` between items.
pub(super) fn list(items: impl IntoIterator<Item = Markup>) -> Markup {
    html! {
        @for (number, item) in items.into_iter().enumerate() {
            @if number > 0 { ", " }
            (item)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_are_code_and_a_lonely_one_stays() {
        assert_eq!(prose("`a` is <b>").into_string(), "<code>a</code> is &lt;b&gt;");
        assert_eq!(prose("it's a ` here").into_string(), "it's a ` here");
        assert_eq!(prose("`a` and ` b").into_string(), "<code>a</code> and ` b");
        assert_eq!(prose("").into_string(), "");
    }

    #[test]
    fn a_sentence_starts_and_ends_as_one() {
        assert_eq!(sentence("nobody looked").into_string(), "Nobody looked.");
        assert_eq!(sentence("`x` is here.").into_string(), "<code>x</code> is here.");
        assert_eq!(sentence("me@example.com is asked").into_string(), "me@example.com is asked.");
    }

    #[test]
    fn text_that_turns_lines_round_is_shown() {
        assert_eq!(plain("a\u{202e}b\u{0}").into_string(), "a\u{fffd}b␀");
    }
}
