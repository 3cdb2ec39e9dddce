//! What gives a value and is no expression elsewhere, put where the value goes.

use assay_code::ir::{
    BinaryOperator, ExpressionKind, Pattern, Statement, StatementKind, UnaryOperator, VariableId,
    VariableKind,
};
use tree_sitter::Node;

use super::{Kotlin, call::call_of};
use crate::{
    lowering::{Handler, Lowering, child_of, fields, named, returned, statement},
    span,
};

/// Where a value goes.
#[derive(Clone, Copy)]
pub(super) enum Sink {
    Discard,
    Return,
    Assign(VariableId),
}

impl Kotlin<'_> {
    /// True for what is lowered to statements where it has to give a value.
    pub(super) fn branches(&self, node: Node<'_>) -> bool {
        let node = inner(node);
        matches!(node.kind(), "if_expression" | "when_expression" | "try_expression")
            || otherwise_jumps(node).is_some()
    }

    /// Runs an expression or statement, and puts its value where it goes.
    pub(super) fn run(&mut self, node: Node<'_>, sink: Sink, into: &mut Vec<Statement>) {
        let mut lowered = Vec::new();
        self.deeper(|kotlin| kotlin.run_here(inner(node), sink, &mut lowered));
        into.append(&mut lowered);
    }

    fn run_here(&mut self, node: Node<'_>, sink: Sink, into: &mut Vec<Statement>) {
        match node.kind() {
            "if_expression" => self.choice(node, sink, into),
            "when_expression" => self.when(node, sink, into),
            "try_expression" => self.attempt(node, sink, into),
            "block" => self.statements(&named(node), sink, into),
            "identifier" if self.text(node) == "break" => {
                into.push(statement(node, StatementKind::Break(None)))
            }
            "identifier" if self.text(node) == "continue" => {
                into.push(statement(node, StatementKind::Continue(None)));
            }
            "return_expression"
            | "throw_expression"
            | "assignment"
            | "property_declaration"
            | "for_statement"
            | "while_statement"
            | "do_while_statement"
            | "function_declaration"
            | "class_declaration"
            | "object_declaration"
            | "type_alias" => self.statement_here(node, into),
            _ => match otherwise_jumps(node) {
                Some((value, jump)) => self.or_jump(node, value, jump, sink, into),
                None if matches!(sink, Sink::Discard) && self.demand(node, into) => {}
                None => {
                    let value = self.expression(node);
                    self.put(node, value, sink, into);
                }
            },
        }
    }

    /// Statements in order, of which the last gives the value.
    pub(super) fn statements(&mut self, children: &[Node<'_>], sink: Sink, into: &mut Vec<Statement>) {
        let last = children.len().saturating_sub(1);
        for (position, child) in children.iter().enumerate() {
            self.run(*child, if position == last { sink } else { Sink::Discard }, into);
        }
    }

    fn put(
        &mut self,
        node: Node<'_>,
        value: assay_code::ir::ExpressionId,
        sink: Sink,
        into: &mut Vec<Statement>,
    ) {
        into.push(match sink {
            Sink::Discard => statement(node, StatementKind::Expression(value)),
            Sink::Return => returned(node, Some(value)),
            Sink::Assign(variable) => {
                self.builder.module().variables[variable.index()].reassigned = true;
                let target = Box::new(Pattern::Variable(variable));
                let kind = ExpressionKind::Assign { target, value, operator: None, logical: None };
                let value = self.made(node, kind);
                statement(node, StatementKind::Expression(value))
            }
        });
    }

    /// `value ?: return`: on from here there is a value.
    fn or_jump(
        &mut self,
        node: Node<'_>,
        value: Node<'_>,
        jump: Node<'_>,
        sink: Sink,
        into: &mut Vec<Statement>,
    ) {
        let hidden = self.hidden(node);
        self.run(value, Sink::Assign(hidden), into);
        let (left, right) =
            (self.made(node, ExpressionKind::Variable(hidden)), self.made(node, ExpressionKind::Null));
        let test =
            self.made(node, ExpressionKind::Binary { operator: BinaryOperator::LooseEqual, left, right });
        let then = self.scoped(jump, Sink::Discard);
        into.push(statement(node, StatementKind::If { test, then, otherwise: Vec::new() }));
        if matches!(sink, Sink::Assign(variable) if variable == hidden) {
            return;
        }
        let value = self.made(node, ExpressionKind::Variable(hidden));
        self.put(node, value, sink, into);
    }

    fn choice(&mut self, node: Node<'_>, sink: Sink, into: &mut Vec<Statement>) {
        let test = self.field(node, "condition");
        let (then, otherwise) = branches_of(node);
        let then = then.map(|branch| self.scoped(branch, sink)).unwrap_or_default();
        let otherwise = otherwise.map(|branch| self.scoped(branch, sink)).unwrap_or_default();
        into.push(statement(node, StatementKind::If { test, then, otherwise }));
    }

    fn when(&mut self, node: Node<'_>, sink: Sink, into: &mut Vec<Statement>) {
        let subject = child_of(node, "when_subject").and_then(|it| {
            let name = child_of(it, "variable_declaration");
            Some((
                it,
                name,
                named(it).into_iter().rfind(|child| Some(*child) != name && child.kind() != "annotation")?,
            ))
        });
        let subject = subject.map(|(at, name, value)| {
            let hidden = self.hidden(at);
            self.run(value, Sink::Assign(hidden), into);
            if let Some(name) = name {
                let value = Some(self.made(at, ExpressionKind::Variable(hidden)));
                let pattern = self.declared(name);
                into.push(statement(at, StatementKind::Declare { pattern, value }));
            }
            hidden
        });
        let entries = named(node).into_iter().filter(|it| it.kind() == "when_entry");
        let mut rest: Vec<Statement> = Vec::new();
        let lowered: Vec<_> = entries
            .map(|entry| {
                let conditions = fields(entry, "condition");
                let tests: Vec<_> = conditions.iter().map(|it| self.tested(*it, subject)).collect();
                let operator = assay_code::ir::LogicalOperator::Or;
                let test = tests.into_iter().reduce(|left, right| {
                    self.made(entry, ExpressionKind::Logical { operator, left, right })
                });
                let body = named(entry).into_iter().rfind(|it| !conditions.contains(it));
                (entry, test, body.map(|body| self.scoped(body, sink)).unwrap_or_default())
            })
            .collect();
        for (entry, test, then) in lowered.into_iter().rev() {
            rest = match test {
                Some(test) => vec![statement(entry, StatementKind::If { test, then, otherwise: rest })],
                None => then,
            };
        }
        into.append(&mut rest);
    }

    /// What an entry of `when` asks.
    pub(super) fn tested(
        &mut self,
        condition: Node<'_>,
        subject: Option<VariableId>,
    ) -> assay_code::ir::ExpressionId {
        let Some(subject) = subject else { return self.expression(condition) };
        let left = self.made(condition, ExpressionKind::Variable(subject));
        let is_negated = self.text(condition).starts_with('!');
        let test = match condition.kind() {
            "type_test" => {
                let right = condition.named_child(0).map(|it| self.type_expression(it));
                let Some(right) = right else { return left };
                self.made(
                    condition,
                    ExpressionKind::Binary { operator: BinaryOperator::InstanceOf, left, right },
                )
            }
            "range_test" => {
                let Some(range) = condition.named_child(0) else { return left };
                let kind = self.among(condition, left, range);
                self.made(condition, kind)
            }
            _ => {
                let right = self.expression(condition);
                let kind = self.infix("==", left, right);
                return self.made(condition, kind);
            }
        };
        match is_negated {
            true => {
                self.made(condition, ExpressionKind::Unary { operator: UnaryOperator::Not, operand: test })
            }
            false => test,
        }
    }

    fn attempt(&mut self, node: Node<'_>, sink: Sink, into: &mut Vec<Statement>) {
        let body = child_of(node, "block").map(|block| self.scoped(block, sink)).unwrap_or_default();
        let finalizer = child_of(node, "finally_block").and_then(|it| child_of(it, "block"));
        let mut handler: Option<Handler> = None;
        for clause in named(node).into_iter().filter(|it| it.kind() == "catch_block").rev() {
            self.builder.open_scope(false);
            let caught = child_of(clause, "identifier").map(|name| {
                Pattern::Variable(self.builder.declare(self.text(name), span(name), VariableKind::Caught))
            });
            let lowered = child_of(clause, "block").map(|block| self.scoped(block, sink)).unwrap_or_default();
            self.builder.close_scope();
            handler = Some(self.or_caught(clause, (caught, lowered), handler));
        }
        let finalizer = finalizer.map(|block| self.scoped(block, Sink::Discard)).unwrap_or_default();
        into.push(statement(node, StatementKind::Try { body, handler, finalizer }));
    }

    /// `require(test)`, `check(test)` and `error("…")` throw.
    fn demand(&mut self, node: Node<'_>, into: &mut Vec<Statement>) -> bool {
        let called = if node.kind() == "call_expression" { call_of(node) } else { None };
        let Some((callee, list, _)) = called.filter(|(callee, ..)| callee.kind() == "identifier") else {
            return false;
        };
        let name = self.text(callee);
        let first = list.and_then(|list| list.named_child(0)).and_then(|it| named(it).last().copied());
        let Some(first) = first.filter(|_| self.builder.lookup(name).is_none()) else { return false };
        let value = |kotlin: &mut Self| kotlin.expression(first);
        match name {
            "error" => {
                let value = value(self);
                into.push(statement(node, StatementKind::Throw(value)));
            }
            "require" | "check" | "requireNotNull" | "checkNotNull" => {
                let operand = value(self);
                let operator = UnaryOperator::Not;
                let test = self.made(node, ExpressionKind::Unary { operator, operand });
                let thrown = self.opaque(node, Vec::new());
                let then = vec![statement(node, StatementKind::Throw(thrown))];
                into.push(statement(node, StatementKind::If { test, then, otherwise: Vec::new() }));
            }
            _ => return false,
        }
        true
    }
}

