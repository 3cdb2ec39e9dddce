use assay_catalogue::Severity;
use assay_code::{
    Action, Event, Resolution,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    descriptor_urls::{Caller, DescriptorUrl, Use, caller, connect, descriptor_urls},
    flow,
    reach::blind_spots,
    server_route_open,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "connect-route-unverified",
    title: "an address of the descriptor that takes calls without a token",
    claims: &["connect/token-verified"],
    topic: Topic::Jwt,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: connect,
    examine,
    page: include_str!("connect_route_unverified.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let urls = descriptor_urls(case);
    look.looked_at(1);
    for url in &urls {
        let Use::Module(module) = url.used else { continue };
        // A page that the product keeps is asked for without a token.
        if module.cacheable.as_ref().is_some_and(|cacheable| cacheable.value) {
            continue;
        }
        if url.routes.is_empty() {
            look.skip(
                format!("what answers `{}` of the {}", url.path, url.name()),
                "no route of the app's code was found for it",
                Some(url.place.clone()),
            );
            continue;
        }
        look.looked_at(1);
        url.routes.iter().for_each(|entry| route(case, look, url, entry));
    }
}

fn route(case: &Case<'_>, look: &mut Look<'_>, url: &DescriptorUrl<'_>, entry: &assay_code::Entry) {
    // What such a route does to data is told by `server-route-open`.
    if entry.resolution != Resolution::Resolved
        || server_route_open::open_effect(case, entry).is_some()
        || server_route_open::is_meant_open(case, entry)
    {
        return;
    }
    let asks = caller(case, entry);
    let Some(answer) = case.code.events_of(entry.id).find(|event| answers(event)) else { return };
    if asks == Caller::Verified {
        return;
    }
    let found = Found::new(
        "connect/token-verified",
        format!("{}: {}", url.name(), entry.name),
        format!("`{}` answers for the {} and verifies no token", entry.name, url.name()),
    )
    .at(entry.declared_at.clone())
    .help("verify the token before the page is made, with the framework's middleware where there is one")
    .path(flow::steps(case.code, answer, "it answers"));
    match asks {
        Caller::Anybody if says_something(answer) => look.against(found),
        Caller::Anybody => look.unsure(
            found.confidence(Confidence::Low),
            "the answer is the same for everybody, as far as the code tells",
        ),
        _ => look.unsure(found.confidence(Confidence::Low), "something is tested before that may be a check"),
    }
}

fn answers(event: &Event) -> bool {
    match &event.action {
        Action::Respond(value) => !value.is_undefined(),
        Action::Call(call) => matches!(call.effect(), Some(Effect::Respond | Effect::Redirect)),
        _ => false,
    }
}

/// The answer holds something that is not the same for all.
fn says_something(event: &Event) -> bool {
    let value = match &event.action {
        Action::Respond(value) => value.clone(),
        Action::Call(call) => call.role(Role::Value),
        _ => return false,
    };
    value.deep_origins().iter().any(|origin| {
        !matches!(
            origin.source,
            assay_code::Source::Environment(_) | assay_code::Source::File | assay_code::Source::Random(_)
        )
    })
}
