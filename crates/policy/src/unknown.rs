//! Texts that depend on environment variables.

/// True for a text without variables and placeholders.
pub(crate) fn is_certain(text: &str) -> bool {
    unknowns(text).is_empty()
}

/// What a text depends on: names of variables, and placeholders of templates as they are written.
pub(crate) fn unknowns(text: &str) -> Vec<String> {
    pieces(text).into_iter().filter_map(|piece| piece.err()).collect()
}

/// Written parts, and what stands between them.
fn pieces(text: &str) -> Vec<Result<&str, String>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    loop {
        let next = [("${", "}"), ("{{", "}}"), ("<%", "%>")]
            .iter()
            .filter_map(|(open, close)| {
                let start = rest.find(open)?;
                let end = start + open.len() + rest[start + open.len()..].find(close)?;
                Some((start, end + close.len(), &rest[start + open.len()..end], *open == "${"))
            })
            .min_by_key(|(start, ..)| *start);
        let Some((start, end, name, is_variable)) = next else { break };
        pieces.push(Ok(&rest[..start]));
        pieces.push(Err(if is_variable { name.to_owned() } else { rest[start..end].to_owned() }));
        rest = &rest[end..];
    }
    pieces.push(Ok(rest));
    pieces
}

/// True where some values of a text's variables make it the other text. A further variable in the other text
/// counts as written; a scheme that is not written may be the usual one.
pub(crate) fn may_equal(pattern: &str, text: &str) -> bool {
    let fits = |pattern: &str| {
        let pieces = pieces(pattern);
        let literal: Vec<&str> = pieces.iter().filter_map(|piece| piece.as_ref().ok().copied()).collect();
        match literal.as_slice() {
            [] => true,
            [one] => *one == text,
            [first, middle @ .., last] => {
                let Some(mut rest) = text.strip_prefix(first) else { return false };
                for part in middle {
                    let Some(at) = rest.find(part) else { return false };
                    rest = &rest[at + part.len()..];
                }
                rest.ends_with(last)
            }
        }
    };
    let trimmed = pattern.strip_suffix('/').unwrap_or(pattern);
    fits(pattern)
        || fits(trimmed)
        || !pattern.contains("://")
            && (fits(&format!("https://{pattern}")) || fits(&format!("https://{trimmed}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_may_be_what_its_surroundings_admit() {
        assert!(may_equal("https://${HOST}", "https://api.example.com"));
        assert!(may_equal("https://${SITE}.example.com/", "https://a.example.com"));
        assert!(may_equal("${HOST}", "https://api.example.com"));
        assert!(!may_equal("https://${SITE}.example.com", "https://a.example.org"));
        assert!(!may_equal("read:${X}:jira", "write:issue:jira"));
        assert!(may_equal("a${X}b${Y}c", "a1b2c"));
        assert!(!may_equal("a${X}b${Y}c", "a1c"));
    }

    #[test]
    fn what_a_text_depends_on_is_named() {
        assert_eq!(unknowns("https://${A}.x/${B}"), ["A", "B"]);
        assert_eq!(unknowns("{{ host }}/<%= x %>"), ["{{ host }}", "<%= x %>"]);
        assert!(is_certain("plain $text} {x}"));
    }
}
