//! Java's classes and what stands in them.

use std::collections::BTreeSet;

use assay_code::ir::{
    Class, ExpressionId, ExpressionKind, FunctionId, FunctionKind, Member, MemberKind, Name, Parameter,
    Pattern, Property, PropertyKey, Statement, StatementKind, TypeName, VariableKind,
};
use tree_sitter::Node;

use super::Java;
use crate::{
    builder::{FunctionHead, plain},
    lowering::Lowering,
    span,
};

impl<'t> Java<'t> {
    pub(super) fn class(&mut self, node: Node<'_>) -> ExpressionId {
        let name = node.child_by_field_name("name").map(|name| self.text(name));
        let decorators = self.class_annotations(node);
        let parent = node.child_by_field_name("superclass").and_then(|superclass| superclass.named_child(0));
        let mut implements = self.types_below(node, &["super_interfaces", "extends_interfaces"]);
        let is_interface = node.kind() == "interface_declaration";
        let parent = match parent {
            Some(parent) => Some(self.type_expression(parent)),
            // What an interface extends is what it has by itself.
            None if is_interface && !implements.is_empty() => {
                let first = implements.remove(0);
                let variable = first.variable;
                let kind =
                    variable.map_or_else(|| ExpressionKind::Global(first.name), ExpressionKind::Variable);
                Some(self.builder.expression(span(node), kind))
            }
            None => None,
        };
        let body = node.child_by_field_name("body");
        let logger = self.logger_of(node);
        let outer = std::mem::replace(&mut self.logger, logger);
        self.inherits.push(parent.is_some());
        let (written, members) = body.map(|body| self.class_body(body)).unwrap_or_default();
        self.inherits.pop();
        self.logger = outer;
        // The components of a record are fields that its constructor sets.
        let constructor = written.or_else(|| self.record_constructor(node));
        let class = self.push_class(name, node, parent, constructor, members, decorators);
        if let Some(written) = self.builder.module().classes.last_mut() {
            written.implements = implements;
        }
        class
    }

    /// The types in a list below a node.
    fn types_below(&mut self, node: Node<'_>, kinds: &[&str]) -> Vec<TypeName> {
        let mut cursor = node.walk();
        let lists: Vec<Node<'_>> =
            node.named_children(&mut cursor).filter(|child| kinds.contains(&child.kind())).collect();
        let mut names = Vec::new();
        for list in lists.into_iter().filter_map(|list| list.named_child(0)) {
            let mut inner = list.walk();
            let types: Vec<Node<'_>> = list.named_children(&mut inner).collect();
            names.extend(types.into_iter().map(|it| self.type_name(it)));
        }
        names
    }

    /// What Lombok calls the logger it gives a class.
    ///
    /// Source: projectlombok.org/features/log, read 2026-11.
    fn logger_of(&self, node: Node<'_>) -> bool {
        self.modifiers(node).iter().filter_map(|it| it.child_by_field_name("name")).any(|name| {
            matches!(
                self.text(name),
                "Slf4j" | "Log4j2" | "Log4j" | "Log" | "CommonsLog" | "XSlf4j" | "Flogger"
            )
        })
    }

    pub(super) fn push_class(
        &mut self,
        name: Option<&str>,
        node: Node<'_>,
        parent: Option<ExpressionId>,
        constructor: Option<FunctionId>,
        members: Vec<Member>,
        decorators: Vec<ExpressionId>,
    ) -> ExpressionId {
        let variable = name.and_then(|name| self.builder.lookup(name));
        self.builder.class(Class {
            name: name.map(Into::into),
            variable,
            span: span(node),
            parent,
            implements: Vec::new(),
            constructor,
            members,
            decorators,
        })
    }

