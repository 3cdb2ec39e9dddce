//! PHP's classes.

use std::collections::BTreeSet;

use assay_code::ir::{
    Class, ExpressionId, FunctionId, FunctionKind, Member, MemberKind, PropertyKey, TypeName, VariableId,
};
use tree_sitter::Node;

use super::Php;
use crate::{
    lowering::{Lowering, child_of, named},
    span,
};

impl<'t> Php<'t> {
    pub(super) fn class(&mut self, node: Node<'_>, name: Option<(&'t str, VariableId)>) -> ExpressionId {
        let decorators = self.attributes(node);
        let body = node.child_by_field_name("body");
        let members = body.map(named).unwrap_or_default();
        let parent = child_of(node, "base_clause")
            .and_then(|clause| clause.named_child(0))
            // Methods of the first trait are found where those of a parent are.
            .or_else(|| {
                members.iter().find(|it| it.kind() == "use_declaration").and_then(|it| it.named_child(0))
            })
            .map(|parent| self.scope_of(node, Some(parent)));
        let statics: BTreeSet<&str> = members
            .iter()
            .filter(|member| child_of(**member, "static_modifier").is_some())
            .filter_map(|member| member.child_by_field_name("name"))
            .map(|name| self.text(name))
            .collect();
        let outer = self.class.replace((name.map(|(_, variable)| variable), statics));
        let (mut constructor, mut lowered) = (None, Vec::new());
        for member in members {
            self.member(member, &mut constructor, &mut lowered);
        }
        self.class = outer;
        self.builder.class(Class {
            name: name.map(|(name, _)| name.into()),
            variable: name.map(|(_, variable)| variable),
            span: span(node),
            parent,
            implements: Vec::new(),
            constructor,
            members: lowered,
            decorators,
        })
    }

    fn member(&mut self, node: Node<'_>, constructor: &mut Option<FunctionId>, into: &mut Vec<Member>) {
        let is_static = child_of(node, "static_modifier").is_some();
        match node.kind() {
            "method_declaration" => {
                let name = self.field_text(node, "name");
                let function = self.function(node, FunctionKind::Method, Some(name.into()));
                if name == "__construct" {
                    *constructor = Some(function);
                    return;
                }
                let decorators = self.attributes(node);
                self.builder.module().functions[function.index()].decorators.clone_from(&decorators);
                into.push(Member {
                    key: PropertyKey::Name(name.into()),
                    span: span(node),
                    is_static,
                    kind: MemberKind::Method(function),
                    declared_type: None,
                    decorators,
                });
            }
            "property_declaration" => {
                let declared_type = node.child_by_field_name("type").and_then(|it| self.type_name(it));
                for element in named(node).into_iter().filter(|it| it.kind() == "property_element") {
                    let name = self.field_text(element, "name").trim_start_matches('$');
                    let value = element.child_by_field_name("default_value");
                    self.constant_member(element, name, value, is_static, declared_type.clone(), into);
                }
            }
            "const_declaration" => {
                for element in named(node).into_iter().filter(|it| it.kind() == "const_element") {
                    if let [name, value] = named(element).as_slice() {
                        let name = self.text(*name);
                        self.constant_member(element, name, Some(*value), true, None, into);
                    }
                }
            }
            "enum_case" => {
                let name = self.field_text(node, "name");
                self.constant_member(node, name, node.child_by_field_name("value"), true, None, into);
            }
            _ => {}
        }
    }

    fn constant_member(
        &mut self,
        node: Node<'_>,
        name: &str,
        value: Option<Node<'_>>,
        is_static: bool,
        declared_type: Option<TypeName>,
        into: &mut Vec<Member>,
    ) {
        let value = value.map(|value| self.giving(value, FunctionKind::Initializer));
        into.push(Member {
            key: PropertyKey::Name(name.into()),
            span: span(node),
            is_static,
            kind: MemberKind::Field(value),
            declared_type,
            decorators: Vec::new(),
        });
    }

    /// `#[Route('/x')]`, as calls.
    pub(super) fn attributes(&mut self, node: Node<'_>) -> Vec<ExpressionId> {
        let Some(list) = node.child_by_field_name("attributes") else { return Vec::new() };
        let all: Vec<Node<'_>> = named(list).into_iter().flat_map(named).collect();
        all.into_iter()
            .filter_map(|attribute| {
                let name = attribute.named_child(0)?;
                let callee = self.scope_of(attribute, Some(name));
                let arguments = self.arguments(attribute);
                Some(self.builder.call(span(attribute), callee, arguments))
            })
            .collect()
    }

    /// The class that a declared type names; none for types of the language.
    pub(super) fn type_name(&mut self, node: Node<'_>) -> Option<TypeName> {
        let mut node = node;
        while node.kind() != "named_type" {
            node = named(node).into_iter().find(|it| it.kind() != "primitive_type")?;
        }
        let written = self.text(node);
        let last = written.rsplit('\\').next().unwrap_or(written);
        let variable = match written {
            "self" | "static" => self.class.as_ref().and_then(|(variable, _)| *variable),
            _ => Some(self.class_named(node, written)),
        };
        Some(TypeName { name: last.into(), variable })
    }
}
