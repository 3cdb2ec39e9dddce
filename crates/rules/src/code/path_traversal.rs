use assay_catalogue::Severity;
use assay_code::{
    Action, Event,
    model::{Cleansing, Effect, Role},
};
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
    spares: |event, _| is_below_root(event),
    reaches: "the path of a file",
    help: "pick the file from a fixed list, or keep only its last part (`path.basename`) below a fixed folder",
};

/// `res.sendFile(name, { root })`: what leads out of the folder is refused.
///
/// Source: expressjs.com/en/5x/api.html, `res.sendFile`; read 2026-11-24.
fn is_below_root(event: &Event) -> bool {
    let Action::Call(call) = &event.action else { return false };
    let sends = call.path.starts_with("express:");
    sends && call.arguments.iter().skip(1).any(|settings| !settings.field("root").is_undefined())
}

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    sink::examine(case, look, &SINK);
}
