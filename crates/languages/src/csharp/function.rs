//! C#'s functions, their parameters, and the names of types.

use assay_code::ir::{
    ExpressionKind, FunctionId, FunctionKind, ImportedName, Name, Parameter, Pattern, StatementKind,
    TypeName, VariableId, VariableKind,
};
use tree_sitter::Node;

use super::CSharp;
use crate::{
    builder::FunctionHead,
    lowering::{Lowering, child_of, named, named_head, parameter, returned, statement},
    span,
};

impl CSharp<'_> {
    pub(super) fn function(&mut self, node: Node<'_>, kind: FunctionKind, name: Option<Name>) -> FunctionId {
        let is_async =
            named(node).iter().any(|child| child.kind() == "modifier" && self.text(*child) == "async");
        let head = FunctionHead { is_async, ..named_head(node, kind, name) };
        self.in_function(head, |csharp| {
            let parameters = node.child_by_field_name("parameters").map(|list| match list.kind() {
                "implicit_parameter" => {
                    vec![parameter(csharp.parameter_named(list, None))]
                }
                _ => csharp.parameters(list),
            });
            let mut body = Vec::new();
            if let Some(initializer) = child_of(node, "constructor_initializer") {
                let callee = csharp.made(initializer, ExpressionKind::Super);
                let arguments = child_of(initializer, "argument_list").map(|list| csharp.argument_list(list));
                let call = csharp.builder.call(span(initializer), callee, arguments.unwrap_or_default());
                body.push(statement(initializer, StatementKind::Expression(call)));
            }
            let written = node.child_by_field_name("body").or_else(|| child_of(node, "block"));
            match written {
                Some(block) if block.kind() == "block" => {
                    let lowered = csharp.scoped(Some(block));
                    body.extend(lowered);
                }
                Some(arrow) => {
                    let value = if arrow.kind() == "arrow_expression_clause" {
                        arrow.named_child(0).unwrap_or(arrow)
                    } else {
                        arrow
                    };
                    let lowered = csharp.expression(value);
                    body.push(returned(value, Some(lowered)));
                }
                None => {}
            }
            (parameters.unwrap_or_default(), body)
        })
    }

    fn parameter_named(&mut self, node: Node<'_>, declared: Option<&TypeName>) -> Pattern {
        let variable = self.builder.declare(self.text(node), span(node), VariableKind::Parameter);
        self.builder.module().variables[variable.index()].declared_type = declared.cloned();
        Pattern::Variable(variable)
    }

    pub(super) fn parameters(&mut self, list: Node<'_>) -> Vec<Parameter> {
        let mut parameters = Vec::new();
        for node in named(list).into_iter().filter(|node| node.kind() == "parameter") {
            let Some(name) = node.child_by_field_name("name") else { continue };
            let declared_type = node.child_by_field_name("type").and_then(|it| self.type_name(it));
            let decorators = self.attributes(node);
            let mut pattern = self.parameter_named(name, declared_type.as_ref());
            let known = [node.child_by_field_name("type"), Some(name)];
            let default = named(node).into_iter().find(|it| {
                !known.contains(&Some(*it)) && !matches!(it.kind(), "attribute_list" | "modifier")
            });
            if let Some(value) = default {
                let value = self.expression(value);
                pattern = Pattern::Default { pattern: Box::new(pattern), value };
            }
            parameters.push(Parameter { pattern, rest: false, declared_type, decorators, field: None });
        }
        if let Some(rest) = list.child_by_field_name("name") {
            let pattern = self.parameter_named(rest, None);
            parameters.push(Parameter { rest: true, ..parameter(pattern) });
        }
        parameters
    }

    /// The class that a type names; none for types of the language.
    pub(super) fn type_name(&mut self, node: Node<'_>) -> Option<TypeName> {
        let mut node = node;
        loop {
            node = match node.kind() {
                "nullable_type" | "array_type" | "ref_type" | "scoped_type" => {
                    node.child_by_field_name("type")?
                }
                "generic_name" => node.named_child(0)?,
                "qualified_name" => node.child_by_field_name("name")?,
                "identifier" => break,
                // Of the language's own types those that a request cannot put a text into.
                "predefined_type" => {
                    let name = self.text(node);
                    let is_text = matches!(name, "string" | "object" | "char" | "void");
                    return (!is_text).then(|| TypeName { name: name.into(), variable: None });
                }
                _ => return None,
            };
        }
        let name = self.text(node);
        Some(TypeName { name: name.into(), variable: Some(self.class_named(node, name)) })
    }

    /// A class by its last name.
    pub(super) fn class_named(&mut self, node: Node<'_>, name: &str) -> VariableId {
        let local = format!("<type {name}>");
        match self.builder.lookup(name) {
            Some(variable)
                if self.builder.module().variables[variable.index()].kind == VariableKind::Class =>
            {
                variable
            }
            _ => self.builder.lookup(&local).unwrap_or_else(|| {
                self.builder.import_at_top(name, ImportedName::Named(name.into()), &local, span(node))
            }),
        }
    }
}
