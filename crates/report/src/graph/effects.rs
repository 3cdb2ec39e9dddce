//! What is reached, as boxes of a picture.

use assay_code::{
    Call, Text, Value,
    model::{Effect, Identity, Role},
};

use super::plan::Zone;

/// A thing that is reached.
pub(super) struct Reached {
    pub(super) zone: Zone,
    pub(super) title: String,
    pub(super) detail: String,
    /// With more than a user's own rights, or with data that must stay secret.
    pub(super) grave: bool,
}

/// What a call reaches, where that belongs into a picture.
pub(super) fn reached(call: &Call) -> Option<Reached> {
    let product = call.model.and_then(|model| model.product.as_deref()).unwrap_or("product");
    let as_app = call.identity() == Some(Identity::App);
    let whose = match call.identity() {
        Some(Identity::App) => "as the app",
        Some(Identity::User) => "as the user",
        Some(Identity::NamedUser) => "as a user the code names",
        Some(Identity::None) | None => "",
    };
    let found = |zone, title: String, detail: &str, grave| {
        Some(Reached { zone, title, detail: detail.to_owned(), grave })
    };
    match call.effect()? {
        Effect::ProductCall => {
            let route = told(&call.role(Role::Route)).unwrap_or_else(|| "a computed route".to_owned());
            let title = format!("{} {}", method(call), without_query(&route));
            found(Zone::Products, title, &format!("{product} {whose}"), as_app)
        }
        Effect::ProductQuery => {
            found(Zone::Products, "GraphQL".to_owned(), &format!("{product} {whose}"), as_app)
        }
        Effect::Egress | Effect::RemoteCall => {
            let address = told(&call.role(Role::Url)).or_else(|| told(&call.role(Role::Name)));
            let host = address.map_or_else(|| "a computed address".to_owned(), |address| host(&address));
            let detail =
                if call.effect() == Some(Effect::RemoteCall) { "the app's remote" } else { "network" };
            found(Zone::Network, host, detail, false)
        }
        Effect::StorageRead | Effect::StorageQuery | Effect::SharedStorageRead => store(call, "read", false),
        Effect::StorageWrite | Effect::SharedStorageWrite => store(call, "write", false),
        Effect::StorageDelete => store(call, "delete", false),
        Effect::SecretRead => store(call, "read a secret", true),
        Effect::SecretWrite => store(call, "write a secret", true),
        Effect::SecretDelete => store(call, "delete a secret", true),
        Effect::Sql | Effect::Nosql => found(Zone::Stores, "database".to_owned(), product, false),
        Effect::BrowserStorageWrite => found(Zone::Stores, "the browser's storage".to_owned(), "write", true),
        Effect::QueuePush => found(Zone::Stores, "queue".to_owned(), "push", false),
        Effect::Execute => found(Zone::Network, "a process".to_owned(), "started", true),
        Effect::Evaluate => found(Zone::Network, "code from text".to_owned(), "evaluated", true),
        Effect::MailSend => found(Zone::Network, "mail".to_owned(), "sent", false),
        Effect::ModelPrompt => found(Zone::Network, "a language model".to_owned(), "prompted", false),
        _ => None,
    }
}

fn store(call: &Call, what: &str, grave: bool) -> Option<Reached> {
    let key = told(&call.role(Role::Key)).unwrap_or_else(|| "{}".to_owned());
    Some(Reached { zone: Zone::Stores, title: key, detail: what.to_owned(), grave })
}

/// A text with `{}` where a part is computed.
fn told(value: &Value) -> Option<String> {
    value.texts().next().map(Text::template).filter(|text| !text.is_empty())
}

fn method(call: &Call) -> String {
    let said = call.role(Role::Method);
    let options = call.role(Role::Options).field("method");
    let of_model = call.model.and_then(|model| model.method.as_deref());
    let method = said.constants().next().or_else(|| options.constants().next()).or(of_model);
    method.unwrap_or("GET").to_ascii_uppercase()
}

fn without_query(route: &str) -> &str {
    route.split('?').next().unwrap_or(route)
}

/// The host of an address; the address itself where it has none.
fn host(address: &str) -> String {
    match address.split_once("://") {
        Some((_, rest)) => rest.split(['/', '?', '#']).next().unwrap_or(rest).to_owned(),
        None => without_query(address).to_owned(),
    }
}
