//! Texts that are put together by a format.

use assay_code::ir::{ExpressionId, ExpressionKind, Name};

/// The texts between the places of a format string (`%s is %d`); one more than there are places. `%%` is a sign.
pub(crate) fn texts(format: &str) -> Vec<String> {
    pieces(format, percent_sign)
}

/// Where a sign begins a text: its length, and whether a value takes its place.
type Sign = fn(&str) -> Option<(usize, bool)>;

/// `"… %s …"` with its values, in order: a template. Values that no sign takes come last, so that none is lost.
pub(crate) fn formatted(format: &str, values: Vec<ExpressionId>) -> ExpressionKind {
    filled(texts(format), values)
}

/// `"… {} …"`, the same.
pub(crate) fn braced(format: &str, values: Vec<ExpressionId>) -> ExpressionKind {
    filled(pieces(format, brace_sign), values)
}

fn filled(mut pieces: Vec<String>, values: Vec<ExpressionId>) -> ExpressionKind {
    if values.is_empty() {
        return ExpressionKind::Text(pieces.concat().into());
    }
    pieces.resize(values.len() + 1, String::new());
    ExpressionKind::Template { strings: pieces.into_iter().map(Name::from).collect(), values }
}

/// What stands between the signs of a format.
fn pieces(format: &str, sign: Sign) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        let (length, is_value) = sign(rest).unwrap_or((first.len_utf8(), false));
        if is_value {
            pieces.push(String::new());
        } else {
            // A sign written twice stands for itself.
            pieces.last_mut().expect("there is always one").push(first);
        }
        rest = &rest[length..];
    }
    pieces
}

/// `%s`, `%5.2f`, `%(name)s`; `%%` stands for itself.
fn percent_sign(text: &str) -> Option<(usize, bool)> {
    let rest = text.strip_prefix('%')?;
    if rest.starts_with('%') {
        return Some((2, false));
    }
    let named = rest.strip_prefix('(').and_then(|rest| rest.find(')')).map_or(0, |at| at + 2);
    let flags = rest[named..].find(|c: char| c.is_ascii_alphabetic())?;
    let between = &rest[named..named + flags];
    let is_sign = between.chars().all(|c| c.is_ascii_digit() || "#0- +.*$".contains(c));
    is_sign.then_some((1 + named + flags + 1, true))
}

/// `{}`, `{0}`, `{name}`, `{:>5}`; `{{` stands for itself.
fn brace_sign(text: &str) -> Option<(usize, bool)> {
    if text.starts_with("{{") || text.starts_with("}}") {
        return Some((2, false));
    }
    let end = text.strip_prefix('{')?.find('}')?;
    (!text[1..=end].contains(['{', '"'])).then_some((end + 2, true))
}

#[cfg(test)]
mod tests {
    use super::{brace_sign, pieces, texts};

    #[test]
    fn a_format_is_cut_at_its_signs() {
        assert_eq!(texts("a %s b %(name)s 100%% %05.2f"), ["a ", " b ", " 100% ", ""]);
        assert_eq!(pieces("a {} b {name} {{c}} {0:>5}", brace_sign), ["a ", " b ", " {c} ", ""]);
        assert_eq!(texts("100 %"), ["100 %"]);
        assert_eq!(pieces("{é", brace_sign), ["{é"]);
        assert_eq!(texts("%v"), ["", ""]);
        assert_eq!(texts("none"), ["none"]);
    }
}
