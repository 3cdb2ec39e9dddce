//! Comments on issues.

use serde_json::{Value, json};

use super::{Comment, Level, change, may, seen, view};
use crate::{
    answer::{self, Answer, Done, created, no_content, ok},
    call::Call,
    paging,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/rest/api/3/issue/{issueIdOrKey}/comment", list),
    row("POST", "/rest/api/3/issue/{issueIdOrKey}/comment", add),
    row("GET", "/rest/api/3/issue/{issueIdOrKey}/comment/{id}", read),
    row("PUT", "/rest/api/3/issue/{issueIdOrKey}/comment/{id}", edit),
    row("DELETE", "/rest/api/3/issue/{issueIdOrKey}/comment/{id}", delete),
];

fn list(call: &mut Call<'_>) -> Done {
    let at = seen(call, call.parameter(0))?;
    let issue = &call.site.jira.issues[at];
    let mut comments: Vec<Value> = issue.comments.iter().map(|it| view::comment(call, issue, it)).collect();
    if call.query.get("orderBy") == Some("-created") {
        comments.reverse();
    }
    let mut page = paging::by_number(call, 100, &comments, "comments");
    page.as_object_mut().and_then(|page| page.remove("isLast"));
    ok(page)
}

fn body(call: &Call<'_>) -> Result<Value, Answer> {
    let given = call.object(answer::jira(400, "No content to map due to end-of-input"))?;
    let text = change::text(call, &given["body"], "comment")?;
    if text.is_null() || crate::adf::text(&text).trim().is_empty() {
        return Err(answer::jira_field("comment", "Comment body can not be empty!"));
    }
    for unknown in given.as_object().into_iter().flatten().filter(|(key, _)| *key != "body") {
        call.query.ignore(format!("comment.{}", unknown.0));
    }
    Ok(text)
}

fn add(call: &mut Call<'_>) -> Done {
    // Who sees an issue may comment on it, as in the products' own scheme.
    let at = seen(call, call.parameter(0))?;
    let body = body(call)?;
    let (now, author) = (call.moment(), call.account().unwrap_or_default().to_owned());
    let id = call.site.jira.next_id();
    let comment = Comment { id, author, body, created: now.clone(), updated: now };
    call.site.jira.issues[at].comments.push(comment.clone());
    let shown = view::comment(call, &call.site.jira.issues[at], &comment);
    change::tell(call, at, "avi:jira:commented:issue", json!({ "comment": shown }));
    created(shown)
}

/// Where a comment is that the caller may see: of the issue, then in it.
fn found(call: &Call<'_>) -> Result<(usize, usize), Answer> {
    let at = seen(call, call.parameter(0))?;
    let comments = &call.site.jira.issues[at].comments;
    let of = comments.iter().position(|it| it.id == call.parameter(1));
    let missing = || answer::jira(404, format!("Can not find a comment for the id: {}.", call.parameter(1)));
    Ok((at, of.ok_or_else(missing)?))
}

/// The same, where the caller wrote it or administers the project.
fn own(call: &Call<'_>, refusal: &str) -> Result<(usize, usize), Answer> {
    let (at, of) = found(call)?;
    let issue = &call.site.jira.issues[at];
    let is_own = Some(issue.comments[of].author.as_str()) == call.account();
    match is_own || may(call.site, call.caller, issue.project(), Level::Administer) {
        true => Ok((at, of)),
        false => Err(answer::jira(403, refusal)),
    }
}

fn read(call: &mut Call<'_>) -> Done {
    let (at, of) = found(call)?;
    let issue = &call.site.jira.issues[at];
    ok(view::comment(call, issue, &issue.comments[of]))
}

fn edit(call: &mut Call<'_>) -> Done {
    let (at, of) = own(call, "You do not have permission to edit this comment.")?;
    let (body, now) = (body(call)?, call.moment());
    let comment = &mut call.site.jira.issues[at].comments[of];
    (comment.body, comment.updated) = (body, now);
    let issue = &call.site.jira.issues[at];
    ok(view::comment(call, issue, &issue.comments[of]))
}

fn delete(call: &mut Call<'_>) -> Done {
    let (at, of) = own(call, "You do not have permission to delete this comment.")?;
    call.site.jira.issues[at].comments.remove(of);
    no_content()
}
