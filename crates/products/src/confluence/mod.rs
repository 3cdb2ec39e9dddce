//! Confluence.

mod comment;
mod cql;
mod label;
mod page;
mod people;
mod properties;
mod space;
mod v1;
mod view;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    answer::{self, Answer},
    call::Call,
    exchange::Caller,
    rights::{Groups, Level},
    routes::Row,
    site::Site,
};

/// What is modelled of Confluence.
pub(crate) const TABLES: &[&[Row]] =
    &[page::TABLE, space::TABLE, comment::TABLE, properties::TABLE, people::TABLE, label::TABLE, v1::TABLE];

/// A site's Confluence.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Confluence {
    pub(crate) spaces: Vec<Space>,
    pub(crate) pages: Vec<Page>,
    /// The last id that was given.
    #[serde(default)]
    pub(crate) last_id: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Space {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) homepage: String,
    pub(crate) groups: Groups,
    #[serde(default)]
    pub(crate) properties: Vec<Property>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Page {
    pub(crate) id: String,
    /// The space's key.
    pub(crate) space: String,
    pub(crate) title: String,
    /// In the storage format.
    pub(crate) body: String,
    #[serde(default)]
    pub(crate) parent: Option<String>,
    pub(crate) author: String,
    pub(crate) created: String,
    #[serde(default = "first")]
    pub(crate) version: u64,
    /// Of the newest version.
    pub(crate) updated: String,
    #[serde(default)]
    pub(crate) labels: Vec<String>,
    /// The groups that may see it, where it is restricted beyond its space.
    #[serde(default)]
    pub(crate) only: Vec<String>,
    #[serde(default)]
    pub(crate) comments: Vec<Comment>,
    #[serde(default)]
    pub(crate) properties: Vec<Property>,
}

fn first() -> u64 {
    1
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Comment {
    pub(crate) id: String,
    pub(crate) author: String,
    pub(crate) body: String,
    pub(crate) created: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Property {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) value: Value,
    pub(crate) version: u64,
    pub(crate) author: String,
    pub(crate) created: String,
}

impl Confluence {
    pub(crate) fn next_id(&mut self) -> String {
        self.last_id = self.last_id.max(900_000) + 1;
        self.last_id.to_string()
    }

    pub(crate) fn space(&self, id_or_key: &str) -> Option<&Space> {
        self.spaces.iter().find(|it| it.id == id_or_key || it.key == id_or_key)
    }
}

/// Whether a caller may do something of a level with a page.
pub(crate) fn may(site: &Site, caller: &Caller, page: &Page, level: Level) -> bool {
    let is_let_in = match caller {
        _ if page.only.is_empty() => true,
        Caller::App(_) => true,
        Caller::Anonymous => false,
        Caller::User(account) => {
            site.user(account).is_some_and(|user| page.only.iter().any(|it| user.groups.contains(it)))
        }
    };
    is_let_in && may_in(site, caller, &page.space, level)
}

pub(crate) fn may_in(site: &Site, caller: &Caller, space: &str, level: Level) -> bool {
    site.confluence.space(space).is_some_and(|space| space.groups.let_in(site, caller, level))
}

/// Where a page is that the caller may see. To others it does not exist.
pub(crate) fn seen(call: &Call<'_>, id: &str) -> Result<usize, Answer> {
    let pages = &call.site.confluence.pages;
    let at = pages.iter().position(|it| it.id == id);
    at.filter(|at| may(call.site, call.caller, &pages[*at], Level::Read)).ok_or_else(missing)
}

pub(crate) fn missing() -> Answer {
    answer::confluence(404, "NOT_FOUND", "Not Found")
}

pub(crate) fn forbidden() -> Answer {
    answer::confluence(403, "FORBIDDEN", "Current user not permitted to use Confluence in this way")
}

pub(crate) fn wrong(why: &str) -> Answer {
    answer::confluence(400, "INVALID_REQUEST_PARAMETER", why)
}

/// The same where the caller may change it.
pub(crate) fn changeable(call: &Call<'_>, id: &str) -> Result<usize, Answer> {
    let at = seen(call, id)?;
    let may = may(call.site, call.caller, &call.site.confluence.pages[at], Level::Write);
    if may { Ok(at) } else { Err(forbidden()) }
}
