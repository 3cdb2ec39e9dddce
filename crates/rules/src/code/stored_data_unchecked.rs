use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{
    Action, Call, Entry, Event, Invocation, Origin, Site, Source, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::authority::{self, Authority};
use super::callers::{self, Stranger, caused_by_strangers};
use super::sql_rows::{self, Verb};
use super::{flow, reach::blind_spots_on_platform, reads_code, sensitive, ways::Ways};
use crate::{Case, Found, Look, Rule, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "stored-data-unchecked",
    title: "stored data that any user can read, change or delete",
    claims: &["functions/caller-authorized"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("stored_data_unchecked.md"),
};

/// What a stranger can do to what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    Delete,
    Write,
}

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let ways = Ways::of(code);
    let mut places: BTreeMap<(Site, String), Judged> = BTreeMap::new();
    for (event, entry, stranger) in caused_by_strangers(code) {
        // Web triggers have a rule of their own.
        if stranger == Stranger::Anybody {
            continue;
        }
        let changed = deeds(event);
        look.looked_at(changed.len());
        let function = ways.end(event, entry);
        let rows = rows_changed(case, event, entry, stranger);
        look.looked_at(usize::from(rows.is_some()));
        let kept =
            changed.into_iter().filter_map(|(call, deed)| judge(case, event, entry, stranger, call, deed));
        for judged in kept.chain(rows) {
            let judged = Judged { found: judged.found.at(code.place(function)), ..judged };
            let known = places.entry((function, judged.what.clone())).or_insert_with(|| judged.clone());
            if judged.sure.is_ok() && known.sure.is_err() {
                *known = judged;
            }
        }
    }
    for Judged { found, sure, .. } in places.into_values() {
        match sure {
            Ok(confidence) => look.against(found.confidence(confidence)),
            Err(because) => look.unsure(found.confidence(Confidence::Low), because),
        }
    }
}

/// What is to be said of one deed.
#[derive(Clone)]
struct Judged {
    /// The deed and the key.
    what: String,
    found: Found,
    sure: Result<Confidence, &'static str>,
}

