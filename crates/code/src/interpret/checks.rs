//! What a test of a value proves, by where the value came from.

use std::sync::Arc;

use crate::event::Call;
use crate::guard::{Guard, GuardKind, Guards};
use crate::looked_up;
use crate::model::{Check, CheckKind, Effect, Identity, Role};
use crate::origin::{Origin, Source};
use crate::site::Site;
use crate::value::{External, Shape, Truthiness, Value};

use super::{cases, permissions};

/// What holds where a value is truthy, and where it is falsy; none where it can't be.
pub(super) type Told = (Option<Guards>, Option<Guards>);

/// Nothing is known on either side.
pub(super) fn nothing() -> Told {
    (Some(Guards::none()), Some(Guards::none()))
}

/// Fields whose presence says that something went wrong.
const BAD: &[&str] =
    &["error", "errors", "errorMessages", "errorMessage", "err", "revoked", "expired", "disabled"];

/// What a value tells where it is tested at `site`.
pub(super) fn told(value: &Value, site: Site) -> Told {
    if let Some(truth) = &value.truth {
        let known = (truth.when_true.clone(), truth.when_false.clone());
        return match &truth.cases {
            Some(cases) => cases::with_told(known, cases, site),
            None => known,
        };
    }
    match value.truthiness() {
        Truthiness::Unknown if cases::is_answer(value) => return (Some(Guards::none()), None),
        Truthiness::Always => return (Some(Guards::none()), None),
        Truthiness::Never => return (None, Some(Guards::none())),
        Truthiness::Unknown => {}
    }
    let mut good: Vec<Guard> = Vec::new();
    let mut bad: Vec<Guard> = Vec::new();
    if let Some(made) = value.as_external().filter(|made| made.path.ends_with(')')) {
        let kind = GuardKind::UnknownTested(made.path.clone());
        let guard = Guard::new(kind, vec![value.clone()], None, site, true);
        good.push(if is_made_of_settings(made) { guard.of_anybody() } else { guard });
    }
    let origins = value.deep_origins();
    let mut present = false;
    good.extend(signed_in(value, site));
    for origin in &origins {
        match fetched(origin, site, true).map(|guard| guard.chosen_by(&origins)) {
            Some(guard) if BAD.contains(&origin.last_field()) => {
                good.extend(refused(origin, site));
                bad.push(guard);
            }
            Some(guard) => {
                let says_so = matches!(origin.last_field(), "ok" | "success" | "successful");
                bad.extend(refused(origin, site).filter(|_| says_so));
                good.push(guard);
            }
            None => {}
        }
        present |= !matches!(
            origin.source,
            Source::Response(_)
                | Source::Generated
                | Source::File(_)
                | Source::Clock
                | Source::Error
                | Source::Random(_)
                | Source::Parameter
                | Source::Shared(_)
        );
    }
    if present {
        good.push(Guard::new(GuardKind::Present, vec![value.clone().without_truth()], None, site, true));
    }
    (Some(Guards::all(of_any(good))), Some(Guards::all(bad)))
}

/// What is proved where one of several answers has turned out well, and nobody knows which: that of a call as the user says
/// nothing where it may have been the app's.
pub(super) fn of_any(mut guards: Vec<Guard>) -> Vec<Guard> {
    if guards.iter().any(|guard| guard.kind == GuardKind::AppRead) {
        guards.retain(|guard| guard.kind != GuardKind::UserRead);
    }
    guards
}

/// What is proved where something is there that a session keeps: it was put there by the program, for this caller.
pub(super) fn signed_in(value: &Value, site: Site) -> Option<Guard> {
    let of_session = |origin: &Origin| {
        let first = origin.field.split('.').next();
        matches!(origin.source, Source::Platform)
            && first == Some("session")
            && !origin.cleansed.is_summed_up()
    };
    let is_one = value.deep_origins().iter().any(of_session);
    let about = || vec![value.clone().without_truth()];
    is_one.then(|| Guard::new(GuardKind::Check(CheckKind::Session), about(), None, site, true))
}

