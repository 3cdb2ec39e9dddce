use assay_catalogue::Severity;
use assay_code::{
    Call, Part, Source, Text,
    model::{self, Cleansing, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    reach::blind_spots,
    reads_code,
    sink::{self, Sink},
};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "open-redirect",
    title: "a redirect to where a caller likes",
    claims: &["injection/redirect"],
    topic: Topic::Injection,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("open_redirect.md"),
};

const SINK: Sink = Sink {
    claim: "injection/redirect",
    effects: &[Effect::Redirect],
    roles: &[Role::Target],
    harmless: &[Cleansing::Url],
    reaches: "the address a browser is sent to",
    help: "send browsers to addresses of a fixed list, or to a path of the app's own that begins with one slash",
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    sink::examine_where(case, look, &SINK, |_, call| {
        let Some(call) = call else { return true };
        !call.role(Role::Target).texts().any(|text| has_host(text.prefix()) || is_below_a_base(text))
            && !is_own_address(call)
    });
}

/// `new URL(request.url)`, with another path perhaps: its host is the server's own.
fn is_own_address(call: &Call) -> bool {
    let target = call.role(Role::Target);
    let parsed = target.as_external().filter(|external| external.path.starts_with("global:URL("));
    let origins = parsed.and_then(|url| url.made_with.first()).map(|given| given.deep_origins());
    origins.is_some_and(|origins| {
        !origins.is_empty()
            && origins.iter().all(|origin| matches!(origin.source, Source::Caller(model::Part::Url)))
    })
}

/// `${config.frontEnd}/boards/${id}`: a path of an address that the caller did not choose.
fn is_below_a_base(text: &Text) -> bool {
    let [Part::Hole(base), Part::Literal(next), ..] = text.parts() else { return false };
    let is_chosen = base.deep_origins().iter().any(|origin| origin.source.is_chosen_outside());
    next.starts_with('/') && !is_chosen
}

/// The host is written out, so that what follows can only be a path of it.
fn has_host(prefix: &str) -> bool {
    let rest = prefix.strip_prefix("https://").or_else(|| prefix.strip_prefix("http://"));
    match rest {
        Some(rest) => rest.contains('/'),
        None => prefix.starts_with('/') && prefix.len() > 1 && !prefix.starts_with("//"),
    }
}
