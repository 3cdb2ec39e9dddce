//! What a session tells people.

use std::fmt::Write as _;

use anyhow::Result;
use assay_evidence::Bearing;
use assay_observers::Transcript;
use assay_run::{Outcome, Seen, Session};
use assay_sandbox::{Deployment, Record, Verdict};
use assay_verdict::Assessment;

/// The most of a value that is shown, in characters.
const LONGEST: usize = 2_000;

/// What stands at the beginning.
pub(super) fn beginning(session: &Session) -> Result<String> {
    let mut out = String::new();
    let level = if session.is_unheld() { "NO JAIL: the app can do what you can" } else { "jailed" };
    let installed: Vec<String> = session
        .platform()
        .installations()
        .into_iter()
        .map(|it| format!("{} ({})", it.site, it.products.join(", ")))
        .collect();
    writeln!(
        out,
        "{} in {}, installed on {}; {level}",
        session.environment().app,
        session.environment().name,
        installed.join(" and ")
    )?;
    let asks = session.platform().consent(session.environment())?.asks;
    writeln!(out, "the admins approved {} thing{}; `consent` shows them", asks.len(), plural(asks.len()))?;
    writeln!(out, "acting as {}", session.who())?;
    Ok(out)
}

/// What there is to say of evidence that was written down.
pub(super) fn observed(assessment: &Assessment, transcript: &Transcript) -> String {
    let mut functions: Vec<&str> = transcript.calls.iter().map(|call| call.function.as_str()).collect();
    functions.sort_unstable();
    functions.dedup();
    let findings = assessment.dossier.evidence.iter().filter(|it| it.bearing != Bearing::Supports).count();
    let (calls, ran) = (transcript.calls.len(), functions.len());
    format!(
        "watched {calls} call{} of {ran} function{}: {findings} thing{} against the app\n",
        plural(calls),
        plural(ran),
        plural(findings)
    )
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// What came of building the app anew.
pub(super) fn rebuilt(deployed: &Deployment) -> String {
    match deployed.waiting.is_empty() && deployed.code_only.is_empty() {
        true => format!("rebuilt: version {} runs\n", deployed.version),
        false => format!(
            "rebuilt: version {} asks for more than was approved: `consent approve`\n",
            deployed.version
        ),
    }
}

/// A step of a scenario.
pub(super) fn outcome(outcome: &Outcome) -> String {
    let word = if outcome.is_met() { "ok  " } else { "FAIL" };
    let mut out = format!(
        "{word} {}  ({}; line {})\n",
        visible(&outcome.step.name),
        visible(&outcome.who),
        outcome.step.line()
    );
    for unmet in &outcome.unmet {
        let _ = writeln!(out, "     {}: {}", unmet.what, visible(&unmet.because));
    }
    out
}

/// How many steps were as expected.
pub(super) fn summary(outcomes: &[Outcome]) -> String {
    let met = outcomes.iter().filter(|it| it.is_met()).count();
    format!("{met} of {} steps as expected\n", outcomes.len())
}

/// What came of something that was done.
pub(super) fn seen(seen: &Seen) -> String {
    let mut out = String::new();
    if let Some(status) = seen.status {
        let _ = writeln!(out, "HTTP {status}");
    }
    if let Some(value) = &seen.value {
        let _ = writeln!(out, "{}", cut(&format!("{value:#}")));
    }
    if let Some(error) = &seen.error {
        let _ = writeln!(out, "error: {}", cut(error));
    }
    for told in &seen.deliveries {
        let what = match (&told.value, &told.error) {
            (_, Some(error)) => format!("error: {error}"),
            (Some(value), None) => value.to_string(),
            (None, None) => "nothing".to_owned(),
        };
        let _ =
            writeln!(out, "  ran {} on {} because of {}: {}", told.module, told.site, told.cause, cut(&what));
    }
    for record in &seen.decisions {
        let _ = writeln!(out, "  {}", decision(record));
    }
    for line in &seen.logs {
        let _ = writeln!(out, "  log  {}", cut(line));
    }
    for leak in &seen.leaks {
        let _ = writeln!(out, "  LEAK {}", visible(&leak.to_string()));
    }
    for held in &seen.kept {
        let text = visible(&held.to_string());
        let _ =
            writeln!(out, "  KEPT a text of {} in {text}, in the process that serves every site", held.of);
    }
    if out.is_empty() { "nothing happened\n".to_owned() } else { out }
}

/// A decision in a line.
pub(super) fn decision(record: &Record) -> String {
    let word = match record.verdict {
        Verdict::Allow => "allow",
        Verdict::Deny => "DENY ",
        Verdict::Unmodelled => "501  ",
    };
    let mut line = format!("{word} {} {}", record.kind, record.subject);
    if let Some(identity) = &record.identity {
        let _ = write!(line, " as {identity}");
    }
    if let Some(rule) = &record.rule {
        let _ = write!(line, " [{rule}]");
    }
    if let Some(place) = &record.place {
        let _ = write!(line, " at {place}");
    }
    if let Some(reason) = &record.reason {
        let _ = write!(line, ": {reason}");
    }
    if let Some(fix) = record.fix.as_ref().filter(|fix| !fix.is_empty()) {
        let _ = write!(line, " → {fix}");
    }
    for remark in &record.remarks {
        let _ = write!(line, " ({remark})");
    }
    visible(&line)
}

/// A decision that was written down, with what ran the app and what held it.
pub(super) fn kept_decision(record: &Record) -> String {
    let held_by = record.held_by().map(|it| format!("  [{it}]")).unwrap_or_default();
    format!("{}{held_by}", decision(record))
}

fn cut(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|it| if it.is_control() && it != '\n' && it != '\t' { '\u{fffd}' } else { it })
        .collect();
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}… ({} more characters)", &text[..at], text.chars().count() - LONGEST),
        None => text,
    }
}

/// On one line, and without what a terminal would obey.
fn visible(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { '\u{fffd}' } else { it }).collect()
}
