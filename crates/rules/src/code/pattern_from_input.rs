use assay_catalogue::Severity;
use assay_code::{
    Event, Side,
    model::{Cleansing, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    reach::blind_spots,
    reads_code,
    sink::{self, Sink},
};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "pattern-from-input",
    title: "a regular expression that a caller chooses",
    claims: &["injection/pattern"],
    topic: Topic::Injection,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("pattern_from_input.md"),
};

const SINK: Sink = Sink {
    claim: "injection/pattern",
    effects: &[Effect::PatternCompile],
    roles: &[Role::Pattern],
    harmless: &[Cleansing::Pattern],
    spares: sink::nothing,
    reaches: "a regular expression as its text",
    help: "escape the value before it becomes part of a pattern, or search for it as plain text (`includes`)",
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    // In a browser the person who chooses the pattern is the one who waits.
    let backend = |event: &Event| case.code.entry_of(event).is_none_or(|entry| entry.side != Side::FrontEnd);
    sink::examine_where(case, look, &SINK, |event, _| backend(event));
}
