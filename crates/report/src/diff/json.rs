//! For programs: every change with its kind, its certainty and its places.

use assay_policy::{Answer, AppDiff, Caveat, Certainty, Change, Open, Source, Standing};
use assay_source::{Diagnostic, Place};
use serde::Serialize;

use super::{DiffReport, caveat};
use crate::Tool;

/// The version of the document this build writes.
pub const DIFF_SCHEMA_ID: &str = "assay-diff-1";

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    tool: &'a Tool,
    old: &'a str,
    new: &'a str,
    answer: &'static str,
    apps: Vec<App<'a>>,
    diagnostics: &'a [Diagnostic],
}

#[derive(Serialize)]
struct App<'a> {
    manifest: &'a str,
    standing: &'static str,
    answer: &'static str,
    causes: Vec<ChangeOut<'a>>,
    open: Vec<ChangeOut<'a>>,
    free: Vec<ChangeOut<'a>>,
    caveats: Vec<CaveatOut>,
}

#[derive(Serialize)]
struct ChangeOut<'a> {
    kind: &'static str,
    title: &'static str,
    what: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    gives: Option<&'a str>,
    certainty: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'static str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    variables: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<SourceOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<&'a Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<&'a Place>,
}

#[derive(Serialize)]
struct SourceOut {
    title: &'static str,
    address: &'static str,
    read: &'static str,
}

#[derive(Serialize)]
struct CaveatOut {
    is: &'static str,
    text: String,
}

/// A comparison as one JSON document, indented, with a line end.
pub fn diff_json(report: &DiffReport<'_>) -> String {
    let document = Document {
        schema: DIFF_SCHEMA_ID,
        tool: report.tool,
        old: report.old,
        new: report.new,
        answer: answer(report.answer()),
        apps: report.apps.iter().map(app).collect(),
        diagnostics: report.diagnostics,
    };
    let text = serde_json::to_string_pretty(&document);
    text.expect("every map in it has text keys, and no writer of ours fails") + "\n"
}

/// The answer's name in the document.
pub(super) fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Needed => "needed",
        Answer::CannotTell => "cannot-tell",
        Answer::NotNeeded => "not-needed",
    }
}

fn app(diff: &AppDiff) -> App<'_> {
    let (standing, comparison) = match &diff.standing {
        Standing::Compared(comparison) => ("compared", Some(comparison)),
        Standing::First => ("first-version", None),
        Standing::Unpaired => ("no-earlier-version-found", None),
        Standing::Gone => ("gone", None),
    };
    fn changes(list: Option<&Vec<Change>>) -> Vec<ChangeOut<'_>> {
        list.into_iter().flatten().map(change).collect()
    }
    App {
        manifest: diff.manifest.as_str(),
        standing,
        answer: answer(diff.answer()),
        causes: changes(comparison.map(|comparison| &comparison.causes)),
        open: changes(comparison.map(|comparison| &comparison.open)),
        free: changes(comparison.map(|comparison| &comparison.free)),
        caveats: comparison.into_iter().flat_map(|comparison| &comparison.caveats).map(caveat_out).collect(),
    }
}

fn change(change: &Change) -> ChangeOut<'_> {
    let (certainty, open) = match &change.certainty {
        Certainty::Documented => ("documented", None),
        Certainty::Assumed => ("assumed", None),
        Certainty::Open(open) => ("open", Some(open)),
    };
    ChangeOut {
        kind: change.kind.id(),
        title: change.kind.title(),
        what: &change.what,
        gives: change.gives.as_deref(),
        certainty,
        because: open.map(|open| match open {
            Open::Variables(_) => "variables",
            Open::OldUnreadable => "old-manifest-unreadable",
            Open::NewUnreadable => "new-manifest-unreadable",
            Open::Unlisted => "unlisted-permission",
        }),
        variables: match open {
            Some(Open::Variables(names)) => names,
            _ => &[],
        },
        source: change.kind.source().map(|Source { title, address, read }| SourceOut {
            title,
            address,
            read,
        }),
        before: change.before.as_ref(),
        after: change.after.as_ref(),
    }
}

fn caveat_out(found: &Caveat) -> CaveatOut {
    let is = match found {
        Caveat::DifferentApps { .. } => "different-apps",
        Caveat::ConnectPart => "connect-part",
        Caveat::AppManaged => "app-managed",
        Caveat::Defaulted(_) => "defaulted-variables",
        Caveat::KeptVariables(_) => "kept-variables",
    };
    CaveatOut { is, text: caveat(found) }
}
