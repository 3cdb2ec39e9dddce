use assay_catalogue::Severity;
use assay_code::{Analysis, Event, Guard, GuardKind, Origin, Reach, Source, Value, model};
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
            if both_may_be_missing(code, event) {
                let found = Found::new(
                    "oauth/state-checked-first",
                    format!("code <- {}, both missing", flow::origin_words(origin)),
                    "the code is redeemed where the `state` that came equals the one that was kept, and both may be missing",
                )
                .at(code.place(redemption.site))
                .help("stop where `state` is missing, before it is compared: who began nothing has none kept either")
                .confidence(Confidence::Medium)
                .path(flow::steps_from(code, event, origin, "the code is redeemed"));
                look.against(found);
            }
            continue;
        }
        let found = Found::new(
            "oauth/state-checked-first",
            format!("code <- {}", flow::origin_words(origin)),
            "the code is redeemed, and nothing on this way compares the `state` that came with it",
        )
        .at(code.place(redemption.site))
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

/// In these languages what is missing equals what is missing, and the only test of the state is whether it equals what a
/// browser's session or cookie holds.
fn both_may_be_missing(code: &Analysis, event: &Event) -> bool {
    let file = code.file(event.site).extension().unwrap_or_default();
    let is_lax = matches!(file.as_str(), "js" | "jsx" | "ts" | "tsx" | "mjs" | "cjs" | "mts" | "cts" | "php" | "rb")
        // FastAPI asks for parameters that have no default itself.
        || file == "py" && !code.text(event.site).as_str().contains("fastapi");
    let (compared, others): (Vec<&Guard>, Vec<&Guard>) =
        event.guards.iter().partition(|guard| guard.kind == GuardKind::Compared);
    let names = |guard: &Guard, wanted: &Value| {
        let wanted = wanted.deep_origins();
        guard.about.iter().any(|value| {
            value.deep_origins().iter().any(|it| wanted.iter().any(|origin| origin.names_same(it)))
        })
    };
    let is_open = |guard: &&Guard| {
        let [left, right] = guard.about.as_slice() else { return false };
        let is_given = |value: &Value| value.may_be_missing() && value.deep_origins().iter().any(is_state);
        (is_given(left) && may_be_unset(right) || is_given(right) && may_be_unset(left))
            && !others.iter().any(|other| names(other, left) || names(other, right))
    };
    let tests: Vec<&Guard> = compared
        .into_iter()
        .filter(|guard| guard.about.iter().any(|value| value.deep_origins().iter().any(is_state)))
        .collect();
    is_lax && !tests.is_empty() && tests.iter().all(is_open)
}

/// A cookie, or what a session or store holds, as it was read.
fn may_be_unset(value: &Value) -> bool {
    let origins = value.deep_origins();
    let is_kept = |origin: &Origin| {
        matches!(origin.source, Source::Caller(model::Part::Cookies) | Source::Stored(_) | Source::Platform)
            && !origin.cleansed.is_through_unknown()
    };
    !origins.is_empty() && origins.iter().all(is_kept)
}

/// Some test of the state that came holds.
fn is_checked(event: &Event) -> bool {
    event.guards.surely(&|guard: &Guard| {
        let compared = matches!(
            guard.kind,
            GuardKind::Compared
                | GuardKind::AccountCompared
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
    let is_setting = |origin: &Origin| matches!(origin.source, Source::Environment(_) | Source::File(_));
    !origins.is_empty() && origins.iter().all(is_setting)
}
