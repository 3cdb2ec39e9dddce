//! Secrets in addresses: the password before the host, the key in the query.

use assay_source::{RelPath, Span};

use crate::{
    Certainty, Detection, Form, SecretId, Surroundings,
    assignment::{name_around, shown},
    name::{promise, words},
    value::{entropy, is_stand_in, is_template, is_uuid, is_weak_password, is_wordy},
};

/// How sure a password before a host is one.
pub(crate) fn password_certainty(
    secret: &[u8],
    host: &[u8],
    surroundings: Surroundings,
) -> Option<Certainty> {
    let text = std::str::from_utf8(secret).ok()?;
    let host = std::str::from_utf8(host).ok()?.to_ascii_lowercase();
    let plain = text.to_ascii_lowercase();
    let told = [
        "password",
        "passwd",
        "pass",
        "pwd",
        "token",
        "secret",
        "apikey",
        "api_key",
        "user",
        "username",
        "accesstoken",
        "access_token",
        "access-token",
        "mypassword",
        "mytoken",
        "yourpassword",
        "yourtoken",
        "pat",
        "credential",
        "credentials",
        "api-token",
        "apitoken",
    ];
    if is_template(text) || is_stand_in(text) || told.contains(&plain.as_str()) || text.starts_with(':') {
        return None;
    }
    let is_local = host == "localhost"
        || host.starts_with("127.")
        || host == "0.0.0.0"
        || host.starts_with("[")
        || host == "host.docker.internal"
        // A name without a dot is that of a container beside.
        || !host.contains('.');
    let is_shown = ["example", "host", "hostname", "server", "your", "domain.com", "foo.com", "test."]
        .iter()
        .any(|part| host == *part || host.contains("example") || host.starts_with("your"));
    let in_use = matches!(
        surroundings,
        Surroundings::Code
            | Surroundings::Configuration
            | Surroundings::Environment
            | Surroundings::Container
    );
    // One for the machine itself, in a test or a manual, is made up.
    if is_shown || is_local && (!in_use || is_weak_password(text) || is_wordy(text)) {
        return None;
    }
    Some(if is_local || !in_use { Certainty::Doubtful } else { Certainty::Likely })
}

/// The query parameter around a keyword, where its name says that its value is a secret, and its value is a
/// literal secret, or is put there when the program runs.
pub(crate) fn query(
    path: &RelPath,
    bytes: &[u8],
    keyword: Span,
    surroundings: Surroundings,
) -> Option<Detection> {
    let is_script =
        path.extension().is_some_and(|extension| matches!(extension.as_str(), "sh" | "bash" | "ps1"));
    if is_script || !matches!(surroundings, Surroundings::Code | Surroundings::Configuration) {
        return None;
    }
    let (at, name, opened) = name_around(bytes, keyword)?;
    let is_parameter = matches!(opened, b'?' | b'&' | b';') && bytes.get(at.end) == Some(&b'=');
    if !is_parameter || opened == b';' && !bytes[..at.start].ends_with(b"&amp;") {
        return None;
    }
    let is_bare_key = name.eq_ignore_ascii_case("key");
    let named = promise(name).is_some() || name.eq_ignore_ascii_case("apikey");
    if !named && !is_bare_key {
        return None;
    }
    let begin = at.end + 1;
    let rest = &bytes[begin..bytes.len().min(begin + 300)];
    let inside = |byte: &&u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'~' | b'%' | b'+' | b'/' | b'=')
    };
    let length = rest.iter().take_while(inside).count();
    let text = std::str::from_utf8(&rest[..length]).ok()?;
    if let Some(source) = put_there(&rest[..rest.len().min(120)]) {
        let told = words(&source);
        let says = |list: &[&str]| told.iter().any(|word| list.contains(&word.as_str()));
        let tells = says(&["secret", "token", "password", "key", "apikey", "credential", "credentials"]);
        // `?token=${csrfToken}` is made to be sent, `?key=${issue.key}` is no secret.
        let is_harmless = says(&[
            "csrf",
            "xsrf",
            "page",
            "next",
            "public",
            "publishable",
            "captcha",
            "recaptcha",
            "issue",
            "project",
            "space",
            "cursor",
            "invite",
            "reset",
            "context",
        ]);
        let is_secret = if is_bare_key { promise(&source).is_some() } else { tells };
        let is_leak = is_secret && !is_harmless && !is_meant(bytes, at.start, is_bare_key);
        return is_leak.then(|| Detection {
            form: Form::Query { name: shown(name), literal: false },
            span: Span::new(at.start, at.end),
            secret: SecretId::of(source.as_bytes()),
            certainty: Certainty::Likely,
            surroundings,
        });
    }
    let is_secret = length >= 12
        && !is_meant(bytes, at.start, is_bare_key)
        && !is_template(text)
        && !is_stand_in(text)
        && !is_wordy(text)
        && (is_uuid(text) || entropy(text.as_bytes()) >= 3.0)
        && text.bytes().any(|byte| byte.is_ascii_digit());
    is_secret.then(|| Detection {
        form: Form::Query { name: shown(name), literal: true },
        span: Span::new(begin, begin + length),
        secret: SecretId::of(text.as_bytes()),
        certainty: if named || length >= 32 { Certainty::Likely } else { Certainty::Doubtful },
        surroundings,
    })
}

