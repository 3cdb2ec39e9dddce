//! What a running app was asked and what it answered.

use serde::{Deserialize, Serialize};

/// How much a prober held in its hands; what it could see depends on that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Depth {
    /// Nothing: what anybody on the web can send.
    BlackBox,
    /// The shared secret of a tenant: requests like those of a product, and each of them with one fault.
    TenantKeyed,
    /// The server the app takes its keys from: tokens signed as if by the platform.
    KeyServerControlled,
}

impl Depth {
    /// The words used in reports.
    pub fn words(self) -> &'static str {
        match self {
            Self::BlackBox => "black box",
            Self::TenantKeyed => "tenant-keyed",
            Self::KeyServerControlled => "key-server-controlled",
        }
    }
}

/// The proof behind evidence from a running app. Redacted by who makes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LiveProof {
    /// What the prober held.
    pub depth: Depth,
    /// What went back and forth, the telling exchange first, those it is compared with behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exchanges: Vec<Exchange>,
    /// Command lines that show the same again, one each. What was redacted stands in them as `…`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeat: Vec<String>,
}

/// One request and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Exchange {
    /// What it is here: `no token`, `the same request with its token`.
    pub what: String,
    /// What was asked.
    pub request: WebRequest,
    /// What was answered; none where no answer came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<WebResponse>,
    /// Why no answer came, or what was odd about it: `no answer within 10 s`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

/// An HTTP request as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WebRequest {
    /// `GET`.
    pub method: String,
    /// Absolute.
    pub url: String,
    /// Names as sent and values, in order; a name may stand there twice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The beginning of its body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// An HTTP response as it came.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WebResponse {
    /// `200`.
    pub status: u16,
    /// Names and values, in order; a name may stand there twice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The beginning of its body, where that tells something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

impl WebRequest {
    /// A command line for a POSIX shell that sends the same: `curl -i -X POST … 'https://…'`.
    ///
    /// Every text of the request stands in single quotes, so nothing in it is run.
    pub fn curl(&self) -> String {
        let mut line = String::from("curl -sS -i");
        match self.method.as_str() {
            "GET" => {}
            "HEAD" => line.push_str(" -I"),
            method => {
                line.push_str(" -X ");
                line.push_str(&quoted(method));
            }
        }
        for (name, value) in &self.headers {
            line.push_str(" -H ");
            // curl takes a name with a semicolon for a header without a value.
            let header = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
            line.push_str(&quoted(&header));
        }
        if let Some(body) = &self.body {
            // Unlike `--data-binary`, it takes no file name behind an `@`.
            line.push_str(" --data-raw ");
            line.push_str(&quoted(body));
        }
        line.push(' ');
        line.push_str(&quoted(&self.url));
        line
    }
}

impl Exchange {
    /// The exchange in a line: `GET https://… → 200`.
    pub fn line(&self) -> String {
        let outcome = match (&self.response, &self.trouble) {
            (Some(response), None) => response.status.to_string(),
            (Some(response), Some(trouble)) => format!("{}, {trouble}", response.status),
            (None, Some(trouble)) => trouble.clone(),
            (None, None) => "no answer".to_owned(),
        };
        format!("{} {} → {outcome}", self.request.method, self.request.url)
    }
}

/// A text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=,@%+".contains(&byte);
    if !text.is_empty() && text.bytes().all(harmless) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::WebRequest;

    #[test]
    fn a_curl_line_quotes_whatever_the_request_holds() {
        let request = WebRequest {
            method: "POST".to_owned(),
            url: "https://app.example.com/installed?x=$(id)&y='1'".to_owned(),
            headers: vec![
                ("Authorization".to_owned(), "JWT …".to_owned()),
                ("X-Empty".to_owned(), String::new()),
            ],
            body: Some("{\"key\":\"`id`\"}".to_owned()),
        };
        assert_eq!(
            request.curl(),
            r#"curl -sS -i -X POST -H 'Authorization: JWT …' -H 'X-Empty;' --data-raw '{"key":"`id`"}' 'https://app.example.com/installed?x=$(id)&y='\''1'\'''"#
        );
    }

    #[test]
    fn a_plain_request_is_a_plain_line() {
        let request = WebRequest {
            method: "HEAD".to_owned(),
            url: "https://app.example.com/a".to_owned(),
            headers: Vec::new(),
            body: None,
        };
        assert_eq!(request.curl(), "curl -sS -i -I https://app.example.com/a");
    }
}
