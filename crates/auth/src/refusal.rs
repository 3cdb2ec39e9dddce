//! Why a token is not accepted.

use std::fmt;

use crate::{Algorithm, UnixTime};

/// A part of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The first segment: algorithm and key.
    Header,
    /// The second segment: claims.
    Claims,
    /// The third segment.
    Signature,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Claims => "claims",
            Self::Signature => "signature",
        })
    }
}

/// What a value has to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// A string with something in it.
    Text,
    /// A whole number of seconds since 1970, not negative.
    Seconds,
    /// One string, or a list that holds just one.
    OneText,
    /// A JSON object.
    Object,
    /// 64 lower-case hexadecimal digits.
    QueryHash,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "a string that is not empty",
            Self::Seconds => "a whole number of seconds",
            Self::OneText => "one string, or a list of one",
            Self::Object => "an object",
            Self::QueryHash => "64 lower-case hexadecimal digits",
        })
    }
}

/// Why a token is not accepted: one reason, the first that was met, with what was found in fields.
///
/// Texts that come from the token are cut to 64 characters and escaped when printed; a refusal never holds a
/// signature or a secret. It is for logs and reports: what a server answers to the caller should be a bare 401,
/// whatever the reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The request carries no token where one has to be.
    #[error("the request carries no token")]
    NoToken,
    /// The request carries more than one token: two servers could read different ones.
    #[error("the request carries {found} tokens")]
    SeveralTokens {
        /// How many.
        found: usize,
    },
    /// The `Authorization` field is not of the scheme that this kind of token uses.
    #[error("the authorization scheme has to be `{wanted}`")]
    Scheme {
        /// The scheme, as it has to be written.
        wanted: &'static str,
    },
    /// Longer than any token of the platform.
    #[error("{bytes} bytes are more than {most}")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The most that is read.
        most: usize,
    },
    /// A signed token has three segments.
    #[error("{found} segments instead of three")]
    Segments {
        /// How many it has.
        found: usize,
    },
    /// A segment is not base64url without padding, or has spare bits that are not zero.
    #[error("the {part} is not canonical base64url")]
    Encoding {
        /// Which.
        part: Part,
    },
    /// A segment is not one JSON object.
    #[error("the {part} is not a JSON object")]
    Json {
        /// Which.
        part: Part,
    },
    /// A name stands twice: two readers could take different values.
    #[error("{name:?} stands twice in the {part}")]
    RepeatedName {
        /// Where.
        part: Part,
        /// The name.
        name: String,
    },
    /// The header names another algorithm than this kind of token has, or none.
    #[error("the algorithm is {found:?} where {pinned} is fixed")]
    Algorithm {
        /// What the header says; none where it says nothing, or no string.
        found: Option<String>,
        /// What it has to be.
        pinned: Algorithm,
    },
    /// A header parameter that carries a key, points to one, or changes how the token is to be read.
    #[error("the header has `{name}`, which this kind of token never has")]
    HeaderParameter {
        /// Its name.
        name: &'static str,
    },
    /// The header's `typ` is there and not `JWT`.
    #[error("the type is {found:?}, not \"JWT\"")]
    Type {
        /// What it says; none where it is no string.
        found: Option<String>,
    },
    /// No key id where keys are chosen by it, or one that no key of the platform has: only letters, digits, `.`,
    /// `_`, `-`, so that it cannot lead a request elsewhere.
    #[error("the key id is missing, or not of letters, digits, `.`, `_`, `-`")]
    KeyId,
    /// The key set has no such key.
    #[error("no key has the id {kid:?}")]
    UnknownKey {
        /// The id.
        kid: String,
    },
    /// The signature does not fit.
    #[error("the signature does not fit")]
    Signature,
    /// A claim is missing.
    #[error("`{claim}` is missing")]
    MissingClaim {
        /// Its name.
        claim: &'static str,
    },
    /// A claim is something else than it has to be.
    #[error("`{claim}` has to be {wanted}")]
    ClaimShape {
        /// Its name.
        claim: &'static str,
        /// What it has to be.
        wanted: Shape,
    },
    /// `exp` is not in the future.
    #[error("it expired at {at}, and it is {now}")]
    Expired {
        /// When.
        at: UnixTime,
        /// The time it was read.
        now: UnixTime,
    },
    /// `nbf` or `iat` lies further ahead than clocks differ.
    #[error("`{claim}` is {at}, and it is {now}")]
    NotYetValid {
        /// Which.
        claim: &'static str,
        /// What it says.
        at: UnixTime,
        /// The time it was read.
        now: UnixTime,
    },
    /// `exp` lies further ahead than any token of this kind lives, or is not after `iat`.
    #[error("it would be good for {seconds} s, more than {most} s")]
    Lifetime {
        /// For how long.
        seconds: i64,
        /// The most that is accepted.
        most: i64,
    },
    /// The tenant that a token names has no secret here.
    #[error("no tenant is {found:?}")]
    UnknownTenant {
        /// What it says.
        found: String,
    },
    /// `iss` is not who signs this kind of token.
    #[error("it was issued by {found:?}")]
    Issuer {
        /// What it says.
        found: String,
    },
    /// `aud` (or what stands for it: `idPlugin`, `app.id`) is not us.
    #[error("it is for {found:?}")]
    Audience {
        /// What it says.
        found: String,
    },
    /// The query hash is of another request.
    #[error("the query hash is of another request")]
    QueryHash,
    /// The request cannot be hashed.
    #[error("the request's query cannot be read: {0}")]
    Query(#[from] crate::QueryError),
    /// A context token where a token for this very request is needed.
    #[error("a context token is good for calls of the iframe only")]
    ContextToken,
    /// A token for one request where a context token is needed.
    #[error("only a context token is good here")]
    NotAContextToken,
    /// A token of the platform where one that the app issued itself is needed.
    #[error("only a session token of the app's own is good here")]
    NotASessionToken,
    /// The body of a callback is not the JSON object that it has to be.
    #[error("the body of the callback has no usable `{field}`")]
    Body {
        /// The first field that is missing or wrong; `{}` for the object itself.
        field: &'static str,
    },
    /// The body of a callback names another tenant than the token.
    #[error("the body is about another tenant than the token")]
    BodyTenant,
    /// The body of a callback points to a host that is not one of the products.
    #[error("{found:?} is not an https address of a product")]
    BodyHost {
        /// The address.
        found: String,
    },
    /// The environment or installation that a FIT names is not one that is served here.
    #[error("`{claim}` is {found:?}, which is not served here")]
    Context {
        /// Which.
        claim: &'static str,
        /// What it says.
        found: String,
    },
    /// It was used before.
    #[error("it was used before")]
    Replayed,
    /// So many tokens are remembered that no more can be: refused, because nobody could tell whether it was used.
    #[error("{most} tokens are remembered, no more can be")]
    MemoryFull {
        /// How many are.
        most: usize,
    },
}

