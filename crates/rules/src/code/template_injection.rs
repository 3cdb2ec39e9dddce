use assay_catalogue::Severity;
use assay_code::model::{Cleansing, Effect, Role};
use assay_evidence::{Confidence, Topic};

use super::{
    reads_code,
    sink::{self, Sink},
};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "template-injection",
    title: "a template whose text a caller chooses",
    claims: &["injection/template"],
    topic: Topic::Injection,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("template_injection.md"),
};

const SINK: Sink = Sink {
    claim: "injection/template",
    effects: &[Effect::TemplateRender],
    roles: &[Role::Template],
    harmless: &[Cleansing::AllowList],
    spares: sink::nothing,
    reaches: "a template as its text",
    help: "keep the template fixed and hand the value to it as data",
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    sink::examine(case, look, &SINK);
}
