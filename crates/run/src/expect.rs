//! What is expected of something that is done.

use assay_sandbox::{Record, Verdict};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::session::Seen;

/// What is expected. What is not named is not looked at, but leaks: a text of another site is never expected.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Expectation {
    /// It gives an answer (`true`), or throws (`false`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeeds: Option<bool>,
    /// What the answer holds: of objects the keys that are named, of anything else the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// A text the error holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Texts that stand in the answer, in what was delivered, or in the log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contains: Vec<String>,
    /// Texts that stand in none of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
    /// What went through, each by a part of its kind, its subject or its host: `GET /rest/api/3/issue`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
    /// What was refused, each by a part of its subject or by the rule that refused. `[]` says that nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deny: Option<Vec<String>>,
    /// What is not modelled, each by a part of its subject. `[]` says that nothing was asked for that is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmodelled: Option<Vec<String>>,
    /// Modules that were run by what happened: triggers, schedules, consumers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delivers: Vec<String>,
}

/// Something that was expected and is not so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unmet {
    /// What was expected: `value`, `deny`, `leak`.
    pub what: &'static str,
    /// How it is, in one sentence.
    pub because: String,
}

impl Expectation {
    /// What is not as expected.
    #[must_use]
    pub fn unmet(&self, seen: &Seen) -> Vec<Unmet> {
        let mut unmet = Vec::new();
        let mut say = |what, because: String| unmet.push(Unmet { what, because });
        let failed = seen.error.as_deref();
        match (self.succeeds, failed) {
            (Some(true), Some(error)) => say("succeeds", format!("it failed: {error}")),
            (Some(false), None) => say("succeeds", format!("it answered {}", shown(seen.value.as_ref()))),
            _ => {}
        }
        if let Some(wanted) = &self.value {
            let own = seen.value.as_ref().unwrap_or(&Value::Null);
            if let Err(at) = holds(own, wanted, "") {
                say("value", format!("{at}; it answered {}", shown(Some(own))));
            }
        }
        if let Some(wanted) = &self.error
            && !failed.is_some_and(|error| error.contains(wanted.as_str()))
        {
            say(
                "error",
                format!(
                    "`{wanted}` does not stand in {}",
                    failed.map_or("an error, for there is none".to_owned(), |it| format!("`{it}`"))
                ),
            );
        }
        if let Some(wanted) = self.status
            && seen.status != Some(wanted)
        {
            say("status", format!("it is {}", seen.status.map_or("none".to_owned(), |it| it.to_string())));
        }
        let text = texts(seen);
        for wanted in self.contains.iter().filter(|it| !text.contains(it.as_str())) {
            say("contains", format!("`{wanted}` stands nowhere in what was seen"));
        }
        for unwanted in self.lacks.iter().filter(|it| text.contains(it.as_str())) {
            say("lacks", format!("`{unwanted}` stands in what was seen"));
        }
        let of = |verdict| seen.decisions.iter().filter(move |it| it.verdict == verdict);
        for wanted in self.allow.iter().filter(|wanted| !of(Verdict::Allow).any(|it| names(it, wanted))) {
            say("allow", format!("nothing went through that `{wanted}` names"));
        }
        for (what, verdict, wanted) in
            [("deny", Verdict::Deny, &self.deny), ("unmodelled", Verdict::Unmodelled, &self.unmodelled)]
        {
            let Some(wanted) = wanted else { continue };
            if let (true, Some(record)) = (wanted.is_empty(), of(verdict).next()) {
                say(what, told(record));
            }
            for wanted in wanted.iter().filter(|wanted| !of(verdict).any(|it| names(it, wanted))) {
                say(what, format!("there was nothing of that kind that `{wanted}` names"));
            }
        }
        for wanted in
            self.delivers.iter().filter(|wanted| !seen.deliveries.iter().any(|it| it.module == **wanted))
        {
            say("delivers", format!("`{wanted}` was not run"));
        }
        for leak in &seen.leaks {
            say("leak", leak.to_string());
        }
        unmet
    }
}

