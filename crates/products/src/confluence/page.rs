//! Pages.

use serde_json::{Value, json};

use super::{Level, Page, changeable, forbidden, may, may_in, missing, seen, view, wrong};
use crate::{
    answer::{self, Answer, Done, no_content, ok},
    call::Call,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/wiki/api/v2/pages", list),
    row("POST", "/wiki/api/v2/pages", create),
    row("GET", "/wiki/api/v2/pages/{id}", read),
    row("PUT", "/wiki/api/v2/pages/{id}", edit),
    row("DELETE", "/wiki/api/v2/pages/{id}", delete),
    row("GET", "/wiki/api/v2/pages/{id}/children", children),
    row("GET", "/wiki/api/v2/pages/{id}/ancestors", ancestors),
    row("GET", "/wiki/api/v2/pages/{id}/labels", labels),
    row("GET", "/wiki/api/v2/spaces/{id}/pages", of_space),
];

fn visible<'c>(call: &'c Call<'_>) -> impl Iterator<Item = &'c Page> {
    call.site.confluence.pages.iter().filter(|it| may(call.site, call.caller, it, Level::Read))
}

fn list(call: &mut Call<'_>) -> Done {
    let call = &*call;
    let (ids, spaces) = (call.query.list("id"), call.query.list("space-id"));
    let title = call.query.get("title");
    call.query.choices("status", &["current"]);
    let found = visible(call).filter(|it| {
        let space = call.site.confluence.space(&it.space).map_or("", |space| space.id.as_str());
        (ids.is_empty() || ids.contains(&it.id.as_str()))
            && (spaces.is_empty() || spaces.contains(&space))
            && title.is_none_or(|title| it.title == title)
    });
    let found = found.map(|it| view::page(call, it)).collect();
    view::listed(call, "/api/v2/pages", found)
}

fn of_space(call: &mut Call<'_>) -> Done {
    let call = &*call;
    let id = call.parameter(0);
    let space = call.site.confluence.spaces.iter().find(|it| it.id == id);
    let space =
        space.filter(|it| may_in(call.site, call.caller, &it.key, Level::Read)).ok_or_else(missing)?;
    let found = visible(call).filter(|it| it.space == space.key).map(|it| view::page(call, it)).collect();
    view::listed(call, &format!("/api/v2/spaces/{id}/pages"), found)
}

fn read(call: &mut Call<'_>) -> Done {
    let at = seen(call, call.parameter(0))?;
    ok(view::page(call, &call.site.confluence.pages[at]))
}

fn children(call: &mut Call<'_>) -> Done {
    let at = seen(call, call.parameter(0))?;
    let call = &*call;
    let id = &call.site.confluence.pages[at].id;
    let space = call.site.confluence.space(&call.site.confluence.pages[at].space).map(|it| &it.id);
    let found = visible(call).filter(|it| it.parent.as_ref() == Some(id));
    let found = found.map(|it| json!({ "id": it.id, "status": "current", "title": it.title, "spaceId": space, "childPosition": 0 }));
    view::listed(call, &format!("/api/v2/pages/{id}/children"), found.collect())
}

fn ancestors(call: &mut Call<'_>) -> Done {
    let at = seen(call, call.parameter(0))?;
    let pages = &call.site.confluence.pages;
    let mut above = Vec::new();
    let mut parent = pages[at].parent.as_ref();
    // Never longer than there are pages, whatever the data says.
    while let Some(id) = parent.filter(|_| above.len() < pages.len()) {
        above.insert(0, json!({ "id": id, "type": "page" }));
        parent = pages.iter().find(|it| it.id == *id).and_then(|it| it.parent.as_ref());
    }
    ok(json!({ "results": above }))
}

fn labels(call: &mut Call<'_>) -> Done {
    let at = seen(call, call.parameter(0))?;
    let page = &call.site.confluence.pages[at];
    let labels = page.labels.iter().map(|it| json!({ "id": it, "name": it, "prefix": "global" })).collect();
    view::listed(call, &format!("/api/v2/pages/{}/labels", page.id), labels)
}

/// The body that is sent, in the storage format.
pub(super) fn body(given: &Value) -> Result<String, Answer> {
    let body = match &given["body"]["storage"] {
        Value::Null => &given["body"],
        nested => nested,
    };
    match (body["representation"].as_str(), body["value"].as_str()) {
        (Some("storage"), Some(value)) => Ok(value.to_owned()),
        (Some(other), Some(_)) => Err(Answer::Unmodelled(format!("bodies in the representation {other}"))),
        _ => Err(wrong("The body needs a representation and a value")),
    }
}

