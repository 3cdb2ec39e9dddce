use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Action, Analysis, Audience, Call, Entry, Event, Guard, GuardKind, Origin, Reach, Resolution, Side,
    Source, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Step, Topic};

use super::{
    asking::Asking,
    callers_token::{carries_own_credential, is_as_the_caller},
    connect_lifecycle_unverified, connect_route_unverified,
    descriptor_urls::{Caller, caller, leads_to},
    flow, hosts,
    kept_in_files::{self, KeptFiles},
    kept_in_memory::Kept,
    product::ProductCall,
    reach::blind_spots,
    reads_code, sensitive, signing_in,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "server-route-open",
    title: "a route that answers anybody",
    claims: &["fit/required", "endpoints/authenticated"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("server_route_open.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    let remote = case.manifest().is_some_and(|manifest| !manifest.remotes.is_empty());
    let claim = if remote { "fit/required" } else { "endpoints/authenticated" };
    let routes = code.entries.iter().filter(|entry| {
        entry.side == Side::Server && matches!(entry.audience, Audience::Anonymous | Audience::Remote)
    });
    let routes: Vec<&Entry> = routes.collect();
    look.looked_at(routes.len() + 1);
    // What the platform calls, when the app is installed and for its modules, is for rules of its own.
    let mut called = connect_lifecycle_unverified::routes(case);
    called.extend(connect_route_unverified::routes(case));
    let mut told = BTreeSet::new();
    for entry in routes.into_iter().filter(|entry| !called.iter().any(|route| route.id == entry.id)) {
        // A server that is put together twice has every route twice.
        let Some((event, what)) = open_effect(case, entry) else {
            if let Some((event, what, filter)) = behind_unknown(case, entry)
                && told.insert((&entry.name, &entry.declared_at))
            {
                let statement =
                    format!("`{}` {what}, and what `{filter}` asks before it is not known", entry.name);
                let found = Found::new(claim, format!("{}: {what} behind {filter}", entry.name), statement)
                    .at(entry.declared_at.clone())
                    .help(
                        "say in `assay.toml` what it asks, or verify the caller's token in code that is here",
                    )
                    .path(flow::steps(code, event, &what))
                    .confidence(Confidence::Low);
                look.unsure(found, "it comes from code that is not here");
            } else if let Some(path) = asked_for_nothing(case, entry)
                && told.insert((&entry.name, &entry.declared_at))
            {
                let statement = format!(
                    "`{}` is what the manifest's endpoint `{path}` calls, and it verifies no invocation token",
                    entry.name
                );
                let found = Found::new(claim, format!("{}: no token", entry.name), statement)
                    .at(entry.declared_at.clone())
                    .by_absence()
                    .severity(Severity::Medium)
                    .path(vec![Step {
                        place: entry.declared_at.clone(),
                        text: "a request arrives here, and nothing on its way asks for a token".to_owned(),
                    }])
                    .help("verify the platform's invocation token before anything else is done");
                look.against(found);
            }
            continue;
        };
        if !told.insert((&entry.name, &entry.declared_at)) {
            continue;
        }
        let found = Found::new(
            claim,
            format!("{}: {what}", entry.name),
            format!("`{}` {what} without asking who calls", entry.name),
        )
        .at(entry.declared_at.clone())
        .help(if remote {
            "verify the platform's invocation token before anything else is done"
        } else {
            "verify the caller's token before anything else is done"
        })
        .path(flow::steps(code, event, &what));
        look.against(found);
    }
}

/// The path of the manifest's endpoint that a route serves without asking anybody anything, whatever it does.
fn asked_for_nothing<'a>(case: &Case<'a>, entry: &Entry) -> Option<&'a str> {
    let (_, route) = entry.name.split_once(' ')?;
    let is_whole = entry.resolution == Resolution::Resolved && !is_meant_open(case, entry);
    let endpoints = case.manifest().filter(|_| is_whole)?.endpoints.iter();
    let mut paths = endpoints.filter_map(|endpoint| Some(endpoint.path.as_ref()?.value.as_str()));
    paths.find(|path| leads_to(route, path) && caller(case, entry) == Caller::Anybody)
}

