//! Whether one request of a running app goes through.
//!
//! A pure function: in go what the installation was granted, who acts, and the request as it came over the channel; out
//! comes what is sent on, or a refusal that says which rule refuses, why, what to change and which requirement that
//! protects. Whoever carries requests out asks here and does what is said, and so a sandbox and a gateway decide alike.

pub mod base_url;
pub mod egress;
pub mod path;
pub mod permissions;
mod product;
pub mod reach;
pub mod request;
mod rule;
#[cfg(test)]
mod tests;

use assay_app::operations::Operation;
use serde::Serialize;
use url::Url;

use permissions::Permissions;
use request::{Identity, Request, Store};
pub use rule::{Guards, Rule};

/// What the platform itself knows of an invocation. Nothing of it comes from the app.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What the installation was granted.
    pub permissions: &'a Permissions,
    /// The products it is installed in: `jira`, `confluence`.
    pub products: &'a [String],
    /// The resource names of its contexts.
    pub contexts: &'a [String],
    /// The app is distributed to others than its makers: it may call only products it is installed in.
    pub distributed: bool,
    /// The account that acts; none in schedules, events and web triggers.
    pub actor: Option<&'a str>,
    /// What users may do in the products.
    pub rights: &'a dyn Rights,
    /// Requests the invocation may still send.
    pub requests_left: u32,
    /// Which rules hold.
    pub guards: Guards,
}

/// What users may do in a product. The product knows.
pub trait Rights {
    /// Why the account may not call this operation with this path; none where it may, or where the product tells by
    /// its own answer.
    fn refuses(&self, account: &str, operation: &Operation, path: &[String]) -> Option<String>;
}

/// What becomes of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// It goes through, as told here and in no other form.
    Allow(Allowed),
    /// It does not.
    Deny(Denial),
    /// There is such a thing, and it is not modelled: answered with 501 and listed, never with silent success.
    Unmodelled(Unmodelled),
}

/// A request that goes through.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Allowed {
    /// The product's operation.
    pub operation: Option<&'static Operation>,
    /// The granted scopes it used.
    pub scopes: Vec<&'static str>,
    /// The path to send, or the whole address where it leads out of the platform.
    pub target: String,
    /// The headers to send, their names in lower case.
    pub headers: Vec<(String, String)>,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Denial {
    /// The rule that refuses.
    pub rule: Rule,
    /// The HTTP status the app sees.
    pub status: u16,
    /// What the platform's packages know the refusal by, in the header `forge-proxy-error`.
    pub error: Option<&'static str>,
    /// Why, in one plain sentence.
    pub reason: String,
    /// What to change.
    pub fix: String,
}

/// Something that is not modelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unmodelled {
    /// What was asked for, in a few words.
    pub what: String,
}

impl Denial {
    pub(crate) fn new(rule: Rule, status: u16, reason: String) -> Self {
        Self { rule, status, error: None, reason, fix: String::new() }
    }

    pub(crate) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = fix.into();
        self
    }

    pub(crate) fn error(mut self, error: &'static str) -> Self {
        self.error = Some(error);
        self
    }
}

impl std::fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context")
            .field("products", &self.products)
            .field("actor", &self.actor)
            .finish_non_exhaustive()
    }
}

/// Decides one request.
pub fn decide(context: &Context<'_>, request: &Request) -> Decision {
    if context.requests_left == 0 && context.guards.hold(Rule::BudgetSpent) {
        return Decision::Deny(
            Denial::new(Rule::BudgetSpent, 429, "the invocation has sent all the requests it may".to_owned())
                .fix("send fewer requests in one invocation, or move the work to a queue"),
        );
    }
    let decided = match request {
        Request::Product(request) => return product::decide(context, request),
        Request::Egress { url } => egress(context, url),
        Request::Remote { remote, path } => remote_call(context, remote, path),
        Request::Provider { provider, remote, account, path } => {
            provider_call(context, provider, remote.as_deref(), account.as_deref(), path)
        }
        Request::Store { store, path } => store_call(context, *store, path),
        Request::Queue(_) => Ok(Allowed::default()),
        Request::Other { what } => return Decision::Unmodelled(Unmodelled { what: what.clone() }),
    };
    decided.map_or_else(Decision::Deny, Decision::Allow)
}

