use assay_app::App;
use assay_catalogue::Severity;
use assay_evidence::{AppType, Confidence, Topic};
use assay_secrets::{Detection, Form, Surroundings};

use super::finds::{applies, finds, note_reach};
use crate::{Case, Look, Rule, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "secret-generic-in-source",
    title: "a secret in the source, known by its name",
    claims: &["secrets/source"],
    topic: Topic::Secrets,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies,
    examine,
    page: include_str!("secret_generic_in_source.md"),
};

const HELP: &str =
    "change it, since it was published, and read it from an encrypted variable or a secret store";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_reach(case, look);
    for find in finds(case, |detection| is_mine(case.app, detection)) {
        let (statement, help) = match &find.detection.form {
            Form::Named { name, fallback: true, .. } => (
                format!("where `{name}` is not set, a literal stands in for it"),
                "refuse to start where it is not set: a literal in the source is known to everybody who reads it",
            ),
            Form::Named { name, weak: true, .. } => {
                (format!("`{name}` is a literal that is easily guessed"), HELP)
            }
            Form::Query { name, .. } => {
                (format!("an address holds a literal value of the parameter `{name}`"), HELP)
            }
            Form::Named { name, .. } | Form::SharedSecret { name } => {
                (format!("`{name}` is given a literal value, and its name says that it is a secret"), HELP)
            }
            Form::Issued { .. } => continue,
        };
        find.tell(case, "secrets/source", &statement, help, look);
    }
}

fn is_mine(app: &App, detection: &Detection) -> bool {
    let by_name = match &detection.form {
        Form::Named { name, .. } if is_key_of_trello(name) => false,
        Form::Named { .. } | Form::Query { literal: true, .. } => true,
        Form::SharedSecret { .. } => !app.may_be(AppType::Connect),
        Form::Issued { .. } | Form::Query { literal: false, .. } => false,
    };
    by_name && !matches!(detection.surroundings, Surroundings::Environment | Surroundings::Container)
}

/// The key of Trello's API names the Power-Up and stands in its pages; the secret beside it, and tokens, do not.
///
/// Source: developer.atlassian.com/cloud/trello/guides/rest-api/api-introduction (read 2026-11-23).
fn is_key_of_trello(name: &str) -> bool {
    let words = words(name);
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    has("trello") && has("key") && !has("secret") && !has("token")
}
