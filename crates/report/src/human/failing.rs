//! What fails, worst first, with the lines that show it.

use std::collections::BTreeSet;

use assay_catalogue::{RequirementId, Severity};
use assay_evidence::{Confidence, Fingerprint, Subject};
use assay_verdict::{Assessment, Disposition, Finding, Outcome, RowVerdict};

use super::{Detail, Pen, settled::duties};
use crate::{
    due::due,
    figures::{SetAside, why_set_aside},
    frame::{Frame, Tone},
    next::reason,
    paint::Ink,
    text::{count, indented, neutral},
    together::{others, together},
};

/// Findings of one rule drawn under one heading before the rest is listed by place.
const FRAMES_A_RULE: usize = 3;

/// Rows that fail by the same findings.
struct Group<'a> {
    rows: Vec<&'a RowVerdict>,
    findings: Vec<&'a Finding>,
    advice: bool,
}

/// A section per group of failing rows, then what was found beyond the tables.
pub(super) fn failing(pen: &Pen<'_>, assessment: &Assessment) -> String {
    let mut shown: BTreeSet<&Fingerprint> = BTreeSet::new();
    let mut out = String::new();
    for group in groups(assessment) {
        let (ink, word) = if group.advice { (Ink::Amber, "ADVICE") } else { (Ink::Bad, "FAIL") };
        let ids: Vec<String> = group.rows.iter().map(|row| row.requirement.to_string()).collect();
        let about = format!("{}  {}", ids.join(", "), pen.title(&group.rows[0].requirement));
        out.push_str(&pen.heading(ink, word, &about));
        if group.findings.is_empty() {
            out.push_str(&indented(&neutral(&group.rows[0].because), 8, pen.width));
        }
        out.push_str(&findings(pen, assessment, &group.findings, &mut shown));
        match pen.detail {
            Detail::Quiet => {}
            Detail::Normal => out.push_str(&still_open(pen, &group)),
            Detail::Full => group.rows.iter().for_each(|row| out.push_str(&duties(pen, row))),
        }
    }
    let beyond: Vec<&Finding> = assessment
        .findings
        .iter()
        .filter(|finding| finding.disposition == Disposition::Advice && finding.requirements.is_empty())
        .collect();
    if !beyond.is_empty() {
        out.push_str(&pen.heading(Ink::Amber, "ADVICE", "beyond the requirements"));
        out.push_str(&findings(pen, assessment, &beyond, &mut shown));
    }
    out
}

/// Duties of failing rows that nobody can call yet: a failure must not hide them. Twins share a line.
fn still_open(pen: &Pen<'_>, group: &Group<'_>) -> String {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for duty in group.rows.iter().flat_map(|row| &row.duties).filter(|duty| duty.outcome.is_open()) {
        let text = pen.report.catalogue.duty(&duty.duty).map_or("", |card| card.text.as_str());
        let reason = reason(&duty.because, duty.needs.iter());
        let reason = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
        let line = format!("{}: {text}{}", duty.outcome, neutral(&reason));
        match lines.iter_mut().find(|(known, _)| *known == line) {
            Some((_, duties)) => duties.push(duty.duty.to_string()),
            None => lines.push((line, vec![duty.duty.to_string()])),
        }
    }
    let lines =
        lines.iter().map(|(line, duties)| indented(&format!("{} {line}", duties.join(", ")), 8, pen.width));
    lines.map(|line| pen.ink(Ink::Faint, &line)).collect()
}

/// Failing rows by the findings they fail by; binding ones first, then by severity, then by id.
fn groups(assessment: &Assessment) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for row in assessment.rows.iter().filter(|row| row.outcome == Outcome::Fail) {
        let findings = findings_of(assessment, row);
        let same = |group: &&mut Group<'_>| group.advice == row.advice && group.findings == findings;
        match groups.iter_mut().find(same).filter(|_| !findings.is_empty()) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group { rows: vec![row], findings, advice: row.advice }),
        }
    }
    let worst = |group: &Group<'_>| group.findings.iter().map(|finding| finding.severity).max();
    groups.sort_by_key(|group| (group.advice, std::cmp::Reverse(worst(group))));
    groups
}