/// Without parentheses, labels and annotations around it.
pub(super) fn inner(node: Node<'_>) -> Node<'_> {
    let mut node = node;
    while let ("parenthesized_expression" | "annotated_expression" | "labeled_expression", Some(inside)) =
        (node.kind(), named(node).last().copied())
    {
        node = inside;
    }
    node
}

/// `value ?: return …`, `value ?: throw …`
fn otherwise_jumps(node: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
    let is_elvis = node.kind() == "binary_expression"
        && node.child_by_field_name("operator").is_some_and(|operator| operator.kind() == "?:");
    let (left, right) = (node.child_by_field_name("left")?, node.child_by_field_name("right")?);
    (is_elvis && matches!(right.kind(), "return_expression" | "throw_expression")).then_some((left, right))
}

/// What runs where the condition of an `if` holds, and where not.
pub(super) fn branches_of(node: Node<'_>) -> (Option<Node<'_>>, Option<Node<'_>>) {
    let condition = node.child_by_field_name("condition");
    let (mut then, mut otherwise, mut is_else) = (None, None, false);
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        if child.kind() == "else" {
            is_else = true;
        } else if child.is_named() && Some(child) != condition && !child.kind().ends_with("comment") {
            *(if is_else { &mut otherwise } else { &mut then }) = Some(child);
        }
    }
    (then, otherwise)
}
