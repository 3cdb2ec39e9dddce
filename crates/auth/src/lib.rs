//! Tokens of the Atlassian platform, verified strictly and minted good and bad.
//!
//! In go the text of a token, the request it came with, the keys of whom it names and the time; out comes what it
//! proves, or a [`Refusal`] with the reason in fields. The other way round, a [`Draft`] becomes a token as the
//! platform would send it, and a [`Variant`] one that no server may accept.
//!
//! | token | who signs | read by |
//! |---|---|---|
//! | Connect request, context and session tokens | HS256, the secret shared with one tenant | [`ConnectToken`] |
//! | Connect install and uninstall callbacks | RS256, a key the platform publishes by its id | [`InstallToken`] |
//! | Forge invocation tokens (FIT) | RS256, the platform's key set | [`FitToken`] |
//! | Trello `t.jwt()` | RS256, Trello's keys | [`TrelloToken`] |
//! | Trello webhooks | HMAC-SHA1 | [`trello_webhook`] |
//! | OAuth 2.0 `state`, PKCE | HMAC-SHA256 of ours | [`oauth`] |
//!
//! The algorithm is a property of the kind of token, never of the token. A verifier reads a claim only after the
//! signature, but for the few that say which key to ask for. Nothing here fetches a key, reads a clock or draws a
//! random number, except [`RsaPrivateKey::generate`] and [`sealing`], which say so.

#![forbid(unsafe_code)]

mod base64url;
mod bearer;
mod connect;
mod fit;
mod install;
mod jwks;
mod key_id;
mod keys;
mod mint;
mod object;
mod pem;
mod platform;
mod qsh;
mod query;
mod refusal;
mod replay;
mod rsa;
mod secret;
mod time;
mod token;
mod trello;

pub mod oauth;
pub mod sealing;
pub mod trello_webhook;

pub use bearer::{Scheme, connect_token, from_authorization};
pub use connect::{Binding, ConnectClaims, ConnectToken};
pub use fit::{FitClaims, FitExpectation, FitToken};
pub use install::{InstallBody, InstallClaims, InstallToken};
pub use jwks::{Jwk, Jwks};
pub use key_id::KeyId;
pub use keys::{Algorithm, HmacKey, HmacStrength, KeyError};
pub use mint::{Aspect, Draft, Kind, Knowledge, Scene, SigningKey, Unmintable, Variant, variants};
pub use object::Object;
pub use platform::{Platform, platform};
pub use qsh::{CONTEXT_QSH, QueryHash, Request};
pub use query::QueryError;
pub use refusal::{Part, Refusal, Shape};
pub use replay::SeenTokens;
pub use rsa::{RsaPrivateKey, RsaPublicKey};
pub use secret::Secret;
pub use time::{TimeRules, UnixTime};
pub use token::{MOST_BYTES, Token};
pub use trello::{TrelloClaims, TrelloToken};
