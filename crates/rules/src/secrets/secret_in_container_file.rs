use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_secrets::{Detection, DetectorKind, Form, Surroundings};

use super::finds::{applies, called, finds, note_reach};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "secret-in-container-file",
    title: "a secret in what builds or runs a container",
    claims: &["secrets/source"],
    topic: Topic::Secrets,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies,
    examine,
    page: include_str!("secret_in_container_file.md"),
};

const HELP: &str = "change it, since it was published, and give it when the container starts: a secret of the orchestrator, or a build secret that leaves no layer";

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
    detection.surroundings == Surroundings::Container
        && matches!(detection.form, Form::Issued { .. } | Form::Named { .. })
        && !is_key
}
