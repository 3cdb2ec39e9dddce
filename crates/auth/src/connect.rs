//! Connect tokens signed with the secret of one tenant.

use crate::{
    CONTEXT_QSH, HmacKey, Object, QueryHash, Refusal, Request, TimeRules, Token, UnixTime, refusal::shown,
};

/// What a token has to be bound to: a property of the endpoint, never of the token.
#[derive(Debug, Clone, Copy)]
pub enum Binding<'a> {
    /// Pages and callbacks that the product calls: the token is made for this very request.
    Request(Request<'a>),
    /// Calls that the app's own iframe makes with a token of `AP.context.getToken()`: good for any request, so
    /// for endpoints that say so only.
    Context,
    /// Calls with a session token that the app itself issued: `iss` is the app's key, `aud` the tenant.
    Session {
        /// The key in the app's descriptor.
        app_key: &'a str,
    },
}

/// A Connect token, taken apart and not yet believed.
#[derive(Debug)]
pub struct ConnectToken<'a>(Token<'a>);

/// What a Connect token proves.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectClaims {
    /// The tenant (`clientKey`) whose secret signed it.
    pub tenant: String,
    /// The Atlassian account id of the user; none where the product acts by itself. Being somebody is no
    /// permission: that is to be asked from the product.
    pub account_id: Option<String>,
    /// Until when it is good: how long it has to be remembered against replays.
    pub expires_at: UnixTime,
    /// Everything it says.
    pub claims: Object,
}

impl<'a> ConnectToken<'a> {
    /// Takes a token apart, and refuses at once what cannot become a Connect token.
    ///
    /// # Errors
    /// As [`Token::parse`]; [`Refusal::Algorithm`], [`Refusal::HeaderParameter`], [`Refusal::Type`].
    pub fn parse(text: &'a str) -> Result<Self, Refusal> {
        let token = Token::parse(text)?;
        token.check_header(crate::Algorithm::Hs256)?;
        Ok(Self(token))
    }

    /// The tenant it claims to be of: good for finding a secret, and for nothing else. It is `iss`; for session
    /// tokens the one entry of `aud`.
    ///
    /// # Errors
    /// [`Refusal::MissingClaim`], [`Refusal::ClaimShape`].
    pub fn claimed_tenant(&self, binding: &Binding<'_>) -> Result<&str, Refusal> {
        let claims = self.0.unverified_claims();
        match binding {
            Binding::Session { .. } => claims.one_text("aud")?.ok_or(Refusal::MissingClaim { claim: "aud" }),
            _ => claims.required_text("iss"),
        }
    }

    /// Verifies it: signature, times, tenant, binding, in this order. `tenant` is the one that `key` belongs to.
    ///
    /// # Errors
    /// [`Refusal::Signature`]; those of [`TimeRules`]; [`Refusal::Issuer`], [`Refusal::Audience`],
    /// [`Refusal::QueryHash`], [`Refusal::ContextToken`], [`Refusal::NotAContextToken`], and those about missing
    /// or misshapen claims.
    pub fn verify(
        &self,
        tenant: &str,
        key: &HmacKey,
        binding: &Binding<'_>,
        rules: &TimeRules,
        now: UnixTime,
    ) -> Result<ConnectClaims, Refusal> {
        let claims = self.0.check_hs256(key)?;
        let expires_at = rules.check(claims, now)?;
        let (issuer, audience) = match binding {
            Binding::Session { app_key } => (*app_key, Some(tenant)),
            _ => (tenant, None),
        };
        let found = claims.required_text("iss")?;
        if found != issuer {
            return Err(Refusal::Issuer { found: shown(found) });
        }
        match (claims.one_text("aud")?, audience) {
            (None, Some(_)) => return Err(Refusal::MissingClaim { claim: "aud" }),
            // A product names nobody, or the tenant itself.
            (Some(found), _) if found != tenant => return Err(Refusal::Audience { found: shown(found) }),
            _ => {}
        }
        check_binding(claims, binding)?;
        Ok(ConnectClaims {
            tenant: tenant.to_owned(),
            account_id: claims.text("sub")?.map(ToOwned::to_owned),
            expires_at,
            claims: claims.clone(),
        })
    }
}

fn check_binding(claims: &Object, binding: &Binding<'_>) -> Result<(), Refusal> {
    match binding {
        Binding::Request(request) => {
            let hash = QueryHash::of_claims(claims)?.ok_or(Refusal::MissingClaim { claim: "qsh" })?;
            request.check(hash)
        }
        Binding::Context => match claims.get("qsh").map(|qsh| qsh.as_str() == Some(CONTEXT_QSH)) {
            Some(true) => Ok(()),
            Some(false) => Err(Refusal::NotAContextToken),
            None => Err(Refusal::MissingClaim { claim: "qsh" }),
        },
        Binding::Session { .. } => match claims.get("qsh") {
            None => Ok(()),
            Some(_) => Err(Refusal::NotASessionToken),
        },
    }
}
