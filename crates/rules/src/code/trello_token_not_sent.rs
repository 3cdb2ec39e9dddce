use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{Call, Reach, Side, Source, Value, model::Role};
use assay_evidence::{Confidence, Topic};

use super::{
    flow,
    reach::{self, blind_spots},
    trello::{carries_trello_token, own_requests, power_up},
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "trello-token-not-sent",
    title: "a Power-Up that calls its server without Trello's token",
    claims: &["trello/token-sent"],
    topic: Topic::Jwt,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: power_up,
    examine,
    page: include_str!("trello_token_not_sent.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    look.looked_at(1);
    let has_server =
        case.code.entries.iter().any(|entry| entry.side == Side::Server) || reach::has_backend(case);
    let mut seen = BTreeSet::new();
    for (event, call) in own_requests(case) {
        look.looked_at(1);
        let own_making = called_jwt(call);
        // A token of one's own making is named for what it is not; else the member's own token will do.
        if own_making.is_none() && (carries_trello_token(call) || says_who(call)) || !seen.insert(event.site)
        {
            continue;
        }
        let what = match &own_making {
            Some(name) => format!("what it sends as `{name}` is not the token that Trello signs"),
            None => "nothing in the request says which member it is for".to_owned(),
        };
        let found = Found::new(
            "trello/token-sent",
            format!("{}: {}", call.path, address(call)),
            format!("the Power-Up calls its own server, and {what}"),
        )
        .at(case.code.place(event.site))
        .help("send the token of `await t.jwt()` in a header, and verify it on the server")
        .path(flow::steps(case.code, event, "the request is sent"));
        if own_making.is_some() || has_server && event.reach != Reach::Orphan {
            look.against(found);
        } else {
            look.unsure(
                found.confidence(Confidence::Low),
                "whether a server of the app's own answers there, or what it answers, is not in these files",
            );
        }
    }
}

fn address(call: &Call) -> String {
    let url = call.role(Role::Url);
    url.texts().next().map(|text| text.template()).unwrap_or_default()
}

/// A header called `jwt` with something in it that `t.jwt()` did not give.
fn called_jwt(call: &Call) -> Option<String> {
    let fields = headers(call).fields();
    let (name, value) = fields.into_iter().find(|(name, _)| {
        let name = name.to_ascii_lowercase();
        name == "jwt" || name.ends_with("-jwt")
    })?;
    let origins = value.deep_origins();
    let signed = origins.iter().any(|origin| {
        matches!(&origin.source, Source::Secret(name, _) if name.as_str() == "trello-jwt")
            || matches!(origin.source, Source::Response(_) | Source::Stored(_) | Source::Parameter)
            || origin.cleansed.is_through_unknown()
    });
    (!signed && !origins.is_empty()).then(|| name.to_string())
}

fn headers(call: &Call) -> Value {
    let stated = call.role(Role::Headers);
    if stated.is_undefined() { call.role(Role::Options).field("headers") } else { stated }
}

/// Something in the request may say who calls: a header for it, or headers that are made elsewhere.
fn says_who(call: &Call) -> bool {
    let headers = headers(call);
    let known = headers.fields();
    let named = known.keys().any(|name| {
        let name = name.to_ascii_lowercase();
        ["auth", "token", "signature", "secret", "jwt", "session"].iter().any(|word| name.contains(word))
    });
    let elsewhere = known.is_empty() && !headers.is_undefined() && !headers.is_constant();
    // Who signs in, or asks how the server is, has no token yet.
    const WITHOUT: [&str; 12] = [
        "login", "signin", "sign-in", "signup", "sign-up", "register", "password", "health", "status",
        "version", "ping", "logout",
    ];
    let asked = address(call).to_ascii_lowercase();
    if WITHOUT.iter().any(|word| asked.contains(word)) {
        return true;
    }
    let in_address = ["token=", "jwt=", "auth="].iter().any(|word| address(call).contains(word));
    named || elsewhere || in_address
}
