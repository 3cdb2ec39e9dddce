use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{
    Analysis, Call, Event, Reach, Side, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    authorization_request::{self, bodies},
    flow, hosts,
    reach::blind_spots_on_platform,
};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "oauth-client-home-made",
    title: "an OAuth client of the app's own where the platform has one",
    claims: &["oauth/providers-used"],
    topic: Topic::OauthState,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: case::forge,
    examine,
    page: include_str!("oauth_client_home_made.md"),
};

/// What is asked for tokens with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grant {
    /// A code that a user brought back.
    Code,
    /// A refresh token.
    Refresh,
}

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(case.code.entries.len());
    for (host, (grant, event)) in by_host(case.code) {
        look.looked_at(1);
        let said = host.as_deref().unwrap_or("a service");
        let deed = match grant {
            Grant::Code => "exchanges a code for tokens",
            Grant::Refresh => "refreshes tokens",
        };
        let statement =
            format!("the app's own code {deed} at {said}, where the platform's OAuth providers could");
        let found = Found::new("oauth/providers-used", format!("{deed} at {said}"), statement)
            .at(case.code.place(event.site))
            .help(
                "declare the service below `providers.auth` and call it by `api.asUser().withProvider(…)`: the platform then keeps \
                 client secret and tokens; where a capability is missing there, say so in an attestation",
            )
            .path(flow::steps(case.code, event, "tokens are asked for"));
        let because = match (event.reach, grant) {
            (Reach::Loading | Reach::Orphan, _) => Some("nothing was found that runs this"),
            _ if !manifest.providers.is_empty() => {
                Some("the app has a provider, and why this service has none is for people to say")
            }
            // The platform's providers act for the user of an invocation.
            (Reach::Entry, Grant::Refresh) => {
                Some("whether a user is there whose account it is, is not known")
            }
            (Reach::Entry, Grant::Code) => None,
        };
        match because {
            None => look.against(found),
            Some(because) => look.unsure(found.confidence(Confidence::Low), because),
        }
    }
}

/// Of each service the clearest request for tokens; none for a host that is not known.
fn by_host(code: &Analysis) -> BTreeMap<Option<String>, (Grant, &Event)> {
    let mut found: BTreeMap<Option<String>, (Grant, &Event)> = BTreeMap::new();
    for (event, call) in code.calls_with(Effect::Egress) {
        let on_server = code.entry_of(event).is_some_and(|entry| entry.side == Side::Server);
        // The products' own tokens have rules of their own.
        if on_server || hosts::is_atlassian(call) {
            continue;
        }
        let Some(grant) = grant(call) else { continue };
        let host = call
            .role_all(Role::Url)
            .iter()
            .flat_map(Value::texts)
            .find_map(|url| hosts::host_of(&url.template()));
        let host = host.filter(|host| !host.contains("{}"));
        let weight = |grant: Grant, event: &Event| (event.reach != Reach::Entry, grant);
        let known = found.entry(host).or_insert((grant, event));
        if weight(grant, event) < weight(known.0, known.1) {
            *known = (grant, event);
        }
    }
    found
}

/// What a request asks a user's tokens with; some services take a code without a `grant_type`.
fn grant(call: &Call) -> Option<Grant> {
    let by_secret = |body: &Value| {
        let fields = body.fields();
        ["client_secret", "code"].iter().all(|name| fields.contains_key(name))
    };
    match authorization_request::grant(call) {
        Some("authorization_code") => Some(Grant::Code),
        Some("refresh_token") => Some(Grant::Refresh),
        Some(_) => None,
        None => bodies(call).iter().any(by_secret).then_some(Grant::Code),
    }
}
