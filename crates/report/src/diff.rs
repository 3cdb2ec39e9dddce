//! Two versions of an app, told: what makes Forge wait for an admin, and what the admin newly gives.

mod human;
mod json;
mod markdown;
mod schema;

use assay_policy::{Answer, AppDiff, Caveat, Certainty, Change, Open, Standing};
use assay_source::Diagnostic;

pub use human::diff_human;
pub use json::{DIFF_SCHEMA_ID, diff_json};
pub use markdown::diff_markdown;
pub use schema::diff_schema;

use crate::{Tool, text::count};

/// Everything the forms of a comparison may tell.
#[derive(Clone, Copy)]
pub struct DiffReport<'a> {
    /// Who made it.
    pub tool: &'a Tool,
    /// How people call the old side: `origin/main`.
    pub old: &'a str,
    /// How people call the new side.
    pub new: &'a str,
    /// One for each app.
    pub apps: &'a [AppDiff],
    /// What was wrong with what was read.
    pub diagnostics: &'a [Diagnostic],
}

impl DiffReport<'_> {
    /// The answer for all apps together: the most demanding of theirs.
    fn answer(&self) -> Answer {
        self.apps.iter().map(AppDiff::answer).max().unwrap_or(Answer::CannotTell)
    }
}

/// The answer as a sentence without a full stop.
fn answer_in_words(diff: &AppDiff) -> &'static str {
    match (diff.answer(), &diff.standing) {
        (_, Standing::Gone) => "Nothing is left to approve",
        (Answer::Needed, _) => "An admin has to approve this version",
        (Answer::CannotTell, _) => "Whether an admin has to approve this version cannot be told",
        (Answer::NotNeeded, _) => "This version needs no approval",
    }
}

/// `2 causes, one of them assumed · 1 cannot be told · 3 changes need no approval`; the standing where there was
/// nothing to compare.
fn figures(diff: &AppDiff) -> String {
    let comparison = match &diff.standing {
        Standing::Compared(comparison) => comparison,
        Standing::First => {
            return "there is no earlier version: nothing is installed that could grow".to_owned();
        }
        Standing::Gone => return "the app is no longer there".to_owned(),
        Standing::Unpaired => return "its earlier version was not found".to_owned(),
    };
    let assumed = comparison.causes.iter().filter(|cause| cause.certainty == Certainty::Assumed).count();
    let mut parts = Vec::new();
    if !comparison.causes.is_empty() {
        let assumed = match assumed {
            0 => String::new(),
            all if all == comparison.causes.len() => " (assumed)".to_owned(),
            some => format!(" ({some} assumed)"),
        };
        parts.push(format!("{}{assumed}", count(comparison.causes.len(), "cause", "causes")));
    }
    if !comparison.open.is_empty() {
        parts.push(format!("{} cannot be told", comparison.open.len()));
    }
    parts.push(match comparison.free.len() {
        0 if parts.is_empty() => "nothing an admin is asked about changes".to_owned(),
        0 => return parts.join(" · "),
        free => format!("{} without approval", count(free, "change", "changes")),
    });
    parts.join(" · ")
}

/// Why it cannot be told, in one plain sentence without a full stop, and what would help.
fn why_open(change: &Change) -> Option<(String, &'static str)> {
    let Certainty::Open(open) = &change.certainty else { return None };
    Some(match open {
        Open::Variables(names) => {
            let many = if names.len() == 1 { "variable" } else { "variables" };
            let names = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
            (
                format!(
                    "it depends on the environment {many} {}, which has no value here",
                    crate::text::and(&names)
                ),
                "give its value with `--variables FILE`",
            )
        }
        Open::OldUnreadable => {
            ("the old manifest could not be read whole".to_owned(), "compare with a version that can be read")
        }
        Open::NewUnreadable => {
            ("the new manifest could not be read whole".to_owned(), "correct what is reported above")
        }
        Open::Unlisted => (
            "this version of Assay does not know the permission".to_owned(),
            "look it up in the vendor's reference of permissions",
        ),
    })
}

/// What to know before relying on the answer, in one sentence.
fn caveat(caveat: &Caveat) -> String {
    let names = |names: &[String]| {
        crate::text::and(&names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>())
    };
    match caveat {
        Caveat::DifferentApps { old, new } => format!(
            "These are manifests of two apps: `app.id` was `{old}` and is `{new}`. An installation of one is never \
             updated to the other."
        ),
        Caveat::ConnectPart => {
            "The app has a Connect part. For apps that come from Connect, Forge waives some approvals \
            that the installed Connect app makes superfluous; that is not looked at here."
                .to_owned()
        }
        Caveat::AppManaged => {
            "`permissions.enforcement` is `app-managed`: in rolling releases new code may run before \
            the new permissions are approved, with the old ones."
                .to_owned()
        }
        Caveat::Defaulted(list) => {
            format!("No value was given for {}: the manifest's own default was taken.", names(list))
        }
        Caveat::KeptVariables(list) => format!(
            "What depends on {} stands in both versions alike and counts as the same, as long as its value does not \
             change.",
            names(list)
        ),
    }
}
