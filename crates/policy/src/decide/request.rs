//! What a running app asks for, as typed values.
//!
//! The app's side of the channel names a kind of call, a path and a few options; nothing in there about tenant, user,
//! app or environment is believed.
//!
//! Source: globals the published packages `@forge/api` 8.3, `@forge/kvs` 1.6, `@forge/events` 3.0 call, observed 2026-11.

use serde::Deserialize;
use serde_json::Value;

use super::{Denial, rule::Rule};

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// A call of a product's API.
    Product(ProductRequest),
    /// A call of a service a user has logged in to, the token to be attached by the platform.
    Provider {
        /// The provider's key.
        provider: String,
        /// The remote's key; none where the provider has one only.
        remote: Option<String>,
        /// Whose account.
        account: Option<String>,
        /// The path below the remote's base URL.
        path: String,
    },
    /// A call of the app's own server.
    Remote {
        /// Its key.
        remote: String,
        /// The path below its base URL.
        path: String,
    },
    /// A call of a store of the platform.
    Store {
        /// Which.
        store: Store,
        /// The path of the call.
        path: String,
    },
    /// A call of a queue.
    Queue(QueueVerb),
    /// A call to an address outside.
    Egress {
        /// As the app wrote it.
        url: String,
    },
    /// One that the platform has and that is not modelled here: answered with 501 and listed.
    Other {
        /// In a few words: `llm`, `graphql`.
        what: String,
    },
}

/// A call of a product's API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductRequest {
    /// `jira`, `confluence`, `bitbucket`, `stargate`.
    pub product: String,
    /// For whom it is made.
    pub identity: Identity,
    /// The context the app names in place of its own.
    pub context: Option<String>,
    /// In capitals.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers, their names in lower case.
    pub headers: Vec<(String, String)>,
}

/// For whom a call is made.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Identity {
    /// The app.
    App,
    /// The user who acts, or the one with this account.
    User(Option<String>),
    /// Nobody.
    Nobody,
}

/// A store of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Store {
    /// Keys and values, entities, secrets.
    Kvs,
    /// SQL.
    Sql,
    /// Objects.
    Objects,
}

/// What is asked of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QueueVerb {
    /// To take events.
    Publish,
    /// To tell how a job stands.
    Stats,
    /// To drop a job.
    Cancel,
}

/// The first argument of the platform's call.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    r#type: String,
    provider: Option<String>,
    remote: Option<String>,
    account_id: Option<String>,
    context_ari: Option<String>,
    service: Option<String>,
}

/// The options of a call, as far as a decision needs them.
#[derive(Debug, Default, Deserialize)]
struct Options {
    method: Option<String>,
    #[serde(default)]
    headers: Value,
}

/// The path of a queue's call. The braces are sent as they stand: filling them in is the platform's part.
const OWN_CONTEXT: &str = "/{contextAri}/{environmentId}/{appId}/{appVersion}";

/// Where packages up to `@forge/storage` 2 ask the store, among the calls of products.
const OLDER_STORE: (&str, &str) = ("stargate", "/forge/entities/graphql");

