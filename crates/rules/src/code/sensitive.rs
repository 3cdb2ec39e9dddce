//! What should not be seen by others: secrets, what tells who a person is, what people wrote.

use assay_code::{
    Origin, Source, Value,
    model::{Cleansing, Part, Role},
};

pub(crate) use super::sensitive_names::{is_secret_name, keeps_a_secret};
use crate::words::words;

use super::{
    flow,
    sensitive_names::{by_name, is_a_name_of, is_status, is_thing, up_to_an_id},
};

/// A kind of thing that should not be seen by others, from the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sensitive {
    /// A credential.
    Secret,
    /// What tells who a person is.
    Personal,
    /// What people wrote, or an answer that may hold it.
    Content,
}

/// Something sensitive, and where it came from.
#[derive(Debug, Clone)]
pub(crate) struct Exposed {
    pub(crate) kind: Sensitive,
    /// What it is called: `` `token` of the payload ``.
    pub(crate) words: String,
    pub(crate) origin: Origin,
    /// False where it is only likely.
    pub(crate) sure: bool,
}

/// The worst in a value.
pub(crate) fn worst(value: &Value) -> Option<Exposed> {
    let mut found: Vec<Exposed> = value.deep_origins().iter().filter_map(exposed).collect();
    found.extend(kept_for_the_user(value));
    found.sort_by_key(|exposed| (!exposed.sure, exposed.kind));
    found.into_iter().next()
}

/// What a framework keeps for whoever is signed in, by the name of a secret: `req.user.accessToken`.
fn kept_for_the_user(value: &Value) -> Option<Exposed> {
    const KEPT: [&str; 3] = ["Request.user.", "Request.session.", "Request.auth."];
    let named = |one: &Value| {
        let path = one.external_path().filter(|path| KEPT.iter().any(|kept| path.contains(kept)))?;
        let name = path.rsplit('.').next().filter(|name| is_secret_name(name))?;
        Some(name.to_owned())
    };
    let mut found = None;
    value.visit(
        &mut |one| {
            if found.is_none() {
                found = one.alternatives().iter().find_map(named);
            }
        },
        4,
    );
    let name = found.or_else(|| value.alternatives().iter().find_map(named))?;
    let origin = Origin::new(Source::Secret(name.as_str().into(), None));
    let words = format!("`{name}` of whoever is signed in");
    Some(Exposed { kind: Sensitive::Secret, words, origin, sure: true })
}

/// The secret in a value.
pub(crate) fn secret(value: &Value) -> Option<Exposed> {
    secret_among(value, |_| true)
}

/// The same, among the origins that count.
pub(crate) fn secret_among(value: &Value, counts: impl Fn(&Origin) -> bool) -> Option<Exposed> {
    let origins = value.deep_origins();
    let counting = origins.iter().filter(|origin| counts(origin));
    let found = counting.filter_map(exposed).filter(|exposed| exposed.kind == Sensitive::Secret);
    let kept = kept_for_the_user(value).filter(|exposed| counts(&exposed.origin));
    found.chain(kept).max_by_key(|exposed| exposed.sure)
}

const HARMLESS: [Cleansing; 5] =
    [Cleansing::Masked, Cleansing::Hashed, Cleansing::Encrypted, Cleansing::Number, Cleansing::Boolean];

/// Whether a value is what somebody sent or a service answered, as it came: no flag, and nothing that was covered.
pub(crate) fn is_text(value: &Value) -> bool {
    let is_plain = |origin: &Origin| {
        !origin.cleansed.contains_any(&HARMLESS)
            && !origin.cleansed.is_summed_up()
            && !origin.cleansed.is_through_unknown()
            && matches!(origin.source, Source::Caller(_) | Source::Response(_) | Source::Secret(..))
    };
    !value.deep_origins().is_empty() && value.deep_origins().iter().all(is_plain)
}

/// The part of an answer that holds what was asked for: `result`, `data.items`.
pub(crate) fn is_part_of_an_answer(origin: &Origin) -> bool {
    const PARTS: [&str; 14] = [
        "data",
        "result",
        "results",
        "response",
        "items",
        "values",
        "matches",
        "hits",
        "records",
        "rows",
        "output",
        "choices",
        "documents",
        "[]",
    ];
    matches!(origin.source, Source::Response(_))
        && !origin.field.is_empty()
        && origin.field.split('.').all(|part| PARTS.contains(&part))
        && !origin.cleansed.contains_any(&HARMLESS)
        && !origin.cleansed.is_summed_up()
}

