//! A development site of the user's own, beside those that live here: its real products answer, or what they answered once.
//!
//! Every call goes out as the owner of the credentials, whoever the app asks for: a site knows this app only once it is
//! deployed there. The credentials are held here alone; no answer and no recording has them.

use std::{
    io::{self, ErrorKind},
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use assay_app::operations::Operation;
use assay_auth::Secret;
use assay_policy::decide::{Guards, egress};
use assay_products::{Caller, ProductEvent, ProductReply, ProductRequest};
use data_encoding::BASE64;
use serde_json::{Value, json};
use url::Url;

use crate::{
    outward::{Incoming, Network, Outgoing, Recording, Replay},
    products::{Products, Site},
    redact::{Needles, Redacted, without},
};

/// The key of the site.
const KEY: &str = "development";
/// Longest wait for one answer. Ours.
const PATIENCE: Duration = Duration::from_secs(30);
/// Headers of an answer that apps read; no other is handed on.
const HANDED_ON: [&str; 7] =
    ["content-type", "etag", "last-modified", "link", "location", "retry-after", "x-ratelimit-reset"];

/// Where its answers come from.
pub enum Source {
    /// From the site.
    Live {
        /// The way there.
        network: Arc<dyn Network>,
        /// Whose credentials: an address of mail and a token of the account.
        mail: String,
        /// The token.
        token: Secret,
        /// Calls that may change something are made, too.
        may_change: bool,
        /// Where exchanges are kept.
        recording: Option<Arc<Recording>>,
    },
    /// From a recording.
    Replayed(Replay),
}

/// A development site.
pub struct Development {
    site: Site,
    account: String,
    door: Door,
}

/// The way to the site, with what opens it.
struct Door {
    base: Url,
    source: Source,
    secrets: Needles,
}

impl Development {
    /// The site at an address, `https://example.atlassian.net`. Whose account it is and which site is asked there.
    ///
    /// # Errors
    /// The address is none of a site, it cannot be reached, or it knows nobody by these credentials.
    pub fn at(base: &str, source: Source) -> io::Result<Arc<Self>> {
        let wrong = |because: &str| io::Error::new(ErrorKind::InvalidInput, because.to_owned());
        let base = Url::parse(base).map_err(|error| wrong(&error.to_string()))?;
        let is_plain = base.scheme() == "https"
            && base.username().is_empty()
            && base.password().is_none()
            && base.path() == "/"
            && base.query().is_none()
            && base.fragment().is_none();
        let host = base.host_str().filter(|_| is_plain).map(str::to_owned);
        let host = host.ok_or_else(|| wrong("`https://example.atlassian.net` is an address of a site"))?;
        let mut secrets = Needles::default();
        if let Source::Live { mail, token, .. } = &source {
            secrets.add(mail, Redacted::Personal);
            secrets.add(&String::from_utf8_lossy(token.expose()), Redacted::Secret);
            secrets.add(&basic(mail, token), Redacted::Secret);
        }
        let door = Door { base, source, secrets };
        let asked = |path: &str| -> io::Result<Value> {
            let answer = door.ask("GET", path, &[], &[])?;
            match answer.status {
                200 => serde_json::from_slice(&answer.body).map_err(io::Error::from),
                status => Err(io::Error::other(format!("`{path}` answers {status}, not 200"))),
            }
        };
        let myself = asked("/rest/api/3/myself")?;
        let tenant = asked("/_edge/tenant_info")?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let account = text(&myself["accountId"]);
        let cloud_id = text(&tenant["cloudId"]);
        if account.is_empty() || cloud_id.is_empty() {
            return Err(io::Error::other("the site does not say who is asking, or which site it is"));
        }
        let personal = ["displayName", "emailAddress"].map(|name| text(&myself[name]));
        let site = Site {
            key: KEY.to_owned(),
            cloud_id,
            host,
            products: vec!["jira".to_owned(), "confluence".to_owned()],
            personal: personal.into_iter().filter(|text| !text.is_empty()).collect(),
            accounts: vec![account.clone()],
        };
        Ok(Arc::new(Self { site, account, door }))
    }

    /// The account everything is done as.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The key of the site.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.site.key
    }

    /// The sites of these products, and this one.
    #[must_use]
    pub fn beside(self: &Arc<Self>, products: Box<dyn Products>) -> Box<dyn Products> {
        Box::new(Beside { development: Arc::clone(self), products })
    }

    fn answer(&self, caller: &Caller, request: &ProductRequest) -> ProductReply {
        let is_read = matches!(request.method.as_str(), "GET" | "HEAD");
        if let Source::Live { may_change: false, .. } = &self.door.source
            && !is_read
        {
            return ProductReply::unmodelled("changes of the development site, which were not allowed");
        }
        let answer = match self.door.ask(&request.method, &request.path, &request.headers, &request.body) {
            Ok(answer) => answer,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return ProductReply::unmodelled("a call that was not recorded");
            }
            Err(error) => {
                let told = json!({ "code": "DEVELOPMENT_SITE", "message": error.to_string() });
                return ProductReply::of(502, &told);
            }
        };
        let headers = answer.headers.into_iter().filter(|(name, _)| HANDED_ON.contains(&name.as_str()));
        let body = match String::from_utf8(answer.body) {
            Ok(text) => without(&text, &self.door.secrets).into_bytes(),
            Err(bytes) => bytes.into_bytes(),
        };
        let as_owner = matches!(caller, Caller::App(_)).then(|| "that the app asks for itself".to_owned());
        ProductReply {
            status: answer.status,
            headers: headers.collect(),
            body,
            unmodelled: as_owner.into_iter().collect(),
        }
    }
}

