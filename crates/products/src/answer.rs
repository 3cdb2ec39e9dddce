//! Answers, and the shapes of errors.

use serde_json::{Value, json};

use crate::exchange::ProductReply;

/// What an operation answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    Json(u16, Value),
    Empty(u16),
    /// A file: its media type and its bytes.
    File(String, Vec<u8>),
    /// The whole of what was asked is not modelled.
    Unmodelled(String),
}

/// An answer, or the one that cut the work short.
pub(crate) type Done = Result<Answer, Answer>;

pub(crate) fn ok(body: Value) -> Done {
    Ok(Answer::Json(200, body))
}

pub(crate) fn created(body: Value) -> Done {
    Ok(Answer::Json(201, body))
}

pub(crate) fn no_content() -> Done {
    Ok(Answer::Empty(204))
}

impl Answer {
    pub(crate) fn into_reply(self) -> ProductReply {
        match self {
            Self::Json(status, body) => ProductReply::of(status, &body),
            Self::Empty(status) => ProductReply::empty(status),
            Self::File(kind, bytes) => ProductReply {
                headers: vec![("content-type".to_owned(), kind)],
                body: bytes,
                ..ProductReply::empty(200)
            },
            Self::Unmodelled(what) => ProductReply::unmodelled(&what),
        }
    }
}

/// Jira's body of an error that belongs to no field.
pub(crate) fn jira_error(message: &str) -> Value {
    json!({ "errorMessages": [message], "errors": {} })
}

pub(crate) fn jira(status: u16, message: impl AsRef<str>) -> Answer {
    Answer::Json(status, jira_error(message.as_ref()))
}

/// Jira's answer to a field that cannot be taken.
pub(crate) fn jira_field(field: &str, message: &str) -> Answer {
    Answer::Json(400, json!({ "errorMessages": [], "errors": { field: message } }))
}

/// The answer of Confluence's second API.
pub(crate) fn confluence(status: u16, code: &str, title: &str) -> Answer {
    let error = json!({ "status": status, "code": code, "title": title, "detail": null });
    Answer::Json(status, json!({ "errors": [error] }))
}

/// The answer of Confluence's first API.
pub(crate) fn confluence_v1(status: u16, message: &str) -> Answer {
    Answer::Json(
        status,
        json!({ "statusCode": status, "data": { "authorized": status != 403, "valid": true, "errors": [], "successful": false }, "message": message }),
    )
}
