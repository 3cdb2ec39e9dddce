//! The name of a key.

use crate::{Object, Refusal};

/// The `kid` of a token, of a shape that can be put into an address without leading it elsewhere: letters, digits,
/// `.`, `_`, `-`, no two dots in a row, at most 128 characters.
///
/// A server that pastes the `kid` into the address of a key asks whatever the sender of an unverified token wants.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(String);

impl KeyId {
    /// Takes a key id of that shape.
    ///
    /// # Errors
    /// [`Refusal::KeyId`].
    pub fn new(text: &str) -> Result<Self, Refusal> {
        let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let shape = (1..=128).contains(&text.len()) && text.bytes().all(is_fine);
        if shape && !text.contains("..") && !text.starts_with('.') {
            Ok(Self(text.to_owned()))
        } else {
            Err(Refusal::KeyId)
        }
    }

    /// That of a token's header.
    pub(crate) fn of(header: &Object) -> Result<Self, Refusal> {
        let text = header.get("kid").and_then(serde_json::Value::as_str);
        text.ok_or(Refusal::KeyId).and_then(Self::new)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for KeyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_id_cannot_lead_a_request_elsewhere() {
        assert!(KeyId::new("0e50fccb-239d-4991-a5db-dc850ba3f236").is_ok());
        for text in
            ["", ".", "..", "a/../b", "a/b", "a?x=1", "a#b", "http://x", "a b", "a\n", "%2e%2e", "é", "a..b"]
        {
            assert_eq!(KeyId::new(text), Err(Refusal::KeyId), "{text:?}");
        }
        assert_eq!(KeyId::new(&"a".repeat(129)), Err(Refusal::KeyId));
    }
}
