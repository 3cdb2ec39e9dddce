//! One request on its way through an operation.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    answer::Answer,
    event::ProductEvent,
    exchange::Caller,
    rights,
    site::{Site, User},
};

/// Properties of something, by key.
pub(crate) type Properties = BTreeMap<String, Value>;

/// A request with all it needs to be answered.
pub(crate) struct Call<'a> {
    pub(crate) site: &'a mut Site,
    pub(crate) caller: &'a Caller,
    /// The values of the path's parameters, in their order.
    pub(crate) parameters: Vec<String>,
    pub(crate) query: Query,
    /// Where it is JSON; null where there is none.
    pub(crate) body: Option<Value>,
    pub(crate) raw: &'a [u8],
    pub(crate) headers: &'a [(String, String)],
    pub(crate) now: Timestamp,
    pub(crate) events: &'a mut Vec<ProductEvent>,
    /// It asks for version 2 of Jira's API, whose texts are no documents.
    pub(crate) is_version_2: bool,
}

impl Call<'_> {
    pub(crate) fn parameter(&self, at: usize) -> &str {
        self.parameters.get(at).map_or("", String::as_str)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The account that counts as who did it.
    pub(crate) fn account(&self) -> Option<&str> {
        match self.caller {
            Caller::Anonymous => None,
            Caller::App(account) | Caller::User(account) => Some(account),
        }
    }

    pub(crate) fn user(&self) -> Option<&User> {
        match self.caller {
            Caller::User(account) => self.site.user(account),
            _ => None,
        }
    }

    pub(crate) fn administers(&self) -> bool {
        rights::administers(self.site, self.caller)
    }

    /// The body as an object, or what `otherwise` makes of there being none.
    pub(crate) fn object(&self, otherwise: Answer) -> Result<&Value, Answer> {
        self.body.as_ref().filter(|body| body.is_object()).ok_or(otherwise)
    }

    pub(crate) fn happened(&mut self, product: &str, name: &str, body: Value) {
        self.events.push(ProductEvent {
            site: self.site.key.clone(),
            product: product.to_owned(),
            name: name.to_owned(),
            body,
            actor: self.caller.clone(),
        });
    }

    /// Now, as Jira writes it.
    pub(crate) fn moment(&self) -> String {
        self.now.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
    }

    /// Now, as Confluence writes it.
    pub(crate) fn instant(&self) -> String {
        self.now.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
    }

    pub(crate) fn link(&self, path: &str) -> String {
        format!("https://{}{path}", self.site.host)
    }
}

/// The query, which knows what of it was heeded.
#[derive(Debug, Default)]
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
    heeded: RefCell<BTreeSet<String>>,
    /// Values of lists that have no effect: `expand=names`.
    ignored: RefCell<Vec<String>>,
}

impl Query {
    pub(crate) fn parse(text: &str) -> Self {
        let pairs = url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        Self { pairs, ..Self::default() }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.heeded.borrow_mut().insert(name.to_owned());
        self.pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// All values of a parameter that takes several, given apart or with commas.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        self.heeded.borrow_mut().insert(name.to_owned());
        let all = self.pairs.iter().filter(|(own, _)| own == name);
        all.flat_map(|(_, value)| value.split(',')).map(str::trim).filter(|it| !it.is_empty()).collect()
    }

    /// The values of a list out of those that have an effect. The others are told.
    pub(crate) fn choices(&self, name: &str, known: &[&str]) -> Vec<&str> {
        let (known, others): (Vec<_>, Vec<_>) =
            self.list(name).into_iter().partition(|it| known.contains(it));
        self.ignored.borrow_mut().extend(others.iter().map(|other| format!("{name}={other}")));
        known
    }

    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }

    /// Notes what had no effect.
    pub(crate) fn ignore(&self, what: String) {
        self.ignored.borrow_mut().push(what);
    }

    /// What nobody heeded.
    pub(crate) fn unheeded(self) -> Vec<String> {
        let heeded = self.heeded.into_inner();
        let mut unheeded = self.ignored.into_inner();
        let names = self.pairs.into_iter().map(|(name, _)| name).filter(|name| !heeded.contains(name));
        unheeded.extend(names.map(|name| format!("parameter {name}")));
        unheeded.sort();
        unheeded.dedup();
        unheeded
    }
}

/// An avatar, as both products put it beside a user.
pub(crate) fn avatars(host: &str) -> Value {
    let at = |size: u8| format!("https://{host}/avatar/{size}.png");
    json!({ "48x48": at(48), "24x24": at(24), "16x16": at(16), "32x32": at(32) })
}
