//! Every key of a run: those that were given, and those of somebody who forges.

use std::{collections::BTreeMap, sync::LazyLock};

use assay_auth::{self as auth, HmacKey, Kind, RsaPrivateKey, Secret, SigningKey, UnixTime};
use assay_source::Digest;
use url::Url;

use crate::{Endpoint, Scene, Target};

/// The id of the key that our own key server answers for.
pub const KEY_ID: &str = "assay-install-key";

/// The tenant of our own making, for installations at an app that takes its keys from us.
pub(super) const TEST_TENANT: &str = "assay-probe-tenant";

/// A user who exists nowhere: no product knows a permission of theirs.
pub(super) const NOBODY: &str = "assay-probe-nobody";

const INSTALLATION: &str = "ari:cloud:ecosystem::installation/assay-probe";
const BOARD: &str = "assay-probe-board";
const OTHER_URL: &str = "https://another-app.assay.example";
const OTHER_APP: &str = "ari:cloud:ecosystem::app/00000000-0000-4000-8000-000000000000";

/// A key that no server may take: that of RFC 7515, appendix A.2, which everybody has. Making one takes a tenth of a second.
static FORGER: LazyLock<Option<RsaPrivateKey>> = LazyLock::new(|| {
    let key = include_str!("../../data/rfc7515-a2.pem");
    RsaPrivateKey::from_pem(&Secret::from(key)).ok()
});

/// The key of the platform's staging environment, where a server of ours stands for it. Made once a process, and nobody
/// else's: what an app takes from it, it takes from us.
static STAGING: LazyLock<Option<RsaPrivateKey>> = LazyLock::new(|| RsaPrivateKey::generate().ok());

/// What the secret of the tenant of our making follows from, so that nobody can sign for the tenant while it is there.
static CHANCE: LazyLock<Option<[u8; 32]>> = LazyLock::new(|| {
    let mut chance = [0; 32];
    aws_lc_rs::rand::fill(&mut chance).ok().map(|()| chance)
});

/// The key that a server which stands for the platform's staging environment shows as its own.
pub(super) fn staging() -> Option<&'static RsaPrivateKey> {
    STAGING.as_ref()
}

/// Every key of a run, and the names that go with them.
pub(super) struct Ring<'a> {
    target: &'a Target,
    now: UnixTime,
    tenants: Vec<(&'a str, HmacKey)>,
    server: Option<RsaPrivateKey>,
    server_pem: Option<String>,
    pub(super) key_server: Option<&'a Url>,
    forger: &'static RsaPrivateKey,
    wrong_secret: HmacKey,
    test_key: HmacKey,
    /// The secret of the tenant of our making, as our installation callbacks deliver it.
    pub(super) test_secret: String,
    account: &'a str,
}

impl<'a> Ring<'a> {
    /// None where the operating system gives no randomness.
    pub(super) fn new(scene: &Scene<'a>) -> Option<Self> {
        let tenants = scene.keys.tenants.iter();
        let tenants = tenants.filter_map(|tenant| {
            Some((tenant.client_key.as_str(), HmacKey::new(tenant.shared_secret.clone()).ok()?))
        });
        let server = scene.keys.signing_key.as_ref().and_then(|pem| RsaPrivateKey::from_pem(pem).ok());
        let forger = FORGER.as_ref()?;
        let secret = match &server {
            Some(server) => server.sign(b"the secret of the tenant of our making"),
            None => CHANCE.as_ref()?.to_vec(),
        };
        let test_secret = Digest::of(&secret).to_string();
        Some(Self {
            target: scene.target,
            now: UnixTime(scene.now.as_second()),
            tenants: tenants.collect(),
            server_pem: server.as_ref().map(RsaPrivateKey::public_pem),
            server,
            key_server: scene.keys.key_server.as_ref(),
            forger,
            wrong_secret: HmacKey::new(Secret::from("a secret that no server knows")).ok()?,
            test_key: HmacKey::new(Secret::from(test_secret.as_str())).ok()?,
            test_secret,
            account: scene.keys.account.as_deref().unwrap_or(NOBODY),
        })
    }

    /// The tenant whose requests are made: the first one given, or one that no server knows.
    pub(super) fn tenant(&self) -> &str {
        self.tenants.first().map_or("assay-probe-unknown", |(tenant, _)| tenant)
    }

