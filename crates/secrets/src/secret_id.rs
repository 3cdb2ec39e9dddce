//! What a secret is called, so that nobody has to say it.

use std::fmt;

use assay_source::Digest;

/// Names a secret: the same secret has the same id wherever it stands, today and in another run.
///
/// Inside a run it is the whole digest. Printed are six hexadecimal digits of it: enough to tell the secrets of a
/// repository apart, too few to try guesses on. A longer digest of a weak password would be the password, to
/// anybody with a list of passwords.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretId(Digest);

impl SecretId {
    /// The id of a secret. Line ends, escaped or not, and blanks don't count: a key wrapped in another way is the
    /// same key.
    pub fn of(secret: &[u8]) -> Self {
        let mut plain = Vec::with_capacity(secret.len());
        let mut at = 0;
        while let Some(&byte) = secret.get(at) {
            match (byte, secret.get(at + 1)) {
                (b'\\', Some(b'n' | b'r')) => at += 1,
                (b' ' | b'\t' | b'\r' | b'\n', _) => {}
                _ => plain.push(byte),
            }
            at += 1;
        }
        Self(Digest::of_parts([&b"secret"[..], &plain]))
    }
}

impl fmt::Display for SecretId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_bytes()[..3].iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for SecretId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::SecretId;

    #[test]
    fn how_a_key_is_wrapped_does_not_matter() {
        let wrapped = SecretId::of(b"MIGH\nAgEA\n");
        assert_eq!(wrapped, SecretId::of(br"MIGH\nAgEA\n"));
        assert_eq!(wrapped, SecretId::of(b"MIGHAgEA"));
        assert_ne!(wrapped, SecretId::of(b"MIGHAgEB"));
    }

    #[test]
    fn it_tells_six_digits() {
        assert_eq!(SecretId::of(b"hunter2").to_string().len(), 6);
    }
}
