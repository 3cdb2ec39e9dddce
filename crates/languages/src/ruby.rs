//! Ruby.
//!
//! A name without arguments is a call; of a value's own names it is read as a member, and the interpreter runs the method
//! that it finds. Instance variables are fields with their sign, blocks are last arguments, keyword arguments an object.

mod call;
mod class;
mod expression;
mod function;
mod link;
mod methods;
mod names;

use std::{collections::BTreeSet, sync::Arc};

use assay_code::ir::{
    Case, ExpressionId, ExpressionKind, ForHead, Language, Module, Name, Statement, StatementKind,
    UnaryOperator, VariableKind,
};
use assay_source::SourceText;
use tree_sitter::Node;

use crate::{
    builder::{Builder, plain},
    lowering::{Handler, Lowering, named, statement},
};

pub(crate) use link::link;

/// Lowers a file.
pub(crate) fn lower(root: Node<'_>, text: Arc<SourceText>) -> Module {
    let source = text.clone();
    let mut ruby = Ruby {
        builder: Builder::new(text, Language::Ruby),
        source: source.as_str(),
        nesting: Vec::new(),
        classes: Vec::new(),
        dialect: dialect(source.path().as_str(), source.as_str()),
        heredocs: Vec::new(),
        methods: BTreeSet::new(),
    };
    ruby.methods = names::methods(root, ruby.source);
    let mut body = Vec::new();
    ruby.declare_top(root);
    let statements = ruby.body(root);
    body.extend(statements);
    ruby.builder.finish(body)
}

/// Whose words a file is written in where nothing stands before them.
fn dialect(path: &str, source: &str) -> &'static str {
    let asks = |library: &str| {
        [format!("require '{library}'"), format!("require \"{library}\"")]
            .iter()
            .any(|line| source.contains(line))
    };
    if path.ends_with("config/routes.rb") || path.contains("config/routes/") {
        "routes"
    } else if asks("sinatra") || asks("sinatra/base") {
        "sinatra"
    } else {
        "core"
    }
}

/// One file at work.
pub(crate) struct Ruby<'t> {
    pub(crate) builder: Builder,
    source: &'t str,
    /// The modules and classes around, as constants are looked up in them.
    nesting: Vec<&'t str>,
    /// The classes being lowered, the innermost last.
    classes: Vec<Open<'t>>,
    dialect: &'static str,
    /// Heredocs whose bodies come later, as they are begun.
    heredocs: Vec<ExpressionId>,
    /// Methods that the file's classes define.
    methods: BTreeSet<&'t str>,
}

/// A class that is being lowered.
struct Open<'t> {
    variable: Option<assay_code::ir::VariableId>,
    constants: BTreeSet<&'t str>,
}

