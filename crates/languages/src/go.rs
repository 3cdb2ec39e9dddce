//! Go.
//!
//! A type with fields is a class whose methods may stand in any file of its package; a literal of it is made by a
//! constructor that takes an object. Several results are a list. `init` runs where the file is
//! loaded; `main` when all files are.

mod class;
mod control;
mod expression;
mod function;
mod link;

use std::{collections::BTreeMap, sync::Arc};

use assay_code::ir::{
    BinaryOperator, ExpressionId, ExpressionKind, Language, Module, Name, Pattern, Statement, StatementKind,
    VariableKind,
};
use assay_source::SourceText;
use tree_sitter::Node;

use crate::{
    builder::{Builder, plain},
    lowering::{Lowering, fields, named, statement},
    span, text_builders,
};

pub(crate) use link::link;

/// Lowers a file.
pub(crate) fn lower(root: Node<'_>, text: Arc<SourceText>) -> Module {
    let source = text.clone();
    let folder = source.path().parent().as_str().to_owned();
    let mut go = Go {
        builder: Builder::new(text, Language::Go),
        source: source.as_str(),
        folder,
        packages: BTreeMap::new(),
        receiver: None,
        temporary: 0,
    };
    let mut body = Vec::new();
    let top = named(root);
    go.builder.module().provides.push(format!("{}#", go.folder).into());
    top.iter().for_each(|node| go.declare_top(*node));
    let types = go.types(&top);
    for node in &top {
        match node.kind() {
            "function_declaration" => go.function_declaration(*node, &mut body),
            "var_declaration" | "const_declaration" => go.statement(*node, &mut body),
            _ => {}
        }
    }
    go.classes(&types, &mut body);
    let is_init =
        |node: &Node<'_>| node.kind() == "function_declaration" && go.field_text(*node, "name") == "init";
    if top.iter().any(is_init) {
        let callee = go.builder.name(span(root), "init");
        let call = go.builder.call(span(root), callee, Vec::new());
        body.push(statement(root, StatementKind::Expression(call)));
    }
    go.builder.finish(body)
}

/// One file at work.
pub(crate) struct Go<'t> {
    pub(crate) builder: Builder,
    source: &'t str,
    /// The folder it lies in, which is its package.
    folder: String,
    /// What the packages it imports are called here, with their paths.
    packages: BTreeMap<&'t str, String>,
    /// What the innermost method calls its receiver.
    receiver: Option<&'t str>,
    temporary: u32,
}

impl<'t> Lowering<'t> for Go<'t> {
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
            "expression_statement" | "defer_statement" | "go_statement" => {
                let Some(inner) = node.named_child(0) else { return };
                if self.field_text(inner, "function") == "panic" {
                    let values = inner.child_by_field_name("arguments").map(|list| self.children(list));
                    let value = self.made(node, ExpressionKind::Opaque(values.unwrap_or_default()));
                    push(StatementKind::Throw(value));
                    return;
                }
                let value = self.expression(inner);
                push(StatementKind::Expression(value));
            }
            "short_var_declaration" | "assignment_statement" => self.assignment(node, into),
            "var_declaration" | "const_declaration" => {
                for spec in specs(node) {
                    self.variables(spec, into);
                }
            }
            "inc_statement" | "dec_statement" => {
                if let Some(target) = node.named_child(0) {
                    let target = self.pattern(target);
                    let value = self.made(node, ExpressionKind::Update(Box::new(target)));
                    push(StatementKind::Expression(value));
                }
            }
            "send_statement" => {
                let channel = self.field(node, "channel");
                let value = self.field(node, "value");
                let callee = self.builder.member(span(node), channel, "push");
                let call = self.builder.call(span(node), callee, vec![plain(value)]);
                push(StatementKind::Expression(call));
            }
            "return_statement" => {
                let list = node.named_child(0);
                let value = list.map(|list| self.together(list));
                push(StatementKind::Return(value));
            }
            "if_statement" => {
                self.builder.open_scope(false);
                if let Some(first) = node.child_by_field_name("initializer") {
                    self.statement(first, into);
                }
                let test = self.field(node, "condition");
                let then = self.scoped(node.child_by_field_name("consequence"));
                let otherwise = self.scoped(node.child_by_field_name("alternative"));
                self.builder.close_scope();
                into.push(statement(node, StatementKind::If { test, then, otherwise }));
            }
            "for_statement" => self.repeat(node, into),
            "expression_switch_statement" => self.switch(node, into),
            "type_switch_statement" | "select_statement" => self.any_of(node, into),
            "block" => {
                let body = self.scoped(Some(node));
                push(StatementKind::Block(body));
            }
            "statement_list" => {
                for child in named(node) {
                    self.statement(child, into);
                }
            }
            "labeled_statement" => {
                let label = self.field_text(node, "label");
                let mut inner = Vec::new();
                if let Some(child) = named(node).last() {
                    self.statement(*child, &mut inner);
                }
                for inner in inner {
                    let is_loop =
                        matches!(inner.kind, StatementKind::Loop { .. } | StatementKind::ForEach { .. });
                    into.push(match is_loop {
                        true => statement(node, StatementKind::Labelled(label.into(), Box::new(inner))),
                        false => inner,
                    });
                }
            }
            "break_statement" => {
                let label = node.named_child(0).map(|label| Name::from(self.text(label)));
                push(StatementKind::Break(label));
            }
            "continue_statement" => {
                let label = node.named_child(0).map(|label| Name::from(self.text(label)));
                push(StatementKind::Continue(label));
            }
            "type_declaration" => {
                let types = self.types(&[node]);
                self.classes(&types, into);
            }
            _ => {}
        }
    }
}

