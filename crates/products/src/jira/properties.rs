//! Properties: of issues, of projects, of the app.

use serde_json::{Value, json};

use super::{Level, changeable, may, seen};
use crate::{
    answer::{self, Answer, Done, no_content, ok},
    call::{Call, Properties},
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/rest/api/3/issue/{issueIdOrKey}/properties", |call| keys(call, Of::Issue)),
    row("GET", "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}", |call| read(call, Of::Issue)),
    row("PUT", "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}", |call| set(call, Of::Issue)),
    row("DELETE", "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}", |call| {
        delete(call, Of::Issue)
    }),
    row("GET", "/rest/api/3/project/{projectIdOrKey}/properties", |call| keys(call, Of::Project)),
    row("GET", "/rest/api/3/project/{projectIdOrKey}/properties/{propertyKey}", |call| {
        read(call, Of::Project)
    }),
    row("PUT", "/rest/api/3/project/{projectIdOrKey}/properties/{propertyKey}", |call| {
        set(call, Of::Project)
    }),
    row("DELETE", "/rest/api/3/project/{projectIdOrKey}/properties/{propertyKey}", |call| {
        delete(call, Of::Project)
    }),
    row("GET", "/rest/forge/1/app/properties", |call| keys(call, Of::App)),
    row("GET", "/rest/forge/1/app/properties/{propertyKey}", |call| read(call, Of::App)),
    row("PUT", "/rest/forge/1/app/properties/{propertyKey}", |call| set(call, Of::App)),
    row("DELETE", "/rest/forge/1/app/properties/{propertyKey}", |call| delete(call, Of::App)),
];

/// What has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Issue,
    Project,
    App,
}

/// The properties, where the caller may do something of a level with them; what names them is not kept.
fn properties<'c>(call: &'c mut Call<'_>, of: Of, level: Level) -> Result<&'c mut Properties, Answer> {
    let id = call.parameter(0).to_owned();
    match of {
        Of::Issue => {
            let at = match level {
                Level::Read => seen(call, &id)?,
                _ => changeable(call, &id, "You do not have permission to edit issues in this project.")?,
            };
            Ok(&mut call.site.jira.issues[at].properties)
        }
        Of::Project => {
            let hidden = || answer::jira(404, format!("No project could be found with key '{id}'."));
            if !may(call.site, call.caller, &id, Level::Read) {
                return Err(hidden());
            }
            let level = if level == Level::Read { level } else { Level::Administer };
            if !may(call.site, call.caller, &id, level) {
                return Err(answer::jira(403, "You do not have permission to administer this project."));
            }
            let project =
                call.site.jira.projects.iter_mut().find(|it| it.id == id || it.key.eq_ignore_ascii_case(&id));
            project.map(|it| &mut it.properties).ok_or_else(hidden)
        }
        Of::App => match call.caller {
            crate::exchange::Caller::App(_) => Ok(&mut call.site.jira.app_properties),
            _ => Err(answer::jira(403, "Only the app itself may use its properties.")),
        },
    }
}

fn key(call: &Call<'_>) -> String {
    call.parameters.last().cloned().unwrap_or_default()
}

fn missing(key: &str) -> Answer {
    answer::jira(404, format!("The property with the key '{key}' does not exist."))
}

fn keys(call: &mut Call<'_>, of: Of) -> Done {
    let keys: Vec<String> = properties(call, of, Level::Read)?.keys().cloned().collect();
    ok(json!({ "keys": keys.into_iter().map(|key| json!({ "key": key })).collect::<Vec<_>>() }))
}

fn read(call: &mut Call<'_>, of: Of) -> Done {
    let key = key(call);
    let value = properties(call, of, Level::Read)?.get(&key).cloned().ok_or_else(|| missing(&key))?;
    ok(json!({ "key": key, "value": value }))
}

fn set(call: &mut Call<'_>, of: Of) -> Done {
    let key = key(call);
    let Some(value) = call.body.clone() else {
        return Err(answer::jira(400, "The property value must be valid, non-empty JSON."));
    };
    if key.len() > 255 {
        return Err(answer::jira(400, "The property key cannot be longer than 255 characters."));
    }
    if call.raw.len() > 32_768 {
        return Err(answer::jira(400, "The property value cannot be longer than 32768 characters."));
    }
    let before: Option<Value> = properties(call, of, Level::Write)?.insert(key, value);
    Ok(Answer::Empty(if before.is_some() { 200 } else { 201 }))
}

fn delete(call: &mut Call<'_>, of: Of) -> Done {
    let key = key(call);
    properties(call, of, Level::Write)?.remove(&key).ok_or_else(|| missing(&key))?;
    no_content()
}
