//! What two values tell by being equal, or one being among others.

use crate::guard::{Guard, GuardKind, Guards, NOT_PRODUCTION};
use crate::looked_up;
use crate::model::Cleansing;
use crate::origin::{Origin, Source};
use crate::site::Site;
use crate::value::{Shape, Truthiness, Value};

use super::cases;
use super::checks::{self, Told};

/// What is known where two values are equal, and where they are not. `held` is what holds at the comparison.
pub(super) fn equality(left: &Value, right: &Value, site: Site, held: &Guards) -> Told {
    for (value, constant) in [(left, right), (right, left)] {
        if let Some(cases) = value.cases().filter(|_| is_plain(constant)) {
            let told = cases::asked(cases, |value| equality(value, constant, site, held));
            return cases::both(told, whole_equality(value, constant, site, held));
        }
    }
    whole_equality(left, right, site, held)
}

fn whole_equality(left: &Value, right: &Value, site: Site, held: &Guards) -> Told {
    let equal = surely_equal(left, right);
    let equal =
        equal.or_else(|| (is_for_developers(left, right) || is_for_developers(right, left)).then_some(false));
    if let Some(equal) = equal {
        return if equal { (Some(Guards::none()), None) } else { (None, Some(Guards::none())) };
    }
    if is_for_customers(left, right) || is_for_customers(right, left) {
        let elsewhere =
            Guard::new(GuardKind::FlagTested(NOT_PRODUCTION.into()), Vec::new(), None, site, true);
        return (Some(Guards::none()), Some(Guards::one(elsewhere)));
    }
    let (constant, other) = match (is_plain(left), is_plain(right)) {
        (_, true) => (right, left),
        (true, _) => (left, right),
        _ => match (named_constant(left), named_constant(right)) {
            (None, Some(name)) => return with_named(left, right, name, site),
            (Some(name), None) => return with_named(right, left, name, site),
            _ => return between(left, right, site, held),
        },
    };
    with_constant(other, constant, site)
}

/// The name of a constant of another package, by how its language spells them: `http.MethodPost`, `HttpStatus.OK`. What it
/// says is not here, only that it is the same for every caller, and no secret that a caller may know.
fn named_constant(value: &Value) -> Option<&str> {
    let Shape::External(external) = &value.shape else { return None };
    let path: &str = &external.path;
    let last = path.rsplit(['.', ':']).next().unwrap_or_default();
    let is_exported = last.starts_with(|letter: char| letter.is_ascii_uppercase());
    let is_shouted = last.len() > 1 && !last.contains(|letter: char| letter.is_ascii_lowercase());
    let is_spelled_so =
        is_shouted || is_exported && (path.starts_with("@go/") || path.contains("StatusCode."));
    let is_own = external.made_at.is_none() && value.origins.is_empty() && !path.contains("()");
    (is_own && is_spelled_so && !looked_up::is_telling(last)).then_some(last)
}

fn with_named(value: &Value, constant: &Value, name: &str, site: Site) -> Told {
    if let Some(number) = status_called(name)
        && let Some(told) = status(value, site, number < 300, number >= 300)
    {
        return told;
    }
    (Some(compared(value, constant, site)), Some(Guards::none()))
}

/// The status of an answer that a constant stands for: `StatusOK`, `HTTP_401_UNAUTHORIZED`, `Forbidden`.
fn status_called(name: &str) -> Option<u16> {
    let letters = name.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase());
    let word: String = letters.collect();
    let word = word.trim_start_matches("http").trim_start_matches("status");
    Some(match word {
        "ok" => 200,
        "created" => 201,
        "accepted" => 202,
        "nocontent" => 204,
        "badrequest" => 400,
        "unauthorized" => 401,
        "forbidden" => 403,
        "notfound" => 404,
        "internalservererror" | "internalerror" => 500,
        _ => return None,
    })
}

fn is_plain(value: &Value) -> bool {
    value.is_constant() && !matches!(value.shape, Shape::Union(_)) && value.origins.is_empty()
}

