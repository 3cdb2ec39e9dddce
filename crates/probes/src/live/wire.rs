//! HTTP/1.1 over TCP and TLS, without a word of its own about what is right.

mod connect;
mod trust;

use std::{cell::RefCell, collections::BTreeMap, sync::Arc, time::Instant};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{body::Incoming, client::conn::http1, header, http};
use url::Url;

use self::connect::Stream;
pub(super) use self::connect::{connected, open};
use super::{limits::Limits, request::Request};
use crate::{Reply, Trouble};

/// The most of a response's head that is read, in bytes.
const HEAD_LIMIT: usize = 64 * 1024;

/// The most header fields that are read.
const FIELDS_LIMIT: usize = 200;

/// How servers see us in their logs.
const USER_AGENT: &str = concat!("assay-probe/", env!("CARGO_PKG_VERSION"));

type Sender = http1::SendRequest<Full<Bytes>>;

/// A response as it came, secrets and all: it does not leave the client.
pub(super) struct RawReply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) whole: bool,
    pub(super) secure: bool,
}

impl RawReply {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }
}

/// Connections to the hosts of a run, kept open between requests.
pub struct Wire {
    tls: Arc<rustls::ClientConfig>,
    idle: RefCell<BTreeMap<String, Vec<Sender>>>,
}

impl Default for Wire {
    fn default() -> Self {
        Self { tls: trust::nobody(), idle: RefCell::default() }
    }
}

impl Wire {
    /// Sends a request and reads the answer, up to [`Reply::BODY_LIMIT`] of its body. Certificates are not verified:
    /// whether they are good is for a probe to say, and a bad one shall not hide what is behind it.
    /// What has come of a body at the deadline is what it is.
    pub(super) async fn send(
        &self,
        request: &Request,
        limits: &Limits,
        deadline: Instant,
    ) -> Result<RawReply, Trouble> {
        let message = written(request, request.url.scheme() != "https" && limits.proxy.is_some())?;
        let hung = |_| Trouble::Hung { seconds: limits.timeout.as_secs() };
        let (response, sender) =
            tokio::time::timeout_at(deadline.into(), self.head(request, message, limits))
                .await
                .map_err(hung)??;
        Ok(self.read(response, sender, request, deadline).await)
    }

    /// Sends a request and reads the head of the answer.
    async fn head(
        &self,
        request: &Request,
        message: http::Request<Full<Bytes>>,
        limits: &Limits,
    ) -> Result<(http::Response<Incoming>, Sender), Trouble> {
        let origin = origin(request);
        // A connection that was kept may have been closed meanwhile: then the request goes out once more, on a new one.
        while let Some(mut kept) = self.kept(&origin) {
            if kept.ready().await.is_err() {
                continue;
            }
            match kept.try_send_request(message.clone()).await {
                Ok(response) => return Ok((response, kept)),
                Err(mut refused) => {
                    if refused.take_message().is_some() {
                        continue;
                    }
                    let error = refused.into_error();
                    if error.is_incomplete_message()
                        && matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS")
                    {
                        break;
                    }
                    return Err(trouble(&error));
                }
            }
        }
        let mut sender = self.connected(request, limits).await?;
        let response = sender.send_request(message).await.map_err(|error| trouble(&error))?;
        Ok((response, sender))
    }

    /// The certificates of a host as base64, by a handshake that is carried through: TLS 1.3 encrypts them.
    pub(super) async fn chain(&self, origin: &Url, limits: &Limits) -> Vec<String> {
        let connected =
            tokio::time::timeout(limits.timeout, connect::connected(origin, limits, &self.tls)).await;
        connected.ok().and_then(Result::ok).map(|stream| stream.chain()).unwrap_or_default()
    }

    fn kept(&self, origin: &str) -> Option<Sender> {
        self.idle.borrow_mut().get_mut(origin)?.pop()
    }

    async fn connected(&self, request: &Request, limits: &Limits) -> Result<Sender, Trouble> {
        let stream = connect::connected(&request.url, limits, &self.tls).await?;
        let mut builder = http1::Builder::new();
        builder.max_buf_size(HEAD_LIMIT).max_headers(FIELDS_LIMIT).title_case_headers(true);
        let io = Stream::into_io(stream);
        let (sender, connection) = builder.handshake(io).await.map_err(|error| trouble(&error))?;
        tokio::task::spawn_local(async move {
            // What goes wrong on the connection is told to whoever waits for an answer.
            let _ = connection.await;
        });
        Ok(sender)
    }

    /// Reads what comes of a body until the deadline.
    async fn read(
        &self,
        response: http::Response<Incoming>,
        sender: Sender,
        request: &Request,
        deadline: Instant,
    ) -> RawReply {
        let (head, mut incoming) = response.into_parts();
        let fields = head.headers.iter();
        let headers = fields
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let mut body = Vec::new();
        let mut whole = true;
        loop {
            match tokio::time::timeout_at(deadline.into(), incoming.frame()).await {
                Ok(None) => break,
                Err(_) | Ok(Some(Err(_))) => {
                    whole = false;
                    break;
                }
                Ok(Some(Ok(frame))) => {
                    let Some(data) = frame.data_ref() else { continue };
                    let room = Reply::BODY_LIMIT - body.len();
                    body.extend_from_slice(&data[..data.len().min(room)]);
                    if data.len() > room {
                        whole = false;
                        break;
                    }
                }
            }
        }
        if whole {
            self.idle.borrow_mut().entry(origin(request)).or_default().push(sender);
        }
        RawReply {
            status: head.status.as_u16(),
            headers,
            body,
            whole,
            secure: request.url.scheme() == "https",
        }
    }
}

fn origin(request: &Request) -> String {
    request.url.origin().ascii_serialization()
}

/// The request as HTTP/1.1.
fn written(request: &Request, through_proxy: bool) -> Result<http::Request<Full<Bytes>>, Trouble> {
    let unsendable = |why: String| Trouble::Unsendable { why };
    let url = &request.url;
    let target = match (through_proxy, url.query()) {
        (true, _) => url.as_str().split('#').next().unwrap_or_default().to_owned(),
        (false, Some(query)) => format!("{}?{query}", url.path()),
        (false, None) => url.path().to_owned(),
    };
    let mut builder = http::Request::builder().method(request.method.as_str()).uri(target);
    let has = |wanted: &str| request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted));
    if !has("host") {
        let host = url.host_str().unwrap_or_default();
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        builder = builder.header(header::HOST, host);
    }
    if !has("user-agent") {
        builder = builder.header(header::USER_AGENT, USER_AGENT);
    }
    if !has("accept") {
        builder = builder.header(header::ACCEPT, "*/*");
    }
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let body = Full::new(Bytes::from(request.body.clone()));
    builder.body(body).map_err(|error| unsendable(error.to_string()))
}

fn trouble(error: &hyper::Error) -> Trouble {
    if error.is_parse() || error.is_parse_status() {
        return Trouble::NotHttp {
            why: "its head cannot be read, or is larger than 64 KiB or 200 fields".to_owned(),
        };
    }
    if error.is_user() {
        return Trouble::Unsendable { why: error.to_string() };
    }
    Trouble::BrokenOff
}
