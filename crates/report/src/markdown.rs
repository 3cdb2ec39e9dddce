//! For a pull request: short enough for a comment, and nothing in it can mention, link or format by itself.

use std::collections::BTreeMap;

use assay_source::Place;
use assay_verdict::{Assessment, Disposition, Finding, Outcome, RowVerdict};

use crate::{
    Report,
    due::due,
    figures::{Figures, why_set_aside},
    fold::folded,
    next::{Next, Step, coverage_line},
    text::{capital, count, neutral, sentence},
    together::{others, together},
};

/// Findings told one by one, of one app; a comment has 65,536 characters (GitHub, read 2026-11-22).
const TOLD: usize = 40;

/// How the comment is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MarkdownOptions {
    /// Address of the tree that was looked at, up to the path of a file:
    /// `https://github.com/o/r/blob/<commit>/`. With it, places are links.
    pub link_base: Option<String>,
}

/// The assessments as Markdown (GitHub's flavour): for each app the summary line, the rows that fail, the
/// findings, and what nobody looked at.
pub fn markdown(report: &Report<'_>, options: &MarkdownOptions) -> String {
    let mut out = format!("## {}\n", escaped(&report.tool.name));
    for assessment in report.assessments {
        out.push_str(&app(report, options, assessment));
    }
    if report.assessments.is_empty() {
        out.push_str("\nNo app was found.\n");
    }
    out
}

fn app(report: &Report<'_>, options: &MarkdownOptions, assessment: &Assessment) -> String {
    let card = &assessment.dossier.app;
    let types: Vec<String> = card.types.iter().map(|reason| reason.app_type.to_string()).collect();
    let types = if types.is_empty() { "type unknown".to_owned() } else { types.join(", ") };
    let figures = Figures::of(assessment);
    let parts: Vec<String> = figures
        .parts()
        .iter()
        .map(|(number, words)| match *words {
            "fail" => format!("**{number} fail**"),
            words => format!("{number} {words}"),
        })
        .collect();
    let mut out = format!(
        "\n### {} ({types}, {})\n\n{}\n",
        escaped(&card.name),
        code(card.main_file.as_str()),
        parts.join(" · ")
    );
    out.push_str(&failing(report, assessment));
    let open: Vec<&Finding> = open_findings(assessment).collect();
    if !open.is_empty() {
        out.push_str("\n**Findings**\n\n");
        let groups = together(assessment, &open);
        groups.iter().take(TOLD).for_each(|group| out.push_str(&told(options, assessment, group)));
        let untold: usize = groups.iter().skip(TOLD).map(Vec::len).sum();
        if untold > 0 {
            out.push_str(&format!("- … and {untold} more\n"));
        }
    }
    let aside = assessment.findings.iter().filter(|finding| why_set_aside(assessment, finding).is_some());
    match aside.count() {
        0 => {}
        aside => {
            let aside = count(aside, "finding is", "findings are");
            out.push_str(&format!("\n{aside} waived, suppressed, known before or outside the change.\n"));
        }
    }
    out.push_str(&open_rows(report, assessment, &figures));
    out
}

fn open_findings(assessment: &Assessment) -> impl Iterator<Item = &Finding> {
    assessment.findings.iter().filter(|finding| why_set_aside(assessment, finding).is_none())
}

fn failing(report: &Report<'_>, assessment: &Assessment) -> String {
    let rows: Vec<&RowVerdict> = assessment.rows.iter().filter(|row| row.outcome == Outcome::Fail).collect();
    if rows.is_empty() {
        return String::new();
    }
    let mut out = String::from("\n| requirement | outcome | why |\n|---|---|---|\n");
    for group in folded(&rows, |id| twins(report, id), |row| (row.advice, reason_of(row))) {
        let ids: Vec<String> = group.iter().map(|row| row.requirement.to_string()).collect();
        let requirement = report.catalogue.requirement(&group[0].requirement);
        let title = requirement.map_or("", |requirement| requirement.title.as_str());
        let outcome = if group[0].advice { "advice" } else { "**fail**" };
        let why = inline(&sentence(&reason_of(group[0]))).replace('|', "\\|");
        out.push_str(&format!("| **{}** {} | {outcome} | {why} |\n", ids.join(", "), escaped(title)));
    }
    out
}

/// Why a row stands as it does, without the name of the twin that says so.
fn reason_of(row: &RowVerdict) -> String {
    let of_twin = |id: &_| row.because.strip_prefix(&format!("{id}: "));
    let because = row.twins.iter().find_map(|twin| of_twin(&twin.requirement)).unwrap_or(&row.because);
    because.strip_prefix("Advice: ").unwrap_or(because).to_owned()
}

fn twins(report: &Report<'_>, id: &assay_catalogue::RequirementId) -> Vec<assay_catalogue::RequirementId> {
    report.catalogue.requirement(id).map(|row| row.twins.clone()).unwrap_or_default()
}

