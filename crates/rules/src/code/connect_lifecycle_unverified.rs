use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Call, Entry, EntryId, Event, Guard, GuardKind, Resolution, Side, Source, Value,
    model::{CheckKind, Effect, Role},
};
use assay_evidence::{Confidence, Step, Topic};
use assay_hosting::Variable;

use super::{
    descriptor_urls::{Caller, Use, caller, connect, descriptor_urls, token_proofs},
    flow,
    reach::blind_spots,
    token_claim::tests_claim,
};
use crate::{Case, Found, Look, Rule, config::address::doubt};

pub(crate) const RULE: Rule = Rule {
    id: "connect-lifecycle-unverified",
    title: "an installation that anybody can announce",
    claims: &["connect/lifecycle-verified", "connect/install-bound-to-tenant"],
    topic: Topic::Lifecycle,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: connect,
    examine,
    page: include_str!("connect_lifecycle_unverified.md"),
};

const HELP: &str = "verify the platform's signature first: RS256 with the key that the token's `kid` names at \
                    connect-install-keys.atlassian.com, `aud` equal to the app's base URL, `qsh`, `exp`, and `iss` equal to the body's `clientKey`";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    look.looked_at(1);
    for url in descriptor_urls(case) {
        if !matches!(url.used, Use::Lifecycle("installed" | "uninstalled")) {
            continue;
        }
        if url.routes.is_empty() && !by_framework(case) {
            look.skip(
                format!("what answers the {}", url.name()),
                "no route of the app's code was found for it",
                Some(url.place),
            );
        }
    }
    for entry in routes(case) {
        look.looked_at(1);
        route(case, look, entry);
    }
    for setting in &case.hosting.variables {
        unsigned_for_development(case, look, setting);
    }
}

/// The framework of Connect for Spring takes installations that nobody signed where a setting for developers says so.
fn unsigned_for_development(case: &Case<'_>, look: &mut Look<'_>, setting: &Variable) {
    const NAMES: [&str; 2] =
        ["atlassian.connect.allow-reinstall-missing-host", "ATLASSIAN_CONNECT_ALLOW_REINSTALL_MISSING_HOST"];
    if setting.for_development
        || !NAMES.contains(&setting.name.as_str())
        || setting.value.as_deref() != Some("true")
    {
        return;
    }
    let found = Found::new(
        "connect/lifecycle-verified",
        "allow-reinstall-missing-host",
        "`allow-reinstall-missing-host` takes the installation of a site that the app doesn't know from anybody",
    )
    .at(setting.place.clone())
    .severity(Severity::High)
    .confidence(Confidence::Medium)
    .help("leave it to the settings of a developer's own profile")
    .path(vec![Step {
        place: setting.place.clone(),
        text: "installations need no signature from here on".to_owned(),
    }]);
    match doubt(case, setting) {
        None => look.against(found),
        Some(because) => look.unsure(found.confidence(Confidence::Low), because),
    }
}

/// A framework that registers and verifies these callbacks by itself.
fn by_framework(case: &Case<'_>) -> bool {
    case.code
        .calls_with(Effect::ServerCreate)
        .any(|(_, call)| call.model.and_then(|model| model.product.as_deref()) == Some("connect"))
}

/// Routes that the platform calls when the app is installed or removed: those the descriptor names, and in its absence
/// those called so.
pub(crate) fn routes<'a>(case: &Case<'a>) -> Vec<&'a Entry> {
    if !case.app.may_be(assay_app::AppType::Connect) {
        return Vec::new();
    }
    let named = descriptor_urls(case);
    let named = named.iter().filter(|url| matches!(url.used, Use::Lifecycle("installed" | "uninstalled")));
    let mut routes: Vec<&Entry> = named.flat_map(|url| url.routes.iter().copied()).collect();
    if case.app.descriptor.is_none() {
        routes.extend(case.code.entries.iter().filter(|entry| {
            let posted = entry.name.starts_with("POST ") || entry.name.starts_with("ALL ");
            let last = entry.name.rsplit('/').next().unwrap_or_default();
            entry.side == Side::Server && posted && matches!(last, "installed" | "uninstalled")
        }));
    }
    routes.sort_by_key(|entry| entry.id);
    routes.dedup_by_key(|entry| entry.id);
    routes
}

/// Those of them that bring a customer's shared secret.
pub(crate) fn installing(case: &Case<'_>) -> BTreeSet<EntryId> {
    let routes = routes(case);
    let urls = if routes.is_empty() { Vec::new() } else { descriptor_urls(case) };
    let removing = urls.iter().filter(|url| matches!(url.used, Use::Lifecycle("uninstalled")));
    let removing: BTreeSet<EntryId> = removing.flat_map(|url| &url.routes).map(|entry| entry.id).collect();
    let installs = |entry: &&Entry| !removing.contains(&entry.id) && !entry.name.ends_with("uninstalled");
    routes.into_iter().filter(installs).map(|entry| entry.id).collect()
}

