use assay_app::manifest::EgressList;
use assay_catalogue::Severity;
use assay_code::Side;
use assay_evidence::{Confidence, Topic};

use super::{
    hosts,
    package_hosts::{self, Calls},
    reach::{blind_spots_on_platform, unseen},
};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "egress-host-unused",
    title: "a declared host that no code calls",
    claims: &["egress/declared-hosts-used"],
    topic: Topic::Egress,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    applies: case::forge,
    examine,
    page: include_str!("egress_host_unused.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    for (list, side) in [(EgressList::FetchBackend, Side::Backend), (EgressList::FetchClient, Side::FrontEnd)]
    {
        let contacts: Vec<_> = hosts::contacts(case.code)
            .filter(|contact| case.code.entry_of(contact.event).is_none_or(|entry| entry.side == side))
            .collect();
        let clients: Vec<_> = package_hosts::clients(case.code)
            .filter(|client| case.code.entry_of(client.event).is_none_or(|entry| entry.side == side))
            .collect();
        let unknown = contacts.iter().find(|contact| contact.host.is_none()).map(|contact| contact.event);
        let unknown = unknown.or_else(|| {
            let client = clients.iter().find(|client| matches!(client.calls, Calls::Own(None)));
            client.map(|client| client.event)
        });
        for address in manifest.permissions.egress.iter().filter(|entry| entry.list == list) {
            look.looked_at(1);
            let Some(address) = &address.address else { continue };
            let text = address.value.as_str();
            // Wildcards for everything have a rule of their own; variables are no hosts of the code.
            if !address.is_certain() || text == "*" {
                continue;
            }
            let used = contacts
                .iter()
                .filter_map(|contact| contact.host.as_deref())
                .any(|host| hosts::allows(text, host));
            let by_package = || {
                clients.iter().any(|client| match &client.calls {
                    Calls::Service(row) => package_hosts::reaches(row, text),
                    Calls::Own(host) => host.as_deref().is_some_and(|host| hosts::allows(text, host)),
                })
            };
            if used || by_package() || hosts::is_mentioned(case, text) {
                continue;
            }
            let found = Found::new(
                "egress/declared-hosts-used",
                format!("permissions.external.{}: {text}", list.path()),
                format!("`{text}` is declared for {}, and no code calls it", list.path()),
            )
            .at(manifest.place(address.span))
            .by_absence()
            .help("take it out of the manifest");
            let doubt = unknown.map(|event| {
                let place = case.code.place(event.site);
                format!("the host of the request in {}:{} is not known", place.file, place.line())
            });
            match doubt.or_else(|| unseen(case, look)) {
                None => look.against(found),
                Some(because) => look.unsure(found.confidence(Confidence::Low), because),
            }
        }
    }
}
