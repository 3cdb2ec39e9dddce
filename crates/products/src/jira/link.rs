//! Links between issues.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Issue, Jira, Level, changeable, may, seen, view};
use crate::{
    answer::{self, Answer, Done, no_content, ok},
    call::Call,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("POST", "/rest/api/3/issueLink", add),
    row("GET", "/rest/api/3/issueLink/{linkId}", read),
    row("DELETE", "/rest/api/3/issueLink/{linkId}", delete),
    row("GET", "/rest/api/3/issueLinkType", kinds),
];

/// A link, by the ids of its issues: the first one blocks, clones, duplicates or relates to the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Link {
    id: String,
    kind: String,
    from: String,
    to: String,
}

/// Kinds of links: id, name, how the first is to the other, and the other to the first. Those a new site has.
const KINDS: [(&str, &str, &str, &str); 4] = [
    ("10000", "Blocks", "blocks", "is blocked by"),
    ("10001", "Cloners", "clones", "is cloned by"),
    ("10002", "Duplicate", "duplicates", "is duplicated by"),
    ("10003", "Relates", "relates to", "relates to"),
];

fn kind(call: &Call<'_>, id: &str) -> Value {
    let known = KINDS.iter().find(|kind| kind.0 == id);
    known.map_or(Value::Null, |(id, name, outward, inward)| {
        let this = call.link(&format!("/rest/api/3/issueLinkType/{id}"));
        json!({ "id": id, "name": name, "outward": outward, "inward": inward, "self": this })
    })
}

/// An issue at the other end, in short.
fn end(call: &Call<'_>, issue: &Issue) -> Value {
    let fields = ["summary", "status", "priority", "issuetype"];
    let mut shown = view::issue(call, issue, &fields, &[]);
    shown.as_object_mut().and_then(|shown| shown.remove("expand"));
    shown
}

/// The links of an issue whose other ends the caller may see, as the field of the issue has them.
pub(super) fn of(call: &Call<'_>, issue: &Issue) -> Value {
    let links = call.site.jira.links.iter().filter_map(|link| {
        let (other, side) = match (link.from == issue.id, link.to == issue.id) {
            (true, _) => (&link.to, "outwardIssue"),
            (_, true) => (&link.from, "inwardIssue"),
            _ => return None,
        };
        let other = &call.site.jira.issues[seen(call, other).ok()?];
        let this = call.link(&format!("/rest/api/3/issueLink/{}", link.id));
        Some(json!({ "id": link.id, "self": this, "type": kind(call, &link.kind), side: end(call, other) }))
    });
    links.collect()
}

fn add(call: &mut Call<'_>) -> Done {
    let body = call.object(answer::jira(400, "No content to map due to end-of-input"))?.clone();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let issue = |side: &str| text(&body[side]["key"]).or_else(|| text(&body[side]["id"])).unwrap_or_default();
    let wanted = text(&body["type"]["id"]).or_else(|| text(&body["type"]["name"])).unwrap_or_default();
    let known = KINDS.iter().find(|kind| kind.0 == wanted || kind.1.eq_ignore_ascii_case(&wanted));
    let (kind, ..) =
        *known.ok_or_else(|| answer::jira(404, format!("No issue link type with name '{wanted}' found.")))?;
    if !body["comment"].is_null() {
        return Err(Answer::Unmodelled("a comment with a link".to_owned()));
    }
    let from = changeable(call, &issue("inwardIssue"), "You do not have permission to link issues.")?;
    let to = seen(call, &issue("outwardIssue"))?;
    if from == to {
        return Err(answer::jira(400, "You cannot link an issue to itself."));
    }
    let ends = [from, to].map(|at| call.site.jira.issues[at].id.clone());
    let [from, to] = ends;
    let id = call.site.jira.next_id();
    let link = Link { id, kind: kind.to_owned(), from, to };
    tell(call, "avi:jira:created:issuelink", &link);
    call.site.jira.links.push(link);
    Ok(Answer::Empty(201))
}

/// Tells that something happened to a link. Shape: the events reference of Jira, read 2026-04.
fn tell(call: &mut Call<'_>, name: &str, link: &Link) {
    let known = KINDS.iter().find(|kind| kind.0 == link.kind);
    let kind = known.map(|(id, name, outward, inward)| {
        json!({ "id": id, "name": name, "outwardName": outward, "inwardName": inward })
    });
    let body = json!({
        "eventType": name, "id": link.id, "sourceIssueId": link.from, "destinationIssueId": link.to,
        "issueLinkType": kind, "atlassianId": call.account(),
    });
    call.happened("jira", name, body);
}

/// Where a link is, both of whose issues the caller may see.
fn found(call: &Call<'_>) -> Result<usize, Answer> {
    let id = call.parameter(0);
    let at = call
        .site
        .jira
        .links
        .iter()
        .position(|link| link.id == id && seen(call, &link.from).is_ok() && seen(call, &link.to).is_ok());
    at.ok_or_else(|| answer::jira(404, format!("No issue link with id '{id}' exists.")))
}

fn read(call: &mut Call<'_>) -> Done {
    let link = call.site.jira.links[found(call)?].clone();
    let issue = |id: &str| seen(call, id).map(|at| end(call, &call.site.jira.issues[at]));
    ok(json!({
        "id": link.id, "self": call.link(&format!("/rest/api/3/issueLink/{}", link.id)), "type": kind(call, &link.kind),
        "inwardIssue": issue(&link.from)?, "outwardIssue": issue(&link.to)?,
    }))
}

/// Drops links an end of which is gone.
pub(super) fn drop_loose(jira: &mut Jira) {
    let is_there = |id: &String| jira.issues.iter().any(|issue| issue.id == *id);
    jira.links.retain(|link| is_there(&link.from) && is_there(&link.to));
}

fn delete(call: &mut Call<'_>) -> Done {
    let at = found(call)?;
    let from = seen(call, &call.site.jira.links[at].from)?;
    if !may(call.site, call.caller, call.site.jira.issues[from].project(), Level::Write) {
        return Err(answer::jira(403, "You do not have permission to delete issue links."));
    }
    let link = call.site.jira.links.remove(at);
    tell(call, "avi:jira:deleted:issuelink", &link);
    no_content()
}

fn kinds(call: &mut Call<'_>) -> Done {
    let all: Vec<Value> = KINDS.iter().map(|known| kind(call, known.0)).collect();
    ok(json!({ "issueLinkTypes": all }))
}
