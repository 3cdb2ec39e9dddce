use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{Action, Reach, Side, Source, Target, model::Effect};
use assay_evidence::{Confidence, Topic};

use super::{flow, reach::blind_spots, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "shared-client-headers",
    title: "one customer's credential on a client that all share",
    claims: &["tenant/no-module-state"],
    topic: Topic::Tenant,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("shared_client_headers.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    for event in code.events.iter().filter(|event| event.reach == Reach::Entry) {
        let (Some(entry), Action::Assign(assign)) = (code.entry_of(event), &event.action) else { continue };
        let Target::External(path) = &assign.target else { continue };
        let sets = assign.model.is_some_and(|model| model.effect == Some(Effect::HttpClientCreate));
        if entry.side == Side::FrontEnd || !sets {
            continue;
        }
        look.looked_at(1);
        let origins = assign.value.deep_origins();
        let one_customers = origins.iter().find(|origin| {
            matches!(
                origin.source,
                Source::Caller(_)
                    | Source::Stored(_)
                    | Source::Secret(..)
                    | Source::Platform
                    | Source::Response(_)
                    | Source::Claims(_)
            )
        });
        let Some(origin) = one_customers.filter(|_| seen.insert(event.site)) else { continue };
        let words = flow::origin_words(origin);
        let found = Found::new(
            "tenant/no-module-state",
            format!("{path} <- {words}"),
            format!(
                "{words} becomes a default of `{path}`, which every later request of the process sends along"
            ),
        )
        .at(code.place(event.site))
        .help("hand it to each request, or make a client for each call")
        .path(flow::steps_from(code, event, origin, "it becomes a default for all"));
        look.against(found);
    }
}
