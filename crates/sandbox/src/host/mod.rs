//! The desk at which an app's calls are put: each is read, decided, carried out and written down.

mod code;
mod outside;
mod product;
mod rights;

use std::time::{Duration, Instant};

use assay_jail::{Code, Host, Init, Level, Reply};
use assay_policy::decide::{
    Context, Decision, Denial, decide,
    request::{QueueVerb, Request, Store},
};
use assay_store::{
    Answer as StoreAnswer,
    graphql::{self, GraphQl},
};
use serde_json::{Value, json};

pub(crate) use self::code::HARMLESS_REMARK;
use self::rights::SiteRights;
use crate::{
    decision::{JailLevel, Note, Place, Record, Refusal},
    error::Error,
    platform::{Engine, Facts, Platform, QueueAnswer, held},
    redact::{Needles, Redacted},
};

/// Answers the calls of one invocation.
pub(crate) struct Desk<'p> {
    pub(crate) platform: &'p Platform,
    pub(crate) facts: &'p Facts,
    level: Level,
    engine: &'p Engine,
    process: String,
    records: Vec<Record>,
    window: Window,
    seen: Needles,
    begun: Instant,
}

/// Requests that leave the invocation, counted by the minute.
///
/// Source: developer.atlassian.com/platform/forge/platform-quotas-and-limits, read 2026-11: 100 a minute.
struct Window {
    since: Instant,
    sent: u32,
}

const REQUESTS: u32 = 100;

impl Window {
    fn left(&mut self) -> u32 {
        if self.since.elapsed() >= Duration::from_secs(60) {
            *self = Self { since: Instant::now(), sent: 0 };
        }
        REQUESTS.saturating_sub(self.sent)
    }
}

impl<'p> Desk<'p> {
    pub(crate) fn new(platform: &'p Platform, facts: &'p Facts, engine: &'p Engine) -> Self {
        let window = Window { since: Instant::now(), sent: 0 };
        Self {
            platform,
            facts,
            level: engine.version.level(),
            engine,
            process: engine.number.clone(),
            records: engine.take_records_of_loading(),
            window,
            seen: Needles::default(),
            begun: Instant::now(),
        }
    }

    /// The process, what was decided, and what of secrets came by.
    pub(crate) fn end(self) -> (String, Vec<Record>, Needles) {
        (self.process, self.records, self.seen)
    }

    /// What may not be shown of what comes by.
    fn secrets(&self) -> Needles {
        self.platform.secrets(self.facts, self.seen.clone())
    }

    /// The time until its process is ended.
    fn time_left(&self) -> Duration {
        self.facts.deadline.saturating_sub(self.begun.elapsed())
    }

    fn decide(&mut self, request: &Request) -> Decision {
        let Facts { installation, granted, contexts, actor, .. } = self.facts;
        let rights = SiteRights { products: &self.platform.products, site: &installation.site };
        let context = Context {
            permissions: &granted.permissions,
            products: &installation.products,
            contexts,
            distributed: self.platform.options.distributed,
            actor: actor.as_deref(),
            rights: &rights,
            requests_left: self.window.left(),
            guards: self.platform.options.guards.policy,
        };
        decide(&context, request)
    }

