//! Tokens of `t.jwt()`, which a Power-Up sends to its server.

use crate::{
    Algorithm, KeyError, Object, Refusal, RsaPublicKey, TimeRules, Token, UnixTime, platform, refusal::shown,
};

/// The most keys that Trello's list may have.
const MOST_KEYS: usize = 16;

/// A Trello token, taken apart and not yet believed.
#[derive(Debug)]
pub struct TrelloToken<'a>(Token<'a>);

/// What a Trello token proves.
#[derive(Debug, Clone, PartialEq)]
pub struct TrelloClaims {
    /// The member: take who acts from here, never from a parameter.
    pub member: String,
    /// The board.
    pub board: Option<String>,
    /// What the Power-Up gave to `t.jwt()`, 2048 characters at most.
    pub state: Option<String>,
    /// Until when it is good: how long it has to be remembered against replays.
    pub expires_at: UnixTime,
    /// Everything it says.
    pub claims: Object,
}

impl<'a> TrelloToken<'a> {
    /// Takes a token apart, and refuses at once what cannot become a Trello token.
    ///
    /// # Errors
    /// As [`Token::parse`]; [`Refusal::Algorithm`], [`Refusal::HeaderParameter`], [`Refusal::Type`].
    pub fn parse(text: &'a str) -> Result<Self, Refusal> {
        let token = Token::parse(text)?;
        token.check_header(Algorithm::Rs256)?;
        Ok(Self(token))
    }

    /// Verifies it: signature, times, issuer, Power-Up, member, in this order. Trello names no key and no
    /// audience: every published key is tried, and `idPlugin` has to be the id of this very Power-Up.
    ///
    /// # Errors
    /// [`Refusal::Signature`]; those of [`TimeRules`]; [`Refusal::Issuer`], [`Refusal::Audience`], and those about
    /// missing or misshapen claims.
    pub fn verify(
        &self,
        power_up: &str,
        keys: &[RsaPublicKey],
        rules: &TimeRules,
        now: UnixTime,
    ) -> Result<TrelloClaims, Refusal> {
        let claims = self.0.check_rs256(&keys.iter().collect::<Vec<_>>())?;
        let expires_at = rules.check(claims, now)?;
        let issuer = claims.required_text("iss")?;
        if issuer != platform().trello.issuer {
            return Err(Refusal::Issuer { found: shown(issuer) });
        }
        let plugin = claims.required_text("idPlugin")?;
        if plugin != power_up {
            return Err(Refusal::Audience { found: shown(plugin) });
        }
        Ok(TrelloClaims {
            member: claims.required_text("idMember")?.to_owned(),
            board: claims.text("idBoard")?.map(ToOwned::to_owned),
            // An empty state is a state.
            state: claims.get("state").and_then(serde_json::Value::as_str).map(ToOwned::to_owned),
            expires_at,
            claims: claims.clone(),
        })
    }

    /// Trello's keys as they are published, `{"keys": ["-----BEGIN PUBLIC KEY-----…"]}`.
    ///
    /// # Errors
    /// [`KeyError::KeySet`], [`KeyError::TooMany`], [`KeyError::Pem`], [`KeyError::Rsa`].
    pub fn keys(json: &[u8]) -> Result<Vec<RsaPublicKey>, KeyError> {
        let answer = Object::parse(json).map_err(|_| KeyError::KeySet)?;
        let keys = answer.get("keys").and_then(serde_json::Value::as_array).ok_or(KeyError::KeySet)?;
        if keys.len() > MOST_KEYS {
            return Err(KeyError::TooMany { found: keys.len(), most: MOST_KEYS });
        }
        keys.iter().map(|key| RsaPublicKey::from_pem(key.as_str().ok_or(KeyError::KeySet)?)).collect()
    }
}
