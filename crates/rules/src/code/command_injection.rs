use assay_catalogue::Severity;
use assay_code::model::{Cleansing, Effect, Role};
use assay_evidence::{Confidence, Topic};

use super::{
    reads_code,
    sink::{self, Sink},
};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "command-injection",
    title: "a command line that a caller has a part in",
    claims: &["injection/command"],
    topic: Topic::Childproc,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("command_injection.md"),
};

const SINK: Sink = Sink {
    claim: "injection/command",
    effects: &[Effect::Execute],
    roles: &[Role::Command, Role::Arguments],
    harmless: &[Cleansing::Shell],
    spares: sink::nothing,
    reaches: "a command that is started",
    help: "start no process with what a caller sends; where one is needed, pick the whole command from a fixed list",
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    sink::examine(case, look, &SINK);
}
