//! Bytes that nobody may read off a screen.

use std::fmt;

use zeroize::Zeroizing;

/// A secret: prints as `…`, is wiped when dropped, and is compared in constant time only.
///
/// There is no `==`, no `Hash` and no serialisation, so that a secret cannot end up in a report by accident.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the bytes over.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(bytes.into()))
    }

    /// The bytes, for a key or a request. Every call is a place to review.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// True for no bytes at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text.as_bytes())
    }
}

/// True where both are the same bytes; takes as long for a near miss as for a far one. Lengths are not hidden.
pub(crate) fn constant_time_eq(one: &[u8], other: &[u8]) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(one, other).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_prints_as_an_ellipsis() {
        let secret = Secret::from("correct horse battery staple");
        assert_eq!(format!("{secret} {secret:?} {:#?}", Some(&secret)), "… … Some(\n    …,\n)");
    }
}
