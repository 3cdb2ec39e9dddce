//! Comments below pages.

use serde_json::Value;

use super::{Comment, Level, may, missing, page, seen, view, wrong};
use crate::{
    answer::{Answer, Done, created, no_content, ok},
    call::Call,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/wiki/api/v2/pages/{id}/footer-comments", of_page),
    row("POST", "/wiki/api/v2/footer-comments", add),
    row("GET", "/wiki/api/v2/footer-comments/{comment-id}", read),
    row("DELETE", "/wiki/api/v2/footer-comments/{comment-id}", delete),
];

fn of_page(call: &mut Call<'_>) -> Done {
    let at = seen(call, call.parameter(0))?;
    let page = &call.site.confluence.pages[at];
    let comments: Vec<Value> = page.comments.iter().map(|it| view::comment(call, page, it)).collect();
    view::listed(call, &format!("/api/v2/pages/{}/footer-comments", page.id), comments)
}

fn add(call: &mut Call<'_>) -> Done {
    let given = call.object(wrong("The request body is missing"))?.clone();
    let Some(id) = given["pageId"].as_str() else {
        return Err(Answer::Unmodelled("comments on something other than a page".to_owned()));
    };
    let at = seen(call, id)?;
    let comment = Comment {
        id: call.site.confluence.next_id(),
        author: call.account().unwrap_or_default().to_owned(),
        body: page::body(&given)?,
        created: call.instant(),
    };
    call.site.confluence.pages[at].comments.push(comment.clone());
    created(view::comment(call, &call.site.confluence.pages[at], &comment))
}

/// Where a comment is that the caller may see: of the page, then in it.
fn found(call: &Call<'_>) -> Result<(usize, usize), Answer> {
    let pages = call.site.confluence.pages.iter().enumerate();
    let mut visible = pages.filter(|(_, page)| may(call.site, call.caller, page, Level::Read));
    let found = visible
        .find_map(|(at, page)| Some((at, page.comments.iter().position(|it| it.id == call.parameter(0))?)));
    found.ok_or_else(missing)
}

fn read(call: &mut Call<'_>) -> Done {
    let (at, of) = found(call)?;
    let page = &call.site.confluence.pages[at];
    ok(view::comment(call, page, &page.comments[of]))
}

fn delete(call: &mut Call<'_>) -> Done {
    let (at, of) = found(call)?;
    let page = &call.site.confluence.pages[at];
    let is_own = Some(page.comments[of].author.as_str()) == call.account();
    if !is_own && !may(call.site, call.caller, page, Level::Administer) {
        return Err(super::forbidden());
    }
    call.site.confluence.pages[at].comments.remove(of);
    no_content()
}
