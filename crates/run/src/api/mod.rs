//! The control interface: what a prompt can do, as requests and answers of JSON.
//!
//! [`Door`] says who may ask; [`answer`] does what is asked. Nothing listens here.

mod door;
mod openapi;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{Act, Error, Seed, Session};

pub use self::{door::Door, openapi::openapi};

/// One thing that can be asked for.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// What it does, in one sentence.
    pub(crate) summary: &'static str,
    /// The schema of the request's body, by its name; none where there is none.
    pub(crate) takes: Option<&'static str>,
    /// The schema of the answer, by its name.
    pub(crate) gives: &'static str,
    serve: Serve,
}

/// Does it: with the query and the body. The session is over where none comes back.
type Serve = fn(Session, &Query, &[u8]) -> (Option<Session>, Reply);

type Reply = Result<Value, Refused>;
/// Parameters of a query, decoded.
type Query = Vec<(String, String)>;

/// Why something is not done: the HTTP status, and why.
struct Refused(u16, String);

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self(409, told(&error))
    }
}

impl From<assay_sandbox::Error> for Refused {
    fn from(error: assay_sandbox::Error) -> Self {
        Self(409, error.to_string())
    }
}

pub(crate) const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/v1/session",
        summary: "What runs: app, environment, sites, who acts.",
        takes: None,
        gives: "Session",
        serve: |session, _, _| same(session, |session| Ok(about(session))),
    },
    Route {
        method: "POST",
        path: "/v1/as",
        summary: "Changes who acts, and on which site.",
        takes: Some("Who"),
        gives: "Session",
        serve: |session, _, body| {
            same(session, |session| {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Asked {
                    who: String,
                }
                let Asked { who } = read(body)?;
                session.act_as(&who.parse().map_err(|because| Refused(400, because))?)?;
                Ok(about(session))
            })
        },
    },
    Route {
        method: "POST",
        path: "/v1/acts",
        summary: "Does one thing, and gives what was seen of it and of all that follows from it.",
        takes: Some("Act"),
        gives: "Seen",
        serve: |session, _, body| {
            same(session, |session| {
                let act: Act = read(body)?;
                let seen = session.perform(&act)?;
                serde_json::to_value(seen).map_err(|error| Refused(500, error.to_string()))
            })
        },
    },
    Route {
        method: "GET",
        path: "/v1/log",
        summary: "What the app logged on the site that is acted on, as it is kept.",
        takes: None,
        gives: "Lines",
        serve: |session, _, _| {
            same(session, |session| {
                let lines = session.platform().logs(session.environment(), session.site())?;
                Ok(json!({ "lines": lines }))
            })
        },
    },
    Route {
        method: "GET",
        path: "/v1/decisions",
        summary: "What was decided last, and why; `count` says how many, 20 where it does not.",
        takes: None,
        gives: "Decisions",
        serve: |session, query, _| {
            same(session, |session| {
                let count = query.iter().find(|(name, _)| name == "count");
                let count: usize = match count {
                    None => 20,
                    Some((_, text)) => {
                        text.parse().map_err(|_| Refused(400, "`count` is no number".to_owned()))?
                    }
                };
                let all = session.platform().decisions()?;
                Ok(json!({ "decisions": &all[all.len().saturating_sub(count)..] }))
            })
        },
    },
    Route {
        method: "GET",
        path: "/v1/consent",
        summary: "What the admin of the site was shown, or is shown of a version that waits.",
        takes: None,
        gives: "Consent",
        serve: |session, _, _| same(session, consent),
    },
    Route {
        method: "POST",
        path: "/v1/consent/approve",
        summary: "The admin of the site approves the version that waits.",
        takes: None,
        gives: "Consent",
        serve: |session, _, _| {
            same(session, |session| {
                let installation = session.installation()?;
                let pending = session.platform().pending(&installation.id)?;
                let pending = pending.ok_or_else(|| Refused(409, "nothing waits".to_owned()))?;
                session.platform().approve(&installation.id, &pending, "the admin")?;
                consent(session)
            })
        },
    },
    Route {
        method: "POST",
        path: "/v1/seed",
        summary: "Puts contents into products and storage, site by site.",
        takes: Some("Seed"),
        gives: "Seeded",
        serve: |session, _, body| {
            same(session, |session| {
                let seed: Seed = read(body)?;
                Ok(json!({ "count": session.seed(&seed)? }))
            })
        },
    },
    Route {
        method: "POST",
        path: "/v1/reset",
        summary: "Removes everything that was kept, and begins anew.",
        takes: None,
        gives: "Session",
        serve: |session, _, _| match session.reset() {
            Ok(session) => {
                let about = about(&session);
                (Some(session), Ok(about))
            }
            Err(error) => (None, Err(Refused(500, told(&error)))),
        },
    },
    Route {
        method: "GET",
        path: "/v1/openapi.json",
        summary: "This interface, described.",
        takes: None,
        gives: "Document",
        serve: |session, _, _| same(session, |_| Ok(openapi())),
    },
];

