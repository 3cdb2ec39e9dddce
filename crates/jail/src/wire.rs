//! What is said over a channel, with both readings: strict on the host's side, plain on the guest's.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How a call is to be made: the third argument of the platform's `__forge_fetch__`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Init {
    /// The method as the guest wrote it; `GET` where it said nothing.
    pub method: String,
    /// Header fields in the order of the guest, names as it wrote them.
    pub headers: Vec<(String, String)>,
    /// The body, decoded.
    pub body: Vec<u8>,
    /// The stack where the guest made it, in its engine's own words, or nothing. It is the guest's word.
    pub stack: String,
}

/// What the host answers to a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Header fields.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The address that answered in the end, where redirects were followed.
    pub url: Option<String>,
    /// Why there is no answer at all: the guest's promise is rejected with this text, and status and body count for nothing.
    pub failure: Option<String>,
}

impl Reply {
    /// An answer of JSON.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.to_string().into_bytes(),
            ..Self::default()
        }
    }

    /// The platform's way to refuse: a status, and the header that its own libraries make an error of.
    #[must_use]
    pub fn refusal(status: u16, code: &str) -> Self {
        let mut reply = Self::json(status, &serde_json::json!({ "code": code }));
        reply.headers.push(("forge-proxy-error".into(), code.into()));
        reply
    }
}

/// Code that a guest made of a text, or asked for elsewhere, while it ran: its word, without the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Code {
    /// By what.
    pub way: Way,
    /// Where it was to come from: a scheme, with the host where there is one. Nothing for what is a text of the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// How long the text is, in bytes, and the beginning of its SHA-256 in hexadecimal. Nothing where the engine does not show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<(u64, String)>,
    /// The engine does not do it.
    pub is_refused: bool,
    /// It happened at the program's top level.
    pub at_load: bool,
    /// The stack, as in [`Init`].
    pub stack: String,
}

/// The ways to make code of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// `eval` was reached for.
    Eval,
    /// A constructor of functions.
    Function,
    /// `import()`.
    Import,
    /// A timer that was given a text.
    Timer,
    /// The module `vm`.
    Vm,
    /// WebAssembly.
    Wasm,
}

/// What a guest threw, as far as it could be told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thrown {
    /// The error's name: `TypeError`.
    pub name: String,
    /// Its message.
    pub message: String,
    /// Its stack, in the engine's own words, or nothing.
    #[serde(default)]
    pub stack: String,
}

impl Thrown {
    /// An error of a name and a message, without a stack.
    pub fn new(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self { name: name.into(), message: message.into(), stack: String::new() }
    }
}

/// Guest to host. Unknown kinds and fields end the invocation: nothing a guest says is passed over in silence.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum FromGuest {
    /// The body is the request's.
    Call {
        id: u64,
        descriptor: Value,
        path: String,
        method: String,
        headers: Vec<(String, String)>,
        #[serde(default)]
        stack: String,
    },
    /// The body is the text.
    Log { level: u8 },
    /// Code was made of a text. The body is empty.
    Code { code: Code },
    /// And so many more times, of which nothing else is said.
    MoreCode { count: u64 },
    /// The body is JSON: what the app's function gave.
    Result {},
    /// What it threw instead.
    Threw { error: Thrown },
}

/// Host to guest.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum ToGuest {
    /// Load a program: options in the head, the program as the body.
    Load { options: Value },
    /// Serve an invocation: the envelope is the body.
    Invoke {},
    /// The answer to a call; the body is the response's.
    Reply {
        id: u64,
        status: u16,
        headers: Vec<(String, String)>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failure: Option<String>,
    },
}

/// Host to zygote. `Load` and `Start` come with the descriptor of a channel.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum ToZygote {
    Boot {
        boot: Box<crate::spec::Boot>,
    },
    Load {},
    /// One that is kept serves until its channel closes, and no deadline of the zygote's ends it.
    Start {
        id: u64,
        deadline_ms: Option<u64>,
    },
    Kill {
        id: u64,
    },
}

/// Zygote to host.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum FromZygote {
    Ready { level: crate::spec::Level, because: Vec<String> },
    Broken { because: String },
    Exited { id: u64, exit: Exit },
}

/// How the process of an invocation ended.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Exit {
    pub(crate) code: Option<i32>,
    pub(crate) signal: Option<i32>,
    /// The zygote ended it, for its deadline.
    pub(crate) overdue: bool,
    /// It was never started.
    pub(crate) refused: Option<String>,
    pub(crate) cpu_us: u64,
    pub(crate) peak_kib: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_of_the_guest_with_anything_more_is_refused() {
        let good = r#"{"kind":"log","level":30}"#;
        assert!(serde_json::from_str::<FromGuest>(good).is_ok());
        for bad in [
            r#"{"kind":"log","level":30,"tenant":"other"}"#,
            r#"{"kind":"log","level":300}"#,
            r#"{"kind":"spawn"}"#,
            r#"{"kind":"result","ok":true}"#,
            r#"{"level":30}"#,
            "[]",
            "null",
        ] {
            assert!(serde_json::from_str::<FromGuest>(bad).is_err(), "{bad}");
        }
    }
}
