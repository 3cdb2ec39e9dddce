//! Everything an installation keeps, for whoever runs the platform: the app's own interface lists less.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::file::{Installation, OpenError};

/// Something that is kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stored {
    /// The entity; none of a plain key or a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// Its key.
    pub key: String,
    /// What is kept; none of a secret, which nothing but the app is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// It is a secret.
    pub is_secret: bool,
}

impl Installation {
    /// Everything that has not expired: entries by entity and key, then the names of secrets.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn contents(&self, now: Timestamp) -> Result<Vec<Stored>, OpenError> {
        let now = now.as_millisecond();
        let mut entries = self.connection.prepare(
            "SELECT entity, key, value FROM entry WHERE expires IS NULL OR expires > ?1 ORDER BY entity, key",
        )?;
        let entries = entries.query_map([now], |row| {
            let (entity, key, value): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let value = serde_json::from_str(&value).unwrap_or(Value::String(value));
            let entity = (!entity.is_empty()).then_some(entity);
            Ok(Stored { entity, key, value: Some(value), is_secret: false })
        })?;
        let mut all = entries.collect::<Result<Vec<_>, _>>()?;
        let mut secrets = self
            .connection
            .prepare("SELECT key FROM secret WHERE expires IS NULL OR expires > ?1 ORDER BY key")?;
        let secrets = secrets.query_map([now], |row| {
            Ok(Stored { entity: None, key: row.get(0)?, value: None, is_secret: true })
        })?;
        all.extend(secrets.collect::<Result<Vec<_>, _>>()?);
        Ok(all)
    }
}
