//! What is refused, and how the app is told.

use serde_json::json;

use super::Answer;

/// A refused request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    status: u16,
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Refusal {
    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    pub(super) fn not_found() -> Self {
        Self::new(404, "KEY_NOT_FOUND", "there is nothing under this key")
    }

    pub(super) fn exists() -> Self {
        Self::new(
            409,
            "KEY_ALREADY_EXISTS",
            "there is something under this key, and the request says to keep it",
        )
    }

    pub(super) fn invalid(message: String) -> Self {
        Self::new(400, "INVALID_REQUEST", message)
    }

    pub(super) fn invalid_key(message: &str) -> Self {
        Self::new(400, "INVALID_KEY", message)
    }

    pub(super) fn invalid_cursor() -> Self {
        Self::new(400, "INVALID_CURSOR", "the cursor was not given out for this query")
    }

    pub(super) fn too_large(what: &str, most: usize) -> Self {
        Self::new(413, "PAYLOAD_TOO_LARGE", format!("{what} is larger than {most} bytes"))
    }

    pub(super) fn too_deep(most: usize) -> Self {
        Self::new(400, "MAX_DEPTH", format!("the value is nested deeper than {most}"))
    }

    pub(super) fn no_such_path(path: &str) -> Self {
        let shown: String = path.chars().filter(|char| !char.is_control()).take(80).collect();
        Self::new(404, "NOT_FOUND", format!("the store has no `{shown}`"))
    }

    pub(super) fn no_such_entity(name: &str) -> Self {
        let shown: String = name.chars().filter(|char| !char.is_control()).take(80).collect();
        Self::new(400, "SCHEMA_NOT_FOUND", format!("the manifest declares no entity `{shown}`"))
    }

    pub(super) fn condition_failed() -> Self {
        Self::new(
            409,
            "CONDITION_CHECK_FAILED",
            "a condition of the transaction does not hold, and nothing of it was done",
        )
    }

    pub(super) fn damaged() -> Self {
        Self::new(500, "INTERNAL_ERROR", "what is kept under this key cannot be read")
    }

    pub(super) fn into_answer(self) -> Answer {
        Answer { status: self.status, body: Some(json!({ "code": self.code, "message": self.message })) }
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        // What SQLite says can hold values; the app needs none of it.
        let code = error.sqlite_error_code();
        Self::new(
            500,
            "INTERNAL_ERROR",
            format!("the store failed{}", code.map_or_else(String::new, |code| format!(": {code:?}"))),
        )
    }
}
