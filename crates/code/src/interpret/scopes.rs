//! What can be said of a module's variables before anything is run.

use std::collections::BTreeSet;

use crate::ir::{
    Argument, Attribute, ClassId, ExpressionId, ExpressionKind, ForHead, FunctionId, FunctionKind,
    MemberKind, Module, Parameter, Pattern, Property, PropertyKey, Statement, StatementKind, Tag, VariableId,
};

/// Where each variable of a module lives, and what each function writes to.
#[derive(Debug)]
pub(super) struct Scopes {
    /// By variable: its slot among the locals of its function.
    slots: Vec<u32>,
    /// By function: how many locals it has.
    locals: Vec<u32>,
    /// By variable: functions other than its own write to it, or to something in it.
    shared: Vec<bool>,
    /// By function: the class it is a member of.
    classes: Vec<Option<ClassId>>,
    /// By function: the positions of parameters whose objects it writes to.
    written: Vec<Vec<usize>>,
    /// By function: it writes to a field of `this`.
    writes_this: Vec<bool>,
    /// By function: it, or an arrow in it, may look at `this`.
    uses_this: Vec<bool>,
}

/// Methods that change what they are called on.
pub(super) const MUTATORS: &[&str] = &[
    "push", "unshift", "pop", "shift", "splice", "sort", "reverse", "fill", "set", "add", "append", "delete",
    "clear",
];

impl Scopes {
    pub(super) fn of(module: &Module) -> Self {
        let mut locals = vec![0u32; module.functions.len()];
        let slots = module
            .variables
            .iter()
            .map(|variable| {
                let count = &mut locals[variable.function.index()];
                *count += 1;
                *count - 1
            })
            .collect();
        let mut classes = vec![None; module.functions.len()];
        for (index, class) in module.classes.iter().enumerate() {
            let id = ClassId(index as u32);
            let members = class.members.iter().filter_map(|member| match member.kind {
                MemberKind::Method(function)
                | MemberKind::Getter(function)
                | MemberKind::Setter(function)
                | MemberKind::StaticBlock(function) => Some(function),
                MemberKind::Field(initialiser) => initialiser,
            });
            for function in members.chain(class.constructor) {
                classes[function.index()] = Some(id);
            }
        }
        let mut shared: Vec<bool> = vec![false; module.variables.len()];
        let mut written = vec![Vec::new(); module.functions.len()];
        let mut writes_this = vec![false; module.functions.len()];
        let mut uses_this = vec![false; module.functions.len()];
        for (index, function) in module.functions.iter().enumerate() {
            let mut writes = Writes { module, roots: BTreeSet::new(), this: false, mentions_this: false };
            writes.statements(&function.body);
            uses_this[index] =
                writes.mentions_this || function.parameters.iter().any(|one| may_use_this(module, one));
            let id = FunctionId(index as u32);
            for &variable in &writes.roots {
                let declared = &module.variables[variable.index()];
                if declared.captured && declared.function != id {
                    shared[variable.index()] = true;
                }
            }
            written[index] = function
                .parameters
                .iter()
                .enumerate()
                .filter(|(_, parameter)| match &parameter.pattern {
                    Pattern::Variable(variable) => {
                        writes.roots.contains(variable) && !module.variables[variable.index()].reassigned
                    }
                    _ => false,
                })
                .map(|(position, _)| position)
                .collect();
            writes_this[index] = writes.this;
        }
        // Arrows come after what they stand in.
        for (index, function) in module.functions.iter().enumerate().rev() {
            if uses_this[index]
                && function.kind == FunctionKind::Arrow
                && let Some(parent) = function.parent
            {
                uses_this[parent.index()] = true;
            }
        }
        for (index, variable) in module.variables.iter().enumerate() {
            shared[index] |= variable.captured && variable.reassigned;
        }
        Self { slots, locals, shared, classes, written, writes_this, uses_this }
    }

    pub(super) fn slot(&self, variable: VariableId) -> usize {
        self.slots[variable.index()] as usize
    }

