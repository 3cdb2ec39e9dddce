//! Requests from the web: their form, their signature, and what an answer may carry.

use aws_lc_rs::hmac;
use data_encoding::HEXLOWER_PERMISSIVE;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// A request as it came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebRequest {
    /// As it was sent.
    pub method: String,
    /// What stands behind the id in the path, `/` where nothing does.
    pub path: String,
    /// Names and values of the query, decoded, in their order.
    pub query: Vec<(String, String)>,
    /// Header fields in their order, names as they were sent.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

/// What is answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebReply {
    /// The HTTP status.
    pub status: u16,
    /// Header fields.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Largest request, and largest answer, in bytes.
///
/// Source: developer.atlassian.com/platform/forge/platform-quotas-and-limits, read 2026-11: 5 MB.
pub(crate) const LARGEST: usize = 5 << 20;
/// Most header fields, and most bytes in them all.
const MOST_HEADERS: (usize, usize) = (100, 64 << 10);
/// How old, and how far ahead, a signature may be, in seconds.
pub(crate) const FRESH: i64 = 300;

/// The header a signature comes in: `t=<seconds since 1970>,v1=<hex>`, HMAC-SHA256 of `<t>.<method>.<path>.<body>`.
///
/// How the hosted platform spells it is not published; the form is that of common web hooks, and ours.
pub const SIGNATURE: &str = "x-assay-signature";

/// Headers of one connection, and what a browser keeps for the host.
const NOT_HANDED_ON: [&str; 10] = [
    "connection",
    "cookie",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Headers an app's answer may set: about its own content, and to where a browser goes next.
const ANSWERED: [&str; 14] = [
    "cache-control",
    "content-disposition",
    "content-language",
    "content-type",
    "etag",
    "expires",
    "last-modified",
    "location",
    "retry-after",
    "vary",
    "www-authenticate",
    "access-control-allow-origin",
    "access-control-allow-headers",
    "access-control-allow-methods",
];

impl WebRequest {
    /// Whether it is small enough to be handed on.
    pub(crate) fn fits(&self) -> bool {
        let (most, bytes) = MOST_HEADERS;
        let all: usize = self.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        self.body.len() <= LARGEST && self.headers.len() <= most && all <= bytes
    }

    /// What the function is handed. A body that is no UTF-8 has one character for each byte.
    pub(crate) fn told(&self) -> Value {
        let mut headers: Map<String, Value> = Map::new();
        for (name, value) in &self.headers {
            let lower = name.to_ascii_lowercase();
            if !NOT_HANDED_ON.contains(&lower.as_str()) && lower != SIGNATURE {
                append(&mut headers, lower, value);
            }
        }
        let mut query: Map<String, Value> = Map::new();
        for (name, value) in &self.query {
            append(&mut query, name.clone(), value);
        }
        let body = match std::str::from_utf8(&self.body) {
            Ok(text) => text.to_owned(),
            Err(_) => self.body.iter().map(|byte| char::from(*byte)).collect(),
        };
        json!({
            "method": self.method,
            "path": self.path,
            "headers": headers,
            "queryParameters": query,
            "body": body,
        })
    }

    /// The signature and the second it was made in; none where there is not exactly one, of the right form.
    pub(crate) fn signature(&self) -> Option<(i64, Vec<u8>)> {
        let mut all = self.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(SIGNATURE));
        let (Some((_, value)), None) = (all.next(), all.next()) else { return None };
        let (seconds, hex) = value.strip_prefix("t=")?.split_once(",v1=")?;
        let seconds: i64 = seconds.parse().ok()?;
        Some((seconds, HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok()?))
    }

    /// Whether the secret made a signature, in constant time.
    pub(crate) fn is_signed(&self, secret: &[u8], seconds: i64, signature: &[u8]) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        hmac::verify(&key, &self.signed(seconds), signature).is_ok()
    }

    fn signed(&self, seconds: i64) -> Vec<u8> {
        let mut text = format!("{seconds}.{}.{}.", self.method, self.path).into_bytes();
        text.extend_from_slice(&self.body);
        text
    }

    /// Signs it, as whoever holds the secret would.
    pub fn sign(&mut self, secret: &[u8], at: Timestamp) {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let tag = hmac::sign(&key, &self.signed(at.as_second()));
        let value = format!("t={},v1={}", at.as_second(), HEXLOWER_PERMISSIVE.encode(tag.as_ref()));
        self.headers.push((SIGNATURE.to_owned(), value));
    }
}

fn append(map: &mut Map<String, Value>, name: String, value: &str) {
    if let Some(list) = map.entry(name).or_insert_with(|| json!([])).as_array_mut() {
        list.push(json!(value));
    }
}

impl WebReply {
    /// An answer of the platform's own, which says nothing of the app.
    pub(crate) fn plain(status: u16, text: &str) -> Self {
        let headers = vec![("content-type".to_owned(), "text/plain".to_owned())];
        Self { status, headers, body: text.as_bytes().to_vec() }
    }

    /// What a function answered, with the names of the headers it may not set. None where it is no answer.
    pub(crate) fn read(value: &Value, keeps_all: bool) -> Option<(Self, Vec<String>)> {
        let status =
            u16::try_from(value["statusCode"].as_u64()?).ok().filter(|it| (100..600).contains(it))?;
        let body = match &value["body"] {
            Value::Null => Vec::new(),
            Value::String(text) => text.clone().into_bytes(),
            other => other.to_string().into_bytes(),
        };
        let mut headers = Vec::new();
        let mut dropped = Vec::new();
        for (name, values) in value["headers"].as_object().into_iter().flatten() {
            let lower = name.to_ascii_lowercase();
            let own = lower.starts_with("x-")
                && !lower.starts_with("x-frame")
                && !lower.starts_with("x-content-type");
            let single = [values.clone()];
            for value in values.as_array().map_or(&single[..], Vec::as_slice) {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let is_word =
                    lower.bytes().all(|byte| byte == b'-' || byte == b'_' || byte.is_ascii_alphanumeric());
                let is_line = !text.chars().any(char::is_control);
                if keeps_all
                    || (ANSWERED.contains(&lower.as_str()) || own) && is_word && is_line && !lower.is_empty()
                {
                    headers.push((lower.clone(), text));
                } else {
                    dropped.push(lower.chars().filter(|char| !char.is_control()).take(60).collect());
                }
            }
        }
        // What an app answers is not the host's own page.
        headers.push(("x-content-type-options".to_owned(), "nosniff".to_owned()));
        headers.push(("content-security-policy".to_owned(), "sandbox".to_owned()));
        Some((Self { status, headers, body }, dropped))
    }
}
