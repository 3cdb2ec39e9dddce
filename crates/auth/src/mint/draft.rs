//! Tokens as the platform would send them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{
    Algorithm, CONTEXT_QSH, HmacKey, HmacStrength, QueryHash, RsaPrivateKey, UnixTime, base64url, platform,
};

/// A kind of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Connect, for one request.
    Connect,
    /// Connect, for calls of the iframe.
    Context,
    /// Connect, issued by the app itself.
    Session,
    /// Connect, install and uninstall.
    Install,
    /// Forge invocation token.
    Fit,
    /// `t.jwt()`.
    Trello,
}

impl Kind {
    /// Every kind.
    pub const EVERY: [Self; 6] =
        [Self::Connect, Self::Context, Self::Session, Self::Install, Self::Fit, Self::Trello];

    /// The algorithm that it is pinned to.
    pub fn algorithm(self) -> Algorithm {
        match self {
            Self::Connect | Self::Context | Self::Session => Algorithm::Hs256,
            Self::Install | Self::Fit | Self::Trello => Algorithm::Rs256,
        }
    }
}

/// A key that signs.
#[derive(Debug, Clone, Copy)]
pub enum SigningKey<'a> {
    /// HS256.
    Hmac(&'a HmacKey),
    /// RS256.
    Rsa(&'a RsaPrivateKey),
}

impl SigningKey<'_> {
    /// The signature of `message`, by the algorithm that the platform uses with such a key.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Hmac(key) => key.sign(HmacStrength::Sha256, message),
            Self::Rsa(key) => key.sign(message),
        }
    }
}

/// A token before it is signed. The functions that make one give it the claims and the life that the platform
/// gives; whoever tests something particular changes them.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What kind of token.
    pub kind: Kind,
    /// The header.
    pub header: Map<String, Value>,
    /// The claims.
    pub claims: Map<String, Value>,
}

impl Draft {
    /// A Connect token of this tenant for one request; three minutes.
    pub fn connect(tenant: &str, account_id: Option<&str>, hash: QueryHash, now: UnixTime) -> Self {
        Self::of_tenant(Kind::Connect, tenant, account_id, now, 180).with("qsh", hash.to_string())
    }

    /// A context token, as `AP.context.getToken()` gives it; fifteen minutes.
    pub fn context(tenant: &str, account_id: Option<&str>, now: UnixTime) -> Self {
        Self::of_tenant(Kind::Context, tenant, account_id, now, 900).with("qsh", CONTEXT_QSH)
    }

    /// A session token, as the app of this key issues it; fifteen minutes.
    pub fn session(app_key: &str, tenant: &str, account_id: Option<&str>, now: UnixTime) -> Self {
        Self::of_tenant(Kind::Session, app_key, account_id, now, 900).with("aud", json!([tenant]))
    }

    /// The token of an install or uninstall callback to the app at `base_url`; three minutes.
    pub fn install(tenant: &str, base_url: &str, kid: &str, hash: QueryHash, now: UnixTime) -> Self {
        Self::of_tenant(Kind::Install, tenant, None, now, 180)
            .with("qsh", hash.to_string())
            .with("aud", json!([base_url]))
            .with_kid(kid)
    }

    /// A Forge invocation token for the app of this id, an ARI; 25 seconds. `account_id` is the user, where one
    /// does something.
    pub fn fit(app_id: &str, installation: &str, account_id: Option<&str>, kid: &str, now: UnixTime) -> Self {
        let app = json!({
            "id": app_id,
            "installationId": installation,
            "apiBaseUrl": "https://api.atlassian.com/ex/jira/assay",
            "appVersion": "1.0.0",
            "environment": { "type": "PRODUCTION", "id": "ari:cloud:ecosystem::environment/assay/production" },
            "module": { "type": "jira:issuePanel", "key": "assay" },
        });
        let draft = Self::new(Kind::Fit, now, 25)
            .with("iss", platform().forge.issuer.as_str())
            .with("aud", app_id)
            .with("nbf", now.0)
            // The token is made for one call; its name follows from what it says.
            .with("jti", format!("assay-{}-{installation}", now.0))
            .with("app", app)
            .with_kid(kid);
        match account_id {
            Some(account) => draft.with("principal", account).with("context", json!({ "localId": "assay" })),
            None => draft,
        }
    }

    /// A token of `t.jwt()` for a member of a board; fifteen minutes.
    pub fn trello(power_up: &str, member: &str, board: &str, now: UnixTime) -> Self {
        Self::new(Kind::Trello, now, 900)
            .with("iss", platform().trello.issuer.as_str())
            .with("idPlugin", power_up)
            .with("idBoard", board)
            .with("idMember", member)
            .with("state", "assay")
    }

    /// The draft with one claim more, or another.
    #[must_use]
    pub fn with(mut self, claim: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(claim.to_owned(), value.into());
        self
    }

    /// The good token.
    pub fn sign(&self, key: SigningKey<'_>) -> String {
        let signed = format!("{}.{}", segment(&self.header), segment(&self.claims));
        let signature = base64url::encode(&key.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    fn new(kind: Kind, now: UnixTime, seconds: i64) -> Self {
        let header = [("alg", kind.algorithm().name()), ("typ", "JWT")];
        let header = header.map(|(name, value)| (name.to_owned(), value.into())).into_iter().collect();
        let draft = Self { kind, header, claims: Map::new() };
        draft.with("iat", now.0).with("exp", now.plus(seconds).0)
    }

    fn of_tenant(kind: Kind, issuer: &str, account_id: Option<&str>, now: UnixTime, seconds: i64) -> Self {
        let draft = Self::new(kind, now, seconds).with("iss", issuer);
        match account_id {
            Some(account) => draft.with("sub", account),
            None => draft,
        }
    }

    fn with_kid(mut self, kid: &str) -> Self {
        self.header.insert("kid".to_owned(), kid.into());
        self
    }
}

fn segment(object: &Map<String, Value>) -> String {
    base64url::encode(Value::Object(object.clone()).to_string().as_bytes())
}
