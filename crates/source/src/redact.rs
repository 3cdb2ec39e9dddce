//! The safety net under every excerpt: no line leaves this crate with a credential in it.
//!
//! The detectors that *find* secrets live elsewhere and know much more; this one only has to make sure that
//! an excerpt shown for any other reason does not carry one along. It masks too much rather than too little.

use std::borrow::Cow;

/// What a masked value is replaced with. One character wide per masked text, so that its length is not told.
const MASK: &str = "…";

/// Words in a key that make its value a credential.
const TELLING_KEYS: [&str; 11] = [
    "secret",
    "password",
    "passwd",
    "token",
    "apikey",
    "api_key",
    "api-key",
    "private_key",
    "privatekey",
    "credential",
    "authorization",
];

/// Beginnings of values that are credentials whatever their key, with the least length of the whole word.
const TELLING_PREFIXES: [(&str, usize); 14] = [
    ("ATATT", 20),
    ("ATCTT", 20),
    ("ATBB", 20),
    ("ATTA", 20),
    ("ghp_", 20),
    ("gho_", 20),
    ("github_pat_", 20),
    ("glpat-", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("sk_live_", 20),
    ("AKIA", 20),
    ("eyJ", 40),
    ("-----BEGIN", 10),
];

/// `line` with everything masked that looks like the value of a credential.
///
/// Seen: `key: value`, `key=value`, `"key": "value"` where the key has a telling word and the value is a
/// literal of eight or more characters without spaces; words with a provider's known prefix; long
/// high-entropy words; the password of `scheme://user:password@host`. A value that only names where the secret comes from (`${TOKEN}`, `process.env.TOKEN`,
/// `{{secret}}`) stays.
pub fn redact_line(line: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    let mut words = Words { line, at: 0 };
    let has_address = line.contains("://");
    while let Some((start, end)) = words.next_word() {
        let word = &line[start..end];
        if is_credential(word)
            || (has_address && !word.contains('/') && is_password_of_a_url(&line[..start], &line[end..]))
            || (follows_telling_key(&line[..start]) && is_literal_value(word, &line[end..]))
        {
            out.push_str(&line[copied..start]);
            out.push_str(MASK);
            copied = end;
        }
    }
    if copied == 0 && out.is_empty() {
        return Cow::Borrowed(line);
    }
    out.push_str(&line[copied..]);
    Cow::Owned(out)
}

/// Runs of characters that can stand inside a credential.
struct Words<'a> {
    line: &'a str,
    at: usize,
}

impl Words<'_> {
    fn next_word(&mut self) -> Option<(usize, usize)> {
        let inside =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '+' | '/' | '~' | '$');
        let rest = &self.line[self.at..];
        let start = self.at + rest.find(inside)?;
        let end = self.line[start..].find(|c| !inside(c)).map_or(self.line.len(), |length| start + length);
        // Base64 padding belongs to the word; a single `=` after a short word is an assignment.
        let padded = if end - start >= 16 {
            end + self.line[end..].bytes().take(2).take_while(|&byte| byte == b'=').count()
        } else {
            end
        };
        self.at = padded;
        Some((start, padded))
    }
}

fn is_credential(word: &str) -> bool {
    TELLING_PREFIXES.iter().any(|(prefix, least)| word.len() >= *least && word.contains(prefix))
        || (word.len() >= 32 && !word.contains('/') && !word.contains('.') && looks_random(word))
}

/// Letters and digits mixed, and more than 4 bits a character: prose, paths and identifiers stay below.
fn looks_random(word: &str) -> bool {
    // A UUID names a thing (an app, a site), it opens nothing.
    let uuid = word.len() == 36 && word.bytes().filter(|&byte| byte == b'-').count() == 4;
    // Hexadecimal digests and commit ids stay below 4 bits by their alphabet.
    !uuid
        && word.bytes().any(|b| b.is_ascii_digit())
        && word.bytes().any(|b| b.is_ascii_alphabetic())
        && entropy(word) > 4.0
}

/// Shannon entropy in bits a byte.
fn entropy(word: &str) -> f64 {
    let mut counts = [0_u32; 256];
    word.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let length = word.len() as f64;
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| f64::from(count) / length)
        .map(|p| -p * p.log2())
        .sum()
}

