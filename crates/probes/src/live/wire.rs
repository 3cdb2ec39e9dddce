//! Requests to the hosts of a run, without a word of its own about what is right.

use std::{cell::RefCell, collections::BTreeMap, time::Instant};

use assay_wire::{Connection, Message, Tls};
use url::Url;

use super::{limits::Limits, request::Request};
use crate::{Reply, Trouble};

/// How servers see us in their logs.
const USER_AGENT: &str = concat!("assay-probe/", env!("CARGO_PKG_VERSION"));

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
    tls: Tls,
    idle: RefCell<BTreeMap<String, Vec<Connection>>>,
}

impl Default for Wire {
    fn default() -> Self {
        Self { tls: assay_wire::anybody(), idle: RefCell::default() }
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
        let message = written(request, request.url.scheme() != "https" && limits.way.proxy.is_some())?;
        let hung = |_| Trouble::Hung { seconds: limits.timeout.as_secs() };
        let (answer, connection) =
            tokio::time::timeout_at(deadline.into(), self.head(request, message, limits))
                .await
                .map_err(hung)??;
        Ok(self.read(answer, connection, request, deadline).await)
    }

    /// Sends a request and reads the head of the answer.
    async fn head(
        &self,
        request: &Request,
        message: Message,
        limits: &Limits,
    ) -> Result<(assay_wire::Answer, Connection), Trouble> {
        let origin = origin(request);
        // A connection that was kept may have been closed meanwhile: then the request goes out once more, on a new one.
        while let Some(mut kept) = self.kept(&origin) {
            if !kept.is_ready().await {
                continue;
            }
            match kept.ask(message.clone()).await {
                Ok(answer) => return Ok((answer, kept)),
                Err(refused) if refused.is_unsent => {}
                Err(refused)
                    if refused.is_silent && matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS") =>
                {
                    break;
                }
                Err(refused) => return Err(refused.trouble.into()),
            }
        }
        let mut connection = Connection::open(&request.url, None, &limits.way, &self.tls).await?;
        let answer = connection.ask(message).await.map_err(|refused| refused.trouble)?;
        Ok((answer, connection))
    }

    /// The certificates of a host as base64, by a handshake that is carried through: TLS 1.3 encrypts them.
    pub(super) async fn chain(&self, origin: &Url, limits: &Limits) -> Vec<String> {
        let connected =
            tokio::time::timeout(limits.timeout, assay_wire::connected(origin, None, &limits.way, &self.tls))
                .await;
        connected.ok().and_then(Result::ok).map(|stream| stream.chain()).unwrap_or_default()
    }

    fn kept(&self, origin: &str) -> Option<Connection> {
        self.idle.borrow_mut().get_mut(origin)?.pop()
    }

    /// Reads what comes of a body until the deadline.
    async fn read(
        &self,
        mut answer: assay_wire::Answer,
        connection: Connection,
        request: &Request,
        deadline: Instant,
    ) -> RawReply {
        let mut body = Vec::new();
        let whole = loop {
            match tokio::time::timeout_at(deadline.into(), answer.next()).await {
                Ok(Ok(None)) => break true,
                Err(_) | Ok(Err(_)) => break false,
                Ok(Ok(Some(data))) => {
                    let room = Reply::BODY_LIMIT - body.len();
                    body.extend_from_slice(&data[..data.len().min(room)]);
                    if data.len() > room {
                        break false;
                    }
                }
            }
        };
        if whole {
            self.idle.borrow_mut().entry(origin(request)).or_default().push(connection);
        }
        RawReply {
            status: answer.status,
            headers: answer.headers,
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
fn written(request: &Request, is_through_proxy: bool) -> Result<Message, Trouble> {
    let has = |wanted: &str| request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted));
    let usual = [("user-agent", USER_AGENT), ("accept", "*/*")];
    let missing = usual.into_iter().filter(|(name, _)| !has(name));
    let own = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let body = request.body.clone();
    Ok(Message::new(&request.method, &request.url, missing.chain(own), body, is_through_proxy)?)
}
