//! What a name says of the value it is given.

/// What a name promises of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Promise {
    /// Something a person chose: short, and perhaps a word.
    Password,
    /// Something a machine made.
    Token,
    /// Something a person or a machine made to sign or encrypt with: any word in its place works, and whoever
    /// knows the word can sign.
    Signing,
    /// The shared secret of a Connect installation.
    SharedSecret,
}

/// Words that, in a name, say that its value is none, or is public.
const HARMLESS: [&str; 41] = [
    "public",
    "pub",
    "publishable",
    "anon",
    "test",
    "tests",
    "mock",
    "fake",
    "dummy",
    "example",
    "sample",
    "placeholder",
    "csrf",
    "xsrf",
    "page",
    "next",
    "request",
    "continuation",
    "cursor",
    "sync",
    "design",
    "theme",
    "color",
    "syntax",
    "lexer",
    "parser",
    "cancel",
    "cancellation",
    "max",
    "min",
    "total",
    "prompt",
    "completion",
    "no",
    "is",
    "has",
    "missing",
    "invalid",
    "hash",
    "hashed",
    "encrypted",
];

/// What a name's value is, going by its last words. `None` where it is no secret by its name.
///
/// Input: the last part of a dotted name, or a key. `client_secret`, `clientSecret`, `X-Api-Key`.
pub(crate) fn promise(name: &str) -> Option<Promise> {
    let words = words(name);
    let has = |word: &str| words.iter().any(|other| other == word);
    if words.iter().any(|word| HARMLESS.contains(&word.as_str())) {
        return None;
    }
    let last = words.last()?.as_str();
    let before = words.len().checked_sub(2).map_or("", |at| words[at].as_str());
    let signs = [
        "jwt",
        "session",
        "cookie",
        "signing",
        "sign",
        "signature",
        "hmac",
        "state",
        "encryption",
        "crypto",
        "cipher",
    ]
    .iter()
    .any(|word| has(word));
    match last {
        "secret" | "secrets" if before == "shared" => Some(Promise::SharedSecret),
        "sharedsecret" => Some(Promise::SharedSecret),
        "password" | "passwd" | "passphrase" | "pwd" | "pass" | "pw"
            if last != "pass" && last != "pw" || !before.is_empty() =>
        {
            Some(Promise::Password)
        }
        "secret" | "secrets" if signs => Some(Promise::Signing),
        "secret" | "clientsecret" | "appsecret" | "apisecret" | "secretkey" => Some(Promise::Token),
        "token" | "authtoken" | "accesstoken" | "apitoken" | "apikey" | "credential" | "credentials"
        | "bearer" => Some(Promise::Token),
        "authorization" => Some(Promise::Token),
        "dbpassword" | "userpassword" | "adminpassword" => Some(Promise::Password),
        "key" => match before {
            "signing" | "encryption" | "hmac" | "cipher" | "crypto" => Some(Promise::Signing),
            "secret" if signs || words.len() == 2 => Some(Promise::Signing),
            "api" | "secret" | "access" | "private" | "shared" | "master" | "subscription" | "auth"
            | "account" | "service" | "admin" | "storage" | "root" => Some(Promise::Token),
            _ => None,
        },
        _ => None,
    }
}

/// The words of a name, in lower case: `XApiKey`, `x-api-key` and `x_api_key` are `x`, `api`, `key`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
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
                !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase())
            });
        if starts_word {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    // A number at the end counts things: `API_KEY_2`, `token1`.
    words
        .iter_mut()
        .for_each(|word| word.truncate(word.trim_end_matches(|c: char| c.is_ascii_digit()).len()));
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_what_its_value_is() {
        for name in
            ["client_secret", "clientSecret", "X-API-Key", "access_token", "API_KEY_2", "Authorization"]
        {
            assert_eq!(promise(name), Some(Promise::Token), "{name}");
        }
        for name in ["password", "DB_PASSWORD", "smtpPass", "adminPwd"] {
            assert_eq!(promise(name), Some(Promise::Password), "{name}");
        }
        for name in ["JWT_SECRET", "sessionSecret", "SECRET_KEY", "cookie-signing-key"] {
            assert_eq!(promise(name), Some(Promise::Signing), "{name}");
        }
        assert_eq!(promise("sharedSecret"), Some(Promise::SharedSecret));
    }

    #[test]
    fn names_that_only_speak_of_secrets_are_none() {
        for name in [
            "tokenType",
            "password_hash",
            "public_key",
            "nextPageToken",
            "csrfToken",
            "secretName",
            "key",
            "pass",
            "passwordField",
            "tokenUrl",
            "secretary",
            "max_tokens",
            "hasToken",
            "TEST_PASSWORD",
            "monkey",
        ] {
            assert_eq!(promise(name), None, "{name}");
        }
    }
}
