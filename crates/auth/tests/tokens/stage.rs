//! A tenant, a key server, and a strict app: what the tests of tokens play on.

use std::{collections::BTreeMap, sync::LazyLock};

use assay_auth::{
    Binding, ConnectToken, Draft, FitExpectation, FitToken, HmacKey, InstallToken, Jwks, Kind, Refusal,
    Request, RsaPrivateKey, RsaPublicKey, Scene, Secret, SigningKey, TimeRules, TrelloToken, UnixTime,
};

pub(crate) const NOW: UnixTime = UnixTime(1_790_000_000);
pub(crate) const TENANT: &str = "tenant-one";
pub(crate) const OTHER_TENANT: &str = "tenant-two";
pub(crate) const BASE_URL: &str = "https://app.example.com/base";
pub(crate) const APP: &str = "ari:cloud:ecosystem::app/8d1b7a1e-1f0e-4b0d-9a52-6f1e3d5c7b90";
pub(crate) const OTHER_APP: &str = "ari:cloud:ecosystem::app/00000000-1f0e-4b0d-9a52-6f1e3d5c7b90";
pub(crate) const INSTALLATION: &str = "ari:cloud:ecosystem::installation/one";
pub(crate) const POWER_UP: &str = "5e66784c606cb1160a8f5dc0";
pub(crate) const KID: &str = "0e50fccb-239d-4991-a5db-dc850ba3f236";

pub(crate) struct Stage {
    pub(crate) secret: HmacKey,
    pub(crate) other_secret: HmacKey,
    pub(crate) wrong_secret: HmacKey,
    pub(crate) rsa: RsaPrivateKey,
    pub(crate) wrong_rsa: RsaPrivateKey,
    pub(crate) public_pem: String,
    public: RsaPublicKey,
    keys: Jwks,
}

pub(crate) static STAGE: LazyLock<Stage> = LazyLock::new(|| {
    let secret = |text: &str| HmacKey::new(Secret::from(text)).unwrap();
    let rsa = RsaPrivateKey::generate().unwrap();
    let set = serde_json::json!({ "keys": [rsa.jwk(KID)] }).to_string();
    Stage {
        secret: secret("the secret shared with tenant one"),
        other_secret: secret("the secret shared with tenant two"),
        wrong_secret: secret("a secret that nobody shares"),
        wrong_rsa: RsaPrivateKey::generate().unwrap(),
        public_pem: rsa.public_pem(),
        public: RsaPublicKey::from_pem(&rsa.public_pem()).unwrap(),
        keys: Jwks::parse(set.as_bytes()).unwrap(),
        rsa,
    }
});

/// The request that tokens are made for.
pub(crate) fn request(kind: Kind) -> Request<'static> {
    match kind {
        Kind::Install => {
            Request { method: "POST", path: "/base/installed", base_path: "/base", ..Request::default() }
        }
        _ => Request {
            method: "GET",
            path: "/base/panel",
            query: "issue=A-1&user=x%20y",
            base_path: "/base",
            ..Request::default()
        },
    }
}

pub(crate) fn good(kind: Kind) -> Draft {
    let hash = request(kind).hash().unwrap();
    match kind {
        Kind::Connect => Draft::connect(TENANT, Some("account"), hash, NOW),
        Kind::Context => Draft::context(TENANT, Some("account"), NOW),
        Kind::Session => Draft::session("app-key", TENANT, Some("account"), NOW),
        Kind::Install => Draft::install(TENANT, BASE_URL, KID, hash, NOW),
        Kind::Fit => Draft::fit(APP, INSTALLATION, Some("account"), KID, NOW),
        Kind::Trello => Draft::trello(POWER_UP, "member", "board", NOW),
    }
}

impl Stage {
    pub(crate) fn key(&self, kind: Kind) -> SigningKey<'_> {
        match kind {
            Kind::Connect | Kind::Context | Kind::Session => SigningKey::Hmac(&self.secret),
            Kind::Install | Kind::Fit | Kind::Trello => SigningKey::Rsa(&self.rsa),
        }
    }

    pub(crate) fn scene(&self, kind: Kind) -> Scene<'_> {
        let this = request(kind);
        let hash = |request: Request<'_>| request.hash().unwrap().to_string();
        let values = [
            ("tenant", TENANT.to_owned()),
            ("other-tenant", OTHER_TENANT.to_owned()),
            ("base-url", BASE_URL.to_owned()),
            ("other-url", "https://other.example.com".to_owned()),
            ("canary", "http://127.0.0.1:9".to_owned()),
            ("canary-host", "127.0.0.1:9".to_owned()),
            ("other-app", OTHER_APP.to_owned()),
            ("qsh-other-path", hash(Request { path: "/base/other", ..this })),
            ("qsh-other-method", hash(Request { method: "DELETE", ..this })),
            ("qsh-other-query", hash(Request { query: "issue=B-2", ..this })),
        ];
        Scene {
            now: NOW,
            right: Some(self.key(kind)),
            wrong_secret: &self.wrong_secret,
            wrong_rsa: &self.wrong_rsa,
            other_tenant: Some(&self.other_secret),
            shared_secret: Some(&self.secret),
            staging: Some(&self.wrong_rsa),
            public_pem: Some(&self.public_pem),
            values: BTreeMap::from(values),
        }
    }

    /// What a strict app says to a token of this kind; the tenant or member it takes it for.
    pub(crate) fn verify(&self, kind: Kind, token: &str) -> Result<String, Refusal> {
        let tenant_key = |tenant: &str| match tenant {
            TENANT => Ok(&self.secret),
            OTHER_TENANT => Ok(&self.other_secret),
            _ => Err(Refusal::UnknownTenant { found: tenant.to_owned() }),
        };
        let connect = |binding: Binding<'_>| {
            let token = ConnectToken::parse(token)?;
            let tenant = token.claimed_tenant(&binding)?.to_owned();
            let claims = token.verify(&tenant, tenant_key(&tenant)?, &binding, &TimeRules::CONNECT, NOW)?;
            Ok(claims.tenant)
        };
        match kind {
            Kind::Connect => connect(Binding::Request(request(kind))),
            Kind::Context => connect(Binding::Context),
            Kind::Session => connect(Binding::Session { app_key: "app-key" }),
            Kind::Install => {
                let token = InstallToken::parse(token)?;
                if token.key_id().as_str() != KID {
                    return Err(Refusal::UnknownKey { kid: token.key_id().to_string() });
                }
                let rules = TimeRules::ONE_CALL;
                Ok(token.verify(BASE_URL, &self.public, &request(kind), &rules, NOW)?.tenant)
            }
            Kind::Fit => {
                let expected = FitExpectation { app_id: APP.to_owned(), ..FitExpectation::default() };
                let token = FitToken::parse(token)?;
                Ok(token.verify(&expected, &self.keys, &TimeRules::ONE_CALL, NOW)?.installation_id)
            }
            Kind::Trello => {
                let token = TrelloToken::parse(token)?;
                let keys = [self.public.clone()];
                Ok(token.verify(POWER_UP, &keys, &TimeRules::TRELLO, NOW)?.member)
            }
        }
    }
}
