//! The products of the sites an app is installed on, as the platform asks them.
//!
//! The platform decides whether a call may be made, for whom, and in which words; a product answers it. What a product is
//! handed was allowed, has its canonical path, and carries no header that is the platform's to set.

use assay_app::operations::Operation;
use serde_json::Value;

/// A site: one tenant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Site {
    /// A short name for people: `alpha`.
    pub key: String,
    /// The id the platform knows it by.
    pub cloud_id: String,
    /// Its host: `alpha.atlassian.example`.
    pub host: String,
    /// The products it has: `jira`, `confluence`.
    pub products: Vec<String>,
    /// What belongs to people there: account ids, names, addresses of mail. They are looked for in logs.
    pub personal: Vec<String>,
}

/// For whom a product answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Caller {
    /// Nobody.
    Nobody,
    /// The app, by its account on the site.
    App(String),
    /// A user, by account id.
    User(String),
}

/// A call that may be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductCall {
    /// `jira`, `confluence`.
    pub product: String,
    /// In capitals.
    pub method: String,
    /// The canonical path, with its query.
    pub path: String,
    /// Headers, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What a product answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductReply {
    /// The HTTP status.
    pub status: u16,
    /// Header fields.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// There is such a call, and this product does not know how to answer it. The app gets 501, and it is listed.
    pub is_unmodelled: bool,
}

impl ProductReply {
    /// An answer of JSON.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { status, headers, body: body.to_string().into_bytes(), is_unmodelled: false }
    }

    /// The product does not model this call.
    #[must_use]
    pub fn unmodelled() -> Self {
        Self { is_unmodelled: true, ..Self::default() }
    }
}

/// Something that happened in a product.
#[derive(Debug, Clone, PartialEq)]
pub struct ProductEvent {
    /// The key of the site it happened on.
    pub site: String,
    /// `jira`, `confluence`.
    pub product: String,
    /// `avi:jira:updated:issue`.
    pub name: String,
    /// What apps are told.
    pub body: Value,
    /// The account that made it happen.
    pub actor: Option<String>,
}

/// The products of all sites.
pub trait Products: Send {
    /// The sites there are.
    fn sites(&self) -> Vec<Site>;

    /// Why a user may not make a call; none where they may, or where the product tells by its own answer.
    fn refuses(&self, site: &str, account: &str, operation: &Operation, path: &[String]) -> Option<String>;

    /// Answers a call on a site.
    fn answer(&mut self, site: &str, caller: &Caller, call: &ProductCall) -> ProductReply;

    /// What happened since this was asked last, in its order.
    fn take_events(&mut self) -> Vec<ProductEvent>;
}
