//! Forge invocation tokens.

use std::collections::BTreeSet;

use crate::{Algorithm, Jwks, KeyId, Object, Refusal, TimeRules, Token, UnixTime, platform, refusal::shown};

/// A Forge invocation token (FIT), taken apart and not yet believed.
#[derive(Debug)]
pub struct FitToken<'a> {
    token: Token<'a>,
    kid: KeyId,
}

/// Whose calls a remote serves. Every part is a constant of the remote's, none is read from a token.
#[derive(Debug, Clone, Default)]
pub struct FitExpectation {
    /// The app's id, `ari:cloud:ecosystem::app/…`.
    pub app_id: String,
    /// The types of environment that are served, `PRODUCTION`; empty for all.
    pub environments: BTreeSet<String>,
    /// The installations that are served; empty for all.
    pub installations: BTreeSet<String>,
}

/// What a FIT proves.
#[derive(Debug, Clone, PartialEq)]
pub struct FitClaims {
    /// The installation: the key for everything that is stored.
    pub installation_id: String,
    /// `DEVELOPMENT`, `STAGING`, `PRODUCTION`.
    pub environment: Option<String>,
    /// Key of the module that called.
    pub module: Option<String>,
    /// The Atlassian account id of the user; none where no user does anything. Being somebody is no permission.
    pub account_id: Option<String>,
    /// The context of the page; none for calls from a function of the app, whose parameters prove nothing.
    pub context: Option<Object>,
    /// Until when it is good: how long it has to be remembered against replays.
    pub expires_at: UnixTime,
    /// Everything it says.
    pub claims: Object,
}

impl<'a> FitToken<'a> {
    /// Takes a token apart, and refuses at once what cannot become a FIT.
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

    /// Which key of the set signed it, by its own word: a set without it may be stale.
    pub fn key_id(&self) -> &KeyId {
        &self.kid
    }

    /// Verifies it: signature, times, issuer, audience, context, in this order. `keys` is the set at the fixed
    /// address of the platform. Both `aud` and `app.id` have to be the app's id.
    ///
    /// # Errors
    /// [`Refusal::UnknownKey`], [`Refusal::Signature`]; those of [`TimeRules`]; [`Refusal::Issuer`],
    /// [`Refusal::Audience`], [`Refusal::Context`], and those about missing or misshapen claims.
    pub fn verify(
        &self,
        expected: &FitExpectation,
        keys: &Jwks,
        rules: &TimeRules,
        now: UnixTime,
    ) -> Result<FitClaims, Refusal> {
        let claims = self.token.check_rs256(&[keys.key(&self.kid)?])?;
        let expires_at = rules.check(claims, now)?;
        let issuer = claims.required_text("iss")?;
        if issuer != platform().forge.issuer {
            return Err(Refusal::Issuer { found: shown(issuer) });
        }
        let app = claims.object("app")?.ok_or(Refusal::MissingClaim { claim: "app" })?;
        let audience = claims.one_text("aud")?.ok_or(Refusal::MissingClaim { claim: "aud" })?;
        for found in [audience, app.required_text("id")?] {
            if found != expected.app_id {
                return Err(Refusal::Audience { found: shown(found) });
            }
        }
        let environment = inner(&app, "environment", "type")?;
        let installation_id = app.required_text("installationId")?.to_owned();
        for (claim, found, served) in [
            ("app.environment.type", environment.as_deref(), &expected.environments),
            ("app.installationId", Some(installation_id.as_str()), &expected.installations),
        ] {
            let found = found.unwrap_or_default();
            if !served.is_empty() && !served.contains(found) {
                return Err(Refusal::Context { claim, found: shown(found) });
            }
        }
        Ok(FitClaims {
            installation_id,
            environment,
            module: inner(&app, "module", "key")?,
            account_id: claims.text("principal")?.map(ToOwned::to_owned),
            context: claims.object("context")?,
            expires_at,
            claims: claims.clone(),
        })
    }
}

fn inner(app: &Object, object: &'static str, text: &'static str) -> Result<Option<String>, Refusal> {
    let object = app.object(object)?;
    object.map_or(Ok(None), |object| object.text(text).map(|text| text.map(ToOwned::to_owned)))
}
