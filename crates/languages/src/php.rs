//! PHP.
//!
//! A file is what it declares, and a page: what stands at its top level runs each time it is asked for, and whoever
//! includes it runs it too, with the variables that both share. So the top level becomes the function
//! [`PAGE`], whose parameter holds the includer's variables and which gives back its own.

mod call;
mod class;
mod expression;
mod laravel;
mod link;
mod names;
mod page;
mod pattern;
mod scope;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use assay_code::ir::{
    BinaryOperator, Case, ExpressionId, ExpressionKind, ForHead, FunctionId, FunctionKind, Language, Module,
    Name, Parameter, Pattern, Statement, StatementKind, VariableId, VariableKind,
};
use assay_source::SourceText;
use tree_sitter::Node;

use crate::{
    builder::{Builder, plain},
    lowering::{Handler, Lowering, child_of, fields, named, named_head, returned, statement},
    span,
};

pub(crate) use link::link;
use page::Shared;

/// The function a file's top level becomes.
pub(crate) const PAGE: &str = "<page>";

/// What a closure is bound to.
const BOUND: &str = "$this";

/// Lowers a file.
pub(crate) fn lower(root: Node<'_>, text: Arc<SourceText>) -> Module {
    let source = text.clone();
    let mut php = Php {
        builder: Builder::new(text, Language::Php),
        source: source.as_str(),
        namespace: String::new(),
        uses: BTreeMap::new(),
        class: None,
        shared: Vec::new(),
        includes: 0,
    };
    let mut body = Vec::new();
    let pieces = php.pieces(root);
    for piece in &pieces {
        php.enter_namespace(piece);
        for declaration in &piece.declarations {
            if let Some(name) = declaration.child_by_field_name("name") {
                let kind = match declaration.kind() {
                    "function_definition" => VariableKind::Function,
                    _ => VariableKind::Class,
                };
                php.builder.declare(php.text(name), span(name), kind);
            }
        }
    }
    for piece in &pieces {
        php.enter_namespace(piece);
        for declaration in &piece.declarations {
            php.declaration(*declaration, &mut body);
        }
    }
    php.page(root, &pieces, &mut body);
    // What a template engine makes of its own marks is not read here.
    let has_marks = ["{!!", "@php"].iter().any(|mark| php.source.contains(mark));
    let is_template = source.path().as_str().ends_with(".blade.php");
    php.builder.module().complete &= !(is_template && has_marks);
    php.builder.finish(body)
}

/// One file at work.
pub(crate) struct Php<'t> {
    pub(crate) builder: Builder,
    source: &'t str,
    namespace: String,
    /// Names that `use` brings in, in lower case, with what they stand for.
    uses: BTreeMap<String, String>,
    /// The class being lowered: its name, and the names of its static members.
    class: Option<(Option<VariableId>, BTreeSet<&'t str>)>,
    /// Variables that files which include each other share, of the function being lowered.
    shared: Vec<Shared<'t>>,
    includes: u32,
}

impl<'t> Lowering<'t> for Php<'t> {
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
            // `<?= $x ?>` writes what stands there.
            "expression_statement" if self.source[..node.start_byte()].trim_end().ends_with("<?=") => {
                let value = self.shown(node);
                push(StatementKind::Expression(value));
            }
            "expression_statement" => {
                if let Some(inner) = node.named_child(0) {
                    self.expression_statement(inner, into);
                }
            }
            "echo_statement" => {
                let value = self.echo(node);
                push(StatementKind::Expression(value));
            }
            "text" => {
                let text = self.text(node);
                if !text.trim().is_empty() {
                    let value = self.made(node, ExpressionKind::Text(text.into()));
                    let value = self.echo_of(node, vec![plain(value)]);
                    push(StatementKind::Expression(value));
                }
            }
            "text_interpolation" | "compound_statement" | "colon_block" => {
                let body = self.block(node);
                into.extend(body);
            }
            "return_statement" => {
                let value = node.named_child(0).map(|value| self.expression(value));
                push(StatementKind::Return(value));
            }
            "exit_statement" => {
                let value = node.named_child(0).map(|value| plain(self.expression(value)));
                let call = self.core_call(node, "exit", value.into_iter().collect());
                push(StatementKind::Expression(call));
            }
            "if_statement" => {
                let statement = self.conditional(node);
                into.push(statement);
            }
            "while_statement" | "do_statement" => {
                let test = Some(self.field(node, "condition"));
                let body = self.field_block(node, "body");
                let body_first = node.kind() == "do_statement";
                push(StatementKind::Loop { before: Vec::new(), test, body, update: None, body_first });
            }
            "for_statement" => {
                let mut before = Vec::new();
                for part in fields(node, "initialize") {
                    let value = self.expression(part);
                    before.push(statement(part, StatementKind::Expression(value)));
                }
                let test = node.child_by_field_name("condition").map(|test| self.expression(test));
                let update = node.child_by_field_name("update").map(|update| self.expression(update));
                let mut body = Vec::new();
                fields(node, "body").into_iter().for_each(|part| self.statement(part, &mut body));
                push(StatementKind::Loop { before, test, body, update, body_first: false });
            }
            "foreach_statement" => self.for_each(node, into),
            "switch_statement" => {
                let kind = self.switch(node);
                push(kind);
            }
            "try_statement" => self.attempt(node, into),
            "break_statement" => push(StatementKind::Break(None)),
            "continue_statement" => push(StatementKind::Continue(None)),
            "unset_statement" => {
                for target in named(node) {
                    let target = self.expression(target);
                    let gone = self.made(node, ExpressionKind::Delete(target));
                    into.push(statement(node, StatementKind::Expression(gone)));
                }
            }
            "function_static_declaration" => {
                for declared in named(node) {
                    let Some(name) = declared.child_by_field_name("name") else { continue };
                    let variable = self.builder.declare(self.text(name), span(name), VariableKind::Mutable);
                    let value = declared.child_by_field_name("value").map(|value| self.expression(value));
                    let pattern = Pattern::Variable(variable);
                    into.push(statement(declared, StatementKind::Declare { pattern, value }));
                }
            }
            "declare_statement" => {
                let body = self.block(node);
                into.extend(body);
            }
            // Declarations were taken to the top, `global` was heeded when names were bound.
            _ => {}
        }
    }
}

