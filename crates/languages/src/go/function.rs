//! Go's functions, their parameters, and the names of types and packages.

use assay_code::ir::{
    ExpressionKind, FunctionId, FunctionKind, ImportedName, Name, Parameter, Pattern, Statement, TypeName,
    VariableId, VariableKind,
};
use tree_sitter::Node;

use super::Go;
use crate::{
    builder::plain,
    lowering::{Lowering, fields, named, named_head, parameter, returned},
    span,
};

impl Go<'_> {
    pub(super) fn function_declaration(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let name = self.field_text(node, "name");
        let id = self.function(node, FunctionKind::Plain, Some(name.into()));
        let value = self.made(node, ExpressionKind::Function(id));
        if let Some(variable) = self.builder.lookup(name) {
            into.push(self.builder.assign(span(node), variable, value));
        }
    }

    pub(super) fn function(&mut self, node: Node<'_>, kind: FunctionKind, name: Option<Name>) -> FunctionId {
        self.in_function(named_head(node, kind, name), |go| {
            let parameters = node.child_by_field_name("parameters").map(|list| go.parameters(list));
            let mut body = Vec::new();
            // Results with names are variables, and `return` alone gives them.
            let results = node.child_by_field_name("result").filter(|it| it.kind() == "parameter_list");
            let mut names = Vec::new();
            for result in results.map(named).unwrap_or_default() {
                for name in fields(result, "name") {
                    names.push(go.builder.declare(go.text(name), span(name), VariableKind::Mutable));
                }
            }
            for block in node.child_by_field_name("body").map(named).unwrap_or_default() {
                go.statement(block, &mut body);
            }
            if !names.is_empty() {
                let values: Vec<_> = names
                    .into_iter()
                    .map(|variable| plain(go.made(node, ExpressionKind::Variable(variable))))
                    .collect();
                let value = match values.as_slice() {
                    [one] => one.value,
                    _ => go.made(node, ExpressionKind::Array(values)),
                };
                body.push(returned(node, Some(value)));
            }
            (parameters.unwrap_or_default(), body)
        })
    }

    pub(super) fn parameters(&mut self, list: Node<'_>) -> Vec<Parameter> {
        let mut parameters = Vec::new();
        for node in named(list) {
            let declared_type = node.child_by_field_name("type").and_then(|it| self.type_name(it));
            let rest = node.kind() == "variadic_parameter_declaration";
            let names = fields(node, "name");
            if names.is_empty() {
                let pattern = self.hidden(node);
                parameters.push(Parameter { rest, declared_type, ..parameter(pattern) });
                continue;
            }
            for name in names {
                let variable = self.builder.declare(self.text(name), span(name), VariableKind::Parameter);
                self.builder.module().variables[variable.index()].declared_type.clone_from(&declared_type);
                let pattern = Pattern::Variable(variable);
                let declared_type = declared_type.clone();
                parameters.push(Parameter { rest, declared_type, ..parameter(pattern) });
            }
        }
        parameters
    }

    /// The class that a type names, behind pointers; none for types of the language.
    pub(super) fn type_name(&mut self, node: Node<'_>) -> Option<TypeName> {
        let mut node = node;
        while matches!(node.kind(), "pointer_type" | "parenthesized_type" | "generic_type") {
            node = node.child_by_field_name("type").or_else(|| node.named_child(0))?;
        }
        match node.kind() {
            "qualified_type" => {
                let package = self.field_text(node, "package");
                let name = self.field_text(node, "name");
                let variable = self.of_package(node, package, name);
                Some(TypeName { name: name.into(), variable })
            }
            "type_identifier" => {
                let name = self.text(node);
                let variable = self.builder.lookup(name).or_else(|| self.same_package(node, name));
                Some(TypeName { name: name.into(), variable })
            }
            _ => None,
        }
    }

    /// A name of a package that is imported.
    pub(super) fn of_package(&mut self, node: Node<'_>, package: &str, name: &str) -> Option<VariableId> {
        let path = self.packages.get(package)?;
        let specifier = format!("{path}#{name}");
        let local = format!("<{specifier}>");
        Some(self.builder.lookup(&local).unwrap_or_else(|| {
            self.builder.import_at_top(&specifier, ImportedName::Named(name.into()), &local, span(node))
        }))
    }

    /// A name that another file of the package declares.
    pub(super) fn same_package(&mut self, node: Node<'_>, name: &str) -> Option<VariableId> {
        const LANGUAGE: [&str; 22] = [
            "any",
            "bool",
            "byte",
            "complex128",
            "complex64",
            "error",
            "float32",
            "float64",
            "int",
            "int16",
            "int32",
            "int64",
            "int8",
            "rune",
            "string",
            "uint",
            "uint16",
            "uint32",
            "uint64",
            "uint8",
            "uintptr",
            "_",
        ];
        if LANGUAGE.contains(&name) {
            return None;
        }
        let specifier = format!("./{}#{name}", self.folder);
        Some(self.builder.lookup(&specifier).unwrap_or_else(|| {
            self.builder.import_at_top(&specifier, ImportedName::Named(name.into()), &specifier, span(node))
        }))
    }
}
