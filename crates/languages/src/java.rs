//! Java.

mod constant;
mod expression;
pub(crate) mod link;
mod mapped;
mod member;
mod requested;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use assay_code::ir::{
    Case, ExpressionKind, ForHead, ImportedName, Language, Module, Pattern, Statement, StatementKind,
    TypeName, VariableKind,
};
use assay_source::SourceText;
use tree_sitter::Node;

use crate::{
    builder::{Builder, plain},
    lowering::{Handler, Lowering},
    span,
};

/// Lowers a file.
pub(crate) fn lower(root: Node<'_>, text: Arc<SourceText>) -> Module {
    let source = text.clone();
    let mut java = Java {
        builder: Builder::new(text, Language::Java),
        source: source.as_str(),
        package: "",
        members: Vec::new(),
        shared: Vec::new(),
        inherits: Vec::new(),
        constants: Vec::new(),
        logger: false,
        hoisted: Vec::new(),
    };
    let mut body = Vec::new();
    let mut cursor = root.walk();
    for child in root.named_children(&mut cursor) {
        java.top(child, &mut body);
    }
    // Classes in classes are declared before those that use them.
    let body = java.hoisted.drain(..).chain(body).collect();
    let package = java.package.to_owned();
    let mut module = java.builder.finish(body);
    link::name(&mut module, &package);
    module
}

/// One file at work.
struct Java<'t> {
    builder: Builder,
    source: &'t str,
    package: &'t str,
    /// Names of the fields and methods of the classes being lowered, the innermost last.
    members: Vec<BTreeSet<&'t str>>,
    /// Of these the names that a field and a method of one class share.
    shared: Vec<BTreeSet<&'t str>>,
    /// Whether each of these classes has a parent, which may have what they use.
    inherits: Vec<bool>,
    /// The texts that fields of these classes stand for, by their names: annotations are written with them.
    constants: Vec<BTreeMap<&'t str, String>>,
    /// The innermost class is given a logger called `log`.
    logger: bool,
    /// Classes in classes.
    hoisted: Vec<Statement>,
}

/// The type of the method around a lambda that it returns, where that is one of Spring's that are made of a lambda:
/// `return web -> …` in a method of `WebSecurityCustomizer`.
fn customizer<'n>(statement: Node<'n>, value: Node<'n>) -> Option<Node<'n>> {
    let mut inner = value;
    while let ("parenthesized_expression", Some(within)) = (inner.kind(), inner.named_child(0)) {
        inner = within;
    }
    let mut at = statement.parent().filter(|_| inner.kind() == "lambda_expression")?;
    while at.kind() != "method_declaration" {
        at = at.parent().filter(|above| above.kind() != "lambda_expression")?;
    }
    let kind = at.child_by_field_name("type")?;
    Some(kind).filter(|kind| kind.kind() == "type_identifier")
}

