//! Issues: reading one, and what hangs on it.

use serde_json::{Value, json};

use super::{changeable, seen, view};
use crate::{
    answer::{self, Done, no_content, ok},
    call::Call,
    paging,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/rest/api/3/issue/{issueIdOrKey}", read),
    row("GET", "/rest/api/3/issue/{issueIdOrKey}/changelog", changelog),
    row("GET", "/rest/api/3/issue/{issueIdOrKey}/transitions", super::change::transitions),
    row("POST", "/rest/api/3/issue/{issueIdOrKey}/attachments", attach),
    row("POST", "/rest/api/3/issue/{issueIdOrKey}/notify", notify),
];

/// Expansions of issues that have an effect.
pub(super) const EXPANSIONS: [&str; 2] = ["changelog", "names"];

fn read(call: &mut Call<'_>) -> Done {
    let at = seen(call, call.parameter(0))?;
    let issue = &call.site.jira.issues[at];
    let wanted = call.query.list("fields");
    let expand = call.query.choices("expand", &EXPANSIONS);
    let mut shown = view::issue(call, issue, &wanted, &expand);
    let properties = call.query.list("properties");
    if !properties.is_empty() {
        let all = properties.contains(&"*all");
        let kept = issue.properties.iter().filter(|(key, _)| all || properties.contains(&key.as_str()));
        shown["properties"] =
            kept.map(|(key, value)| (key.clone(), value.clone())).collect::<serde_json::Map<_, _>>().into();
    }
    // Both have no effect on what is read here, whatever their value.
    let _ = (call.query.get("updateHistory"), call.query.get("fieldsByKeys"));
    ok(shown)
}

fn changelog(call: &mut Call<'_>) -> Done {
    let at = seen(call, call.parameter(0))?;
    let histories: Vec<Value> =
        call.site.jira.issues[at].changelog.iter().map(|it| view::history(call.site, it)).collect();
    ok(paging::by_number(call, 100, &histories, "values"))
}

/// Takes the files of a form. Their content is not kept: nothing that is modelled reads it.
fn attach(call: &mut Call<'_>) -> Done {
    let at = changeable(
        call,
        call.parameter(0),
        "You do not have permission to create attachments for this issue.",
    )?;
    if call.header("x-atlassian-token") != Some("no-check") {
        return Err(answer::jira(403, "XSRF check failed"));
    }
    let names = file_names(call.header("content-type").unwrap_or_default(), call.raw);
    if names.is_empty() {
        return Err(answer::jira(400, "The form holds no file."));
    }
    let author = call.account().map_or(Value::Null, |account| view::user(call.site, account));
    let mut added = Vec::new();
    for name in names {
        let id = call.site.jira.next_id();
        added.push(json!({
            "self": call.link(&format!("/rest/api/3/attachment/{id}")), "id": id, "filename": name, "author": author,
            "created": call.moment(), "size": call.raw.len(), "mimeType": "application/octet-stream",
            "content": call.link(&format!("/rest/api/3/attachment/content/{id}")),
        }));
    }
    call.site.jira.issues[at].attachments.extend(added.clone());
    ok(added.into())
}

/// The names of a form's files: parts whose disposition names one.
fn file_names(kind: &str, body: &[u8]) -> Vec<String> {
    if !kind.starts_with("multipart/form-data") {
        return Vec::new();
    }
    let text = String::from_utf8_lossy(body);
    let heads = text.lines().filter(|line| line.to_ascii_lowercase().starts_with("content-disposition:"));
    heads
        .filter_map(|head| head.split("filename=\"").nth(1)?.split('"').next().map(ToOwned::to_owned))
        .collect()
}

fn notify(call: &mut Call<'_>) -> Done {
    seen(call, call.parameter(0))?;
    let body = call.object(answer::jira(400, "No recipients were defined for notification."))?;
    let to = &body["to"];
    let has_users = to["users"].as_array().is_some_and(|it| !it.is_empty());
    let has_others = ["reporter", "assignee", "watchers", "voters"].iter().any(|it| to[it] == true);
    let has_groups = to["groups"].as_array().is_some_and(|it| !it.is_empty());
    match has_users || has_others || has_groups {
        true => no_content(),
        false => Err(answer::jira(400, "No recipients were defined for notification.")),
    }
}