impl Request {
    /// Reads what came over the channel: the descriptor of the call, its path or address, its options.
    ///
    /// # Errors
    /// A refusal that says which part is not as the platform's packages send it.
    pub fn read(descriptor: &Value, path: &str, options: &Value) -> Result<Self, Denial> {
        let malformed = |because: String| {
            Denial::new(Rule::MalformedRequest, 400, because)
                .fix("call the platform through its published packages")
        };
        let descriptor = Descriptor::deserialize(descriptor)
            .map_err(|error| malformed(format!("the kind of call cannot be read: {error}")))?;
        let options = match options {
            Value::Null => Options::default(),
            options => Options::deserialize(options)
                .map_err(|error| malformed(format!("the options of the call cannot be read: {error}")))?,
        };
        let method = options.method.as_deref().unwrap_or("GET");
        if method.is_empty() || method.len() > 16 || !method.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Err(malformed("the method is no word".to_owned()));
        }
        let needed = |part: Option<String>, name: &str| {
            part.filter(|part| !part.is_empty() && part.len() <= 256 && !part.chars().any(char::is_control))
                .ok_or_else(|| malformed(format!("the call names no {name}")))
        };
        Ok(match descriptor.r#type.as_str() {
            "fpp" => {
                let identity = match descriptor.provider.as_deref() {
                    Some("app") => Identity::App,
                    Some("user") => Identity::User(descriptor.account_id),
                    Some("none") | None => Identity::Nobody,
                    Some(_) => return Err(malformed("the call is made for nobody that is known".to_owned())),
                };
                if let Some(verb) = queue_verb(path, &identity)? {
                    return Ok(Self::Queue(verb));
                }
                let is_of_the_store =
                    (descriptor.remote.as_deref(), path) == (Some(OLDER_STORE.0), OLDER_STORE.1);
                if is_of_the_store && identity == Identity::App {
                    return Ok(Self::Store { store: Store::Kvs, path: path.to_owned() });
                }
                // With a context of its own choice, the packages send no product: the context says it.
                let by_context = descriptor.context_ari.as_deref().and_then(product_of_context);
                Self::Product(ProductRequest {
                    product: needed(descriptor.remote.or(by_context), "product")?,
                    identity,
                    context: descriptor.context_ari,
                    method: method.to_ascii_uppercase(),
                    path: path.to_owned(),
                    headers: headers(&options.headers).map_err(malformed)?,
                })
            }
            "tpp" => Self::Provider {
                provider: needed(descriptor.provider, "provider")?,
                remote: descriptor.remote,
                account: descriptor.account_id,
                path: path.to_owned(),
            },
            "frc" => Self::Remote { remote: needed(descriptor.remote, "remote")?, path: path.to_owned() },
            "fcc" => Self::Other { what: format!("service {}", needed(descriptor.service, "service")?) },
            "kvs" => Self::Store { store: Store::Kvs, path: path.to_owned() },
            "sql" => Self::Store { store: Store::Sql, path: path.to_owned() },
            "os" => Self::Store { store: Store::Objects, path: path.to_owned() },
            "egress" => Self::Egress { url: path.to_owned() },
            known @ ("llm" | "realtime" | "emails") => Self::Other { what: known.to_owned() },
            other => {
                let shown: String = other.chars().filter(|char| !char.is_control()).take(40).collect();
                return Err(malformed(format!("there is no kind of call `{shown}`")));
            }
        })
    }
}

fn queue_verb(path: &str, identity: &Identity) -> Result<Option<QueueVerb>, Denial> {
    let Some(rest) = path.strip_prefix("/webhook/queue/") else { return Ok(None) };
    let (verb, context) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let verb = match verb {
        "publish" => QueueVerb::Publish,
        "stats" => QueueVerb::Stats,
        "cancel" => QueueVerb::Cancel,
        _ => return Ok(None),
    };
    if context.trim_end_matches('/') != OWN_CONTEXT || *identity != Identity::App {
        return Err(Denial::new(
            Rule::IdentityClaimed,
            403,
            "the call fills in for whom it is made, which the platform does".to_owned(),
        )
        .fix("use the queue of @forge/events, which leaves that to the platform"));
    }
    Ok(Some(verb))
}

/// The product a context belongs to: `ari:cloud:jira::site/…`.
fn product_of_context(ari: &str) -> Option<String> {
    let product = ari.strip_prefix("ari:cloud:")?.split(':').next()?;
    Some(product.to_owned()).filter(|product| !product.is_empty())
}