    /// The constructor and the other members of a class body.
    pub(super) fn class_body(&mut self, body: Node<'_>) -> (Option<FunctionId>, Vec<Member>) {
        let mut cursor = body.walk();
        let children: Vec<Node<'_>> = body.named_children(&mut cursor).collect();
        let (mut fields, mut methods) = (BTreeSet::new(), BTreeSet::new());
        for child in &children {
            match child.kind() {
                "field_declaration" => {
                    let mut inner = child.walk();
                    let declarators = child.children_by_field_name("declarator", &mut inner);
                    fields.extend(
                        declarators
                            .filter_map(|it| it.child_by_field_name("name"))
                            .map(|name| self.text(name)),
                    );
                }
                "method_declaration" if child.child_by_field_name("body").is_none() => {}
                "method_declaration" => {
                    methods.extend(child.child_by_field_name("name").map(|name| self.text(name)))
                }
                _ => {}
            }
        }
        let constants = self.constants(&children);
        self.constants.push(constants);
        self.shared.push(fields.intersection(&methods).copied().collect());
        self.members.push(fields.union(&methods).copied().collect());
        let (mut constructor, mut members) = (None, Vec::new());
        for child in children {
            self.member(child, &mut constructor, &mut members);
        }
        self.members.pop();
        self.shared.pop();
        self.constants.pop();
        (constructor, members)
    }

    fn member(&mut self, node: Node<'_>, constructor: &mut Option<FunctionId>, members: &mut Vec<Member>) {
        let is_static = self.has_modifier(node, "static");
        match node.kind() {
            "constructor_declaration" => *constructor = Some(self.method(node)),
            "method_declaration" => {
                let Some(name) = node.child_by_field_name("name").map(|name| self.text(name)) else { return };
                // What has no body is somebody else's to write: the framework's, or that of a class that implements it.
                let has_body = node.child_by_field_name("body").is_some();
                let function = match has_body {
                    true => self.method(node),
                    false => match self.mapped(node).or_else(|| self.requested(node)) {
                        Some(function) => function,
                        None => return,
                    },
                };
                let decorators = if has_body { self.annotations(node) } else { Vec::new() };
                self.builder.module().functions[function.index()].decorators.clone_from(&decorators);
                members.push(Member {
                    key: PropertyKey::Name(name.into()),
                    span: span(node),
                    is_static,
                    kind: MemberKind::Method(function),
                    declared_type: None,
                    decorators,
                });
            }
            "field_declaration" => {
                let declared_type = node.child_by_field_name("type").map(|it| self.type_name(it));
                let decorators = self.annotations(node);
                let mut cursor = node.walk();
                let declarators: Vec<Node<'_>> =
                    node.children_by_field_name("declarator", &mut cursor).collect();
                for declarator in declarators {
                    let Some(name) = declarator.child_by_field_name("name").map(|name| self.text(name))
                    else {
                        continue;
                    };
                    let value = declarator.child_by_field_name("value").map(|value| self.initializer(value));
                    members.push(Member {
                        key: PropertyKey::Name(self.field_name(name)),
                        span: span(declarator),
                        is_static,
                        kind: MemberKind::Field(value),
                        declared_type: declared_type.clone(),
                        decorators: decorators.clone(),
                    });
                }
            }
            "class_declaration" | "interface_declaration" | "enum_declaration" | "record_declaration" => {
                let inner = self.builder.leave_to_top();
                let mut hoisted = std::mem::take(&mut self.hoisted);
                self.type_declaration(node, &mut hoisted);
                self.hoisted.append(&mut hoisted);
                self.builder.come_back(inner);
            }
            "static_initializer" => {
                let head = self.head(node, FunctionKind::Initializer);
                let id = self.builder.open_function(head);
                let body = node.named_child(0).map(|block| self.block(block)).unwrap_or_default();
                self.builder.close_function(id, Vec::new(), body);
                members.push(Member {
                    key: PropertyKey::Name("static".into()),
                    span: span(node),
                    is_static: true,
                    kind: MemberKind::StaticBlock(id),
                    declared_type: None,
                    decorators: Vec::new(),
                });
            }
            _ => {}
        }
    }

    /// What a field goes by: where a method has its name, one that no method can have.
    pub(super) fn field_name(&self, name: &str) -> Name {
        let is_shared = self.shared.iter().any(|names| names.contains(name));
        if is_shared { Name::from(format!("#{name}")) } else { name.into() }
    }

    fn initializer(&mut self, value: Node<'_>) -> FunctionId {
        let head = self.head(value, FunctionKind::Initializer);
        let id = self.builder.open_function(head);
        let lowered = self.expression(value);
        let kind = StatementKind::Return(Some(lowered));
        self.builder.close_function(id, Vec::new(), vec![Statement { span: span(value), kind }]);
        id
    }

    pub(super) fn head(&self, node: Node<'_>, kind: FunctionKind) -> FunctionHead {
        let name = node.child_by_field_name("name");
        FunctionHead {
            name: name.map(|name| self.text(name).into()),
            span: span(node),
            head: span(name.unwrap_or(node)),
            kind,
            is_async: false,
        }
    }