/// The first thing of note that a route does behind filters of which nothing is known, and the name of one.
pub(crate) fn behind_unknown<'a>(case: &Case<'a>, entry: &Entry) -> Option<(&'a Event, String, String)> {
    case.code.events_of(entry.id).filter(|event| event.reach == Reach::Entry).find_map(|event| {
        let (_, what) = matters(case, event)?;
        let asked = event.guards.iter().filter(|guard| guard.asks_who());
        let names = asked.map(unknown_filter).collect::<Option<Vec<_>>>()?;
        Some((event, what.to_owned(), names.into_iter().next()?))
    })
}

/// The name of a filter of which nothing is known: it may ask who calls, or not.
fn unknown_filter(guard: &Guard) -> Option<String> {
    match &guard.kind {
        GuardKind::UnknownTested(name) if !guard.certain && guard.about.is_empty() => Some(name.to_string()),
        _ => None,
    }
}

/// The worst that anybody can have a route do; none where it does nothing of note, or is meant to be open.
pub(crate) fn open_effect<'a>(case: &Case<'a>, entry: &Entry) -> Option<(&'a Event, String)> {
    if entry.audience == Audience::Anonymous
        && (is_meant_open(case, entry) || signing_in::signs_somebody_in(case.code, entry))
    {
        return None;
    }
    let mut worst: Option<(u8, &Event, &str)> = None;
    let mut asked = None;
    for event in case.code.events_of(entry.id).filter(|event| event.reach == Reach::Entry) {
        if event.guards.iter().any(|guard| guard.asks_who()) {
            continue;
        }
        let Some((weight, what)) = matters(case, event) else { continue };
        // What is asked of names comes last: it costs most.
        if worst.as_ref().is_some_and(|(known, ..)| weight <= *known)
            || counts_requests(case.code, event)
            || signing_in::is_of_redemption(event)
            || asked.get_or_insert_with(|| Asking::of(case.code, entry)).holds(case.code, entry, event)
        {
            continue;
        }
        worst = Some((weight, event, what));
    }
    worst.map(|(_, event, what)| (event, what.to_owned()))
}

/// Whether something is done to limit how often one may ask: that is kept before anybody knows who asks.
fn counts_requests(code: &Analysis, event: &Event) -> bool {
    let is_limit = |name: &str| {
        let letters =
            name.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase());
        let name: String = letters.collect();
        ["ratelimit", "throttl", "lockout"].iter().any(|word| name.contains(word))
    };
    let file = |site| code.file(site).file_name();
    is_limit(file(event.site))
        || event.hops.iter().any(|hop| is_limit(&hop.function) || is_limit(file(hop.callee)))
}

/// What an anonymous caller should not cause or see, and how much it matters.
fn matters(case: &Case<'_>, event: &Event) -> Option<(u8, &'static str)> {
    let entry = case.code.entry_of(event);
    // A remote has to ask for the platform's token all the same.
    let is_remote = case.manifest().is_some_and(|manifest| !manifest.remotes.is_empty());
    let as_the_caller = |call: &Call| !is_remote && is_as_the_caller(case.code, entry, call);
    let files = KeptFiles::of(case);
    let is_kept = |origin: &Origin| match &origin.source {
        Source::Stored(fetched) => !signing_in::names_own_session(&fetched.call),
        Source::Secret(..) => true,
        _ => files.hold(origin),
    };
    let tells = |origin: &Origin| !origin.cleansed.is_summed_up() && !sensitive::is_failure(origin);
    let told = |value: &Value| {
        let was_asked = |origin: &Origin| match &origin.source {
            Source::Response(fetched) => !as_the_caller(&fetched.call) && !is_open_to_all(&fetched.call),
            _ => is_kept(origin),
        };
        value.deep_origins().iter().any(|origin| tells(origin) && was_asked(origin))
    };
    // A process that keeps what callers send is a store, though one that forgets.
    let kept = Kept::of(case);
    if entry.is_some_and(|entry| kept.answers(entry, event)) {
        return Some((2, "answers with what others sent"));
    }
    match &event.action {
        Action::Assign(assign) if kept.changes(assign) => Some((3, "changes what the server keeps for all")),
        Action::Respond(value) => told(value).then_some((2, "answers with stored data")),
        Action::Call(call) if as_the_caller(call) || signing_in::names_own_session(call) => None,
        Action::Call(call) if signing_in::keeps_what_was_drawn(case.code, event, call) => None,
        Action::Call(call) => match call.effect()? {
            Effect::StorageWrite | Effect::StorageDelete | Effect::SecretWrite | Effect::SecretDelete => {
                Some((3, "writes to a store"))
            }
            Effect::Sql if is_housekeeping(call) => None,
            Effect::Sql | Effect::Nosql => Some((3, "works on a database")),
            Effect::ProductCall => Some((4, "calls a product")),
            Effect::Egress if spends_own_credential(call) => Some((4, "calls a product as itself")),
            Effect::Egress => ProductCall::of(event, call).map(|_| (4, "calls a product")),
            Effect::FileRead | Effect::FileWrite if kept_in_files::keeps_data(call) => {
                Some((3, "writes to a file that it keeps data in"))
            }
            Effect::ToolServe => Some((3, "lets agents use the server's tools")),
            Effect::ModelPrompt => Some((2, "sends prompts to a language model")),
            Effect::MailSend => Some((3, "sends mail")),
            Effect::Respond => call
                .role(Role::Value)
                .deep_origins()
                .iter()
                .any(|origin| tells(origin) && is_kept(origin))
                .then_some((2, "answers with stored data")),
            _ => None,
        },
        _ => None,
    }
}