impl Refusal {
    /// A stable word for it in tables and logs, `algorithm`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoToken => "no-token",
            Self::SeveralTokens { .. } => "several-tokens",
            Self::Scheme { .. } => "scheme",
            Self::TooLong { .. } => "too-long",
            Self::Segments { .. } => "segments",
            Self::Encoding { .. } => "encoding",
            Self::Json { .. } => "json",
            Self::RepeatedName { .. } => "repeated-name",
            Self::Algorithm { .. } => "algorithm",
            Self::HeaderParameter { .. } => "header-parameter",
            Self::Type { .. } => "type",
            Self::KeyId => "key-id",
            Self::UnknownKey { .. } => "unknown-key",
            Self::Signature => "signature",
            Self::MissingClaim { .. } => "missing-claim",
            Self::ClaimShape { .. } => "claim-shape",
            Self::Expired { .. } => "expired",
            Self::NotYetValid { .. } => "not-yet-valid",
            Self::Lifetime { .. } => "lifetime",
            Self::UnknownTenant { .. } => "unknown-tenant",
            Self::Issuer { .. } => "issuer",
            Self::Audience { .. } => "audience",
            Self::QueryHash => "query-hash",
            Self::Query(_) => "query",
            Self::ContextToken => "context-token",
            Self::NotAContextToken => "not-a-context-token",
            Self::NotASessionToken => "not-a-session-token",
            Self::Body { .. } => "body",
            Self::BodyTenant => "body-tenant",
            Self::BodyHost { .. } => "body-host",
            Self::Context { .. } => "context",
            Self::Replayed => "replayed",
            Self::MemoryFull { .. } => "memory-full",
        }
    }
}

/// The beginning of a text from a token, short enough to be shown.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(64).collect()
}
