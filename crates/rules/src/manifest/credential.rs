//! What a secret looks like where it stands in plain text, and places that do not show it.
//!
//! The detectors that search whole repositories know far more forms; these are for values that stand where a
//! manifest gives them a name.

use assay_app::document::Document;
use assay_source::{Excerpt, Place, Span, redact_line};

use crate::words::words;

/// True for the name of something whose value opens a door: `client_secret`, `X-Api-Key`, `Authorization`.
/// Names that only speak of such a thing (`token_type_hint`, `token_access_type`) are none.
pub(crate) fn names_a_secret(name: &str) -> bool {
    let words = words(name);
    let Some((last, before)) = words.split_last() else { return false };
    match last.as_str() {
        "secret" | "secrets" | "password" | "passwd" | "passphrase" | "pwd" | "token" | "apikey"
        | "credential" | "credentials" | "authorization" | "assertion" => true,
        "key" | "keys" => before.last().is_some_and(|before| {
            [
                "api",
                "private",
                "secret",
                "access",
                "subscription",
                "encryption",
                "signing",
                "functions",
                "shared",
            ]
            .contains(&before.as_str())
        }),
        last => ["secret", "password", "apikey", "accesstoken", "privatekey"]
            .iter()
            .any(|end| last.ends_with(end)),
    }
}

/// True for a text that can be a secret itself: literal, and no word of the protocols that talk about them.
pub(crate) fn is_literal_secret(value: &str) -> bool {
    let value = value.trim();
    let value = ["Bearer ", "Basic ", "Token ", "bearer ", "basic ", "token "]
        .iter()
        .find_map(|scheme| value.strip_prefix(scheme))
        .unwrap_or(value)
        .trim();
    value.chars().count() >= 6
        && !value.chars().any(char::is_whitespace)
        && !["${", "{{", "<%", "$(", "process.env"].iter().any(|open| value.contains(open))
        && !["urn:", "http://", "https://", "$", "<", "%"].iter().any(|start| value.starts_with(start))
        && !is_word_of_protocols(value)
        && !is_stand_in(value)
        // A name of a secret stands for it: `CLIENT_SECRET`, `access_token`.
        && !(names_a_secret(value) && value.chars().all(|c| c.is_ascii_alphabetic() || "_-.".contains(c)))
}

/// True for a text that holds a credential of a known issuer, whatever its name.
pub(crate) fn is_known_credential(value: &str) -> bool {
    known_form(value).is_some()
}

/// The form by which a text is known to hold a credential: `ghp_`.
pub(crate) fn known_form(value: &str) -> Option<&'static str> {
    /// Beginning, least length of what follows.
    const ISSUED: [(&str, usize); 24] = [
        ("ATATT3x", 40),
        ("ATCTT3x", 40),
        ("ATBB", 28),
        ("ATTA", 60),
        ("ghp_", 36),
        ("gho_", 36),
        ("ghu_", 36),
        ("ghs_", 36),
        ("github_pat_", 60),
        ("glpat-", 20),
        ("xoxb-", 20),
        ("xoxp-", 20),
        ("xapp-", 20),
        ("sk_live_", 20),
        ("rk_live_", 20),
        ("sk-ant-", 40),
        ("sk-proj-", 40),
        ("AKIA", 16),
        ("ASIA", 16),
        ("AIza", 35),
        ("SG.", 60),
        ("npm_", 36),
        ("hf_", 30),
        ("shpat_", 32),
    ];
    if value.contains("-----BEGIN") && value.contains("PRIVATE KEY") {
        return Some("PRIVATE KEY");
    }
    let inside = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    value.split(|c| !inside(c)).find_map(|word| {
        let issued = |(start, least): &&(&str, usize)| {
            word.strip_prefix(*start).is_some_and(|rest| rest.len() >= *least && is_varied(rest))
        };
        ISSUED.iter().find(issued).map(|(start, _)| *start)
    })
}