    pub(super) fn locals(&self, function: FunctionId) -> usize {
        self.locals[function.index()] as usize
    }

    pub(super) fn is_shared(&self, variable: VariableId) -> bool {
        self.shared[variable.index()]
    }

    pub(super) fn class_of(&self, function: FunctionId) -> Option<ClassId> {
        self.classes[function.index()]
    }

    pub(super) fn written_parameters(&self, function: FunctionId) -> &[usize] {
        &self.written[function.index()]
    }

    pub(super) fn writes_this(&self, function: FunctionId) -> bool {
        self.writes_this[function.index()]
    }

    /// Whether it makes a difference to a function what `this` is.
    pub(super) fn uses_this(&self, function: FunctionId) -> bool {
        self.uses_this[function.index()]
    }
}

/// What a parameter is bound to may be put into a field of `this`, and a default may read one.
fn may_use_this(module: &Module, parameter: &Parameter) -> bool {
    let mut defaults = Writes { module, roots: BTreeSet::new(), this: false, mentions_this: false };
    defaults.pattern(&parameter.pattern, false);
    defaults.mentions_this || parameter.field.is_some()
}

/// Finds the variables at the roots of what a function's own code writes to.
struct Writes<'m> {
    module: &'m Module,
    roots: BTreeSet<VariableId>,
    this: bool,
    /// It may look at `this` at all.
    mentions_this: bool,
}