fn create(call: &mut Call<'_>) -> Done {
    let given = call.object(wrong("The request body is missing"))?.clone();
    let space = given["spaceId"]
        .as_str()
        .map(ToOwned::to_owned)
        .or_else(|| given["spaceId"].as_u64().map(|it| it.to_string()));
    let space = call.site.confluence.spaces.iter().find(|it| Some(&it.id) == space.as_ref());
    let space = space
        .filter(|it| may_in(call.site, call.caller, &it.key, Level::Read))
        .ok_or_else(missing)?
        .key
        .clone();
    if !may_in(call.site, call.caller, &space, Level::Write) {
        return Err(forbidden());
    }
    let title = given["title"]
        .as_str()
        .filter(|it| !it.trim().is_empty())
        .ok_or_else(|| wrong("A title is needed"))?;
    if call.site.confluence.pages.iter().any(|it| it.space == space && it.title == title) {
        return Err(wrong(
            "A page with this title already exists: A page already exists with the same TITLE in this space",
        ));
    }
    let body = if given["body"].is_null() { String::new() } else { body(&given)? };
    let parent = match given["parentId"].as_str() {
        Some(parent) => Some(call.site.confluence.pages[seen(call, parent)?].id.clone()),
        None => None,
    };
    let now = call.instant();
    let page = Page {
        id: call.site.confluence.next_id(),
        space,
        title: title.to_owned(),
        body,
        parent,
        author: call.account().unwrap_or_default().to_owned(),
        created: now.clone(),
        version: 1,
        updated: now,
        labels: Vec::new(),
        only: Vec::new(),
        comments: Vec::new(),
        properties: Vec::new(),
    };
    call.site.confluence.pages.push(page);
    let at = call.site.confluence.pages.len() - 1;
    tell(call, at, "avi:confluence:created:page");
    ok(view::page(call, &call.site.confluence.pages[at]))
}

fn edit(call: &mut Call<'_>) -> Done {
    let at = changeable(call, call.parameter(0))?;
    let given = call.object(wrong("The request body is missing"))?.clone();
    let page = &call.site.confluence.pages[at];
    let version =
        given["version"]["number"].as_u64().ok_or_else(|| wrong("The version's number is needed"))?;
    if version != page.version + 1 {
        return Err(answer::confluence(
            409,
            "CONFLICT",
            &format!(
                "Version must be incremented when updating a page. Current Version: [{}]. Provided version: [{version}]",
                page.version
            ),
        ));
    }
    let title = given["title"].as_str().ok_or_else(|| wrong("A title is needed"))?.to_owned();
    let body = if given["body"].is_null() { page.body.clone() } else { body(&given)? };
    let now = call.instant();
    let page = &mut call.site.confluence.pages[at];
    (page.title, page.body, page.version, page.updated) = (title, body, version, now);
    tell(call, at, "avi:confluence:updated:page");
    ok(view::page(call, &call.site.confluence.pages[at]))
}

fn delete(call: &mut Call<'_>) -> Done {
    let at = changeable(call, call.parameter(0))?;
    tell(call, at, "avi:confluence:trashed:page");
    call.site.confluence.pages.remove(at);
    no_content()
}

/// Tells that something happened to a page. Shape: the events reference of Confluence, read 2026-11.
fn tell(call: &mut Call<'_>, at: usize, name: &str) {
    let page = &call.site.confluence.pages[at];
    let space = call.site.confluence.space(&page.space);
    let body = json!({
        "eventType": name, "atlassianId": call.account(), "suppressNotifications": false, "updateTrigger": "edit_page",
        "content": {
            "id": page.id, "type": "page", "status": "current", "title": page.title,
            "space": space.map(|it| json!({ "id": it.id.parse::<u64>().ok(), "key": it.key, "name": it.name, "type": "global", "status": "current" })),
            "history": { "latest": true, "createdBy": { "type": "known", "accountId": page.author }, "createdDate": page.created },
            "version": { "by": { "type": "known", "accountId": call.account() }, "when": page.updated, "number": page.version, "minorEdit": false },
        },
    });
    call.happened("confluence", name, body);
}
