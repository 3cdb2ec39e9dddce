//! Whether what holds at an event lets this caller have this effect.

use assay_code::{
    Guard, GuardKind, Guards, Origin, Source, Text, Value,
    model::{CheckKind, Identity, Role},
};

use super::{authorization_request::is_state, product, sink};
use crate::words::words;

/// The best of what holds.
#[derive(Debug, Clone)]
pub(crate) enum Authority<'a> {
    /// Nothing was asked.
    Nothing,
    /// Something was tested that may say whether the caller may.
    Doubtful(&'a Guard),
    /// The caller may do something, to something else.
    Elsewhere(&'a Guard),
    /// The caller can see the same resource.
    CanRead,
    /// The caller may.
    Checked,
}

impl Authority<'_> {
    /// Why what was asked may not do; none where it does, and where nothing was asked.
    pub(crate) fn doubt(&self) -> Option<&'static str> {
        match self {
            Self::Doubtful(_) => Some("something is tested before that may be a check"),
            Self::Elsewhere(_) => Some("the permission that is checked before is about something else"),
            Self::Nothing | Self::CanRead | Self::Checked => None,
        }
    }
}

/// What the facts at an event say about an effect on these resources.
pub(crate) fn over<'a>(guards: &'a Guards, resources: &[Value]) -> Authority<'a> {
    let mut best = Authority::Nothing;
    for guard in guards.iter() {
        let found = one(guard, resources);
        if strength(&found) > strength(&best) {
            best = found;
        }
    }
    best
}

/// How much an authority says, for comparing two.
pub(crate) fn strength(authority: &Authority<'_>) -> u8 {
    match authority {
        Authority::Nothing => 0,
        Authority::Doubtful(_) => 1,
        Authority::Elsewhere(_) => 2,
        Authority::CanRead => 3,
        Authority::Checked => 4,
    }
}

fn one<'a>(guard: &'a Guard, resources: &[Value]) -> Authority<'a> {
    match &guard.kind {
        GuardKind::PermissionAsked if asks_only_to_see(guard) => {
            about_resource(guard, resources, Authority::CanRead)
        }
        GuardKind::Check(CheckKind::Permission) | GuardKind::PermissionAsked => {
            about_resource(guard, resources, Authority::Checked)
        }
        GuardKind::Check(CheckKind::AdminPermission) => Authority::Checked,
        GuardKind::UserRead => about_resource(guard, resources, Authority::CanRead),
        GuardKind::AccountCompared => Authority::Checked,
        // As good as the weakest of the ways.
        GuardKind::OneOfSeveral if guard.certain => {
            let ways = guard.ways().iter().map(|way| over(way, resources));
            ways.min_by_key(strength).unwrap_or(Authority::Nothing)
        }
        GuardKind::OneOfSeveral if guard.asks_who() => Authority::Doubtful(guard),
        GuardKind::Member | GuardKind::Compared | GuardKind::ConstantCompared | GuardKind::StoreTested
            if guard.about.iter().any(says_who) =>
        {
            if guard.certain {
                Authority::Checked
            } else {
                Authority::Doubtful(guard)
            }
        }
        // What is wanted is where the user is, if the context says so truly.
        GuardKind::Compared if guard.about.iter().any(is_of_context) => Authority::Doubtful(guard),
        // That something is stored says nothing of who asks; a field that is named for it may.
        GuardKind::StoreTested if guard.about.iter().any(is_named_for_it) => Authority::Doubtful(guard),
        GuardKind::UnknownTested(name) | GuardKind::FlagTested(name) if sounds_like_a_check(name) => {
            Authority::Doubtful(guard)
        }
        GuardKind::Check(kind) if proves_the_caller(*kind) => Authority::Checked,
        GuardKind::SecretCompared { .. } => Authority::Checked,
        _ => Authority::Nothing,
    }
}

/// A secret, a signature, a token or a session was asked for.
fn proves_the_caller(kind: CheckKind) -> bool {
    matches!(
        kind,
        CheckKind::SecretCompared
            | CheckKind::Jwt
            | CheckKind::Fit
            | CheckKind::Connect
            | CheckKind::Mac
            | CheckKind::Session
    )
}

