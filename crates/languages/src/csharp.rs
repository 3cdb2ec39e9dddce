//! C#.
//!
//! Attributes are calls, properties fields or getters, local functions variables. Types are found by their last names:
//! which namespace a name is of is not written where it stands.

mod access;
mod branches;
mod class;
mod expression;
mod function;
mod link;
mod made;

use std::sync::Arc;

use assay_code::ir::{
    Case, ExpressionId, ExpressionKind, ForHead, FunctionKind, Language, Module, Pattern, Statement,
    StatementKind, TypeName, VariableKind,
};
use assay_source::SourceText;
use tree_sitter::Node;

use crate::{
    builder::Builder,
    lowering::{Handler, Lowering, child_of, fields, named, statement},
    members::Members,
    span,
};

pub(crate) use link::link;

/// Lowers a file.
pub(crate) fn lower(root: Node<'_>, text: Arc<SourceText>) -> Module {
    let source = text.clone();
    let mut csharp = CSharp {
        builder: Builder::new(text, Language::CSharp),
        source: source.as_str(),
        members: Vec::new(),
    };
    let mut body = Vec::new();
    let types = type_declarations(root);
    for class in &types {
        let name = csharp.field_text(*class, "name");
        csharp.builder.declare(name, span(*class), VariableKind::Class);
        csharp.builder.provide(name);
    }
    for class in types {
        csharp.type_declaration(class, &mut body);
    }
    // Statements without a class around them are the program.
    let global = named(root).into_iter().filter(|child| child.kind() == "global_statement");
    csharp.functions_first(global.flat_map(named).collect(), &mut body);
    csharp.builder.finish(body)
}

/// One file at work.
pub(crate) struct CSharp<'t> {
    pub(crate) builder: Builder,
    source: &'t str,
    /// The classes being lowered, the innermost last, with the names of what they declare.
    members: Vec<Members<'t>>,
}

/// Classes and their like, in namespaces and in each other.
fn type_declarations<'n>(root: Node<'n>) -> Vec<Node<'n>> {
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        match node.kind() {
            "class_declaration"
            | "record_declaration"
            | "struct_declaration"
            | "interface_declaration"
            | "enum_declaration" => {
                found.push(node);
                open.extend(node.child_by_field_name("body"));
            }
            "compilation_unit"
            | "namespace_declaration"
            | "file_scoped_namespace_declaration"
            | "declaration_list"
            | "preproc_if"
            | "preproc_region" => open.extend(named(node).into_iter().rev()),
            _ => {}
        }
    }
    found
}