/// Headers as an object or as a list of pairs.
fn headers(value: &Value) -> Result<Vec<(String, String)>, String> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(bool) => Some(bool.to_string()),
        _ => None,
    };
    let pairs: Option<Vec<(String, String)>> = match value {
        Value::Null => Some(Vec::new()),
        Value::Object(map) => map
            .iter()
            .map(|(name, value)| match value {
                Value::Array(values) => {
                    let values: Option<Vec<String>> = values.iter().map(text).collect();
                    Some((name.clone(), values?.join(", ")))
                }
                value => Some((name.clone(), text(value)?)),
            })
            .collect(),
        Value::Array(pairs) => pairs
            .iter()
            .map(|pair| match pair.as_array().map(Vec::as_slice) {
                Some([Value::String(name), value]) => Some((name.clone(), text(value)?)),
                _ => None,
            })
            .collect(),
        _ => None,
    };
    let pairs = pairs.ok_or("the headers are no names with texts")?;
    if pairs.len() > 100 || pairs.iter().any(|(name, value)| name.len() + value.len() > 16 * 1024) {
        return Err("the headers are too many or too long".to_owned());
    }
    for (name, value) in &pairs {
        let word = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        if !word || value.chars().any(|char| char.is_control() && char != '\t') {
            return Err("a header is no header: its name is no word, or its value breaks the line".to_owned());
        }
    }
    Ok(pairs.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn calls_of_the_published_packages_are_read() {
        let read =
            |descriptor, path: &str| Request::read(&descriptor, path, &json!({"method": "post"})).unwrap();
        assert_eq!(
            read(json!({"type": "fpp", "provider": "user", "remote": "jira"}), "/rest/api/3/issue"),
            Request::Product(ProductRequest {
                product: "jira".into(),
                identity: Identity::User(None),
                context: None,
                method: "POST".into(),
                path: "/rest/api/3/issue".into(),
                headers: vec![],
            })
        );
        assert_eq!(
            read(json!({"type": "kvs"}), "/api/v1/get"),
            Request::Store { store: Store::Kvs, path: "/api/v1/get".into() }
        );
        assert_eq!(
            read(
                json!({"type": "fpp", "provider": "app", "remote": "stargate"}),
                "/webhook/queue/publish/{contextAri}/{environmentId}/{appId}/{appVersion}"
            ),
            Request::Queue(QueueVerb::Publish)
        );
        let stargate = |provider| json!({"type": "fpp", "provider": provider, "remote": "stargate"});
        let graphql = "/forge/entities/graphql";
        let store = Request::Store { store: Store::Kvs, path: graphql.into() };
        assert_eq!(read(stargate("app"), graphql), store);
        assert!(matches!(read(stargate("user"), graphql), Request::Product(_)), "the store is the app's");
    }

    #[test]
    fn what_is_no_call_is_refused_and_so_is_a_claimed_identity() {
        let rule =
            |descriptor, path: &str, options| Request::read(&descriptor, path, &options).unwrap_err().rule;
        for descriptor in [
            json!(null),
            json!([]),
            json!({}),
            json!({"type": 7}),
            json!({"type": "x"}),
            json!({"type": "fpp", "provider": "root", "remote": "jira"}),
            json!({"type": "fpp", "provider": "app"}),
            json!({"type": "frc"}),
        ] {
            assert_eq!(rule(descriptor, "/", json!({})), Rule::MalformedRequest);
        }
        let jira = json!({"type": "fpp", "provider": "app", "remote": "jira"});
        for options in [
            json!(3),
            json!({"method": "GET X"}),
            json!({"method": ""}),
            json!({"headers": "a: b"}),
            json!({"headers": {"a": {}}}),
            json!({"headers": {"a": "b\r\nc: d"}}),
            json!({"headers": {"a b": "c"}}),
        ] {
            assert_eq!(rule(jira.clone(), "/", options.clone()), Rule::MalformedRequest, "{options}");
        }
        assert_eq!(
            rule(
                json!({"type": "fpp", "provider": "app", "remote": "stargate"}),
                "/webhook/queue/publish/ari:cloud:jira::site/other/e/a/1",
                json!({})
            ),
            Rule::IdentityClaimed
        );
    }
}
