use std::collections::BTreeSet;

use assay_app::{Manifest, manifest::EgressList};
use assay_catalogue::Severity;
use assay_code::{Event, Reach, Side};
use assay_evidence::{Confidence, Step, Topic};

use super::package_hosts::{self, Calls, Row};
use super::{flow, hosts, page_hosts, reach::blind_spots_on_platform};
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
    in_pages(case, look, manifest);
    let mut told = BTreeSet::new();
    let mut called = called(case);
    // The way that surely runs is told.
    called.sort_by_key(|call| (call.event.reach != Reach::Entry, call.event.site));
    for call in called {
        look.looked_at(1);
        let Some(entry) = case.code.entry_of(call.event) else { continue };
        let (list, side) = match entry.side {
            Side::Backend => (EgressList::FetchBackend, "functions"),
            Side::FrontEnd => (EgressList::FetchClient, "pages"),
            Side::Server => continue,
        };
        let is_declared = hosts::declared(manifest, list).any(|address| match call.service {
            Some(service) => address == "*" || package_hosts::reaches(service, address),
            None => hosts::allows(address, &call.host),
        });
        if is_declared || !told.insert((list.path(), call.host.clone())) {
            continue;
        }
        let (host, by) =
            (&call.host, call.service.map(|service| format!(" by the package `{}`", service.package())));
        let statement = format!(
            "`{host}` is called{}, and the manifest does not declare it for {side}",
            by.unwrap_or_default()
        );
        let found = Found::new("egress/only-declared", format!("{}: {host}", list.path()), statement)
            .at(case.code.place(call.event.site))
            .by_absence()
            .help(format!(
                "declare it below `permissions.external.{}`, or take the call out: the platform refuses it",
                list.path()
            ))
            .path(flow::steps(case.code, call.event, "the request is sent"));
        match call.event.reach {
            Reach::Entry => look.against(found),
            Reach::Loading | Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
        }
    }
}

/// What pages load from hosts that the manifest does not declare for it: the platform's content policy refuses it.
fn in_pages(case: &Case<'_>, look: &mut Look<'_>, manifest: &Manifest) {
    let mut told = BTreeSet::new();
    for loaded in page_hosts::loaded(case) {
        look.looked_at(1);
        let (host, list) = (&loaded.host, loaded.list.path());
        let is_declared = hosts::declared(manifest, loaded.list).any(|address| hosts::allows(address, host));
        if is_declared || !told.insert((list, host.clone())) {
            continue;
        }
        let found = Found::new(
            "egress/only-declared",
            format!("{list}: {host}"),
            format!("a page loads {list} from `{host}`, and the manifest does not declare it"),
        )
        .at(loaded.place.clone())
        .by_absence()
        .path(vec![Step { place: loaded.place, text: "the page asks for it when it is opened".to_owned() }])
        .help(format!(
            "declare it below `permissions.external.{list}`, or bundle what is loaded with the app"
        ));
        look.against(found);
    }
}

/// A request to a known host, or a use of a package that calls one by itself.
struct Called<'a> {
    event: &'a Event,
    host: String,
    service: Option<&'static Row>,
}

fn called<'a>(case: &Case<'a>) -> Vec<Called<'a>> {
    let contacts = hosts::contacts(case.code)
        .filter_map(|contact| Some(Called { event: contact.event, host: contact.host?, service: None }));
    let clients = package_hosts::clients(case.code).filter_map(|client| match client.calls {
        Calls::Service(row) => {
            let host = row.hosts().first()?.to_string();
            Some(Called { event: client.event, host, service: Some(row) })
        }
        Calls::Own(host) => Some(Called { event: client.event, host: host?, service: None }),
    });
    contacts.chain(clients).collect()
}
