use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{
    Action, Assign, Call, Event, Invocation, Origin, Reach, Shape, Side, Source, Target, Value,
};
use assay_evidence::{Confidence, Topic};

use super::sink::is_sure;
use super::{authorization_request::redeemed, flow, hosts, reach::blind_spots, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "module-state",
    title: "one customer's data in a variable the next call can see",
    claims: &["tenant/no-module-state"],
    topic: Topic::Tenant,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("module_state.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut variables: BTreeMap<Target, (&Event, &Assign, Origin)> = BTreeMap::new();
    for event in code.events.iter().filter(|event| event.reach == Reach::Entry) {
        let (Some(entry), Action::Assign(assign)) = (code.entry_of(event), &event.action) else { continue };
        // A browser's page is one person's; a server of one's own is for another rule.
        if entry.side != Side::Backend
            || matches!(entry.invocation, Invocation::Module | Invocation::Component)
        {
            continue;
        }
        if !outlives(&assign.target) {
            continue;
        }
        look.looked_at(1);
        if is_keyed(assign) {
            continue;
        }
        let Some(origin) = of_one_customer(&assign.value) else { continue };
        let worst = variables.entry(assign.target.clone()).or_insert_with(|| (event, assign, origin.clone()));
        if is_sure(&origin) && !is_sure(&worst.2) {
            *worst = (event, assign, origin);
        }
    }
    let mut found: Vec<_> = variables.into_iter().collect();
    found.sort_by_key(|(_, (event, ..))| event.site);
    for (target, (event, _, origin)) in found {
        let name = name(&target);
        let words = flow::origin_words(&origin);
        let found = Found::new(
            "tenant/no-module-state",
            format!("{name} <- {words}"),
            format!("{words} is kept in `{name}`, which outlives the call: the same process may serve another customer next"),
        )
        .at(code.place(event.site))
        .help("pass it along as a value, or keep it in storage; a cache has to be keyed by installation")
        .path(flow::steps_from(code, event, &origin, "it is kept beyond the call"));
        if is_sure(&origin) {
            look.against(found);
        } else {
            look.unsure(
                found.confidence(Confidence::Low),
                "what becomes of the value on its way is not known",
            );
        }
    }
}

pub(crate) fn outlives(target: &Target) -> bool {
    match target {
        Target::ModuleVariable { .. } | Target::ClassStatic { .. } | Target::SingletonField { .. } => true,
        Target::External(path) => path.starts_with("global:") && !path.starts_with("global:module"),
        Target::Computed => false,
    }
}

pub(crate) fn name(target: &Target) -> String {
    match target {
        Target::ModuleVariable { name, field, .. } if field.is_empty() => name.to_string(),
        Target::ModuleVariable { name, field, .. } => format!("{name}.{field}"),
        Target::ClassStatic { class, field, .. } | Target::SingletonField { class, field, .. } => {
            format!("{class}.{field}")
        }
        Target::External(path) => path.trim_start_matches("global:").to_owned(),
        Target::Computed => String::new(),
    }
}

/// The tenant is part of the key.
fn is_keyed(assign: &Assign) -> bool {
    let Some(key) = &assign.key else { return false };
    key.deep_origins().iter().any(|origin| {
        matches!(origin.source, Source::Platform)
            && [
                "cloudId",
                "installContext",
                "installation",
                "accountId",
                "workspaceId",
                "contextAri",
                "principal",
            ]
            .iter()
            .any(|name| origin.field.split('.').any(|part| part == *name))
    })
}

/// The origin that makes a value one customer's: what a caller sent, what the platform says of them, what was read for them.
pub(crate) fn of_one_customer(value: &Value) -> Option<Origin> {
    if matches!(value.shape(), Shape::Function(_) | Shape::External(_) | Shape::Class(_) | Shape::Instance(_))
    {
        return None;
    }
    let origins = value.deep_origins();
    let mut found: Vec<&Origin> = origins.iter().filter(|origin| is_one_customers(origin)).collect();
    found.sort_by_key(|origin| !is_sure(origin));
    found.first().map(|origin| (*origin).clone())
}

fn is_one_customers(origin: &Origin) -> bool {
    use assay_code::model::Cleansing;
    if origin.cleansed.contains(Cleansing::Boolean) || origin.cleansed.is_summed_up() {
        return false;
    }
    match &origin.source {
        Source::Caller(_)
        | Source::Agent
        | Source::Platform
        | Source::Extension
        | Source::ProductEvent
        | Source::Stored(_) => true,
        Source::Secret(_, Some(_)) => true,
        // What a product answers is of one site, and so is what a code was redeemed for; what another host answers may be the
        // same for all.
        Source::Response(fetched) => {
            let call = &fetched.call;
            call.identity().is_some() || redeemed(call).is_some() || is_asked_for_a_caller(call)
        }
        _ => false,
    }
}

/// Whether a request goes out with a credential that came with the call, or is kept for a customer.
fn is_asked_for_a_caller(call: &Call) -> bool {
    let headers = hosts::headers(call).fields();
    let credential = headers
        .iter()
        .filter(|(name, _)| hosts::CREDENTIALS.iter().any(|known| known.eq_ignore_ascii_case(name)));
    let is_of_one = |origin: &Origin| {
        matches!(
            origin.source,
            Source::Caller(_)
                | Source::Claims(_)
                | Source::Stored(_)
                | Source::Secret(_, Some(_))
                | Source::Platform
        )
    };
    credential.into_iter().any(|(_, value)| value.deep_origins().iter().any(is_of_one))
}