fn surely_equal(left: &Value, right: &Value) -> Option<bool> {
    use Shape::{Null, Undefined};
    match (&left.shape, &right.shape) {
        (Shape::Text(a), Shape::Text(b)) => Some(a.as_constant()? == b.as_constant()?),
        (Shape::Number(Some(a)), Shape::Number(Some(b))) => Some(a == b),
        (Undefined | Null, Undefined | Null) => Some(true),
        (Undefined | Null, _) if checks::is_there(right) => Some(false),
        (_, Undefined | Null) if checks::is_there(left) => Some(false),
        (Shape::Boolean(Some(a)), Shape::Boolean(Some(b)))
            if left.truth.is_none() && right.truth.is_none() =>
        {
            Some(a == b)
        }
        _ => None,
    }
}

/// Whether a setting that says where the program runs is compared with a word for the machine of somebody who writes it:
/// customers' requests never meet what is done there. A setting with a default of its own may be just that.
fn is_for_developers(setting: &Value, word: &Value) -> bool {
    says_where_it_runs(setting, word, &["development", "dev", "develop", "local", "test", "testing"])
}

/// Whether it is compared with a word for where customers are served. Elsewhere may be anywhere that nobody set it.
fn is_for_customers(setting: &Value, word: &Value) -> bool {
    says_where_it_runs(setting, word, &["production", "prod", "live"])
}

fn says_where_it_runs(setting: &Value, word: &Value, words: &[&str]) -> bool {
    let is_setting = |name: &str| ["NODE_ENV", "APP_ENV", "RAILS_ENV", "FLASK_ENV"].contains(&name);
    let mut origins = setting.origins.iter();
    let is_one = matches!(setting.shape, Shape::Unknown)
        && origins.next().is_some_and(|origin| match &origin.source {
            Source::Environment(name) => is_setting(name) || is_setting(origin.last_field()),
            _ => false,
        })
        && origins.next().is_none();
    is_one && word.as_constant().is_some_and(|word| words.contains(&word))
}

fn with_constant(value: &Value, constant: &Value, site: Site) -> Told {
    let (when_true, when_false) = checks::told(value, site);
    match &constant.shape {
        Shape::Boolean(Some(true)) => (when_true, Some(Guards::none())),
        Shape::Boolean(Some(false)) | Shape::Undefined | Shape::Null => (when_false, when_true),
        Shape::Number(Some(bits)) => {
            let number = f64::from_bits(*bits);
            if let Some(told) = status(value, site, (200.0..300.0).contains(&number), number >= 300.0) {
                return told;
            }
            if number == 0.0 || number == -1.0 {
                return (when_false, when_true);
            }
            // One stands for yes: `ConstantTimeCompare(a, b) == 1`.
            let yes = when_true.filter(|_| number == 1.0 && value.truth.is_some()).unwrap_or_default();
            let kept = if number > 0.0 { records_tested(value, site) } else { Guards::none() };
            (Some(compared(value, constant, site).and(&yes).and(&kept)), Some(Guards::none()))
        }
        Shape::Text(text) if text.as_constant() == Some("") => (when_false, when_true),
        Shape::Text(_) => {
            let mut equal = compared(value, constant, site);
            for origin in &value.deep_origins() {
                if let Some(guard) = checks::fetched(origin, site, true) {
                    equal = equal.and(&Guards::one(guard));
                }
            }
            (Some(equal), Some(Guards::none()))
        }
        _ => checks::nothing(),
    }
}

/// What is known where some records were found, changed or taken away: `rowCount === 1`.
fn records_tested(value: &Value, site: Site) -> Guards {
    let of_store = |origin: &&Origin| matches!(origin.source, Source::Stored(_));
    let origins = value.deep_origins();
    let tested = origins.iter().filter(of_store).filter_map(|origin| checks::fetched(origin, site, true));
    Guards::all(tested.collect())
}