/// What happens to what is stored at an event: calls that change it, and answers that hold what was read.
fn deeds(event: &Event) -> Vec<(&Call, Deed)> {
    match &event.action {
        Action::Call(call) => match call.effect() {
            Some(Effect::StorageWrite | Effect::SecretWrite) => vec![(call, Deed::Write)],
            Some(Effect::StorageDelete | Effect::SecretDelete) => vec![(call, Deed::Delete)],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn judge(
    case: &Case<'_>,
    event: &Event,
    entry: &Entry,
    stranger: Stranger,
    call: &Call,
    deed: Deed,
) -> Option<Judged> {
    let keys = call.role_all(Role::Key);
    let key = Value::join_all(keys.iter().cloned());
    // Everybody's own corner of the store.
    if keyed_by_account(&key) || keys.is_empty() && keyed_by_account(&call.role(Role::Value)) {
        return None;
    }
    let authority = authority::over(&event.guards, &keys);
    if matches!(authority, Authority::Checked | Authority::CanRead) {
        return None;
    }
    // A record of its own for every call.
    if key.deep_origins().iter().any(|origin| matches!(origin.source, Source::Random(_) | Source::Clock)) {
        return None;
    }
    let chosen =
        key.deep_origins().iter().any(|origin| matches!(origin.source, Source::Caller(_) | Source::Agent));
    let is_secret = matches!(call.effect(), Some(Effect::SecretWrite | Effect::SecretDelete));
    // Under a fixed key, what nobody sent is the app's own bookkeeping.
    let sent = call.role(Role::Value).deep_origins().iter().any(|origin| {
        matches!(origin.source, Source::Caller(_) | Source::Agent) && !origin.cleansed.is_summed_up()
    });
    if !chosen && (deed == Deed::Write && !sent || deed == Deed::Delete && !removes(entry, &key)) {
        return None;
    }
    let shown = shown(&key);
    let does = match deed {
        Deed::Delete => "delete",
        Deed::Write => "overwrite",
    };
    let what = match (is_secret, chosen) {
        (true, _) => format!("the secret stored under {shown}"),
        (false, true) => format!("what is stored under {shown}, whoever it belongs to,"),
        (false, false) => format!("what the app keeps for all under {shown}"),
    };
    let statement = format!(
        "{} can {does} {what} through `{}`, without a check of what they may do",
        callers::words(stranger),
        entry.name
    );
    let identity = format!("{} {shown} from {}", call.path, entry.name);
    let found = Found::new("functions/caller-authorized", identity, statement)
        .help(help(chosen))
        .path(flow::steps(case.code, event, "the store is changed"));
    let known = match () {
        () if !callers::is_documented(case, entry) => Err(callers::UNDOCUMENTED),
        () if stranger == Stranger::ProjectAdmin => Err("whoever administers a project may be meant to"),
        () if entry.invocation == Invocation::Action && !is_secret => {
            Err("whether the agent's user may is for the action to know")
        }
        () if is_secret => Ok(Confidence::High),
        () if deed == Deed::Write && !sent => Err("what is written is not for the caller to choose"),
        () if chosen => Ok(Confidence::Medium),
        () if is_configuration(&key, entry) => Ok(Confidence::Medium),
        () if belongs_to_one_thing(entry) && is_for_all(&key) && !adds(call) => Ok(Confidence::Medium),
        () => Err("whether every user may change this is known to those who know the app"),
    };
    let sure = authority.doubt().map_or(known, Err);
    Some(Judged { what: format!("{does} {shown}"), found, sure })
}

/// Rows of the app's SQL database that a statement changes or takes away.
fn rows_changed(case: &Case<'_>, event: &Event, entry: &Entry, stranger: Stranger) -> Option<Judged> {
    let Action::Call(call) = &event.action else { return None };
    let rows = sql_rows::chosen(call)?;
    let does = match rows.verb {
        Verb::Delete => "delete",
        Verb::Update => "change",
        Verb::Select => return None,
    };
    let authority = authority::over(&event.guards, &rows.keys);
    if matches!(authority, Authority::Checked | Authority::CanRead) {
        return None;
    }
    let statement = format!(
        "{} can {does} rows of {}, whoever they belong to, through `{}`, without a check of what they may do",
        callers::words(stranger),
        rows.shown,
        entry.name
    );
    let identity = format!("{does} {} from {}", rows.shown, entry.name);
    let found = Found::new("functions/caller-authorized", identity, statement)
        .help(
            "check the user's permission on the thing the row belongs to, or ask for the account id of the invocation's \
             context in the statement as well",
        )
        .path(flow::steps(case.code, event, "rows are changed"));
    let known = match () {
        () if !callers::is_documented(case, entry) => Err(callers::UNDOCUMENTED),
        () if stranger == Stranger::ProjectAdmin => Err("whoever administers a project may be meant to"),
        () if entry.invocation == Invocation::Action => {
            Err("whether the agent's user may is for the action to know")
        }
        () if !rows.is_certain => Err("which value stands where in the statement is not known"),
        () if rows.verb == Verb::Update && !rows.written.iter().any(sql_rows::is_chosen) => {
            Err("what is written is not for the caller to choose")
        }
        () => Ok(Confidence::Medium),
    };
    let sure = authority.doubt().map_or(known, Err);
    Some(Judged { what: format!("rows by {}", rows.by), found, sure })
}

/// The name a front end calls it by.
pub(crate) fn short_name(entry: &Entry) -> &str {
    entry.name.rsplit('/').next().unwrap_or(&entry.name)
}

/// True for functions whose names say that they take away what is under this key: `disconnect`, `deleteToken` of a key
/// `api-token`; not `deleteNote`, which may drop a token that was refused.
fn removes(entry: &Entry, key: &Value) -> bool {
    const WORDS: [&str; 9] =
        ["clear", "reset", "disconnect", "revoke", "unlink", "logout", "purge", "uninstall", "wipe"];
    let named = words(short_name(entry));
    let of_key: Vec<String> = key.constants().flat_map(words).collect();
    let takes_away = named.iter().any(|word| WORDS.contains(&word.as_str()));
    let takes_it = named.iter().any(|word| matches!(word.as_str(), "delete" | "remove"))
        && (of_key.is_empty() || named.iter().any(|word| of_key.contains(word)));
    takes_away || takes_it
}

fn help(chosen: bool) -> &'static str {
    if chosen {
        "check the user's permission on the thing the key belongs to, or put the account id of the invocation's context into the key"
    } else {
        "check that the user is an administrator before it changes, in the function itself"
    }
}

/// A text for a key: `` `settings` ``, `` `notes-{}` ``.
pub(crate) fn shown(key: &Value) -> String {
    match key.texts().next() {
        Some(text) => format!("`{}`", text.template()),
        None => "a key the caller sends".to_owned(),
    }
}

/// True where the account that the platform vouches for is part of the key.
pub(crate) fn keyed_by_account(key: &Value) -> bool {
    key.deep_origins().iter().any(|origin| {
        matches!(origin.source, Source::Platform) && authority::is_account(origin.field.as_str())
    })
}

/// True for surfaces that are opened on one issue, page, project or the like: who may see that one has no say over what is
/// kept for the whole site.
fn belongs_to_one_thing(entry: &Entry) -> bool {
    const OF_THE_SITE: [&str; 9] = [
        "globalPage",
        "fullPage",
        "homepageFeed",
        "Gadget",
        "command",
        "widget",
        "global:ui",
        "pageBanner",
        "Footer",
    ];
    let is_of_site = |surface: &str| OF_THE_SITE.iter().any(|word| surface.ends_with(word));
    let is_shown = entry.invocation == Invocation::Resolver;
    is_shown && !entry.surfaces.is_empty() && entry.surfaces.iter().all(|surface| !is_of_site(surface))
}

/// True for a key that is written out, and for whatever a query of the store gives.
fn is_for_all(key: &Value) -> bool {
    let of_query = |origin: &Origin| {
        origin.source.fetched().is_some_and(|fetched| fetched.call.effect() == Some(Effect::StorageQuery))
    };
    key.constants().next().is_some() && key.texts().all(|text| text.as_constant().is_some())
        || key.deep_origins().iter().any(of_query)
}

/// True where what was stored before is in what is written: something is added to a list of all.
fn adds(call: &Call) -> bool {
    let was_stored = |origin: &Origin| {
        let read = origin.source.fetched().and_then(|fetched| fetched.call.effect());
        matches!(read, Some(Effect::StorageRead | Effect::StorageQuery))
    };
    call.role(Role::Value).deep_origins().iter().any(was_stored)
}

/// True for keys and functions whose names say that they are for administrators to set.
fn is_configuration(key: &Value, entry: &Entry) -> bool {
    const WORDS: [&str; 18] = [
        "config",
        "configs",
        "configuration",
        "settings",
        "setting",
        "admin",
        "admins",
        "permission",
        "permissions",
        "role",
        "roles",
        "allowlist",
        "whitelist",
        "policy",
        "policies",
        "license",
        "credentials",
        "webhook",
    ];
    let named = |text: &str| words(text).iter().any(|word| WORDS.contains(&word.as_str()));
    key.texts().any(|text| named(&text.template()) || sensitive::is_secret_name(&text.template()))
        || named(&entry.name)
}
