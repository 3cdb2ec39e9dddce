//! A file of data from an address that the user gave.

mod error;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper::{Response, StatusCode, body::Incoming, client::conn::http1, header, http};
use jiff::civil::Date;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use tokio::time::Instant;
use url::Url;

pub use self::error::DownloadError;
use super::{
    certificate::Trust,
    limits::{Limits, Proxy},
    run::in_one_thread,
    wire::connected,
};
use crate::Trouble;

/// The most times that an address may lead on to another.
const REDIRECTS: usize = 5;

/// How servers see us in their logs.
const USER_AGENT: &str = concat!("assay/", env!("CARGO_PKG_VERSION"));

/// How a file is fetched: by HTTPS from a host whose certificate is good, with nothing of the user's sent along.
#[derive(Debug, Clone)]
pub struct Download {
    /// The most bytes that are taken; a larger file is refused, as soon as its size is known.
    pub most_bytes: u64,
    /// Patience with a connection, with an answer, and between two pieces of it.
    pub patience: Duration,
    /// Patience with all of it.
    pub altogether: Duration,
    /// The way out, where it is not direct.
    pub proxy: Option<Proxy>,
    /// Whose certificates are good.
    pub trust: Trust,
}

impl Default for Download {
    fn default() -> Self {
        Self {
            most_bytes: 1 << 30,
            patience: Duration::from_secs(30),
            altogether: Duration::from_secs(30 * 60),
            proxy: None,
            trust: Trust::default(),
        }
    }
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downloaded {
    /// The address that was given, as it can be shown: without a query, which may hold a signature.
    pub address: String,
    /// The file, whole.
    pub bytes: Vec<u8>,
    /// The day of its `Last-Modified`, in UTC.
    pub day: Option<Date>,
}

impl Download {
    /// Fetches a file. `progress` is told the bytes that have come, and how many there are where the server says so.
    ///
    /// # Errors
    /// [`DownloadError`]; of a file that came in part nothing is given.
    pub fn get(
        &self,
        address: &str,
        mut progress: impl FnMut(u64, Option<u64>),
    ) -> Result<Downloaded, DownloadError> {
        let ended = in_one_thread(self.get_here(address, &mut progress));
        ended.map_err(|error| DownloadError::NoRuntime(error.to_string()))?
    }

    /// The same on the runtime that is there.
    pub(super) async fn get_here(
        &self,
        address: &str,
        mut progress: impl FnMut(u64, Option<u64>),
    ) -> Result<Downloaded, DownloadError> {
        let url = given(address)?;
        let tls = verifying(&self.trust);
        let ended = tokio::time::timeout(self.altogether, self.fetch(&url, &tls, &mut progress)).await;
        let seconds = self.altogether.as_secs();
        ended.unwrap_or_else(|_| Err(DownloadError::TooSlow { address: shown(&url), seconds }))
    }

    async fn fetch(
        &self,
        first: &Url,
        tls: &Arc<ClientConfig>,
        progress: &mut impl FnMut(u64, Option<u64>),
    ) -> Result<Downloaded, DownloadError> {
        let mut url = first.clone();
        for _ in 0..=REDIRECTS {
            let answer = self.ask(&url, tls).await;
            let answer =
                answer.map_err(|trouble| DownloadError::Trouble { address: shown(&url), trouble })?;
            let status = answer.status();
            if status == StatusCode::OK {
                let day = last_modified(&answer);
                let bytes = self.body(&url, answer, progress).await?;
                return Ok(Downloaded { address: shown(first), bytes, day });
            }
            if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
                return Err(DownloadError::Status { address: shown(&url), status: status.as_u16() });
            }
            url = next(&url, &answer)?;
        }
        Err(DownloadError::LeadsOn(shown(first)))
    }

    /// Sends the request and reads the head of the answer.
    async fn ask(&self, url: &Url, tls: &Arc<ClientConfig>) -> Result<Response<Incoming>, Trouble> {
        let limits = Limits { timeout: self.patience, proxy: self.proxy.clone(), ..Limits::default() };
        let asked = async {
            let stream = connected(url, &limits, tls).await?;
            let mut builder = http1::Builder::new();
            builder.title_case_headers(true);
            let (mut sender, connection) =
                builder.handshake(stream.into_io()).await.map_err(|error| trouble(&error))?;
            tokio::task::spawn_local(async move {
                // What goes wrong on the connection is told to whoever reads the answer.
                let _ = connection.await;
            });
            sender.send_request(written(url)?).await.map_err(|error| trouble(&error))
        };
        let hung = |_| Trouble::Hung { seconds: self.patience.as_secs() };
        tokio::time::timeout(self.patience, asked).await.map_err(hung)?
    }

