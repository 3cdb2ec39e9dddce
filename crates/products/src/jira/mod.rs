//! Jira.

mod agile;
mod attachment;
mod catalogue;
mod change;
mod comment;
mod issue;
mod jql;
mod link;
mod people;
mod permissions;
mod project;
mod properties;
mod search;
mod view;
mod worklog;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    answer::{self, Answer},
    call::{Call, Properties},
    exchange::Caller,
    rights::{Groups, Level},
    routes::Row,
    site::Site,
};

/// What is modelled of Jira.
pub(crate) const TABLES: &[&[Row]] = &[
    issue::TABLE,
    change::TABLE,
    comment::TABLE,
    attachment::TABLE,
    link::TABLE,
    worklog::TABLE,
    properties::TABLE,
    search::TABLE,
    people::TABLE,
    permissions::TABLE,
    project::TABLE,
    catalogue::TABLE,
    agile::TABLE,
];

/// A site's Jira.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Jira {
    pub(crate) projects: Vec<Project>,
    pub(crate) issues: Vec<Issue>,
    #[serde(default)]
    pub(crate) boards: Vec<Board>,
    #[serde(default)]
    pub(crate) sprints: Vec<Sprint>,
    /// Each as the product shows it, without what can be computed.
    #[serde(default)]
    pub(crate) filters: Vec<Value>,
    #[serde(default)]
    pub(crate) dashboards: Vec<Value>,
    #[serde(default)]
    pub(crate) links: Vec<link::Link>,
    #[serde(default)]
    pub(crate) app_properties: Properties,
    /// The last id that was given.
    #[serde(default)]
    pub(crate) last_id: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) lead: String,
    pub(crate) groups: Groups,
    #[serde(default)]
    pub(crate) properties: Properties,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Issue {
    pub(crate) id: String,
    pub(crate) key: String,
    /// As they are kept: people by account, types, states and priorities by name, texts as documents or as plain text.
    pub(crate) fields: Map<String, Value>,
    #[serde(default)]
    pub(crate) comments: Vec<Comment>,
    #[serde(default)]
    pub(crate) properties: Properties,
    #[serde(default)]
    pub(crate) attachments: Vec<attachment::Attachment>,
    /// `{ id, author, created, items }`, the oldest first.
    #[serde(default)]
    pub(crate) changelog: Vec<Value>,
    #[serde(default)]
    pub(crate) worklogs: Vec<worklog::Worklog>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Comment {
    pub(crate) id: String,
    pub(crate) author: String,
    pub(crate) body: Value,
    pub(crate) created: String,
    pub(crate) updated: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Board {
    pub(crate) id: u64,
    pub(crate) name: String,
    /// `scrum` or `kanban`.
    pub(crate) r#type: String,
    pub(crate) project: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sprint {
    pub(crate) id: u64,
    pub(crate) board: u64,
    pub(crate) name: String,
    /// `future`, `active` or `closed`.
    pub(crate) state: String,
    /// Dates and the goal, as the product shows them.
    #[serde(default)]
    pub(crate) more: BTreeMap<String, String>,
}

impl Issue {
    /// The key of its project.
    pub(crate) fn project(&self) -> &str {
        self.key.rsplit_once('-').map_or("", |(project, _)| project)
    }

    pub(crate) fn text(&self, field: &str) -> &str {
        self.fields.get(field).and_then(Value::as_str).unwrap_or_default()
    }
}

impl Jira {
    pub(crate) fn project(&self, id_or_key: &str) -> Option<&Project> {
        self.projects.iter().find(|it| it.id == id_or_key || it.key.eq_ignore_ascii_case(id_or_key))
    }

    pub(crate) fn next_id(&mut self) -> String {
        self.last_id = self.last_id.max(20_000) + 1;
        self.last_id.to_string()
    }
}

/// Whether a caller may do something of a level in a project.
pub(crate) fn may(site: &Site, caller: &Caller, project: &str, level: Level) -> bool {
    site.jira.project(project).is_some_and(|project| project.groups.let_in(site, caller, level))
}

/// Where an issue is that the caller may see. To others it does not exist.
pub(crate) fn seen(call: &Call<'_>, id_or_key: &str) -> Result<usize, Answer> {
    let issues = &call.site.jira.issues;
    let at = issues.iter().position(|it| it.id == id_or_key || it.key.eq_ignore_ascii_case(id_or_key));
    at.filter(|at| may(call.site, call.caller, issues[*at].project(), Level::Read))
        .ok_or_else(|| answer::jira(404, "Issue does not exist or you do not have permission to see it."))
}

/// Where an issue is that the caller may change.
pub(crate) fn changeable(call: &Call<'_>, id_or_key: &str, refusal: &str) -> Result<usize, Answer> {
    let at = seen(call, id_or_key)?;
    match may(call.site, call.caller, call.site.jira.issues[at].project(), Level::Write) {
        true => Ok(at),
        false => Err(answer::jira(403, refusal)),
    }
}
