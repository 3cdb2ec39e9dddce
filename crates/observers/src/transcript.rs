//! What was seen of an app while it ran, as values: nothing of what was sent or answered stands in them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// What was seen of one app in one session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Transcript {
    /// Whether processes were used more than once.
    pub reuse: Reuse,
    /// What ran the app and what held it, in words: `quickjs, full jail`. More than one where that changed.
    pub held_by: BTreeSet<String>,
    /// Every invocation, in its order.
    pub calls: Vec<Call>,
    /// Texts of one site that were seen on another.
    pub leaks: Vec<Leak>,
    /// Sites whose admin does not allow that logs are read.
    pub closed_logs: Vec<String>,
}

/// How often a process was used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reuse {
    /// Once.
    #[default]
    Fresh,
    /// Again and again, for one tenant.
    TenantWarm,
    /// Again and again, for whoever was next.
    CloudLike,
}

/// One invocation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Call {
    /// The key of the function.
    pub function: String,
    /// The name a resolver defines, where one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The site it was on.
    pub site: String,
    /// Why it ran.
    pub cause: Cause,
    /// How it ended.
    pub end: End,
    /// What it asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<Request>,
    /// Code it made of texts, or asked for elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<Made>,
    /// What it logged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
}

/// Why a function ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum Cause {
    /// Somebody did something on a page, or would have: who, in a word.
    User(String),
    /// Somebody on the web called a web trigger.
    Web {
        /// The web trigger's key.
        trigger: String,
        /// The request carried something that could be proof: a header field, a parameter, more than an empty body.
        bears_something: bool,
        /// The HTTP status of the answer.
        status: u16,
    },
    /// Something happened in a product, or to the app: the event's name.
    Event(String),
    /// Its time had come.
    Schedule,
    /// A queue had something for it: the queue's name.
    Job(String),
}

/// How an invocation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// With an answer.
    Answered,
    /// It threw.
    Threw,
    /// It was ended, or never began.
    Broke,
}

/// One thing the app asked the platform for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Request {
    /// `product`, `store`, `egress`, `queue`.
    pub kind: String,
    /// The operation, the store's verb, or the host.
    pub subject: String,
    /// `app`, `user`, `nobody`, of calls of products.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// What became of it.
    pub decision: Decision,
    /// The rule that refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What to change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// The granted scopes that were used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// The host that was called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The HTTP status the app saw.
    pub status: u16,
}

/// Code that was made of a text at run time, or asked for elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Made {
    /// By what: `eval`, `Function`, `import of https://example.com`.
    pub by: String,
    /// Where: `src/index.js:7:9`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The engine did not do it.
    pub is_refused: bool,
    /// While the app was loaded, before it was asked for anything.
    pub at_load: bool,
    /// The text is one that packages are known for, and says nothing of the app.
    pub is_harmless: bool,
}

/// What became of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// It went through.
    #[default]
    Allow,
    /// It was refused.
    Deny,
    /// The local platform does not model it.
    Unmodelled,
}

/// One line of the log, by what it held.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Line {
    /// How much of what kind was taken out before it was kept.
    pub masked: BTreeMap<Masked, u32>,
    /// It holds the canary that stands in each text of the site: what users wrote.
    pub holds_content: bool,
}

/// What kind of thing was taken out of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Masked {
    /// An encrypted variable of the environment, or a secret of the store.
    Secret,
    /// A name or an address of mail of a person of the site.
    Personal,
    /// An id of an account.
    Account,
    /// Something of the form of a credential.
    Credential,
    /// Something of the form of an address of mail.
    Mail,
    /// Something of the form of a card's number.
    Card,
    /// Something of the form of a machine's address.
    Machine,
    /// A variable of the environment that is not encrypted.
    Variable,
}

/// A text of one site that was seen on another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Leak {
    /// The site it belongs to.
    pub of: String,
    /// The site it was seen on.
    pub on: String,
    /// In what it was seen: `answer`, `log`, `event`, `process`.
    pub within: String,
    /// The function that was running; empty where none was.
    #[serde(default)]
    pub function: String,
    /// Where the process kept it, as far as that was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Held>,
}

/// Where a process keeps a text between invocations.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Held {
    /// The way to it from a variable of the top level: `cache.get("A-1").summary`.
    pub path: String,
    /// The file that variable comes from, below the app's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl Call {
    /// The function, and the name that was asked for: `resolver/read`.
    #[must_use]
    pub fn what(&self) -> String {
        match &self.name {
            Some(name) => format!("{}/{name}", self.function),
            None => self.function.clone(),
        }
    }

    /// The way through the code ended where the local platform does, not where the app does: something is not modelled, or
    /// is not called from here.
    #[must_use]
    pub fn is_cut_short(&self) -> bool {
        self.requests
            .iter()
            .any(|it| it.decision == Decision::Unmodelled || it.rule.as_deref() == Some("live-egress-off"))
    }
}
