//! What the walks over syntax trees share: text, depth, lists of children.

use assay_code::ir::{
    ExpressionId, ExpressionKind, FunctionId, FunctionKind, Parameter, Pattern, Statement, StatementKind,
};
use tree_sitter::Node;

use crate::{
    builder::{Builder, FunctionHead},
    span,
};

/// One file at work.
pub(crate) trait Lowering<'t>: Sized {
    /// The module in the making.
    fn builder(&mut self) -> &mut Builder;

    /// The file's text.
    fn source(&self) -> &'t str;

    /// What an expression is.
    fn kind(&mut self, node: Node<'_>) -> ExpressionKind;

    /// What a statement does.
    fn statement_here(&mut self, node: Node<'_>, into: &mut Vec<Statement>);

    /// The text of a node.
    fn text(&self, node: Node<'_>) -> &'t str {
        self.source().get(node.byte_range()).unwrap_or_default()
    }

    /// The text of a field; empty where there is none.
    fn field_text(&self, node: Node<'_>, field: &str) -> &'t str {
        node.child_by_field_name(field).map_or("", |child| self.text(child))
    }

    /// Lowers one level deeper, or not at all where that is too deep.
    fn deeper(&mut self, lower: impl FnOnce(&mut Self)) {
        if self.builder().enter() {
            lower(self);
            self.builder().leave();
        }
    }

    /// An expression.
    fn expression(&mut self, node: Node<'_>) -> ExpressionId {
        let mut lowered = None;
        self.deeper(|it| {
            let kind = it.kind(node);
            lowered = Some(it.builder().expression(span(node), kind));
        });
        lowered.unwrap_or_else(|| self.made(node, ExpressionKind::Opaque(Vec::new())))
    }

    /// An expression that stands for a node without being what it says.
    fn made(&mut self, node: Node<'_>, kind: ExpressionKind) -> ExpressionId {
        self.builder().expression(span(node), kind)
    }

    /// The expression in a field, undefined where there is none.
    fn field(&mut self, node: Node<'_>, field: &str) -> ExpressionId {
        match node.child_by_field_name(field) {
            Some(child) => self.expression(child),
            None => self.made(node, ExpressionKind::Undefined),
        }
    }

    /// Every named child as an expression.
    fn children(&mut self, node: Node<'_>) -> Vec<ExpressionId> {
        named(node).into_iter().map(|child| self.expression(child)).collect()
    }

    /// A statement; nothing where it lies too deep.
    fn statement(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let mut lowered = Vec::new();
        self.deeper(|it| it.statement_here(node, &mut lowered));
        into.append(&mut lowered);
    }

    /// Every named child as a statement.
    fn block(&mut self, node: Node<'_>) -> Vec<Statement> {
        let mut statements = Vec::new();
        for child in named(node) {
            self.statement(child, &mut statements);
        }
        statements
    }

    /// A function around what is lowered inside.
    fn in_function(
        &mut self,
        head: FunctionHead,
        inside: impl FnOnce(&mut Self) -> (Vec<Parameter>, Vec<Statement>),
    ) -> FunctionId {
        let id = self.builder().open_function(head);
        let (parameters, body) = inside(self);
        self.builder().close_function(id, parameters, body);
        id
    }

    /// A function that gives the value of an expression: of a field, or a short closure.
    fn giving(&mut self, node: Node<'_>, kind: FunctionKind) -> FunctionId {
        let head = head(node, kind);
        self.in_function(head, |it| {
            let value = it.expression(node);
            (Vec::new(), vec![returned(node, Some(value))])
        })
    }
}

/// Named children, without comments.
pub(crate) fn named(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|child| !child.kind().ends_with("comment")).collect()
}

/// The first named child of a kind.
pub(crate) fn child_of<'n>(node: Node<'n>, kind: &str) -> Option<Node<'n>> {
    named(node).into_iter().find(|child| child.kind() == kind)
}

/// The children in a field.
pub(crate) fn fields<'n>(node: Node<'n>, field: &str) -> Vec<Node<'n>> {
    let mut cursor = node.walk();
    node.children_by_field_name(field, &mut cursor).collect()
}

/// The head of a function without a name.
pub(crate) fn head(node: Node<'_>, kind: FunctionKind) -> FunctionHead {
    FunctionHead { name: None, span: span(node), head: span(node), kind, is_async: false }
}

/// A parameter that is nothing but its pattern.
pub(crate) fn parameter(pattern: Pattern) -> Parameter {
    Parameter { pattern, rest: false, declared_type: None, decorators: Vec::new(), field: None }
}

/// A statement.
pub(crate) fn statement(node: Node<'_>, kind: StatementKind) -> Statement {
    Statement { span: span(node), kind }
}

/// `return value`
pub(crate) fn returned(node: Node<'_>, value: Option<ExpressionId>) -> Statement {
    statement(node, StatementKind::Return(value))
}

/// The text that the escapes of most languages stand for; others stay as they are.
pub(crate) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match rest.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('0') => out.push('\0'),
            Some('\n') | None => {}
            Some(c @ ('\\' | '\'' | '"' | '$' | '`' | '#')) => out.push(c),
            Some(c) => {
                out.push('\\');
                out.push(c);
            }
        }
    }
    out
}
