use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "permissions-app-managed",
    title: "new code that runs before its permissions are approved",
    claims: &["consent/code-waits-for-approval"],
    topic: Topic::Policy,
    severity: Severity::Low,
    confidence: Confidence::Low,
    applies: case::forge,
    examine,
    page: include_str!("permissions_app_managed.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    let Some(enforcement) = &manifest.permissions.enforcement else { return };
    if enforcement.value != "app-managed" {
        return;
    }
    look.unsure(
        Found::new(
            "consent/code-waits-for-approval",
            "permissions.enforcement",
            "new code runs in every installation before an admin approves what it newly asks for; whether it asks for \
             permission while it runs is not in the manifest",
        )
        .at(manifest.place(enforcement.span))
        .help("have the code ask whether each new permission is there before it relies on it, and fail closed where it is not"),
        "what the code does without a permission is not in the manifest",
    );
}
