//! What of an answer may be kept: every secret in it is masked before anybody sees it.
//!
//! Masking keeps the shape: a letter stays a letter, a digit a digit, the length and the punctuation stay. So what
//! can be said of an answer (this cookie looks like a session, that value like a token) is the same for the run and
//! for its recording, and neither holds the secret.

use assay_source::redact_line;

use crate::reply::masked_cookie;

/// Headers whose whole value opens something.
const SECRET_HEADERS: [&str; 4] = ["x-acpt", "authorization", "x-csrf-token", "x-xsrf-token"];

/// A header's value as it may be kept. `name` is in lower case.
pub(super) fn header(name: &str, value: &str) -> String {
    match name {
        "set-cookie" => masked_cookie(value, letters),
        _ if SECRET_HEADERS.contains(&name) => letters(value),
        _ => tokens(value),
    }
}

/// A body as it may be kept.
pub(super) fn body(text: &str) -> String {
    let lines = text.split('\n').map(|line| tokens(&redact_line(line)));
    lines.collect::<Vec<_>>().join("\n")
}

/// The shape of a text: `a` becomes `x`, `A` becomes `X`, `7` becomes `0`; all else stays.
fn letters(text: &str) -> String {
    let shape = |letter: char| match letter {
        'a'..='z' => 'x',
        'A'..='Z' => 'X',
        '0'..='9' => '0',
        letter if letter.is_alphanumeric() => 'x',
        letter => letter,
    };
    text.chars().map(shape).collect()
}

/// A text in which every JSON Web Token is masked.
fn tokens(text: &str) -> String {
    let inside = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("eyJ") {
        let end = rest[at..].find(|c| !inside(c)).map_or(rest.len(), |length| at + length);
        out.push_str(&rest[..at]);
        let word = &rest[at..end];
        let is_token = word.len() > 20 && word.contains('.');
        out.push_str(&if is_token { letters(word) } else { word.to_owned() });
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_a_cookie_keeps_its_shape_only() {
        assert_eq!(
            header("set-cookie", "SID=s%3AaB9-zz.Q1; Path=/; Secure"),
            "SID=x%0XxX0-xx.X0; Path=/; Secure"
        );
        assert_eq!(header("set-cookie", "broken"), "broken");
    }

    #[test]
    fn tokens_are_masked_wherever_they_stand() {
        let token = ["eyJhbGciOiJIUzI1NiJ9", "eyJpc3MiOiJhIn0", "c2ln"].join(".");
        let masked = header("location", &format!("/next?jwt={token}&x=1"));
        assert_eq!(
            masked,
            "/next?jwt=xxXxxXxxXxXXXxX0XxX0.xxXxx0XxXxXxXx0.x0xx&x=1"
                .replace("xxXxx0XxXxXxXx0", &letters("eyJpc3MiOiJhIn0"))
        );
        assert!(!body(&format!("<p>{token}</p>")).contains("hbGci"));
    }

    #[test]
    fn a_policy_stays_readable() {
        let policy = "script-src 'nonce-4AEemGb0xJptoIGFP3Nd' https://cdn.example.com; frame-ancestors *.atlassian.net";
        assert_eq!(header("content-security-policy", policy), policy);
    }
}