fn compared(value: &Value, constant: &Value, site: Site) -> Guards {
    let about = vec![value.clone().without_truth(), constant.clone()];
    Guards::one(Guard::new(GuardKind::ConstantCompared, about, None, site, true))
}

/// What clients call the status of an answer.
const STATUS: [&str; 4] = ["status", "statusCode", "status_code", "code"];

/// What the status of an answer tells, where the value is one.
fn status(value: &Value, site: Site, good_if_equal: bool, bad_if_equal: bool) -> Option<Told> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    let mut found = false;
    for origin in &value.deep_origins() {
        if matches!(origin.source, Source::Response(_))
            && STATUS.iter().any(|field| field.eq_ignore_ascii_case(origin.last_field()))
            && let Some(guard) = checks::fetched(origin, site, true)
        {
            found = true;
            good.push(guard);
            bad.extend(checks::refused(origin, site));
        }
    }
    let (good, bad) = (Guards::all(checks::of_any(good)), Guards::all(bad));
    if !found {
        return None;
    }
    Some(match (good_if_equal, bad_if_equal) {
        (true, _) => (Some(good), Some(bad)),
        (_, true) => (Some(bad), Some(good)),
        _ => checks::nothing(),
    })
}

/// What is known where two values from outside are equal.
fn between(left: &Value, right: &Value, site: Site, held: &Guards) -> Told {
    let plain = |value: &Value| value.clone().without_truth();
    // Two lengths: what has them may differ all the same.
    let (kind, about) = if is_summed_up(left) && is_summed_up(right) {
        (GuardKind::TypeTested, vec![plain(left), plain(right)])
    } else if checks::is_account(left) && !checks::is_account(right) {
        (GuardKind::AccountCompared, vec![plain(right)])
    } else if checks::is_account(right) && !checks::is_account(left) {
        (GuardKind::AccountCompared, vec![plain(left)])
    } else if checks::is_secret(right) && !checks::is_secret(left) {
        (
            GuardKind::SecretCompared { can_be_missing: can_be_missing(left, right, held) },
            vec![plain(left), plain(right)],
        )
    } else if checks::is_secret(left) && !checks::is_secret(right) {
        (
            GuardKind::SecretCompared { can_be_missing: can_be_missing(right, left, held) },
            vec![plain(right), plain(left)],
        )
    } else {
        (GuardKind::Compared, vec![plain(left), plain(right)])
    };
    let is_of_anybody = kind == GuardKind::Compared && !about.iter().any(checks::may_be_of_the_caller);
    let guard = Guard::new(kind, about, None, site, true);
    let guard = if is_of_anybody { guard.of_anybody() } else { guard };
    (Some(Guards::one(guard)), Some(Guards::none()))
}

/// Whether only the presence, size or kind of what it came from is left.
fn is_summed_up(value: &Value) -> bool {
    let origins = value.deep_origins();
    !origins.is_empty() && origins.iter().all(|origin| origin.cleansed.is_summed_up())
}

/// Whether both sides of a comparison with a secret may be missing, and so be equal.
fn can_be_missing(given: &Value, secret: &Value, held: &Guards) -> bool {
    // A variable that a literal stands in for where none is set.
    let has_default = |value: &Value| {
        value.alternatives().iter().any(|one| one.as_constant().is_some_and(|text| !text.is_empty()))
            && value.origins.iter().all(|origin| matches!(origin.source, Source::Environment(_)))
    };
    let may_miss = |value: &Value| {
        value.may_be_missing()
            && !has_default(value)
            && !value.origins.iter().any(|origin| {
                origin.cleansed.contains_any(&[Cleansing::Hashed, Cleansing::Encrypted, Cleansing::Schema])
            })
            && !checks::is_tested_present(held, value)
    };
    may_miss(given) && may_miss(secret)
}

