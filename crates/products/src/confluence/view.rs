//! What is kept, as the product shows it.

use serde_json::{Value, json};

use super::{Comment, Page, Space};
use crate::{
    adf,
    answer::{Done, ok},
    call::Call,
    paging::by_token,
};

/// The text of a page, without its markup.
pub(super) fn plain(storage: &str) -> String {
    let mut text = String::new();
    let mut is_markup = false;
    for character in storage.chars() {
        match character {
            '<' => is_markup = true,
            '>' if is_markup => {
                is_markup = false;
                text.push(' ');
            }
            _ if !is_markup => text.push(character),
            _ => {}
        }
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A body in the format that is asked for; an empty object where none is.
pub(super) fn body(call: &Call<'_>, storage: &str) -> Value {
    match call.query.get("body-format") {
        Some("storage") => json!({ "storage": { "representation": "storage", "value": storage } }),
        Some("atlas_doc_format") => {
            let document = adf::document(&plain(storage)).to_string();
            json!({ "atlas_doc_format": { "representation": "atlas_doc_format", "value": document } })
        }
        Some(other) => {
            call.query.ignore(format!("body-format={other}"));
            json!({})
        }
        None => json!({}),
    }
}

pub(super) fn page(call: &Call<'_>, page: &Page) -> Value {
    let space = call.site.confluence.space(&page.space);
    json!({
        "id": page.id, "status": "current", "title": page.title, "spaceId": space.map(|it| &it.id), "parentId": page.parent,
        "parentType": page.parent.as_ref().map(|_| "page"), "position": 0, "authorId": page.author, "ownerId": page.author,
        "lastOwnerId": null, "createdAt": page.created,
        "version": { "createdAt": page.updated, "message": "", "number": page.version, "minorEdit": false, "authorId": page.author },
        "body": body(call, &page.body),
        "_links": { "webui": format!("/spaces/{}/pages/{}", page.space, page.id), "editui": format!("/pages/resumedraft.action?draftId={}", page.id), "tinyui": format!("/x/{}", page.id) },
    })
}

pub(super) fn space(space: &Space) -> Value {
    json!({
        "id": space.id, "key": space.key, "name": space.name, "type": "global", "status": "current", "homepageId": space.homepage,
        "description": null, "icon": null, "_links": { "webui": format!("/spaces/{}", space.key) },
    })
}

pub(super) fn comment(call: &Call<'_>, page: &Page, comment: &Comment) -> Value {
    json!({
        "id": comment.id, "status": "current", "title": format!("Re: {}", page.title), "pageId": page.id,
        "version": { "createdAt": comment.created, "message": "", "number": 1, "minorEdit": false, "authorId": comment.author },
        "body": body(call, &comment.body), "_links": { "webui": format!("/spaces/{}/pages/{}?focusedCommentId={}", page.space, page.id, comment.id) },
    })
}

/// A page of a list, as the second API has them; `path` is that of the list.
pub(super) fn listed(call: &Call<'_>, path: &str, all: Vec<Value>) -> Done {
    let size = call.query.number("limit").unwrap_or(25).clamp(1, 250);
    let list = format!("{} {} {path}", call.site.cloud_id, call.account().unwrap_or_default());
    let Some(page) = by_token(all, size, call.query.get("cursor"), &list) else {
        return Err(super::wrong("The cursor is not valid"));
    };
    let mut links = json!({ "base": call.link("/wiki") });
    if let Some(token) = page.token {
        links["next"] = json!(format!("/wiki{path}?limit={size}&cursor={token}"));
    }
    ok(json!({ "results": page.items, "_links": links }))
}
