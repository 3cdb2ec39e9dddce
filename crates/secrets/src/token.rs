//! Secrets known by their shape: a detector's expression at a keyword, then what the shape alone cannot tell.

use assay_source::{Digest, RelPath, Span};

use crate::{
    Certainty, Detection, Detector, DetectorKind, Form, SecretId, Surroundings,
    value::{entropy, is_stand_in, is_template},
};

/// The credential that a detector sees at a keyword.
pub(crate) fn detect(
    detector: &'static Detector,
    path: &RelPath,
    bytes: &[u8],
    keyword: Span,
    surroundings: Surroundings,
) -> Option<Detection> {
    let from = keyword.start.saturating_sub(detector.before.unwrap_or_default());
    let window = &bytes[from..bytes.len().min(keyword.end + detector.reach)];
    let captures = detector.regex().captures(window)?;
    let whole = captures.get(0)?;
    let covers = from + whole.start() <= keyword.start && from + whole.end() >= keyword.end;
    let found = captures.name("secret").unwrap_or(whole);
    let span = Span::new(from + found.start(), from + found.end());
    if !covers || !stands_alone(bytes, from + whole.start(), from + whole.end()) {
        return None;
    }
    let secret = &bytes[span.start..span.end];
    let certainty = match detector.kind {
        DetectorKind::PrivateKey if is_for_this_machine(path) => {
            key_certainty(secret)?.min(Certainty::Doubtful)
        }
        DetectorKind::PrivateKey => key_certainty(secret)?,
        DetectorKind::Address => {
            let host = captures.name("host").map_or(&b""[..], |host| host.as_bytes());
            crate::address::password_certainty(secret, host, surroundings)?
        }
        DetectorKind::Token | DetectorKind::SharedSecret => token_certainty(detector, secret, bytes, span)?,
    };
    let verified = detector.checksum.is_some_and(|checksum| checksum.holds(secret));
    let certainty = match surroundings {
        _ if verified => Certainty::Certain,
        Surroundings::Test | Surroundings::Example | Surroundings::Generated => Certainty::Doubtful,
        Surroundings::Prose => certainty.min(Certainty::Likely),
        _ => certainty,
    };
    let prefix = detector.prefix(secret).map(ToOwned::to_owned);
    let form = match detector.kind {
        DetectorKind::SharedSecret => Form::SharedSecret { name: detector.id.clone() },
        _ => Form::Issued { detector: &detector.id, prefix },
    };
    Some(Detection { form, span, secret: SecretId::of(secret), certainty, surroundings })
}

/// True for the key of a server that only answers the machine it runs on.
fn is_for_this_machine(path: &RelPath) -> bool {
    let name = path.file_name().to_ascii_lowercase();
    ["localhost", "selfsigned", "self-signed", "self_signed", "snakeoil", "mkcert"]
        .iter()
        .any(|word| name.contains(word))
}

/// True where no letter or digit goes on before or behind: a shape inside a longer word is that word's.
fn stands_alone(bytes: &[u8], start: usize, end: usize) -> bool {
    let word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let first = bytes.get(start);
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    // An escaped line end or tab may stand before: `\nAKIA…`.
    let escaped = start >= 2 && bytes[start - 2] == b'\\' && matches!(bytes[start - 1], b'n' | b't' | b'r');
    let before = word(before) && word(first) && !escaped;
    let behind = word(bytes.get(end)) && word(end.checked_sub(1).and_then(|at| bytes.get(at)));
    !before && !behind
}

fn token_certainty(detector: &Detector, secret: &[u8], bytes: &[u8], span: Span) -> Option<Certainty> {
    let text = std::str::from_utf8(secret).ok()?;
    let body = detector.prefix(secret).map_or(text, |_| &text[4..]);
    if is_stand_in(body) || is_published(secret) || entropy(body.as_bytes()) < detector.entropy {
        return None;
    }
    match detector.checksum {
        Some(checksum) if checksum.holds(secret) => return Some(Certainty::Certain),
        Some(_) if detector.checksum_decides => return None,
        Some(_) => return Some(Certainty::Likely),
        None => {}
    }
    match detector.id.as_str() {
        "json-web-token" => web_token_certainty(text),
        // A page that talks to Firebase has to name its key; Google says that it is no secret.
        "google-api-key" if is_near(bytes, span, &[b"authDomain", b"firebaseapp", b"firebaseConfig"]) => {
            Some(Certainty::Doubtful)
        }
        _ => Some(Certainty::Certain),
    }
}

