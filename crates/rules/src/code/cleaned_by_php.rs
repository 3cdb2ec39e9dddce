//! What is left of an expression of PHP without what its functions make safe for a page.
//!
//! Source: laravel.com/docs/12.x/blade, "Displaying Unescaped Data"; laravel.com/docs/12.x/strings, "Str::markdown";
//! php.net/json_encode (read 2026-11-24).

/// Functions of which no markup comes.
const CLEAN: [&str; 17] = [
    "e",
    "htmlspecialchars",
    "htmlentities",
    "strip_tags",
    "urlencode",
    "rawurlencode",
    "intval",
    "floatval",
    "count",
    "number_format",
    "clean",
    "csrf_field",
    "method_field",
    "Js::from",
    "Purifier::clean",
    "Purify::clean",
    "Str::slug",
];
/// Those that write what a script reads as data: a slash comes with a backslash before it, so that no element ends there.
const CLEAN_IN_SCRIPTS: [&str; 1] = ["json_encode"];
/// Those that keep markup unless they are told not to.
const TOLD: [&str; 2] = ["Str::markdown", "Str::inlineMarkdown"];

/// The expression without calls whose outcome is safe where it is written.
pub(crate) fn left_of(expression: &str, in_script: bool) -> String {
    let mut left = String::new();
    let mut rest = expression;
    while let Some(open) = rest.find('(') {
        let before = &rest[..open];
        let is_of_name =
            |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':' | '$' | '>' | '\\');
        let start = before
            .rfind(|letter| !is_of_name(letter))
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let name = before[start..].trim_start_matches('\\').rsplit('\\').next().unwrap_or_default();
        let close = closing(&rest[open..]).map_or(rest.len(), |close| open + close);
        let given = &rest[open..close];
        let is_clean = CLEAN.contains(&name)
            || in_script && CLEAN_IN_SCRIPTS.contains(&name) && !given.contains("JSON_UNESCAPED_SLASHES")
            || given.contains("JSON_HEX_TAG") && name == "json_encode"
            || TOLD.contains(&name)
                && ["'strip'", "'escape'", "\"strip\"", "\"escape\""].iter().any(|how| given.contains(how));
        if is_clean {
            left.push_str(&before[..start]);
            rest = &rest[close..];
        } else {
            left.push_str(&rest[..=open]);
            rest = &rest[open + 1..];
        }
    }
    left.push_str(rest);
    left
}

/// Where the parenthesis that a text begins with is closed, behind it.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(letter),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            (None, _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::left_of;

    #[test]
    fn what_is_cleaned_is_left_out() {
        assert_eq!(left_of("nl2br(e($note->text))", false), "nl2br()");
        assert_eq!(left_of("$a . \\e($b) . $c", false), "$a .  . $c");
        assert_eq!(left_of("Js::from($note)", false), "");
        assert_eq!(left_of("json_encode($note)", true), "");
        assert_eq!(left_of("json_encode($note)", false), "json_encode($note)");
        assert_eq!(
            left_of("json_encode($note, JSON_UNESCAPED_SLASHES)", true),
            "json_encode($note, JSON_UNESCAPED_SLASHES)"
        );
        assert_eq!(left_of("Str::markdown($note, ['html_input' => 'strip'])", false), "");
        assert_eq!(left_of("Str::markdown($note)", false), "Str::markdown($note)");
        assert_eq!(left_of("e(')' . $note", false), "");
        assert_eq!(left_of("é(e(", false), "é(");
        assert_eq!(left_of("$note->clean($text)", false), "$note->clean($text)");
    }
}
