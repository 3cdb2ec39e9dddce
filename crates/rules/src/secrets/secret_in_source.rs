use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_secrets::{Detection, DetectorKind, Form, Surroundings};

use super::finds::{applies, called, finds, note_reach};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "secret-in-source",
    title: "a credential in the repository",
    claims: &["secrets/source"],
    topic: Topic::Secrets,
    severity: Severity::High,
    confidence: Confidence::High,
    applies,
    examine,
    page: include_str!("secret_in_source.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_reach(case, look);
    for find in finds(case, is_mine) {
        let help = find.detection.form.detector().map_or_else(String::new, |detector| {
            format!("make it worthless first ({}), then take it out of the repository and read it from an encrypted variable or a secret store", detector.revoke)
        });
        let statement = format!("{} stands in the repository", called(&find.detection.form));
        find.tell(case, "secrets/source", &statement, &help, look);
    }
}

fn is_mine(detection: &Detection) -> bool {
    let kind = detection.form.detector().map(|detector| detector.kind);
    matches!(detection.form, Form::Issued { .. })
        && kind != Some(DetectorKind::PrivateKey)
        && !matches!(detection.surroundings, Surroundings::Environment | Surroundings::Container)
}
