//! Algorithms and keys.

use std::fmt;

use aws_lc_rs::hmac;

use crate::Secret;

/// A signature algorithm that some kind of token of the platform is pinned to. There are no others here: a
/// verifier asks for the one of its kind, and what the token says can only be equal to that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// HMAC with SHA-256, a secret shared with one tenant.
    Hs256,
    /// RSASSA-PKCS1-v1_5 with SHA-256, a public key.
    Rs256,
}

impl Algorithm {
    /// Its name in a header. Names are case-sensitive (RFC 7515, section 4.1.1).
    pub fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Rs256 => "RS256",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why something is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// An empty secret verifies what anybody signed with nothing.
    #[error("the secret is empty")]
    Empty,
    /// Not one PEM block with one of these labels.
    #[error("not one PEM block of {wanted}")]
    Pem {
        /// The labels that are read.
        wanted: &'static str,
    },
    /// Not an RSA key, or one outside 2048 to 8192 bits.
    #[error("not an RSA key of 2048 to 8192 bits")]
    Rsa,
    /// Not a JSON Web Key Set.
    #[error("not a JSON Web Key Set")]
    KeySet,
    /// A key set with the same key id twice.
    #[error("the key set has {kid:?} twice")]
    RepeatedKeyId {
        /// The id.
        kid: String,
    },
    /// A list with more keys than any platform has.
    #[error("{found} keys are more than {most}")]
    TooMany {
        /// How many.
        found: usize,
        /// The most that are read.
        most: usize,
    },
    /// The operating system gave no randomness.
    #[error("no randomness to make a key of")]
    Randomness,
}

/// How long the digest of an HMAC is. Verifying is with SHA-256 only; the others are for minting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HmacStrength {
    /// HS256.
    Sha256,
    /// HS384.
    Sha384,
    /// HS512.
    Sha512,
}

/// A secret shared with one tenant, as a key.
#[derive(Clone)]
pub struct HmacKey(Secret);

impl HmacKey {
    /// Takes the bytes of the secret: for Connect, those of `sharedSecret` as it was delivered, not decoded.
    ///
    /// # Errors
    /// [`KeyError::Empty`].
    pub fn new(secret: Secret) -> Result<Self, KeyError> {
        if secret.is_empty() { Err(KeyError::Empty) } else { Ok(Self(secret)) }
    }

    /// True where `signature` is the HMAC-SHA-256 of `message`; compared in constant time.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.expose());
        hmac::verify(&key, message, signature).is_ok()
    }

    /// The HMAC of `message`.
    pub fn sign(&self, strength: HmacStrength, message: &[u8]) -> Vec<u8> {
        let algorithm = match strength {
            HmacStrength::Sha256 => hmac::HMAC_SHA256,
            HmacStrength::Sha384 => hmac::HMAC_SHA384,
            HmacStrength::Sha512 => hmac::HMAC_SHA512,
        };
        hmac::sign(&hmac::Key::new(algorithm, self.0.expose()), message).as_ref().to_vec()
    }
}

impl fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacKey(…)")
    }
}
