//! Python.

mod binding;
mod definition;
mod expression;
pub(crate) mod link;
mod text;

use std::sync::Arc;

use assay_code::ir::{
    ExpressionId, ExpressionKind, ForHead, Language, Module, Statement, StatementKind, UnaryOperator,
    VariableKind,
};
use assay_source::SourceText;
use tree_sitter::Node;

use crate::{
    builder::Builder,
    lowering::{Handler, Lowering},
    span,
};

/// Lowers a file.
pub(crate) fn lower(root: Node<'_>, text: Arc<SourceText>) -> Module {
    let source = text.clone();
    let mut python =
        Python { builder: Builder::new(text, Language::Python), source: source.as_str(), receiver: None };
    let body = python.scope(root);
    let mut module = python.builder.finish(body);
    module.provides = link::provided(&module);
    module
}

/// One file at work.
struct Python<'t> {
    builder: Builder,
    source: &'t str,
    /// What the innermost method calls its receiver.
    receiver: Option<&'t str>,
}

impl<'t> Lowering<'t> for Python<'t> {
    fn builder(&mut self) -> &mut Builder {
        &mut self.builder
    }

    fn source(&self) -> &'t str {
        self.source
    }

    fn kind(&mut self, node: Node<'_>) -> ExpressionKind {
        self.expression_kind(node)
    }

    fn statement_here(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let at = span(node);
        let mut push = |kind| into.push(Statement { span: at, kind });
        match node.kind() {
            "expression_statement" => {
                let mut cursor = node.walk();
                for child in node.named_children(&mut cursor) {
                    let value = self.expression(child);
                    push(StatementKind::Expression(value));
                }
            }
            "return_statement" => {
                let value = node.named_child(0).map(|value| self.expression(value));
                push(StatementKind::Return(value));
            }
            "raise_statement" => {
                let value = match node.named_child(0) {
                    Some(value) => self.expression(value),
                    None => self.builder.expression(at, ExpressionKind::Undefined),
                };
                push(StatementKind::Throw(value));
            }
            "break_statement" => push(StatementKind::Break(None)),
            "continue_statement" => push(StatementKind::Continue(None)),
            "if_statement" => {
                let statement = self.conditional(node);
                into.push(statement);
            }
            "while_statement" => {
                let test = node.child_by_field_name("condition").map(|test| self.expression(test));
                let body = self.field_block(node, "body");
                push(StatementKind::Loop { before: Vec::new(), test, body, update: None, body_first: false });
            }
            "for_statement" => {
                let (Some(left), Some(right)) =
                    (node.child_by_field_name("left"), node.child_by_field_name("right"))
                else {
                    return;
                };
                let over = self.expression(right);
                let each = ForHead::Assign(self.pattern(left));
                let body = self.field_block(node, "body");
                push(StatementKind::ForEach { each, over, keys: false, body });
                if let Some(alternative) = node.child_by_field_name("alternative") {
                    into.extend(self.field_block(alternative, "body"));
                }
            }
            "try_statement" => self.attempt(node, into),
            "with_statement" => self.with(node, into),
            "match_statement" => self.choice(node, into),
            "function_definition" => {
                let function = self.function(node);
                self.bind_definition(node, function, &[], into);
            }
            "class_definition" => {
                let class = self.class(node, Vec::new());
                self.bind_definition(node, class, &[], into);
            }
            "decorated_definition" => self.decorated(node, into),
            "import_statement" | "import_from_statement" | "future_import_statement" => self.import(node),
            "assert_statement" => {
                let Some(test) = node.named_child(0) else { return };
                let test = self.expression(test);
                let not = self
                    .builder
                    .expression(at, ExpressionKind::Unary { operator: UnaryOperator::Not, operand: test });
                let raised = self.builder.name(at, "AssertionError");
                let then = vec![Statement { span: at, kind: StatementKind::Throw(raised) }];
                push(StatementKind::If { test: not, then, otherwise: Vec::new() });
            }
            "delete_statement" => {
                let Some(target) = node.named_child(0) else { return };
                let target = self.expression(target);
                let gone = self.builder.expression(at, ExpressionKind::Delete(target));
                push(StatementKind::Expression(gone));
            }
            "block" | "module" => {
                let body = self.block(node);
                push(StatementKind::Block(body));
            }
            // `global` and `nonlocal` were heeded when names were bound; the rest has no effect, or is broken.
            _ => {}
        }
    }
}

