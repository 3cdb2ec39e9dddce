//! C#'s types as classes.

use assay_code::ir::{
    Argument, Class, ExpressionId, ExpressionKind, FunctionId, FunctionKind, Member, MemberKind, Pattern,
    Property, PropertyKey, Statement, StatementKind, TypeName, VariableKind,
};
use tree_sitter::Node;

use super::CSharp;
use crate::{
    builder::plain,
    lowering::{Lowering, child_of, head, named, statement},
    members::Members,
    span,
};

impl<'t> CSharp<'t> {
    pub(super) fn type_declaration(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let name = self.field_text(node, "name");
        let variable = self.builder.declare(name, span(node), VariableKind::Class);
        let decorators = self.attributes(node);
        let mut above: Vec<Node<'_>> = child_of(node, "base_list").map(named).unwrap_or_default();
        above.retain(|it| it.kind() != "argument_list");
        // The first of the list is the class it extends, or an interface: those begin with an I by custom. What an
        // interface extends is what it has by itself.
        let extends = node.kind() == "interface_declaration"
            || above.first().is_some_and(|first| !is_interface(self.text(*first)));
        let parent = (extends && !above.is_empty()).then(|| above.remove(0)).and_then(|parent| {
            let parent = parent.child_by_field_name("type").unwrap_or(parent);
            let variable = self.type_name(parent)?.variable?;
            Some(self.made(parent, ExpressionKind::Variable(variable)))
        });
        let implements = above.into_iter().filter_map(|it| self.type_name(it)).collect();
        let children = node.child_by_field_name("body").map(named).unwrap_or_default();
        let mut names = Members { own: Some(variable), has_parent: parent.is_some(), ..Members::default() };
        for child in &children {
            let set = match self.is_static(*child) {
                true => &mut names.of_the_class,
                false => &mut names.of_instances,
            };
            match child.kind() {
                "field_declaration" => {
                    let list = child_of(*child, "variable_declaration").map(named).unwrap_or_default();
                    set.extend(
                        list.into_iter()
                            .filter_map(|it| it.child_by_field_name("name"))
                            .map(|it| self.text(it)),
                    );
                }
                "method_declaration" | "property_declaration" | "enum_member_declaration" => {
                    set.insert(self.field_text(*child, "name"));
                }
                _ => {}
            }
        }
        // `class Notes(Db db)`: what it is made with, its members see.
        let primary = child_of(node, "parameter_list");
        for parameter in primary.map(named).unwrap_or_default() {
            names.of_instances.insert(self.field_text(parameter, "name"));
        }
        self.members.push(names);
        let mut constructor = primary.map(|list| self.primary_constructor(list));
        let mut members = Vec::new();
        for child in children {
            self.member(child, &mut constructor, &mut members);
        }
        self.members.pop();
        let value = self.builder.class(Class {
            name: Some(name.into()),
            variable: Some(variable),
            span: span(node),
            parent,
            implements,
            constructor,
            members,
            decorators,
        });
        into.push(self.builder.assign(span(node), variable, value));
    }

    fn is_static(&self, node: Node<'_>) -> bool {
        node.kind() == "enum_member_declaration"
            || named(node)
                .iter()
                .any(|it| it.kind() == "modifier" && matches!(self.text(*it), "static" | "const"))
    }

    fn primary_constructor(&mut self, list: Node<'_>) -> FunctionId {
        self.in_function(head(list, FunctionKind::Method), |csharp| {
            let mut parameters = csharp.parameters(list);
            for (parameter, node) in parameters.iter_mut().zip(named(list)) {
                parameter.field = Some(csharp.field_text(node, "name").into());
            }
            (parameters, Vec::new())
        })
    }