impl<'t> Go<'t> {
    fn declare_top(&mut self, node: Node<'_>) {
        match node.kind() {
            "import_declaration" => {
                for spec in specs(node) {
                    let path = self.field_text(spec, "path").trim_matches(['"', '`']).to_owned();
                    let name = spec.child_by_field_name("name").map(|name| self.text(name));
                    let name = name.unwrap_or_else(|| self.package_name(spec));
                    self.packages.insert(name, path);
                }
            }
            "function_declaration" => {
                if let Some(name) = node.child_by_field_name("name") {
                    self.declare_named(name, VariableKind::Function);
                }
            }
            "var_declaration" | "const_declaration" | "type_declaration" => {
                let kind = match node.kind() {
                    "const_declaration" => VariableKind::Constant,
                    "type_declaration" => VariableKind::Class,
                    _ => VariableKind::Mutable,
                };
                for spec in specs(node) {
                    for name in fields(spec, "name").into_iter().filter(|name| name.is_named()) {
                        self.declare_named(name, kind);
                    }
                }
            }
            _ => {}
        }
    }

    fn declare_named(&mut self, name: Node<'_>, kind: VariableKind) {
        let text = self.text(name);
        self.builder.declare(text, span(name), kind);
        let provided = format!("{}#{text}", self.folder);
        self.builder.provide(&provided);
    }

