//! What the app keeps on a site, by hand.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    error::Error,
    session::{Seen, Session},
};

/// Something to be done with what the app keeps on the site that is acted on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Storage {
    /// Everything is listed; of secrets the keys.
    List,
    /// One is read; of a secret, that it is there.
    Get(Key),
    /// One is written.
    Set(Entry),
    /// One is deleted.
    Delete(Key),
}

/// What something is kept under.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Key {
    /// The key.
    pub key: String,
    /// The entity; none of a plain key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// It is a secret.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
}

/// Something to be kept.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The entity; none of a plain key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// It is a secret: sealed, and told to nothing but the app.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
    /// What is kept.
    pub value: Value,
}

/// The part of an interface's path that says of what kind a key is.
fn family(entity: Option<&str>, secret: bool) -> Result<&'static str, Error> {
    match (entity, secret) {
        (None, false) => Ok(""),
        (None, true) => Ok("secret/"),
        (Some(_), false) => Ok("entity/"),
        (Some(_), true) => Err(Error::Unknown("a secret belongs to no entity".to_owned())),
    }
}

impl Session {
    pub(crate) fn storage(&mut self, storage: &Storage) -> Result<Seen, Error> {
        let site = self.site().to_owned();
        let (status, value) = self.keep(&site, storage)?;
        Ok(Seen { value: Some(value), status: Some(status), ..Seen::default() })
    }

    /// Does something with what the app keeps on a site; gives the store's HTTP status and what is to be told of its answer.
    pub(crate) fn keep(&self, site: &str, storage: &Storage) -> Result<(u16, Value), Error> {
        let installation = self.installation_on(site)?.id;
        let ask = |verb: &str, entity: Option<&str>, secret: bool, mut body: Value| {
            let path = format!("/api/v1/{}{verb}", family(entity, secret)?);
            if let Some(entity) = entity {
                body["entityName"] = entity.into();
            }
            Ok::<_, Error>(self.platform.ask_store(&installation, &path, &body)?)
        };
        match storage {
            Storage::List => {
                let all = self.platform.stored(&installation)?;
                Ok((200, serde_json::to_value(all).unwrap_or_default()))
            }
            Storage::Get(Key { key, entity, secret }) => {
                let (status, mut answer) = ask("get", entity.as_deref(), *secret, json!({ "key": key }))?;
                if *secret && status < 300 {
                    return Ok((status, json!({ "isSecret": true })));
                }
                Ok((status, if status < 300 { answer["value"].take() } else { answer }))
            }
            Storage::Set(Entry { key, entity, secret, value }) => {
                ask("set", entity.as_deref(), *secret, json!({ "key": key, "value": value }))
            }
            Storage::Delete(Key { key, entity, secret }) => {
                ask("delete", entity.as_deref(), *secret, json!({ "key": key }))
            }
        }
    }
}
