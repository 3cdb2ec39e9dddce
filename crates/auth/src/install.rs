//! Signed install and uninstall callbacks.

use serde_json::Value;

use crate::{
    Algorithm, KeyId, Object, Platform, QueryHash, Refusal, Request, RsaPublicKey, Secret, TimeRules, Token,
    UnixTime, refusal::shown,
};

/// The token of an install or uninstall callback, taken apart and not yet believed.
///
/// It is signed by the platform with RS256; the tenant's shared secret is no key for it, ever: who holds one could
/// otherwise replace another's.
#[derive(Debug)]
pub struct InstallToken<'a> {
    token: Token<'a>,
    kid: KeyId,
}

/// What such a token proves: that the platform sent this request to this app for this tenant. It says nothing
/// about the body: see [`InstallClaims::bind`].
#[derive(Debug, Clone, PartialEq)]
pub struct InstallClaims {
    /// The tenant (`clientKey`).
    pub tenant: String,
    /// Until when it is good: how long it has to be remembered, so that it cannot be sent again with another body.
    pub expires_at: UnixTime,
    /// Everything it says.
    pub claims: Object,
}

/// The body of a callback, as far as it changes who is trusted.
#[derive(Debug)]
pub struct InstallBody {
    /// `clientKey`.
    pub tenant: String,
    /// `baseUrl`, an https address of a product.
    pub base_url: String,
    /// `sharedSecret`; not sent on uninstall.
    pub shared_secret: Option<Secret>,
}

impl<'a> InstallToken<'a> {
    /// Takes a token apart, and refuses at once what cannot become an install token.
    ///
    /// # Errors
    /// As [`Token::parse`]; [`Refusal::Algorithm`], [`Refusal::HeaderParameter`], [`Refusal::Type`],
    /// [`Refusal::KeyId`].
    pub fn parse(text: &'a str) -> Result<Self, Refusal> {
        let token = Token::parse(text)?;
        token.check_header(Algorithm::Rs256)?;
        let kid = KeyId::of(token.unverified_header())?;
        Ok(Self { token, kid })
    }

    /// Which key to ask the platform's key server for.
    pub fn key_id(&self) -> &KeyId {
        &self.kid
    }

    /// Verifies it: signature, times, audience, request. `base_url` is that of the app's descriptor, `key` the one
    /// with [`Self::key_id`]. `aud` has to name that address and no other; a trailing slash makes no difference.
    ///
    /// # Errors
    /// [`Refusal::Signature`]; those of [`TimeRules`]; [`Refusal::Audience`], [`Refusal::QueryHash`],
    /// [`Refusal::ContextToken`], and those about missing or misshapen claims.
    pub fn verify(
        &self,
        base_url: &str,
        key: &RsaPublicKey,
        request: &Request<'_>,
        rules: &TimeRules,
        now: UnixTime,
    ) -> Result<InstallClaims, Refusal> {
        let claims = self.token.check_rs256(&[key])?;
        let expires_at = rules.check(claims, now)?;
        let audience = claims.one_text("aud")?.ok_or(Refusal::MissingClaim { claim: "aud" })?;
        if audience.trim_end_matches('/') != base_url.trim_end_matches('/') {
            return Err(Refusal::Audience { found: shown(audience) });
        }
        request.check(QueryHash::of_claims(claims)?.ok_or(Refusal::MissingClaim { claim: "qsh" })?)?;
        let tenant = claims.required_text("iss")?.to_owned();
        Ok(InstallClaims { tenant, expires_at, claims: claims.clone() })
    }
}

impl InstallClaims {
    /// Reads the body of the callback and holds it against the token: it has to be about the same tenant, and its
    /// `baseUrl` has to be an https address of a product. The signature does not cover the body, so the token must
    /// also be refused a second time ([`crate::SeenTokens`]), or its body could be exchanged.
    ///
    /// # Errors
    /// [`Refusal::Body`], [`Refusal::BodyTenant`], [`Refusal::BodyHost`].
    pub fn bind(&self, body: &[u8], platform: &Platform) -> Result<InstallBody, Refusal> {
        let object = Object::parse(body).map_err(|_| Refusal::Body { field: "{}" })?;
        let text = |field: &'static str| {
            let text = object.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
            text.ok_or(Refusal::Body { field })
        };
        let tenant = text("clientKey")?;
        if tenant != self.tenant {
            return Err(Refusal::BodyTenant);
        }
        let base_url = text("baseUrl")?;
        if !platform.connect.is_product(base_url) {
            return Err(Refusal::BodyHost { found: shown(base_url) });
        }
        let shared_secret = match object.get("sharedSecret") {
            None => None,
            Some(_) => Some(Secret::from(text("sharedSecret")?)),
        };
        Ok(InstallBody { tenant: tenant.to_owned(), base_url: base_url.to_owned(), shared_secret })
    }
}
