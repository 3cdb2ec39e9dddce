use std::collections::BTreeSet;

use assay_app::operations::identity_change;
use assay_catalogue::Severity;
use assay_code::Reach;
use assay_evidence::{Confidence, Topic};

use super::{
    flow,
    product::{self, ProductCall},
    reach::blind_spots_on_platform,
};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "identity-changed",
    title: "a call that changes who may do what, or who somebody is",
    claims: &["identity/no-identity-changes"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("identity_changed.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    look.looked_at(case.code.entries.len());
    let mut seen = BTreeSet::new();
    for call in product::rest_calls(case.code) {
        look.looked_at(1);
        let Some(what) = changed(&call) else { continue };
        if !seen.insert(call.written_at(case.code)) {
            continue;
        }
        let found = Found::new("identity/no-identity-changes", call.operation(), format!("{} changes {what}", call.operation()))
            .at(case.code.place(call.written_at(case.code)))
            .help("leave users, groups and permissions to administrators; where the app is made for that, it needs Atlassian's agreement")
            .path(flow::steps(case.code, call.event, "the product is called"));
        match (call.event.reach, &call.method) {
            (Reach::Orphan, _) => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
            (_, None) => {
                look.unsure(found.confidence(Confidence::Low), "the method of the call is not known")
            }
            _ => look.against(found),
        }
    }
}

fn changed(call: &ProductCall<'_>) -> Option<&'static str> {
    call.routes.iter().find_map(|route| identity_change(call.method.as_deref(), &route.to_string()))
}