fn exposed(origin: &Origin) -> Option<Exposed> {
    if origin.cleansed.contains_any(&HARMLESS) || origin.cleansed.is_summed_up() {
        return None;
    }
    // What a library makes with a key of the configuration (a client, an answer) is another thing than the key.
    if matches!(origin.source, Source::Environment(_)) && origin.cleansed.is_through_unknown() {
        return None;
    }
    let (kind, sure) = kind(origin)?;
    // A key that was picked out of what somebody wrote is none of it.
    if kind == Sensitive::Content && origin.cleansed.contains(Cleansing::Token) {
        return None;
    }
    // Which field of an issue it is stands in a variable: a text, or a date.
    let any_field = origin.field.ends_with("fields.[]");
    let sure = sure && !any_field && !origin.cleansed.is_through_unknown();
    Some(Exposed { kind, words: flow::origin_words(origin), origin: origin.clone(), sure })
}

/// True for what is surely an object: the whole payload, an element of a list of issues.
pub(crate) fn is_whole(origin: &Origin) -> bool {
    let list = origin.field.strip_suffix("[]").map(|field| field.trim_end_matches('.'));
    let is_list =
        |field: &str| ["issues", "comments"].contains(&field.rsplit('.').next().unwrap_or_default());
    let whole_payload = matches!(origin.source, Source::Caller(Part::Payload)) && origin.field.is_empty();
    whole_payload || list.is_some_and(is_list)
}

/// What a store says of its own failure: `const { error } = await db.from('notes').insert(…)`.
pub(crate) fn is_failure(origin: &Origin) -> bool {
    origin.field.split('.').any(|part| part == "error")
}

/// A full name may be that of a repository.
fn names_a_thing(field: &str) -> bool {
    matches!(field, "fullName" | "full_name")
}

/// `db.repository.findMany()`, `GET /user/repos`.
fn asks_for_things(origin: &Origin) -> bool {
    let (Source::Stored(fetched) | Source::Response(fetched)) = &origin.source else { return false };
    let route = fetched.call.role(Role::Route);
    let url = fetched.call.role(Role::Url);
    let asked = route.texts().chain(url.texts()).map(assay_code::Text::template);
    is_thing(&fetched.call.path) || asked.into_iter().any(|path| is_thing(&path))
}

/// True for what lies among secrets under the name of something that is mostly none: `client-id`, `connectionId`.
pub(crate) fn is_called_an_id(source: &Source) -> bool {
    let key = source.fetched().map(|fetched| fetched.call.role(Role::Key));
    let names = |name: &str| {
        words(name).last().is_some_and(|last| matches!(last.as_str(), "id" | "ids" | "sid" | "url"))
    };
    key.is_some_and(|key| key.constants().next().is_some() && key.constants().all(names))
}

/// The names that something goes by: the field it stands in, the setting it comes from, the keys it is kept under.
pub(crate) fn names_of(origin: &Origin) -> Vec<String> {
    let mut names = Vec::from([origin.last_field().to_owned()]);
    match &origin.source {
        Source::Environment(name) => names.push(name.to_string()),
        Source::Stored(fetched) => names.extend(fetched.call.role(Role::Key).constants().map(str::to_owned)),
        _ => {}
    }
    names
}

