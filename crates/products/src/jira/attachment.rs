//! Files on issues.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Level, changeable, may, seen, view};
use crate::{
    answer::{self, Answer, Done, no_content, ok},
    call::Call,
    form,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("POST", "/rest/api/3/issue/{issueIdOrKey}/attachments", attach),
    row("GET", "/rest/api/3/attachment/{id}", read),
    row("DELETE", "/rest/api/3/attachment/{id}", delete),
    row("GET", "/rest/api/3/attachment/content/{id}", content),
];

/// Largest file whose content is kept, in bytes: the state is read and written whole.
const LARGEST: usize = 1 << 20;

/// A file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Attachment {
    id: String,
    name: String,
    kind: String,
    size: usize,
    author: String,
    created: String,
    /// In Base64; none where the file is too large to be kept.
    content: Option<String>,
}

pub(super) fn shown(call: &Call<'_>, file: &Attachment) -> Value {
    let link = |path: &str| call.link(&format!("/rest/api/3/attachment/{path}{}", file.id));
    json!({
        "self": link(""), "id": file.id, "filename": file.name, "author": view::user(call.site, &file.author),
        "created": file.created, "size": file.size, "mimeType": file.kind, "content": link("content/"),
    })
}

fn attach(call: &mut Call<'_>) -> Done {
    let refusal = "You do not have permission to create attachments for this issue.";
    let at = changeable(call, call.parameter(0), refusal)?;
    if call.header("x-atlassian-token") != Some("no-check") {
        return Err(answer::jira(403, "XSRF check failed"));
    }
    let files = form::files(call.header("content-type").unwrap_or_default(), call.raw);
    if files.is_empty() {
        return Err(answer::jira(400, "The form holds no file."));
    }
    let mut added = Vec::new();
    for file in files {
        added.push(Attachment {
            id: call.site.jira.next_id(),
            name: file.name,
            kind: file.kind.unwrap_or_else(|| "application/octet-stream".to_owned()),
            size: file.bytes.len(),
            author: call.account().unwrap_or_default().to_owned(),
            created: call.moment(),
            content: (file.bytes.len() <= LARGEST).then(|| BASE64.encode(file.bytes)),
        });
    }
    let told = added.iter().map(|file| shown(call, file)).collect();
    call.site.jira.issues[at].attachments.extend(added);
    ok(told)
}

/// Where a file is, on an issue the caller may see: of the issue, then on it.
fn found(call: &Call<'_>) -> Result<(usize, usize), Answer> {
    let id = call.parameter(0);
    let missing = || answer::jira(404, format!("The attachment with id '{id}' does not exist"));
    let on = |files: &[Attachment]| files.iter().position(|file| file.id == id);
    let at = call.site.jira.issues.iter().position(|issue| on(&issue.attachments).is_some());
    let at = at.ok_or_else(missing)?;
    let issue = &call.site.jira.issues[at];
    seen(call, &issue.id).map_err(|_| missing())?;
    Ok((at, on(&issue.attachments).ok_or_else(missing)?))
}

fn read(call: &mut Call<'_>) -> Done {
    let (at, of) = found(call)?;
    ok(shown(call, &call.site.jira.issues[at].attachments[of]))
}

/// The content itself. The product leads to another address, unless it is asked not to; whoever follows gets this.
fn content(call: &mut Call<'_>) -> Done {
    let (at, of) = found(call)?;
    let _ = call.query.get("redirect");
    let file = &call.site.jira.issues[at].attachments[of];
    let bytes = file.content.as_ref().and_then(|content| BASE64.decode(content.as_bytes()).ok());
    match bytes {
        Some(bytes) => Ok(Answer::File(file.kind.clone(), bytes)),
        None => Err(Answer::Unmodelled(format!("the content of files above {LARGEST} bytes"))),
    }
}

fn delete(call: &mut Call<'_>) -> Done {
    let (at, of) = found(call)?;
    let issue = &call.site.jira.issues[at];
    let is_own = Some(issue.attachments[of].author.as_str()) == call.account();
    let level = if is_own { Level::Write } else { Level::Administer };
    if !may(call.site, call.caller, issue.project(), level) {
        return Err(answer::jira(403, "You do not have permission to delete this attachment."));
    }
    call.site.jira.issues[at].attachments.remove(of);
    no_content()
}
