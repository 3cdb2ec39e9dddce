//! Sets of public keys.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{KeyError, KeyId, Object, Refusal, RsaPublicKey, base64url, refusal::shown};

/// The most keys that are read from one set.
const MOST_KEYS: usize = 64;

/// A key of a set that signs with RS256.
#[derive(Debug, Clone)]
pub struct Jwk {
    /// Its id.
    pub kid: KeyId,
    /// The key.
    pub key: RsaPublicKey,
}

/// A JSON Web Key Set: the RSA keys for signatures in it, by their ids. Keys of other kinds, for encryption or for
/// other algorithms, and keys without a usable id are passed over, as RFC 7517, section 5, asks.
#[derive(Debug, Clone, Default)]
pub struct Jwks(BTreeMap<KeyId, RsaPublicKey>);

impl Jwks {
    /// Reads `{"keys": […]}`.
    ///
    /// # Errors
    /// [`KeyError::KeySet`]; [`KeyError::TooMany`] beyond 64 keys; [`KeyError::RepeatedKeyId`], because then two
    /// readers could take different keys.
    pub fn parse(json: &[u8]) -> Result<Self, KeyError> {
        let set = Object::parse(json).map_err(|_| KeyError::KeySet)?;
        let keys = set.get("keys").and_then(Value::as_array).ok_or(KeyError::KeySet)?;
        if keys.len() > MOST_KEYS {
            return Err(KeyError::TooMany { found: keys.len(), most: MOST_KEYS });
        }
        let mut set = Self::default();
        for jwk in keys.iter().filter_map(usable) {
            if set.0.contains_key(&jwk.kid) {
                return Err(KeyError::RepeatedKeyId { kid: shown(jwk.kid.as_str()) });
            }
            set.0.insert(jwk.kid, jwk.key);
        }
        Ok(set)
    }

    /// A set of these.
    pub fn of(keys: impl IntoIterator<Item = Jwk>) -> Self {
        Self(keys.into_iter().map(|jwk| (jwk.kid, jwk.key)).collect())
    }

    /// True where no key in it can be used.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key with this id.
    ///
    /// # Errors
    /// [`Refusal::UnknownKey`].
    pub(crate) fn key(&self, kid: &KeyId) -> Result<&RsaPublicKey, Refusal> {
        self.0.get(kid).ok_or_else(|| Refusal::UnknownKey { kid: shown(kid.as_str()) })
    }
}

fn usable(jwk: &Value) -> Option<Jwk> {
    let text = |name: &str| jwk.get(name).map(|value| value.as_str().unwrap_or_default());
    let number = |name: &str| text(name).and_then(base64url::decode);
    let fits = text("kty") == Some("RSA")
        && text("use").is_none_or(|usage| usage == "sig")
        && text("alg").is_none_or(|algorithm| algorithm == "RS256");
    let kid = KeyId::new(text("kid")?).ok()?;
    let key = fits.then(|| RsaPublicKey::from_components(&number("n")?, &number("e")?).ok())?;
    key.map(|key| Jwk { kid, key })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::RsaPrivateKey;

    #[test]
    fn only_rsa_keys_for_signatures_are_taken() {
        let key = RsaPrivateKey::generate().unwrap();
        let with = |name: &str, value: Value| {
            let mut jwk = key.jwk("other");
            jwk[name] = value;
            jwk
        };
        let odd = [
            with("kty", json!("oct")),
            with("use", json!("enc")),
            with("alg", json!("RS512")),
            with("alg", json!(["RS256"])),
            with("kid", json!("../x")),
            with("n", json!("AQAB")),
            with("e", json!("")),
            json!({}),
            json!(null),
        ];
        let mut keys = odd.to_vec();
        keys.push(key.jwk("it"));
        let set = Jwks::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap();
        assert_eq!(set.0.keys().map(KeyId::as_str).collect::<Vec<_>>(), ["it"]);
    }

    #[test]
    fn a_set_that_means_two_things_is_refused() {
        let jwk = RsaPrivateKey::generate().unwrap().jwk("it");
        let twice = json!({ "keys": [jwk, jwk] }).to_string();
        let refused = Jwks::parse(twice.as_bytes()).unwrap_err();
        assert_eq!(refused, KeyError::RepeatedKeyId { kid: "it".to_owned() });
        assert_eq!(Jwks::parse(br#"{"keys":[],"keys":[]}"#).unwrap_err(), KeyError::KeySet);
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(bytes: Vec<u8>) {
            let _ = Jwks::parse(&bytes);
        }
    }
}
