use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Action, Call, Event, Source, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{flow, reach::blind_spots, reads_code, tenancy};
use crate::{Case, Found, Look, Rule, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "first-record-as-tenant",
    title: "whichever customer stands first is taken for the one who asks",
    claims: &["tenant/stored-data-keyed"],
    topic: Topic::Tenant,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("first_record_as_tenant.md"),
};

/// What records of customers and people are called.
const TENANTS: [&str; 15] = [
    "account",
    "accounts",
    "client",
    "clients",
    "customer",
    "customers",
    "installation",
    "installations",
    "merchant",
    "merchants",
    "tenant",
    "tenants",
    "user",
    "users",
    "workspace",
];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(1 + code.entries.len());
    let mut seen = BTreeSet::new();
    for (event, entry) in tenancy::on_servers(code) {
        let Action::Call(call) = &event.action else { continue };
        let Some(name) = taken_first(call) else { continue };
        look.looked_at(1);
        if !code.events_of(entry.id).any(|later| builds_on(later, call)) || !seen.insert(event.site) {
            continue;
        }
        let found = Found::new(
            "tenant/stored-data-keyed",
            format!("first {name} in {}", entry.name),
            format!(
                "`{}` takes the first `{name}` there is for the one who asks, whoever that is",
                entry.name
            ),
        )
        .at(code.place(event.site))
        .help("look it up by what the verified token or the session says of the caller")
        .path(flow::steps(code, event, "a record is taken without asking whose it is"));
        look.against(found);
    }
}

/// The kind of record of which a call takes one, whichever comes first; none where it asks for a certain one, or for another
/// kind of thing.
fn taken_first(call: &Call) -> Option<String> {
    let name = match call.effect()? {
        Effect::StorageQuery | Effect::Nosql => of_a_mapper(call)?,
        Effect::Sql => of_a_statement(&call.role(Role::Query))?,
        _ => return None,
    };
    let is_tenant = words(&name).last().is_some_and(|last| TENANTS.contains(&last.as_str()));
    is_tenant.then_some(name)
}

/// `prisma.merchant.findFirst()`
fn of_a_mapper(call: &Call) -> Option<String> {
    let (object, method) = call.path.rsplit_once('.')?;
    if !matches!(method, "findFirst" | "findFirstOrThrow") {
        return None;
    }
    let asked = call.argument(0);
    let is_known = asked.is_undefined() || !asked.fields().is_empty();
    let is_open = is_known && asked.field("where").is_undefined();
    let name = object.rsplit(['.', ':']).next()?;
    is_open.then(|| name.to_owned())
}

/// `SELECT * FROM users LIMIT 1`
fn of_a_statement(query: &Value) -> Option<String> {
    let text = query.as_constant()?.to_ascii_lowercase();
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches([';', '`', '"'])).collect();
    let after = |word: &str| words.iter().position(|it| *it == word).and_then(|at| words.get(at + 1));
    let is_open =
        words.first() == Some(&"select") && !words.iter().any(|word| matches!(*word, "where" | "join"));
    let is_one = after("limit") == Some(&"1");
    let table = after("from").filter(|_| is_open && is_one)?;
    Some(table.rsplit('.').next().unwrap_or(table).to_owned())
}

/// Whether something is asked for, kept or sent with what that record holds: that there is one at all says who comes first.
fn builds_on(event: &Event, first: &Call) -> bool {
    let holds = |value: &Value| {
        value.deep_origins().iter().any(|origin| {
            let is_of_it = matches!(&origin.source, Source::Stored(read) if read.call.site == first.site);
            is_of_it && !origin.field.is_empty() && !origin.cleansed.is_summed_up()
        })
    };
    match &event.action {
        Action::Call(call) => {
            call.site != first.site && call.effect().is_some_and(works) && call.arguments.iter().any(holds)
        }
        _ => false,
    }
}

fn works(effect: Effect) -> bool {
    matches!(
        effect,
        Effect::StorageQuery
            | Effect::StorageRead
            | Effect::StorageWrite
            | Effect::StorageDelete
            | Effect::Sql
            | Effect::Nosql
            | Effect::Egress
            | Effect::ProductCall
    )
}
