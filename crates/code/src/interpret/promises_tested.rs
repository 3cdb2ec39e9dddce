//! Tests of a promise that nobody waited for: `if (!mayEdit(key)) return;` with an `async` function never returns.

use std::collections::BTreeSet;

use crate::hash::HashSet;
use crate::ir::{
    ExpressionId, ExpressionKind, Language, Module, Name, Pattern, Statement, StatementKind, UnaryOperator,
    VariableId,
};
use crate::value::Value;

use super::flow::Frame;
use super::{Interpreter, objects};

impl<'p> Interpreter<'p> {
    /// What a call gives where its promise itself is tested: something that is always there, and proves nothing.
    pub(super) fn as_tested(&mut self, frame: &Frame<'p>, id: ExpressionId, value: Value) -> Value {
        if frame.ir.language != Language::JavaScript {
            return value;
        }
        let tested = self.promises_tested.entry(frame.module).or_insert_with(|| calls_tested(frame.ir));
        if !tested.contains(&id) {
            return value;
        }
        let is_async = frame.last_call.is_some_and(|(call, summary)| {
            let summary = &self.summaries[summary.index()];
            let called = &self.program.module(summary.module).functions[summary.function.index()];
            call == id && called.is_async
        });
        let span = frame.ir.expressions[id.index()].span;
        let written = frame.ir.text.as_str().get(span.start..span.end).unwrap_or_default();
        if is_async || written.starts_with("authorize()") {
            return objects::of_fields::<Name>([]).and_origins(&value.origins);
        }
        value
    }
}

/// Calls that stand in a test as they are, or whose value is kept in a variable that is tested and used for nothing else.
fn calls_tested(module: &Module) -> HashSet<ExpressionId> {
    let mut tests: BTreeSet<ExpressionId> = BTreeSet::new();
    let mut declared: Vec<(VariableId, ExpressionId)> = Vec::new();
    for function in &module.functions {
        statements(&function.body, &mut |statement| match &statement.kind {
            StatementKind::If { test, .. } => {
                tests.insert(*test);
            }
            StatementKind::Declare { pattern: Pattern::Variable(variable), value: Some(value) } => {
                declared.push((*variable, *value));
            }
            _ => {}
        });
    }
    for expression in &module.expressions {
        match expression.kind {
            ExpressionKind::Conditional { test, .. } => {
                tests.insert(test);
            }
            ExpressionKind::Unary { operator: UnaryOperator::Not, operand } => {
                tests.insert(operand);
            }
            _ => {}
        }
    }
    // What stands on the left of `a && b` is a test, and on the right where the whole is one.
    for (index, expression) in module.expressions.iter().enumerate().rev() {
        if let ExpressionKind::Logical { left, right, .. } = expression.kind
            && tests.contains(&ExpressionId(index as u32))
        {
            tests.extend([left, right]);
        }
    }
    let is_call =
        |id: &ExpressionId| matches!(module.expressions[id.index()].kind, ExpressionKind::Call { .. });
    let used_elsewhere: BTreeSet<VariableId> = module
        .expressions
        .iter()
        .enumerate()
        .filter_map(|(index, expression)| match expression.kind {
            ExpressionKind::Variable(variable) if !tests.contains(&ExpressionId(index as u32)) => {
                Some(variable)
            }
            _ => None,
        })
        .collect();
    let variable_of = |id: &ExpressionId| match module.expressions[id.index()].kind {
        ExpressionKind::Variable(variable) => Some(variable),
        _ => None,
    };
    let tested: BTreeSet<VariableId> = tests.iter().filter_map(variable_of).collect();
    let kept = declared
        .iter()
        .filter(|(variable, _)| tested.contains(variable) && !used_elsewhere.contains(variable));
    let kept = kept.map(|(_, value)| *value);
    tests.iter().copied().chain(kept).filter(is_call).collect()
}

fn statements(all: &[Statement], see: &mut impl FnMut(&Statement)) {
    for statement in all {
        see(statement);
        match &statement.kind {
            StatementKind::If { then, otherwise, .. } => {
                statements(then, see);
                statements(otherwise, see);
            }
            StatementKind::Switch { cases, .. } => cases.iter().for_each(|case| statements(&case.body, see)),
            StatementKind::Loop { before, body, .. } => {
                statements(before, see);
                statements(body, see);
            }
            StatementKind::ForEach { body, .. } | StatementKind::Block(body) => statements(body, see),
            StatementKind::Try { body, handler, finalizer } => {
                statements(body, see);
                if let Some((_, handler)) = handler {
                    statements(handler, see);
                }
                statements(finalizer, see);
            }
            StatementKind::Labelled(_, body) => statements(std::slice::from_ref(body), see),
            _ => {}
        }
    }
}
