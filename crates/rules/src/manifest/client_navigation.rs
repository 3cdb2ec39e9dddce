use assay_app::{
    egress::{Destination, destination},
    manifest::EgressList,
};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "client-navigation",
    title: "pages that send the browser out",
    claims: &["egress/no-navigation"],
    topic: Topic::Egress,
    severity: Severity::Low,
    confidence: Confidence::Low,
    applies: case::forge,
    examine,
    page: include_str!("client_navigation.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    let entries = manifest.permissions.egress.iter().filter(|entry| entry.list == EgressList::Navigation);
    for address in entries.filter_map(|entry| entry.address.as_ref()) {
        let place = manifest.place(address.span);
        match destination(address) {
            Destination::Uncertain => {
                look.skip(format!("`{address}` in `navigation`"), "it depends on a variable", Some(place));
                continue;
            }
            Destination::Outside => look.against(
                Found::new(
                    "egress/no-navigation",
                    format!("permissions.external.navigation: {address}"),
                    format!("pages of the app may send the browser to `{address}`, with what they put into the address"),
                )
                .at(place)
                .help("see to it that no end-user data and no secret stands in addresses that are opened"),
            ),
            Destination::Atlassian | Destination::Nowhere => {}
        }
        look.looked_at(1);
    }
}
