//! What observers are told of a session: what the platform saw, as values they know.

use assay_app::{Manifest, Spanned};
use assay_observers::{Call, Cause, Decision, End, Held, Leak, Line, Made, Masked, Request, Reuse};
use assay_sandbox as sandbox;
use assay_sandbox::{Answer, Failure, Logged, Record, Redacted, Verdict};
use serde_json::Value;

use crate::{act::Web, leak};

/// An invocation, as its answer tells it. The function comes with the name a resolver was asked for.
pub(crate) fn call(
    answer: &Answer,
    function: (&str, Option<&str>),
    site: &str,
    cause: Cause,
    canary: &str,
) -> Call {
    let end = match answer.value() {
        Ok(_) => End::Answered,
        Err(Failure::Threw(_)) => End::Threw,
        Err(Failure::Ended(_)) => End::Broke,
    };
    of(&answer.decisions, &answer.logs, end, function, site, cause, canary)
}

/// An invocation, as the records tell it.
pub(crate) fn of(
    decisions: &[Record],
    logs: &[Logged],
    end: End,
    (function, name): (&str, Option<&str>),
    site: &str,
    cause: Cause,
    canary: &str,
) -> Call {
    let (made, asked): (Vec<&Record>, Vec<&Record>) = decisions.iter().partition(|it| it.kind == "code");
    Call {
        function: function.to_owned(),
        name: name.map(str::to_owned),
        site: site.to_owned(),
        cause,
        end,
        // The platform's own record of a call from the web is nothing the app asked for.
        requests: asked.into_iter().filter(|it| it.invocation.is_some()).map(request).collect(),
        code: made.into_iter().map(code).collect(),
        lines: logs.iter().map(|it| line(it, canary)).collect(),
    }
}

fn request(record: &Record) -> Request {
    Request {
        kind: record.kind.clone(),
        subject: record.subject.clone(),
        identity: record.identity.clone(),
        decision: match record.verdict {
            Verdict::Allow => Decision::Allow,
            Verdict::Deny => Decision::Deny,
            Verdict::Unmodelled => Decision::Unmodelled,
        },
        rule: record.rule.clone(),
        reason: record.reason.clone(),
        fix: record.fix.clone(),
        scopes: record.scopes.clone(),
        host: record.host.clone(),
        status: record.status,
    }
}

fn code(record: &Record) -> Made {
    Made {
        by: record.subject.clone(),
        place: record.place.clone(),
        is_refused: record.verdict == Verdict::Deny,
        at_load: record.invocation.is_none(),
        is_harmless: record.is_harmless_code(),
    }
}

fn line(logged: &Logged, canary: &str) -> Line {
    let masked = logged.redacted.iter().map(|(kind, count)| {
        let kind = match kind {
            Redacted::Secret => Masked::Secret,
            Redacted::Personal => Masked::Personal,
            Redacted::Account => Masked::Account,
            Redacted::Credential => Masked::Credential,
            Redacted::Mail => Masked::Mail,
            Redacted::Card => Masked::Card,
            Redacted::Machine => Masked::Machine,
            Redacted::Variable => Masked::Variable,
        };
        (kind, *count)
    });
    Line { masked: masked.collect(), holds_content: !canary.is_empty() && logged.text.contains(canary) }
}

/// The function of a module that the platform ran by itself, and why it did.
pub(crate) fn caused(manifest: &Manifest, module: &str, why: &str) -> (String, Cause) {
    let is = |key: &Option<Spanned<String>>| key.as_ref().is_some_and(|key| key.value == module);
    let text =
        |function: &Option<Spanned<String>>| function.as_ref().map(|it| it.value.clone()).unwrap_or_default();
    if let Some(it) = manifest.scheduled_triggers.iter().find(|it| is(&it.key)) {
        return (text(&it.function), Cause::Schedule);
    }
    if let Some(it) = manifest.consumers.iter().find(|it| is(&it.key)) {
        return (text(&it.function), Cause::Job(why.to_owned()));
    }
    let trigger = manifest.triggers.iter().find(|it| is(&it.key));
    (trigger.map(|it| text(&it.function)).unwrap_or_default(), Cause::Event(why.to_owned()))
}

/// The function of a web trigger that was called, and how.
pub(crate) fn called(manifest: &Manifest, web: &Web, status: u16) -> (String, Cause) {
    let is_own = |key: &Option<Spanned<String>>| key.as_ref().is_some_and(|key| key.value == web.trigger);
    let trigger = manifest.web_triggers.iter().find(|it| is_own(&it.key));
    let function = trigger.and_then(|it| it.function.as_ref()).map(|it| it.value.clone());
    let is_empty = match &web.body {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::String(text) => text.trim().is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    let is_plain = web.path.as_deref().is_none_or(|path| matches!(path, "" | "/"));
    let bears_something = !(is_empty && is_plain && web.headers.is_empty() && web.query.is_empty());
    (function.unwrap_or_default(), Cause::Web { trigger: web.trigger.clone(), bears_something, status })
}

/// A text of another site in what a function gave.
pub(crate) fn leak(leak: &leak::Leak, function: &str) -> Leak {
    let held = leak.held.iter().map(held).collect();
    let within = leak.within.to_owned();
    Leak { of: leak.of.clone(), on: leak.on.clone(), within, function: function.to_owned(), held }
}

/// A text that a process keeps and nobody was answered with.
pub(crate) fn kept(kept: &leak::Held, sites: &[(String, String)]) -> Leak {
    let on = sites.iter().map(|(site, _)| site).find(|site| **site != kept.of);
    Leak {
        of: kept.of.clone(),
        on: on.cloned().unwrap_or_default(),
        within: "process".to_owned(),
        function: String::new(),
        held: vec![held(kept)],
    }
}

pub(crate) fn held(held: &leak::Held) -> Held {
    Held { path: held.path.clone(), file: held.file.clone() }
}

pub(crate) fn reuse(reuse: sandbox::Reuse) -> Reuse {
    match reuse {
        sandbox::Reuse::Fresh => Reuse::Fresh,
        sandbox::Reuse::TenantWarm => Reuse::TenantWarm,
        sandbox::Reuse::CloudLike => Reuse::CloudLike,
    }
}
