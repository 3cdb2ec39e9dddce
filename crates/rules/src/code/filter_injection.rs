use assay_catalogue::Severity;
use assay_code::model::{Cleansing, Effect, Role};
use assay_evidence::{Confidence, Topic};

use super::{
    reads_code,
    sink::{self, Sink},
};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "filter-injection",
    title: "a database filter that a caller chooses whole",
    claims: &["injection/query-language"],
    topic: Topic::Injection,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("filter_injection.md"),
};

const SINK: Sink = Sink {
    claim: "injection/query-language",
    effects: &[Effect::Nosql],
    roles: &[Role::Filter],
    harmless: &[Cleansing::Schema],
    reaches: "a database filter as an object",
    help: "make the value a string or number first (`String(value)`), or check it with a schema",
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    sink::examine(case, look, &SINK);
}