fn follows_telling_key(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t', '"', '\'', '`']);
    let scheme = ["Bearer", "Basic", "bearer", "basic"].iter().find_map(|scheme| before.strip_suffix(scheme));
    let before = scheme.unwrap_or(before).trim_end_matches([' ', '\t', '"', '\'', '`']);
    let Some(before) = before.strip_suffix([':', '=']) else { return false };
    let key_end = before.trim_end_matches([' ', '\t', '"', '\'', '=', ':', ']']);
    let key_start =
        key_end.rfind(|c: char| !(c.is_alphanumeric() || "_-".contains(c))).map_or(0, |at| at + 1);
    let key = key_end.get(key_start..).unwrap_or_default().to_ascii_lowercase();
    TELLING_KEYS.iter().any(|telling| key.contains(telling))
}

/// True between the colon after a URL's user name and the `@` before its host.
fn is_password_of_a_url(before: &str, after: &str) -> bool {
    let ends = |c: char| c == '/' || c == '@' || c.is_whitespace();
    let user = before.rfind("://").map(|at| &before[at + 3..]);
    user.is_some_and(|user| user.contains(':') && !user.contains(ends) && !user.contains('$'))
        && !after.starts_with('{')
        && after.find(ends).is_some_and(|at| after[at..].starts_with('@'))
}

fn is_literal_value(word: &str, after: &str) -> bool {
    let names_a_source = word.starts_with('$') || word.contains("env.") || after.starts_with(['(', '[', '{']);
    // An unquoted dotted word is code that fetches the value, not the value.
    let code =
        word.contains('.') && word.split('.').all(|part| part.chars().all(|c| c.is_alphabetic() || c == '_'));
    word.len() >= 8 && !names_a_source && !code && !after.starts_with(':')
}

#[cfg(test)]
mod tests {
    use super::redact_line;

    #[test]
    fn the_value_of_a_telling_key_is_masked() {
        assert_eq!(redact_line("  client_secret: hunter2hunter2"), "  client_secret: …");
        assert_eq!(redact_line(r#""apiKey": "abcd1234efgh","#), r#""apiKey": "…","#);
        assert_eq!(redact_line("PASSWORD=correcthorse"), "PASSWORD=…");
        assert_eq!(redact_line("Authorization: Bearer abcdefghij"), "Authorization: Bearer …");
    }

    #[test]
    fn a_known_prefix_is_masked_anywhere() {
        let line = format!("curl -u me:{}{} https://x", "ATATT", "3xFfGF0T4abcdefghijkl");
        assert_eq!(redact_line(&line), "curl -u me:… https://x");
    }

    #[test]
    fn the_password_of_a_url_is_masked() {
        let line = "baseUrl: https://app:hunter2!x@api.example.com:8443/v1";
        assert_eq!(redact_line(line), "baseUrl: https://app:…!…@api.example.com:8443/v1");
        for line in
            ["https://app:${PASSWORD}@example.com", "http://localhost:3000/@scope", "https://me@example.com"]
        {
            assert_eq!(redact_line(line), line);
        }
    }

    #[test]
    fn where_a_secret_comes_from_stays_readable() {
        for line in [
            "token: ${API_TOKEN}",
            "const token = process.env.API_TOKEN;",
            "secret = await kvs.getSecret('k')",
        ] {
            assert_eq!(redact_line(line), line);
        }
    }

    #[test]
    fn plain_text_stays() {
        for line in [
            "    - read:jira-work",
            "id: ari:cloud:ecosystem::app/5f4dcc3b-5aa7-65d6-1d83-27deb882cf99",
            "address: https://api.example.com/v1/things",
            "handler: index.run",
            "name: read:app-system-token",
        ] {
            assert_eq!(redact_line(line), line);
        }
    }

    #[test]
    fn any_line_is_taken() {
        for line in ["", "é: ü", "token:", "token: \u{1f600}\u{1f600}\u{1f600}\u{1f600}", "=========", "\"'`"]
        {
            redact_line(line);
        }
    }
}
