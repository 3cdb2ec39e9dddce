use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Reach, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{curl_options, flow, hosts, reach::blind_spots, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "atlassian-basic-auth",
    title: "a password or API token sent to Atlassian",
    claims: &["credentials/no-basic-auth"],
    topic: Topic::Credentials,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("atlassian_basic_auth.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    let makers = code.calls().filter(|(_, call)| makes_basic(call));
    let made: BTreeSet<_> = makers.filter_map(|(event, _)| code.function_around(event.site)).collect();
    for (event, call) in code.calls() {
        let to_product = match call.effect() {
            Some(Effect::ProductCall | Effect::ProductQuery) => true,
            // Clients name themselves so where tokens are given (RFC 6749, section 2.3.1).
            Some(Effect::Egress) => {
                let by_client = || hosts::base(call).is_some_and(|base| hosts::is_atlassians(&base));
                (hosts::is_atlassian(call) || by_client()) && !gives_tokens(call)
            }
            _ => continue,
        };
        look.looked_at(1);
        let beside = || {
            let around = code.function_around(event.site).filter(|around| made.contains(around));
            around.map(|_| "Basic authentication")
        };
        let Some(how) = to_product.then(|| credential(call).or_else(beside)).flatten() else { continue };
        if seen.insert(event.site) {
            tell(case, look, event, &call.path, how);
        }
    }
    for handle in curl_options::handles(code).values() {
        let mut addresses = handle.given("CURLOPT_URL").map(|(address, _)| address);
        let to_product = addresses.any(|address| hosts::is_atlassians(address) && !leads_to_tokens(address));
        let Some(event) = handle.basic().filter(|_| to_product) else { continue };
        if seen.insert(event.site) {
            tell(case, look, event, "curl", "Basic authentication");
        }
    }
}

fn tell(case: &Case<'_>, look: &mut Look<'_>, event: &Event, path: &str, how: &str) {
    let code = case.code;
    let found = Found::new("credentials/no-basic-auth", format!("{path}: {how}"), format!("{how} goes to an Atlassian host"))
        .at(code.place(event.site))
        .help("ask through the platform (`asUser`, `asApp`), Connect's tokens, or OAuth 2.0 (3LO); an app needs no password and no API token")
        .path(flow::steps(code, event, "the request is sent"));
    match event.reach {
        Reach::Orphan => look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this"),
        Reach::Entry | Reach::Loading => look.against(found),
    }
}

/// Makes a header of a password, where a client of the JVM or .NET is told so apart from the request.
fn makes_basic(call: &Call) -> bool {
    const METHODS: [&str; 4] = ["setBasicAuth", "basicAuthentication", "basicAuth", "Credentials.basic"];
    let begins = |value: &Value, word: &str| {
        value.texts().any(|text| text.prefix().to_ascii_lowercase().starts_with(word))
    };
    let (first, second) = (call.argument(0), call.argument(1));
    let is_header = first.constants().any(|name| name.eq_ignore_ascii_case("authorization"));
    METHODS.iter().any(|method| call.path.ends_with(method))
        || call.path.ends_with("AuthenticationHeaderValue") && begins(&first, "basic")
        || is_header && begins(&second, "basic ")
}

/// `https://bitbucket.org/site/oauth2/access_token`, `https://auth.atlassian.com/oauth/token`
fn gives_tokens(call: &Call) -> bool {
    call.role_all(Role::Url).iter().any(leads_to_tokens)
}

fn leads_to_tokens(address: &Value) -> bool {
    address.texts().any(|text| {
        let address = text.template();
        ["/site/oauth2/access_token", "/oauth/token"].iter().any(|path| address.contains(path))
    })
}

/// What kind of credential is sent.
pub(crate) fn credential(call: &Call) -> Option<&'static str> {
    let of_request = (hosts::headers(call), call.role(Role::Options).field("auth"));
    let of_client = hosts::settings_of_client(call).map(|made| (made.field("headers"), made.field("auth")));
    [Some(of_request), of_client].into_iter().flatten().find_map(|(headers, user)| basic(&headers, &user))
}

fn basic(headers: &Value, user: &Value) -> Option<&'static str> {
    let sent = headers.field_ignoring_case("authorization");
    if sent.texts().any(|text| text.prefix().to_ascii_lowercase().starts_with("basic ")) {
        return Some("Basic authentication");
    }
    // `auth: { username, password }`; in Python `auth=(user, token)`.
    let named = user.fields().contains_key("username") && user.fields().contains_key("password");
    (named || user.elements().len() == 2).then_some("Basic authentication")
}