    /// Why a good token of this kind cannot be made; none where it can.
    pub(super) fn missing(&self, kind: Kind) -> Option<&'static str> {
        match kind {
            Kind::Connect | Kind::Context | Kind::Session if self.tenants.is_empty() => {
                Some("no tenant's secret was given (`--tenant`), so no accepted request can be shown")
            }
            Kind::Fit | Kind::Trello if self.target.app_id.is_none() => {
                Some("the id of the app is not known")
            }
            Kind::Install | Kind::Fit | Kind::Trello if self.server.is_none() => Some(
                "the app does not take its keys from a server of ours (`--key-server`), so no accepted request can be shown",
            ),
            _ => None,
        }
    }

    /// The key that the server accepts for this kind of token.
    pub(super) fn right(&self, kind: Kind) -> Option<SigningKey<'_>> {
        match kind {
            Kind::Connect | Kind::Context | Kind::Session => {
                self.tenants.first().map(|(_, secret)| SigningKey::Hmac(secret))
            }
            Kind::Install | Kind::Fit | Kind::Trello => self.server.as_ref().map(SigningKey::Rsa),
        }
    }

    /// A key that no server knows, for this kind of token.
    pub(super) fn wrong(&self, kind: Kind) -> SigningKey<'_> {
        match kind.algorithm() {
            auth::Algorithm::Hs256 => SigningKey::Hmac(&self.wrong_secret),
            auth::Algorithm::Rs256 => SigningKey::Rsa(self.forger),
        }
    }

    /// The request to an endpoint as its query hash is made of it.
    pub(super) fn request<'b>(&'b self, endpoint: &'b Endpoint) -> auth::Request<'b> {
        auth::Request {
            method: &endpoint.method,
            path: endpoint.url.path(),
            query: endpoint.url.query().unwrap_or_default(),
            form: None,
            base_path: self.target.base_url.path(),
        }
    }

    /// The good token for a request to an endpoint, before it is signed; none where the address cannot be hashed.
    pub(super) fn draft(&self, kind: Kind, endpoint: &Endpoint) -> Option<auth::Draft> {
        let hash = self.request(endpoint).hash().ok()?;
        let app = self.target.app_id.as_deref().unwrap_or("assay-probe-app");
        let draft = match kind {
            Kind::Connect => auth::Draft::connect(self.tenant(), Some(self.account), hash, self.now),
            Kind::Context => auth::Draft::context(self.tenant(), Some(self.account), self.now),
            Kind::Session => auth::Draft::session(app, self.tenant(), Some(self.account), self.now),
            Kind::Install => {
                let base_url = self.target.base_url.as_str().trim_end_matches('/');
                auth::Draft::install(TEST_TENANT, base_url, KEY_ID, hash, self.now)
            }
            Kind::Fit => auth::Draft::fit(app, INSTALLATION, Some(self.account), KEY_ID, self.now),
            Kind::Trello => auth::Draft::trello(app, self.account, BOARD, self.now),
        };
        // The platform's tokens live 25 to 180 seconds. A run that keeps to its rate takes longer, and its good tokens
        // have to be good to the end; no server may refuse one for a life as long as this.
        let seconds = if matches!(kind, Kind::Install | Kind::Fit) { 240 } else { 600 };
        Some(draft.with("exp", self.now.plus(seconds).0))
    }

    /// A token of nobody: no server knows its tenant or its key.
    pub(super) fn of_nobody(&self, kind: Kind, endpoint: &Endpoint) -> Option<String> {
        let draft = self.draft(kind, endpoint)?;
        let draft = match kind {
            Kind::Connect | Kind::Context => draft.with("iss", "assay-probe-unknown"),
            _ => draft,
        };
        Some(draft.sign(self.wrong(kind)))
    }

    /// What variants of a token for this endpoint are made with.
    pub(super) fn scene(&self, kind: Kind, endpoint: &Endpoint) -> auth::Scene<'_> {
        let this = self.request(endpoint);
        let mut values = BTreeMap::from([
            ("tenant", self.tenant().to_owned()),
            ("base-url", self.target.base_url.as_str().trim_end_matches('/').to_owned()),
            ("other-url", OTHER_URL.to_owned()),
            ("other-app", OTHER_APP.to_owned()),
        ]);
        let mut hash = |name, request: auth::Request<'_>| {
            if let Ok(hash) = request.hash() {
                values.insert(name, hash.to_string());
            }
        };
        let method = if this.method == "DELETE" { "PATCH" } else { "DELETE" };
        hash("qsh-other-path", auth::Request { path: "/assay-probe", base_path: "", ..this });
        hash("qsh-other-method", auth::Request { method, ..this });
        hash("qsh-other-query", auth::Request { query: "assay=probe", ..this });
        if let Some((tenant, _)) = self.tenants.get(1) {
            values.insert("other-tenant", (*tenant).to_owned());
        }
        if let Some(server) = self.key_server {
            let canary = server.join(super::key_server::CANARY).unwrap_or_else(|_| server.clone());
            let host = canary.host_str().unwrap_or_default();
            let host = canary.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
            values.insert("canary-host", format!("{host}{}", canary.path()));
            values.insert("canary", canary.to_string());
        }
        auth::Scene {
            now: self.now,
            right: self.right(kind),
            wrong_secret: &self.wrong_secret,
            wrong_rsa: self.forger,
            other_tenant: self.tenants.get(1).map(|(_, secret)| secret),
            // The tenant of our own making is there once the app takes its keys from us, and it is all we risk.
            shared_secret: self.server.as_ref().map(|_| &self.test_key),
            // Only an app that takes its keys from us can know it.
            staging: self.server.as_ref().and_then(|_| staging()),
            public_pem: self.server_pem.as_deref(),
            values,
        }
    }
}
