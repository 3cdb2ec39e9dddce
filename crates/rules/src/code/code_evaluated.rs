use assay_catalogue::Severity;
use assay_code::{
    Reach,
    model::{Cleansing, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    flow, reads_code,
    sink::{self, Sink},
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "code-evaluated",
    title: "text that is run as code",
    claims: &["injection/code", "execution/code-sandboxed"],
    topic: Topic::Injection,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("code_evaluated.md"),
};

const SINK: Sink = Sink {
    claim: "injection/code",
    effects: &[Effect::Evaluate],
    roles: &[Role::Code],
    harmless: &[Cleansing::AllowList],
    spares: sink::nothing,
    reaches: "code that is run",
    help: "run no text as code: parse it (`JSON.parse`), or interpret it with a small language of the app's own",
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    sink::examine(case, look, &SINK);
    let mut seen = std::collections::BTreeSet::new();
    for (event, call) in case.code.calls_with(Effect::Evaluate) {
        let code = call.role_all(Role::Code);
        let made = code.iter().any(|value| !value.is_constant() && !value.is_function());
        if !made || !seen.insert(event.site) {
            continue;
        }
        let statement = format!("`{}` runs text as code in the app's own process", call.path);
        let found = Found::new("execution/code-sandboxed", call.path.to_string(), statement)
            .at(case.code.place(event.site))
            .help(SINK.help)
            .severity(Severity::High)
            .path(flow::steps(case.code, event, "text is run as code"));
        match event.reach {
            Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that calls this")
            }
            Reach::Entry | Reach::Loading => look.against(found),
        }
    }
    look.looked_at_for("execution/code-sandboxed", seen.len() + case.code.entries.len());
}
