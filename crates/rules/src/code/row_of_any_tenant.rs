use std::{collections::BTreeMap, sync::Arc};

use assay_catalogue::Severity;
use assay_code::{
    Action, Call, Entry, Event, Site, Value,
    model::{Effect, Role},
};
use assay_evidence::{Applicability, Confidence, Topic};

use super::{
    descriptor_urls::{connect, token_proofs},
    flow,
    reach::blind_spots,
    reads_code,
    tenancy::{self, Tenancy},
    tenant_from_caller, whole_tables,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "row-of-any-tenant",
    title: "a server's record that is found by what the caller says alone",
    claims: &["tenant/stored-data-keyed"],
    topic: Topic::Tenant,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("row_of_any_tenant.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(1 + code.entries.len());
    // Elsewhere it is not said that the server keeps several customers' data.
    let is_remote = case.manifest().is_some_and(|manifest| !manifest.remotes.is_empty());
    let is_connect = connect(case.app) == Applicability::Applies;
    if !is_remote && !is_connect {
        return;
    }
    let of_customers = tenancy::of_customers(code);
    let mut worst: BTreeMap<_, (&Event, &Entry, &Call, Tenancy)> = BTreeMap::new();
    for (event, entry) in tenancy::on_servers(code) {
        let Action::Call(call) = &event.action else { continue };
        if !works_on_records(call) {
            continue;
        }
        look.looked_at(1);
        let found = tenancy::of(&asked(call));
        let matters = matches!(found, Tenancy::Chosen | Tenancy::Unknown);
        if !matters || tenancy::chosen(&asked(call)).is_none() || tenancy::is_compared(code, entry) {
            continue;
        }
        // A route of Connect without a token, and a customer that the caller names, are for other rules.
        let with_token = is_remote || token_proofs(event).next().is_some();
        if !with_token || tenant_from_caller::named_tenant(call).is_some() {
            continue;
        }
        let known = worst.get(&event.site).map(|(.., known)| *known);
        if known.is_none_or(|known| known == Tenancy::Unknown && found == Tenancy::Chosen) {
            worst.insert(event.site, (event, entry, call, found));
        }
    }
    let mut tables: BTreeMap<Site, (&Event, &Entry, Arc<Call>)> = BTreeMap::new();
    for (event, entry) in tenancy::on_servers(code) {
        let with_token = is_remote || token_proofs(event).next().is_some();
        for call in whole_tables::answered(code, event, entry).into_iter().filter(|_| with_token) {
            tables.entry(call.site).or_insert((event, entry, call));
        }
    }
    for (event, entry, call) in tables.into_values() {
        let found = Found::new(
            "tenant/stored-data-keyed",
            format!("all by {} in {}", call.path, entry.name),
            format!(
                "`{}` answers from all records there are, and nothing says which installation they belong to",
                entry.name
            ),
        )
        .at(code.place(call.site))
        .help("keep the installation or cloud id of the verified token with each record, and ask for it in each look-up")
        .path(flow::steps(code, event, "records of every customer are looked through for an answer"));
        match tenancy::collection(&call).and_then(|it| of_customers.get(&it)) {
            Some(entries) if !entries.contains(&entry.id) => look.against(found),
            _ => look.unsure(
                found.confidence(Confidence::Low),
                "nothing else in the app says that these records belong to customers",
            ),
        }
    }
    for (event, entry, call, tenancy) in worst.into_values() {
        let Some(origin) = tenancy::chosen(&asked(call)) else { continue };
        let words = flow::origin_words(&origin);
        let found = Found::new(
            "tenant/stored-data-keyed",
            format!("{} by {words} in {}", call.path, entry.name),
            format!(
                "`{}` finds records by {words}, and nothing of the verified token says which installation they belong to",
                entry.name
            ),
        )
        .at(code.place(event.site))
        .help("keep the installation or cloud id of the verified token with each record, and ask for it in each look-up")
        .path(flow::steps_from(code, event, &origin, "records of any customer are found"));
        let asked_by = tenancy::collection(call).and_then(|it| of_customers.get(&it));
        match (tenancy, asked_by) {
            (Tenancy::Chosen, _) if is_remote => look.against(found),
            (Tenancy::Chosen, Some(entries)) if !entries.contains(&entry.id) => look.against(found),
            (Tenancy::Chosen, Some(_)) => look.unsure(
                found.confidence(Confidence::Low),
                "the same route asks for these records by what the token says too: this may look for what is taken",
            ),
            (Tenancy::Chosen, None) => look.unsure(
                found.confidence(Confidence::Low),
                "nothing else in the app says that these records belong to customers",
            ),
            _ => look.unsure(
                found.confidence(Confidence::Low),
                "part of what is asked for is made by something of which nothing is known",
            ),
        }
    }
}

fn works_on_records(call: &Call) -> bool {
    matches!(
        call.effect(),
        Some(
            Effect::Sql
                | Effect::Nosql
                | Effect::StorageRead
                | Effect::StorageWrite
                | Effect::StorageDelete
                | Effect::StorageQuery
        )
    )
}

/// All that says which records are meant: what is handed over, and the holes of a statement made before.
fn asked(call: &Call) -> Vec<Value> {
    let made_with =
        call.receiver.as_external().map(|external| external.made_with.to_vec()).unwrap_or_default();
    let stated = call.role_all(Role::Query).into_iter().chain(made_with);
    call.arguments
        .iter()
        .cloned()
        .chain(stated)
        .filter(|value| !value.is_constant() && !is_handler(value))
        .collect()
}

fn is_handler(value: &Value) -> bool {
    value.is_function()
}
