//! What the prober was given to sign with.

use assay_auth::Secret;
use assay_evidence::Depth;
use url::Url;

/// One installation whose shared secret the prober holds.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// The `clientKey`: the issuer of its tokens.
    pub client_key: String,
    /// The `sharedSecret`, the key of HS256.
    pub shared_secret: Secret,
}

impl Tenant {
    /// A tenant, with the secret as it was delivered at installation.
    pub fn new(client_key: impl Into<String>, shared_secret: &str) -> Self {
        Self { client_key: client_key.into(), shared_secret: Secret::from(shared_secret) }
    }
}

/// Everything the prober can sign with.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// Installations, in the order they were named.
    pub tenants: Vec<Tenant>,
    /// The key of the server the app takes its keys from, where the prober controls that: PKCS#8 PEM of an RSA key.
    pub signing_key: Option<Secret>,
    /// Where the app reaches that server, and the client too: it tells what it was asked for.
    pub key_server: Option<Url>,
    /// The Atlassian account id of a user who may see the app's pages, for apps that ask the product.
    pub account: Option<String>,
    /// The account id of a user who may not see what is restricted.
    pub other_account: Option<String>,
    /// The secret that Trello signs calls of webhooks with: that of the Power-Up's OAuth.
    pub webhook_secret: Option<Secret>,
}

impl Keys {
    /// The deepest look these allow.
    pub fn depth(&self) -> Depth {
        match (&self.signing_key, self.tenants.as_slice()) {
            (Some(_), _) => Depth::KeyServerControlled,
            (None, [_, ..]) => Depth::TenantKeyed,
            (None, []) => Depth::BlackBox,
        }
    }
}
