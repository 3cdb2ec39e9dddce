//! A signed token, taken apart and not yet believed.

use serde_json::Value;

use crate::{
    Algorithm, HmacKey, Object, Part, Refusal, RsaPublicKey, base64url, object::ObjectError, refusal::shown,
};

/// The most bytes of a token that are read. Tokens of the platform are below 4 KiB, FITs included; servers cap the
/// header fields of a request at 8 to 16 KiB.
pub const MOST_BYTES: usize = 16 * 1024;

/// Header parameters that carry a key, point to one, or change how the token is to be read. The platform sends
/// none of them, and libraries that honoured them let the sender choose the key.
///
/// Source: RFC 7515, sections 4.1.2 to 4.1.8 and 4.1.11; RFC 7516, section 4.1; RFC 7519, section 5.2; RFC 7797,
/// section 3.
const NEVER_IN_A_HEADER: [&str; 10] = ["b64", "crit", "cty", "enc", "jku", "jwk", "x5c", "x5t", "x5u", "zip"];

/// A token in its compact form (RFC 7515, section 7.1), taken apart: its shape is checked, its signature is not.
///
/// What it says can be looked at to learn which key to ask for, and believed only after `check_hs256` or
/// `check_rs256`.
#[derive(Debug)]
pub struct Token<'a> {
    signed: &'a str,
    header: Object,
    claims: Object,
    signature: Vec<u8>,
}

impl<'a> Token<'a> {
    /// Takes a token apart. Exactly three segments of canonical base64url, two of them JSON objects without a
    /// repeated name; nothing before, between or after.
    ///
    /// # Errors
    /// [`Refusal::TooLong`], [`Refusal::Segments`], [`Refusal::Encoding`], [`Refusal::Json`],
    /// [`Refusal::RepeatedName`].
    pub fn parse(text: &'a str) -> Result<Self, Refusal> {
        if text.len() > MOST_BYTES {
            return Err(Refusal::TooLong { bytes: text.len(), most: MOST_BYTES });
        }
        let segments: Vec<&str> = text.split('.').collect();
        let [header, claims, signature] = segments[..] else {
            return Err(Refusal::Segments { found: segments.len() });
        };
        let decoded = |part, text| base64url::decode(text).ok_or(Refusal::Encoding { part });
        let object = |part, text| {
            Object::parse(&decoded(part, text)?).map_err(|error: ObjectError| error.refusal(part))
        };
        Ok(Self {
            signed: &text[..header.len() + 1 + claims.len()],
            header: object(Part::Header, header)?,
            claims: object(Part::Claims, claims)?,
            signature: decoded(Part::Signature, signature)?,
        })
    }

    /// The header, which nobody has vouched for.
    pub fn unverified_header(&self) -> &Object {
        &self.header
    }

    /// The claims, which nobody has vouched for.
    pub fn unverified_claims(&self) -> &Object {
        &self.claims
    }

    /// The claims, once the token is signed with HS256 and this key.
    ///
    /// # Errors
    /// [`Refusal::Algorithm`], [`Refusal::HeaderParameter`], [`Refusal::Type`], [`Refusal::Signature`].
    pub(crate) fn check_hs256(&self, key: &HmacKey) -> Result<&Object, Refusal> {
        self.check_header(Algorithm::Hs256)?;
        self.signature_is(key.verifies(self.signed.as_bytes(), &self.signature))
    }

    /// The claims, once the token is signed with RS256 and one of these keys.
    ///
    /// # Errors
    /// As `check_hs256`.
    pub(crate) fn check_rs256(&self, keys: &[&RsaPublicKey]) -> Result<&Object, Refusal> {
        self.check_header(Algorithm::Rs256)?;
        self.signature_is(keys.iter().any(|key| key.verifies(self.signed.as_bytes(), &self.signature)))
    }

    /// True where the header says nothing that this kind of token never says.
    ///
    /// # Errors
    /// [`Refusal::Algorithm`], [`Refusal::HeaderParameter`], [`Refusal::Type`].
    pub(crate) fn check_header(&self, pinned: Algorithm) -> Result<(), Refusal> {
        let said = |name: &str| self.header.get(name).and_then(Value::as_str);
        if said("alg") != Some(pinned.name()) {
            return Err(Refusal::Algorithm { found: said("alg").map(shown), pinned });
        }
        let never =
            |name: &&'static str| self.header.get(name).is_some() || *name == "x5t" && self.has_x5t_s256();
        if let Some(name) = NEVER_IN_A_HEADER.iter().find(|name| never(name)) {
            return Err(Refusal::HeaderParameter { name });
        }
        if self.header.get("typ").is_some() && !said("typ").is_some_and(|it| it.eq_ignore_ascii_case("JWT")) {
            return Err(Refusal::Type { found: said("typ").map(shown) });
        }
        Ok(())
    }

    fn has_x5t_s256(&self) -> bool {
        self.header.get("x5t#S256").is_some()
    }

    fn signature_is(&self, valid: bool) -> Result<&Object, Refusal> {
        if valid { Ok(&self.claims) } else { Err(Refusal::Signature) }
    }
}
