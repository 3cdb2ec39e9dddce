//! Base64 for URLs, in its one canonical form.

use data_encoding::BASE64URL_NOPAD;

/// The text of `bytes`, without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// The bytes of `text`; none where it is padded, has a character outside the alphabet, or spare bits that are
/// not zero: then another text would decode to the same bytes, and a token would have two spellings.
///
/// Source: RFC 7515, section 2; RFC 4648, sections 3.5 and 5.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(text.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_spelling_is_read() {
        assert_eq!(decode("Zm8").as_deref(), Some(b"fo".as_slice()));
        for text in ["Zm8=", "Zm9", "Zm8 ", "Zm8\n", "Z", "Zm+/", "Zm8.", "Zm8é"] {
            assert_eq!(decode(text), None, "{text:?}");
        }
    }
}
