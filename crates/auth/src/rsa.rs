//! RSA keys.

use std::fmt;

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::{KeyPair, KeySize, PublicKey, PublicKeyComponents},
    signature::{KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256},
};

use crate::{KeyError, Secret, base64url, pem};

/// A public key of 2048 to 8192 bits.
#[derive(Clone)]
pub struct RsaPublicKey(ParsedPublicKey);

impl RsaPublicKey {
    /// Reads `PUBLIC KEY` (SubjectPublicKeyInfo) or `RSA PUBLIC KEY` (PKCS #1).
    ///
    /// # Errors
    /// [`KeyError::Pem`], [`KeyError::Rsa`].
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        const WANTED: &str = "PUBLIC KEY or RSA PUBLIC KEY";
        match pem::decode(text, WANTED)? {
            ("PUBLIC KEY" | "RSA PUBLIC KEY", der) => Self::from_der(&der),
            _ => Err(KeyError::Pem { wanted: WANTED }),
        }
    }

    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let key = PublicKey::from_der(der).map_err(|_| KeyError::Rsa)?;
        let (modulus, exponent) = components(key.as_ref()).ok_or(KeyError::Rsa)?;
        Self::from_components(modulus, exponent)
    }

    /// Of modulus and exponent, big-endian without leading zeroes.
    ///
    /// # Errors
    /// [`KeyError::Rsa`].
    pub fn from_components(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyError> {
        // The library looks at the size only when something is verified; a weak key is refused here, as a key.
        let whole = |number: &[u8]| number.first().is_some_and(|&byte| byte != 0);
        if !(256..=1024).contains(&modulus.len())
            || !whole(modulus)
            || (modulus.len() == 256 && modulus[0] < 0x80)
        {
            return Err(KeyError::Rsa);
        }
        // With an exponent of 1 everything is its own signature.
        if !whole(exponent) || exponent.len() > 4 || exponent == [1] {
            return Err(KeyError::Rsa);
        }
        let components = PublicKeyComponents { n: modulus, e: exponent };
        let key = components.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256);
        key.map(Self).map_err(|_| KeyError::Rsa)
    }

    /// True where `signature` is the RSASSA-PKCS1-v1_5 signature of the SHA-256 of `message`.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verify_sig(message, signature).is_ok()
    }
}

impl fmt::Debug for RsaPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaPublicKey")
    }
}

/// A private key: of our own key server, or of somebody who forges.
pub struct RsaPrivateKey(KeyPair);

impl RsaPrivateKey {
    /// A new key of 2048 bits. This draws from the operating system's random source inside the cryptography
    /// library, which has no other door; it is the only place in this crate that does.
    ///
    /// # Errors
    /// [`KeyError::Randomness`].
    pub fn generate() -> Result<Self, KeyError> {
        KeyPair::generate(KeySize::Rsa2048).map(Self).map_err(|_| KeyError::Randomness)
    }

    /// Reads `PRIVATE KEY` (PKCS #8) or `RSA PRIVATE KEY` (PKCS #1), not encrypted.
    ///
    /// # Errors
    /// [`KeyError::Pem`], [`KeyError::Rsa`].
    pub fn from_pem(text: &Secret) -> Result<Self, KeyError> {
        const WANTED: &str = "PRIVATE KEY or RSA PRIVATE KEY";
        let text = std::str::from_utf8(text.expose()).map_err(|_| KeyError::Pem { wanted: WANTED })?;
        let (label, der) = pem::decode(text, WANTED)?;
        let der = Secret::new(der);
        let key = match label {
            "PRIVATE KEY" => KeyPair::from_pkcs8(der.expose()),
            "RSA PRIVATE KEY" => KeyPair::from_der(der.expose()),
            _ => return Err(KeyError::Pem { wanted: WANTED }),
        };
        key.map(Self).map_err(|_| KeyError::Rsa)
    }

