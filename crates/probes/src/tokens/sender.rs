//! How a token gets to an endpoint.

use assay_auth::Kind;

use super::ring::{Ring, TEST_TENANT};
use crate::{Client, Endpoint, MayChange, Request, Role};

/// The longest token that is put into an address, in bytes: the client's library ends addresses at 64 KiB.
const ADDRESS_LIMIT: usize = 50_000;

/// Where in a request a token stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placement {
    /// The parameter `jwt`, as products open pages.
    Query,
    /// `Authorization: JWT …`, as products make calls.
    JwtHeader,
    /// `Authorization: Bearer …`.
    BearerHeader,
}

impl Placement {
    /// This place; a header for a token that no address has room for.
    pub(super) fn for_token(self, token: &str) -> Self {
        if self == Self::Query && token.len() > ADDRESS_LIMIT { Self::JwtHeader } else { self }
    }

    /// The places in which tokens of a kind are sent to an endpoint of a role, the likeliest first.
    pub(super) fn likely(kind: Kind, role: Role) -> &'static [Self] {
        match (kind, role) {
            (Kind::Connect | Kind::Context | Kind::Session, Role::ModulePage | Role::Page) => {
                &[Self::Query, Self::JwtHeader]
            }
            (Kind::Connect | Kind::Context | Kind::Session | Kind::Install, _) => &[Self::JwtHeader],
            (Kind::Fit, _) => &[Self::BearerHeader],
            (Kind::Trello, _) => &[Self::BearerHeader, Self::JwtHeader, Self::Query],
        }
    }
}

/// Makes requests to one endpoint.
#[derive(Clone, Copy)]
pub(super) struct Sender<'a> {
    pub(super) endpoint: &'a Endpoint,
    permission: Option<MayChange>,
    secret: &'a str,
}

impl<'a> Sender<'a> {
    /// None, where requests with the endpoint's method may change something and the user did not allow that.
    pub(super) fn new(endpoint: &'a Endpoint, client: &Client, ring: &'a Ring<'_>) -> Option<Self> {
        let permission = client.may_change();
        let reads = matches!(endpoint.method.as_str(), "GET" | "HEAD" | "OPTIONS");
        (reads || permission.is_some()).then_some(Self { endpoint, permission, secret: &ring.test_secret })
    }

    /// The endpoint's own request with a token in its place; without one where there is none. The token is masked
    /// wherever the request is shown.
    pub(super) fn request(&self, case: String, token: Option<(&str, Placement)>) -> Request {
        self.with_body(case, token, &self.body())
    }

    /// The same with another body.
    pub(super) fn with_body(&self, case: String, token: Option<(&str, Placement)>, body: &str) -> Request {
        let mut url = self.endpoint.url.clone();
        if let Some((token, Placement::Query)) = token {
            url.query_pairs_mut().append_pair("jwt", token);
        }
        let mut request = match (self.endpoint.method.as_str(), &self.permission) {
            ("HEAD", _) => Request::head(case, &url),
            ("OPTIONS", _) => Request::options(case, &url),
            (method, Some(permission)) if method != "GET" => {
                Request::changing(permission, case, method, &url)
                    .body("application/json", body)
                    .secret(self.secret)
            }
            _ => Request::get(case, &url),
        };
        if let Some((token, placement)) = token {
            request = match placement {
                Placement::Query => request.secret(encoded(token)),
                Placement::JwtHeader => request.header("Authorization", format!("JWT {token}")),
                Placement::BearerHeader => request.header("Authorization", format!("Bearer {token}")),
            };
            request = request.secret(token);
            // What comes back may lack the signature: header and claims are enough to be an echo.
            if let Some((signed, _)) = token.rsplit_once('.').filter(|(signed, _)| signed.len() > 20) {
                request = request.secret(signed);
            }
        }
        request
    }

    /// A body of the form that the endpoint's caller sends.
    fn body(&self) -> String {
        match self.endpoint.role {
            Role::Lifecycle => install_body(TEST_TENANT, "https://assay-probe.atlassian.net", self.secret),
            _ => "{}".to_owned(),
        }
    }
}

/// The body of an install callback. The event is told by the path.
pub(super) fn install_body(tenant: &str, base_url: &str, secret: &str) -> String {
    serde_json::json!({
        "key": "assay-probe", "clientKey": tenant, "sharedSecret": secret, "baseUrl": base_url,
        "displayUrl": base_url, "productType": "jira", "description": "assay probe",
        "eventType": "installed", "serverVersion": "1", "pluginsVersion": "1",
    })
    .to_string()
}

fn encoded(token: &str) -> String {
    url::form_urlencoded::byte_serialize(token.as_bytes()).collect()
}
