//! Queries over keys and over entities.

use std::cmp::Ordering;

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Kept, Options,
    condition::{Condition, Filters, compare},
    limits,
    refusal::Refusal,
};
use crate::{entity::Index, file::Installation};

/// A query over plain keys.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Query {
    limit: Option<usize>,
    after: Option<String>,
    #[serde(default)]
    r#where: Vec<Condition>,
    #[serde(default)]
    options: Options,
}

/// A query over an entity, along one of its indexes.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EntityQuery {
    entity_name: String,
    index_name: String,
    #[serde(default)]
    partition: Vec<Value>,
    range: Option<Condition>,
    #[serde(default)]
    filters: Filters,
    #[serde(default)]
    sort: Sort,
    limit: Option<usize>,
    cursor: Option<String>,
    #[serde(default)]
    options: Options,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Sort {
    #[default]
    Asc,
    Desc,
}

impl Installation {
    pub(super) fn query(&self, query: &Query, now: i64) -> Result<Value, Refusal> {
        let head = match query.r#where.as_slice() {
            [] => "",
            [only] if only.property == "key" && only.is_begins_with() => {
                only.first_text().ok_or_else(|| Refusal::invalid("a key begins with a text".to_owned()))?
            }
            _ => return Err(Refusal::invalid("keys are asked for by what they begin with".to_owned())),
        };
        let purpose = format!("cursor of keys beginning with {head}");
        let after = self.position(query.after.as_deref(), &purpose)?;
        let limit = page(query.limit)?;
        let mut statement = self.connection.prepare_cached(
            "SELECT key, value, created, updated, expires FROM entry
             WHERE entity = '' AND key >= ?1 AND key > ?2 AND (expires IS NULL OR expires > ?3) ORDER BY key",
        )?;
        let mut rows = statement.query((head, after.as_deref().unwrap_or(""), now))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let kept = kept(row)?;
            if !kept.key.starts_with(head) {
                break;
            }
            found.push(kept);
            if found.len() > limit {
                break;
            }
        }
        Ok(self.page(found, limit, &purpose, &query.options.metadata_fields))
    }

    pub(super) fn query_entity(&self, query: &EntityQuery, now: i64) -> Result<Value, Refusal> {
        let entity = self
            .entities
            .get(&query.entity_name)
            .ok_or_else(|| Refusal::no_such_entity(&query.entity_name))?;
        let index = entity
            .index(&query.index_name)
            .ok_or_else(|| Refusal::invalid(format!("the entity has no index `{}`", query.index_name)))?;
        if query.partition.len() != index.partition.len() {
            return Err(Refusal::invalid(format!(
                "the index `{}` has {} parts to be given, and the query gives {}",
                query.index_name,
                index.partition.len(),
                query.partition.len()
            )));
        }
        query.filters.check()?;
        query.range.iter().try_for_each(|range| range.check(true))?;
        let limit = page(query.limit)?;
        let shape = json!([query.entity_name, query.index_name, query.partition, query.sort == Sort::Desc]);
        let purpose = format!("cursor of {shape}");
        let after = self.position(query.cursor.as_deref(), &purpose)?;
        let mut statement = self.connection.prepare_cached(
            "SELECT key, value, created, updated, expires FROM entry
             WHERE entity = ?1 AND (expires IS NULL OR expires > ?2) ORDER BY key",
        )?;
        let mut rows = statement.query((&query.entity_name, now))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let kept = kept(row)?;
            if query.asks_for(&kept, &index) {
                found.push(kept);
            }
        }
        found.sort_by(|one, other| {
            let order = in_range(one, &index)
                .zip(in_range(other, &index))
                .and_then(|(one, other)| compare(&one, &other))
                .unwrap_or(Ordering::Equal)
                .then_with(|| one.key.cmp(&other.key));
            if query.sort == Sort::Desc { order.reverse() } else { order }
        });
        if let Some(after) = after {
            let at = found.iter().position(|kept| kept.key == after);
            // What the last page ended with is gone: begin anew rather than leave something out.
            found.drain(..at.map_or(0, |at| at + 1));
        }
        found.truncate(limit + 1);
        Ok(self.page(found, limit, &purpose, &query.options.metadata_fields))
    }

    /// The key after which a page begins. A cursor is sealed for its query, so that none from elsewhere is taken.
    fn position(&self, cursor: Option<&str>, purpose: &str) -> Result<Option<String>, Refusal> {
        let Some(cursor) = cursor.filter(|cursor| !cursor.is_empty()) else { return Ok(None) };
        let sealed = BASE64URL_NOPAD.decode(cursor.as_bytes()).map_err(|_| Refusal::invalid_cursor())?;
        let key = self.key.open(purpose, &sealed).map_err(|_| Refusal::invalid_cursor())?;
        String::from_utf8(key).map(Some).map_err(|_| Refusal::invalid_cursor())
    }

    fn page(&self, mut found: Vec<Kept>, limit: usize, purpose: &str, fields: &[String]) -> Value {
        let more = found.len() > limit;
        found.truncate(limit);
        let data: Vec<Value> = found.iter().map(|kept| kept.told(fields)).collect();
        let mut answer = json!({ "data": data });
        if let (true, Some(last)) = (more, found.last()) {
            answer["cursor"] = BASE64URL_NOPAD.encode(&self.key.seal(purpose, last.key.as_bytes())).into();
        }
        answer
    }
}

impl EntityQuery {
    fn asks_for(&self, kept: &Kept, index: &Index) -> bool {
        let partition = index.partition.iter().zip(&self.partition).all(|(attribute, wanted)| {
            kept.value.get(attribute).is_some_and(|value| compare(value, wanted) == Some(Ordering::Equal))
        });
        let ranged = in_range(kept, index);
        partition
            && (ranged.is_some() || index.range.is_none())
            && self.range.as_ref().is_none_or(|range| range.holds(ranged.as_ref()))
            && self.filters.hold(Some(&kept.value))
    }
}

/// The value that orders an entry in an index: its range attribute, else its key.
fn in_range(kept: &Kept, index: &Index) -> Option<Value> {
    match &index.range {
        Some(attribute) => kept.value.get(attribute).filter(|value| !value.is_null()).cloned(),
        None => Some(kept.key.clone().into()),
    }
}

fn page(limit: Option<usize>) -> Result<usize, Refusal> {
    match limit.unwrap_or(limits::USUAL_PAGE) {
        0 => Err(Refusal::invalid("a page has at least one result".to_owned())),
        limit => Ok(limit.min(limits::PAGE)),
    }
}

fn kept(row: &rusqlite::Row<'_>) -> Result<Kept, Refusal> {
    let value: String = row.get(1)?;
    Ok(Kept {
        key: row.get(0)?,
        value: serde_json::from_str(&value).map_err(|_| Refusal::damaged())?,
        created: row.get(2)?,
        updated: row.get(3)?,
        expires: row.get(4)?,
    })
}