/// A place whose excerpt does not show what stands in `secrets`.
pub(crate) fn place_without(document: &Document, at: Span, secrets: &[Span]) -> Place {
    let mut place = document.place(at);
    let Some(Excerpt { first_line, lines }) = &mut place.excerpt else { return place };
    for (number, line) in (*first_line..).zip(lines) {
        let raw: Vec<char> = document.text.line(number).chars().collect();
        let mut masked = raw.clone();
        for region in secrets.iter().map(|secret| document.text.region(*secret)) {
            if !(region.start.line..=region.end.line).contains(&number) {
                continue;
            }
            let from = if number == region.start.line { region.start.column as usize - 1 } else { 0 };
            let to = if number == region.end.line { region.end.column as usize - 1 } else { raw.len() };
            let to = to.min(masked.len());
            if let Some(part) = masked.get_mut(from.min(to)..to) {
                part.fill('\0');
            }
        }
        if masked == raw {
            continue;
        }
        // One sign for each secret: its length is not told either.
        masked.dedup_by(|next, before| *next == '\0' && *before == '\0');
        let shown: String = masked.iter().map(|c| if *c == '\0' { '…' } else { *c }).take(240).collect();
        *line = redact_line(&shown).into_owned();
    }
    place
}

fn is_word_of_protocols(value: &str) -> bool {
    const WORDS: [&str; 14] = [
        "access_token",
        "authorization_code",
        "bearer",
        "client_credentials",
        "client_secret",
        "client_secret_basic",
        "client_secret_post",
        "id_token",
        "implicit",
        "offline",
        "password",
        "private_key_jwt",
        "refresh_token",
        "required",
    ];
    WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// True for what is written where a secret would stand: `your-secret-here`, `changeme`, `xxxxxxxx`.
fn is_stand_in(value: &str) -> bool {
    const WORDS: [&str; 14] = [
        "change",
        "changeme",
        "dummy",
        "example",
        "here",
        "insert",
        "mysecret",
        "placeholder",
        "redacted",
        "replace",
        "sample",
        "todo",
        "undefined",
        "your",
    ];
    let words = words(value);
    words.iter().any(|word| WORDS.contains(&word.as_str())) || !is_varied(value)
}

/// True where at least four different characters occur.
fn is_varied(value: &str) -> bool {
    let mut letters: Vec<char> = value.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    letters.len() >= 4
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use assay_app::document::read_yaml;
    use assay_source::{RelPath, SourceText};

    use super::*;

    #[test]
    fn a_name_tells_whether_its_value_is_a_secret() {
        for name in
            ["client_secret", "clientSecret", "X-API-Key", "Authorization", "password", "refresh_token"]
        {
            assert!(names_a_secret(name), "{name}");
        }
        for name in
            ["token_type_hint", "token_access_type", "client_id", "key", "appKey", "secretary", "scope"]
        {
            assert!(!names_a_secret(name), "{name}");
        }
    }

    #[test]
    fn a_value_is_a_secret_only_where_it_is_literal() {
        for value in ["q8Zr1mWc0pTn", "Bearer q8Zr1mWc0pTn", "Basic cThacjE6bVdjMHA="] {
            assert!(is_literal_secret(value), "{value}");
        }
        for value in [
            "{{client_secret}}",
            "Basic {{http_basic_auth_credentials}}",
            "${CLIENT_SECRET}",
            "CLIENT_SECRET",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "your-client-secret",
            "xxxxxxxxxxxx",
            "",
        ] {
            assert!(!is_literal_secret(value), "{value}");
        }
    }

    #[test]
    fn a_credential_of_a_known_issuer_is_known_anywhere() {
        let token = format!("{}{}", "ghp_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8");
        assert!(is_known_credential(&format!("https://x:{token}@example.com")));
        assert!(!is_known_credential("ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"));
        assert!(!is_known_credential("skip-to-content"));
    }

    #[test]
    fn the_excerpt_of_a_place_keeps_the_secret_to_itself() {
        let path = RelPath::parse("manifest.yml").unwrap();
        let yaml = "a:\n  pwd: 'p@ss w*rd'\n  # p\n";
        let document = read_yaml(&Arc::new(SourceText::new(path, yaml.as_bytes())));
        let value = document.root.at(["a", "pwd"]).unwrap().span;
        let place = place_without(&document, value, &[value]);
        assert_eq!(place.excerpt.unwrap().lines, ["a:", "  pwd: …", "  # p"]);
    }
}