/// True where an address has to carry what it carries: a link that is mailed to be opened once, and Trello's key,
/// which is public (its token is not).
fn is_meant(bytes: &[u8], at: usize, is_bare_key: bool) -> bool {
    let before = bytes[at.saturating_sub(200)..at].to_ascii_lowercase();
    let line = before.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
    let has = |text: &[u8], word: &str| text.windows(word.len()).any(|window| window == word.as_bytes());
    let links =
        ["verify", "reset", "magic", "invit", "confirm", "activat", "unsubscribe", "callback/", "/auth/"];
    is_bare_key && has(&before, "trello.com") || links.iter().any(|word| has(line, word))
}

/// The expression whose value is put behind `name=`: `${apiKey}`, `' + token`, `{key}`, `#{token}`.
fn put_there(rest: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(rest).unwrap_or_else(|error| {
        std::str::from_utf8(&rest[..error.valid_up_to()]).expect("that much is valid, the error says")
    });
    let text = text.lines().next()?;
    for open in ["${", "#{", "{{"] {
        if let Some(expression) = text.strip_prefix(open) {
            return Some(last_name(expression.split('}').next()?));
        }
    }
    if let Some(expression) = text.strip_prefix('{') {
        return Some(last_name(expression.split('}').next()?)).filter(|name| !name.is_empty());
    }
    let behind = text.strip_prefix(['\'', '"', '`'])?.trim_start().strip_prefix(['+', '.'])?;
    let expression: String =
        behind.trim_start().chars().take_while(|c| c.is_alphanumeric() || "_.$()".contains(*c)).collect();
    let name = last_name(&expression);
    (!name.is_empty()).then_some(name)
}

/// `encodeURIComponent(this.apiKey)` is about `apiKey`.
fn last_name(expression: &str) -> String {
    let inner = expression.rsplit('(').next().unwrap_or(expression).trim_end_matches(')');
    let name = inner.rsplit(['.', '>']).next().unwrap_or(inner);
    name.trim().chars().filter(|c| c.is_alphanumeric() || "_$-".contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, word: &str) -> Option<(String, bool)> {
        let start = text.find(word).unwrap();
        let keyword = Span::new(start, start + word.len());
        let path = RelPath::parse("a.js").unwrap();
        match query(&path, text.as_bytes(), keyword, Surroundings::Code)?.form {
            Form::Query { name, literal } => Some((name, literal)),
            _ => None,
        }
    }

    #[test]
    fn a_key_that_is_put_into_a_query_is_seen() {
        for text in [
            "fetch(`https://api.example.net/v1?api_key=${apiKey}`)",
            "url = base + '/v1?api_key=' + encodeURIComponent(this.apiKey)",
            "f\"https://api.example.net/v1?x=1&api_key={API_KEY}\"",
        ] {
            assert_eq!(found(text, "api_key"), Some(("api_key".to_owned(), false)), "{text}");
        }
        assert_eq!(found("`/v1?key=${GEMINI_API_KEY}`", "key"), Some(("key".to_owned(), false)));
    }

    #[test]
    fn a_literal_in_a_query_is_seen() {
        let text = "https://api.example.net/v1?access_token=q8Zr1mWc0pTnVb7K";
        assert_eq!(found(text, "access_token"), Some(("access_token".to_owned(), true)));
    }

    #[test]
    fn the_key_of_trellos_client_is_public() {
        let text = "<script src=\"https://api.trello.com/1/client.js?key=8f2b6d1c0e9a4b7f8c3d5e6a7b8c9d0e\">";
        assert_eq!(found(text, "key"), None);
        let text = "https://api.trello.com/1/boards?key=x&token=8f2b6d1c0e9a4b7f8c3d5e6a7b8c9d0e";
        assert_eq!(found(text, "token"), Some(("token".to_owned(), true)));
    }

    #[test]
    fn keys_of_issues_and_tokens_made_to_be_sent_are_none() {
        for (text, word) in [
            ("`/browse?key=${issue.key}`", "key"),
            ("`/x?token=${csrfToken}`", "token"),
            ("'/x?token=abc'", "token"),
            ("url.includes('?token=')", "token"),
        ] {
            assert_eq!(found(text, word), None, "{text}");
        }
    }

    #[test]
    fn the_password_of_a_local_database_is_not_told_as_sure() {
        let certainty = |secret: &str, host: &str| {
            password_certainty(secret.as_bytes(), host.as_bytes(), Surroundings::Configuration)
        };
        assert_eq!(certainty("postgres", "localhost"), None);
        assert_eq!(certainty("q8Zr1mWc0p", "localhost"), Some(Certainty::Doubtful));
        assert_eq!(certainty("q8Zr1mWc0p", "db.acme.net"), Some(Certainty::Likely));
        assert_eq!(certainty("${PASSWORD}", "db.acme.net"), None);
        assert_eq!(certainty("password", "db.acme.net"), None);
        assert_eq!(certainty("accesstoken", "code.acme.net"), None);
    }
}
