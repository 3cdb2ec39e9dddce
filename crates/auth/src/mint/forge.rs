//! Making a variant.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::variant::{Form, Given, SignedWith};
use crate::{
    Draft, HmacKey, HmacStrength, Kind, RsaPrivateKey, Secret, SigningKey, UnixTime, Variant, base64url,
};

/// Bytes of claims in an oversized token.
const HUGE: usize = 100_000;

/// What whoever makes variants holds.
#[derive(Debug)]
pub struct Scene<'a> {
    /// The time.
    pub now: UnixTime,
    /// The key that the server accepts, where it is held.
    pub right: Option<SigningKey<'a>>,
    /// A secret that no server knows.
    pub wrong_secret: &'a HmacKey,
    /// A key that no server knows.
    pub wrong_rsa: &'a RsaPrivateKey,
    /// The secret of a second tenant of the server's.
    pub other_tenant: Option<&'a HmacKey>,
    /// The secret of the tenant, for tokens that have to be signed with something else.
    pub shared_secret: Option<&'a HmacKey>,
    /// The key of a server that stands for the platform's staging environment.
    pub staging: Option<&'a RsaPrivateKey>,
    /// The public half of [`Self::right`], as the server reads it.
    pub public_pem: Option<&'a str>,
    /// Values that variants ask for by name: `tenant`, `other-tenant`, `base-url`, `canary`, `qsh-other-path`…
    pub values: BTreeMap<&'static str, String>,
}

/// Why a variant cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unmintable {
    /// It is not made of this kind of token.
    #[error("`{variant}` is no variant of this kind of token")]
    Kind {
        /// Which.
        variant: String,
    },
    /// It needs a key that is not held.
    #[error("{what} is not at hand")]
    NoKey {
        /// Which, in words.
        what: &'static str,
    },
    /// It needs a value that is not known.
    #[error("no `{name}` is known")]
    NoValue {
        /// Its name.
        name: String,
    },
}

impl Variant {
    /// The token, made of a good draft.
    ///
    /// # Errors
    /// [`Unmintable`].
    pub fn mint(&self, good: &Draft, scene: &Scene<'_>) -> Result<String, Unmintable> {
        if !self.is_for(good.kind) {
            return Err(Unmintable::Kind { variant: self.id.clone() });
        }
        let mut header = good.header.clone();
        if self.embed_key {
            header.insert("jwk".to_owned(), scene.wrong_rsa.jwk("assay"));
        }
        change(&mut header, &self.header, &self.without_header, scene)?;
        let mut claims = good.claims.clone();
        change(&mut claims, &self.claims, &self.without, scene)?;
        let header = appended(&header, &self.append_header).into_bytes();
        let claims = self.claims_bytes(&claims);
        let header = if self.form == Form::HeaderIsNoJson { b"JWT".to_vec() } else { header };
        let signed = format!("{}.{}", base64url::encode(&header), base64url::encode(&claims));
        let signature = self.signature(good.kind, signed.as_bytes(), scene)?;
        Ok(self.assemble(&signed, &signature))
    }

