//! HTTP/1.1 on a connection.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{body::Incoming, client::conn::http1, header, http};
use url::Url;

use crate::{
    Tls,
    connect::{Way, connected},
    trouble::Trouble,
};

/// The most of a response's head that is read, in bytes.
const HEAD_LIMIT: usize = 64 * 1024;

/// The most header fields that are read.
const FIELDS_LIMIT: usize = 200;

/// A request as HTTP/1.1 writes it.
#[derive(Debug, Clone)]
pub struct Message(http::Request<Full<Bytes>>);

impl Message {
    /// A request to the host of a URL. Headers are sent in their order, twice where they stand there twice; `Host` and
    /// `Content-Length` are filled in where they are missing.
    ///
    /// `is_through_proxy` is true for a request that a proxy itself is to read: it names the whole address.
    ///
    /// # Errors
    /// [`Trouble::Unsendable`].
    pub fn new<'h>(
        method: &str,
        url: &Url,
        headers: impl IntoIterator<Item = (&'h str, &'h str)>,
        body: Vec<u8>,
        is_through_proxy: bool,
    ) -> Result<Self, Trouble> {
        let target = match (is_through_proxy, url.query()) {
            (true, _) => url.as_str().split('#').next().unwrap_or_default().to_owned(),
            (false, Some(query)) => format!("{}?{query}", url.path()),
            (false, None) => url.path().to_owned(),
        };
        let headers: Vec<_> = headers.into_iter().collect();
        let mut builder = http::Request::builder().method(method).uri(target);
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            let host = url.host_str().unwrap_or_default();
            let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
            builder = builder.header(header::HOST, host);
        }
        for (name, value) in headers {
            builder = builder.header(name, value);
        }
        let message = builder.body(Full::new(Bytes::from(body)));
        message.map(Self).map_err(|error| Trouble::Unsendable { why: error.to_string() })
    }
}

/// An open connection, on which one request after the other may be sent. It lives on the runtime it was made on.
#[derive(Debug)]
pub struct Connection(http1::SendRequest<Full<Bytes>>);

/// Why a request got no answer on a connection.
#[derive(Debug)]
pub struct Unanswered {
    /// What went wrong.
    pub trouble: Trouble,
    /// Nothing of the request was sent: it may be sent again, on another connection.
    pub is_unsent: bool,
    /// The connection was closed before anything was answered, as one that was kept too long is.
    pub is_silent: bool,
}

impl Connection {
    /// Connects; see [`connected`].
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn open(url: &Url, at: Option<SocketAddr>, way: &Way, tls: &Tls) -> Result<Self, Trouble> {
        let stream = connected(url, at, way, tls).await?;
        let mut builder = http1::Builder::new();
        builder.max_buf_size(HEAD_LIMIT).max_headers(FIELDS_LIMIT).title_case_headers(true);
        let (sender, connection) = builder.handshake(stream.into_io()).await?;
        tokio::task::spawn_local(async move {
            // What goes wrong on the connection is told to whoever waits for an answer.
            let _ = connection.await;
        });
        Ok(Self(sender))
    }

    /// Whether it is still open, once what came before is done.
    pub async fn is_ready(&mut self) -> bool {
        self.0.ready().await.is_ok()
    }

    /// Sends a request and reads the head of the answer.
    ///
    /// # Errors
    /// [`Unanswered`].
    pub async fn ask(&mut self, message: Message) -> Result<Answer, Unanswered> {
        match self.0.try_send_request(message.0).await {
            Ok(response) => Ok(Answer::new(response)),
            Err(mut refused) => {
                let is_unsent = refused.take_message().is_some();
                let error = refused.into_error();
                let is_silent = error.is_incomplete_message();
                Err(Unanswered { trouble: error.into(), is_unsent, is_silent })
            }
        }
    }
}

/// An answer, whose body is still to come.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Header fields in their order, names in lower case.
    pub headers: Vec<(String, String)>,
    body: Incoming,
}

impl Answer {
    fn new(response: http::Response<Incoming>) -> Self {
        let (head, body) = response.into_parts();
        let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value)));
        Self { status: head.status.as_u16(), headers: headers.collect(), body }
    }

    /// The first value of a header. `name` is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The length of the body, where the server says it.
    pub fn length(&self) -> Option<u64> {
        self.header("content-length")?.parse().ok()
    }

    /// The next piece of the body; none at its end.
    ///
    /// # Errors
    /// [`Trouble::BrokenOff`].
    pub async fn next(&mut self) -> Result<Option<Bytes>, Trouble> {
        loop {
            let Some(frame) = self.body.frame().await else { return Ok(None) };
            // Trailers carry nothing of the body.
            if let Ok(data) = frame.map_err(|_| Trouble::BrokenOff)?.into_data() {
                return Ok(Some(data));
            }
        }
    }
}