fn route(case: &Case<'_>, look: &mut Look<'_>, entry: &Entry) {
    let code = case.code;
    if entry.resolution != Resolution::Resolved {
        return;
    }
    let Some(effect) = code.events_of(entry.id).find(|event| changes(event)) else { return };
    let found = |claim, what: &str, event: &Event| {
        Found::new(claim, format!("{}: {what}", entry.name), format!("`{}` {what}", entry.name))
            .at(entry.declared_at.clone())
            .help(HELP)
            .path(flow::steps(code, event, "this happens"))
    };
    let changing = || code.events_of(entry.id).filter(|event| changes(event));
    let proofs: Vec<(&Event, &Guard, Signature)> = changing()
        .flat_map(|event| token_proofs(event).map(move |guard| (event, guard, signature(guard))))
        .collect();
    let Some((event, guard, _)) = proofs.iter().find(|(.., signature)| *signature != Signature::Tenants)
    else {
        let first = changing().find(|event| token_proofs(event).next().is_none()).unwrap_or(effect);
        if !proofs.is_empty() {
            let what = "is verified with the tenant's own secret (HS256), where the platform signs with its key (RS256)";
            look.unsure(
                found("connect/lifecycle-verified", what, effect)
                    .confidence(Confidence::Low)
                    .severity(Severity::High),
                "whether the app is of those that are not signed by the platform is not known",
            );
            return;
        }
        let what = "takes what it is sent for an installation, and verifies no signature of the platform";
        match caller(case, entry) {
            Caller::Anybody => look.against(found("connect/lifecycle-verified", what, first)),
            Caller::Verified if asks_apart(case, entry) => {}
            Caller::Verified | Caller::Tested => look.unsure(
                found("connect/lifecycle-verified", what, first).confidence(Confidence::Low),
                "something is tested before that may be a check",
            ),
        }
        return;
    };
    home_made(look, code_tests(case, entry), event, guard, &found);
}

/// The claims of the token that are looked at somewhere on the way, or on one of several ways that meet again.
fn code_tests<'a>(case: &Case<'a>, entry: &Entry) -> Vec<&'a Guard> {
    let all = |guard: &'a Guard| std::iter::once(guard).chain(guard.ways().iter().flat_map(|way| way.iter()));
    case.code.events_of(entry.id).flat_map(|event| event.guards.iter()).flat_map(all).collect()
}

/// A check of one's own has to compare what the framework's compares.
fn home_made(
    look: &mut Look<'_>,
    tests: Vec<&Guard>,
    event: &Event,
    guard: &Guard,
    found: &impl Fn(&'static str, &str, &Event) -> Found,
) {
    let Some(call) = guard.call.as_deref().filter(|call| call.effect() == Some(Effect::TokenVerify)) else {
        return;
    };
    // What is called with the whole request does it all.
    if call.model.is_some_and(|model| model.positions(Role::Token).is_empty()) {
        return;
    }
    let unknown = tests.iter().any(|guard| matches!(guard.kind, GuardKind::UnknownTested(_)));
    let mut tell = |claim, what: &str| {
        let found = found(claim, what, event).confidence(Confidence::Medium).severity(Severity::High);
        if unknown {
            look.unsure(
                found.confidence(Confidence::Low),
                "something is tested before that may be this check",
            );
        } else {
            look.against(found);
        }
    };
    if call.role(Role::Audience).is_undefined() && !tests_claim(&tests, "aud") {
        tell(
            "connect/lifecycle-verified",
            "does not compare the token's `aud` with the app's own address: an installation of another app will do",
        );
    }
    let bound =
        tests_claim(&tests, "iss") || !call.role(Role::Issuer).is_undefined() || keyed_by_claim(event);
    if !bound {
        tell(
            "connect/install-bound-to-tenant",
            "does not compare the token's `iss` with the `clientKey` it is sent: one customer can overwrite another's secret",
        );
    }
}

/// What is written lies under the issuer of the token itself.
fn keyed_by_claim(event: &Event) -> bool {
    let assay_code::Action::Call(call) = &event.action else { return false };
    let named: Vec<Value> = [Role::Key, Role::Filter, Role::Scope, Role::Parameters]
        .iter()
        .map(|role| call.role(*role))
        .collect();
    named.iter().any(|value| {
        value.deep_origins().iter().any(|origin| {
            matches!(origin.source, Source::Claims(_)) && matches!(origin.last_field(), "iss" | "")
        })
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Signature {
    /// With a key that the platform publishes.
    Platforms,
    /// With the secret that was exchanged at installation.
    Tenants,
    /// With which is not known.
    Unknown,
}

fn signature(guard: &Guard) -> Signature {
    let Some(call) = guard.call.as_deref() else { return Signature::Unknown };
    let product = call.model.and_then(|model| model.product.as_deref());
    let path = call.path.as_str();
    if product == Some("connect-install")
        || path.contains("Asymmetric")
        || path.ends_with("verifyInstallation")
    {
        return Signature::Platforms;
    }
    if product.is_some_and(|product| product.starts_with("connect-token")) || path.contains("Symmetric") {
        return Signature::Tenants;
    }
    by_algorithm(call)
}

fn by_algorithm(call: &Call) -> Signature {
    let named = call.role(Role::Algorithms);
    let names: Vec<String> = named
        .constants()
        .map(str::to_owned)
        .chain(named.elements().iter().flat_map(|it| it.constants().map(str::to_owned).collect::<Vec<_>>()))
        .collect();
    if !names.is_empty() {
        let all = |prefix: &str| names.iter().all(|name| name.to_ascii_uppercase().starts_with(prefix));
        return match (all("RS"), all("HS")) {
            (true, _) => Signature::Platforms,
            (_, true) => Signature::Tenants,
            _ => Signature::Unknown,
        };
    }
    Signature::Unknown
}

/// A proof of another kind, such as a keyed digest of the body.
fn asks_apart(case: &Case<'_>, entry: &Entry) -> bool {
    case.code.events_of(entry.id).flat_map(|event| event.guards.iter()).any(|guard| {
        matches!(guard.kind, GuardKind::Check(CheckKind::Mac | CheckKind::Fit | CheckKind::SecretCompared))
    })
}

/// It keeps, changes or hands on something.
fn changes(event: &Event) -> bool {
    let assay_code::Action::Call(call) = &event.action else { return false };
    let Some(effect) = call.effect() else { return false };
    effect.writes()
        || matches!(
            effect,
            Effect::Sql | Effect::Nosql | Effect::ProductCall | Effect::Egress | Effect::StorageQuery
        )
}
