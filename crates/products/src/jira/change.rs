//! Changing issues: created, edited, assigned, moved on, deleted; each with its event.

use serde_json::{Map, Value, json};

use super::{Issue, Level, changeable, may, seen, view};
use crate::{
    adf,
    answer::{self, Answer, Done, created, no_content, ok},
    call::Call,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("POST", "/rest/api/3/issue", create),
    row("PUT", "/rest/api/3/issue/{issueIdOrKey}", edit),
    row("DELETE", "/rest/api/3/issue/{issueIdOrKey}", delete),
    row("PUT", "/rest/api/3/issue/{issueIdOrKey}/assignee", assign),
    row("POST", "/rest/api/3/issue/{issueIdOrKey}/transitions", transition),
];

/// The ways on from any state: id, name, state.
const TRANSITIONS: [(&str, &str); 3] = [("11", "To Do"), ("21", "In Progress"), ("31", "Done")];

fn create(call: &mut Call<'_>) -> Done {
    let body = call.object(answer::jira(400, "No content to map due to end-of-input"))?.clone();
    let empty = Map::new();
    let given = body["fields"].as_object().unwrap_or(&empty);
    let named = given.get("project").and_then(|it| it["key"].as_str().or_else(|| it["id"].as_str()));
    let project = named
        .and_then(|named| call.site.jira.project(named))
        .filter(|project| project.groups.let_in(call.site, call.caller, Level::Read))
        .ok_or_else(|| answer::jira_field("project", "Specify a valid project ID or key"))?
        .key
        .clone();
    if !may(call.site, call.caller, &project, Level::Write) {
        return Err(answer::jira_field(
            "project",
            "You do not have permission to create issues in this project.",
        ));
    }
    let mut fields = settable(call, given)?;
    if fields.get("summary").and_then(Value::as_str).is_none_or(|it| it.trim().is_empty()) {
        return Err(answer::jira_field("summary", "You must specify a summary of the issue."));
    }
    if !fields.contains_key("issuetype") {
        return Err(answer::jira_field("issuetype", "Specify an issue type"));
    }
    let account = json!(call.account());
    for (id, value) in [
        ("status", json!("To Do")),
        ("creator", account.clone()),
        ("created", json!(call.moment())),
        ("updated", json!(call.moment())),
    ] {
        fields.insert(id.to_owned(), value);
    }
    fields.entry("reporter").or_insert(account);
    fields.entry("priority").or_insert(json!("Medium"));
    let jira = &mut call.site.jira;
    let number = jira
        .issues
        .iter()
        .filter(|it| it.project() == project)
        .filter_map(|it| it.key.rsplit_once('-')?.1.parse::<u64>().ok());
    let key = format!("{project}-{}", number.max().unwrap_or(0) + 1);
    let id = jira.next_id();
    let properties = body["properties"].as_array().into_iter().flatten();
    let properties = properties.filter_map(|it| Some((it["key"].as_str()?.to_owned(), it["value"].clone())));
    jira.issues.push(Issue {
        id: id.clone(),
        key: key.clone(),
        fields,
        comments: Vec::new(),
        properties: properties.collect(),
        attachments: Vec::new(),
        changelog: Vec::new(),
        worklogs: Vec::new(),
    });
    let at = call.site.jira.issues.len() - 1;
    tell(call, at, "avi:jira:created:issue", json!({}));
    created(json!({ "id": id, "key": key, "self": call.link(&format!("/rest/api/3/issue/{id}")) }))
}

/// Fields as they are kept, out of fields as they are sent.
fn settable(call: &Call<'_>, given: &Map<String, Value>) -> Result<Map<String, Value>, Answer> {
    let mut kept = Map::new();
    for (id, value) in given {
        let named = |list: &[Value], what: &str| {
            let wanted = value["id"].as_str().or_else(|| value["name"].as_str()).unwrap_or_default();
            let found = view::one_of(list, wanted).map(|it| it["name"].clone());
            found.ok_or_else(|| answer::jira_field(id, &format!("Specify a valid {what}")))
        };
        let value = match id.as_str() {
            "project" => continue,
            "summary" => match value.as_str() {
                Some(text) if text.contains('\n') => {
                    return Err(answer::jira_field(
                        id,
                        "The summary is invalid because it contains newline characters.",
                    ));
                }
                Some(text) if text.chars().count() > 255 => {
                    return Err(answer::jira_field(id, "Summary can't exceed 255 characters."));
                }
                Some(text) => json!(text),
                None => return Err(answer::jira_field(id, "Operation value must be a string")),
            },
            "description" => text(call, value, id)?,
            "issuetype" => named(&view::COMMON.issue_types, "issue type")?,
            "priority" => named(&view::COMMON.priorities, "priority")?,
            "assignee" | "reporter" => account(call, value, id)?,
            "labels" => match value.as_array() {
                Some(labels) if labels.iter().all(|it| it.as_str().is_some_and(|it| !it.contains(' '))) => {
                    value.clone()
                }
                _ => return Err(answer::jira_field(id, "The label can't contain spaces.")),
            },
            "parent" => {
                let named = value["key"].as_str().or_else(|| value["id"].as_str()).unwrap_or_default();
                let at = seen(call, named)
                    .map_err(|_| answer::jira_field(id, "Could not find issue by id or key."))?;
                json!(call.site.jira.issues[at].key)
            }
            "customfield_10020" => match value.as_u64() {
                Some(sprint) if call.site.jira.sprints.iter().any(|it| it.id == sprint) => json!(sprint),
                _ => return Err(answer::jira_field(id, "Number value expected as the Sprint id.")),
            },
            "duedate" | "customfield_10016" | "customfield_10021" => value.clone(),
            _ => {
                return Err(answer::jira_field(
                    id,
                    &format!("Field '{id}' cannot be set. It is not on the appropriate screen, or unknown."),
                ));
            }
        };
        kept.insert(id.clone(), value);
    }
    Ok(kept)
}