impl Writes<'_> {
    fn statements(&mut self, statements: &[Statement]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Expression(value)
            | StatementKind::Throw(value)
            | StatementKind::ExportDefault(value)
            | StatementKind::ExportAssign(value) => self.expression(*value),
            StatementKind::Declare { pattern, value } => {
                self.pattern(pattern, false);
                self.optional(*value);
            }
            StatementKind::If { test, then, otherwise } => {
                self.expression(*test);
                self.statements(then);
                self.statements(otherwise);
            }
            StatementKind::Switch { subject, cases } => {
                self.expression(*subject);
                for case in cases {
                    self.optional(case.test);
                    self.statements(&case.body);
                }
            }
            StatementKind::Loop { before, test, body, update, .. } => {
                self.statements(before);
                self.optional(*test);
                self.statements(body);
                self.optional(*update);
            }
            StatementKind::ForEach { each, over, body, .. } => {
                match each {
                    ForHead::Declare(pattern) => self.pattern(pattern, false),
                    ForHead::Assign(pattern) => self.pattern(pattern, true),
                }
                self.expression(*over);
                self.statements(body);
            }
            StatementKind::Return(value) => self.optional(*value),
            StatementKind::Try { body, handler, finalizer } => {
                self.statements(body);
                if let Some((_, handler)) = handler {
                    self.statements(handler);
                }
                self.statements(finalizer);
            }
            StatementKind::Block(body) => self.statements(body),
            StatementKind::Labelled(_, body) => self.statement(body),
            StatementKind::Break(_) | StatementKind::Continue(_) => {}
        }
    }

    fn optional(&mut self, expression: Option<ExpressionId>) {
        if let Some(expression) = expression {
            self.expression(expression);
        }
    }

    fn arguments(&mut self, arguments: &[Argument]) {
        for argument in arguments {
            self.expression(argument.value);
        }
    }

    fn key(&mut self, key: &PropertyKey) {
        if let PropertyKey::Computed(key) = key {
            self.expression(*key);
        }
    }

    fn expression(&mut self, id: ExpressionId) {
        match &self.module.expressions[id.index()].kind {
            ExpressionKind::Template { values, .. }
            | ExpressionKind::Opaque(values)
            | ExpressionKind::Sequence(values) => {
                values.iter().for_each(|&value| self.expression(value));
            }
            ExpressionKind::Tagged { tag, values, .. } => {
                self.expression(*tag);
                values.iter().for_each(|&value| self.expression(value));
            }
            ExpressionKind::Member { object, .. } => self.expression(*object),
            ExpressionKind::Extended { objects, otherwise, .. } => {
                objects.iter().for_each(|&object| self.expression(object));
                self.expression(*otherwise);
            }
            ExpressionKind::Index { object, index, .. } => {
                self.expression(*object);
                self.expression(*index);
            }
            ExpressionKind::Call { callee, arguments, .. } => {
                if let ExpressionKind::Member { object, property, .. } =
                    &self.module.expressions[callee.index()].kind
                {
                    if MUTATORS.contains(&property.as_str()) {
                        self.root(*object);
                    }
                    if property == "assign" {
                        arguments.iter().take(1).for_each(|argument| self.root(argument.value));
                    }
                }
                self.expression(*callee);
                self.arguments(arguments);
            }
            ExpressionKind::New { callee, arguments } => {
                self.expression(*callee);
                self.arguments(arguments);
            }
            ExpressionKind::Array(elements) => self.arguments(elements),
            ExpressionKind::Object(properties) => {
                for property in properties {
                    match property {
                        Property::Value { key, value } => {
                            self.key(key);
                            self.expression(*value);
                        }
                        Property::Spread(value) => self.expression(*value),
                        Property::Getter { key, .. } | Property::Setter { key, .. } => self.key(key),
                    }
                }
            }
            ExpressionKind::Assign { target, value, .. } => {
                self.pattern(target, true);
                self.expression(*value);
            }
            ExpressionKind::Update(target) => self.pattern(target, true),
            ExpressionKind::Unary { operand: value, .. }
            | ExpressionKind::Await(value)
            | ExpressionKind::ComputedImport(value) => self.expression(*value),
            ExpressionKind::Delete(value) => {
                self.root(*value);
                self.expression(*value);
            }
            ExpressionKind::Binary { left, right, .. } | ExpressionKind::Logical { left, right, .. } => {
                self.expression(*left);
                self.expression(*right);
            }
            ExpressionKind::Conditional { test, then, otherwise } => {
                self.expression(*test);
                self.expression(*then);
                self.expression(*otherwise);
            }
            ExpressionKind::Yield(value) => self.optional(*value),
            ExpressionKind::Element { tag, attributes, children } => {
                if let Tag::Component(component) = tag {
                    self.expression(*component);
                }
                for attribute in attributes {
                    match attribute {
                        Attribute::Named(_, value) | Attribute::Spread(value) => self.expression(*value),
                    }
                }
                children.iter().for_each(|&child| self.expression(child));
            }
            // What a class extends and how its members are named is said where it stands.
            ExpressionKind::This | ExpressionKind::Super | ExpressionKind::Class(_) => {
                self.mentions_this = true;
            }
            _ => {}
        }
    }

    fn pattern(&mut self, pattern: &Pattern, assigned: bool) {
        match pattern {
            Pattern::Variable(_) => {}
            Pattern::Target(target) => {
                if assigned {
                    self.root(*target);
                }
                self.expression(*target);
            }
            Pattern::Object { properties, rest } => {
                for property in properties {
                    self.key(&property.key);
                    self.pattern(&property.pattern, assigned);
                }
                if let Some(rest) = rest {
                    self.pattern(rest, assigned);
                }
            }
            Pattern::Array { elements, rest } => {
                elements.iter().flatten().for_each(|element| self.pattern(element, assigned));
                if let Some(rest) = rest {
                    self.pattern(rest, assigned);
                }
            }
            Pattern::Default { pattern, value } => {
                self.pattern(pattern, assigned);
                self.expression(*value);
            }
        }
    }

    fn root(&mut self, mut id: ExpressionId) {
        loop {
            match &self.module.expressions[id.index()].kind {
                ExpressionKind::Variable(variable) => {
                    self.roots.insert(*variable);
                    return;
                }
                ExpressionKind::This => {
                    self.this = true;
                    return;
                }
                ExpressionKind::Member { object, .. } | ExpressionKind::Index { object, .. } => id = *object,
                ExpressionKind::Extended { otherwise, .. } => id = *otherwise,
                _ => return,
            }
        }
    }
}
