use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Action, Audience, Entry, Event, Resolution,
    model::{Effect, Role},
};
use assay_evidence::{Applicability, Confidence, Topic};

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
    let mut told = BTreeSet::new();
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
        for entry in &url.routes {
            if entry.resolution != Resolution::Resolved || server_route_open::is_meant_open(case, entry) {
                continue;
            }
            // What a route does to data is the same for every module that names it.
            match does_something(case, look, url, entry, told.contains(&entry.id)) {
                true => _ = told.insert(entry.id),
                false => answers_anybody(case, look, url, entry),
            }
        }
    }
}

/// The routes that modules of the descriptor name and that are judged here: those of pages that the product keeps left
/// out, and those of which not all was found.
pub(crate) fn routes<'a>(case: &Case<'a>) -> Vec<&'a Entry> {
    if connect(case.app) != Applicability::Applies {
        return Vec::new();
    }
    let of_module = |url: &DescriptorUrl<'_>| match url.used {
        Use::Module(module) => !module.cacheable.as_ref().is_some_and(|cacheable| cacheable.value),
        Use::Lifecycle(_) => false,
    };
    let routes = descriptor_urls(case).into_iter().filter(of_module).flat_map(|url| url.routes);
    routes.filter(|entry| entry.resolution == Resolution::Resolved).collect()
}

/// Tells what a route does to data without a token; false where it does nothing of note.
fn does_something(
    case: &Case<'_>,
    look: &mut Look<'_>,
    url: &DescriptorUrl<'_>,
    entry: &Entry,
    is_told: bool,
) -> bool {
    if !matches!(entry.audience, Audience::Anonymous | Audience::Remote) {
        return false;
    }
    let found = |event: &Event, what: &str| {
        Found::new(
            "connect/token-verified",
            format!("{}: {}: {what}", url.name(), entry.name),
            format!("`{}` is called for the {} and {what}, and verifies no token", entry.name, url.name()),
        )
        .at(entry.declared_at.clone())
        .severity(Severity::High)
        .help("verify the token before anything else is done, with the framework's middleware where there is one")
        .path(flow::steps(case.code, event, what))
    };
    if let Some((event, what)) = server_route_open::open_effect(case, entry) {
        if !is_told {
            look.against(found(event, &what));
        }
    } else if let Some((event, what, filter)) = server_route_open::behind_unknown(case, entry) {
        if !is_told {
            let because = format!("what `{filter}` asks before it is not known: its code is not here");
            look.unsure(found(event, &what).confidence(Confidence::Low), because);
        }
    } else {
        return false;
    }
    true
}

fn answers_anybody(case: &Case<'_>, look: &mut Look<'_>, url: &DescriptorUrl<'_>, entry: &Entry) {
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

/// An answer that says something.
pub(crate) fn answers(event: &Event) -> bool {
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
            assay_code::Source::Environment(_) | assay_code::Source::File(_) | assay_code::Source::Random(_)
        )
    })
}