impl<'t> Lowering<'t> for Java<'t> {
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
                if let Some(value) = node.named_child(0) {
                    let value = self.expression(value);
                    push(StatementKind::Expression(value));
                }
            }
            "local_variable_declaration" => self.locals(node, into),
            "return_statement" => {
                let value = node.named_child(0).map(|value| {
                    match customizer(node, value).filter(|kind| self.text(*kind).ends_with("Customizer")) {
                        // What a framework asks a method for, it calls.
                        Some(kind) => {
                            let callee = self.type_expression(kind);
                            let lambda = plain(self.expression(value));
                            self.builder.call(at, callee, vec![lambda])
                        }
                        None => self.expression(value),
                    }
                });
                push(StatementKind::Return(value));
            }
            "throw_statement" => {
                if let Some(value) = node.named_child(0) {
                    let value = self.expression(value);
                    push(StatementKind::Throw(value));
                }
            }
            "if_statement" => {
                let test = self.field(node, "condition");
                let then = self.body(node, "consequence");
                let otherwise = self.body(node, "alternative");
                push(StatementKind::If { test, then, otherwise });
            }
            "while_statement" | "do_statement" => {
                let test = Some(self.field(node, "condition"));
                let body = self.body(node, "body");
                let body_first = node.kind() == "do_statement";
                push(StatementKind::Loop { before: Vec::new(), test, body, update: None, body_first });
            }
            "for_statement" => {
                self.builder.open_scope(false);
                let mut before = Vec::new();
                if let Some(init) = node.child_by_field_name("init") {
                    self.statement(init, &mut before);
                }
                let test = node.child_by_field_name("condition").map(|test| self.expression(test));
                let body = self.body(node, "body");
                let update = node.child_by_field_name("update").map(|update| self.expression(update));
                self.builder.close_scope();
                push(StatementKind::Loop { before, test, body, update, body_first: false });
            }
            "enhanced_for_statement" => {
                let over = self.field(node, "value");
                self.builder.open_scope(false);
                let name = node.child_by_field_name("name");
                let variable =
                    name.map(|name| self.builder.declare(self.text(name), span(name), VariableKind::Mutable));
                let body = self.body(node, "body");
                self.builder.close_scope();
                if let Some(variable) = variable {
                    let each = ForHead::Declare(Pattern::Variable(variable));
                    push(StatementKind::ForEach { each, over, keys: false, body });
                }
            }
            "switch_expression" => {
                let statement = self.switch(node);
                push(statement);
            }
            "try_statement" | "try_with_resources_statement" => self.attempt(node, into),
            "block" | "synchronized_statement" => {
                let inner = node.child_by_field_name("body").unwrap_or(node);
                let body = self.block(inner);
                push(StatementKind::Block(body));
            }
            "labeled_statement" => {
                let mut cursor = node.walk();
                let children: Vec<Node<'_>> = node.named_children(&mut cursor).collect();
                if let Some(inner) = children.last() {
                    self.statement(*inner, into);
                }
            }
            "break_statement" => push(StatementKind::Break(None)),
            "continue_statement" => push(StatementKind::Continue(None)),
            "yield_statement" => {
                let value = node.named_child(0).map(|value| self.expression(value));
                if let Some(value) = value {
                    push(StatementKind::Expression(value));
                }
            }
            "class_declaration" | "record_declaration" | "enum_declaration" | "interface_declaration" => {
                self.type_declaration(node, into);
            }
            "explicit_constructor_invocation" => {
                let callee = self.builder.expression(at, ExpressionKind::Super);
                let arguments = node.child_by_field_name("arguments").map(|list| self.arguments(list));
                let call = self.builder.call(at, callee, arguments.unwrap_or_default());
                push(StatementKind::Expression(call));
            }
            _ => {}
        }
    }
}

impl<'t> Java<'t> {
    fn top(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        match node.kind() {
            "package_declaration" => self.package = node.named_child(0).map_or("", |name| self.text(name)),
            "import_declaration" => self.import(node),
            "class_declaration" | "interface_declaration" | "enum_declaration" | "record_declaration" => {
                self.type_declaration(node, into);
            }
            _ => {}
        }
    }

    fn import(&mut self, node: Node<'_>) {
        let mut cursor = node.walk();
        let star = node.named_children(&mut cursor).any(|child| child.kind() == "asterisk");
        let Some(name) = node.named_child(0).map(|name| self.text(name)) else { return };
        let last = name.rsplit('.').next().unwrap_or(name);
        let is_static = node.child(1).is_some_and(|child| child.kind() == "static");
        if star {
            self.builder.module().searches.extend((!is_static).then(|| name.into()));
            return;
        }
        let from = if is_static { name.rsplit_once('.').map_or(name, |(class, _)| class) } else { name };
        self.builder.import(from, ImportedName::Named(last.into()), last, span(node));
    }

    fn type_declaration(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let Some(name) = node.child_by_field_name("name") else { return };
        let variable = self.builder.declare(self.text(name), span(name), VariableKind::Class);
        let class = self.class(node);
        into.push(self.builder.assign(span(node), variable, class));
    }

    /// What a name of a type means: an import, a class of the file, or one of the same package.
    fn type_name(&mut self, node: Node<'_>) -> TypeName {
        let text = self.text(node);
        let head = text.split(['<', '[']).next().unwrap_or(text).trim();
        let name = head.rsplit('.').next().unwrap_or(head);
        let variable = self.class_variable(name, node);
        TypeName { name: name.into(), variable }
    }

    /// The variable of a class: one in the same package needs no import, so it gets one here.
    fn class_variable(&mut self, name: &str, node: Node<'_>) -> Option<assay_code::ir::VariableId> {
        if let Some(variable) = self.builder.lookup(name) {
            return Some(variable);
        }
        let is_class = name.starts_with(|c: char| c.is_ascii_uppercase());
        is_class.then(|| {
            // Which package it is in is known once all files are: a name without dots.
            self.builder.import_at_top(name, ImportedName::Named(name.into()), name, span(node))
        })
    }

