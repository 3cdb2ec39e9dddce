//! Variables of a module under the names that others know them by, where modules are required and not imported:
//! `const { sessions } = require('./state')` is that module's `sessions`, and what is put into it is put there.

use std::collections::HashMap;

use crate::graph::{Program, Target};
use crate::ir::{
    Expression, ExpressionId, ExpressionKind, Module, ModuleId, Name, Pattern, Property, PropertyKey,
    RequestId, Statement, StatementKind, VariableId,
};

/// A variable of a module.
type Owned = (ModuleId, VariableId);

/// What required modules hand out of their own variables.
#[derive(Debug, Default)]
pub(super) struct Required {
    /// `const { sessions: known } = require('./state')`
    named: HashMap<Owned, Owned>,
    /// `const state = require('./state')`, by the names of the members.
    whole: HashMap<Owned, HashMap<Name, Owned>>,
}

impl Required {
    pub(super) fn of(program: &Program) -> Self {
        let exports: Vec<Exports> = program.modules.iter().map(Exports::of).collect();
        let mut required = Self::default();
        for id in program.ids() {
            let module = program.module(id);
            for (pattern, request) in declared(module) {
                if let Target::Module(target) = program.target(id, request) {
                    required.add(module, id, pattern, *target, &exports[target.index()]);
                }
            }
        }
        required
    }

    fn add(&mut self, module: &Module, id: ModuleId, pattern: &Pattern, target: ModuleId, exports: &Exports) {
        let is_kept = |variable: &VariableId| !module.variables[variable.index()].reassigned;
        match pattern {
            Pattern::Variable(variable) if is_kept(variable) => {
                if let Some(itself) = exports.itself {
                    self.named.insert((id, *variable), (target, itself));
                } else if !exports.named.is_empty() {
                    let members = exports.named.iter().map(|(name, one)| (name.clone(), (target, *one)));
                    self.whole.insert((id, *variable), members.collect());
                }
            }
            Pattern::Object { properties, .. } => {
                for property in properties {
                    if let (PropertyKey::Name(name), Pattern::Variable(variable)) =
                        (&property.key, &property.pattern)
                        && let Some(owned) = exports.named.get(name).filter(|_| is_kept(variable))
                    {
                        self.named.insert((id, *variable), (target, *owned));
                    }
                }
            }
            _ => {}
        }
    }

    /// The variable that a name stands for.
    pub(super) fn owner(&self, variable: Owned) -> Option<Owned> {
        self.named.get(&variable).copied()
    }

    /// The variable that a member of a required module stands for.
    pub(super) fn member(&self, variable: Owned, name: &str) -> Option<Owned> {
        self.whole.get(&variable)?.get(name).copied()
    }
}

/// Variables of a module's top level that it hands out as they are, and that are never others.
#[derive(Debug, Default)]
struct Exports {
    /// `module.exports = { sessions }`, `exports.sessions = sessions`
    named: HashMap<Name, VariableId>,
    /// `module.exports = sessions`
    itself: Option<VariableId>,
}

impl Exports {
    fn of(module: &Module) -> Self {
        let mut exports = Self::default();
        let Some(body) = module.functions.first().map(|function| &function.body) else { return exports };
        let at = |id: ExpressionId| &module.expressions[id.index()];
        for statement in body {
            let StatementKind::Expression(id) = &statement.kind else { continue };
            let ExpressionKind::Assign { target, value, .. } = &at(*id).kind else { continue };
            let Pattern::Target(target) = target.as_ref() else { continue };
            match assigned(module, at(*target)) {
                Some(Assigned::All) => match &at(*value).kind {
                    ExpressionKind::Object(properties) => exports.take(module, properties),
                    ExpressionKind::Variable(variable) => exports.itself = own(module, *variable),
                    _ => {}
                },
                Some(Assigned::Member(name)) => {
                    if let ExpressionKind::Variable(variable) = &at(*value).kind
                        && let Some(variable) = own(module, *variable)
                    {
                        exports.named.insert(name.clone(), variable);
                    }
                }
                None => {}
            }
        }
        exports
    }

    fn take(&mut self, module: &Module, properties: &[Property]) {
        for property in properties {
            if let Property::Value { key: PropertyKey::Name(name), value } = property
                && let ExpressionKind::Variable(variable) = &module.expressions[value.index()].kind
                && let Some(variable) = own(module, *variable)
            {
                self.named.insert(name.clone(), variable);
            }
        }
    }
}

/// A variable of the module's top level that keeps what it was declared with.
fn own(module: &Module, variable: VariableId) -> Option<VariableId> {
    let declared = &module.variables[variable.index()];
    (declared.function.index() == 0 && !declared.reassigned).then_some(variable)
}

/// What of its exports a module assigns to.
enum Assigned<'m> {
    All,
    Member(&'m Name),
}

fn assigned<'m>(module: &'m Module, target: &'m Expression) -> Option<Assigned<'m>> {
    let ExpressionKind::Member { object, property, .. } = &target.kind else { return None };
    match &module.expressions[object.index()].kind {
        ExpressionKind::Global(name) if name == "module" && property == "exports" => Some(Assigned::All),
        ExpressionKind::Global(name) if name == "exports" => Some(Assigned::Member(property)),
        ExpressionKind::Member { object, property: exports, .. } if exports == "exports" => {
            let of_module = matches!(&module.expressions[object.index()].kind, ExpressionKind::Global(name) if name == "module");
            of_module.then_some(Assigned::Member(property))
        }
        _ => None,
    }
}

/// What a module binds at its top level to what it requires.
fn declared(module: &Module) -> impl Iterator<Item = (&Pattern, RequestId)> {
    let body = module.functions.first().map_or(&[][..], |function| function.body.as_slice());
    body.iter().filter_map(|statement: &Statement| {
        let StatementKind::Declare { pattern, value: Some(value) } = &statement.kind else { return None };
        match &module.expressions[value.index()].kind {
            ExpressionKind::Require(request) => Some((pattern, *request)),
            _ => None,
        }
    })
}
