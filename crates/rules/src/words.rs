//! Names taken apart into words.

/// The words of a name or text in lower case: `createIssue`, `create-issue` and `Create issue` are `create`
/// and `issue`; `XApiKey` is `x`, `api` and `key`.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before: Option<char> = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let ends_word = !letter.is_alphanumeric()
            || letter.is_uppercase()
                && before.is_some_and(|before| {
                    before.is_lowercase()
                        || before.is_uppercase() && letters.peek().is_some_and(|after| after.is_lowercase())
                });
        if ends_word && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_ascii() {
            word.extend(letter.is_ascii_alphanumeric().then(|| letter.to_ascii_lowercase()));
        } else if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
        before = Some(letter);
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// Whether a letter may be part of a name in code.
pub(crate) fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}

/// Whether a name stands in code as a word of its own.
pub(crate) fn has_name(code: &str, name: &str) -> bool {
    code.match_indices(name)
        .any(|(at, _)| !code[..at].ends_with(is_of_name) && !code[at + name.len()..].starts_with(is_of_name))
}

#[cfg(test)]
mod tests {
    use super::{has_name, words};

    #[test]
    fn a_name_stands_by_itself_or_within_another() {
        assert!(has_name("export { run };", "run"));
        assert!(!has_name("export { runAll, $run };", "run"));
    }

    #[test]
    fn a_name_is_taken_apart_however_it_is_joined() {
        for name in ["createIssue", "create-issue", "Create issue", "CREATE_ISSUE", " create.issue!"] {
            assert_eq!(words(name), ["create", "issue"], "{name}");
        }
        assert_eq!(words("XApiKey"), ["x", "api", "key"]);
        assert_eq!(words("APIKey"), ["api", "key"]);
        assert!(words("--").is_empty());
    }
}