    /// As PKCS #8, to keep it.
    ///
    /// # Errors
    /// [`KeyError::Rsa`] where the library cannot write it.
    pub fn to_pem(&self) -> Result<Secret, KeyError> {
        let der: Pkcs8V1Der<'_> = self.0.as_der().map_err(|_| KeyError::Rsa)?;
        Ok(Secret::new(pem::encode("PRIVATE KEY", der.as_ref())))
    }

    /// The RSASSA-PKCS1-v1_5 signature of the SHA-256 of `message`; the same for the same message.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        // The random source is for blinding, against whoever measures time; the signature does not depend on it.
        self.0
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .expect("the buffer is as long as the modulus, and padding fits any key of 2048 bits");
        signature
    }

    /// Its public half.
    pub fn public_key(&self) -> RsaPublicKey {
        RsaPublicKey::from_der(self.0.public_key().as_ref()).expect("the public half of a key is a key")
    }

    /// Its public half as `PUBLIC KEY`: what an install-key server answers.
    pub fn public_pem(&self) -> String {
        let der = self.0.public_key().as_der().expect("a public key can be written");
        pem::encode("PUBLIC KEY", der.as_ref())
    }

    /// Its public half as a JSON Web Key for signatures with RS256.
    pub fn jwk(&self, kid: &str) -> serde_json::Value {
        let (modulus, exponent) =
            components(self.0.public_key().as_ref()).expect("the library writes a modulus and an exponent");
        serde_json::json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid,
            "n": base64url::encode(modulus),
            "e": base64url::encode(exponent),
        })
    }
}

impl fmt::Debug for RsaPrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaPrivateKey(…)")
    }
}

/// Modulus and exponent of an `RSAPublicKey` in DER, without leading zeroes: a sequence of two integers, as the
/// library writes it.
///
/// Source: RFC 8017, appendix A.1.1.
fn components(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (sequence, []) = element(0x30, der)? else { return None };
    let (modulus, rest) = element(0x02, sequence)?;
    let (exponent, []) = element(0x02, rest)? else { return None };
    Some((modulus.strip_prefix(&[0]).unwrap_or(modulus), exponent.strip_prefix(&[0]).unwrap_or(exponent)))
}

/// The content of the first element, which has this tag, and what stands behind it.
fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let [found, length, rest @ ..] = der else { return None };
    let digits = usize::from(length.checked_sub(0x80).unwrap_or_default());
    let (long, rest) = rest.split_at_checked(digits)?;
    let length = match digits {
        0 if *length < 0x80 => usize::from(*length),
        1..=4 => long.iter().fold(0, |length, &byte| length << 8 | usize::from(byte)),
        _ => return None,
    };
    if *found == tag { rest.split_at_checked(length) } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_survives_its_text_forms() {
        let key = RsaPrivateKey::generate().unwrap();
        let again = RsaPrivateKey::from_pem(&key.to_pem().unwrap()).unwrap();
        let signature = again.sign(b"message");
        assert_eq!(signature, key.sign(b"message"));
        let public = RsaPublicKey::from_pem(&key.public_pem()).unwrap();
        assert!(public.verifies(b"message", &signature));
        assert!(!public.verifies(b"massage", &signature));
        assert_eq!(format!("{key:?} {public:?}"), "RsaPrivateKey(…) RsaPublicKey");
    }

    #[test]
    fn a_key_below_2048_bits_is_no_key() {
        for modulus in [vec![0xff; 128], vec![0x7f; 256], vec![0; 256], vec![], vec![0xff; 1025]] {
            assert!(RsaPublicKey::from_components(&modulus, &[1, 0, 1]).is_err());
        }
        assert!(RsaPublicKey::from_components(&[0xff; 256], &[]).is_err());
        assert!(RsaPublicKey::from_components(&[0xff; 256], &[1]).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(bytes: Vec<u8>) {
            let _ = components(&bytes);
            let _ = RsaPublicKey::from_der(&bytes);
        }
    }
}
