//! Ruby's methods, blocks and their parameters.

use assay_code::ir::{
    ExpressionId, ExpressionKind, FunctionId, FunctionKind, Name, Parameter, Pattern, PatternProperty,
    PropertyKey, Statement, StatementKind, VariableKind,
};
use tree_sitter::Node;

use super::{Ruby, names};
use crate::{
    lowering::{Lowering, named, named_head, parameter},
    span,
};

impl Ruby<'_> {
    /// A function; its last statement's value is what it gives.
    pub(super) fn function(&mut self, node: Node<'_>, kind: FunctionKind, name: Option<Name>) -> FunctionId {
        let is_constructor = name.as_ref().is_some_and(|name| name == "initialize");
        self.in_function(named_head(node, kind, name), |ruby| {
            let mut body = Vec::new();
            let parameters = node
                .child_by_field_name("parameters")
                .map(|list| ruby.parameters(list, &mut body))
                .unwrap_or_default();
            if let Some(inner) = node.child_by_field_name("body") {
                for (name, at) in names::assigned(inner, ruby.source) {
                    // A block sees the variables around it.
                    if kind != FunctionKind::Arrow || ruby.builder.lookup(name).is_none() {
                        ruby.builder.declare(name, at, VariableKind::Mutable);
                    }
                }
                match inner.kind() {
                    "body_statement" | "block_body" | "do" | "begin" => {
                        let lowered = ruby.body(inner);
                        body.extend(lowered);
                    }
                    // `def find(id) = …`
                    _ => ruby.statement(inner, &mut body),
                }
            }
            // What a constructor gives is thrown away.
            if !is_constructor {
                give_last(&mut body);
            }
            (parameters, body)
        })
    }

    pub(super) fn parameters(&mut self, list: Node<'_>, body: &mut Vec<Statement>) -> Vec<Parameter> {
        let (mut parameters, mut keywords) = (Vec::new(), Vec::new());
        let mut last: Option<Parameter> = None;
        for node in named(list) {
            let name = node.child_by_field_name("name").unwrap_or(node);
            let text = self.text(name);
            match node.kind() {
                "identifier" => parameters.push(parameter(self.declared(text, name))),
                "optional_parameter" => {
                    let pattern = Box::new(self.declared(text, name));
                    let value = self.field(node, "value");
                    parameters.push(parameter(Pattern::Default { pattern, value }));
                }
                "splat_parameter" => {
                    let pattern = self.declared(text.trim_start_matches('*'), name);
                    last = Some(Parameter { rest: true, ..parameter(pattern) });
                }
                "keyword_parameter" => {
                    let mut pattern = self.declared(text, name);
                    if let Some(value) = node.child_by_field_name("value") {
                        let value = self.expression(value);
                        pattern = Pattern::Default { pattern: Box::new(pattern), value };
                    }
                    keywords.push(PatternProperty { key: PropertyKey::Name(text.into()), pattern });
                }
                "hash_splat_parameter" => {
                    let pattern = self.declared(text.trim_start_matches('*'), name);
                    parameters.push(parameter(pattern));
                }
                "block_parameter" => {
                    let variable = self.builder.declare(
                        text.trim_start_matches('&'),
                        span(name),
                        VariableKind::Parameter,
                    );
                    let block = self.block_given(node);
                    body.push(self.builder.assign(span(node), variable, block));
                }
                "destructured_parameter" => {
                    let inner = named(node);
                    let elements = inner.into_iter().map(|it| Some(self.declared(self.text(it), it)));
                    parameters.push(parameter(Pattern::Array { elements: elements.collect(), rest: None }));
                }
                _ => {}
            }
        }
        if !keywords.is_empty() {
            parameters.push(parameter(Pattern::Object { properties: keywords, rest: None }));
        }
        parameters.extend(last);
        parameters
    }

    fn declared(&mut self, name: &str, node: Node<'_>) -> Pattern {
        Pattern::Variable(self.builder.declare(name, span(node), VariableKind::Parameter))
    }

    /// The block a method was called with: one of its arguments.
    pub(super) fn block_given(&mut self, node: Node<'_>) -> ExpressionId {
        let function = self.builder.function();
        self.builder.module().functions[function.index()].uses_arguments = true;
        let object = self.made(node, ExpressionKind::Global("arguments".into()));
        let index = self.made(node, ExpressionKind::Opaque(Vec::new()));
        self.made(node, ExpressionKind::Index { object, index, optional: false })
    }

    /// A method at the top level: a function that every file may call.
    pub(super) fn top_method(&mut self, node: Node<'_>) -> Option<Statement> {
        let name = node.child_by_field_name("name")?;
        let text = self.text(name);
        let id = self.function(node, FunctionKind::Plain, Some(text.into()));
        let value = self.made(node, ExpressionKind::Function(id));
        let variable = self.builder.declare(&format!("{text}()"), span(name), VariableKind::Function);
        Some(self.builder.assign(span(node), variable, value))
    }
}

/// Makes the last statement's value what the function gives.
pub(super) fn give_last(body: &mut [Statement]) {
    let Some(last) = body.last_mut() else { return };
    match &mut last.kind {
        StatementKind::Expression(value) => last.kind = StatementKind::Return(Some(*value)),
        StatementKind::If { then, otherwise, .. } => {
            give_last(then);
            give_last(otherwise);
        }
        StatementKind::Try { body, handler, .. } => {
            give_last(body);
            if let Some((_, handler)) = handler {
                give_last(handler);
            }
        }
        StatementKind::Block(body) => give_last(body),
        StatementKind::Switch { cases, .. } => {
            for case in cases {
                if matches!(case.body.last().map(|last| &last.kind), Some(StatementKind::Break(_))) {
                    case.body.pop();
                    let alone = case.body.is_empty();
                    give_last(&mut case.body);
                    if alone
                        || !matches!(case.body.last().map(|last| &last.kind), Some(StatementKind::Return(_)))
                    {
                        let span = case.body.last().map_or(last.span, |last| last.span);
                        case.body.push(Statement { span, kind: StatementKind::Break(None) });
                    }
                } else {
                    give_last(&mut case.body);
                }
            }
        }
        _ => {}
    }
}