fn egress(context: &Context<'_>, text: &str) -> Result<Allowed, Denial> {
    let url = egress::read(text, context.guards)?;
    egress::may_call(&context.permissions.egress, &url, context.guards)?;
    Ok(Allowed { target: url.into(), ..Allowed::default() })
}

fn remote_call(context: &Context<'_>, key: &str, path: &str) -> Result<Allowed, Denial> {
    let base = remote(context, key)?;
    Ok(Allowed { target: base_url::below(base, path, context.guards)?.into(), ..Allowed::default() })
}

fn provider_call(
    context: &Context<'_>,
    key: &str,
    named: Option<&str>,
    account: Option<&str>,
    path: &str,
) -> Result<Allowed, Denial> {
    let undeclared = |because: String| {
        Denial::new(Rule::RemoteNotDeclared, 400, because)
            .error("INVALID_SERVICE_KEY")
            .fix("declare the provider and its remotes under providers.auth")
    };
    let remotes = context
        .permissions
        .providers
        .get(key)
        .ok_or_else(|| undeclared(format!("the manifest declares no provider `{key}`")))?;
    let own = match (named, remotes.as_slice()) {
        (Some(named), all) if all.iter().any(|own| own == named) => named,
        (None, [only, ..]) => only.as_str(),
        _ => return Err(undeclared(format!("the provider `{key}` has no such remote"))),
    };
    if account.is_none() && context.actor.is_none() && context.guards.hold(Rule::NoActingUser) {
        return Err(Denial::new(
            Rule::NoActingUser,
            401,
            "no user acts here whose account could be used".to_owned(),
        )
        .error("NEEDS_AUTHENTICATION_ERR")
        .fix("call the provider where a user acts"));
    }
    let base = remote(context, own)?;
    Ok(Allowed { target: base_url::below(base, path, context.guards)?.into(), ..Allowed::default() })
}

fn remote<'c>(context: &Context<'c>, key: &str) -> Result<&'c Url, Denial> {
    context.permissions.remotes.get(key).ok_or_else(|| {
        Denial::new(Rule::RemoteNotDeclared, 400, format!("the manifest declares no remote `{key}`"))
            .error("INVALID_REMOTE")
            .fix("declare the remote with its base URL, and have the admin approve it")
    })
}

fn store_call(context: &Context<'_>, store: Store, path: &str) -> Result<Allowed, Denial> {
    let permissions = context.permissions;
    let (granted, needed) = match store {
        Store::Kvs => (permissions.scopes.contains_key("storage:app"), "the scope storage:app"),
        Store::Sql => (
            permissions.sql && permissions.scopes.contains_key("storage:app"),
            "the module sql and the scope storage:app",
        ),
        Store::Objects => (
            permissions.objects && permissions.scopes.contains_key("storage:app"),
            "the module objectStore and the scope storage:app",
        ),
    };
    if !granted && context.guards.hold(Rule::StorageNotGranted) {
        return Err(Denial::new(
            Rule::StorageNotGranted,
            403,
            format!("the store takes {needed}, which is not granted"),
        )
        .fix(format!("add {needed} to the manifest, and have the admin approve it")));
    }
    Ok(Allowed { target: path.to_owned(), ..Allowed::default() })
}

impl Identity {
    /// `app`, `user`, `nobody`: for records, where accounts do not belong.
    pub fn word(&self) -> &'static str {
        match self {
            Self::App => "app",
            Self::User(_) => "user",
            Self::Nobody => "nobody",
        }
    }
}
