//! The first API: content and searching, asking what somebody may do.

use serde_json::{Value, json};

use super::{Level, Page, cql::Cql, label, may, people, view};
use crate::{
    answer::{self, Answer, Done, ok},
    call::Call,
    exchange::Caller,
    query::{self, Mistake, passes},
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/wiki/rest/api/content/{id}", read),
    row("GET", "/wiki/rest/api/content/search", search_content),
    row("GET", "/wiki/rest/api/search", search),
    row("POST", "/wiki/rest/api/content/{id}/permission/check", check),
    row("GET", "/wiki/rest/api/content", list),
    row("GET", "/wiki/rest/api/content/{id}/child/attachment", attachments),
];

const EXPANSIONS: [&str; 6] = ["space", "version", "history", "body.storage", "ancestors", "metadata.labels"];

fn missing(id: &str) -> Answer {
    answer::confluence_v1(
        404,
        &format!(
            "com.atlassian.confluence.api.service.exceptions.api.NotFoundException: No content found with id: ContentId{{id={id}}}"
        ),
    )
}

pub(super) fn seen<'c>(call: &'c Call<'_>, id: &str) -> Result<&'c Page, Answer> {
    let found = call.site.confluence.pages.iter().find(|it| it.id == id);
    found.filter(|it| may(call.site, call.caller, it, Level::Read)).ok_or_else(|| missing(id))
}

fn shown(call: &Call<'_>, page: &Page) -> Value {
    let mut shown = json!({
        "id": page.id, "type": "page", "status": "current", "title": page.title, "extensions": { "position": 0 },
        "_links": {
            "webui": format!("/spaces/{}/pages/{}", page.space, page.id), "base": call.link("/wiki"), "context": "/wiki",
            "self": call.link(&format!("/wiki/rest/api/content/{}", page.id)),
        },
    });
    for expansion in call.query.choices("expand", &EXPANSIONS) {
        match expansion {
            "space" => {
                let space = call.site.confluence.space(&page.space);
                shown["space"] = json!(space.map(|it| json!({ "id": it.id.parse::<u64>().ok(), "key": it.key, "name": it.name, "type": "global", "status": "current" })));
            }
            "version" => {
                shown["version"] = json!({ "by": people::user(call, &page.author), "when": page.updated, "number": page.version, "message": "", "minorEdit": false })
            }
            "history" => {
                shown["history"] = json!({ "latest": true, "createdBy": people::user(call, &page.author), "createdDate": page.created })
            }
            "body.storage" => {
                shown["body"] = json!({ "storage": { "value": page.body, "representation": "storage" } })
            }
            "ancestors" => {
                shown["ancestors"] = json!(
                    page.parent.iter().map(|it| json!({ "id": it, "type": "page" })).collect::<Vec<_>>()
                )
            }
            _ => shown["metadata"] = json!({ "labels": label::listed(page) }),
        }
    }
    shown
}

fn read(call: &mut Call<'_>) -> Done {
    ok(shown(call, seen(call, call.parameter(0))?))
}

/// The files on a page: none, since adding one is not modelled.
fn attachments(call: &mut Call<'_>) -> Done {
    seen(call, call.parameter(0))?;
    ok(page_of(call, &[]))
}

/// The pages of a space, or of a title, or all.
fn list(call: &mut Call<'_>) -> Done {
    if call.query.get("type").is_some_and(|kind| kind != "page") {
        return Err(Answer::Unmodelled("content other than pages".to_owned()));
    }
    let (space, title) = (call.query.get("spaceKey"), call.query.get("title"));
    let fits = |page: &&Page| {
        space.is_none_or(|key| page.space.eq_ignore_ascii_case(key))
            && title.is_none_or(|title| page.title == title)
            && may(call.site, call.caller, page, Level::Read)
    };
    let found: Vec<Value> =
        call.site.confluence.pages.iter().filter(fits).map(|page| shown(call, page)).collect();
    ok(page_of(call, &found))
}

/// The pages a query finds that the caller may see, in its order.
fn find<'c>(call: &'c Call<'_>) -> Result<Vec<&'c Page>, Answer> {
    let mistake = |mistake| match mistake {
        Mistake::Syntax(because) => answer::confluence_v1(
            400,
            &format!(
                "com.atlassian.confluence.api.service.exceptions.BadRequestException: Could not parse cql : {because}"
            ),
        ),
        Mistake::Unmodelled(what) => Answer::Unmodelled(what),
    };
    let query = query::parse(call.query.get("cql").unwrap_or_default()).map_err(mistake)?;
    let Some(filter) = query.filter else {
        return Err(mistake(Mistake::Syntax("the query is empty".to_owned())));
    };
    let fields = Cql(call);
    let mut found = Vec::new();
    for page in &call.site.confluence.pages {
        if may(call.site, call.caller, page, Level::Read)
            && passes(&filter, page, &fields).map_err(mistake)?
        {
            found.push(page);
        }
    }
    query::sort(&mut found, &query.order, &fields).map_err(mistake)?;
    Ok(found)
}

fn page_of(call: &Call<'_>, found: &[Value]) -> Value {
    let (start, limit) =
        (call.query.number("start").unwrap_or(0), call.query.number("limit").unwrap_or(25).min(250));
    let results: Vec<&Value> = found.iter().skip(start).take(limit).collect();
    json!({ "start": start, "limit": limit, "size": results.len(), "results": results, "_links": { "base": call.link("/wiki"), "context": "/wiki" } })
}

fn search_content(call: &mut Call<'_>) -> Done {
    let found: Vec<Value> = find(call)?.into_iter().map(|page| shown(call, page)).collect();
    ok(page_of(call, &found))
}

fn search(call: &mut Call<'_>) -> Done {
    let found = find(call)?.into_iter().map(|page| {
        let excerpt: String = view::plain(&page.body).chars().take(200).collect();
        json!({
            "content": shown(call, page), "title": page.title, "excerpt": excerpt,
            "url": format!("/spaces/{}/pages/{}", page.space, page.id), "entityType": "content", "lastModified": page.updated, "score": 0.0,
        })
    });
    let found: Vec<Value> = found.collect();
    let mut body = page_of(call, &found);
    body["totalSize"] = json!(found.len());
    body["cqlQuery"] = json!(call.query.get("cql"));
    ok(body)
}

/// Whether a user may do something with a page.
fn check(call: &mut Call<'_>) -> Done {
    let id = call.parameter(0);
    let body = call.object(answer::confluence_v1(400, "The request body is missing"))?;
    let (kind, subject) = (body["subject"]["type"].as_str(), body["subject"]["identifier"].as_str());
    let (Some("user"), Some(account)) = (kind, subject) else {
        return Err(Answer::Unmodelled("asking what a group may do with content".to_owned()));
    };
    let level = match body["operation"].as_str() {
        Some("read") => Level::Read,
        Some("update" | "create") => Level::Write,
        Some("delete") => Level::Write,
        _ => return Err(answer::confluence_v1(400, "The operation is not one that can be checked")),
    };
    if call.account() != Some(account) && !call.administers() {
        return Err(answer::confluence_v1(403, "Only administrators may ask what others may do"));
    }
    let page = call.site.confluence.pages.iter().find(|it| it.id == id).ok_or_else(|| missing(id))?;
    let may = may(call.site, &Caller::User(account.to_owned()), page, level);
    ok(json!({ "hasPermission": may, "errors": [], "_links": { "base": call.link("/wiki") } }))
}
