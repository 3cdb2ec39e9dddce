//! What a page gets of its own app's resolvers: where those answer with a number, so is what the page shows.

use assay_code::{
    Action, Analysis, Invocation, Origin, Shape, Source, Value,
    model::{Cleansing, Effect, Role},
};

use super::stored_data_unchecked::short_name;

/// Whether a field of the answer of an own resolver is a number, true or false, or one of a few texts of the code, wherever that
/// resolver answers.
pub(super) fn is_harmless(code: &Analysis, origin: &Origin) -> bool {
    let Source::Response(fetched) = &origin.source else { return false };
    if fetched.call.effect() != Some(Effect::InvokeBackend) || origin.field.is_empty() {
        return false;
    }
    let name = fetched.call.role(Role::Name);
    let Some(name) = name.as_constant() else { return false };
    let entries = code
        .entries
        .iter()
        .filter(|entry| entry.invocation == Invocation::Resolver && short_name(entry) == name);
    let mut answers =
        entries.flat_map(|entry| code.events_of(entry.id)).filter_map(|event| match &event.action {
            Action::Respond(value) => Some(value),
            _ => None,
        });
    let mut seen = false;
    answers.all(|answer| {
        seen = true;
        is_plain(&answer.field_at(&origin.field))
    }) && seen
}

fn is_plain(value: &Value) -> bool {
    const PLAIN: [Cleansing; 2] = [Cleansing::Number, Cleansing::Boolean];
    let origins = value.deep_origins();
    let is_covered = !origins.is_empty()
        && origins.iter().all(|it| it.cleansed.contains_any(&PLAIN) || it.cleansed.is_summed_up());
    value.alternatives().iter().all(|one| {
        matches!(one.shape(), Shape::Number(_) | Shape::Boolean(_) | Shape::Undefined | Shape::Null)
            || one.is_constant()
            || is_covered
    })
}