/// The findings a failing row fails by: its own, and those of its failing twins.
pub(crate) fn findings_of<'a>(assessment: &'a Assessment, row: &RowVerdict) -> Vec<&'a Finding> {
    let failing_twins = row.twins.iter().filter(|twin| twin.outcome == Outcome::Fail);
    let rows: Vec<&RequirementId> =
        std::iter::once(&row.requirement).chain(failing_twins.map(|twin| &twin.requirement)).collect();
    let counts = |finding: &&Finding| {
        finding.disposition != Disposition::Review && finding.requirements.iter().any(|id| rows.contains(&id))
    };
    assessment.findings.iter().filter(counts).collect()
}

fn findings<'a>(
    pen: &Pen<'_>,
    assessment: &'a Assessment,
    findings: &[&'a Finding],
    shown: &mut BTreeSet<&'a Fingerprint>,
) -> String {
    let (again, new): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|finding| shown.contains(&finding.fingerprint));
    let mut out = String::new();
    let mut rules: Vec<&str> = Vec::new();
    for finding in &new {
        shown.insert(&finding.fingerprint);
        let rule = assessment.evidence(finding).by.as_str();
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    for rule in rules {
        let of_rule = new.iter().filter(|finding| assessment.evidence(finding).by.as_str() == rule);
        let (aside, open): (Vec<&Finding>, Vec<&Finding>) =
            of_rule.partition(|finding| why_set_aside(assessment, finding).is_some());
        if pen.detail == Detail::Full {
            open.iter().for_each(|finding| out.push_str(&draw(pen, assessment, finding, None)));
        } else {
            let open = together(assessment, &open);
            for group in open.iter().take(FRAMES_A_RULE) {
                out.push_str(&draw(pen, assessment, group[0], others(assessment, group)));
            }
            let rest = open.get(FRAMES_A_RULE..).unwrap_or_default();
            out.push_str(&listed(pen, assessment, rest, rule));
        }
        for finding in aside {
            out.push_str(&set_aside(pen, assessment, finding));
        }
    }
    if !again.is_empty() {
        let mut rules: Vec<&str> =
            again.iter().map(|finding| assessment.evidence(finding).by.as_str()).collect();
        rules.dedup();
        let shown_above = format!(
            "{} shown above: {}",
            count(again.len(), "finding", "findings"),
            neutral(&rules.join(", "))
        );
        out.push_str(&indented(&shown_above, 8, pen.width));
    }
    out
}

