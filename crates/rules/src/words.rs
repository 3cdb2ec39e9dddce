//! Names taken apart into words.

/// The words of a name or text in lower case: `createIssue`, `create-issue` and `Create issue` are `create`
/// and `issue`; `XApiKey` is `x`, `api` and `key`.
pub(crate) fn words(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut words = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() {
            words.push(String::new());
            continue;
        }
        let before = at.checked_sub(1).map(|before| letters[before]);
        let after = letters.get(at + 1);
        let starts_word = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_uppercase() && after.is_some_and(|after| after.is_lowercase())
            });
        if starts_word {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::words;

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