    fn block(&mut self, block: Node<'_>) -> Vec<Statement> {
        self.builder.open_scope(false);
        let mut statements = Vec::new();
        let mut cursor = block.walk();
        for child in block.named_children(&mut cursor) {
            self.statement(child, &mut statements);
        }
        self.builder.close_scope();
        statements
    }

    fn body(&mut self, node: Node<'_>, field: &str) -> Vec<Statement> {
        let Some(body) = node.child_by_field_name(field) else { return Vec::new() };
        match body.kind() {
            "block" => self.block(body),
            _ => {
                let mut statements = Vec::new();
                self.statement(body, &mut statements);
                statements
            }
        }
    }

    fn locals(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let declared = node.child_by_field_name("type").map(|it| self.type_name(it));
        let mut cursor = node.walk();
        let declarators: Vec<Node<'_>> = node.children_by_field_name("declarator", &mut cursor).collect();
        for declarator in declarators {
            let Some(name) = declarator.child_by_field_name("name") else { continue };
            let value = declarator.child_by_field_name("value").map(|value| self.expression(value));
            let variable = self.builder.declare(self.text(name), span(name), VariableKind::Mutable);
            self.builder.module().variables[variable.index()].declared_type.clone_from(&declared);
            let kind = StatementKind::Declare { pattern: Pattern::Variable(variable), value };
            into.push(Statement { span: span(declarator), kind });
        }
    }

    fn switch(&mut self, node: Node<'_>) -> StatementKind {
        let subject = self.field(node, "condition");
        let mut cases = Vec::new();
        if let Some(body) = node.child_by_field_name("body") {
            self.builder.open_scope(false);
            let mut cursor = body.walk();
            for group in body.named_children(&mut cursor) {
                let mut inner = group.walk();
                let (mut tests, mut statements) = (Vec::new(), Vec::new());
                for child in group.named_children(&mut inner) {
                    match child.kind() {
                        "switch_label" => {
                            let mut labels = child.walk();
                            tests.extend(
                                child.named_children(&mut labels).map(|label| self.expression(label)),
                            );
                        }
                        _ => self.statement(child, &mut statements),
                    }
                }
                if group.kind() == "switch_rule" {
                    statements.push(Statement { span: span(group), kind: StatementKind::Break(None) });
                }
                let last = tests.pop();
                cases.extend(tests.into_iter().map(|test| Case { test: Some(test), body: Vec::new() }));
                cases.push(Case { test: last, body: statements });
            }
            self.builder.close_scope();
        }
        StatementKind::Switch { subject, cases }
    }

    fn attempt(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        self.builder.open_scope(false);
        let mut body = Vec::new();
        if let Some(resources) = node.child_by_field_name("resources") {
            let mut cursor = resources.walk();
            for resource in resources.named_children(&mut cursor) {
                let (Some(name), Some(value)) =
                    (resource.child_by_field_name("name"), resource.child_by_field_name("value"))
                else {
                    continue;
                };
                let value = self.expression(value);
                let variable = self.builder.declare(self.text(name), span(name), VariableKind::Constant);
                body.push(self.builder.assign(span(resource), variable, value));
            }
        }
        body.extend(self.body(node, "body"));
        self.builder.close_scope();
        let (mut handler, mut finalizer): (Option<Handler>, _) = (None, Vec::new());
        let mut cursor = node.walk();
        let clauses: Vec<Node<'_>> = node.named_children(&mut cursor).collect();
        for clause in clauses.into_iter().rev() {
            match clause.kind() {
                "catch_clause" => {
                    self.builder.open_scope(false);
                    let mut inner = clause.walk();
                    let parameter = clause
                        .named_children(&mut inner)
                        .find(|child| child.kind() == "catch_formal_parameter");
                    let name = parameter.and_then(|parameter| parameter.child_by_field_name("name"));
                    let caught = name
                        .map(|name| self.builder.declare(self.text(name), span(name), VariableKind::Caught));
                    let lowered = self.body(clause, "body");
                    self.builder.close_scope();
                    handler = Some(self.or_caught(clause, (caught.map(Pattern::Variable), lowered), handler));
                }
                "finally_clause" => {
                    if let Some(block) = clause.named_child(0) {
                        finalizer = self.block(block);
                    }
                }
                _ => {}
            }
        }
        into.push(Statement { span: span(node), kind: StatementKind::Try { body, handler, finalizer } });
    }
}
