//! Keys in their text form.

use data_encoding::{BASE64, Specification};

use crate::KeyError;

/// The bytes of the one block in `text` and its label. White space around and inside is skipped; text before or
/// after the block, a second block, and headers inside are refused.
///
/// Source: RFC 7468, section 3.
pub(crate) fn decode<'a>(text: &'a str, wanted: &'static str) -> Result<(&'a str, Vec<u8>), KeyError> {
    let refused = || KeyError::Pem { wanted };
    let rest = text.trim().strip_prefix("-----BEGIN ").ok_or_else(refused)?;
    let (label, rest) = rest.split_once("-----").ok_or_else(refused)?;
    let (body, rest) = rest.split_once("-----END ").ok_or_else(refused)?;
    if rest.strip_suffix("-----") != Some(label) {
        return Err(refused());
    }
    let mut specification: Specification = BASE64.specification();
    specification.ignore.push_str(" \t\r\n");
    let base64 = specification.encoding().map_err(|_| refused())?;
    let bytes = base64.decode(body.as_bytes()).map_err(|_| refused())?;
    Ok((label, bytes))
}

/// A block of 64 characters a line.
pub(crate) fn encode(label: &str, bytes: &[u8]) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    let body = BASE64.encode(bytes);
    for line in body.as_bytes().chunks(64) {
        text.extend(line.iter().map(|&byte| char::from(byte)));
        text.push('\n');
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_one_whole_block_is_read() {
        for text in [
            "",
            "-----BEGIN PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END CERTIFICATE-----",
            "x-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\nAA*A\n-----END PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        ] {
            assert_eq!(decode(text, "a key"), Err(KeyError::Pem { wanted: "a key" }), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bytes: Vec<u8>) {
            let text = encode("PUBLIC KEY", &bytes);
            prop_assert_eq!(decode(&text, "a key"), Ok(("PUBLIC KEY", bytes)));
        }

        #[test]
        fn any_text_is_taken(text: String) {
            let _ = decode(&text, "a key");
        }
    }
}