    async fn body(
        &self,
        url: &Url,
        answer: Response<Incoming>,
        progress: &mut impl FnMut(u64, Option<u64>),
    ) -> Result<Vec<u8>, DownloadError> {
        let too_large = || DownloadError::TooLarge { address: shown(url), most: self.most_bytes };
        let length = answer.headers().get(header::CONTENT_LENGTH);
        let length: Option<u64> = length.and_then(|value| value.to_str().ok()?.parse().ok());
        if length.is_some_and(|length| length > self.most_bytes) {
            return Err(too_large());
        }
        let failed = |trouble| DownloadError::Trouble { address: shown(url), trouble };
        let mut incoming = answer.into_body();
        let mut bytes = Vec::new();
        loop {
            let patience = Instant::now() + self.patience;
            let frame = tokio::time::timeout_at(patience, incoming.frame()).await;
            let frame = frame.map_err(|_| failed(Trouble::Hung { seconds: self.patience.as_secs() }))?;
            let Some(frame) = frame else { return Ok(bytes) };
            let frame = frame.map_err(|_| failed(Trouble::BrokenOff))?;
            let Some(data) = frame.data_ref() else { continue };
            if bytes.len() as u64 + data.len() as u64 > self.most_bytes {
                return Err(too_large());
            }
            bytes.extend_from_slice(data);
            progress(bytes.len() as u64, length);
        }
    }
}

/// The address as the user gave it, where it may be asked.
fn given(address: &str) -> Result<Url, DownloadError> {
    let url = Url::parse(address).ok().filter(Url::has_host);
    let Some(url) = url else {
        let bare = address.split(['?', '#']).next().unwrap_or_default();
        let bare = bare.rsplit_once('@').map_or_else(|| bare.to_owned(), |(_, host)| format!("…@{host}"));
        return Err(DownloadError::NoAddress(bare));
    };
    match () {
        () if url.scheme() != "https" => Err(DownloadError::NotHttps(shown(&url))),
        () if !url.username().is_empty() || url.password().is_some() => Err(DownloadError::User(shown(&url))),
        () => Ok(url),
    }
}

/// Where an answer leads.
fn next(url: &Url, answer: &Response<Incoming>) -> Result<Url, DownloadError> {
    let location = answer.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    let next = location.and_then(|location| url.join(location).ok()).filter(Url::has_host);
    let astray = |to: String| DownloadError::LeadsAstray { from: shown(url), to };
    let next = next.ok_or_else(|| astray("no address".to_owned()))?;
    let is_plain = next.scheme() == "https" && next.username().is_empty() && next.password().is_none();
    if is_plain { Ok(next) } else { Err(astray(format!("`{}`", shown(&next)))) }
}

/// An address without what may be secret in it.
fn shown(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    format!("{}://{host}{port}{}", url.scheme(), url.path())
}

fn last_modified(answer: &Response<Incoming>) -> Option<Date> {
    let value = answer.headers().get(header::LAST_MODIFIED)?.to_str().ok()?;
    // RFC 9110, section 5.6.7: the preferred form is that of RFC 5322, in GMT.
    let moment = jiff::fmt::rfc2822::parse(value).ok()?;
    Some(moment.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date())
}

fn written(url: &Url) -> Result<http::Request<Empty<Bytes>>, Trouble> {
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let host = url.host_str().unwrap_or_default();
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let request = http::Request::builder().uri(target).header(header::HOST, host);
    let request = request.header(header::USER_AGENT, USER_AGENT).header(header::ACCEPT, "*/*");
    // The bytes are those of the file; nothing unpacks on the way.
    let request = request.header(header::ACCEPT_ENCODING, "identity");
    request.body(Empty::new()).map_err(|error| Trouble::Unsendable { why: error.to_string() })
}

fn trouble(error: &hyper::Error) -> Trouble {
    if error.is_parse() || error.is_parse_status() {
        Trouble::NotHttp { why: "its head cannot be read".to_owned() }
    } else {
        Trouble::BrokenOff
    }
}

/// TLS 1.2 and 1.3 with hosts whose certificates are good.
fn verifying(trust: &Trust) -> Arc<ClientConfig> {
    let roots = trust.anchors().into_iter().map(|anchor| anchor.to_owned()).collect();
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has suites for TLS 1.2 and 1.3");
    let mut config = builder.with_root_certificates(RootCertStore { roots }).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Arc::new(config)
}
