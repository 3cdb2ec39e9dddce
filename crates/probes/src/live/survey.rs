//! Asking once what every probe will judge: each endpoint in every harmless way, each host's TLS, certificate and
//! names.

use assay_wire::Trust;
use futures_util::future::{join, join_all};
use jiff::Timestamp;
use url::Url;

use super::{
    certificate,
    client::{Client, Transport},
    handshakes,
    keys::{Keys, Tenant},
    names::{self, NameServers},
    registrations,
    request::Request,
};
use crate::{
    CertificateSeen, DnsSeen, Endpoint, Observation, RegistrationSeen, Registries, Role, Seen, Survey,
    Target, secret_files::secret_files, tls::TlsSeen,
};

/// An origin that is certainly not the app's: `.example` is nobody's, by RFC 2606.
pub(crate) const FOREIGN_ORIGIN: &str = "https://assay-probe.example";

/// A path that no app answers.
const NOTHING_HERE: &str = "/assay-probe-nothing-is-here";

/// The most static files that are asked for, over all.
const STATIC_FILES: usize = 8;

/// How a survey is made, beyond the limits of the client.
#[derive(Debug, Clone, Default)]
pub struct Means {
    /// Whom to trust.
    pub trust: Trust,
    /// Whom to ask for names.
    pub name_servers: NameServers,
    /// Whom to ask until when domains are registered.
    pub registries: Registries,
    /// Where a host answers plain http, where that is not port 80.
    pub plain_port: Option<u16>,
}

/// How many requests a survey of a target takes at most, TLS and names not counted.
pub fn cost(target: &Target, keys: &Keys, may_change: bool) -> u64 {
    let endpoints: usize = target
        .endpoints
        .iter()
        .map(|endpoint| methods(endpoint, may_change).len() + 2 + usize::from(takes_token(endpoint, keys)))
        .sum();
    let origins = target.origins().len() * (2 + secret_files().len());
    (endpoints + origins + STATIC_FILES) as u64
}

/// Makes the survey. What cannot be asked is an answer with its trouble; nothing is left out in silence.
pub(super) async fn survey(
    client: &Client,
    target: &Target,
    keys: &Keys,
    means: &Means,
    now: Timestamp,
) -> Survey {
    let hosts = async {
        let names = async {
            let dns = names_of(client, target, means).await;
            let registrations = registrations_of(client, &dns, means).await;
            (dns, registrations)
        };
        let (tls, (dns, registrations)) = join(handshakes_of(client, target), names).await;
        let certificates = certificates_of(client, &tls, means, now);
        (tls, certificates, dns, registrations)
    };
    let requests = async {
        let mut seen = ask(client, plan(client, target, keys, means, now)).await;
        let files = static_files(target, &seen);
        seen.extend(ask(client, files).await);
        seen
    };
    let ((tls, certificates, dns, registrations), seen) = join(hosts, requests).await;
    let survey = Survey { seen, tls, certificates, dns, registrations };
    client.keep_hosts(&survey);
    survey
}

type Planned = (Observation, Option<usize>, Request);

async fn ask(client: &Client, planned: Vec<Planned>) -> Vec<Seen> {
    let sent = planned.into_iter().map(|(why, endpoint, request)| async move {
        Seen { why, endpoint, answer: client.send(request).await }
    });
    join_all(sent).await
}

fn plan(client: &Client, target: &Target, keys: &Keys, means: &Means, now: Timestamp) -> Vec<Planned> {
    let mut planned = Vec::new();
    let permission = client.may_change();
    for (at, endpoint) in target.endpoints.iter().enumerate() {
        let url = &endpoint.url;
        let case = |what: &str| format!("survey/{what} {at} {}", endpoint.url.path());
        for method in methods(endpoint, permission.is_some()) {
            let why =
                if method == endpoint.method { Observation::Endpoint } else { Observation::OtherMethod };
            let request = match (method.as_str(), &permission) {
                ("GET", _) => Request::get(case("GET"), url),
                ("HEAD", _) => Request::head(case("HEAD"), url),
                ("OPTIONS", _) => Request::options(case("OPTIONS"), url),
                (method, Some(permission)) => Request::changing(permission, case(method), method, url)
                    .body("application/json", b"{}".to_vec()),
                (_, None) => continue,
            };
            planned.push((why, Some(at), request));
        }
        let foreign = Request::get(case("cross-origin"), url).header("Origin", FOREIGN_ORIGIN);
        planned.push((Observation::CrossOrigin, Some(at), foreign));
        if takes_token(endpoint, keys)
            && let Some(request) =
                keys.tenants.first().and_then(|tenant| with_token(target, endpoint, tenant, now))
        {
            planned.push((Observation::Authenticated, Some(at), request(case("authenticated"))));
        }
    }
    for (at, origin) in target.origins().iter().enumerate() {
        let case = |what: &str| format!("survey/{what} {at} {origin}");
        let with_path = |path: &str| {
            let mut url = origin.clone();
            url.set_path(path);
            url
        };
        planned.push((
            Observation::NotFound,
            None,
            Request::get(case("not-found"), &with_path(NOTHING_HERE)),
        ));
        if let Some(plain) = plain_http(origin, means) {
            planned.push((Observation::PlainHttp, None, Request::get(case("plain-http"), &plain)));
        }
        for file in secret_files() {
            let request = Request::get(case(&format!("file {}", file.path)), &with_path(&file.path));
            planned.push((Observation::SecretFile, None, request));
        }
    }
    planned
}