/// A decision in one sentence.
pub(crate) fn told(record: &Record) -> String {
    let reason = record.reason.as_deref().map_or(String::new(), |it| format!(": {it}"));
    let rule = record.rule.as_deref().map_or(String::new(), |it| format!(" [{it}]"));
    format!("{} {}{rule}{reason}", record.kind, record.subject)
}

fn names(record: &Record, wanted: &str) -> bool {
    let parts = [Some(&record.kind), Some(&record.subject), record.rule.as_ref(), record.host.as_ref()];
    parts.into_iter().flatten().any(|part| part.contains(wanted))
}

fn texts(seen: &Seen) -> String {
    let mut text = seen.value.as_ref().map(ToString::to_string).unwrap_or_default();
    for part in seen.error.iter().chain(&seen.logs) {
        text.push('\n');
        text.push_str(part);
    }
    for told in &seen.deliveries {
        text.push_str(&format!("\n{:?}\n{:?}", told.value.as_ref().map(ToString::to_string), told.error));
    }
    text
}

/// The beginning of a value, for people.
fn shown(value: Option<&Value>) -> String {
    let text = value.map_or_else(|| "nothing".to_owned(), ToString::to_string);
    match text.char_indices().nth(200) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// Whether a value holds what is wanted; else where it does not.
fn holds(own: &Value, wanted: &Value, at: &str) -> Result<(), String> {
    match (own, wanted) {
        (Value::Object(own), Value::Object(wanted)) => wanted.iter().try_for_each(|(key, wanted)| {
            let at = format!("{at}.{key}");
            match own.get(key) {
                Some(own) => holds(own, wanted, &at),
                None => Err(format!("there is no `{}`", at.trim_start_matches('.'))),
            }
        }),
        (Value::Array(own), Value::Array(wanted)) if own.len() == wanted.len() => own
            .iter()
            .zip(wanted)
            .enumerate()
            .try_for_each(|(index, (own, wanted))| holds(own, wanted, &format!("{at}[{index}]"))),
        (own, wanted) if own == wanted => Ok(()),
        (own, wanted) => {
            let place =
                if at.is_empty() { String::new() } else { format!("`{}` ", at.trim_start_matches('.')) };
            Err(format!("{place}is {}, not {}", shown(Some(own)), shown(Some(wanted))))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::leak::Leak;

    fn unmet(expected: Value, seen: &Seen) -> Vec<&'static str> {
        let expected: Expectation = serde_json::from_value(expected).unwrap();
        expected.unmet(seen).into_iter().map(|it| it.what).collect()
    }

    #[test]
    fn an_answer_is_held_against_what_is_expected_of_it() {
        let seen = Seen { value: Some(json!({ "a": { "b": 1, "c": 2 }, "l": [1, 2] })), ..Seen::default() };
        assert_eq!(unmet(json!({ "succeeds": true, "value": { "a": { "b": 1 } } }), &seen), [""; 0]);
        assert_eq!(unmet(json!({ "value": { "a": { "b": 2 } } }), &seen), ["value"]);
        assert_eq!(unmet(json!({ "value": { "l": [1] } }), &seen), ["value"]);
        assert_eq!(unmet(json!({ "value": { "x": null } }), &seen), ["value"]);
        assert_eq!(
            unmet(json!({ "succeeds": false, "error": "no", "status": 200 }), &seen),
            ["succeeds", "error", "status"]
        );
        assert_eq!(unmet(json!({ "contains": ["\"b\":1"], "lacks": ["\"c\""] }), &seen), ["lacks"]);
        assert_eq!(
            unmet(json!({ "allow": ["GET /x"], "deny": ["scope"], "delivers": ["t"] }), &seen),
            ["allow", "deny", "delivers"]
        );
    }

    #[test]
    fn a_leak_is_never_expected() {
        let leak = Leak { of: "maple".into(), on: "cedar".into(), within: "answer", held: Vec::new() };
        let seen = Seen { leaks: vec![leak], ..Seen::default() };
        assert_eq!(unmet(json!({}), &seen), ["leak"]);
    }
}
