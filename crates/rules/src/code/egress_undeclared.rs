use std::collections::BTreeSet;

use assay_app::manifest::EgressList;
use assay_catalogue::Severity;
use assay_code::{Reach, Side};
use assay_evidence::{Confidence, Topic};

use super::{flow, hosts, reach::blind_spots_on_platform};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "egress-undeclared",
    title: "a request to a host the manifest does not declare",
    claims: &["egress/only-declared"],
    topic: Topic::Egress,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("egress_undeclared.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    let mut told = BTreeSet::new();
    for contact in hosts::contacts(case.code) {
        look.looked_at(1);
        let Some(entry) = case.code.entry_of(contact.event) else { continue };
        let (list, side) = match entry.side {
            Side::Backend => (EgressList::FetchBackend, "functions"),
            Side::FrontEnd => (EgressList::FetchClient, "pages"),
            Side::Server => continue,
        };
        let Some(host) = &contact.host else { continue };
        if hosts::declared(manifest, list).any(|address| hosts::allows(address, host))
            || !told.insert((list.path(), host.clone()))
        {
            continue;
        }
        let statement = format!("`{host}` is called, and the manifest does not declare it for {side}");
        let found = Found::new("egress/only-declared", format!("{}: {host}", list.path()), statement)
            .at(case.code.place(contact.event.site))
            .by_absence()
            .help(format!(
                "declare it below `permissions.external.{}`, or take the call out: the platform refuses it",
                list.path()
            ))
            .path(flow::steps(case.code, contact.event, "the request is sent"));
        match contact.event.reach {
            Reach::Entry => look.against(found),
            Reach::Loading | Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
        }
    }
}
