//! Variables of a server that serve it as a store: what callers send is kept there, and others are answered with it.

use std::collections::BTreeSet;

use assay_code::{
    Analysis, Assign, Entry, Event, Invocation, Shape, Site, Source, Target, Value, ir::Name, model::Part,
};

use super::{module_state, sink::is_sure, tenancy};
use crate::Case;

/// The variables in which a server keeps what callers send.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    variables: BTreeSet<(Name, Site)>,
    /// Some route answers with it.
    is_told: bool,
}

impl Kept {
    /// Those of an app.
    pub(crate) fn of<'a>(case: &Case<'a>) -> &'a Self {
        case.gathered.kept_in_memory.get_or_init(|| Self::gather(case.code))
    }

    fn gather(code: &Analysis) -> Self {
        let mut kept = Self::default();
        for (event, _) in tenancy::on_servers(code) {
            let assay_code::Action::Assign(assign) = &event.action else { continue };
            if module_state::outlives(&assign.target) && holds_a_body(&assign.value) {
                kept.variables.extend(variable(&assign.target));
            }
        }
        kept.is_told = tenancy::on_servers(code).any(|(event, entry)| kept.answers(entry, event));
        kept
    }

    /// Whether a route answers with what somebody else sent: nobody sends a body with a `GET`.
    pub(crate) fn answers(&self, entry: &Entry, event: &Event) -> bool {
        if self.variables.is_empty()
            || entry.invocation == Invocation::View
            || !entry.name.starts_with("GET ")
        {
            return false;
        }
        use assay_code::{
            Action,
            model::{Effect, Role},
        };
        match &event.action {
            Action::Respond(value) => holds_a_body(value),
            Action::Call(call) if call.effect() == Some(Effect::Respond) => {
                holds_a_body(&call.role(Role::Value))
            }
            _ => false,
        }
    }

    /// Whether a write changes such a variable, of which a route tells others.
    pub(crate) fn changes(&self, assign: &Assign) -> bool {
        self.is_told && variable(&assign.target).is_some_and(|variable| self.variables.contains(&variable))
    }
}

fn variable(target: &Target) -> Option<(Name, Site)> {
    match target {
        Target::ModuleVariable { name, declared, .. } => Some((name.clone(), *declared)),
        Target::ClassStatic { field, declared, .. } | Target::SingletonField { field, declared, .. } => {
            Some((field.clone(), *declared))
        }
        Target::External(_) | Target::Computed => None,
    }
}

/// Something that came with the body of a request, and not only its size.
fn holds_a_body(value: &Value) -> bool {
    let is_data = !matches!(value.shape(), Shape::Function(_) | Shape::External(_) | Shape::Class(_));
    is_data
        && value.deep_origins().iter().any(|origin| {
            matches!(origin.source, Source::Caller(Part::Body | Part::Form))
                && is_sure(origin)
                && !origin.cleansed.is_summed_up()
        })
}
