//! Subresource integrity strings, which npm, pnpm, Yarn and Bun keep of every archive.

use crate::{Hash, HashAlgorithm};

/// `sha512-<base64> sha1-<base64>` as hashes; what is not well formed is left out.
///
/// Source: W3C Subresource Integrity, section 3.5.
pub(crate) fn hashes(integrity: &str) -> Vec<Hash> {
    let words = integrity.split_ascii_whitespace().take(8);
    words.filter_map(|word| hash(word.split('?').next().unwrap_or(word))).collect()
}

fn hash(word: &str) -> Option<Hash> {
    let (name, digest) = word.split_once('-')?;
    let (algorithm, length) = match name {
        "sha1" => (HashAlgorithm::Sha1, 20),
        "sha256" => (HashAlgorithm::Sha256, 32),
        "sha384" => (HashAlgorithm::Sha384, 48),
        "sha512" => (HashAlgorithm::Sha512, 64),
        _ => return None,
    };
    let bytes = decode_base64(digest)?;
    (bytes.len() == length).then(|| Hash { algorithm, hex: hex(&bytes) })
}

/// Lower-case hexadecimal digits of some bytes.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let pairs = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    pairs.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// Standard base64 with or without padding.
pub(crate) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for character in text.bytes() {
        let value = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xFF) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integrity_is_the_digest_in_hexadecimal() {
        // The empty input's digests.
        let words =
            "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk= sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= md5-x";
        let told: Vec<String> = hashes(words).into_iter().map(|hash| hash.hex).collect();
        assert_eq!(
            told,
            [
                "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            ]
        );
        assert!(hashes("sha512-AAAA sha1 -- sha1-???").is_empty());
    }
}
