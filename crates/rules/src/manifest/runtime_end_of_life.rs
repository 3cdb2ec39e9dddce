use assay_catalogue::{Severity, runtimes::RuntimeSupport};
use assay_evidence::{Confidence, Topic};

use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "runtime-end-of-life",
    title: "a Node.js runtime past its end of life",
    claims: &["runtime/node-in-support"],
    topic: Topic::Runtime,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("runtime_end_of_life.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    let Some(name) = manifest.app.runtime.as_ref().and_then(|runtime| runtime.name.as_ref()) else { return };
    // `runtime-missing-or-legacy` speaks of it.
    if name.value == "sandbox" {
        return;
    }
    let recommended = case.runtimes.newest_forge(case.today).unwrap_or("one in support");
    let found = |statement: String| {
        Found::new("runtime/node-in-support", "app.runtime.name", statement)
            .at(manifest.place(name.span))
            .help(format!("set `app.runtime.name` to `{recommended}`"))
    };
    if !name.is_certain() {
        let found = found(format!("the runtime is `{name}`"));
        return look.unsure(found, "a variable decides it");
    }
    match case.runtimes.support(&name.value, case.today) {
        RuntimeSupport::InSupport { .. } => {}
        RuntimeSupport::EndOfLife { since } => {
            look.against(found(format!("`{name}` has been out of support since {since}")));
        }
        RuntimeSupport::Unknown => {
            let found = found(format!("the runtime is `{name}`"));
            look.unsure(
                found,
                format!("the table of runtimes of {} does not have it", case.runtimes.source.read),
            );
        }
    }
}
