//! What is kept, as the product shows it.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Comment, Issue, Project, Sprint};
use crate::{
    adf,
    call::{Call, avatars},
    site::Site,
};

/// What is the same on every site.
#[derive(Debug, Deserialize)]
pub(super) struct Common {
    pub(super) statuses: Vec<Value>,
    pub(super) issue_types: Vec<Value>,
    pub(super) priorities: Vec<Value>,
    pub(super) fields: Vec<Field>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Field {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) r#type: String,
}

pub(super) static COMMON: LazyLock<Common> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/jira.toml")).expect("the data of this build is well formed")
});

/// One of a list, by its id or its name.
pub(super) fn one_of<'a>(list: &'a [Value], id_or_name: &str) -> Option<&'a Value> {
    let fits = |it: &&Value| {
        it["id"] == id_or_name
            || it["name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case(id_or_name))
    };
    list.iter().find(fits)
}

pub(super) fn status(site: &Site, status: &Value) -> Value {
    let category = &status["category"];
    let mut category = category.clone();
    category["self"] = json!(format!("https://{}/rest/api/3/statuscategory/{}", site.host, category["id"]));
    json!({
        "self": format!("https://{}/rest/api/3/status/{}", site.host, text(&status["id"])),
        "description": "", "name": status["name"], "id": status["id"], "statusCategory": category,
    })
}

pub(super) fn issue_type(site: &Site, kind: &Value) -> Value {
    let mut shown = kind.clone();
    shown["self"] = json!(format!("https://{}/rest/api/3/issuetype/{}", site.host, text(&kind["id"])));
    shown
}

pub(super) fn priority(site: &Site, priority: &Value) -> Value {
    json!({
        "self": format!("https://{}/rest/api/3/priority/{}", site.host, text(&priority["id"])),
        "name": priority["name"], "id": priority["id"],
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A user, or the app itself; null for nobody. Addresses are not shown to apps.
pub(super) fn user(site: &Site, account: &str) -> Value {
    let (name, kind) = match site.user(account) {
        Some(user) => (user.display_name.as_str(), "atlassian"),
        None if site.app_accounts.contains(account) => ("App under test", "app"),
        None => return Value::Null,
    };
    json!({
        "self": format!("https://{}/rest/api/3/user?accountId={account}", site.host),
        "accountId": account, "accountType": kind, "avatarUrls": avatars(&site.host),
        "displayName": name, "active": true, "timeZone": "Etc/UTC", "locale": "en_US",
    })
}

pub(super) fn project(site: &Site, project: &Project) -> Value {
    json!({
        "self": format!("https://{}/rest/api/3/project/{}", site.host, project.id),
        "id": project.id, "key": project.key, "name": project.name, "projectTypeKey": "software",
        "simplified": false, "avatarUrls": avatars(&site.host),
    })
}

pub(super) fn sprint(site: &Site, sprint: &Sprint) -> Value {
    let mut shown = json!({
        "id": sprint.id, "self": format!("https://{}/rest/agile/1.0/sprint/{}", site.host, sprint.id),
        "state": sprint.state, "name": sprint.name, "originBoardId": sprint.board,
    });
    for (name, value) in &sprint.more {
        shown[name] = json!(value);
    }
    shown
}

/// A text, as the version of the API that was asked for has it.
pub(super) fn document(kept: &Value, is_version_2: bool) -> Value {
    match (kept, is_version_2) {
        (Value::String(_), true) | (Value::Null, _) => kept.clone(),
        (Value::String(text), false) => adf::document(text),
        (document, true) => adf::text(document).into(),
        (document, false) => document.clone(),
    }
}

pub(super) fn comment(call: &Call<'_>, issue: &Issue, comment: &Comment) -> Value {
    let site = &*call.site;
    json!({
        "self": call.link(&format!("/rest/api/3/issue/{}/comment/{}", issue.id, comment.id)),
        "id": comment.id, "author": user(site, &comment.author), "body": document(&comment.body, call.is_version_2),
        "updateAuthor": user(site, &comment.author), "created": comment.created, "updated": comment.updated,
        "jsdPublic": true,
    })
}

/// One field as it is shown; none where an issue has no such field.
pub(super) fn field(call: &Call<'_>, issue: &Issue, id: &str) -> Option<Value> {
    let site = &*call.site;
    let named = |list: &'static [Value], shown: fn(&Site, &Value) -> Value| {
        one_of(list, issue.text(id)).map_or(Value::Null, |it| shown(site, it))
    };
    Some(match id {
        "project" => project(site, site.jira.project(issue.project())?),
        "issuetype" => named(&COMMON.issue_types, issue_type),
        "status" => named(&COMMON.statuses, status),
        "priority" => named(&COMMON.priorities, priority),
        "assignee" | "reporter" | "creator" => user(site, issue.text(id)),
        "description" => document(issue.fields.get(id).unwrap_or(&Value::Null), call.is_version_2),
        "labels" => issue.fields.get(id).cloned().unwrap_or_else(|| json!([])),
        "parent" => {
            let parent = site.jira.issues.iter().find(|it| it.key == issue.text(id))?;
            json!({ "id": parent.id, "key": parent.key, "fields": { "summary": parent.text("summary") } })
        }
        "resolution" if issue.text("status") == "Done" => json!({ "id": "10000", "name": "Done" }),
        "comment" => {
            let comments: Vec<Value> = issue.comments.iter().map(|it| comment(call, issue, it)).collect();
            json!({ "total": comments.len(), "maxResults": comments.len(), "startAt": 0, "comments": comments })
        }
        "attachment" => issue.attachments.iter().map(|file| super::attachment::shown(call, file)).collect(),
        "issuelinks" => super::link::of(call, issue),
        "customfield_10020" => {
            let id = issue.fields.get(id)?.as_u64()?;
            json!([sprint(site, site.jira.sprints.iter().find(|it| it.id == id)?)])
        }
        _ => issue.fields.get(id).cloned().unwrap_or(Value::Null),
    })
}

/// An issue with some of its fields: ids, `*all`, `*navigable`, or `-id` for all but that.
pub(super) fn issue(call: &Call<'_>, issue: &Issue, wanted: &[&str], expand: &[&str]) -> Value {
    let all = wanted.iter().all(|it| it.starts_with('-') || it.starts_with('*'));
    let mut fields = Map::new();
    for known in &COMMON.fields {
        let id = known.id.as_str();
        let left_out = wanted.iter().any(|it| it.strip_prefix('-') == Some(id));
        if (all || wanted.contains(&id)) && !left_out {
            fields.insert(id.to_owned(), field(call, issue, id).unwrap_or(Value::Null));
        }
    }
    let mut shown = json!({
        "expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
        "id": issue.id, "self": call.link(&format!("/rest/api/3/issue/{}", issue.id)), "key": issue.key, "fields": fields,
    });
    if expand.contains(&"names") {
        let names = COMMON.fields.iter().filter(|it| shown["fields"].get(&it.id).is_some());
        shown["names"] = names.map(|it| (it.id.clone(), json!(it.name))).collect::<Map<_, _>>().into();
    }
    if expand.contains(&"changelog") {
        let histories: Vec<Value> = issue.changelog.iter().rev().map(|it| history(call.site, it)).collect();
        shown["changelog"] = json!({
            "startAt": 0, "maxResults": histories.len(), "total": histories.len(), "histories": histories,
        });
    }
    shown
}

pub(super) fn history(site: &Site, kept: &Value) -> Value {
    let mut shown = kept.clone();
    shown["author"] = user(site, text(&kept["author"]));
    shown
}
