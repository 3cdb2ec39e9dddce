//! Requests and replies, as the platform passes them on.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who makes a request.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Caller {
    /// Nobody.
    Anonymous,
    /// The app, by the id of its own account.
    App(String),
    /// A user, by the id of the account.
    User(String),
}

impl Caller {
    /// The id of the account; none for nobody.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Anonymous => None,
            Self::App(account) | Self::User(account) => Some(account),
        }
    }
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductRequest {
    /// `jira` or `confluence`.
    pub product: String,
    /// In capitals.
    pub method: String,
    /// Path and query, as the policy lets them through.
    pub path: String,
    /// Headers, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// A reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductReply {
    /// The HTTP status.
    pub status: u16,
    /// Headers, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// What of the request is not modelled, each in a few words: with a status of 501 the whole of it, else parameters that
    /// had no effect and a product would have heeded.
    pub unmodelled: Vec<String>,
}

impl ProductReply {
    /// A reply of JSON.
    #[must_use]
    pub fn of(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), "application/json;charset=UTF-8".to_owned())],
            body: body.to_string().into_bytes(),
            unmodelled: Vec::new(),
        }
    }

    /// A reply without a body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), unmodelled: Vec::new() }
    }

    /// The answer to what is not modelled: 501, and what it was.
    #[must_use]
    pub fn unmodelled(what: &str) -> Self {
        let body =
            serde_json::json!({ "code": "NOT_MODELLED", "message": format!("not modelled here: {what}") });
        Self { unmodelled: vec![what.to_owned()], ..Self::of(501, &body) }
    }

    /// Whether the whole request is not modelled.
    #[must_use]
    pub fn is_unmodelled(&self) -> bool {
        self.status == 501
    }
}