impl<'t> Lowering<'t> for Ruby<'t> {
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
        let mut push = |kind| into.push(statement(node, kind));
        match node.kind() {
            "if" | "unless" | "elsif" => {
                let statement = self.conditional(node);
                into.push(statement);
            }
            "if_modifier" | "unless_modifier" => {
                let test = self.test(node);
                let mut then = Vec::new();
                if let Some(body) = node.child_by_field_name("body") {
                    self.statement(body, &mut then);
                }
                push(StatementKind::If { test, then, otherwise: Vec::new() });
            }
            "while" | "until" | "while_modifier" | "until_modifier" => {
                let test = self.field(node, "condition");
                let test = if node.kind().starts_with("until") { self.not(node, test) } else { test };
                let body = node.child_by_field_name("body").map(|body| match body.kind() {
                    "do" => self.block(body),
                    _ => {
                        let mut statements = Vec::new();
                        self.statement(body, &mut statements);
                        statements
                    }
                });
                let body_first = node.kind().ends_with("modifier");
                let body = body.unwrap_or_default();
                push(StatementKind::Loop {
                    before: Vec::new(),
                    test: Some(test),
                    body,
                    update: None,
                    body_first,
                });
            }
            "for" => {
                let over = node.child_by_field_name("value").and_then(|value| value.named_child(0));
                let over = over.map(|over| self.expression(over));
                let pattern = node.child_by_field_name("pattern").map(|pattern| self.pattern(pattern));
                let body = node.child_by_field_name("body").map(|body| self.block(body));
                if let (Some(over), Some(pattern)) = (over, pattern) {
                    let each = ForHead::Assign(pattern);
                    push(StatementKind::ForEach { each, over, keys: false, body: body.unwrap_or_default() });
                }
            }
            "case" => {
                let kind = self.switch(node, |ruby, body| ruby.block(body));
                push(kind);
            }
            "begin"
            | "parenthesized_statements"
            | "then"
            | "else"
            | "body_statement"
            | "block_body"
            | "do" => {
                let body = self.body(node);
                into.extend(body);
            }
            // Sinatra's routes call what stands there by its name.
            "call" if self.field_text(node, "method") == "helpers" && self.classes.is_empty() => {
                let block = node.child_by_field_name("block");
                let body = block.and_then(|block| block.child_by_field_name("body"));
                let body = body.map(|body| self.body(body));
                into.extend(body.unwrap_or_default());
            }
            "return" => {
                let value = self.given_back(node);
                push(StatementKind::Return(value));
            }
            "next" => {
                // Of a block it ends the block; of a loop it begins the next round.
                let value = self.given_back(node);
                match (value, self.is_in_loop(node)) {
                    (None, true) => push(StatementKind::Continue(None)),
                    (value, _) => push(StatementKind::Return(value)),
                }
            }
            "break" => match self.is_in_loop(node) {
                true => push(StatementKind::Break(None)),
                false => {
                    let value = self.given_back(node);
                    push(StatementKind::Return(value));
                }
            },
            "rescue_modifier" => {
                let mut body = Vec::new();
                let mut handler = Vec::new();
                if let Some(tried) = node.child_by_field_name("body") {
                    self.statement(tried, &mut body);
                }
                if let Some(instead) = node.child_by_field_name("handler") {
                    self.statement(instead, &mut handler);
                }
                push(StatementKind::Try { body, handler: Some((None, handler)), finalizer: Vec::new() });
            }
            "method" | "singleton_method" => {
                if let Some(statement) = self.top_method(node) {
                    into.push(statement);
                }
            }
            "class" | "module" => self.class_statement(node, into),
            "heredoc_body" => self.end_heredoc(node),
            "binary" if matches!(self.field_text(node, "operator"), "and" | "or" | "&&" | "||") => {
                self.logical_statement(node, into);
            }
            "call" if self.is_raise(node) => {
                let value = self.raised(node);
                push(StatementKind::Throw(value));
            }
            "empty_statement" | "alias" | "undef" | "uninterpreted" => {}
            _ => {
                let value = match node.kind() {
                    "identifier" | "call" => {
                        let kind = self.called(node);
                        self.made(node, kind)
                    }
                    _ => self.expression(node),
                };
                push(StatementKind::Expression(value));
            }
        }
    }

    fn block(&mut self, node: Node<'_>) -> Vec<Statement> {
        self.body(node)
    }
}

impl<'t> Ruby<'t> {
    /// A body with what it rescues.
    fn body(&mut self, node: Node<'_>) -> Vec<Statement> {
        let children = named(node);
        let is_clause = |child: &Node<'_>| matches!(child.kind(), "rescue" | "ensure" | "else");
        let own_else = matches!(node.kind(), "body_statement" | "begin");
        let mut body = Vec::new();
        for child in children.iter().filter(|child| !own_else || !is_clause(child)) {
            self.statement(*child, &mut body);
        }
        if !own_else || !children.iter().any(is_clause) {
            return body;
        }
        let (mut handler, mut finalizer): (Option<Handler>, _) = (None, Vec::new());
        for clause in children.into_iter().filter(is_clause).rev() {
            match clause.kind() {
                "rescue" => {
                    let caught = clause.child_by_field_name("variable").and_then(|it| it.named_child(0));
                    let caught = caught.map(|caught| self.pattern(caught));
                    let lowered = clause.child_by_field_name("body").map(|body| self.body(body));
                    let lowered = lowered.unwrap_or_default();
                    handler = Some(self.or_caught(clause, (caught, lowered), handler));
                }
                "ensure" => finalizer = self.body(clause),
                _ => body.extend(self.body(clause)),
            }
        }
        vec![statement(node, StatementKind::Try { body, handler, finalizer })]
    }

    fn test(&mut self, node: Node<'_>) -> ExpressionId {
        let test = self.field(node, "condition");
        if node.kind().starts_with("unless") { self.not(node, test) } else { test }
    }

    fn not(&mut self, node: Node<'_>, operand: ExpressionId) -> ExpressionId {
        self.made(node, ExpressionKind::Unary { operator: UnaryOperator::Not, operand })
    }

    fn conditional(&mut self, node: Node<'_>) -> Statement {
        let test = self.test(node);
        let then = node.child_by_field_name("consequence").map(|then| self.body(then)).unwrap_or_default();
        let mut otherwise = Vec::new();
        if let Some(alternative) = node.child_by_field_name("alternative") {
            self.statement(alternative, &mut otherwise);
        }
        statement(node, StatementKind::If { test, then, otherwise })
    }

