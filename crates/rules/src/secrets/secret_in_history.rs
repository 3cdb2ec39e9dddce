use assay_catalogue::Severity;
use assay_evidence::{Confidence, Remedy, Topic};
use assay_secrets::{Certainty, HistoricSecret};
use assay_source::Place;

use super::finds::{applies, called, is_manifest};
use crate::{Case, Found, HistoryLook, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "secret-in-history",
    title: "a secret in the history of the repository",
    claims: &["secrets/history"],
    topic: Topic::Secrets,
    severity: Severity::High,
    confidence: Confidence::High,
    applies,
    examine,
    page: include_str!("secret_in_history.md"),
};

const HELP: &str =
    "make it worthless where it was issued: every clone keeps it, even where the history is written anew";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let history = match case.history {
        HistoryLook::Read(history) => history,
        HistoryLook::NotAsked => {
            return look.skip_without(
                Remedy::History,
                "the history of the repository",
                "it is read with `--history` only",
                None,
            );
        }
        HistoryLook::NotThere { because } => {
            return look.skip("the history of the repository", because, None);
        }
    };
    look.looked_at(history.blobs);
    for skip in &history.not_seen {
        look.skip(&skip.what, &skip.because, None);
    }
    // What still stands in the tree is told there.
    let in_tree = case.secrets.secrets();
    let gone = history.secrets.iter().filter(|secret| !in_tree.contains(&secret.secret));
    for secret in gone.filter(|secret| !is_manifest_still(case, secret)) {
        let found = Found::new("secrets/history", identity(secret), statement(secret))
            .at(Place::file(secret.path.clone()))
            .help(HELP)
            .severity(severity(secret));
        match secret.certainty {
            Certainty::Certain => look.against(found.confidence(Confidence::High)),
            Certainty::Likely => look.against(found.confidence(Confidence::Medium)),
            Certainty::Doubtful => look.unsure(
                found.confidence(Confidence::Low),
                "it stood among tests, examples or built files, or may be meant to be public",
            ),
        }
    }
}

/// True where the manifest of today may hold it: rules of the manifest tell of that.
fn is_manifest_still(case: &Case<'_>, secret: &HistoricSecret) -> bool {
    is_manifest(case, &secret.path) && secret.in_a_tip && case.app.tree.contains(&secret.path)
}

fn identity(secret: &HistoricSecret) -> String {
    format!("{} {}", called(&secret.form), secret.secret)
}

fn statement(secret: &HistoricSecret) -> String {
    let what = called(&secret.form);
    let (first, last) = (&secret.first, &secret.last);
    let came = format!(
        "came in with commit {} of {} in line {} of `{}`",
        first.short(),
        first.date,
        secret.line,
        secret.path
    );
    let until = match (secret.in_a_tip, first == last) {
        (true, _) => "a branch or tag still holds it".to_owned(),
        (false, true) => "no later commit holds it".to_owned(),
        (false, false) => format!("was last held by commit {} of {}", last.short(), last.date),
    };
    let also = match secret.also.as_slice() {
        [] => String::new(),
        [file] => format!("; it stood in `{file}` as well"),
        [file, more @ ..] => format!("; it stood in `{file}` and {} more as well", more.len()),
    };
    let joint = if secret.in_a_tip || first == last { ", and " } else { " and " };
    format!("{what} {came}{joint}{until}{also}")
}

fn severity(secret: &HistoricSecret) -> Severity {
    secret.form.detector().map_or(Severity::High, |detector| detector.severity)
}