/// Does what is asked of a session by somebody the door let in: HTTP status and body. The session is over where none comes
/// back.
#[must_use]
pub fn answer(
    session: Session,
    method: &str,
    path: &str,
    query: &str,
    body: &[u8],
) -> (Option<Session>, u16, Value) {
    let mut there = ROUTES.iter().filter(|route| route.path == path).peekable();
    if there.peek().is_none() {
        return (Some(session), 404, problem("there is no such path: GET /v1/openapi.json lists them"));
    }
    let Some(route) = there.find(|route| route.method == method) else {
        return (Some(session), 405, problem("not by this method: GET /v1/openapi.json lists them"));
    };
    let query: Query = url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let (session, reply) = (route.serve)(session, &query, body);
    match reply {
        Ok(value) => (session, 200, value),
        Err(Refused(status, because)) => (session, status, problem(&because)),
    }
}

/// What is answered where something is not done.
#[must_use]
pub fn problem(because: &str) -> Value {
    json!({ "problem": because })
}

fn same(mut session: Session, work: impl FnOnce(&mut Session) -> Reply) -> (Option<Session>, Reply) {
    let reply = work(&mut session);
    (Some(session), reply)
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    // The reader's words may quote what was sent. They go back to who sent it, and nowhere else.
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let what = match error.classify() {
            serde_json::error::Category::Data => error.to_string(),
            _ => format!("the body is no JSON, at line {line} column {column}"),
        };
        Refused(400, what)
    })
}

fn told(error: &Error) -> String {
    match error {
        Error::Scenario(wrong) => {
            let wrong: Vec<&str> = wrong.iter().map(|it| it.message.as_str()).collect();
            wrong.join("; ")
        }
        other => other.to_string(),
    }
}

fn about(session: &Session) -> Value {
    let installations = session.platform().installations();
    let sites: Vec<Value> = installations
        .iter()
        .filter(|it| it.environment == *session.environment())
        .map(|it| json!({ "site": it.site, "products": it.products, "code": it.code.to_string(), "granted": it.granted.to_string() }))
        .collect();
    json!({
        "app": session.environment().app,
        "environment": session.environment().name,
        "now": session.platform().now(),
        "sites": sites,
        "site": session.site(),
        "who": session.who(),
        "jailed": !session.is_unheld(),
    })
}

fn consent(session: &mut Session) -> Reply {
    let installation = session.installation()?;
    let pending = session.platform().pending(&installation.id)?;
    let waits = pending.is_some();
    let shown = match pending {
        Some(pending) => pending,
        None => session.platform().consent(session.environment())?,
    };
    let asks: Vec<Value> =
        shown.asks.iter().map(|ask| json!({ "what": ask.what, "gives": ask.gives })).collect();
    Ok(json!({ "version": shown.version.to_string(), "waits": waits, "asks": asks }))
}