/// A text as the version of the API takes it.
pub(super) fn text(call: &Call<'_>, value: &Value, field: &str) -> Result<Value, Answer> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::String(text) if call.is_version_2 => Ok(adf::document(text)),
        document if !call.is_version_2 && adf::is_document(document) => Ok(document.clone()),
        _ if call.is_version_2 => Err(answer::jira_field(field, "Operation value must be a string")),
        _ => Err(answer::jira_field(
            field,
            "Operation value must be an Atlassian Document (see the Atlassian Document Format)",
        )),
    }
}

fn account(call: &Call<'_>, value: &Value, field: &str) -> Result<Value, Answer> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    let id = value["accountId"].as_str().or_else(|| value["id"].as_str());
    match id {
        Some(id) if call.site.user(id).is_some() => Ok(json!(id)),
        None if value["accountId"].is_null() && value.get("accountId").is_some() => Ok(Value::Null),
        _ => Err(answer::jira_field(field, "User does not exist.")),
    }
}

fn edit(call: &mut Call<'_>) -> Done {
    let at =
        changeable(call, call.parameter(0), "You do not have permission to edit issues in this project.")?;
    let body = call.object(answer::jira(400, "No content to map due to end-of-input"))?.clone();
    let empty = Map::new();
    let mut fields = settable(call, body["fields"].as_object().unwrap_or(&empty))?;
    for (id, operations) in body["update"].as_object().unwrap_or(&empty) {
        if id != "labels" {
            return Err(Answer::Unmodelled(format!("update of the field {id}; only of labels it is")));
        }
        let mut labels = call.site.jira.issues[at]
            .fields
            .get("labels")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        for operation in operations.as_array().into_iter().flatten().filter_map(Value::as_object) {
            for (verb, label) in operation {
                labels.retain(|it| it != label);
                match verb.as_str() {
                    "add" => labels.push(label.clone()),
                    "remove" => {}
                    "set" => labels = label.as_array().cloned().unwrap_or_default(),
                    _ => return Err(answer::jira_field(id, "There is no such operation.")),
                }
            }
        }
        fields.insert(id.clone(), labels.into());
    }
    for property in body["properties"].as_array().into_iter().flatten() {
        if let Some(key) = property["key"].as_str() {
            call.site.jira.issues[at].properties.insert(key.to_owned(), property["value"].clone());
        }
    }
    let _ = (call.query.get("notifyUsers"), call.query.get("overrideScreenSecurity"));
    let returns = call.query.get("returnIssue") == Some("true");
    set(call, at, fields);
    match returns {
        true => ok(view::issue(call, &call.site.jira.issues[at], &[], &[])),
        false => no_content(),
    }
}

/// Sets fields, writes down what changed, and tells it.
fn set(call: &mut Call<'_>, at: usize, fields: Map<String, Value>) {
    let (now, author) = (call.moment(), call.account().map(ToOwned::to_owned));
    let issue = &mut call.site.jira.issues[at];
    let mut items = Vec::new();
    for (id, value) in fields {
        let before = issue.fields.insert(id.clone(), value.clone()).unwrap_or(Value::Null);
        if before != value {
            let shown = |value: &Value| match value {
                Value::Null => Value::Null,
                Value::String(text) => json!(text),
                document if adf::is_document(document) => json!(adf::text(document)),
                other => json!(other.to_string()),
            };
            items.push(json!({
                "field": id, "fieldtype": "jira", "fieldId": id, "from": null, "fromString": shown(&before), "to": null,
                "toString": shown(&value),
            }));
        }
    }
    if items.is_empty() {
        return;
    }
    issue.fields.insert("updated".to_owned(), json!(now));
    let id = call.site.jira.next_id();
    let issue = &mut call.site.jira.issues[at];
    issue.changelog.push(json!({ "id": id, "author": author, "created": now, "items": items }));
    let is_assignment = items.iter().any(|it| it["field"] == "assignee");
    let changelog = json!({ "changelog": { "id": id, "items": items } });
    tell(call, at, "avi:jira:updated:issue", changelog.clone());
    if is_assignment {
        tell(call, at, "avi:jira:assigned:issue", changelog);
    }
}

