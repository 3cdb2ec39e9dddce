use assay_app::manifest::EgressList;
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{
    address::{Parts, is_literal},
    host::Shared,
};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "script-source-wildcard",
    title: "scripts from hosts that are not named",
    claims: &["csp/scripts-strict"],
    topic: Topic::Csp,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("script_source_wildcard.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    let scripts = manifest.permissions.egress.iter().filter(|entry| entry.list == EgressList::Scripts);
    for address in scripts.filter_map(|entry| entry.address.as_ref()) {
        let place = manifest.place(address.span);
        let host = Parts::of(&address.value).host;
        if !is_literal(host) {
            look.skip(format!("`{address}` in `scripts`"), "its host depends on a variable", Some(place));
            continue;
        }
        look.looked_at(1);
        let found = |statement: String| {
            Found::new("csp/scripts-strict", format!("permissions.external.scripts: {address}"), statement)
                .at(place.clone())
                .help("name each host, or better ship the script with the app")
        };
        match host.strip_prefix('*').map(|rest| rest.trim_matches('.')) {
            Some(below) if below.contains('.') && Shared::of(&below.to_ascii_lowercase()).is_none() => look
                .against(
                    found(format!(
                        "`{address}` lets every host below `{below}` put script into the app's pages"
                    ))
                    .severity(Severity::Low)
                    .confidence(Confidence::Low),
                ),
            Some(below) if below.contains('.') => look.against(found(format!(
                "`{address}` lets whoever has a name below `{below}` put script into the app's pages"
            ))),
            Some(_) => {
                look.against(found(format!("`{address}` lets any host put script into the app's pages")))
            }
            None => {}
        }
    }
}