/// A request to a host of others, written down whole, that anybody can send: it brings no credential.
fn is_open_to_all(call: &Call) -> bool {
    let is_written = |address: &Value| {
        let host = |text: String| Some(text.split_once("://")?.1.split('/').next()?.to_owned());
        let mut all = address.texts().map(|text| host(text.template())).peekable();
        all.peek().is_some() && all.all(|host| host.is_some_and(|host| !host.contains("{}")))
    };
    // Clients may be made with a credential that no request shows.
    call.path.ends_with(":fetch")
        && call.effect() == Some(Effect::Egress)
        && call.role_all(Role::Url).iter().all(is_written)
        && hosts::headers(call).field_ignoring_case("authorization").is_undefined()
        && !hosts::is_atlassian(call)
        && !carries_own_credential(call)
}

/// A request to an Atlassian host with a credential of the server's own; not the one that redeems a code.
fn spends_own_credential(call: &Call) -> bool {
    let redeems = |address: &Value| {
        address.texts().any(|text| {
            let address = text.template();
            address.contains("auth.atlassian.com") || address.contains("oauth") || address.contains("OAuth")
        })
    };
    hosts::is_atlassian(call) && !call.role_all(Role::Url).iter().any(redeems) && carries_own_credential(call)
}

/// A statement that the program wrote whole and that neither reads nor changes a row: `SELECT 1` of a health check, a table
/// that is made where there is none.
fn is_housekeeping(call: &Call) -> bool {
    // A tag is handed the text first.
    let queries = [call.role(Role::Query), call.argument(0)];
    let Some(text) = queries.iter().find_map(Value::as_constant) else { return false };
    let words: Vec<String> = text.split_whitespace().map(str::to_ascii_lowercase).collect();
    let words: Vec<&str> = words.iter().map(|word| word.trim_end_matches(';')).collect();
    // Which tables there are is written in the program's own statements too.
    let is_of_tables = |word: &&str| {
        word.starts_with("information_schema.") || word.starts_with("pg_catalog.") || *word == "sqlite_master"
    };
    if words.first() == Some(&"select")
        && words.windows(2).any(|two| two[0] == "from" && is_of_tables(&two[1]))
    {
        return true;
    }
    match words.as_slice() {
        ["select", what] | ["select", what, "as", _] => what.parse::<u8>().is_ok() || what.ends_with("()"),
        ["create", ..] => words.windows(3).any(|three| three == ["if", "not", "exists"]),
        [first, ..] => ["pragma", "begin", "commit", "rollback", "set", "listen"].contains(first),
        [] => false,
    }
}

/// `assay.toml` says so, with the reason.
pub(crate) fn is_meant_open(case: &Case<'_>, entry: &Entry) -> bool {
    case.settings.anonymous.iter().any(|open| entry.name.ends_with(open.endpoint.as_str()))
}