/// Tells that something happened to an issue. Shape: the events reference of Jira, read 2026-11.
pub(super) fn tell(call: &mut Call<'_>, at: usize, name: &str, more: Value) {
    let issue = &call.site.jira.issues[at];
    let told = [
        "summary",
        "issuetype",
        "creator",
        "created",
        "assignee",
        "updated",
        "reporter",
        "project",
        "status",
    ];
    let shown = view::issue(call, issue, &told, &[]);
    let people = ["assignee", "reporter"].into_iter().map(|it| issue.text(it)).filter(|it| !it.is_empty());
    let people: std::collections::BTreeSet<&str> = people.collect();
    let mut body = json!({
        "eventType": name,
        "issue": { "id": issue.id, "key": issue.key, "fields": shown["fields"] },
        "atlassianId": call.account(),
        "associatedUsers": people.into_iter().map(|it| json!({ "accountId": it })).collect::<Vec<_>>(),
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    call.happened("jira", name, body);
}

fn delete(call: &mut Call<'_>) -> Done {
    let at = seen(call, call.parameter(0))?;
    let key = call.site.jira.issues[at].key.clone();
    if !may(call.site, call.caller, call.site.jira.issues[at].project(), Level::Administer) {
        return Err(answer::jira(403, "You do not have permission to delete issues in this project."));
    }
    let with_children = call.query.get("deleteSubtasks") == Some("true");
    let is_child = |it: &Issue| it.text("parent") == key && it.text("issuetype") == "Subtask";
    if call.site.jira.issues.iter().any(is_child) && !with_children {
        return Err(answer::jira(
            400,
            format!(
                "The issue '{key}' has subtasks. You must specify the 'deleteSubtasks' parameter to delete this issue and all its subtasks."
            ),
        ));
    }
    tell(call, at, "avi:jira:deleted:issue", json!({}));
    call.site.jira.issues.retain(|it| it.key != key && !is_child(it));
    super::link::drop_loose(&mut call.site.jira);
    no_content()
}

fn assign(call: &mut Call<'_>) -> Done {
    let at = changeable(call, call.parameter(0), "You do not have permission to assign issues.")?;
    let body = call.object(answer::jira(400, "No content to map due to end-of-input"))?;
    let assignee = account(call, body, "assignee")?;
    if let Some(id) = assignee.as_str() {
        let project = call.site.jira.issues[at].project();
        let user = crate::exchange::Caller::User(id.to_owned());
        if !may(call.site, &user, project, Level::Read) {
            return Err(answer::jira_field("assignee", &format!("User '{id}' cannot be assigned issues.")));
        }
    }
    set(call, at, Map::from_iter([("assignee".to_owned(), assignee)]));
    no_content()
}

pub(super) fn transitions(call: &mut Call<'_>) -> Done {
    let at = seen(call, call.parameter(0))?;
    let (site, issue) = (&*call.site, &call.site.jira.issues[at]);
    let ways = TRANSITIONS.iter().filter(|(_, state)| *state != issue.text("status"));
    let ways = ways.filter_map(|(id, state)| {
        let to = view::status(site, view::one_of(&view::COMMON.statuses, state)?);
        Some(json!({ "id": id, "name": state, "to": to, "hasScreen": false, "isGlobal": true, "isInitial": false, "isAvailable": true, "isConditional": false, "isLooped": false }))
    });
    let ways: Vec<Value> =
        if may(site, call.caller, issue.project(), Level::Write) { ways.collect() } else { Vec::new() };
    ok(json!({ "expand": "transitions", "transitions": ways }))
}

fn transition(call: &mut Call<'_>) -> Done {
    let at = changeable(call, call.parameter(0), "You do not have permission to transition issues.")?;
    let body = call.object(answer::jira(400, "No content to map due to end-of-input"))?.clone();
    let wanted = &body["transition"]["id"];
    let wanted = wanted.as_str().map(ToOwned::to_owned).or_else(|| wanted.as_u64().map(|it| it.to_string()));
    let state = TRANSITIONS.iter().find(|(id, _)| Some(*id) == wanted.as_deref()).map(|(_, state)| *state);
    let Some(state) = state else {
        return Err(answer::jira(
            400,
            "It seems that you have tried to perform an operation which you are not permitted to perform.",
        ));
    };
    let empty = Map::new();
    let mut fields = settable(call, body["fields"].as_object().unwrap_or(&empty))?;
    fields.insert("status".to_owned(), json!(state));
    set(call, at, fields);
    no_content()
}