/// Whether the permissions that were asked for are known, and let somebody see something, and change nothing.
///
/// Source: developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-permissions, read 2026-11-24.
fn asks_only_to_see(guard: &Guard) -> bool {
    const SEEING: [&str; 5] =
        ["BROWSE_PROJECTS", "BROWSE", "VIEW_VOTERS_AND_WATCHERS", "VIEW_DEV_TOOLS", "VIEW_READONLY_WORKFLOW"];
    let Some(call) = &guard.call else { return false };
    let mut asked: Vec<String> = Vec::new();
    for route in call.role_all(Role::Route).iter().flat_map(Value::texts).map(Text::template) {
        let list = route.split(['?', '&']).find_map(|part| part.strip_prefix("permissions="));
        asked.extend(list.into_iter().flat_map(|list| list.split(',')).map(str::to_owned));
    }
    for body in sink::opened(&call.role(Role::Options).field("body")) {
        for lists in [
            body.field("projectPermissions").any_element().field("permissions"),
            body.field("globalPermissions"),
        ] {
            asked.extend(lists.elements().iter().flat_map(Value::constants).map(str::to_owned));
        }
    }
    !asked.is_empty() && asked.iter().all(|name| SEEING.contains(&name.as_str()))
}

/// A check about one resource counts for effects on it, and for those on what was found through it.
fn about_resource<'a>(guard: &'a Guard, resources: &[Value], full: Authority<'a>) -> Authority<'a> {
    if !guard.certain {
        return Authority::Doubtful(guard);
    }
    let ids: Vec<&Value> = guard.about.iter().filter(|value| names_a_resource(value)).collect();
    let named: Vec<&Value> = resources.iter().filter(|value| names_a_resource(value)).collect();
    // A permission on the whole site, or an effect on nothing in particular.
    if ids.is_empty() || named.is_empty() {
        return full;
    }
    let same = named.iter().any(|resource| {
        ids.iter()
            .any(|id| id.names_same(resource) || comes_through(resource, id) || comes_through(id, resource))
    });
    if same { full } else { Authority::Elsewhere(guard) }
}

fn names_a_resource(value: &Value) -> bool {
    !value.is_constant()
        && value.deep_origins().iter().any(|origin| !matches!(origin.source, Source::Platform))
}

/// Whether `value` is from the answer to a request, or from a record, that was asked for by `id`; or is another field of
/// the same thing (`issue.id` and `issue.key`).
fn comes_through(value: &Value, id: &Value) -> bool {
    let theirs = id.deep_origins();
    value.deep_origins().iter().any(|origin| {
        let asked_by = origin.source.fetched().is_some_and(|fetched| {
            fetched.call.arguments.iter().any(|argument| {
                argument.deep_origins().iter().any(|mine| theirs.iter().any(|their| mine.names_same(their)))
            })
        });
        asked_by || theirs.iter().any(|their| are_siblings(origin, their))
    })
}

fn are_siblings(left: &Origin, right: &Origin) -> bool {
    // Whoever sends a request chooses each of its fields.
    if matches!(left.source, Source::Caller(_) | Source::Agent | Source::UserInput) {
        return false;
    }
    let parent = |origin: &Origin| origin.field.rsplit_once('.').map(|(parent, _)| parent.to_owned());
    match (parent(left), parent(right)) {
        (Some(mine), Some(theirs)) => {
            mine == theirs && std::mem::discriminant(&left.source) == std::mem::discriminant(&right.source)
        }
        _ => false,
    }
}

/// True for what tells who the user is, or what they may: the platform's account, or a product's answer about them.
fn says_who(value: &Value) -> bool {
    value.deep_origins().iter().any(|origin| match &origin.source {
        Source::Platform => is_account(origin.field.as_str()),
        Source::Response(fetched) | Source::Stored(fetched) => {
            let asked_as_user = fetched.call.identity() == Some(Identity::User);
            let route = fetched
                .call
                .arguments
                .first()
                .and_then(|route| route.texts().next().map(|text| text.template()));
            let route = route.unwrap_or_default();
            let about_user =
                ["/myself", "/user", "group", "role", "member"].iter().any(|word| route.contains(word));
            let by_account = fetched.call.arguments.iter().any(|argument| {
                argument
                    .deep_origins()
                    .iter()
                    .any(|inner| matches!(inner.source, Source::Platform) && is_account(inner.field.as_str()))
            });
            by_account || asked_as_user && (about_user || product::asks_for_permission(&route))
        }
        _ => false,
    })
}