    fn member(&mut self, node: Node<'_>, constructor: &mut Option<FunctionId>, into: &mut Vec<Member>) {
        let is_static = self.is_static(node);
        match node.kind() {
            "constructor_declaration" if !is_static => {
                *constructor = Some(self.function(node, FunctionKind::Method, None));
            }
            // What has no body is somebody else's to write.
            "method_declaration" if node.child_by_field_name("body").is_some() => {
                let name = self.field_text(node, "name");
                let function = self.function(node, FunctionKind::Method, Some(name.into()));
                let decorators = self.attributes(node);
                self.builder.module().functions[function.index()].decorators.clone_from(&decorators);
                into.push(member(node, name, is_static, MemberKind::Method(function), None, decorators));
            }
            "field_declaration" => {
                let Some(list) = child_of(node, "variable_declaration") else { return };
                let declared = list.child_by_field_name("type").and_then(|it| self.type_name(it));
                for declarator in named(list).into_iter().filter(|it| it.kind() == "variable_declarator") {
                    let name = declarator.child_by_field_name("name");
                    let value = named(declarator).into_iter().rfind(|it| Some(*it) != name);
                    let value = value.map(|value| self.initial(value, declared.as_ref()));
                    let name = name.map_or("", |name| self.text(name));
                    into.push(member(
                        declarator,
                        name,
                        is_static,
                        MemberKind::Field(value),
                        declared.clone(),
                        Vec::new(),
                    ));
                }
            }
            "property_declaration" => {
                let name = self.field_text(node, "name");
                let declared = node.child_by_field_name("type").and_then(|it| self.type_name(it));
                let decorators = self.attributes(node);
                // An interface's property is what the class that implements it gives.
                if node
                    .parent()
                    .and_then(|it| it.parent())
                    .is_some_and(|it| it.kind() == "interface_declaration")
                {
                    return;
                }
                let value = node.child_by_field_name("value");
                let getter = node
                    .child_by_field_name("accessors")
                    .and_then(|list| named(list).into_iter().find(|it| self.field_text(*it, "name") == "get"))
                    .filter(|getter| getter.child_by_field_name("body").is_some());
                let kind = match (value, getter) {
                    (Some(arrow), _) if arrow.kind() == "arrow_expression_clause" => {
                        let inner = arrow.named_child(0).unwrap_or(arrow);
                        MemberKind::Getter(self.giving(inner, FunctionKind::Method))
                    }
                    (_, Some(getter)) => {
                        MemberKind::Getter(self.function(getter, FunctionKind::Method, None))
                    }
                    (value, None) => {
                        MemberKind::Field(value.map(|value| self.initial(value, declared.as_ref())))
                    }
                };
                into.push(member(node, name, is_static, kind, declared, decorators));
            }
            "enum_member_declaration" => {
                let value = node.child_by_field_name("value");
                let value = value.map(|value| self.giving(value, FunctionKind::Initializer));
                let name = self.field_text(node, "name");
                into.push(member(node, name, true, MemberKind::Field(value), None, Vec::new()));
            }
            _ => {}
        }
    }

    fn initial(&mut self, value: Node<'_>, declared: Option<&TypeName>) -> FunctionId {
        self.in_function(head(value, FunctionKind::Initializer), |csharp| {
            let lowered = csharp.value_of(value, declared);
            (Vec::new(), vec![statement(value, StatementKind::Return(Some(lowered)))])
        })
    }

    /// `[HttpGet("{id}")]`, as calls.
    pub(super) fn attributes(&mut self, node: Node<'_>) -> Vec<ExpressionId> {
        let lists = named(node).into_iter().filter(|it| it.kind() == "attribute_list");
        let all: Vec<Node<'_>> = lists.flat_map(named).filter(|it| it.kind() == "attribute").collect();
        all.into_iter()
            .filter_map(|attribute| {
                let name = attribute.child_by_field_name("name")?;
                let variable = self.type_name(name)?.variable?;
                let callee = self.made(name, ExpressionKind::Variable(variable));
                let list = child_of(attribute, "attribute_argument_list");
                let mut arguments = self.types_given(name);
                arguments.extend(list.map(|list| self.argument_list(list)).unwrap_or_default());
                Some(self.builder.call(span(attribute), callee, arguments))
            })
            .collect()
    }