impl<'t> Python<'t> {
    /// The body of a module or function: names it binds belong to it from its start.
    fn scope(&mut self, block: Node<'_>) -> Vec<Statement> {
        for (name, at) in binding::names(block, self.source) {
            self.builder.declare(name, at, VariableKind::Mutable);
        }
        self.block(block)
    }

    fn field_block(&mut self, node: Node<'_>, field: &str) -> Vec<Statement> {
        node.child_by_field_name(field).map(|block| self.block(block)).unwrap_or_default()
    }

    fn conditional(&mut self, node: Node<'_>) -> Statement {
        let mut cursor = node.walk();
        let alternatives: Vec<Node<'_>> = node.children_by_field_name("alternative", &mut cursor).collect();
        let mut otherwise = Vec::new();
        // Tests run from the top down, and are lowered in that order.
        let test = self.condition(node);
        let then = self.field_block(node, "consequence");
        let lowered: Vec<_> = alternatives
            .iter()
            .map(|alternative| match alternative.kind() {
                "elif_clause" => {
                    let test = self.condition(*alternative);
                    (Some(test), self.field_block(*alternative, "consequence"), span(*alternative))
                }
                _ => (None, self.field_block(*alternative, "body"), span(*alternative)),
            })
            .collect();
        for (test, body, at) in lowered.into_iter().rev() {
            otherwise = match test {
                Some(test) => {
                    vec![Statement { span: at, kind: StatementKind::If { test, then: body, otherwise } }]
                }
                None => body,
            };
        }
        Statement { span: span(node), kind: StatementKind::If { test, then, otherwise } }
    }

    fn condition(&mut self, node: Node<'_>) -> ExpressionId {
        match node.child_by_field_name("condition") {
            Some(test) => self.expression(test),
            None => self.builder.expression(span(node), ExpressionKind::Opaque(Vec::new())),
        }
    }

    fn attempt(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let mut body = self.field_block(node, "body");
        let (mut handlers, mut finalizer) = (Vec::new(), Vec::new());
        let mut cursor = node.walk();
        for clause in node.named_children(&mut cursor) {
            let mut inner = clause.walk();
            let block = clause.named_children(&mut inner).filter(|child| child.kind() == "block").last();
            match (clause.kind(), block) {
                ("except_clause" | "except_group_clause", Some(block)) => handlers.push((clause, block)),
                ("else_clause", Some(block)) => body.extend(self.block(block)),
                ("finally_clause", Some(block)) => finalizer = self.block(block),
                _ => {}
            }
        }
        let mut handler: Option<Handler> = None;
        for (clause, block) in handlers.into_iter().rev() {
            let lowered = self.block(block);
            handler = Some(self.or_caught(clause, (None, lowered), handler));
        }
        into.push(Statement { span: span(node), kind: StatementKind::Try { body, handler, finalizer } });
    }

    fn with(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let mut cursor = node.walk();
        for clause in node.named_children(&mut cursor).filter(|child| child.kind() == "with_clause") {
            let mut inner = clause.walk();
            for item in clause.named_children(&mut inner) {
                let Some(value) = item.child_by_field_name("value") else { continue };
                let value = self.expression(value);
                into.push(Statement { span: span(item), kind: StatementKind::Expression(value) });
            }
        }
        into.extend(self.field_block(node, "body"));
    }

    /// `match`: each case may run.
    fn choice(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let Some(subject) = node.child_by_field_name("subject") else { return };
        let subject = self.expression(subject);
        into.push(Statement { span: span(subject_node(node)), kind: StatementKind::Expression(subject) });
        let Some(body) = node.child_by_field_name("body") else { return };
        let mut cursor = body.walk();
        for case in body.named_children(&mut cursor).filter(|child| child.kind() == "case_clause") {
            let at = span(case);
            let test = self.builder.expression(at, ExpressionKind::Opaque(Vec::new()));
            let then = self.field_block(case, "consequence");
            into.push(Statement { span: at, kind: StatementKind::If { test, then, otherwise: Vec::new() } });
        }
    }
}

fn subject_node(node: Node<'_>) -> Node<'_> {
    node.child_by_field_name("subject").unwrap_or(node)
}
