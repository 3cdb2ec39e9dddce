//! The platform's key-value interface.
//!
//! Requests and answers are those the published package `@forge/kvs` 1.6 sends and reads. Of the error codes only
//! `KEY_NOT_FOUND` has a meaning to it; the others are named here.
//!
//! Source of the limits: developer.atlassian.com/platform/forge/storage-reference/storage-api-limits, read 2026-08.

mod batch;
mod condition;
mod limits;
mod query;
mod refusal;
mod transaction;
mod write;

use assay_auth::sealing::SealingKey;
use jiff::Timestamp;
use rusqlite::OptionalExtension;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::file::Installation;
use refusal::Refusal;

/// What the app is answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body; none where it is empty.
    pub body: Option<Value>,
}

/// What a request does, for records and budgets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// It reads.
    Read,
    /// It writes or deletes.
    Write,
}

impl Operation {
    /// By the path of a request; none where there is no such path.
    pub fn of(path: &str) -> Option<Self> {
        Some(match path.strip_prefix("/api/v1/")? {
            "get" | "query" | "secret/get" | "entity/get" | "entity/query" | "batch/get" => Self::Read,
            "set" | "delete" | "secret/set" | "secret/delete" | "entity/set" | "entity/delete"
            | "batch/set" | "batch/delete" | "transaction" => Self::Write,
            _ => return None,
        })
    }
}

/// A key of an entity or, where no entity is named, a plain one.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Keyed {
    #[serde(default)]
    entity_name: String,
    key: String,
    #[serde(default)]
    options: Options,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Options {
    metadata_fields: Vec<String>,
}

/// What is kept under a key.
#[derive(Debug, Clone)]
struct Kept {
    key: String,
    value: Value,
    created: i64,
    updated: i64,
    expires: Option<i64>,
}

impl Installation {
    /// Answers one request. `path` is `/api/v1/…`, `body` what was posted, `now` the platform's clock.
    ///
    /// An answer of a status below 300 to a write means that it is on the disk.
    pub fn answer(&mut self, path: &str, body: &[u8], now: Timestamp) -> Answer {
        match self.try_answer(path, body, now.as_millisecond()) {
            Ok(body) => Answer { status: 200, body },
            Err(refusal) => refusal.into_answer(),
        }
    }

    fn try_answer(&mut self, path: &str, body: &[u8], now: i64) -> Result<Option<Value>, Refusal> {
        if body.len() > limits::REQUEST {
            return Err(Refusal::too_large("the request", limits::REQUEST));
        }
        let path = path.strip_prefix("/api/v1/").ok_or_else(|| Refusal::no_such_path(path))?;
        match path {
            "get" | "entity/get" => self.get(&keyed(body, path)?, now).map(Some),
            "set" | "entity/set" => self.set(read(body)?, path.starts_with("entity"), now),
            "delete" | "entity/delete" => self.delete(&keyed(body, path)?).map(|()| None),
            "secret/get" => self.get_secret(&read(body)?, now).map(Some),
            "secret/set" => self.set_secret(read(body)?, now),
            "secret/delete" => self.delete_secret(&read(body)?).map(|()| None),
            "query" => self.query(&read(body)?, now).map(Some),
            "entity/query" => self.query_entity(&read(body)?, now).map(Some),
            "batch/get" => self.batch_get(read(body)?, now).map(Some),
            "batch/set" => self.batch_set(read(body)?, now).map(Some),
            "batch/delete" => self.batch_delete(read(body)?).map(Some),
            "transaction" => self.transact(read(body)?, now).map(|()| None),
            _ => Err(Refusal::no_such_path(path)),
        }
    }

    fn get(&self, asked: &Keyed, now: i64) -> Result<Value, Refusal> {
        limits::key(&asked.key)?;
        self.known_entity(&asked.entity_name)?;
        let kept =
            find(&self.connection, &asked.entity_name, &asked.key, now)?.ok_or_else(Refusal::not_found)?;
        Ok(kept.told(&asked.options.metadata_fields))
    }