impl Door {
    fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(String, String)],
        body: &[u8],
    ) -> io::Result<Incoming> {
        let url = Url::parse(&format!("{}{path}", self.base.origin().ascii_serialization()));
        let url = url.ok().filter(|url| path.starts_with('/') && url.origin() == self.base.origin());
        let url = url.ok_or_else(|| io::Error::new(ErrorKind::InvalidInput, "the path leads elsewhere"))?;
        let mut request =
            Outgoing { method: method.to_owned(), url, headers: headers.to_vec(), body: body.to_vec() };
        match &self.source {
            Source::Replayed(replay) => replay
                .answer(&request, &self.secrets)
                .ok_or_else(|| io::Error::new(ErrorKind::NotFound, "it is not in the recording")),
            Source::Live { network, mail, token, recording, .. } => {
                let address = checked(&**network, &request.url)?;
                request.headers.push(("authorization".to_owned(), basic(mail, token)));
                let answer = network.send(address, &request, PATIENCE)?;
                if let Some(recording) = recording {
                    recording.keep(&request, &answer, &self.secrets)?;
                }
                Ok(answer)
            }
        }
    }
}

/// An address of the site, once all it has were looked at: credentials go to none that is not public.
fn checked(network: &dyn Network, url: &Url) -> io::Result<SocketAddr> {
    let refused = |because: String| io::Error::new(ErrorKind::PermissionDenied, because);
    let addresses: Vec<IpAddr> = network.resolve(url.host_str().unwrap_or_default(), PATIENCE)?;
    for address in &addresses {
        egress::may_connect(&[], url, *address, Guards::default())
            .map_err(|denial| refused(denial.reason))?;
    }
    let first = addresses.first().ok_or_else(|| refused("the name has no address".to_owned()))?;
    Ok(SocketAddr::new(*first, url.port_or_known_default().unwrap_or(443)))
}

fn basic(mail: &str, token: &Secret) -> String {
    let pair = [mail.as_bytes(), b":", token.expose()].concat();
    format!("Basic {}", BASE64.encode(&pair))
}

/// Products with one site more.
struct Beside {
    development: Arc<Development>,
    products: Box<dyn Products>,
}

impl Products for Beside {
    fn sites(&self) -> Vec<Site> {
        let mut sites = self.products.sites();
        sites.push(self.development.site.clone());
        sites
    }

    fn refuses(&self, site: &str, account: &str, operation: &Operation, path: &[String]) -> Option<String> {
        if site != KEY {
            return self.products.refuses(site, account, operation, path);
        }
        (account != self.development.account)
            .then(|| "nobody but the owner of the credentials acts on this site".to_owned())
    }

    fn answer(&mut self, site: &str, caller: &Caller, request: &ProductRequest) -> ProductReply {
        match site {
            KEY => self.development.answer(caller, request),
            _ => self.products.answer(site, caller, request),
        }
    }

    fn take_events(&mut self) -> Vec<ProductEvent> {
        self.products.take_events()
    }
}

impl std::fmt::Debug for Development {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Development").field("host", &self.site.host).finish_non_exhaustive()
    }
}
