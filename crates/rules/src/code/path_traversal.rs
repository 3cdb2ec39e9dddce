use assay_catalogue::Severity;
use assay_code::model::{Cleansing, Effect, Role};
use assay_evidence::{Confidence, Topic};

use super::{
    reads_code,
    sink::{self, Sink},
};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "path-traversal",
    title: "a file that a caller chooses",
    claims: &["injection/path"],
    topic: Topic::Injection,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("path_traversal.md"),
};

const SINK: Sink = Sink {
    claim: "injection/path",
    effects: &[Effect::FileRead, Effect::FileWrite],
    roles: &[Role::Path],
    harmless: &[Cleansing::BaseName],
    spares: sink::nothing,
    reaches: "the path of a file",
    help: "pick the file from a fixed list, or keep only its last part (`path.basename`) below a fixed folder",
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    sink::examine(case, look, &SINK);
}
