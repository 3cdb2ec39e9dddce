use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{Reach, Side, model::Effect};
use assay_evidence::{Confidence, Topic};

use super::{flow, reach::blind_spots_on_platform};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "child-process-started",
    title: "a process of its own, or native code",
    claims: &["execution/no-child-processes"],
    topic: Topic::Childproc,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("child_process_started.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls() {
        if !matches!(call.effect(), Some(Effect::Execute | Effect::NativeCode)) || !seen.insert(event.site) {
            continue;
        }
        // A server of the app's owner is no part of the platform's sandbox.
        if code.entry_of(event).is_some_and(|entry| entry.side != Side::Backend) {
            continue;
        }
        let what =
            if call.effect() == Some(Effect::Execute) { "starts a process" } else { "loads native code" };
        let found = Found::new(
            "execution/no-child-processes",
            call.path.to_string(),
            format!("`{}` {what}", call.path),
        )
        .at(code.place(event.site))
        .help("do it in JavaScript or WebAssembly, or on a remote of your own")
        .path(flow::steps(code, event, what));
        match event.reach {
            Reach::Entry => look.against(found),
            Reach::Loading | Reach::Orphan => {
                look.unsure(
                    found.confidence(Confidence::Low),
                    "no entry point of the app was seen to reach it",
                );
            }
        }
    }
    look.looked_at(seen.len());
}
