//! A request to be sent.

use std::fmt;

use assay_evidence::WebRequest;
use url::Url;

use super::client::MayChange;

/// Characters of a request's body that evidence shows.
const SHOWN_BODY: usize = 1000;

/// One request. What it sends is under its maker's control to the byte, as far as HTTP/1.1 can carry it: headers are
/// sent in order, twice where they stand there twice. `Host`, `User-Agent` and `Content-Length` are filled in where
/// they are missing.
#[derive(Clone)]
pub struct Request {
    pub(super) case: String,
    pub(super) method: String,
    pub(super) url: Url,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) secrets: Vec<String>,
}

impl Request {
    /// A `GET`. `case` names the request within the run, for recordings: `connect-unsigned-token/alg-none GET /hello`.
    /// No two requests of a run have the same name, and the same run gives the same names.
    pub fn get(case: impl Into<String>, url: &Url) -> Self {
        Self::new(case.into(), "GET", url)
    }

    /// A `HEAD`.
    pub fn head(case: impl Into<String>, url: &Url) -> Self {
        Self::new(case.into(), "HEAD", url)
    }

    /// An `OPTIONS`.
    pub fn options(case: impl Into<String>, url: &Url) -> Self {
        Self::new(case.into(), "OPTIONS", url)
    }

    /// A request with any other method, which an app that does not refuse it may act upon: it takes the permission
    /// of [`Client::may_change`](super::Client::may_change).
    pub fn changing(_permission: &MayChange, case: impl Into<String>, method: &str, url: &Url) -> Self {
        Self::new(case.into(), method, url)
    }

    fn new(case: String, method: &str, url: &Url) -> Self {
        Self {
            case,
            method: method.to_owned(),
            url: url.clone(),
            headers: Vec::new(),
            body: Vec::new(),
            secrets: Vec::new(),
        }
    }

    /// Adds a header; one that is there stays.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Says that a text of this request (in its URL, a header or its body) is secret: a token, a signature. It is
    /// masked wherever the request is shown or recorded, and watched for in the answer.
    pub fn secret(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.secrets.push(text);
        }
        self
    }

    /// Gives it a body of a media type.
    pub fn body(self, media_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let mut request = self.header("Content-Type", media_type);
        request.body = bytes.into();
        request
    }

    /// Its name within the run.
    pub fn case(&self) -> &str {
        &self.case
    }

    /// Its address.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The request as evidence and recordings show it: without its secrets.
    pub fn shown(&self) -> WebRequest {
        let body = String::from_utf8_lossy(&self.body);
        let masked: String = self.masked(&body).chars().take(SHOWN_BODY).collect();
        WebRequest {
            method: self.method.clone(),
            url: self.masked(self.url.as_str()),
            headers: self.headers.iter().map(|(name, value)| (name.clone(), self.masked(value))).collect(),
            body: (!masked.is_empty()).then_some(masked),
        }
    }

    fn masked(&self, text: &str) -> String {
        self.secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), "…"))
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({}: {:?})", self.case, self.shown())
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::Request;

    #[test]
    fn secrets_are_masked_wherever_they_stand() {
        let url = Url::parse("https://app.example.com/hello?jwt=aaa.bbb.ccc").unwrap();
        let request =
            Request::get("a case", &url).header("Authorization", "JWT aaa.bbb.ccc").secret("aaa.bbb.ccc");
        assert_eq!(request.shown().url, "https://app.example.com/hello?jwt=…");
        assert_eq!(request.shown().headers, [("Authorization".to_owned(), "JWT …".to_owned())]);
        assert!(!format!("{request:?}").contains("bbb"));
    }
}
