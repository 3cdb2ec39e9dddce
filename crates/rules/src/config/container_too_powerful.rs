use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{OF_CONTAINERS, applies, note_files};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "container-too-powerful",
    title: "a container with rights that no app needs",
    claims: &["containers/least-rights"],
    topic: Topic::Policy,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    applies,
    examine,
    page: include_str!("container_too_powerful.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_files(case, OF_CONTAINERS, look);
    for container in &case.hosting.containers {
        let (what, has) = (&container.what, &container.has);
        let is_root = has.contains("root");
        let found = Found::new("containers/least-rights", format!("{what}: {has}"), format!("{what} {has}"))
            .at(container.place.clone())
            .severity(if is_root { Severity::Low } else { Severity::Medium })
            .help(if is_root {
                "name a user of its own"
            } else {
                "take this away, or give the one right that is needed"
            });
        look.against(found);
    }
}
