use std::collections::BTreeSet;

use assay_app::App;
use assay_catalogue::Severity;
use assay_code::{
    Audience, Call, Event, Guard, GuardKind, Origin, Reach, Side, Source, Text, Value,
    ir::Name,
    model::{Effect, Part, Role},
};
use assay_evidence::{Applicability, Confidence, Topic};

use super::{
    connect_lifecycle_unverified,
    descriptor_urls::{Caller, caller, connect, token_proofs},
    flow, hosts,
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
    applies: keeps_customers,
    examine,
    page: include_str!("tenant_from_caller.md"),
};

/// Connect apps, and Forge apps with what stands around them.
fn keeps_customers(app: &App) -> Applicability {
    if app.is_forge() { Applicability::Applies } else { connect(app) }
}

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    from_the_platform(case, look);
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
        let never = || {
            !case.app.is_forge()
                && code.entry_of(event).is_some_and(|entry| caller(case, entry) == Caller::Anybody)
        };
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
        .help(if case.app.is_forge() {
            "take the customer from the verified token (`context.cloudId`, `app.installationId`), or compare the two first"
        } else {
            "take the customer from the verified token (`req.context.clientKey`, its `iss`), or compare the two first"
        })
        .path(flow::steps_from(code, event, &origin, "that customer's data is worked on"));
        if is_vouched_for_too(call, &origin) {
            look.unsure(
                found.confidence(Confidence::Low),
                "the token's own word stands beside it, and which of the two goes first is not followed",
            );
        } else if origin.cleansed.is_through_unknown() {
            look.unsure(
                found.confidence(Confidence::Low),
                "on its way it passes a call of which nothing is known",
            );
        } else {
            look.against(found);
        }
    }
}

/// Requests of functions to a service, with a credential that all customers share, for a customer whom the user names.
fn from_the_platform(case: &Case<'_>, look: &mut Look<'_>) {
    let code = case.code;
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::Egress) {
        let on_platform = code.entry_of(event).is_some_and(|entry| {
            entry.side == Side::Backend && matches!(entry.audience, Audience::AnyUser | Audience::Anonymous)
        });
        if !on_platform || event.reach != Reach::Entry || !is_with_shared_credential(call) {
            continue;
        }
        look.looked_at(1);
        let Some((name, origin)) = customer_asked_for(call).filter(|(_, origin)| !is_compared(event, origin))
        else {
            continue;
        };
        if !seen.insert(event.site) {
            continue;
        }
        let words = flow::origin_words(&origin);
        look.against(
            Found::new(
                "tenant/stored-data-keyed",
                format!("{name} of {} <- {words}", call.path),
                format!("`{name}` says whose data the service works on, and is {words}; the credential is one for all customers"),
            )
            .confidence(Confidence::Medium)
            .at(code.place(event.site))
            .help("send what the platform vouches for (`context.cloudId`), or look up the customer's own id under it")
            .path(flow::steps_from(code, event, &origin, "that customer's data is asked for")),
        );
    }
}

/// What an app is built with is the same for every customer.
fn is_with_shared_credential(call: &Call) -> bool {
    let headers = hosts::headers(call);
    hosts::CREDENTIALS.iter().any(|name| {
        let origins = headers.field_ignoring_case(name).deep_origins();
        !origins.is_empty() && origins.iter().all(|origin| matches!(origin.source, Source::Environment(_)))
    })
}

/// The field of a request's body that names a customer, as the user sent it.
fn customer_asked_for(call: &Call) -> Option<(Name, Origin)> {
    let body = call.role(Role::Body);
    let body = if body.is_undefined() { call.role(Role::Options).field("body") } else { body };
    let sent = match body.as_text().map(Text::parts) {
        Some([assay_code::Part::Hole(object)]) => object.clone(),
        _ => body,
    };
    sent.fields().iter().filter(|(name, _)| names_a_tenant(name) || names_an_organisation(name)).find_map(
        |(name, value)| {
            let origins = value.deep_origins();
            let only_chosen = origins.iter().all(is_caller);
            let origin = origins.iter().find(|origin| is_caller(origin))?;
            only_chosen.then(|| (name.clone(), origin.clone()))
        },
    )
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
    named_in(call).or_else(|| narrowed_by(call).find_map(named_in))
}

/// The calls by which what a query finds was narrowed down before: `query.filter_by(…).order_by(…).all()`.
fn narrowed_by(call: &Call) -> impl Iterator<Item = &Call> {
    std::iter::successors(maker(call), |call| maker(call))
}

fn maker(call: &Call) -> Option<&Call> {
    call.receiver.as_external().and_then(|query| query.made_by.as_deref())
}

fn named_in(call: &Call) -> Option<Origin> {
    let roles = [Role::Scope, Role::Key, Role::Filter, Role::Parameters];
    let by_tenant = finds_by_tenant(&call.path);
    let by_field = || {
        let filters = call.role_all(Role::Filter);
        let mut fields = filters.iter().flat_map(Value::fields).filter(|(name, _)| names_a_tenant(name));
        fields.find_map(|(_, value)| value.deep_origins().iter().find(|origin| is_caller(origin)).cloned())
    };
    let by_origin = roles.iter().find_map(|role| {
        let origins = call.role(*role).deep_origins();
        let names = |origin: &Origin| by_tenant || names_a_tenant(origin.last_field());
        origins.iter().find(|origin| is_caller(origin) && names(origin)).cloned()
    });
    by_origin.or_else(by_field)
}

/// `claims.cloudId || req.query.tenant`: in the value that holds the caller's word there is the token's, too.
fn is_vouched_for_too(call: &Call, origin: &Origin) -> bool {
    let mut found = false;
    let mut see = |value: &Value| {
        let origins = value.origins();
        found |= origins.iter().any(|it| it.names_same(origin))
            && origins.iter().any(|it| matches!(it.source, Source::Claims(_) | Source::Platform));
    };
    for argument in &call.arguments {
        see(argument);
        argument.visit(&mut see, 4);
    }
    found
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
    matches!(origin.source, Source::Caller(part) if part != Part::Cookies) && !origin.cleansed.is_summed_up()
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
    let words = words(field);
    // `X-Tenant-Id` of the headers.
    let words = words.strip_prefix(&["x".to_owned()][..]).unwrap_or(&words);
    NAMES.contains(&words.join("").as_str())
}

fn names_an_organisation(field: &str) -> bool {
    matches!(words(field).join("").as_str(), "orgid" | "organizationid" | "organisationid" | "customerid")
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