/// Methods an endpoint is asked with: its own, and the harmless others.
fn methods(endpoint: &Endpoint, may_change: bool) -> Vec<String> {
    let mut methods: Vec<String> = ["GET", "HEAD", "OPTIONS"].map(ToOwned::to_owned).into();
    let own = endpoint.method.clone();
    // A callback that is called would change something in an app that does not refuse it.
    let is_harmless = methods.contains(&own);
    if !is_harmless && may_change && !matches!(endpoint.role, Role::Lifecycle | Role::Webhook) {
        methods.push(own);
    }
    methods
}

fn takes_token(endpoint: &Endpoint, keys: &Keys) -> bool {
    endpoint.role == Role::ModulePage && !endpoint.cacheable && !keys.tenants.is_empty()
}

/// The request of a product for a module's page, with the token of a tenant.
fn with_token(
    target: &Target,
    endpoint: &Endpoint,
    tenant: &Tenant,
    now: Timestamp,
) -> Option<impl FnOnce(String) -> Request> {
    let hash = assay_auth::Request {
        method: "GET",
        path: endpoint.url.path(),
        query: endpoint.url.query().unwrap_or_default(),
        base_path: target.base_url.path(),
        ..assay_auth::Request::default()
    }
    .hash()
    .ok()?;
    let key = assay_auth::HmacKey::new(tenant.shared_secret.clone()).ok()?;
    let now = assay_auth::UnixTime(now.as_second());
    let draft = assay_auth::Draft::connect(&tenant.client_key, None, hash, now);
    let token = draft.sign(assay_auth::SigningKey::Hmac(&key));
    let mut url = endpoint.url.clone();
    url.query_pairs_mut().append_pair("jwt", &token);
    Some(move |case| Request::get(case, &url).secret(token))
}

/// Where the same host would answer plain http; none where its https is not at the usual port and nobody says.
fn plain_http(origin: &Url, means: &Means) -> Option<Url> {
    if origin.scheme() != "https" || (origin.port().is_some() && means.plain_port.is_none()) {
        return None;
    }
    let mut plain = origin.clone();
    plain.set_port(means.plain_port).ok()?;
    plain.set_scheme("http").ok()?;
    Some(plain)
}

/// Static files that pages of the app name, on its own origins.
fn static_files(target: &Target, seen: &[Seen]) -> Vec<Planned> {
    let origins: Vec<_> = target.origins().iter().map(Url::origin).collect();
    let mut files: Vec<Url> = Vec::new();
    for seen in
        seen.iter().filter(|seen| matches!(seen.why, Observation::Endpoint | Observation::Authenticated))
    {
        let (Some(reply), Some(at)) = (seen.answer.reply(), seen.endpoint) else { continue };
        if !reply.is_page() {
            continue;
        }
        for address in assay_headers::static_files(&reply.body) {
            if let Ok(mut url) = target.endpoints[at].url.join(&address)
                && origins.contains(&url.origin())
            {
                url.set_fragment(None);
                if !files.contains(&url) {
                    files.push(url);
                }
            }
        }
    }
    files.truncate(STATIC_FILES);
    let request = |url: Url| (Observation::Static, None, Request::get(format!("survey/static {url}"), &url));
    files.into_iter().map(request).collect()
}

async fn handshakes_of(client: &Client, target: &Target) -> Vec<TlsSeen> {
    let origins = target.origins();
    let secure = origins.iter().filter(|origin| origin.scheme() == "https");
    let asked = secure.map(|origin| async move {
        let host = origin.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let port = origin.port_or_known_default().unwrap_or(443);
        match client.transport() {
            Transport::Replay(recording) => recording.tls_of(host, port),
            Transport::Live(wire) => {
                let mut seen = handshakes::ask_tls(host, port, client.limits()).await;
                if seen.chain.is_empty() && seen.trouble.is_none() {
                    seen.chain = wire.chain(origin, client.limits()).await;
                }
                seen
            }
        }
    });
    join_all(asked).await
}

fn certificates_of(client: &Client, tls: &[TlsSeen], means: &Means, now: Timestamp) -> Vec<CertificateSeen> {
    match client.transport() {
        Transport::Replay(recording) => recording.certificates.clone(),
        Transport::Live(_) => tls.iter().map(|tls| certificate::judge(tls, &means.trust, now)).collect(),
    }
}

async fn names_of(client: &Client, target: &Target, means: &Means) -> Vec<DnsSeen> {
    let mut hosts: Vec<String> = Vec::new();
    for origin in target.origins() {
        // An address has no name to ask about, and names below `localhost` are nobody's.
        if let Some(url::Host::Domain(name)) = origin.host() {
            let is_local = name == "localhost" || name.ends_with(".localhost");
            if !is_local && !hosts.iter().any(|known| known == name) {
                hosts.push(name.to_owned());
            }
        }
    }
    match client.transport() {
        Transport::Replay(recording) => recording.dns.clone(),
        Transport::Live(_) => names::ask(&hosts, &means.name_servers).await,
    }
}

async fn registrations_of(client: &Client, dns: &[DnsSeen], means: &Means) -> Vec<RegistrationSeen> {
    match client.transport() {
        Transport::Replay(recording) => recording.registrations.clone(),
        Transport::Live(_) => registrations::ask(dns, &means.registries, client.limits(), &means.trust).await,
    }
}