    fn switch(
        &mut self,
        node: Node<'_>,
        mut lower: impl FnMut(&mut Self, Node<'_>) -> Vec<Statement>,
    ) -> StatementKind {
        let subject = match node.child_by_field_name("value") {
            Some(value) => self.expression(value),
            None => self.made(node, ExpressionKind::Boolean(true)),
        };
        let mut cases = Vec::new();
        for clause in named(node) {
            match clause.kind() {
                "when" => {
                    let mut tests: Vec<ExpressionId> = crate::lowering::fields(clause, "pattern")
                        .into_iter()
                        .filter_map(|pattern| pattern.named_child(0))
                        .map(|test| self.expression(test))
                        .collect();
                    let mut body =
                        clause.child_by_field_name("body").map(|body| lower(self, body)).unwrap_or_default();
                    body.push(statement(clause, StatementKind::Break(None)));
                    let last = tests.pop();
                    cases.extend(tests.into_iter().map(|test| Case { test: Some(test), body: Vec::new() }));
                    cases.push(Case { test: last, body });
                }
                "else" => cases.push(Case { test: None, body: lower(self, clause) }),
                _ => {}
            }
        }
        StatementKind::Switch { subject, cases }
    }

    /// `render … and return`, `find or raise`: the right side may be a statement.
    fn logical_statement(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let mut then = Vec::new();
        let or = matches!(self.field_text(node, "operator"), "or" | "||");
        let Some(left) = node.child_by_field_name("left") else { return };
        let answers = matches!(left.kind(), "call")
            && matches!(self.field_text(left, "method"), "render" | "redirect_to" | "head" | "redirect");
        let test = self.expression(left);
        if let Some(right) = node.child_by_field_name("right") {
            self.statement(right, &mut then);
        }
        if answers && !or {
            // What answers is always true.
            into.push(statement(node, StatementKind::Expression(test)));
            into.extend(then);
            return;
        }
        let test = if or { self.not(node, test) } else { test };
        into.push(statement(node, StatementKind::If { test, then, otherwise: Vec::new() }));
    }

    fn given_back(&mut self, node: Node<'_>) -> Option<ExpressionId> {
        let list = node.named_child(0)?;
        match named(list).as_slice() {
            [] => None,
            [value] => Some(self.expression(*value)),
            _ => {
                let values = self.children(list).into_iter().map(plain).collect();
                Some(self.made(list, ExpressionKind::Array(values)))
            }
        }
    }

    /// Whether the innermost thing that `next` and `break` mean is a loop, and not a block.
    fn is_in_loop(&self, node: Node<'_>) -> bool {
        let mut at = node.parent();
        while let Some(parent) = at {
            match parent.kind() {
                "while" | "until" | "for" | "while_modifier" | "until_modifier" => return true,
                "block" | "do_block" | "lambda" | "method" | "singleton_method" => return false,
                _ => at = parent.parent(),
            }
        }
        false
    }

    fn heredoc(&mut self, node: Node<'_>) -> ExpressionKind {
        // Its text comes on the next line; the expression is filled in there.
        let id = self.made(node, ExpressionKind::Text(Name::default()));
        self.heredocs.push(id);
        ExpressionKind::Sequence(vec![id])
    }

    fn end_heredoc(&mut self, node: Node<'_>) {
        let kind = self.interpolated(node);
        if !self.heredocs.is_empty() {
            let id = self.heredocs.remove(0);
            self.builder.module().expressions[id.index()].kind = kind;
        }
    }

    /// Names of the file's top level, which are there before what uses them is lowered.
    fn declare_top(&mut self, root: Node<'_>) {
        for (name, at) in names::assigned(root, self.source) {
            self.builder.declare(name, at, VariableKind::Mutable);
        }
        for (name, at) in names::globals(root, self.source) {
            self.builder.declare(name, at, VariableKind::Mutable);
        }
        for (name, at) in names::functions(root, self.source) {
            let name = format!("{name}()");
            self.builder.declare(&name, at, VariableKind::Function);
            self.builder.provide(&name);
        }
        for (path, at) in names::constants(root, self.source) {
            self.builder.provide(&path);
            let last = path.rsplit("::").next().unwrap_or(&path);
            self.builder.declare(last, at.0, at.1);
        }
    }

    fn is_raise(&self, node: Node<'_>) -> bool {
        node.child_by_field_name("receiver").is_none()
            && matches!(self.field_text(node, "method"), "raise" | "fail" | "abort")
    }

    fn raised(&mut self, node: Node<'_>) -> ExpressionId {
        let values =
            node.child_by_field_name("arguments").map(|list| self.children(list)).unwrap_or_default();
        self.made(node, ExpressionKind::Opaque(values))
    }
}