/// True for a sample that its issuer shows in manuals.
fn is_published(secret: &[u8]) -> bool {
    let digest = Digest::of(secret).to_string();
    crate::detector::samples().contains(&digest)
}

/// True where one of some words stands within half a kilobyte.
fn is_near(bytes: &[u8], span: Span, words: &[&[u8]]) -> bool {
    let around = &bytes[span.start.saturating_sub(512)..bytes.len().min(span.end + 512)];
    words.iter().any(|word| around.windows(word.len()).any(|window| window == *word))
}

/// What the claims of a web token tell: samples of manuals and keys made for browsers are no leaks.
fn web_token_certainty(token: &str) -> Option<Certainty> {
    let claims = token.split('.').nth(1)?;
    let claims = decode_base64(claims.as_bytes())?;
    let has = |word: &str| claims.windows(word.len()).any(|window| window == word.as_bytes());
    // jwt.io's sample, and the key that Supabase gives to pages.
    if has("1234567890") || has("\"anon\"") || !claims.starts_with(b"{") {
        return None;
    }
    Some(Certainty::Likely)
}

/// Decodes base64 of either alphabet, padding left out. `None` where a character belongs to neither.
pub(crate) fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    let (mut out, mut bits, mut count) = (Vec::with_capacity(text.len() * 3 / 4), 0_u32, 0);
    for &byte in text {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => continue,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    Some(out)
}

/// A key's text has to be long, in its alphabet, and no picture of one.
fn key_certainty(secret: &[u8]) -> Option<Certainty> {
    let text = std::str::from_utf8(secret).ok()?;
    let cut = ["...", "…", "***", "xxxx", "XXXX", "<", "${", "{{", "your", "YOUR"];
    if cut.iter().any(|cut| text.contains(cut)) || is_template(text.trim()) {
        return None;
    }
    let text = text.replace("\\n", "\n").replace("\\r", "");
    let letters = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let body = text.bytes().filter(letters).count();
    (body >= 64 && body * 10 >= text.len() * 8 && entropy(text.as_bytes()) > 3.5)
        .then_some(Certainty::Certain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_alphabet_of_base64_is_decoded() {
        assert_eq!(decode_base64(b"eyJhIjoxfQ").unwrap(), b"{\"a\":1}");
        assert_eq!(decode_base64(b"-_-_"), decode_base64(b"+/+/"));
        assert_eq!(decode_base64(b"a b"), None);
    }

    #[test]
    fn what_a_web_token_says_decides() {
        let token = |claims: &str| format!("eyJhbGciOiJIUzI1NiJ9.{claims}.x");
        // {"iss":"notes"}, {"sub":"1234567890"}, {"role":"anon"}
        assert_eq!(web_token_certainty(&token("eyJpc3MiOiJub3RlcyJ9")), Some(Certainty::Likely));
        assert_eq!(web_token_certainty(&token("eyJzdWIiOiIxMjM0NTY3ODkwIn0")), None);
        assert_eq!(web_token_certainty(&token("eyJyb2xlIjoiYW5vbiJ9")), None);
    }

    #[test]
    fn a_picture_of_a_key_is_none() {
        let line = "q8Zr1mWc0pTnVb7KdLs2HyXe4GaRu9JfQi6NwPo3MtBzCx5EvDkSgYhUjIlOaWq8";
        assert_eq!(key_certainty(format!("\n{line}\n{line}\n").as_bytes()), Some(Certainty::Certain));
        assert_eq!(key_certainty(format!("\n{line}\n...\n").as_bytes()), None);
        assert_eq!(
            key_certainty(b"\nYour key goes here, it is a long text with many words in it and no end\n"),
            None
        );
    }
}
