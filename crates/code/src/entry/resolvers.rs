//! Functions defined with a resolver.

use assay_source::Place;

use super::{
    Loaded, Resolution,
    loaded::{externals, is_object, may_be_called},
};
use crate::{
    event::Call,
    ir::Name,
    model::{Effect, Role},
    value::{Shape, Value},
};

/// A function that a front end can invoke by its name.
pub(super) struct Definition {
    /// The name; `*` where it is computed.
    pub(super) name: Name,
    /// Where it is defined.
    pub(super) declared_at: Option<Place>,
    /// What runs.
    pub(super) handlers: Vec<Value>,
    pub(super) resolution: Resolution,
}

/// True where a value is what a resolver hands to the platform.
pub(super) fn is_resolver(value: &Value) -> bool {
    externals(value).any(|external| external.path.starts_with("@forge/resolver:"))
}

/// Everything defined with the resolver, or resolvers, that a handler is.
pub(super) fn definitions(loaded: &Loaded<'_>, handler: &Value) -> Vec<Definition> {
    let mut found = Vec::new();
    for external in externals(handler).filter(|external| external.path.starts_with("@forge/resolver:")) {
        // `makeResolver({name: function})`
        for table in external.made_with.iter() {
            found.extend(of_table(table));
        }
        let Some(object) = external.object else { continue };
        let calls = loaded.calls_with(Effect::ResolverDefine).map(|(_, call)| call);
        for call in calls.filter(|call| is_object(&call.receiver, object)) {
            found.extend(of_call(loaded, call));
        }
        for (_, call) in loaded.calls_with(Effect::ResolverDefinitions) {
            if external.made_at == Some(call.site) {
                found.extend(call.role_all(Role::Handler).iter().flat_map(of_table));
            }
        }
    }
    // One name defined twice at one place is one definition, seen in two ways.
    found.sort_by(|a, b| (&a.name, &a.declared_at).cmp(&(&b.name, &b.declared_at)));
    found.dedup_by(|later, first| {
        let same = (&later.name, &later.declared_at) == (&first.name, &first.declared_at);
        if same {
            first.handlers = vec![Value::join_all(first.handlers.drain(..).chain(later.handlers.drain(..)))];
        }
        same
    });
    found
}

fn of_table(table: &Value) -> Vec<Definition> {
    let functions = table.fields().into_iter().filter(|(_, value)| may_be_called(value));
    functions.map(|(name, value)| definition(name, None, value)).collect()
}

/// `define(name, function)`, where either may be one of several: a loop over a table defines all at one place.
fn of_call(loaded: &Loaded<'_>, call: &Call) -> Vec<Definition> {
    let place = Some(loaded.place(call.site));
    let handler = call.role(Role::Handler);
    let name = call.role(Role::Name);
    let names: Vec<Name> = name.constants().map(Name::from).collect();
    match names.as_slice() {
        [] => {
            let shown = name.as_text().map_or_else(|| "*".to_owned(), |text| text.template());
            let mut definition = definition(shown.into(), place, handler);
            if definition.resolution == Resolution::Resolved {
                definition.resolution = Resolution::partly("its name is computed");
            }
            vec![definition]
        }
        names => names.iter().map(|name| definition(name.clone(), place.clone(), handler.clone())).collect(),
    }
}

fn definition(name: Name, declared_at: Option<Place>, handler: Value) -> Definition {
    let functions = handler.alternatives().iter().filter(|value| may_be_called(value)).count();
    let resolution = match (functions, handler.shape()) {
        (0, _) => Resolution::unresolved("what is defined is not known to be a function"),
        (_, Shape::Union(all)) if all.len() > functions => {
            Resolution::partly("what is defined may be several things")
        }
        _ => Resolution::Resolved,
    };
    Definition { name, declared_at, handlers: vec![handler], resolution }
}
