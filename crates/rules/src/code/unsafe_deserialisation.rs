use assay_catalogue::Severity;
use assay_code::model::{Cleansing, Effect, Role};
use assay_evidence::{Confidence, Topic};

use super::{
    reads_code,
    sink::{self, Sink},
};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "unsafe-deserialisation",
    title: "input read by a reader that can run code",
    claims: &["injection/deserialisation"],
    topic: Topic::Injection,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("unsafe_deserialisation.md"),
};

const SINK: Sink = Sink {
    claim: "injection/deserialisation",
    effects: &[Effect::Deserialize],
    roles: &[Role::Subject],
    harmless: &[Cleansing::AllowList],
    spares: sink::nothing,
    reaches: "a reader that can run code",
    help: "use `JSON.parse` and check the result with a schema",
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    sink::examine(case, look, &SINK);
}
