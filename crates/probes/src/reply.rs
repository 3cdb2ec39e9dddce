//! What came back.

use std::time::Duration;

use assay_evidence::{Exchange, WebRequest, WebResponse};
use assay_source::{Digest, redact_line};
use serde::{Deserialize, Serialize};

/// Characters of a body that evidence shows.
const SHOWN_BODY: usize = 400;

/// A request with what came of it. The request is redacted: what was secret in it stands there as `…`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What was asked.
    pub request: WebRequest,
    /// What was answered, or why nothing was.
    pub outcome: Result<Reply, Trouble>,
    /// Time to the end of the answer, or until it was given up, in whole milliseconds. Never part of evidence.
    #[serde(with = "milliseconds", rename = "elapsed_ms")]
    pub elapsed: Duration,
}

/// A response whose head was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// `200`.
    pub status: u16,
    /// Names in lower case and values, in the order they came; a name may stand there twice. Bytes outside ASCII
    /// stand there as U+FFFD. In a recording, values of cookies and of what looks like a token are masked, letter
    /// for letter.
    pub headers: Vec<(String, String)>,
    /// The beginning of the body as text, at most [`Reply::BODY_LIMIT`] bytes; bytes that are no UTF-8 are
    /// U+FFFD. In a recording, lines are redacted.
    pub body: String,
    /// False where the body was longer than what was read, or broke off.
    pub whole: bool,
    /// Digest of the bytes of the body that were read: two bodies are the same where their digests are.
    pub digest: Digest,
    /// True where a secret of the request (a token, a signature) comes back in a header or in the body.
    pub echoes_secret: bool,
    /// True where it came through TLS.
    pub secure: bool,
}

/// Why no response came.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Trouble {
    /// The name has no address.
    #[error("the name `{host}` has no address")]
    NoAddress {
        /// The name.
        host: String,
    },
    /// Nothing listens there.
    #[error("the connection was refused")]
    Refused,
    /// No answer came in time: a server that hangs.
    #[error("no answer came within {seconds} s")]
    Hung {
        /// The patience, in seconds.
        seconds: u64,
    },
    /// The server closed the connection in the middle, or answered nothing.
    #[error("the server broke off the connection")]
    BrokenOff,
    /// No TLS connection came about.
    #[error("no TLS connection came about: {why}")]
    Tls {
        /// What went wrong.
        why: String,
    },
    /// What came is no HTTP/1.1, or its head is larger than what is read.
    #[error("the answer is no HTTP/1.1 response: {why}")]
    NotHttp {
        /// What is wrong with it.
        why: String,
    },
    /// The proxy would not let it through.
    #[error("the proxy did not let it through: {why}")]
    Proxy {
        /// Its words.
        why: String,
    },
    /// It was not sent: the budget of the run was spent.
    #[error("it was not sent: the budget of {budget} requests is spent")]
    BudgetSpent {
        /// The budget.
        budget: u64,
    },
    /// It was not sent: the host is none that the user named as theirs.
    #[error("it was not sent: `{host}` is not named as owned")]
    NotOwned {
        /// The host.
        host: String,
    },
    /// It was not sent: the recording that is replayed does not have it.
    #[error("it is not in the recording")]
    NotRecorded,
    /// It was not sent: it cannot be written as HTTP/1.1.
    #[error("it cannot be written as HTTP/1.1: {why}")]
    Unsendable {
        /// What is wrong with it.
        why: String,
    },
}

#[cfg(feature = "live")]
impl From<assay_wire::Trouble> for Trouble {
    fn from(trouble: assay_wire::Trouble) -> Self {
        use assay_wire::Trouble as Wire;
        match trouble {
            Wire::NoAddress { host } => Self::NoAddress { host },
            Wire::Refused => Self::Refused,
            Wire::Tls { why } => Self::Tls { why },
            Wire::NotHttp { why } => Self::NotHttp { why },
            Wire::Proxy { why } => Self::Proxy { why },
            Wire::Unsendable { why } => Self::Unsendable { why },
            Wire::BrokenOff => Self::BrokenOff,
        }
    }
}

impl Trouble {
    /// True where the server's behaviour is the trouble, as opposed to the way to it or our own limits.
    pub fn is_the_servers(&self) -> bool {
        matches!(self, Self::Hung { .. } | Self::BrokenOff | Self::NotHttp { .. })
    }
}

impl Reply {
    /// The most that is read of a body, in bytes.
    pub const BODY_LIMIT: usize = 256 * 1024;

    /// Every value of a header, in order. `name` is in lower case.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a header. `name` is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// The media type, in lower case and without parameters: `text/html`; empty where none is given.
    pub fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// True for a page a browser would show.
    pub fn is_page(&self) -> bool {
        matches!(self.media_type().as_str(), "text/html" | "application/xhtml+xml")
    }

    /// True for 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// True for 401 and 403, and for 404, 400 and 422, by which a server may refuse without saying so. Whether it
    /// was the credential that was refused is told by the difference to an accepted request, never by this alone.
    pub fn may_refuse(&self) -> bool {
        matches!(self.status, 400 | 401 | 403 | 404 | 405 | 422)
    }
}

impl Answer {
    /// The response, where one came.
    pub fn reply(&self) -> Option<&Reply> {
        self.outcome.as_ref().ok()
    }

    /// `GET /path`: the request in two words, for identities and skips.
    pub fn name(&self) -> String {
        format!("{} {}", self.request.method, path_of(&self.request.url))
    }

    /// The exchange as evidence shows it.
    pub fn exchange(&self, what: impl Into<String>) -> Exchange {
        let (response, trouble) = match &self.outcome {
            Ok(reply) => (Some(shown(reply)), None),
            Err(trouble) => (None, Some(trouble.to_string())),
        };
        Exchange { what: what.into(), request: self.request.clone(), response, trouble }
    }
}

/// The host of an absolute URL, without its port.
pub(crate) fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// The path of an absolute URL, without its query: what names an endpoint across hosts and tokens.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |at| &rest[at..]);
    path.split(['?', '#']).next().unwrap_or("/")
}

fn shown(reply: &Reply) -> WebResponse {
    let headers = reply.headers.iter();
    let headers = headers.map(|(name, value)| (name.clone(), shown_value(name, value))).collect();
    let body: String = reply.body.chars().take(SHOWN_BODY).collect();
    let body: Vec<_> = body.lines().map(redact_line).collect();
    let body = body.join("\n");
    WebResponse { status: reply.status, headers, body: (!body.is_empty()).then_some(body) }
}

/// A header's value without what is secret in it: the values of cookies, anything that looks like a token. The
/// moment of the answer is left out, so that the same answer is the same evidence.
fn shown_value(name: &str, value: &str) -> String {
    match name {
        "set-cookie" => masked_cookie(value, |_| "…".to_owned()),
        "date" | "x-acpt" => "…".to_owned(),
        _ => redact_line(value).into_owned(),
    }
}

/// A `Set-Cookie` value whose cookie's value is masked: `SID=…; Secure`.
pub(crate) fn masked_cookie(value: &str, mask: impl Fn(&str) -> String) -> String {
    let (pair, attributes) = value.split_once(';').map_or((value, None), |(pair, rest)| (pair, Some(rest)));
    let Some((name, secret)) = pair.split_once('=') else { return value.to_owned() };
    let attributes = attributes.map_or_else(String::new, |attributes| format!(";{attributes}"));
    format!("{name}={}{attributes}", mask(secret))
}

mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(value: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(u64::try_from(value.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_millis)
    }
}