    fn answer(&mut self, descriptor: &Value, path: &str, init: &Init) -> (Reply, Note) {
        let options = json!({ "method": init.method, "headers": init.headers });
        let request = match Request::read(descriptor, path, &options) {
            Ok(request) => request,
            Err(denial) => {
                let kind = if descriptor["type"] == "egress" { "egress" } else { "call" };
                return denied(denial, Note { kind, ..Note::default() });
            }
        };
        let mut note = note_of(&request);
        if let Request::Product(asked) = &request
            && (asked.product.as_str(), asked.path.as_str()) == ("stargate", "/graphql")
            && let Some(answer) = self.platform.web_graphql(self.facts, &init.body).transpose()
        {
            note.kind = "web";
            return match answer {
                Ok(body) => (Reply::json(200, &body), Note { status: 200, ..note }),
                Err(error) => broken(&error, note),
            };
        }
        let decision = self.decide(&request);
        if !matches!(request, Request::Store { .. } | Request::Queue(_)) {
            self.window.sent += 1;
        }
        let allowed = match decision {
            Decision::Allow(allowed) => allowed,
            Decision::Deny(denial) => return denied(denial, note),
            Decision::Unmodelled(it) => return unmodelled(&it.what, note),
        };
        note.scopes.clone_from(&allowed.scopes);
        match &request {
            Request::Product(request) => self.product(request, &allowed, init, note),
            Request::Egress { .. } => self.outside(&allowed, init, note),
            Request::Remote { .. } => {
                let remark = "the remote is not told by a token who calls, as the hosted platform tells it";
                self.outside(&allowed, init, Note { remarks: vec![remark.to_owned()], ..note })
            }
            Request::Provider { .. } => unmodelled("calls with a user's account elsewhere", note),
            Request::Store { store: Store::Kvs, .. } => self.kvs(&allowed.target, &init.body, note),
            Request::Store { store: Store::Sql, .. } => unmodelled("the SQL store", note),
            Request::Store { store: Store::Objects, .. } => unmodelled("the object store", note),
            Request::Queue(verb) => self.queue(*verb, &init.body, note),
            Request::Other { what } => unmodelled(what, note),
        }
    }

    fn queue(&self, verb: QueueVerb, body: &[u8], note: Note) -> (Reply, Note) {
        match self.platform.queue_call(self.facts, verb, body) {
            Ok(QueueAnswer { status, body, refusal }) => {
                (Reply::json(status, &body), Note { status, refusal, ..note })
            }
            Err(error) => broken(&error, note),
        }
    }

    fn kvs(&mut self, path: &str, body: &[u8], note: Note) -> (Reply, Note) {
        let older = match path == graphql::PATH {
            false => None,
            true => match GraphQl::read(body) {
                Some(older) => Some((older.body.to_string().into_bytes(), older)),
                None => return unmodelled("this operation of the store's GraphQL", note),
            },
        };
        let (path, body) = older.as_ref().map_or((path, body), |(body, older)| (older.path.as_str(), body));
        let note = Note { subject: store_subject("kvs", path), ..note };
        let answer = match self.ask_store(path, body) {
            Ok(answer) => answer,
            Err(error) => return broken(&error, note),
        };
        let status = answer.status;
        let reply = match (older, answer.body) {
            (Some((_, older)), body) => Reply::json(200, &older.told(&StoreAnswer { status, body })),
            (None, Some(body)) => Reply::json(status, &body),
            (None, None) => Reply { status, ..Reply::default() },
        };
        (reply, Note { status, ..note })
    }

    fn ask_store(&mut self, path: &str, body: &[u8]) -> Result<StoreAnswer, Error> {
        let store = self.platform.store(&self.facts.installation.id, &self.facts.code)?;
        let answer = held(&store).answer(path, body, self.platform.now());
        if path.starts_with("/api/v1/secret/") {
            // What the app reads or writes here, it may log next.
            let sent: Value = serde_json::from_slice(body).unwrap_or_default();
            self.remember(&sent["value"]);
            self.remember(answer.body.as_ref().map_or(&Value::Null, |body| &body["value"]));
        }
        Ok(answer)
    }

    fn remember(&mut self, secret: &Value) {
        match secret {
            Value::String(text) => self.seen.add(text, Redacted::Secret),
            Value::Object(fields) => fields.values().for_each(|value| self.remember(value)),
            Value::Array(items) => items.iter().for_each(|value| self.remember(value)),
            _ => {}
        }
    }

