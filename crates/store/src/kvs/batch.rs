//! Several reads or writes in one request, each of which may fail by itself.

use serde_json::{Value, json};

use super::{
    Keyed, limits,
    refusal::Refusal,
    write::{Set, put},
};
use crate::file::Installation;

/// What became of the items.
#[derive(Default)]
struct Outcome {
    successful: Vec<Value>,
    failed: Vec<Value>,
}

impl Outcome {
    fn add(&mut self, entity: &str, key: &str, result: Result<Option<Value>, Refusal>) {
        let mut item = json!({ "key": key });
        if !entity.is_empty() {
            item["entityName"] = entity.into();
        }
        match result {
            Ok(told) => {
                if let (Some(Value::Object(told)), Value::Object(item)) = (told, &mut item) {
                    item.extend(told);
                }
                self.successful.push(item);
            }
            Err(refusal) => {
                item["error"] = json!({ "code": refusal.code, "message": refusal.message });
                self.failed.push(item);
            }
        }
    }

    fn told(self) -> Value {
        json!({ "successfulKeys": self.successful, "failedKeys": self.failed })
    }
}

impl Installation {
    pub(super) fn batch_get(&self, asked: Vec<Keyed>, now: i64) -> Result<Value, Refusal> {
        bounded(asked.len())?;
        let mut outcome = Outcome::default();
        for item in &asked {
            outcome.add(&item.entity_name, &item.key, self.get(item, now).map(Some));
        }
        Ok(outcome.told())
    }

    pub(super) fn batch_set(&mut self, asked: Vec<Set>, now: i64) -> Result<Value, Refusal> {
        bounded(asked.len())?;
        let mut outcome = Outcome::default();
        let transaction = self.connection.transaction()?;
        for item in &asked {
            let result = put(&transaction, &self.entities, item, now).map(|()| None);
            outcome.add(&item.entity_name, &item.key, result);
        }
        transaction.commit()?;
        Ok(outcome.told())
    }

    pub(super) fn batch_delete(&mut self, asked: Vec<Keyed>) -> Result<Value, Refusal> {
        bounded(asked.len())?;
        let mut outcome = Outcome::default();
        for item in &asked {
            outcome.add(&item.entity_name, &item.key, self.delete(item).map(|()| None));
        }
        Ok(outcome.told())
    }
}

fn bounded(items: usize) -> Result<(), Refusal> {
    match (1..=limits::TOGETHER).contains(&items) {
        true => Ok(()),
        false => Err(Refusal::invalid(format!("a batch has 1 to {} items", limits::TOGETHER))),
    }
}