    fn delete(&self, asked: &Keyed) -> Result<(), Refusal> {
        limits::key(&asked.key)?;
        self.known_entity(&asked.entity_name)?;
        let gone = self
            .connection
            .execute("DELETE FROM entry WHERE entity = ?1 AND key = ?2", (&asked.entity_name, &asked.key))?;
        if gone == 0 { Err(Refusal::not_found()) } else { Ok(()) }
    }

    fn get_secret(&self, asked: &Keyed, now: i64) -> Result<Value, Refusal> {
        limits::key(&asked.key)?;
        let kept =
            find_secret(&self.connection, &self.key, &asked.key, now)?.ok_or_else(Refusal::not_found)?;
        Ok(kept.told(&asked.options.metadata_fields))
    }

    fn delete_secret(&self, asked: &Keyed) -> Result<(), Refusal> {
        limits::key(&asked.key)?;
        let gone = self.connection.execute("DELETE FROM secret WHERE key = ?1", [&asked.key])?;
        if gone == 0 { Err(Refusal::not_found()) } else { Ok(()) }
    }

    fn known_entity(&self, name: &str) -> Result<(), Refusal> {
        match name.is_empty() || self.entities.contains_key(name) {
            true => Ok(()),
            false => Err(Refusal::no_such_entity(name)),
        }
    }
}

impl Kept {
    /// As the interface tells it, with the fields of metadata that were asked for.
    fn told(&self, fields: &[String]) -> Value {
        let mut told = json!({ "key": self.key, "value": self.value });
        for field in fields {
            match field.as_str() {
                "CREATED_AT" => told["createdAt"] = self.created.into(),
                "UPDATED_AT" => told["updatedAt"] = self.updated.into(),
                "EXPIRE_TIME" => {
                    let time = self.expires.and_then(|at| Timestamp::from_millisecond(at).ok());
                    told["expireTime"] = time.map_or(Value::Null, |time| time.to_string().into());
                }
                _ => {}
            }
        }
        told
    }
}

/// What is kept under a key and has not expired.
fn find(
    connection: &rusqlite::Connection,
    entity: &str,
    key: &str,
    now: i64,
) -> Result<Option<Kept>, Refusal> {
    let row = connection
        .query_row(
            "SELECT value, created, updated, expires FROM entry
             WHERE entity = ?1 AND key = ?2 AND (expires IS NULL OR expires > ?3)",
            (entity, key, now),
            |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .optional()?;
    row.map(|(value, created, updated, expires)| {
        let value = serde_json::from_str(&value).map_err(|_| Refusal::damaged())?;
        Ok(Kept { key: key.to_owned(), value, created, updated, expires })
    })
    .transpose()
}

/// The secret that is kept under a key and has not expired.
fn find_secret(
    connection: &rusqlite::Connection,
    sealing: &SealingKey,
    key: &str,
    now: i64,
) -> Result<Option<Kept>, Refusal> {
    let row = connection
        .query_row(
            "SELECT sealed, created, updated, expires FROM secret
             WHERE key = ?1 AND (expires IS NULL OR expires > ?2)",
            (key, now),
            |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .optional()?;
    row.map(|(sealed, created, updated, expires)| {
        let plain = sealing.open(&purpose(key), &sealed).map_err(|_| Refusal::damaged())?;
        let value = serde_json::from_slice(&plain).map_err(|_| Refusal::damaged())?;
        Ok(Kept { key: key.to_owned(), value, created, updated, expires })
    })
    .transpose()
}

/// What a secret is sealed for: under another key it does not open.
fn purpose(key: &str) -> String {
    format!("secret {key}")
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| Refusal::invalid(format!("the request cannot be read: {error}")))
}

/// A key, of an entity exactly where the path says so.
fn keyed(body: &[u8], path: &str) -> Result<Keyed, Refusal> {
    let keyed: Keyed = read(body)?;
    if keyed.entity_name.is_empty() == path.starts_with("entity") {
        return Err(Refusal::invalid(
            "the request and its path differ in whether they mean an entity".to_owned(),
        ));
    }
    Ok(keyed)
}