/// A finding, and what is told with it.
fn told(options: &MarkdownOptions, assessment: &Assessment, group: &[&Finding]) -> String {
    let finding = group[0];
    let evidence = assessment.evidence(finding);
    let weight = match finding.disposition {
        Disposition::Fail => format!("**{}**", finding.severity),
        Disposition::Advice => "advice".to_owned(),
        Disposition::Review => "to review".to_owned(),
    };
    let place = evidence.place.as_ref().map(|place| format!(" {}", link(options, place)));
    let help = evidence.help.as_ref().map(|help| format!(" *{}*", inline(&sentence(help))));
    let beside = others(assessment, group).map(|others| format!(" {}", inline(&sentence(&others))));
    let due = due(assessment, finding).map(|due| format!(" {}.", capital(&due)));
    format!(
        "- {weight} {}{}: {}{}{}{}\n",
        code(evidence.by.as_str()),
        place.unwrap_or_default(),
        inline(&sentence(&evidence.statement)),
        help.unwrap_or_default(),
        beside.unwrap_or_default(),
        due.unwrap_or_default(),
    )
}

fn link(options: &MarkdownOptions, place: &Place) -> String {
    let shown = code(&format!("{}:{}", place.file, place.line()));
    match &options.link_base {
        None => shown,
        Some(base) => {
            let path =
                crate::uri::relative_reference(place.file.as_str()).replace('(', "%28").replace(')', "%29");
            format!("[{shown}]({}/{path}#L{})", base.trim_end_matches('/'), place.line())
        }
    }
}

fn open_rows(report: &Report<'_>, assessment: &Assessment, figures: &Figures) -> String {
    let rows: Vec<&RowVerdict> = assessment.rows.iter().filter(|row| row.outcome.is_open()).collect();
    let mut out = format!("\n{}\n", commands(&coverage_line(assessment, figures)));
    if rows.is_empty() {
        return out;
    }
    let summary = count(rows.len(), "requirement", "requirements");
    out.push_str(&format!("\n<details><summary>{summary} nobody can call yet</summary>\n\n"));
    let mut groups: BTreeMap<Next, Vec<&RowVerdict>> = BTreeMap::new();
    rows.iter().for_each(|row| groups.entry(Next::of(row, assessment)).or_default().push(row));
    for (next, rows) in groups {
        if next.nothing && !next.unserved {
            let line = |row: &&RowVerdict| {
                format!("- {}: {}\n", row.requirement, inline(&sentence(&reason_of(row))))
            };
            out.extend(rows.iter().map(line));
            continue;
        }
        let ids: Vec<String> = folded(&rows, |id| twins(report, id), |_| ())
            .iter()
            .map(|group| group.iter().map(|row| row.requirement.to_string()).collect::<Vec<_>>().join(" = "))
            .collect();
        out.push_str(&format!("- next: {}: {}\n", commands(&next.words()), ids.join(", ")));
    }
    out.push_str("\n</details>\n");
    out
}

/// A sentence of ours with the commands in it as code.
fn commands(text: &str) -> String {
    let commands = Step::commands();
    let mut out = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let command = commands.iter().find(|command| rest.starts_with(**command));
        out.push_str(&command.map_or_else(|| letter.to_string(), |command| code(command)));
        rest = &rest[command.map_or(letter.len_utf8(), |command| command.len())..];
    }
    out
}

/// A code span of `text`, whatever backticks it holds.
pub(crate) fn code(text: &str) -> String {
    let text = neutral(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A sentence of ours with words of the app in code spans: the spans stay, the rest is escaped. Where the
/// backticks do not pair, all of it is.
pub(crate) fn inline(text: &str) -> String {
    let text = neutral(text);
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escaped(&text);
    }
    let span = |(number, part): (usize, &&str)| match number % 2 {
        0 => escaped(part),
        _ if part.trim().is_empty() => String::new(),
        _ => code(part),
    };
    parts.iter().enumerate().map(span).collect()
}

/// `text` as itself: no markup, no mention, no reference, no automatic link.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in neutral(text).chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            // As entities: a backslash before `|` means something else within a table.
            '@' | '#' | '<' | '>' | '&' | '|' => out.push_str(&format!("&#{};", u32::from(c))),
            '.' if out.ends_with("www") || out.ends_with("WWW") => out.push_str("&#46;"),
            c => out.push(c),
        }
    }
    out.replace("://", "&#58;//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_an_app_formats_nothing() {
        assert_eq!(escaped("@team see #1 <b>*x*</b>"), "&#64;team see &#35;1 &#60;b&#62;\\*x\\*&#60;/b&#62;");
        assert_eq!(escaped("https://evil.example"), "https&#58;//evil.example");
        assert_eq!(inline("`a|b` lets [x](y)"), "`a|b` lets \\[x\\](y)");
        assert_eq!(inline("`a` [x](y) `b` ` c"), escaped("`a` [x](y) `b` ` c"));
        assert_eq!(code("a``b"), "```a``b```");
    }
}
