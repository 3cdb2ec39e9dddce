//! Go's types with methods, as classes.

use std::collections::BTreeMap;

use assay_code::ir::{
    Class, ExpressionKind, FunctionId, FunctionKind, Member, MemberKind, Pattern, PropertyKey, Statement,
    StatementKind, VariableKind,
};
use tree_sitter::Node;

use super::{Go, specs};
use crate::{
    lowering::{Lowering, child_of, fields, head, named, parameter, statement},
    span,
};

/// A type: where it is declared in this file, and its methods here.
#[derive(Default)]
pub(super) struct Type<'n> {
    declared: Option<Node<'n>>,
    methods: Vec<Node<'n>>,
}

impl<'t> Go<'t> {
    /// The types of some declarations, by name.
    pub(super) fn types<'n>(&self, nodes: &[Node<'n>]) -> BTreeMap<&'t str, Type<'n>> {
        let mut types: BTreeMap<&str, Type<'n>> = BTreeMap::new();
        for node in nodes {
            match node.kind() {
                "type_declaration" => {
                    for spec in specs(*node).into_iter().filter(|spec| spec.kind() == "type_spec") {
                        types.entry(self.field_text(spec, "name")).or_default().declared = Some(spec);
                    }
                }
                "method_declaration" => {
                    if let Some((_, class)) = self.receiver_of(*node) {
                        types.entry(class).or_default().methods.push(*node);
                    }
                }
                _ => {}
            }
        }
        types
    }

    /// What a method calls its receiver, and the type of that.
    fn receiver_of(&self, method: Node<'_>) -> Option<(Option<&'t str>, &'t str)> {
        let parameter = named(method.child_by_field_name("receiver")?).into_iter().next()?;
        let name = parameter.child_by_field_name("name").map(|name| self.text(name));
        let mut class = parameter.child_by_field_name("type")?;
        while matches!(class.kind(), "pointer_type" | "generic_type" | "parenthesized_type") {
            class = class.child_by_field_name("type").or_else(|| class.named_child(0))?;
        }
        Some((name, self.text(class)))
    }

    pub(super) fn classes(&mut self, types: &BTreeMap<&'t str, Type<'_>>, into: &mut Vec<Statement>) {
        for (name, class) in types {
            let Some(node) = class.declared.or(class.methods.first().copied()) else { continue };
            let structure = class
                .declared
                .and_then(|spec| spec.child_by_field_name("type"))
                .filter(|it| it.kind() == "struct_type");
            if structure.is_none() && class.methods.is_empty() {
                continue;
            }
            // Of a type that another file declares this is a part; the parts of a class are found by its name.
            let variable = self.builder.declare(name, span(node), VariableKind::Class);
            let mut members = Vec::new();
            let mut names = Vec::new();
            let mut parent = None;
            let list = structure.and_then(|structure| child_of(structure, "field_declaration_list"));
            for field in list.map(named).unwrap_or_default() {
                let declared_type = field.child_by_field_name("type").and_then(|it| self.type_name(it));
                let written = fields(field, "name");
                if written.is_empty() {
                    // What is embedded gives its methods.
                    let variable = declared_type.as_ref().and_then(|declared| declared.variable);
                    if let (None, Some(variable)) = (parent, variable) {
                        parent = Some(self.made(field, ExpressionKind::Variable(variable)));
                    }
                    continue;
                }
                for name in written {
                    names.push(self.text(name));
                    members.push(Member {
                        key: PropertyKey::Name(self.text(name).into()),
                        span: span(name),
                        is_static: false,
                        kind: MemberKind::Field(None),
                        declared_type: declared_type.clone(),
                        decorators: Vec::new(),
                    });
                }
            }
            let constructor = structure.map(|structure| self.constructor(structure, &names));
            for method in &class.methods {
                let outer = self.receiver;
                self.receiver = self.receiver_of(*method).and_then(|(name, _)| name);
                let name = self.field_text(*method, "name");
                let function = self.function(*method, FunctionKind::Method, Some(name.into()));
                self.receiver = outer;
                members.push(Member {
                    key: PropertyKey::Name(name.into()),
                    span: span(*method),
                    is_static: false,
                    kind: MemberKind::Method(function),
                    declared_type: None,
                    decorators: Vec::new(),
                });
            }
            let value = self.builder.class(Class {
                name: Some((*name).into()),
                variable: Some(variable),
                span: span(node),
                parent,
                implements: Vec::new(),
                constructor,
                members,
                decorators: Vec::new(),
            });
            into.push(self.builder.assign(span(node), variable, value));
        }
    }

    /// A literal sets the fields it names.
    fn constructor(&mut self, node: Node<'_>, names: &[&str]) -> FunctionId {
        self.in_function(head(node, FunctionKind::Method), |go| {
            let given = go.builder.declare("<given>", span(node), VariableKind::Parameter);
            let mut body = Vec::new();
            for name in names {
                let object = go.made(node, ExpressionKind::Variable(given));
                let value = go.builder.member(span(node), object, name);
                let this = go.made(node, ExpressionKind::This);
                let target = go.builder.member(span(node), this, name);
                let target = Box::new(Pattern::Target(target));
                let kind = ExpressionKind::Assign { target, value, operator: None, logical: None };
                let written = go.made(node, kind);
                body.push(statement(node, StatementKind::Expression(written)));
            }
            (vec![parameter(Pattern::Variable(given))], body)
        })
    }
}