impl<'t> Php<'t> {
    fn declaration(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let Some(name) = node.child_by_field_name("name") else { return };
        let text = self.text(name);
        let qualified = self.in_namespace(text);
        let Some(variable) = self.builder.lookup(text) else { return };
        let value = match node.kind() {
            "function_definition" => {
                self.builder.provide(&format!("{qualified}()"));
                let id = self.function(node, FunctionKind::Plain, Some(text.into()));
                self.made(node, ExpressionKind::Function(id))
            }
            _ => {
                self.builder.provide(&qualified);
                self.class(node, Some((text, variable)))
            }
        };
        into.push(self.builder.assign(span(node), variable, value));
    }

    fn in_namespace(&self, name: &str) -> String {
        if self.namespace.is_empty() { name.to_owned() } else { format!("{}\\{name}", self.namespace) }
    }

    fn field_block(&mut self, node: Node<'_>, field: &str) -> Vec<Statement> {
        let mut statements = Vec::new();
        if let Some(body) = node.child_by_field_name(field) {
            self.statement(body, &mut statements);
        }
        statements
    }

    fn conditional(&mut self, node: Node<'_>) -> Statement {
        let alternatives = fields(node, "alternative");
        // Tests run from the top down, and are lowered in that order.
        let test = self.field(node, "condition");
        let then = self.field_block(node, "body");
        let lowered: Vec<_> = alternatives
            .iter()
            .map(|alternative| {
                let test = alternative.child_by_field_name("condition").map(|test| self.expression(test));
                (test, self.field_block(*alternative, "body"), *alternative)
            })
            .collect();
        let mut otherwise = Vec::new();
        for (test, body, at) in lowered.into_iter().rev() {
            otherwise = match test {
                Some(test) => vec![statement(at, StatementKind::If { test, then: body, otherwise })],
                None => body,
            };
        }
        statement(node, StatementKind::If { test, then, otherwise })
    }

    fn for_each(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let body = node.child_by_field_name("body");
        let parts: Vec<Node<'_>> = named(node).into_iter().filter(|part| Some(*part) != body).collect();
        let [over, target, ..] = parts.as_slice() else { return };
        let over = self.expression(*over);
        let pair = if target.kind() == "pair" { named(*target) } else { vec![*target] };
        let value = pair.last().map(|value| self.pattern(*value));
        let key = (pair.len() == 2).then(|| self.pattern(pair[0]));
        let mut lowered = Vec::new();
        if let Some(key) = key {
            // The key comes from the same place as the value.
            let at = pair[0];
            let made = self.made(at, ExpressionKind::Opaque(vec![over]));
            lowered.push(statement(at, StatementKind::Declare { pattern: key, value: Some(made) }));
        }
        if let Some(body) = body {
            self.statement(body, &mut lowered);
        }
        if let Some(value) = value {
            let each = ForHead::Assign(value);
            into.push(statement(node, StatementKind::ForEach { each, over, keys: false, body: lowered }));
        }
    }

    fn switch(&mut self, node: Node<'_>) -> StatementKind {
        let subject = self.field(node, "condition");
        let mut cases = Vec::new();
        for case in node.child_by_field_name("body").map(named).unwrap_or_default() {
            let value = case.child_by_field_name("value");
            let test = value.map(|value| self.expression(value));
            let mut body = Vec::new();
            for part in named(case).into_iter().filter(|part| Some(*part) != value) {
                self.statement(part, &mut body);
            }
            cases.push(Case { test, body });
        }
        StatementKind::Switch { subject, cases }
    }

