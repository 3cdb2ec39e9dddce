use assay_catalogue::Severity;
use assay_code::{Event, Guard, GuardKind, Origin, Reach, Source, Value};
use assay_evidence::{Confidence, Topic};

use super::{
    authorization_request::{is_state, redemptions},
    flow,
    reach::blind_spots,
    reads_code,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "oauth-state-unchecked",
    title: "a code that is redeemed without a look at the state",
    claims: &["oauth/state-checked-first"],
    topic: Topic::OauthState,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("oauth_state_unchecked.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len() + 1);
    for redemption in redemptions(code) {
        look.looked_at(1);
        let event = redemption.event;
        let brought = redemption.code.deep_origins();
        let from_browser = |origin: &&Origin| matches!(origin.source, Source::Caller(_) | Source::UserInput);
        let Some(origin) = brought.iter().find(from_browser) else { continue };
        if is_checked(event) {
            continue;
        }
        let found = Found::new(
            "oauth/state-checked-first",
            format!("code <- {}", flow::origin_words(origin)),
            "the code is redeemed, and nothing on this way compares the `state` that came with it",
        )
        .at(code.place(event.site))
        .help("compare `state` with the one kept in the browser's session before the code is redeemed, stop where it differs or is missing, and forget it then")
        .path(flow::steps_from(code, event, origin, "the code is redeemed"));
        match event.reach {
            Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
            Reach::Entry | Reach::Loading => look.against(found),
        }
    }
}

/// Some test of the state that came holds.
fn is_checked(event: &Event) -> bool {
    event.guards.surely(&|guard: &Guard| {
        let compared = matches!(
            guard.kind,
            GuardKind::Compared
                | GuardKind::StoreTested
                | GuardKind::Member
                | GuardKind::SecretCompared { .. }
                | GuardKind::Check(_)
                | GuardKind::UnknownTested(_)
        );
        let about_state = || guard.about.iter().any(|value| value.deep_origins().iter().any(is_state));
        // What nothing is known of may test the state among all of the request, and never in settings alone.
        let of_request = || !guard.about.iter().any(is_of_settings);
        compared && (about_state() || matches!(guard.kind, GuardKind::UnknownTested(_)) && of_request())
    })
}

/// Whether what was tested is made of settings and constants alone.
fn is_of_settings(value: &Value) -> bool {
    let given = value.as_external().map(|made| made.made_with.to_vec()).unwrap_or_default();
    let values = given.iter().chain([value]);
    let origins: Vec<Origin> =
        values.flat_map(|value| value.deep_origins().iter().cloned().collect::<Vec<_>>()).collect();
    let is_setting = |origin: &Origin| matches!(origin.source, Source::Environment(_) | Source::File);
    !origins.is_empty() && origins.iter().all(is_setting)
}
