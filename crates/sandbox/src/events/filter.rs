//! Whether a trigger is told of an event.

use assay_app::{cards::EventCard, manifest::Trigger};
use assay_policy::decide::permissions::Permissions;
use serde_json::Value;

use super::expression;

/// What becomes of an event at one trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Course {
    /// It is told.
    Told,
    /// The trigger's own filter leaves it out.
    LeftOut,
    /// The installation was not granted the scope the event takes.
    NotGranted(&'static str),
    /// The filter is not understood; whether it is told all the same is what the trigger says of errors.
    NotUnderstood { told: bool },
}

/// Decides for one trigger that subscribes to the event. `is_own` says whether the app itself made it happen.
pub(crate) fn course(
    trigger: &Trigger,
    name: &str,
    event: &Value,
    is_own: bool,
    permissions: &Permissions,
    checks_scope: bool,
) -> Course {
    let scope = EventCard::of(name).map_or("", |card| card.scope);
    if checks_scope && !is_covered(scope, permissions) {
        return Course::NotGranted(scope);
    }
    if is_own && trigger.ignores_self.as_ref().is_some_and(|it| it.value) {
        return Course::LeftOut;
    }
    let Some(text) = &trigger.expression else { return Course::Told };
    match expression::holds(&text.value, event) {
        Ok(true) => Course::Told,
        Ok(false) => Course::LeftOut,
        Err(expression::NotUnderstood) => Course::NotUnderstood {
            told: trigger.on_error.as_ref().is_some_and(|it| it.value.starts_with("RECEIVE")),
        },
    }
}

/// Alternatives are joined by `|`, and all of `a+b` are needed together.
fn is_covered(scope: &str, permissions: &Permissions) -> bool {
    scope.is_empty()
        || scope.split('|').any(|all| all.split('+').all(|one| permissions.scopes.contains_key(one)))
}