fn kind(origin: &Origin) -> Option<(Sensitive, bool)> {
    // An element of a list, or a letter of a text, is what the list or text is.
    let way = up_to_an_id(&origin.field);
    let field = way.trim_end_matches("[]").trim_end_matches('.');
    let field = field.rsplit('.').next().unwrap_or_default();
    let parent = way.rsplit('.').skip(1).find(|part| *part != "[]").unwrap_or_default();
    let of_thing = || is_thing(parent) || names_a_thing(field) && asks_for_things(origin);
    // `context.note?.error?.message`: what went wrong, where code looks for that in anything it is handed.
    let of_error = || way.split('.').any(|part| matches!(part, "error" | "err" | "cause"));
    let named = |_: &Origin| {
        by_name(field).filter(|(kind, _)| match kind {
            Sensitive::Personal => !of_thing(),
            Sensitive::Content => !of_error(),
            Sensitive::Secret => true,
        })
    };
    match &origin.source {
        // Addresses of web triggers are handed out on purpose.
        Source::Secret(name, _) if name == "web-trigger-address" => None,
        // What lies beside a secret in the same record is none.
        Source::Secret(..) if !field.is_empty() && !is_secret_name(field) => None,
        Source::Secret(..) => Some((Sensitive::Secret, true)),
        Source::Environment(name) => {
            let name = if field.is_empty() { name.as_str() } else { field };
            // All of it: `console.log(process.env)`.
            if field.is_empty() && matches!(name, "env" | "environ") && origin.cleansed.is_as_it_came() {
                return Some((Sensitive::Secret, true));
            }
            is_secret_name(name).then_some((Sensitive::Secret, true))
        }
        Source::Caller(Part::Headers) => match field {
            // One of them by a name that is not known: of a list of harmless ones, mostly.
            "" => Some((Sensitive::Secret, origin.field.is_empty())),
            _ if is_secret_name(field) || field.eq_ignore_ascii_case("cookie") => {
                Some((Sensitive::Secret, true))
            }
            _ => None,
        },
        // What a cookie was read into says by its names what it is: `{ state, returnTo, popup }`.
        Source::Caller(Part::Cookies) => {
            let mut parts = origin.field.split('.').filter(|part| !matches!(*part, "value" | ""));
            let is_secret = match (parts.next(), parts.next()) {
                (None, _) => true,
                (Some(name), None) => keeps_a_secret(name),
                (Some(_), Some(_)) => is_secret_name(field) || origin.field.ends_with("connect.sid"),
            };
            if is_secret { Some((Sensitive::Secret, true)) } else { named(origin) }
        }
        Source::Caller(Part::Url) => None,
        // What stands in an address names things; what people write does not fit there.
        Source::Caller(Part::Query | Part::Params) => match field {
            "" => Some((Sensitive::Content, true)),
            _ => named(origin).filter(|(kind, _)| *kind != Sensitive::Content || !is_a_name_of(field)),
        },
        Source::Caller(_) | Source::Agent | Source::ProductEvent => match field {
            "" => Some((Sensitive::Content, true)),
            // What somebody looks for, or thinks of it, they wrote.
            "query" | "searchTerm" | "searchQuery" | "searchText" | "feedback" | "feedbackText" => {
                Some((Sensitive::Content, true))
            }
            // A page of a list, by its number, or one of a wiki.
            "page" => named(origin).map(|(kind, _)| (kind, false)),
            _ => named(origin),
        },
        Source::UserInput => named(origin).filter(|(kind, _)| *kind == Sensitive::Secret),
        // The whole context names the user and the place: ids, which tell little by themselves.
        Source::Platform if field.is_empty() => Some((Sensitive::Personal, false)),
        Source::Platform | Source::Extension => {
            named(origin).filter(|(kind, _)| *kind == Sensitive::Secret || *kind == Sensitive::Personal)
        }
        Source::Claims(_) => named(origin).filter(|(kind, _)| *kind != Sensitive::Content),
        Source::Stored(_) if is_failure(origin) => None,
        Source::Stored(fetched) => {
            let key_tells = fetched.call.role(Role::Key).constants().any(is_secret_name);
            if key_tells && (field.is_empty() || is_secret_name(field)) {
                return Some((Sensitive::Secret, true));
            }
            named(origin)
        }
        Source::Response(fetched) => match field {
            _ if is_status(field) => None,
            "" => {
                let route = fetched
                    .call
                    .arguments
                    .first()
                    .and_then(|text| text.texts().next().map(|text| text.template()));
                let path = route.unwrap_or_else(|| fetched.call.path.to_string());
                // What the platform keeps of the app: its licence, its state, its keys; not what the app keeps there.
                if path.contains("/atlassian-connect/") && !path.contains("/properties") {
                    return None;
                }
                let about_person = ["/myself", "/user", "/me", "/profile", "member", "userinfo"]
                    .iter()
                    .any(|end| path.ends_with(end) || fetched.call.path.ends_with(end));
                Some((if about_person { Sensitive::Personal } else { Sensitive::Content }, true))
            }
            // What an answer calls its message is mostly how it went.
            "message" | "messages" => None,
            _ => named(origin),
        },
        Source::Generated => Some((Sensitive::Content, true)),
        _ => None,
    }
}