    fn attempt(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let body = self.field_block(node, "body");
        let (mut handler, mut finalizer): (Option<Handler>, _) = (None, Vec::new());
        for clause in named(node).into_iter().rev() {
            match clause.kind() {
                "catch_clause" => {
                    let caught = clause.child_by_field_name("name").map(|name| {
                        let text = self.text(name);
                        Pattern::Variable(self.builder.declare(text, span(name), VariableKind::Caught))
                    });
                    let lowered = self.field_block(clause, "body");
                    handler = Some(self.or_caught(clause, (caught, lowered), handler));
                }
                "finally_clause" => finalizer = self.field_block(clause, "body"),
                _ => {}
            }
        }
        into.push(statement(node, StatementKind::Try { body, handler, finalizer }));
    }

    /// A function, method or closure.
    fn function(&mut self, node: Node<'_>, kind: FunctionKind, name: Option<Name>) -> FunctionId {
        self.in_function(named_head(node, kind, name), |php| {
            let mut parameters = node.child_by_field_name("parameters").map(|list| php.parameters(list));
            if let Some(group) = php.bound_to_group(node, parameters.as_deref().unwrap_or_default()) {
                parameters = Some(vec![group]);
            }
            let names = node.child_by_field_name("body").map(|body| names::of(&[body], php.source));
            let names = names.unwrap_or_default();
            // What a closure does not `use` is its own; an arrow function sees what is around it.
            if node.kind() != "arrow_function" {
                let used: BTreeSet<&str> = child_of(node, "anonymous_function_use_clause")
                    .map(|clause| names::of(&[clause], php.source).all.into_keys().collect())
                    .unwrap_or_default();
                for (name, at) in names.all.iter().filter(|(name, _)| !used.contains(**name)) {
                    php.builder.declare(name, *at, VariableKind::Mutable);
                }
            }
            php.open_shared(&names);
            let body = match node.child_by_field_name("body") {
                Some(body) if body.kind() == "compound_statement" => php.block(body),
                Some(body) => {
                    let value = php.expression(body);
                    vec![returned(body, Some(value))]
                }
                None => Vec::new(),
            };
            php.shared.pop();
            (parameters.unwrap_or_default(), body)
        })
    }

    /// Slim binds the closure of a group to the group: `$app->group('/api', function () { $this->get(…); })`. That is spelt as its
    /// parameter. What other closures are bound to is not theirs.
    ///
    /// Source: slimframework.com/docs/v3/objects/router.html, "Route groups", read 2026-11-23.
    fn bound_to_group(&mut self, node: Node<'_>, parameters: &[Parameter]) -> Option<Parameter> {
        if node.kind() != "anonymous_function" || self.class.is_some() {
            return None;
        }
        let call = node.parent().and_then(|it| it.parent()).and_then(|it| it.parent());
        let is_of_group = call.is_some_and(|call| {
            call.kind() == "member_call_expression" && self.field_text(call, "name") == "group"
        });
        let is_bound = is_of_group && parameters.is_empty();
        if !is_bound && self.builder.lookup(BOUND).is_none() {
            return None;
        }
        let kind = if is_bound { VariableKind::Parameter } else { VariableKind::Mutable };
        let variable = self.builder.declare(BOUND, span(node), kind);
        let pattern = Pattern::Variable(variable);
        is_bound.then(|| Parameter {
            pattern,
            rest: false,
            declared_type: None,
            decorators: Vec::new(),
            field: None,
        })
    }

    fn parameters(&mut self, list: Node<'_>) -> Vec<Parameter> {
        named(list).into_iter().filter_map(|node| self.parameter(node)).collect()
    }

    fn parameter(&mut self, node: Node<'_>) -> Option<Parameter> {
        let name = node.child_by_field_name("name")?;
        let name = if name.kind() == "by_ref" { name.named_child(0)? } else { name };
        let text = self.text(name);
        let declared_type = node.child_by_field_name("type").and_then(|declared| self.type_name(declared));
        let variable = self.builder.declare(text, span(name), VariableKind::Parameter);
        self.builder.module().variables[variable.index()].declared_type.clone_from(&declared_type);
        let mut pattern = Pattern::Variable(variable);
        if let Some(value) = node.child_by_field_name("default_value") {
            let value = self.expression(value);
            pattern = Pattern::Default { pattern: Box::new(pattern), value };
        }
        let promoted = node.kind() == "property_promotion_parameter";
        let field = promoted.then(|| Name::from(text.trim_start_matches('$')));
        let decorators = self.attributes(node);
        Some(Parameter {
            pattern,
            rest: node.kind() == "variadic_parameter",
            declared_type,
            decorators,
            field,
        })
    }

    fn binary_of(
        &mut self,
        node: Node<'_>,
        operator: BinaryOperator,
        left: ExpressionId,
        right: ExpressionId,
    ) -> ExpressionId {
        self.made(node, ExpressionKind::Binary { operator, left, right })
    }
}