impl<'t> Lowering<'t> for CSharp<'t> {
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
            "expression_statement" => {
                if let Some(value) = node.named_child(0) {
                    let value = self.expression(value);
                    push(StatementKind::Expression(value));
                }
            }
            "local_declaration_statement" => {
                if let Some(declaration) = child_of(node, "variable_declaration") {
                    self.variables(declaration, into);
                }
            }
            "variable_declaration" => self.variables(node, into),
            "return_statement" => {
                let value = node.named_child(0).map(|value| self.expression(value));
                push(StatementKind::Return(value));
            }
            "yield_statement" => {
                let value = node.named_child(0).map(|value| self.expression(value));
                let value = self.made(node, ExpressionKind::Yield(value));
                push(StatementKind::Expression(value));
            }
            "throw_statement" => {
                let value = match node.named_child(0) {
                    Some(value) => self.expression(value),
                    None => self.made(node, ExpressionKind::Undefined),
                };
                push(StatementKind::Throw(value));
            }
            "if_statement" => {
                let test = self.field(node, "condition");
                let then = self.scoped(node.child_by_field_name("consequence"));
                let otherwise = self.scoped(node.child_by_field_name("alternative"));
                push(StatementKind::If { test, then, otherwise });
            }
            "while_statement" | "do_statement" => {
                let test = Some(self.field(node, "condition"));
                let body = self.scoped(node.child_by_field_name("body"));
                let body_first = node.kind() == "do_statement";
                push(StatementKind::Loop { before: Vec::new(), test, body, update: None, body_first });
            }
            "for_statement" => {
                self.builder.open_scope(false);
                let mut before = Vec::new();
                for first in fields(node, "initializer") {
                    match first.kind() {
                        "variable_declaration" => self.variables(first, &mut before),
                        _ => {
                            let value = self.expression(first);
                            before.push(statement(first, StatementKind::Expression(value)));
                        }
                    }
                }
                let test = node.child_by_field_name("condition").map(|test| self.expression(test));
                let body = self.scoped(node.child_by_field_name("body"));
                let update = node.child_by_field_name("update").map(|update| self.expression(update));
                self.builder.close_scope();
                push(StatementKind::Loop { before, test, body, update, body_first: false });
            }
            "foreach_statement" => {
                let over = self.field(node, "right");
                self.builder.open_scope(false);
                let pattern = node.child_by_field_name("left").map(|left| self.declared(left));
                let body = self.scoped(node.child_by_field_name("body"));
                self.builder.close_scope();
                if let Some(pattern) = pattern {
                    let each = ForHead::Declare(pattern);
                    push(StatementKind::ForEach { each, over, keys: false, body });
                }
            }
            "switch_statement" => {
                let kind = self.switch(node);
                push(kind);
            }
            "try_statement" => self.attempt(node, into),
            "using_statement" | "lock_statement" | "fixed_statement" | "checked_statement"
            | "unsafe_statement" => {
                self.builder.open_scope(false);
                let body = node.child_by_field_name("body");
                for child in named(node).into_iter().filter(|child| Some(*child) != body) {
                    match child.kind() {
                        "variable_declaration" | "block" => self.statement(child, into),
                        _ => {
                            let value = self.expression(child);
                            into.push(statement(child, StatementKind::Expression(value)));
                        }
                    }
                }
                if let Some(body) = body {
                    self.statement(body, into);
                }
                self.builder.close_scope();
            }
            "block" => {
                let body = self.scoped(Some(node));
                push(StatementKind::Block(body));
            }
            "break_statement" => push(StatementKind::Break(None)),
            "continue_statement" => push(StatementKind::Continue(None)),
            "labeled_statement" => {
                if let Some(inner) = named(node).last() {
                    self.statement(*inner, into);
                }
            }
            "local_function_statement" => {
                let name = self.field_text(node, "name");
                let variable = self.builder.declare(name, span(node), VariableKind::Function);
                let id = self.function(node, FunctionKind::Arrow, Some(name.into()));
                let value = self.made(node, ExpressionKind::Function(id));
                into.push(self.builder.assign(span(node), variable, value));
            }
            kind if kind.starts_with("preproc") => {
                for child in named(node).into_iter().filter(|child| child.kind().ends_with("statement")) {
                    self.statement(child, into);
                }
            }
            _ => {}
        }
    }
}

impl<'t> CSharp<'t> {
    fn scoped(&mut self, block: Option<Node<'_>>) -> Vec<Statement> {
        let Some(block) = block else { return Vec::new() };
        let mut statements = Vec::new();
        self.builder.open_scope(false);
        match block.kind() {
            "block" => self.functions_first(named(block), &mut statements),
            _ => self.statement(block, &mut statements),
        }
        self.builder.close_scope();
        statements
    }

    /// A local function is there before it is written.
    fn functions_first(&mut self, children: Vec<Node<'_>>, into: &mut Vec<Statement>) {
        let is_function = |child: &Node<'_>| child.kind() == "local_function_statement";
        for function in children.iter().filter(|child| is_function(child)) {
            let name = self.field_text(*function, "name");
            self.builder.declare(name, span(*function), VariableKind::Function);
        }
        let (first, rest): (Vec<_>, Vec<_>) = children.into_iter().partition(is_function);
        first.into_iter().chain(rest).for_each(|child| self.statement(child, into));
    }