/// True for the field of the platform's context that names the user.
pub(crate) fn is_account(field: &str) -> bool {
    let last = field.rsplit('.').next().unwrap_or_default();
    matches!(
        last,
        "accountId" | "userAccountId" | "aaid" | "userId" | "principal" | "accountType" | "userAccount"
    )
}

/// True for what the platform's context says of the place, not of the user.
fn is_of_context(value: &Value) -> bool {
    let is = |origin: &Origin| {
        matches!(origin.source, Source::Platform | Source::Extension) && !is_account(origin.field.as_str())
    };
    value.deep_origins().iter().any(is)
}

fn is_named_for_it(value: &Value) -> bool {
    value.deep_origins().iter().any(|origin| sounds_like_a_check(origin.last_field()))
}

fn sounds_like_a_check(name: &str) -> bool {
    const WORDS: [&str; 22] = [
        "auth",
        "authorize",
        "authorized",
        "authorise",
        "authorised",
        "authenticate",
        "authenticated",
        "permission",
        "permissions",
        "allowed",
        "admin",
        "access",
        "verify",
        "verified",
        "check",
        "can",
        "role",
        "guard",
        "ensure",
        "require",
        "owner",
        "member",
    ];
    words(name).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// Whether anything that holds proves who calls from outside: a secret, a signature, a session.
pub(crate) fn caller_is_known(guards: &Guards) -> Known {
    guards.iter().map(known_by).max().unwrap_or(Known::No)
}

/// How well they are known by one fact.
pub(crate) fn known_by(guard: &Guard) -> Known {
    match &guard.kind {
        GuardKind::OneOfSeveral if guard.certain => {
            guard.ways().iter().map(caller_is_known).min().unwrap_or(Known::No)
        }
        GuardKind::Check(kind) if proves_the_caller(*kind) && guard.certain => Known::Yes,
        GuardKind::SecretCompared { can_be_missing: false } if guard.certain => Known::Yes,
        GuardKind::SecretCompared { .. } => Known::Perhaps,
        // The browser that comes back from an authorisation server has nothing else to show.
        GuardKind::StoreTested | GuardKind::Compared if is_kept_state(guard) && guard.certain => Known::Yes,
        GuardKind::ConstantCompared | GuardKind::Compared | GuardKind::Member | GuardKind::StoreTested
            if guard.about.iter().any(is_proof) =>
        {
            Known::Perhaps
        }
        GuardKind::Check(CheckKind::Permission | CheckKind::AdminPermission) | GuardKind::PermissionAsked => {
            Known::Yes
        }
        GuardKind::UnknownTested(name) | GuardKind::FlagTested(name) if sounds_like_a_check(name) => {
            Known::Perhaps
        }
        _ => Known::No,
    }
}

/// A `state` that came back is the key of a record, or equals what was kept.
fn is_kept_state(guard: &Guard) -> bool {
    let has = |is: fn(&Origin) -> bool| guard.about.iter().any(|value| value.deep_origins().iter().any(is));
    let came_back = has(|origin| matches!(origin.source, Source::Caller(_)) && is_state(origin));
    let is_kept = || has(|origin| matches!(origin.source, Source::Stored(_) | Source::Secret(..)));
    came_back && (guard.kind == GuardKind::StoreTested || is_kept())
}

/// How well a caller from outside is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Known {
    /// Nothing was asked of them.
    No,
    /// Something was tested that may prove it.
    Perhaps,
    /// They showed proof.
    Yes,
}

/// True for what callers show to prove who they are: a header, or a field named like a secret.
fn is_proof(value: &Value) -> bool {
    value.deep_origins().iter().any(|origin| match &origin.source {
        Source::Caller(assay_code::model::Part::Headers | assay_code::model::Part::Cookies) => {
            !matches!(origin.last_field(), "content-type" | "Content-Type" | "user-agent" | "accept" | "host")
        }
        Source::Caller(_) => super::sensitive::is_secret_name(origin.last_field()),
        Source::Stored(_) => origin.source.fetched().is_some_and(|fetched| {
            fetched.call.arguments.iter().any(|argument| {
                argument.deep_origins().iter().any(|inner| matches!(inner.source, Source::Caller(_)))
            })
        }),
        _ => false,
    })
}
