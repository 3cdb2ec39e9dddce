//! What lies on the sites before anything is done: a file of it.

use std::{collections::BTreeMap, path::Path};

use assay_products::{Caller, Role};
use serde::{Deserialize, Serialize};

use crate::{
    act::Product,
    error::Error,
    scenario::read_yaml_as,
    session::Session,
    storage::{Entry, Storage},
};

/// What is put on sites, by their keys.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed(pub BTreeMap<String, SiteSeed>);

/// What is put on one site.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SiteSeed {
    /// Requests to its products, as its admin, in their order. The events they would cause are not told.
    pub products: Vec<Product>,
    /// What the app finds in its storage.
    pub storage: Vec<Entry>,
}

impl Seed {
    /// Reads a file of YAML or JSON.
    ///
    /// # Errors
    /// [`Error::Scenario`] with what is wrong, and where.
    pub fn read(path: &Path, text: &str) -> Result<Self, Error> {
        read_yaml_as(path, text)
    }
}

impl Session {
    /// Puts it there.
    ///
    /// # Errors
    /// A site is not there, or something of it is refused; what came before it stays.
    pub fn seed(&mut self, seed: &Seed) -> Result<usize, Error> {
        let mut count = 0;
        for (site, it) in &seed.0 {
            let admin = {
                let products = self.products.lock();
                let there = products.site(site);
                let there = there.ok_or_else(|| Error::Unknown(format!("there is no site `{site}`")))?;
                there.user_as(Role::Admin).map(|user| user.account_id.clone())
            };
            let admin = admin.map_or(Caller::Anonymous, Caller::User);
            for product in &it.products {
                let (status, answer) = self.ask(site, &admin, product)?;
                refused(status, &format!("`{}` on {site}", product.request), &answer.to_string())?;
                count += 1;
            }
            for entry in &it.storage {
                let (status, answer) = self.keep(site, &Storage::Set(entry.clone()))?;
                refused(status, &format!("the key `{}` on {site}", entry.key), &answer.to_string())?;
                count += 1;
            }
        }
        drop(self.products.lock().take_events());
        self.save()?;
        Ok(count)
    }
}

fn refused(status: u16, what: &str, answer: &str) -> Result<(), Error> {
    if status < 300 {
        return Ok(());
    }
    let answer: String = answer.chars().take(300).collect();
    Err(Error::Unknown(format!("{what} was answered with {status}: {answer}")))
}
