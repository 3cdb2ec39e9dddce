use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{
    Action, Analysis, Audience, Entry, Fetched, Origin, Site, Source, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::authority::{self, Authority};
use super::callers::{self, Stranger, caused_by_strangers};
use super::sql_rows::{self, Rows, Verb};
use super::stored_data_unchecked::{keyed_by_account, short_name, shown};
use super::{borrowed_secrets, flow, reach::blind_spots_on_platform, reads_code, ways::Ways};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "stored-data-to-anyone",
    title: "stored data of others, handed to whoever asks",
    claims: &["functions/caller-authorized"],
    topic: Topic::Authz,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("stored_data_to_anyone.md"),
};

/// What is read where, and where it is handed out.
type Fact = (Option<Site>, String, Site);

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    borrowed_secrets::tell(case, look);
    let ways = Ways::of(code);
    let mut told: BTreeMap<Fact, (Found, Option<&'static str>)> = BTreeMap::new();
    for (event, entry, stranger) in caused_by_strangers(code) {
        let Action::Respond(answer) = &event.action else { continue };
        look.looked_at(1);
        // Web triggers have a rule of their own.
        if stranger == Stranger::Anybody {
            continue;
        }
        for origin in &answer.deep_origins() {
            let Some(read) = read_from_store(origin) else { continue };
            let Some(way) = way_of_reading(read) else { continue };
            let key = read.call.role(Role::Key);
            let keys = match &way {
                Way::Rows(rows) => rows.keys.clone(),
                _ => read.call.role_all(Role::Key),
            };
            let authority = authority::over(&event.guards, &keys);
            if matches!(authority, Authority::Checked | Authority::CanRead) {
                continue;
            }
            // What follows the look-up may narrow it down to the user's own.
            if matches!(way, Way::All) && keyed_by_account(answer) {
                continue;
            }
            let what = match &way {
                Way::Rows(rows) => format!("rows of {}, whatever they send", rows.shown),
                Way::ByKey => format!("what is stored under {}, for whatever key they send", shown(&key)),
                Way::All if is_for_admins_too(code, entry, read) => {
                    "everything the app has stored, of all users, as it does for administrators".to_owned()
                }
                Way::All => "everything the app has stored, of all users".to_owned(),
            };
            let statement = format!(
                "`{}` gives {} {what}, without a check of what they may see",
                entry.name,
                callers::words(stranger)
            );
            let function = ways.end_at(read.call.site, entry).unwrap_or_else(|| ways.end(event, entry));
            let identity = match &way {
                Way::Rows(rows) => format!("rows of {} to {}", rows.shown, entry.name),
                _ => format!("{} {} to {}", read.call.path, shown(&key), entry.name),
            };
            let found = Found::new(
                "functions/caller-authorized",
                identity,
                statement,
            )
            .at(code.place(function))
            .help(
                "check the user's permission on the thing the data belongs to, or look it up by the account id of the \
                 invocation's context",
            )
            .path(flow::steps_from(case.code, event, origin, "what was stored is handed out"));
            let unsure = |because: &'static str| (found.clone().confidence(Confidence::Low), Some(because));
            let judged = match (authority.doubt(), &way) {
                _ if !callers::is_documented(case, entry) => unsure(callers::UNDOCUMENTED),
                (None, _) if stranger == Stranger::Agent => {
                    unsure("whether the agent's user may see it is for the action to know")
                }
                (Some(doubt), _) => unsure(doubt),
                (None, Way::Rows(rows)) if !rows.is_certain => {
                    unsure("which value stands where in the statement is not known")
                }
                (None, Way::Rows(rows)) if !rows.by_id => {
                    unsure("whether these rows are meant for every user is known to those who know the app")
                }
                (None, Way::ByKey | Way::Rows(_)) => (found, None),
                (None, Way::All) if is_for_admins_too(code, entry, read) => (found, None),
                (None, Way::All) => unsure(
                    "whether what is stored is meant for every user is known to those who know the app",
                ),
            };
            // Functions that share a resolver are one place, and so one thing to mend.
            let at = match &way {
                Way::Rows(rows) => (None, rows.by.clone(), function),
                _ => (Some(read.call.site), short_name(entry).to_owned(), function),
            };
            let known = told.entry(at).or_insert_with(|| judged.clone());
            if judged.1.is_none() && known.1.is_some() {
                *known = judged;
            }
        }
    }
    for (found, because) in told.into_values() {
        match because {
            None => look.against(found),
            Some(because) => look.unsure(found, because),
        }
    }
}

/// Whether administrators have the same function on a surface of their own: then it is theirs, and not meant for all.
fn is_for_admins_too(code: &Analysis, entry: &Entry, read: &Fetched) -> bool {
    let twins = code.entries.iter().filter(|other| {
        other.audience == Audience::Admin && short_name(other) == short_name(entry) && other.id != entry.id
    });
    twins.into_iter().any(|twin| {
        code.events_of(twin.id).any(|event| match &event.action {
            Action::Respond(answer) => answer.deep_origins().iter().any(|origin| {
                read_from_store(origin).is_some_and(|theirs| theirs.call.site == read.call.site)
            }),
            _ => false,
        })
    })
}

enum Way {
    ByKey,
    Rows(Rows),
    All,
}

fn read_from_store(origin: &Origin) -> Option<&Fetched> {
    match &origin.source {
        Source::Stored(fetched) if !origin.cleansed.is_summed_up() => Some(fetched),
        _ => None,
    }
}

/// By a key the caller chose, or all of it; none for what is looked up by the account, or for one record of all.
fn way_of_reading(read: &Fetched) -> Option<Way> {
    let call = &read.call;
    if let Some(rows) = sql_rows::chosen(call) {
        return (rows.verb == Verb::Select).then_some(Way::Rows(rows));
    }
    match call.effect() {
        Some(Effect::StorageRead) => {
            let key = call.role(Role::Key);
            (is_chosen(&key) && !keyed_by_account(&key)).then_some(Way::ByKey)
        }
        Some(Effect::StorageQuery | Effect::Sql | Effect::Nosql) => {
            let asked = call.arguments.iter().chain([&call.receiver]);
            let asked: Vec<&Value> = asked.collect();
            if asked.iter().any(|value| keyed_by_account(value)) {
                return None;
            }
            if asked.iter().any(|value| is_chosen(value)) { Some(Way::ByKey) } else { Some(Way::All) }
        }
        _ => None,
    }
}

pub(super) fn is_chosen(value: &Value) -> bool {
    let origins = value.deep_origins();
    let has = |wanted: fn(&Source) -> bool| origins.iter().any(|origin| wanted(&origin.source));
    // The keys that an index holds were chosen with the key of the index.
    let follows = || {
        origins.iter().filter_map(read_from_store).any(|index| {
            let key = index.call.role(Role::Key);
            index.call.effect() == Some(Effect::StorageRead)
                && !keyed_by_account(&key)
                && key
                    .deep_origins()
                    .iter()
                    .any(|origin| matches!(origin.source, Source::Caller(_) | Source::Agent))
        })
    };
    (has(|source| matches!(source, Source::Caller(_) | Source::Agent)) || follows())
        && !has(|source| matches!(source, Source::Random(_)))
}
