//! Several writes that happen together or not at all.

use serde::Deserialize;

use super::{
    condition::Filters,
    find, limits,
    refusal::Refusal,
    write::{Set, put},
};
use crate::file::Installation;

/// A transaction.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Transaction {
    set: Vec<ConditionalSet>,
    delete: Vec<Conditional>,
    check: Vec<Conditional>,
}

#[derive(Debug, Clone, Deserialize)]
struct ConditionalSet {
    #[serde(flatten)]
    set: Set,
    conditions: Option<Filters>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Conditional {
    #[serde(default)]
    entity_name: String,
    key: String,
    conditions: Option<Filters>,
}

impl Installation {
    pub(super) fn transact(&mut self, asked: Transaction, now: i64) -> Result<(), Refusal> {
        let parts = asked.set.len() + asked.delete.len() + asked.check.len();
        if parts == 0 || parts > limits::TOGETHER {
            return Err(Refusal::invalid(format!("a transaction has 1 to {} parts", limits::TOGETHER)));
        }
        let named =
            asked.set.iter().map(|part| (&part.set.entity_name, &part.set.key, &part.conditions)).chain(
                asked
                    .delete
                    .iter()
                    .chain(&asked.check)
                    .map(|part| (&part.entity_name, &part.key, &part.conditions)),
            );
        let named: Vec<_> = named.collect();
        let mut keys: Vec<_> = named.iter().map(|(entity, key, _)| (*entity, *key)).collect();
        keys.sort_unstable();
        keys.dedup();
        if keys.len() < named.len() {
            return Err(Refusal::invalid("a transaction names each key once".to_owned()));
        }
        let transaction = self.connection.transaction()?;
        for (entity, key, conditions) in named {
            limits::key(key)?;
            if !entity.is_empty() && !self.entities.contains_key(entity) {
                return Err(Refusal::no_such_entity(entity));
            }
            let Some(conditions) = conditions else { continue };
            conditions.check()?;
            if entity.is_empty() && conditions.conditions().next().is_some() {
                return Err(Refusal::invalid("conditions are for entities".to_owned()));
            }
            let kept = find(&transaction, entity, key, now)?;
            if !conditions.hold(kept.as_ref().map(|kept| &kept.value)) {
                return Err(Refusal::condition_failed());
            }
        }
        for part in &asked.delete {
            transaction.execute(
                "DELETE FROM entry WHERE entity = ?1 AND key = ?2",
                (&part.entity_name, &part.key),
            )?;
        }
        for part in &asked.set {
            put(&transaction, &self.entities, &part.set, now)?;
        }
        Ok(transaction.commit()?)
    }
}
