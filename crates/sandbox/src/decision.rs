//! What was decided, and why: one record for each call of an app, and for each thing that was kept from it.
//!
//! Records are lines of JSON in `decisions.jsonl`. They name operations, hosts, rules and ids, and nothing of what was
//! sent or answered; a path of an operation stands with its parameters' names.

use assay_jail::Level;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    engine::EngineKind, guard::Guard, host::HARMLESS_REMARK, platform::Platform, reuse::Reuse,
    state::act::Installation,
};

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It went through.
    Allow,
    /// It was refused.
    Deny,
    /// There is such a thing, and it is not modelled: the app got 501.
    Unmodelled,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// When, by the platform's clock.
    pub at: Timestamp,
    /// In which invocation; none for what happens outside of one.
    pub invocation: Option<String>,
    /// The process that served it, by a number no other process has.
    pub process: Option<String>,
    /// What held that process.
    pub jail: Option<JailLevel>,
    /// Which engine ran in it.
    #[serde(default)]
    pub engine: Option<EngineKind>,
    /// Whether that process had served others before.
    pub reuse: Reuse,
    /// `app.id`.
    pub app: String,
    /// The environment's name.
    pub environment: String,
    /// The site's key.
    pub site: String,
    /// The installation.
    pub installation: String,
    /// The version whose code ran.
    pub version: String,
    /// The function that ran.
    pub function: String,
    /// What was asked for: `product`, `store`, `egress`, `event`; or that code was made at run time: `code`.
    pub kind: String,
    /// The operation, the store's verb, the host, or what made code: nothing of what was sent.
    pub subject: String,
    /// For whom: `app`, `user`, `nobody`.
    pub identity: Option<String>,
    /// What became of it.
    pub verdict: Verdict,
    /// The rule that refused.
    pub rule: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// What to change.
    pub fix: Option<String>,
    /// The requirements the rule protects, by their ids.
    pub requirements: Vec<String>,
    /// The granted scopes that were used.
    pub scopes: Vec<String>,
    /// The host that was called.
    pub host: Option<String>,
    /// Bytes that left the platform that way.
    pub bytes_out: u64,
    /// The HTTP status the app saw.
    pub status: u16,
    /// What else has to be known: what of the request had no effect here, what was believed, that no answer came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// Where in the app's sources the call was made, `src/index.ts:7:9`: by the word of the app's own process.
    #[serde(default)]
    pub place: Option<String>,
}

impl Record {
    /// It tells of code made of a text that says nothing of the app: one that packages are known for.
    #[must_use]
    pub fn is_harmless_code(&self) -> bool {
        self.remarks.iter().any(|remark| remark == HARMLESS_REMARK)
    }

    /// The engine and the jail, in words: `quickjs, full jail`. None for what happened in no process.
    #[must_use]
    pub fn held_by(&self) -> Option<String> {
        Some(self.jail?.with(self.engine))
    }
}

/// What held a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JailLevel(pub Level);

impl JailLevel {
    /// With the engine that ran in it, in words.
    #[must_use]
    pub fn with(self, engine: Option<EngineKind>) -> String {
        let jail = match self.0 {
            Level::Full => "full jail",
            Level::Filtered => "filtered jail",
            Level::None => "no jail",
        };
        engine.map_or_else(|| jail.to_owned(), |engine| format!("{}, {jail}", engine.word()))
    }
}

/// What is written of one call, beside where it happened.
#[derive(Debug, Clone, Default)]
pub(crate) struct Note {
    pub(crate) kind: &'static str,
    pub(crate) subject: String,
    pub(crate) identity: Option<&'static str>,
    pub(crate) refusal: Option<Refusal>,
    pub(crate) is_unmodelled: bool,
    pub(crate) scopes: Vec<&'static str>,
    pub(crate) host: Option<String>,
    pub(crate) bytes_out: u64,
    pub(crate) status: u16,
    pub(crate) remarks: Vec<String>,
    pub(crate) place: Option<String>,
}

/// Where something was decided: what every record of one invocation has in common.
pub(crate) struct Place<'p> {
    pub(crate) at: Timestamp,
    pub(crate) invocation: Option<&'p str>,
    pub(crate) process: Option<&'p str>,
    pub(crate) jail: Option<JailLevel>,
    pub(crate) engine: Option<EngineKind>,
    pub(crate) reuse: Reuse,
    pub(crate) installation: &'p Installation,
    pub(crate) function: &'p str,
}

impl<'p> Place<'p> {
    /// Outside of any invocation.
    pub(crate) fn outside(platform: &Platform, installation: &'p Installation, function: &'p str) -> Self {
        Self {
            at: platform.now(),
            invocation: None,
            process: None,
            jail: None,
            engine: None,
            reuse: platform.options.reuse,
            installation,
            function,
        }
    }

    pub(crate) fn record(&self, note: Note) -> Record {
        let verdict = match (&note.refusal, note.is_unmodelled) {
            (Some(_), _) => Verdict::Deny,
            (None, true) => Verdict::Unmodelled,
            (None, false) => Verdict::Allow,
        };
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let refusal = note.refusal;
        let installation = self.installation;
        Record {
            at: self.at,
            invocation: self.invocation.map(str::to_owned),
            process: self.process.map(str::to_owned),
            jail: self.jail,
            engine: self.engine,
            reuse: self.reuse,
            app: installation.environment.app.clone(),
            environment: installation.environment.name.clone(),
            site: installation.site.clone(),
            installation: installation.id.clone(),
            version: installation.code.to_string(),
            function: self.function.to_owned(),
            kind: note.kind.to_owned(),
            subject: note.subject,
            identity: note.identity.map(str::to_owned),
            verdict,
            rule: refusal.as_ref().map(|it| it.rule.to_owned()),
            requirements: refusal.as_ref().map(|it| owned(it.requirements)).unwrap_or_default(),
            fix: refusal.as_ref().map(|it| it.fix.clone()),
            reason: refusal.map(|it| it.reason),
            scopes: owned(&note.scopes),
            host: note.host,
            bytes_out: note.bytes_out,
            status: note.status,
            remarks: note.remarks,
            place: note.place,
        }
    }
}

/// A rule that refused, whoever's it is.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) rule: &'static str,
    pub(crate) requirements: &'static [&'static str],
    pub(crate) reason: String,
    pub(crate) fix: String,
}

impl Refusal {
    pub(crate) fn of(guard: Guard, reason: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { rule: guard.id(), requirements: guard.requirements(), reason: reason.into(), fix: fix.into() }
    }
}

impl From<assay_policy::decide::Denial> for Refusal {
    fn from(denial: assay_policy::decide::Denial) -> Self {
        Self {
            rule: denial.rule.id(),
            requirements: denial.rule.requirements(),
            reason: denial.reason,
            fix: denial.fix,
        }
    }
}
