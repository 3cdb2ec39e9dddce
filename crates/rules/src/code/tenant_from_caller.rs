use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Guard, GuardKind, Origin, Reach, Side, Source,
    model::{Effect, Part, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    connect_lifecycle_unverified,
    descriptor_urls::{Caller, caller, connect, token_proofs},
    flow,
    reach::blind_spots,
};
use crate::{Case, Found, Look, Rule, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "tenant-from-caller",
    title: "a customer that the caller names",
    claims: &["tenant/stored-data-keyed"],
    topic: Topic::Tenant,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: connect,
    examine,
    page: include_str!("tenant_from_caller.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    let lifecycle = connect_lifecycle_unverified::routes(case);
    look.looked_at(1);
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls() {
        let server = code.entry_of(event).is_some_and(|entry| entry.side == Side::Server);
        let installs = event.entry.is_some_and(|id| lifecycle.iter().any(|entry| entry.id == id));
        if !server || installs || event.reach != Reach::Entry || !keeps(call) {
            continue;
        }
        look.looked_at(1);
        let Some(origin) = named_tenant(call).filter(|origin| !is_compared(event, origin)) else { continue };
        let verified = token_proofs(event).next().is_some();
        // Before a token is verified its customer has to be looked up, by whatever the request says.
        let never = || code.entry_of(event).is_some_and(|entry| caller(case, entry) == Caller::Anybody);
        if !verified && !never() {
            continue;
        }
        if !seen.insert(event.site) {
            continue;
        }
        let found = Found::new(
            "tenant/stored-data-keyed",
            format!("{} <- {}", call.path, flow::origin_words(&origin)),
            format!(
                "which customer's data `{}` works on is {}, {}",
                call.path,
                flow::origin_words(&origin),
                if verified { "not what the verified token says" } else { "and no token is verified" }
            ),
        )
        .at(code.place(event.site))
        .help("take the customer from the verified token (`req.context.clientKey`, its `iss`), or compare the two first")
        .path(flow::steps_from(code, event, &origin, "that customer's data is worked on"));
        if origin.cleansed.is_through_unknown() {
            look.unsure(
                found.confidence(Confidence::Low),
                "on its way it passes a call of which nothing is known",
            );
        } else {
            look.against(found);
        }
    }
}

fn keeps(call: &Call) -> bool {
    matches!(
        call.effect(),
        Some(
            Effect::StorageRead
                | Effect::StorageWrite
                | Effect::StorageDelete
                | Effect::StorageQuery
                | Effect::Sql
                | Effect::Nosql
        )
    )
}

/// Part of a request that names a customer, where it picks what is worked on.
pub(crate) fn named_tenant(call: &Call) -> Option<Origin> {
    let roles = [Role::Scope, Role::Key, Role::Filter, Role::Parameters];
    let by_tenant = finds_by_tenant(&call.path);
    roles.iter().find_map(|role| {
        let origins = call.role(*role).deep_origins();
        let names = |origin: &Origin| by_tenant || names_a_tenant(origin.last_field());
        origins.iter().find(|origin| is_caller(origin) && names(origin)).cloned()
    })
}

/// A method that a framework writes by its name, where the one property it asks for names a customer:
/// `findByClientKey`, `deleteByHost`, `find_by_tenant_id`.
///
/// Source: Spring Data JPA's reference, query methods; Rails' guide on dynamic finders (read 2026-11-22).
fn finds_by_tenant(path: &str) -> bool {
    let method = words(path.rsplit(['.', ':']).next().unwrap_or_default());
    let Some(at) = method.iter().position(|word| word == "by") else { return false };
    let property = method[at + 1..].join("");
    property == "host" || names_a_tenant(&property)
}

fn is_caller(origin: &Origin) -> bool {
    matches!(origin.source, Source::Caller(part) if !matches!(part, Part::Cookies | Part::Headers))
        && !origin.cleansed.is_summed_up()
}

/// `clientKey`, `tenant_id`, `hostBaseUrl`, `xdm_e`.
fn names_a_tenant(field: &str) -> bool {
    const NAMES: [&str; 12] = [
        "clientkey",
        "tenant",
        "tenantid",
        "tenantkey",
        "hostbaseurl",
        "xdme",
        "jirahost",
        "cloudid",
        "installationid",
        "hosturl",
        "baseurl",
        "siteurl",
    ];
    NAMES.contains(&words(field).join("").as_str())
}

/// It was held against what the token says.
fn is_compared(event: &Event, origin: &Origin) -> bool {
    event.guards.surely(&|guard: &Guard| {
        let compares =
            matches!(guard.kind, GuardKind::Compared | GuardKind::SecretCompared { .. } | GuardKind::Member);
        compares
            && guard.about.iter().any(|value| value.deep_origins().iter().any(|it| it.names_same(origin)))
    })
}