/// What an order of two values tells, such as `status >= 400` or `list.length > 0`; `ascending` for `<` and `<=`.
pub(super) fn order(left: &Value, right: &Value, ascending: bool, site: Site) -> Told {
    if is_age(left, right) {
        let about = vec![left.clone().without_truth(), right.clone().without_truth()];
        let guards = Guards::one(Guard::new(GuardKind::TimeCompared, about, None, site, false));
        return (Some(guards.clone()), Some(guards));
    }
    let (number, value, value_is_less) = match (left.as_number(), right.as_number()) {
        (None, Some(number)) => (number, left, ascending),
        (Some(number), None) => (number, right, !ascending),
        _ => {
            let about = vec![left.clone().without_truth(), right.clone().without_truth()];
            // An order tells how many or how much, not who somebody is.
            let guard = Guard::new(GuardKind::Compared, about, None, site, false).of_anybody();
            let guards = Guards::one(guard);
            return (Some(guards.clone()), Some(guards));
        }
    };
    if let Some((good, bad)) = status(value, site, true, false) {
        if number >= 200.0 {
            return if value_is_less { (good, bad) } else { (bad, good) };
        }
        return checks::nothing();
    }
    let (when_true, when_false) = checks::told(value, site);
    if number.abs() <= 1.0 {
        if value_is_less { (when_false, when_true) } else { (when_true, when_false) }
    } else {
        checks::nothing()
    }
}

/// Whether two values are a time that somebody sent and the clock, in whatever way they are put together:
/// `now - sent > limit`, `sent < now - limit`.
fn is_age(left: &Value, right: &Value) -> bool {
    let origins = left.deep_origins().union(&right.deep_origins());
    let has = |wanted: fn(&Source) -> bool| origins.iter().any(|origin| wanted(&origin.source));
    has(|source| matches!(source, Source::Clock))
        && has(|source| matches!(source, Source::Caller(_) | Source::Claims(_)))
}

/// What is known where a value is one of a list, or a key of an object.
pub(super) fn membership(list: &Value, value: &Value, site: Site) -> Told {
    if value.as_constant().is_some() && list.is_constant() {
        return checks::nothing();
    }
    let about = vec![value.clone().without_truth(), list.clone().without_truth()];
    let mut guards = Guards::one(Guard::new(GuardKind::Member, about, None, site, true));
    if let Some(guard) = checks::signed_in(list, site) {
        guards = guards.and(&Guards::one(guard));
    }
    for origin in &list.deep_origins() {
        if let Some(guard) = checks::fetched(origin, site, true) {
            guards = guards.and(&Guards::one(guard));
        }
    }
    (Some(guards), Some(Guards::none()))
}

/// What is known where the type or form of a value is as expected.
pub(super) fn form(value: &Value, site: Site) -> Told {
    let about = vec![value.clone().without_truth()];
    (Some(Guards::one(Guard::new(GuardKind::TypeTested, about, None, site, true))), Some(Guards::none()))
}

/// A boolean that tells this, and is the one it must be where only one can be.
pub(super) fn answer(told: Told, from: &[&Value]) -> Value {
    let known = match &told {
        (Some(_), None) => Some(true),
        (None, Some(_)) => Some(false),
        _ => None,
    };
    let origins =
        from.iter().fold(crate::origin::Origins::none(), |all, value| all.union(&value.deep_origins()));
    let value = Value::of(Shape::Boolean(known));
    if known.is_some() && told.0.as_ref().or(told.1.as_ref()).is_some_and(Guards::is_empty) {
        return value;
    }
    value.with_origins(origins.cleansed_by(crate::origin::Cleansed::SUMMED_UP)).with_truth(told.0, told.1)
}

/// What the opposite of a value tells.
pub(super) fn opposite(value: &Value, site: Site) -> Value {
    let (when_true, when_false) = checks::told(value, site);
    match value.truthiness() {
        Truthiness::Always if value.truth.is_none() => Value::boolean(false),
        Truthiness::Never if value.truth.is_none() => Value::boolean(true),
        _ => answer((when_false, when_true), &[value]),
    }
}