    /// The last part of a package's path; a version behind it is no name.
    fn package_name(&self, spec: Node<'_>) -> &'t str {
        let path = self.field_text(spec, "path").trim_matches(['"', '`']);
        let mut parts = path.rsplit('/');
        let last = parts.next().unwrap_or(path);
        let is_version = last
            .strip_prefix('v')
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()));
        let last = if is_version { parts.next().unwrap_or(last) } else { last };
        let last = last.split(".v").next().unwrap_or(last);
        last.strip_prefix("go-").unwrap_or(last)
    }

    fn scoped(&mut self, block: Option<Node<'_>>) -> Vec<Statement> {
        let Some(block) = block else { return Vec::new() };
        let mut statements = Vec::new();
        self.builder.open_scope(false);
        match block.kind() {
            "block" => named(block).into_iter().for_each(|child| self.statement(child, &mut statements)),
            _ => self.statement(block, &mut statements),
        }
        self.builder.close_scope();
        statements
    }

    /// Several values as a list, one as itself.
    fn together(&mut self, list: Node<'_>) -> ExpressionId {
        if list.kind() != "expression_list" {
            return self.expression(list);
        }
        let mut values = self.children(list);
        match values.len() {
            1 => values.swap_remove(0),
            _ => {
                let values = values.into_iter().map(plain).collect();
                self.made(list, ExpressionKind::Array(values))
            }
        }
    }

    fn assignment(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let declares = node.kind() == "short_var_declaration";
        let left = node.child_by_field_name("left").map(named).unwrap_or_default();
        let right = node.child_by_field_name("right").map(named).unwrap_or_default();
        let sign = self.field_text(node, "operator");
        if let ([target], [value], false) =
            (left.as_slice(), right.as_slice(), matches!(sign, "" | "=" | ":="))
        {
            let value = self.expression(*value);
            let target = Box::new(self.pattern(*target));
            let operator = if sign == "+=" { BinaryOperator::Add } else { BinaryOperator::Arithmetic };
            let kind = ExpressionKind::Assign { target, value, operator: Some(operator), logical: None };
            let value = self.made(node, kind);
            into.push(statement(node, StatementKind::Expression(value)));
            return;
        }
        let value = match right.as_slice() {
            [one] if left.len() > 1 => self.several(*one),
            [one] => self.expression(*one),
            _ => match node.child_by_field_name("right") {
                Some(list) => self.together(list),
                None => self.made(node, ExpressionKind::Undefined),
            },
        };
        let mut patterns: Vec<Option<Pattern>> = Vec::new();
        for target in left {
            patterns.push(match (self.text(target), target.kind()) {
                ("_", _) => None,
                (name, "identifier") if declares => {
                    Some(Pattern::Variable(self.builder.declare(name, span(target), VariableKind::Mutable)))
                }
                _ => Some(self.pattern(target)),
            });
        }
        let pattern = match patterns.len() {
            1 => patterns.swap_remove(0),
            _ => Some(Pattern::Array { elements: patterns, rest: None }),
        };
        let kind = match pattern {
            None => StatementKind::Expression(value),
            Some(pattern) if declares => StatementKind::Declare { pattern, value: Some(value) },
            Some(pattern) => {
                let target = Box::new(pattern);
                let kind = ExpressionKind::Assign { target, value, operator: None, logical: None };
                StatementKind::Expression(self.made(node, kind))
            }
        };
        into.push(statement(node, kind));
    }

    /// `v, ok := m[k]`: what is there, and whether it is.
    fn several(&mut self, node: Node<'_>) -> ExpressionId {
        let value = self.expression(node);
        if node.kind() == "call_expression" {
            return value;
        }
        let right = self.made(node, ExpressionKind::Null);
        let operator = BinaryOperator::LooseUnequal;
        let is_there = self.made(node, ExpressionKind::Binary { operator, left: value, right });
        self.made(node, ExpressionKind::Array(vec![plain(value), plain(is_there)]))
    }

    /// `var db *sql.DB` of a package is filled in by whatever starts the app: a thing of that type.
    fn set_elsewhere(&mut self, spec: Node<'_>) -> Option<ExpressionId> {
        let declared = spec.child_by_field_name("type").filter(|it| it.kind() == "pointer_type")?;
        let is_of_others = declared.named_child(0).is_some_and(|it| it.kind() == "qualified_type");
        let variable = self.type_name(declared).filter(|_| is_of_others && is_of_package(spec))?.variable?;
        let class = self.made(spec, ExpressionKind::Variable(variable));
        Some(self.builder.call(span(spec), class, Vec::new()))
    }

    fn variables(&mut self, spec: Node<'_>, into: &mut Vec<Statement>) {
        let names: Vec<Node<'_>> = fields(spec, "name").into_iter().filter(|name| name.is_named()).collect();
        let declared = spec.child_by_field_name("type").and_then(|it| self.type_name(it));
        let values = spec.child_by_field_name("value").map(named).unwrap_or_default();
        let lowered: Vec<ExpressionId> = match values.as_slice() {
            [one] if names.len() > 1 => vec![self.several(*one)],
            _ => values.into_iter().map(|value| self.expression(value)).collect(),
        };
        let is_text = text_builders::is_declared(self.builder.module(), declared.as_ref());
        let lowered = match is_text && lowered.is_empty() {
            true => vec![self.made(spec, ExpressionKind::Text(Name::default())); names.len()],
            false => lowered,
        };
        let lowered = match (lowered.is_empty(), self.set_elsewhere(spec)) {
            (true, Some(value)) => vec![value; names.len()],
            _ => lowered,
        };
        let mut variables = Vec::new();
        for name in &names {
            let variable = self.builder.declare(self.text(*name), span(*name), VariableKind::Mutable);
            self.builder.module().variables[variable.index()].declared_type.clone_from(&declared);
            variables.push(variable);
        }
        if lowered.len() == 1 && variables.len() > 1 {
            let elements = variables.into_iter().map(|variable| Some(Pattern::Variable(variable))).collect();
            let pattern = Pattern::Array { elements, rest: None };
            into.push(statement(spec, StatementKind::Declare { pattern, value: Some(lowered[0]) }));
            return;
        }
        for (at, variable) in variables.into_iter().enumerate() {
            let pattern = Pattern::Variable(variable);
            let value = lowered.get(at).copied();
            into.push(statement(spec, StatementKind::Declare { pattern, value }));
        }
    }
}

/// Whether something is declared outside of all functions.
fn is_of_package(spec: Node<'_>) -> bool {
    let mut outer = std::iter::successors(spec.parent(), |node| node.parent());
    outer
        .find(|node| !matches!(node.kind(), "var_declaration" | "var_spec_list"))
        .is_some_and(|node| node.kind() == "source_file")
}

/// The parts of a declaration, in parentheses or not.
fn specs(node: Node<'_>) -> Vec<Node<'_>> {
    named(node)
        .into_iter()
        .flat_map(|child| match child.kind() {
            "import_spec_list" | "var_spec_list" => named(child),
            _ => vec![child],
        })
        .collect()
}