    fn method(&mut self, node: Node<'_>) -> FunctionId {
        let head = self.head(node, FunctionKind::Method);
        let id = self.builder.open_function(head);
        let parameters =
            node.child_by_field_name("parameters").map(|list| self.parameters(list)).unwrap_or_default();
        let body = node.child_by_field_name("body").map(|body| self.block(body)).unwrap_or_default();
        self.builder.close_function(id, parameters, body);
        id
    }

    fn record_constructor(&mut self, node: Node<'_>) -> Option<FunctionId> {
        let list = node.child_by_field_name("parameters")?;
        let head = self.head(node, FunctionKind::Method);
        let id = self.builder.open_function(head);
        let mut parameters = self.parameters(list);
        for parameter in &mut parameters {
            if let Pattern::Variable(variable) = parameter.pattern {
                parameter.field = Some(self.builder.module().variables[variable.index()].name.clone());
            }
        }
        self.builder.close_function(id, parameters, Vec::new());
        Some(id)
    }

    pub(super) fn parameters(&mut self, list: Node<'_>) -> Vec<Parameter> {
        let mut cursor = list.walk();
        let children: Vec<Node<'_>> = list.named_children(&mut cursor).collect();
        children.into_iter().filter_map(|node| self.parameter(node)).collect()
    }

    fn parameter(&mut self, node: Node<'_>) -> Option<Parameter> {
        let (name, rest) = match node.kind() {
            "identifier" => (node, false),
            "formal_parameter" => (node.child_by_field_name("name")?, false),
            "spread_parameter" => {
                let mut cursor = node.walk();
                let declarator =
                    node.named_children(&mut cursor).find(|child| child.kind() == "variable_declarator")?;
                (declarator.child_by_field_name("name")?, true)
            }
            _ => return None,
        };
        let declared_type: Option<TypeName> = node.child_by_field_name("type").map(|it| self.type_name(it));
        let decorators = self.annotations(node);
        let variable = self.builder.declare(self.text(name), span(name), VariableKind::Parameter);
        self.builder.module().variables[variable.index()].declared_type.clone_from(&declared_type);
        Some(Parameter { pattern: Pattern::Variable(variable), rest, declared_type, decorators, field: None })
    }

    pub(super) fn modifiers<'n>(&self, node: Node<'n>) -> Vec<Node<'n>> {
        let mut cursor = node.walk();
        let found = node.children(&mut cursor).find(|child| child.kind() == "modifiers");
        let Some(modifiers) = found else { return Vec::new() };
        let mut inner = modifiers.walk();
        modifiers.children(&mut inner).collect()
    }

    pub(super) fn has_modifier(&self, node: Node<'_>, word: &str) -> bool {
        self.modifiers(node).iter().any(|modifier| modifier.kind() == word)
    }

    /// Annotations as calls of what they name: a single value as it is, pairs as one object.
    pub(super) fn annotations(&mut self, node: Node<'_>) -> Vec<ExpressionId> {
        let annotations: Vec<Node<'_>> =
            self.modifiers(node).into_iter().filter(|it| it.kind().ends_with("annotation")).collect();
        let mut lowered = Vec::new();
        for annotation in annotations {
            let Some(name) = annotation.child_by_field_name("name") else { continue };
            let at = span(annotation);
            let callee = self.type_expression(name);
            let mut arguments = Vec::new();
            if let Some(list) = annotation.child_by_field_name("arguments") {
                let mut cursor = list.walk();
                let children: Vec<Node<'_>> = list.named_children(&mut cursor).collect();
                let mut pairs = Vec::new();
                for child in children {
                    match (child.kind(), child.child_by_field_name("key"), child.child_by_field_name("value"))
                    {
                        ("element_value_pair", Some(key), Some(value)) => {
                            let value = self.annotated_with(value);
                            pairs.push(Property::Value {
                                key: PropertyKey::Name(self.text(key).into()),
                                value,
                            });
                        }
                        _ => arguments.push(plain(self.annotated_with(child))),
                    }
                }
                if !pairs.is_empty() {
                    arguments.push(plain(self.builder.expression(at, ExpressionKind::Object(pairs))));
                }
            }
            lowered.push(self.builder.call(at, callee, arguments));
        }
        lowered
    }
}