    fn claims_bytes(&self, claims: &Map<String, Value>) -> Vec<u8> {
        match self.form {
            Form::ClaimsAreAList => json!([claims]).to_string().into_bytes(),
            Form::ClaimsAreNoJson => b"iss=assay".to_vec(),
            Form::NotUtf8 => {
                let mut bytes = appended(claims, r#""assay":"?""#).into_bytes();
                let at = bytes.len() - 3;
                bytes[at] = 0xff;
                bytes
            }
            Form::DeepClaims => {
                let deep = format!(r#""assay":{}1{}"#, "[".repeat(2_000), "]".repeat(2_000));
                appended(claims, &deep).into_bytes()
            }
            Form::Huge => appended(claims, &format!(r#""assay":"{}""#, "a".repeat(HUGE))).into_bytes(),
            _ => appended(claims, &self.append).into_bytes(),
        }
    }

    fn signature(&self, kind: Kind, signed: &[u8], scene: &Scene<'_>) -> Result<Vec<u8>, Unmintable> {
        let no_key = |what| Unmintable::NoKey { what };
        let right = || scene.right.map(|key| key.sign(signed)).ok_or(no_key("the key that is accepted"));
        let hmac = |key: &HmacKey| key.sign(HmacStrength::Sha256, signed);
        let longer = |strength| match scene.right {
            Some(SigningKey::Hmac(key)) => Ok(key.sign(strength, signed)),
            _ => Err(no_key("the secret that is accepted")),
        };
        let is_hmac = kind.algorithm() == crate::Algorithm::Hs256;
        Ok(match self.signed {
            SignedWith::Right => right()?,
            SignedWith::Wrong if is_hmac => hmac(scene.wrong_secret),
            SignedWith::Wrong | SignedWith::WrongRsa => scene.wrong_rsa.sign(signed),
            SignedWith::OtherTenant => hmac(scene.other_tenant.ok_or(no_key("a second tenant's secret"))?),
            SignedWith::SharedSecret => hmac(scene.shared_secret.ok_or(no_key("the tenant's secret"))?),
            SignedWith::Staging => scene.staging.ok_or(no_key("a key of staging"))?.sign(signed),
            SignedWith::Nothing => Vec::new(),
            SignedWith::EmptyKey => empty_key(signed),
            SignedWith::PublicKeyText => {
                let pem = scene.public_pem.ok_or(no_key("the public key"))?;
                hmac(&HmacKey::new(Secret::from(pem)).map_err(|_| no_key("the public key"))?)
            }
            SignedWith::RightSha384 => longer(HmacStrength::Sha384)?,
            SignedWith::RightSha512 => longer(HmacStrength::Sha512)?,
            SignedWith::Zeroes => vec![0; if is_hmac { 32 } else { 256 }],
            SignedWith::RightFlipped => flipped(right()?),
            SignedWith::RightCut => {
                let mut signature = right()?;
                signature.pop();
                signature
            }
            SignedWith::RightSpareBits => right()?,
        })
    }

    fn assemble(&self, signed: &str, signature: &[u8]) -> String {
        let encoded = base64url::encode(signature);
        match self.form {
            Form::TwoSegments => signed.to_owned(),
            Form::FourSegments => format!("{signed}.{encoded}.{encoded}"),
            Form::Dots => "..".to_owned(),
            Form::TrailingDot => format!("{signed}.{encoded}."),
            Form::Padded => format!("{signed}.{}", data_encoding::BASE64URL.encode(signature)),
            Form::JsonSerialisation => {
                let (header, claims) = signed.split_once('.').unwrap_or_default();
                json!({ "protected": header, "payload": claims, "signature": encoded }).to_string()
            }
            Form::Words => "assay was here".to_owned(),
            _ if self.signed == SignedWith::RightSpareBits => format!("{signed}.{}", spare_bits(&encoded)),
            _ => format!("{signed}.{encoded}"),
        }
    }
}

/// HMAC with a key of no bytes: HMAC pads keys with zeroes, so one zero byte is the same key.
fn empty_key(signed: &[u8]) -> Vec<u8> {
    HmacKey::new(Secret::new([0])).map(|key| key.sign(HmacStrength::Sha256, signed)).unwrap_or_default()
}

fn flipped(mut signature: Vec<u8>) -> Vec<u8> {
    let middle = signature.len() / 2;
    if let Some(byte) = signature.get_mut(middle) {
        *byte ^= 1;
    }
    signature
}

/// The same bytes in another spelling: the last character's lowest bit is spare for 32 and for 256 bytes.
fn spare_bits(encoded: &str) -> String {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (rest, last) = encoded.split_at(encoded.len().saturating_sub(1));
    let at = ALPHABET.find(last).unwrap_or_default() ^ 1;
    format!("{rest}{}", &ALPHABET[at..=at])
}

fn appended(object: &Map<String, Value>, text: &str) -> String {
    let mut json = Value::Object(object.clone()).to_string();
    if !text.is_empty() {
        json.pop();
        json.push_str(if object.is_empty() { "" } else { "," });
        json.push_str(text);
        json.push('}');
    }
    json
}

fn change(
    object: &mut Map<String, Value>,
    set: &BTreeMap<String, Given>,
    without: &[String],
    scene: &Scene<'_>,
) -> Result<(), Unmintable> {
    for name in without {
        let (inside, name) = reach(object, name);
        inside.remove(name);
    }
    for (name, given) in set {
        let value = given.value(scene)?;
        let (inside, name) = reach(object, name);
        inside.insert(name.to_owned(), value);
    }
    Ok(())
}

/// The object that the last part of a dotted name stands in.
fn reach<'a, 'b>(object: &'a mut Map<String, Value>, name: &'b str) -> (&'a mut Map<String, Value>, &'b str) {
    match name.split_once('.') {
        None => (object, name),
        Some((first, rest)) => {
            let inside = object.entry(first).or_insert_with(|| json!({}));
            if !inside.is_object() {
                *inside = json!({});
            }
            reach(inside.as_object_mut().expect("it was made one"), rest)
        }
    }
}

impl Given {
    fn value(&self, scene: &Scene<'_>) -> Result<Value, Unmintable> {
        let known = |name: &String| {
            scene.values.get(name.as_str()).cloned().ok_or_else(|| Unmintable::NoValue { name: name.clone() })
        };
        Ok(match self {
            Self::Now { now } => scene.now.plus(*now).0.into(),
            Self::NowAsText { now } => scene.now.plus(*now).0.to_string().into(),
            Self::Scene { scene: name, before, behind } => format!("{before}{}{behind}", known(name)?).into(),
            Self::Scenes { scenes } => scenes.iter().map(known).collect::<Result<Vec<_>, _>>()?.into(),
            Self::Repeated { repeated, times } => repeated.repeat(*times).into(),
            Self::Plain(value) => serde_json::to_value(value).unwrap_or_default(),
        })
    }
}
