use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_secrets::Form;

use super::finds::{applies, finds, note_reach};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "secret-in-url",
    title: "a secret in the query of an address",
    claims: &["secrets/urls"],
    topic: Topic::Secrets,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies,
    examine,
    page: include_str!("secret_in_url.md"),
};

const HELP: &str = "send it in a header, `Authorization` above all: addresses are written to logs, histories and Referer headers";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_reach(case, look);
    for find in finds(case, |detection| matches!(detection.form, Form::Query { .. })) {
        let Form::Query { name, .. } = &find.detection.form else { continue };
        let statement = format!("the parameter `{name}` of an address is given a secret");
        find.tell(case, "secrets/urls", &statement, HELP, look);
    }
    look.skip("addresses that are put together of parts", "only what stands in one text is seen", None);
}