/// One finding with its frame, and what is told with it.
pub(super) fn draw(
    pen: &Pen<'_>,
    assessment: &Assessment,
    finding: &Finding,
    beside: Option<String>,
) -> String {
    let evidence = assessment.evidence(finding);
    let (tone, word) = match (finding.disposition, finding.severity) {
        (Disposition::Advice, _) => (Tone::Warning, "advice"),
        (Disposition::Review, _) => (Tone::Note, "review"),
        (_, Severity::Critical) => (Tone::Error, "critical"),
        (_, Severity::High) => (Tone::Error, "high"),
        (_, Severity::Medium) => (Tone::Warning, "medium"),
        (_, Severity::Low) => (Tone::Note, "low"),
    };
    let mut footers = Vec::new();
    if !evidence.path.is_empty() {
        let steps = evidence.path.iter().enumerate();
        let steps = steps.map(|(n, step)| {
            let place = neutral(&step.place.to_string()).into_owned();
            format!("{}. {place}: {}", n + 1, neutral(&step.text))
        });
        footers.push((Tone::Note, "path", steps.collect::<Vec<_>>().join("\n")));
    }
    if let Some(beside) = beside {
        footers.push((Tone::Note, "beside", neutral(&beside).into_owned()));
    }
    if evidence.confidence < Confidence::High && finding.disposition != Disposition::Review {
        footers.push((Tone::Note, "confidence", evidence.confidence.to_string()));
    }
    if let Some(live) = &evidence.live {
        let exchanges = live.exchanges.iter().take(2).map(|exchange| {
            let line = exchange.line();
            neutral(&format!("{}: {line}", exchange.what)).into_owned()
        });
        let told: Vec<_> = exchanges.collect();
        if !told.is_empty() {
            footers.push((Tone::Note, "asked", told.join("\n")));
        }
        if let Some(line) = live.repeat.first() {
            footers.push((Tone::Note, "again", neutral(line).into_owned()));
        }
    }
    if let Some(help) = &evidence.help {
        footers.push((Tone::Warning, "help", help.clone()));
    }
    if let Some(due) = due(assessment, finding) {
        footers.push((Tone::Note, "clock", due));
    }
    if pen.detail == Detail::Full {
        footers.push((Tone::Note, "fingerprint", finding.fingerprint.to_string()));
    }
    let origin = match (&evidence.place, &evidence.subject) {
        (Some(_), _) => None,
        (None, Subject::Deployment { url, .. }) => Some(url.clone()),
        (None, Subject::Source { .. }) => Some(assessment.dossier.app.main_file.to_string()),
    };
    let frame = Frame {
        tone,
        word,
        id: evidence.by.as_str(),
        title: &evidence.statement,
        places: evidence.place.iter().map(|place| (place, "")).collect(),
        origin,
        footers,
    };
    format!("{}\n", frame.draw(pen.paint.color, pen.width))
}

/// The places of findings that are not drawn.
fn listed(pen: &Pen<'_>, assessment: &Assessment, groups: &[Vec<&Finding>], rule: &str) -> String {
    if groups.is_empty() {
        return String::new();
    }
    let number = groups.iter().map(Vec::len).sum();
    let line = format!("and {} of {} (--verbose draws them):", count(number, "more", "more"), neutral(rule));
    let mut out = indented(&line, 2, pen.width);
    for group in groups {
        let evidence = assessment.evidence(group[0]);
        let place = evidence.place.as_ref().map(ToString::to_string).unwrap_or_default();
        let beside = match group.len() - 1 {
            0 => String::new(),
            beside => format!(" (and {beside} more in it)"),
        };
        let line = format!("{}  {}{beside}", neutral(&place), neutral(&evidence.statement));
        out.push_str(&format!("    {}\n", crate::text::cut(&line, pen.width.saturating_sub(4))));
    }
    out.push('\n');
    out
}

/// A finding that stands and does not count today, with the reason.
fn set_aside(pen: &Pen<'_>, assessment: &Assessment, finding: &Finding) -> String {
    let evidence = assessment.evidence(finding);
    let why = match why_set_aside(assessment, finding) {
        Some(SetAside::Waived) => {
            let waiver = finding.waiver.and_then(|index| assessment.statements.waivers.get(index));
            waiver.map_or_else(
                || "waived".to_owned(),
                |waiver| format!("waived until {}: {}", waiver.expires, neutral(&waiver.reason)),
            )
        }
        Some(SetAside::Suppressed) => {
            format!(
                "suppressed in the source: {}",
                neutral(evidence.suppressed.as_deref().unwrap_or_default())
            )
        }
        Some(SetAside::Baseline) => "in the baseline".to_owned(),
        Some(SetAside::OutsideChange) => "outside the change".to_owned(),
        None => String::new(),
    };
    let place = evidence.place.as_ref().map(|place| format!(" at {place}")).unwrap_or_default();
    let line = format!(
        "{}{}: {} ({why})",
        neutral(evidence.by.as_str()),
        neutral(&place),
        neutral(&evidence.statement)
    );
    indented(&line, 8, pen.width)
}