/// What is proved where something that a call brought in has turned out well.
pub(super) fn fetched(origin: &Origin, site: Site, certain: bool) -> Option<Guard> {
    let (fetched, is_answer) = match &origin.source {
        Source::Response(fetched) => (fetched, true),
        Source::Stored(fetched) | Source::Secret(_, Some(fetched)) => (fetched, false),
        _ => return None,
    };
    let call = &fetched.call;
    let (asked, about) = fetched.tested.get_or_init(|| (asked(call), about(call)));
    let kind = match asked {
        _ if !is_answer => GuardKind::StoreTested,
        // That there is an answer about what a user may do says that they see the thing, at most.
        GuardKind::PermissionAsked if !permissions::is_granted(origin, call) => match call.identity() {
            Some(Identity::User | Identity::NamedUser) => GuardKind::UserRead,
            _ => GuardKind::AppRead,
        },
        asked => asked.clone(),
    };
    Some(Guard::new(kind, about.clone(), Some(Arc::clone(call)), site, certain))
}

/// What is known where the answer of a call says that it failed.
pub(super) fn refused(origin: &Origin, site: Site) -> Option<Guard> {
    let Source::Response(fetched) = &origin.source else { return None };
    Some(Guard::new(GuardKind::Refused, Vec::new(), Some(Arc::clone(&fetched.call)), site, true))
}

/// What asking this proves where the answer is good.
fn asked(call: &Call) -> GuardKind {
    match call.effect() {
        Some(Effect::ProductCall | Effect::ProductQuery) => {}
        // An answer that nothing of the caller's went into says nothing of the caller.
        Some(Effect::Egress) if !names_the_caller(call) => return GuardKind::AppRead,
        _ => return GuardKind::UnknownTested(call.path.clone()),
    }
    let route = call.role(Role::Route);
    let asks_permission = route.texts().any(|text| {
        let template = text.template().to_ascii_lowercase();
        ["permission", "/groups", "group/member", "/user/groups", "/role", "expand=groups", "/memberof"]
            .iter()
            .any(|part| template.contains(part))
    });
    match call.identity() {
        _ if asks_permission && !permissions::is_about_another(call) => GuardKind::PermissionAsked,
        Some(Identity::User | Identity::NamedUser) => GuardKind::UserRead,
        _ => GuardKind::AppRead,
    }
}

/// Whether something that came with the call, of whatever kind, is part of what is asked.
fn names_the_caller(call: &Call) -> bool {
    let given: Vec<&Value> = std::iter::once(&call.receiver).chain(&call.arguments).collect();
    let has = |wanted: fn(&Origin) -> bool| given.iter().any(|value| value.deep_origins().iter().any(wanted));
    // Whoever is asked with a credential of the program's own answers whatever the caller named, if not by a secret of theirs.
    if has(is_own_credential) {
        return has(|origin| !is_kept(&origin.source) && looked_up::origin_tells(origin));
    }
    has(|origin| !is_own(&origin.source))
        || given.iter().flat_map(|value| value.alternatives()).any(is_nothing_known)
}

fn is_nothing_known(value: &Value) -> bool {
    matches!(value.shape, Shape::Unknown) && value.origins.is_empty()
}

/// Whether something was made of nothing but the program's own settings: `createClient(process.env.URL, process.env.KEY)`.
fn is_made_of_settings(made: &External) -> bool {
    let is_setting = |given: &Value| {
        let origins = given.deep_origins();
        !origins.is_empty()
            && matches!(given.shape, Shape::Unknown | Shape::Text(_) | Shape::Union(_) | Shape::Array(_))
            && origins.iter().all(|origin| is_own(&origin.source))
    };
    let given = made.made_by.as_ref().map_or(&[][..], |call| &call.arguments);
    !given.is_empty() && given.iter().all(is_setting)
}

/// Whether something is the same whoever calls.
fn is_own(source: &Source) -> bool {
    match source {
        Source::Environment(_) | Source::File(_) | Source::Clock | Source::Random(_) | Source::Generated => {
            true
        }
        Source::Secret(_, fetched) => fetched.is_none(),
        _ => false,
    }
}

fn is_kept(source: &Source) -> bool {
    is_own(source) || matches!(source, Source::Stored(_) | Source::Secret(..))
}

/// A key or token out of the settings.
fn is_own_credential(origin: &Origin) -> bool {
    match &origin.source {
        Source::Environment(name) => looked_up::is_telling(name),
        Source::Secret(_, fetched) => fetched.is_none(),
        _ => false,
    }
}

