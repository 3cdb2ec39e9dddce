use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{Reach, model::Effect};
use assay_evidence::{Confidence, Topic};

use super::{
    cors_policies::{Open, is_switch, of_call},
    flow,
    reach::blind_spots,
    reads_code,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "cors-open",
    title: "replies that pages of any origin can read",
    claims: &["headers/cors-restricted"],
    topic: Topic::Headers,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("cors_open.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len() + 1);
    let mut seen = BTreeSet::new();
    let called = code.calls_with(Effect::Cors).map(|(event, call)| {
        look.looked_at(1);
        (event, call.path.as_str(), of_call(case, event, call))
    });
    let called: Vec<_> = called.collect();
    let switched = code.events.iter().filter(|event| is_switch(event));
    let switched = switched.map(|event| (event, "settings", Some(Open::ToAll)));
    for (event, path, open) in called.into_iter().chain(switched) {
        let Some(open) = open else { continue };
        if !seen.insert(event.site) {
            continue;
        }
        let (what, severity) = match open {
            Open::WithCredentials => {
                ("pages of any origin can ask with the user's cookies and read the replies", Severity::High)
            }
            Open::ToAll => ("pages of any origin can read the replies", Severity::Medium),
            Open::UnlessSet => (
                "pages of any origin can read the replies where the environment names none",
                Severity::Medium,
            ),
        };
        let found = Found::new("headers/cors-restricted", format!("{path}: {open:?}"), what)
            .at(code.place(event.site))
            .help("name the origins that need it: the product's hosts, and the app's own")
            .severity(severity)
            .path(flow::steps(code, event, "the replies are opened"));
        match event.reach {
            Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
            Reach::Entry | Reach::Loading => look.against(found),
        }
    }
}