    fn variables(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let declared = node.child_by_field_name("type").and_then(|it| self.type_name(it));
        for declarator in named(node).into_iter().filter(|it| it.kind() == "variable_declarator") {
            let name = declarator.child_by_field_name("name");
            let value = named(declarator)
                .into_iter()
                .rfind(|it| {
                    Some(*it) != name
                        && it.kind() != "bracketed_argument_list"
                        && it.kind() != "tuple_pattern"
                })
                .map(|value| self.value_of(value, declared.as_ref()));
            let pattern = match name {
                Some(name) => self.declared(name),
                None => match child_of(declarator, "tuple_pattern") {
                    Some(tuple) => self.declared(tuple),
                    None => continue,
                },
            };
            if let Pattern::Variable(variable) = &pattern {
                self.builder.module().variables[variable.index()].declared_type.clone_from(&declared);
            }
            into.push(statement(declarator, StatementKind::Declare { pattern, value }));
        }
    }

    /// `Note n = new() {…}` makes what the variable is declared to be.
    fn value_of(&mut self, value: Node<'_>, declared: Option<&TypeName>) -> ExpressionId {
        match (value.kind(), declared.and_then(|declared| declared.variable)) {
            ("implicit_object_creation_expression", Some(variable)) => {
                let callee = self.made(value, ExpressionKind::Variable(variable));
                let kind = self.creation_of(value, callee);
                self.made(value, kind)
            }
            _ => self.expression(value),
        }
    }

    /// What a name or tuple of names declares.
    fn declared(&mut self, node: Node<'_>) -> Pattern {
        match node.kind() {
            "tuple_pattern" => {
                let elements = named(node).into_iter().map(|name| Some(self.declared(name))).collect();
                Pattern::Array { elements, rest: None }
            }
            _ => Pattern::Variable(self.builder.declare(self.text(node), span(node), VariableKind::Mutable)),
        }
    }

    fn switch(&mut self, node: Node<'_>) -> StatementKind {
        let subject = self.field(node, "value");
        let mut cases = Vec::new();
        self.builder.open_scope(false);
        for section in node.child_by_field_name("body").map(named).unwrap_or_default() {
            let (mut tests, mut body) = (Vec::new(), Vec::new());
            for part in named(section) {
                match part.kind() {
                    kind if kind.ends_with("statement") || kind == "block" => self.statement(part, &mut body),
                    "when_clause" => {}
                    _ => tests.push(self.tested(part)),
                }
            }
            let last = tests.pop();
            cases.extend(tests.into_iter().map(|test| Case { test: Some(test), body: Vec::new() }));
            cases.push(Case { test: last, body });
        }
        self.builder.close_scope();
        StatementKind::Switch { subject, cases }
    }

    /// What a case compares with, where that is one value.
    fn tested(&mut self, pattern: Node<'_>) -> ExpressionId {
        match (pattern.kind(), pattern.named_child(0)) {
            ("constant_pattern", Some(value)) => self.expression(value),
            _ => self.made(pattern, ExpressionKind::Opaque(Vec::new())),
        }
    }

    fn attempt(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let body = self.scoped(node.child_by_field_name("body"));
        let (mut handler, mut finalizer): (Option<Handler>, _) = (None, Vec::new());
        for clause in named(node).into_iter().rev() {
            match clause.kind() {
                "catch_clause" => {
                    self.builder.open_scope(false);
                    let name =
                        child_of(clause, "catch_declaration").and_then(|it| it.child_by_field_name("name"));
                    let caught = name.map(|name| {
                        Pattern::Variable(self.builder.declare(
                            self.text(name),
                            span(name),
                            VariableKind::Caught,
                        ))
                    });
                    let lowered = self.scoped(clause.child_by_field_name("body"));
                    self.builder.close_scope();
                    handler = Some(self.or_caught(clause, (caught, lowered), handler));
                }
                "finally_clause" => finalizer = self.scoped(child_of(clause, "block")),
                _ => {}
            }
        }
        into.push(statement(node, StatementKind::Try { body, handler, finalizer }));
    }
}