    /// Writes down that the page's word of where it is was believed, and about what.
    pub(crate) fn believes<'a>(&mut self, said: impl Iterator<Item = &'a String>) {
        let plain = |key: &&String| key.len() <= 40 && key.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let said: Vec<&str> = said.filter(plain).map(String::as_str).collect();
        let remark = format!("the page's word is believed, here as on the platform: {}", said.join(", "));
        let note = Note { kind: "context", subject: "extension".to_owned(), ..Note::default() };
        self.write_down(Note { remarks: vec![remark], ..note });
    }

    fn write_down(&mut self, note: Note) {
        let place = Place {
            at: self.platform.now(),
            invocation: Some(&self.facts.id),
            process: Some(&self.process),
            jail: Some(JailLevel(self.level)),
            engine: Some(self.platform.options.engine),
            reuse: self.platform.options.reuse,
            installation: &self.facts.installation,
            function: &self.facts.function,
        };
        let record = place.record(note);
        self.platform.record(&record);
        self.records.push(record);
    }
}

impl Host for Desk<'_> {
    fn started(&mut self, process: u64) {
        self.process = format!("{}-{process}", self.process);
    }

    fn call(&mut self, descriptor: &Value, path: &str, init: &Init) -> Reply {
        let (reply, note) = self.answer(descriptor, path, init);
        let place = self.facts.code.trace.origin(&init.stack);
        self.write_down(Note { place, ..note });
        reply
    }

    fn code(&mut self, code: Code) {
        self.write_down_code(code);
    }

    fn more_code(&mut self, count: u64) {
        self.write_down_more_code(count);
    }
}

/// What can be said of a request before it is decided.
fn note_of(request: &Request) -> Note {
    let note = |kind, subject: String| Note { kind, subject, ..Note::default() };
    match request {
        Request::Product(it) => Note {
            identity: Some(it.identity.word()),
            ..note("product", format!("{} of {}", it.method, it.product))
        },
        Request::Provider { provider, .. } => note("provider", provider.clone()),
        Request::Remote { remote, .. } => note("remote", remote.clone()),
        Request::Store { store, path } => {
            note("store", store_subject(&format!("{store:?}").to_ascii_lowercase(), path))
        }
        Request::Queue(verb) => note("queue", format!("{verb:?}").to_ascii_lowercase()),
        Request::Egress { .. } => note("egress", String::new()),
        Request::Other { what } => note("other", what.clone()),
    }
}

/// A store and what is done with it. The verbs of the interface are words; anything else is the app's own text.
fn store_subject(store: &str, path: &str) -> String {
    let verb = path.strip_prefix("/api/v1/").filter(|verb| {
        verb.len() <= 40 && verb.bytes().all(|byte| byte == b'/' || byte == b'-' || byte.is_ascii_lowercase())
    });
    format!("{store} {}", verb.unwrap_or("?"))
}

/// What the app gets for a refusal, in the platform's own way.
pub(crate) fn denied(denial: Denial, note: Note) -> (Reply, Note) {
    let (status, error) = (denial.status, denial.error);
    refused(denial.into(), status, error, note)
}

pub(crate) fn refused(
    refusal: Refusal,
    status: u16,
    error: Option<&'static str>,
    note: Note,
) -> (Reply, Note) {
    let mut reply =
        Reply::json(status, &json!({ "code": refusal.rule, "message": refusal.reason, "fix": refusal.fix }));
    if let Some(error) = error {
        reply.headers.push(("forge-proxy-error".into(), error.into()));
    }
    (reply, Note { refusal: Some(refusal), status, ..note })
}

/// What the app gets for something that is not modelled: never a silent success.
pub(crate) fn unmodelled(what: &str, note: Note) -> (Reply, Note) {
    let text = format!("{what}: not modelled here");
    let reply = Reply::json(501, &json!({ "code": "NOT_MODELLED", "message": text }));
    let subject = if note.subject.is_empty() { what.to_owned() } else { format!("{}: {what}", note.subject) };
    (reply, Note { subject, is_unmodelled: true, status: 501, ..note })
}

/// What the app gets where the platform itself failed.
fn broken(error: &Error, note: Note) -> (Reply, Note) {
    let reply = Reply::json(500, &json!({ "code": "PLATFORM_BROKEN", "message": error.to_string() }));
    (reply, Note { status: 500, ..note })
}
