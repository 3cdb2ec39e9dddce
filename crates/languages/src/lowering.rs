//! What the walks over syntax trees share: text, depth, lists of children.

use assay_code::ir::{
    Argument, BinaryOperator, ExpressionId, ExpressionKind, FunctionId, FunctionKind, LogicalOperator, Name,
    Parameter, Pattern, Property, PropertyKey, Statement, StatementKind,
};
use tree_sitter::Node;

use crate::{
    builder::{Builder, FunctionHead, plain},
    span,
};

/// What catches: what it calls the error, and what it does.
pub(crate) type Handler = (Option<Pattern>, Vec<Statement>);

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

    /// `object[index]`: a member where the index is a text.
    fn indexed(&mut self, object: ExpressionId, index: Option<Node<'_>>) -> ExpressionKind {
        let Some(index) = index else { return ExpressionKind::Opaque(vec![object]) };
        match self.kind(index) {
            ExpressionKind::Text(property) => ExpressionKind::Member { object, property, optional: false },
            kind => {
                let index = self.made(index, kind);
                ExpressionKind::Index { object, index, optional: false }
            }
        }
    }

    /// The arms of a choice that has a value: the first whose test holds gives it.
    fn chosen(
        &mut self,
        node: Node<'_>,
        arms: Vec<(Node<'_>, Option<ExpressionId>, ExpressionId)>,
    ) -> ExpressionKind {
        let mut whole = self.made(node, ExpressionKind::Undefined);
        for (arm, test, value) in arms.into_iter().rev() {
            whole = match test {
                Some(test) => {
                    self.made(arm, ExpressionKind::Conditional { test, then: value, otherwise: whole })
                }
                None => value,
            };
        }
        ExpressionKind::Sequence(vec![whole])
    }

    /// `left sign right`, of a language that compares a value with nothing as `==` does in JavaScript.
    fn infix(&mut self, sign: &str, left: ExpressionId, right: ExpressionId) -> ExpressionKind {
        let logical = match sign {
            "&&" => Some(LogicalOperator::And),
            "||" => Some(LogicalOperator::Or),
            "??" => Some(LogicalOperator::Coalesce),
            _ => None,
        };
        if let Some(operator) = logical {
            return ExpressionKind::Logical { operator, left, right };
        }
        let expressions = &self.builder().module().expressions;
        let loosely =
            [left, right].iter().any(|id| matches!(expressions[id.index()].kind, ExpressionKind::Null));
        let operator = match sign {
            "+" => BinaryOperator::Add,
            "==" if loosely => BinaryOperator::LooseEqual,
            "!=" if loosely => BinaryOperator::LooseUnequal,
            "==" => BinaryOperator::Equal,
            "!=" => BinaryOperator::Unequal,
            "<" | "<=" => BinaryOperator::Less,
            ">" | ">=" => BinaryOperator::Greater,
            _ => BinaryOperator::Arithmetic,
        };
        ExpressionKind::Binary { operator, left, right }
    }

    /// `sprintf('%s/%d', …)` is a template, where each value has its place.
    fn formatted(&mut self, arguments: &[Argument]) -> Option<ExpressionKind> {
        let (format, values) = arguments.split_first()?;
        let ExpressionKind::Text(text) = &self.builder().module().expressions[format.value.index()].kind
        else {
            return None;
        };
        let strings = crate::format::texts(text);
        (strings.len() == values.len() + 1 && !values.is_empty())
            .then(|| template(strings, values.iter().map(|argument| argument.value).collect()))
    }

    /// Several clauses that catch are one handler, which may run any of them. They come the last one first.
    fn or_caught(&mut self, clause: Node<'_>, handler: Handler, later: Option<Handler>) -> Handler {
        let Some((_, otherwise)) = later else { return handler };
        let (caught, then) = handler;
        let test = self.made(clause, ExpressionKind::Opaque(Vec::new()));
        (caught, vec![statement(clause, StatementKind::If { test, then, otherwise })])
    }

    /// Arguments with names, as one that stands last; the mark in it tells it from an object that stands there.
    fn keywords(&mut self, list: Node<'_>, mut named: Vec<Property>) -> Option<Argument> {
        if named.is_empty() {
            return None;
        }
        let value = self.made(list, ExpressionKind::Boolean(true));
        named.push(Property::Value { key: PropertyKey::Name(assay_code::KEYWORDS.into()), value });
        Some(plain(self.made(list, ExpressionKind::Object(named))))
    }

    /// What is assigned to: a variable by its name, or a place that an expression names.
    fn assigned(&mut self, node: Node<'_>) -> Pattern {
        let name = (node.kind() == "identifier").then(|| self.text(node));
        match name.and_then(|name| self.builder().lookup(name)) {
            Some(variable) => {
                self.builder().module().variables[variable.index()].reassigned = true;
                Pattern::Variable(variable)
            }
            None => Pattern::Target(self.expression(node)),
        }
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

/// The head of a function that may have a name.
pub(crate) fn named_head(node: Node<'_>, kind: FunctionKind, name: Option<Name>) -> FunctionHead {
    let at = node.child_by_field_name("name").map_or(span(node), span);
    FunctionHead { name, head: at, ..head(node, kind) }
}

/// A text with values in it; a text alone where there is none. There is one string more than there are values.
pub(crate) fn template(strings: Vec<String>, values: Vec<ExpressionId>) -> ExpressionKind {
    let mut strings: Vec<Name> = strings.into_iter().map(Name::from).collect();
    match values.is_empty() {
        true => ExpressionKind::Text(strings.swap_remove(0)),
        false => ExpressionKind::Template { strings, values },
    }
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
    unescaped_with(text, &['$', '`', '#'])
}

/// The same, with the marks that a backslash takes the meaning of beside itself and quotes.
pub(crate) fn unescaped_with(text: &str, marks: &[char]) -> String {
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
            Some(c) if matches!(c, '\\' | '\'' | '"') || marks.contains(&c) => out.push(c),
            Some(c) => {
                out.push('\\');
                out.push(c);
            }
        }
    }
    out
}
