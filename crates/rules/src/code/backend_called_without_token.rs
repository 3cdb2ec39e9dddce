use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Origin, Reach, Side, Source,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    flow, hosts,
    reach::{self, blind_spots},
};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "backend-called-without-token",
    title: "a backend of the app's own that is called without a token",
    claims: &["fit/required"],
    topic: Topic::Jwt,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: case::forge,
    examine,
    page: include_str!("backend_called_without_token.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    let remotes: Vec<&str> = manifest
        .remotes
        .iter()
        .flat_map(|remote| &remote.base_urls)
        .map(|url| url.url.value.as_str())
        .collect();
    let has_server = code.entries.iter().any(|entry| entry.side == Side::Server) || reach::has_backend(case);
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::Egress) {
        look.looked_at(1);
        let side = code.entry_of(event).map(|entry| entry.side);
        if side == Some(Side::Server) || event.reach == Reach::Orphan || hosts::is_atlassian(call) {
            continue;
        }
        let urls = call.role_all(Role::Url);
        let texts: Vec<String> =
            urls.iter().flat_map(|url| url.texts()).map(|text| text.template()).collect();
        let own = texts.iter().any(|url| {
            hosts::host_of(url).is_some_and(|host| remotes.iter().any(|remote| hosts::allows(remote, &host)))
        });
        // An address of a development machine, or one from the configuration, is the app's own where it has a server.
        let likely = has_server && texts.iter().any(|url| hosts::is_own_looking(url));
        if !own && !likely || sends_credential(call) || !seen.insert(event.site) {
            continue;
        }
        let found = Found::new(
            "fit/required",
            format!("{}: {}", call.path, texts.first().map_or("", String::as_str)),
            "the app's own backend is called by a plain request that says nothing of who calls",
        )
        .at(code.place(event.site))
        .help("call it as a remote (`invokeRemote`, an endpoint): the platform then signs the request, and the backend can verify it")
        .path(flow::steps(code, event, "the request is sent"));
        if own { look.against(found.confidence(Confidence::High)) } else { look.against(found) }
    }
}

/// Something in the request may say who calls: a header, or a secret in what is sent, as where a token is asked for.
fn sends_credential(call: &assay_code::Call) -> bool {
    let options = call.role(Role::Options);
    let sent = [options.field("body"), options.field("data"), call.role(Role::Body)];
    let is_secret = |origin: &Origin| matches!(origin.source, Source::Secret(..));
    if sent.iter().any(|value| value.deep_origins().iter().any(is_secret)) {
        return true;
    }
    let stated = call.role(Role::Headers);
    let headers = if stated.is_undefined() { options.field("headers") } else { stated };
    let known = headers.fields();
    let named = known.keys().any(|name| {
        let name = name.to_ascii_lowercase();
        ["auth", "token", "key", "signature", "secret", "jwt"].iter().any(|word| name.contains(word))
    });
    let elsewhere =
        known.is_empty() && (!headers.deep_origins().is_empty() || headers.as_external().is_some());
    named || elsewhere
}
