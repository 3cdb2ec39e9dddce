//! Go's loops and choices.

use assay_code::ir::{
    Case, ExpressionKind, ForHead, LogicalOperator, Pattern, Statement, StatementKind, VariableKind,
};
use tree_sitter::Node;

use super::Go;
use crate::{
    lowering::{Lowering, child_of, named, statement},
    span,
};

impl Go<'_> {
    pub(super) fn repeat(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        self.builder.open_scope(false);
        let head = named(node).into_iter().find(|child| child.kind() != "block");
        let block = node.child_by_field_name("body");
        match head {
            Some(range) if range.kind() == "range_clause" => {
                let over = self.field(range, "right");
                let left = range.child_by_field_name("left").map(named).unwrap_or_default();
                let mut patterns = Vec::new();
                for target in left {
                    let name = self.text(target);
                    patterns.push((name != "_" && target.kind() == "identifier").then(|| {
                        Pattern::Variable(self.builder.declare(name, span(target), VariableKind::Mutable))
                    }));
                }
                let mut body = Vec::new();
                if let Some(Some(key)) = patterns.first().filter(|_| patterns.len() == 2) {
                    let value = Some(self.made(range, ExpressionKind::Opaque(vec![over])));
                    body.push(statement(range, StatementKind::Declare { pattern: key.clone(), value }));
                }
                body.extend(self.scoped(block));
                let hidden = self.hidden(range);
                let each = patterns.pop().flatten().unwrap_or(hidden);
                let each = ForHead::Declare(each);
                into.push(statement(node, StatementKind::ForEach { each, over, keys: false, body }));
            }
            Some(clause) if clause.kind() == "for_clause" => {
                let mut before = Vec::new();
                if let Some(first) = clause.child_by_field_name("initializer") {
                    self.statement(first, &mut before);
                }
                let test = clause.child_by_field_name("condition").map(|test| self.expression(test));
                let mut body = self.scoped(block);
                if let Some(update) = clause.child_by_field_name("update") {
                    self.statement(update, &mut body);
                }
                into.push(statement(
                    node,
                    StatementKind::Loop { before, test, body, update: None, body_first: false },
                ));
            }
            test => {
                let test = test.map(|test| self.expression(test));
                let body = self.scoped(block);
                let before = Vec::new();
                into.push(statement(
                    node,
                    StatementKind::Loop { before, test, body, update: None, body_first: false },
                ));
            }
        }
        self.builder.close_scope();
    }

    pub(super) fn hidden(&mut self, node: Node<'_>) -> Pattern {
        self.temporary += 1;
        let name = format!("<temporary {}>", self.temporary);
        Pattern::Variable(self.builder.declare(&name, span(node), VariableKind::Mutable))
    }

    /// Without a value its cases are tests, one after the other.
    pub(super) fn switch(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        self.builder.open_scope(false);
        if let Some(first) = node.child_by_field_name("initializer") {
            self.statement(first, into);
        }
        let subject = node.child_by_field_name("value").map(|value| self.expression(value));
        let mut lowered = Vec::new();
        for case in named(node) {
            if !matches!(case.kind(), "expression_case" | "default_case") {
                continue;
            }
            let tests = case.child_by_field_name("value").map(|list| self.children(list));
            let body = child_of(case, "statement_list");
            lowered.push((case, tests.unwrap_or_default(), self.scoped(body)));
        }
        self.builder.close_scope();
        let Some(subject) = subject else {
            let mut otherwise = Vec::new();
            if let Some(at) = lowered.iter().position(|(case, ..)| case.kind() == "default_case") {
                otherwise = lowered.remove(at).2;
            }
            for (case, tests, then) in lowered.into_iter().rev() {
                let operator = LogicalOperator::Or;
                let mut tests = tests.into_iter();
                let Some(first) = tests.next() else { continue };
                let test = tests.fold(first, |left, right| {
                    self.made(case, ExpressionKind::Logical { operator, left, right })
                });
                otherwise = vec![statement(case, StatementKind::If { test, then, otherwise })];
            }
            into.extend(otherwise);
            return;
        };
        let mut cases = Vec::new();
        for (case, mut tests, mut body) in lowered {
            body.push(statement(case, StatementKind::Break(None)));
            let last = tests.pop();
            cases.extend(tests.into_iter().map(|test| Case { test: Some(test), body: Vec::new() }));
            cases.push(Case { test: last, body });
        }
        into.push(statement(node, StatementKind::Switch { subject, cases }));
    }

    /// Each case may run.
    pub(super) fn any_of(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let subject = node.child_by_field_name("value").map(|value| self.expression(value));
        for case in named(node) {
            if !matches!(case.kind(), "type_case" | "communication_case" | "default_case") {
                continue;
            }
            self.builder.open_scope(false);
            let mut then = Vec::new();
            for alias in node.child_by_field_name("alias").map(named).unwrap_or_default() {
                let variable = self.builder.declare(self.text(alias), span(alias), VariableKind::Mutable);
                let pattern = Pattern::Variable(variable);
                then.push(statement(alias, StatementKind::Declare { pattern, value: subject }));
            }
            if let Some(received) = case.child_by_field_name("communication") {
                match received.kind() {
                    "receive_statement" => {
                        let value = self.field(received, "right");
                        for target in received.child_by_field_name("left").map(named).unwrap_or_default() {
                            let name = self.text(target);
                            let variable = self.builder.declare(name, span(target), VariableKind::Mutable);
                            let pattern = Pattern::Variable(variable);
                            then.push(statement(
                                received,
                                StatementKind::Declare { pattern, value: Some(value) },
                            ));
                        }
                    }
                    _ => self.statement(received, &mut then),
                }
            }
            if let Some(list) = child_of(case, "statement_list") {
                self.statement(list, &mut then);
            }
            self.builder.close_scope();
            let test = self.made(case, ExpressionKind::Opaque(Vec::new()));
            into.push(statement(case, StatementKind::If { test, then, otherwise: Vec::new() }));
        }
    }
}