/// Whether a value may say something of who calls: all that the program keeps and makes by itself is the same for every
/// caller, save records that were looked up by what only one of them knows.
pub(super) fn may_be_of_the_caller(value: &Value) -> bool {
    let may = |origin: &Origin| match &origin.source {
        Source::Stored(fetched) | Source::Secret(_, Some(fetched)) => {
            let (_, about) = fetched.tested.get_or_init(|| (asked(&fetched.call), about(&fetched.call)));
            looked_up::may_tell_the_caller(about)
        }
        source => !is_own(source),
    };
    looked_up::is_unknown_in_part(value) || value.deep_origins().iter().any(may)
}

/// The values that name what a call is about.
fn about(call: &Call) -> Vec<Value> {
    let roles =
        [Role::Route, Role::Url, Role::Key, Role::Options, Role::Query, Role::Filter, Role::Parameters];
    let named: Vec<Value> =
        roles.iter().map(|role| call.role(*role)).filter(|value| !value.is_undefined()).collect();
    if !named.is_empty() {
        return named;
    }
    // `store.doc(id).get()`: what it is about was said before.
    let before = call.receiver.as_external().and_then(|receiver| receiver.made_by.as_ref());
    match before.filter(|_| call.arguments.is_empty()) {
        Some(before) => before.arguments.clone(),
        None => call.arguments.clone(),
    }
}

/// What a library's check proves where it turns out well.
pub(super) fn checked(call: &Arc<Call>, check: &Check) -> Guards {
    if check.kind == CheckKind::Jwt && call.skips_signature() {
        return Guards::none();
    }
    let roles = [Role::Resource, Role::Token, Role::Subject, Role::Left, Role::Right, Role::Account];
    let mut about: Vec<Value> = roles.iter().flat_map(|role| call.role_all(*role)).collect();
    if about.is_empty() {
        about.clone_from(&call.arguments);
    }
    let kind = match check.kind {
        CheckKind::Shape => GuardKind::TypeTested,
        kind => GuardKind::Check(kind),
    };
    Guards::one(Guard::new(kind, about, Some(Arc::clone(call)), call.site, true))
}

/// Whether a value is the account that the platform vouches for.
pub(super) fn is_account(value: &Value) -> bool {
    let is = |origin: &Origin| {
        matches!(origin.source, Source::Platform)
            && matches!(
                origin.last_field(),
                "accountId" | "account_id" | "aaid" | "atlassianId" | "userAccountId" | "sub" | "userId"
            )
    };
    value.deep_origins().iter().any(is)
}

/// Whether a value is a secret of the app: kept in a store for secrets, in the environment, or handed out.
pub(super) fn is_secret(value: &Value) -> bool {
    value.deep_origins().iter().any(|origin| {
        // What a client gives that was made of settings is no setting; nor is how long one is.
        let is_setting =
            matches!(origin.source, Source::Environment(_)) && !origin.cleansed.is_through_unknown();
        (is_setting || matches!(origin.source, Source::Secret(..))) && !origin.cleansed.is_summed_up()
    })
}

/// Whether a value was chosen by whoever invokes the app.
pub(super) fn is_chosen_outside(value: &Value) -> bool {
    value.deep_origins().iter().any(|origin| origin.source.is_chosen_outside())
}

/// Whether something has been tested for being there.
pub(super) fn is_tested_present(guards: &Guards, value: &Value) -> bool {
    let origins = value.deep_origins();
    // `headers['x-key']` is there with what it holds: the first of it.
    let holds = |about: &Value| {
        let theirs = about.deep_origins();
        origins.iter().any(|mine| theirs.iter().any(|their| mine.names_same(&their.at_field("[]"))))
    };
    let is_about = |guard: &Guard| guard.covers(value) || guard.about.iter().any(holds);
    guards
        .iter()
        .any(|guard| matches!(guard.kind, GuardKind::Present | GuardKind::StoreTested) && is_about(guard))
}

/// Whether a value is surely no `undefined` and no `null`.
pub(super) fn is_there(value: &Value) -> bool {
    let is_open = matches!(
        value.shape,
        Shape::Unknown | Shape::Undefined | Shape::Null | Shape::Union(_) | Shape::External(_)
    );
    !is_open || cases::is_answer(value)
}
