//! Calls whose promise nobody waits for.
//!
//! Read off the text, since what is never looked at leaves no trace in values: a call that stands as a statement of its
//! own, what a chain of `then` begins with, what a `Promise.all` nobody waits for is given, the callback of a `forEach`,
//! a timer. Whether what is called works on after it has answered is for the reader of the events below it to say.

use std::collections::BTreeSet;

use crate::graph::Program;
use crate::ir::{
    Argument, ExpressionId, ExpressionKind, FunctionId, Module, ModuleId, Statement, StatementKind,
};
use crate::site::Site;

/// The sites of all such calls of a program.
pub(crate) fn calls(program: &Program) -> BTreeSet<Site> {
    let mut found = BTreeSet::new();
    for id in program.ids() {
        let module = program.module(id);
        let mut reader = Reader { id, module, found: &mut found };
        let executors = reader.expressions();
        for (index, function) in module.functions.iter().enumerate() {
            // What makes a promise says itself when it is done.
            if !executors.contains(&FunctionId(index as u32)) {
                reader.statements(&function.body);
            }
        }
    }
    found
}

struct Reader<'a> {
    id: ModuleId,
    module: &'a Module,
    found: &'a mut BTreeSet<Site>,
}

impl Reader<'_> {
    /// Notes every `forEach` with an `async` callback; gives the functions that promises are made with.
    fn expressions(&mut self) -> BTreeSet<FunctionId> {
        let mut executors = BTreeSet::new();
        for (index, expression) in self.module.expressions.iter().enumerate() {
            match &expression.kind {
                ExpressionKind::New { callee, arguments } if self.is_global(*callee, "Promise") => {
                    executors.extend(arguments.first().and_then(|first| self.function(first.value)));
                }
                ExpressionKind::Call { callee, arguments, .. } => {
                    let given = arguments.first().and_then(|first| self.function(first.value));
                    let is_async = |id: FunctionId| self.module.functions[id.index()].is_async;
                    if self.method(*callee).is_some_and(|(_, name)| name == "forEach")
                        && given.is_some_and(is_async)
                    {
                        self.note(ExpressionId(index as u32));
                    }
                }
                _ => {}
            }
        }
        executors
    }

    fn statements(&mut self, statements: &[Statement]) {
        for statement in statements {
            match &statement.kind {
                StatementKind::Expression(expression) => self.dropped(*expression),
                // A timer's handle is kept to stop it, not to wait for it.
                StatementKind::Declare { value: Some(value), .. } if self.is_timer(*value) => {
                    self.note(*value);
                }
                StatementKind::If { then, otherwise, .. } => {
                    self.statements(then);
                    self.statements(otherwise);
                }
                StatementKind::Switch { cases, .. } => {
                    cases.iter().for_each(|case| self.statements(&case.body));
                }
                StatementKind::Loop { before, body, .. } => {
                    self.statements(before);
                    self.statements(body);
                }
                StatementKind::ForEach { body, .. } | StatementKind::Block(body) => self.statements(body),
                StatementKind::Try { body, handler, finalizer } => {
                    self.statements(body);
                    if let Some((_, handler)) = handler {
                        self.statements(handler);
                    }
                    self.statements(finalizer);
                }
                StatementKind::Labelled(_, body) => self.statements(std::slice::from_ref(body)),
                _ => {}
            }
        }
    }

    /// An expression whose value is dropped.
    fn dropped(&mut self, id: ExpressionId) {
        match &self.module.expressions[id.index()].kind {
            ExpressionKind::Call { callee, arguments, .. } => {
                if self.is_hook(*callee) || self.is_loop(*callee, arguments) {
                    return;
                }
                self.note(id);
                let Some((object, name)) = self.method(*callee) else { return };
                if matches!(name, "then" | "catch" | "finally") {
                    self.dropped(object);
                } else if self.is_global(object, "Promise") {
                    self.elements(arguments);
                }
            }
            ExpressionKind::Unary { operand, .. } => self.dropped(*operand),
            ExpressionKind::Logical { right, .. } => self.dropped(*right),
            ExpressionKind::Conditional { then, otherwise, .. } => {
                self.dropped(*then);
                self.dropped(*otherwise);
            }
            ExpressionKind::Sequence(all) => all.iter().for_each(|one| self.dropped(*one)),
            _ => {}
        }
    }

    /// What a `Promise.all` that nobody waits for is given.
    fn elements(&mut self, arguments: &[Argument]) {
        for argument in arguments {
            match &self.module.expressions[argument.value.index()].kind {
                ExpressionKind::Array(elements) => {
                    elements.iter().for_each(|element| self.dropped(element.value));
                }
                _ => self.dropped(argument.value),
            }
        }
    }

    fn note(&mut self, id: ExpressionId) {
        self.found.insert(Site::new(self.id, self.module.expressions[id.index()].span));
    }

    /// `object.name`
    fn method(&self, callee: ExpressionId) -> Option<(ExpressionId, &str)> {
        match &self.module.expressions[callee.index()].kind {
            ExpressionKind::Member { object, property, .. } => Some((*object, property)),
            _ => None,
        }
    }

    fn function(&self, id: ExpressionId) -> Option<FunctionId> {
        match &self.module.expressions[id.index()].kind {
            ExpressionKind::Function(function) => Some(*function),
            _ => None,
        }
    }

    fn is_global(&self, id: ExpressionId, wanted: &str) -> bool {
        matches!(&self.module.expressions[id.index()].kind, ExpressionKind::Global(name) if name == wanted)
    }

    fn is_timer(&self, id: ExpressionId) -> bool {
        let ExpressionKind::Call { callee, .. } = &self.module.expressions[id.index()].kind else {
            return false;
        };
        ["setTimeout", "setInterval", "setImmediate"].iter().any(|timer| self.is_global(*callee, timer))
    }

    /// `list.forEach((one) => { … })`: over when it comes back, but for what its statements leave behind themselves.
    fn is_loop(&self, callee: ExpressionId, arguments: &[Argument]) -> bool {
        const LOOPS: [&str; 9] =
            ["forEach", "map", "filter", "reduce", "some", "every", "sort", "find", "flatMap"];
        let is_loop = self.method(callee).is_some_and(|(_, name)| LOOPS.contains(&name));
        let given = arguments.first().and_then(|first| self.function(first.value));
        is_loop
            && given.is_some_and(|id| {
                let function = &self.module.functions[id.index()];
                let answers = function
                    .body
                    .iter()
                    .any(|statement| matches!(statement.kind, StatementKind::Return(Some(_))));
                !function.is_async && !answers
            })
    }

    /// `useEffect(async () => …)`: the framework waits.
    fn is_hook(&self, callee: ExpressionId) -> bool {
        let name = match &self.module.expressions[callee.index()].kind {
            ExpressionKind::Variable(variable) => &self.module.variables[variable.index()].name,
            ExpressionKind::Member { property, .. } | ExpressionKind::Global(property) => property,
            _ => return false,
        };
        name.strip_prefix("use")
            .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()))
    }
}