    /// Arguments; those with names are one last object.
    pub(super) fn argument_list(&mut self, list: Node<'_>) -> Vec<Argument> {
        let (mut arguments, mut keywords) = (Vec::new(), Vec::new());
        for node in named(list) {
            let name = node.child_by_field_name("name");
            let Some(value) = named(node).into_iter().rfind(|it| Some(*it) != name) else {
                if let Some(name) = name {
                    arguments.push(plain(self.expression(name)));
                }
                continue;
            };
            let lowered = self.expression(value);
            match name.filter(|name| *name != value) {
                Some(name) => {
                    let key = PropertyKey::Name(self.text(name).into());
                    keywords.push(Property::Value { key, value: lowered });
                }
                None => arguments.push(plain(lowered)),
            }
        }
        if !keywords.is_empty() {
            arguments.push(plain(self.made(list, ExpressionKind::Object(keywords))));
        }
        arguments
    }

    /// `new Note(x) {A = 1}`.
    pub(super) fn creation_of(&mut self, node: Node<'_>, callee: ExpressionId) -> ExpressionKind {
        let list = node.child_by_field_name("arguments").or_else(|| child_of(node, "argument_list"));
        let mut arguments = list.map(|list| self.argument_list(list)).unwrap_or_default();
        let initializer =
            node.child_by_field_name("initializer").or_else(|| child_of(node, "initializer_expression"));
        if let Some(initializer) = initializer {
            let kind = self.initializer(initializer);
            arguments.push(plain(self.made(initializer, kind)));
        }
        ExpressionKind::New { callee, arguments }
    }

    /// `{A = 1}` is an object, `{1, 2}` a list.
    pub(super) fn initializer(&mut self, node: Node<'_>) -> ExpressionKind {
        let children = named(node);
        if children.iter().all(|child| child.kind() == "assignment_expression") && !children.is_empty() {
            let mut properties = Vec::new();
            for child in children {
                let left = child.child_by_field_name("left");
                let key = match left {
                    Some(left) if left.kind() == "identifier" => PropertyKey::Name(self.text(left).into()),
                    Some(left) => match named(left).last().and_then(|it| it.named_child(0).or(Some(*it))) {
                        Some(inner) => match self.kind(inner) {
                            ExpressionKind::Text(name) => PropertyKey::Name(name),
                            kind => PropertyKey::Computed(self.made(inner, kind)),
                        },
                        None => continue,
                    },
                    None => continue,
                };
                let value = self.field(child, "right");
                properties.push(Property::Value { key, value });
            }
            return ExpressionKind::Object(properties);
        }
        ExpressionKind::Array(children.into_iter().map(|child| plain(self.expression(child))).collect())
    }

    pub(super) fn pattern(&mut self, node: Node<'_>) -> Pattern {
        match node.kind() {
            "tuple_expression" => {
                let elements = named(node)
                    .into_iter()
                    .map(|argument| named(argument).last().map(|inner| self.pattern(*inner)))
                    .collect();
                Pattern::Array { elements, rest: None }
            }
            "declaration_expression" => match node.child_by_field_name("name") {
                Some(name) => self.declared(name),
                None => Pattern::Target(self.expression(node)),
            },
            _ => self.assigned(node),
        }
    }
}

fn is_interface(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next() == Some('I') && letters.next().is_some_and(char::is_uppercase)
}

fn member(
    node: Node<'_>,
    name: &str,
    is_static: bool,
    kind: MemberKind,
    declared_type: Option<TypeName>,
    decorators: Vec<ExpressionId>,
) -> Member {
    Member {
        key: PropertyKey::Name(name.into()),
        span: span(node),
        is_static,
        kind,
        declared_type,
        decorators,
    }
}
