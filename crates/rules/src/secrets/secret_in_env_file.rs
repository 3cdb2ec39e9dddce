use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_secrets::{Detection, DetectorKind, Form, Surroundings};

use super::finds::{applies, called, finds, note_reach};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "secret-in-env-file",
    title: "a secret in a committed file of environment variables",
    claims: &["secrets/source"],
    topic: Topic::Secrets,
    severity: Severity::High,
    confidence: Confidence::High,
    applies,
    examine,
    page: include_str!("secret_in_env_file.md"),
};

const HELP: &str = "change it, since it was published, take the file out of the repository, name it in `.gitignore`, and commit a `.env.example` without values instead";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_reach(case, look);
    for find in finds(case, is_mine) {
        let statement =
            format!("{} stands in `{}`", called(&find.detection.form), find.file.path.file_name());
        find.tell(case, "secrets/source", &statement, HELP, look);
    }
}

fn is_mine(detection: &Detection) -> bool {
    let is_key = detection.form.detector().is_some_and(|detector| detector.kind == DetectorKind::PrivateKey);
    detection.surroundings == Surroundings::Environment
        && matches!(detection.form, Form::Issued { .. } | Form::Named { .. })
        && !is_key
}
