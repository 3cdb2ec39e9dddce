//! Keeping values and secrets.

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;

use super::{find, find_secret, limits, purpose, refusal::Refusal};
use crate::{entity::Entities, file::Installation};

/// A value to keep.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Set {
    #[serde(default)]
    pub(super) entity_name: String,
    pub(super) key: String,
    #[serde(default)]
    pub(super) value: Value,
    #[serde(default)]
    pub(super) options: SetOptions,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct SetOptions {
    ttl: Option<Ttl>,
    key_policy: Option<KeyPolicy>,
    return_value: Option<ReturnValue>,
    return_metadata_fields: Vec<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct Ttl {
    value: f64,
    unit: TtlUnit,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum TtlUnit {
    Seconds,
    Minutes,
    Hours,
    Days,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum KeyPolicy {
    Override,
    FailIfExists,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum ReturnValue {
    Previous,
    Latest,
}

impl SetOptions {
    /// When the value expires.
    fn expires(&self, now: i64) -> Result<Option<i64>, Refusal> {
        let Some(ttl) = self.ttl else { return Ok(None) };
        let unit = match ttl.unit {
            TtlUnit::Seconds => 1_000.0,
            TtlUnit::Minutes => 60_000.0,
            TtlUnit::Hours => 3_600_000.0,
            TtlUnit::Days => 86_400_000.0,
        };
        let life = ttl.value * unit;
        if !(life > 0.0 && life <= limits::LIFE as f64) {
            return Err(Refusal::invalid(
                "a time to live is more than nothing and at most a year".to_owned(),
            ));
        }
        Ok(Some(now.saturating_add(life as i64)))
    }
}

impl Installation {
    pub(super) fn set(&mut self, set: Set, of_entity: bool, now: i64) -> Result<Option<Value>, Refusal> {
        if set.entity_name.is_empty() == of_entity {
            return Err(Refusal::invalid(
                "the request and its path differ in whether they mean an entity".to_owned(),
            ));
        }
        let transaction = self.connection.transaction()?;
        let earlier = find(&transaction, &set.entity_name, &set.key, now);
        put(&transaction, &self.entities, &set, now)?;
        let told = match set.options.return_value {
            Some(ReturnValue::Previous) => earlier?,
            Some(ReturnValue::Latest) => find(&transaction, &set.entity_name, &set.key, now)?,
            None => None,
        };
        transaction.commit()?;
        Ok(told.map(|kept| kept.told(&set.options.return_metadata_fields)))
    }

    pub(super) fn set_secret(&mut self, set: Set, now: i64) -> Result<Option<Value>, Refusal> {
        limits::key(&set.key)?;
        let text = limits::value(&set.value, limits::SECRET)?;
        let expires = set.options.expires(now)?;
        let transaction = self.connection.transaction()?;
        transaction.execute("DELETE FROM secret WHERE key = ?1 AND expires <= ?2", (&set.key, now))?;
        let earlier = find_secret(&transaction, &self.key, &set.key, now);
        let sealed = self.key.seal(&purpose(&set.key), text.as_bytes());
        let kept = transaction.execute(
            match set.options.key_policy {
                Some(KeyPolicy::FailIfExists) => {
                    "INSERT INTO secret VALUES (?1, ?2, ?3, ?3, ?4) ON CONFLICT DO NOTHING"
                }
                _ => {
                    "INSERT INTO secret VALUES (?1, ?2, ?3, ?3, ?4) ON CONFLICT DO UPDATE
                     SET sealed = excluded.sealed, updated = excluded.updated, expires = excluded.expires"
                }
            },
            (&set.key, sealed, now, expires),
        )?;
        if kept == 0 {
            return Err(Refusal::exists());
        }
        let told = match set.options.return_value {
            Some(ReturnValue::Previous) => earlier?,
            Some(ReturnValue::Latest) => find_secret(&transaction, &self.key, &set.key, now)?,
            None => None,
        };
        transaction.commit()?;
        Ok(told.map(|kept| kept.told(&set.options.return_metadata_fields)))
    }
}

/// Keeps one value, within whatever transaction is open.
pub(super) fn put(connection: &Connection, entities: &Entities, set: &Set, now: i64) -> Result<(), Refusal> {
    limits::key(&set.key)?;
    if !set.entity_name.is_empty() {
        let entity =
            entities.get(&set.entity_name).ok_or_else(|| Refusal::no_such_entity(&set.entity_name))?;
        if let Some(because) = entity.refuses(&set.value) {
            return Err(Refusal::invalid(because));
        }
    }
    let text = limits::value(&set.value, limits::VALUE)?;
    let expires = set.options.expires(now)?;
    connection.execute(
        "DELETE FROM entry WHERE entity = ?1 AND key = ?2 AND expires <= ?3",
        (&set.entity_name, &set.key, now),
    )?;
    let kept = connection.execute(
        match set.options.key_policy {
            Some(KeyPolicy::FailIfExists) => {
                "INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?4, ?5) ON CONFLICT DO NOTHING"
            }
            _ => {
                "INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?4, ?5) ON CONFLICT DO UPDATE
                 SET value = excluded.value, updated = excluded.updated, expires = excluded.expires"
            }
        },
        (&set.entity_name, &set.key, text, now, expires),
    )?;
    if kept == 0 { Err(Refusal::exists()) } else { Ok(()) }
}
