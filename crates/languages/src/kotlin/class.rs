//! Kotlin's classes, functions, types and annotations.

use assay_code::ir::{
    Argument, Class, ExpressionId, ExpressionKind, FunctionId, FunctionKind, ImportedName, Member,
    MemberKind, Name, Parameter, Pattern, Property, PropertyKey, Statement, StatementKind, TypeName,
    VariableId, VariableKind,
};
use tree_sitter::Node;

use super::{Kotlin, flow::Sink, receiver::extended_type, written_value};
use crate::{
    builder::plain,
    lowering::{Lowering, child_of, head, named, named_head, parameter, statement},
    members::Members,
    span,
};

impl<'t> Kotlin<'t> {
    pub(super) fn type_declaration(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let name = self.field_text(node, "name");
        let variable = self.builder.declare(name, span(node), VariableKind::Class);
        let class = self.class(node, Some(name), Some(variable));
        into.push(self.builder.assign(span(node), variable, class));
    }

    /// A class, an interface, an object, or what stands behind `object :`.
    pub(super) fn class(
        &mut self,
        node: Node<'_>,
        name: Option<&str>,
        variable: Option<VariableId>,
    ) -> ExpressionId {
        let mut decorators = std::mem::take(&mut self.loose);
        decorators.extend(self.annotations(node));
        let above = child_of(node, "delegation_specifiers").map(named).unwrap_or_default();
        let above: Vec<Node<'_>> = above.into_iter().filter_map(|it| it.named_child(0)).collect();
        let made = above.iter().find(|it| it.kind() == "constructor_invocation").copied();
        let is_interface = has_word(node, "interface");
        let mut rest = above.into_iter().filter(|it| Some(*it) != made && it.kind() != "annotation");
        // What an interface extends is what it has by itself.
        let parent = made.or_else(|| if is_interface { rest.next() } else { None });
        let implements: Vec<TypeName> = rest.map(|it| self.type_name(it)).collect();
        let parent = parent.map(|it| self.type_expression(it));
        let body = child_of(node, "class_body").or_else(|| child_of(node, "enum_class_body"));
        let children = body.map(named).unwrap_or_default();
        let is_object = node.kind() == "object_declaration";
        let fields = child_of(node, "primary_constructor").and_then(|it| child_of(it, "class_parameters"));
        let mut names = Members { own: variable, has_parent: parent.is_some(), ..Members::default() };
        for parameter in fields.map(named).unwrap_or_default() {
            names.of_instances.extend(child_of(parameter, "identifier").map(|it| self.text(it)));
        }
        for child in &children {
            self.declares(*child, is_object, &mut names);
        }
        self.members.push(names);
        let (mut constructor, mut members, mut first) = (None, Vec::new(), Vec::new());
        for child in &children {
            self.member(*child, is_object, &mut constructor, &mut members);
        }
        if fields.is_some() || children.iter().any(|it| it.kind() == "anonymous_initializer") {
            first.extend(made.and_then(|made| child_of(made, "value_arguments")));
            constructor = Some(self.primary_constructor(node, fields, &first, &children));
        }
        self.members.pop();
        self.builder.class(Class {
            name: name.map(Into::into),
            variable,
            span: span(node),
            parent,
            implements,
            constructor,
            members,
            decorators,
        })
    }

    /// Notes the names of what stands in a class.
    fn declares(&self, node: Node<'_>, is_static: bool, names: &mut Members<'t>) {
        let set = if is_static { &mut names.of_the_class } else { &mut names.of_instances };
        match node.kind() {
            "property_declaration" => {
                let name = child_of(node, "variable_declaration").and_then(|it| child_of(it, "identifier"));
                set.extend(name.map(|name| self.text(name)));
            }
            "function_declaration" if child_of(node, "function_body").is_some() => {
                set.insert(self.field_text(node, "name"));
            }
            "enum_entry" => {
                names.of_the_class.extend(child_of(node, "identifier").map(|name| self.text(name)));
            }
            "companion_object" => {
                for child in child_of(node, "class_body").map(named).unwrap_or_default() {
                    self.declares(child, true, names);
                }
            }
            _ => {}
        }
    }

    fn primary_constructor(
        &mut self,
        node: Node<'_>,
        fields: Option<Node<'_>>,
        arguments: &[Node<'_>],
        children: &[Node<'_>],
    ) -> FunctionId {
        self.in_function(head(fields.unwrap_or(node), FunctionKind::Method), |kotlin| {
            let mut parameters = Vec::new();
            for field in fields.map(named).unwrap_or_default() {
                let Some(name) = child_of(field, "identifier") else { continue };
                let declared_type = kotlin.type_below(field);
                let decorators = kotlin.annotations(field);
                let pattern = kotlin.parameter_named(name, declared_type.as_ref());
                let pattern = kotlin.or_default(pattern, written_value(field));
                // Members see all of them; those without `val` only while the instance is made.
                let field = Some(Name::from(kotlin.text(name)));
                parameters.push(Parameter { pattern, rest: false, declared_type, decorators, field });
            }
            let mut body = Vec::new();
            if let Some(list) = arguments.first() {
                let callee = kotlin.made(*list, ExpressionKind::Super);
                let given = kotlin.arguments(*list);
                let call = kotlin.builder.call(span(*list), callee, given);
                body.push(statement(*list, StatementKind::Expression(call)));
            }
            for child in children.iter().filter(|it| it.kind() == "anonymous_initializer") {
                if let Some(block) = child_of(*child, "block") {
                    body.extend(kotlin.scoped(block, Sink::Discard));
                }
            }
            (parameters, body)
        })
    }

    fn member(
        &mut self,
        node: Node<'_>,
        is_static: bool,
        constructor: &mut Option<FunctionId>,
        into: &mut Vec<Member>,
    ) {
        match node.kind() {
            "secondary_constructor" => *constructor = Some(self.function(node, FunctionKind::Method, None)),
            // What has no body is somebody else's to write.
            "function_declaration" if child_of(node, "function_body").is_some() => {
                let name = self.field_text(node, "name");
                let function = self.function(node, FunctionKind::Method, Some(name.into()));
                let decorators = self.annotations(node);
                self.builder.module().functions[function.index()].decorators.clone_from(&decorators);
                into.push(member(node, name, is_static, MemberKind::Method(function), None, decorators));
            }
            "property_declaration" => self.property(node, is_static, into),
            "enum_entry" => {
                let name = child_of(node, "identifier").map_or("", |name| self.text(name));
                into.push(member(node, name, true, MemberKind::Field(None), None, Vec::new()));
            }
            "companion_object" => {
                for child in child_of(node, "class_body").map(named).unwrap_or_default() {
                    self.member(child, true, &mut None, into);
                }
            }
            "class_declaration" | "object_declaration" => {
                let inner = self.builder.leave_to_top();
                let mut hoisted = std::mem::take(&mut self.hoisted);
                self.type_declaration(node, &mut hoisted);
                self.hoisted.append(&mut hoisted);
                self.builder.come_back(inner);
            }
            _ => {}
        }
    }

    fn property(&mut self, node: Node<'_>, is_static: bool, into: &mut Vec<Member>) {
        let Some(declaration) = child_of(node, "variable_declaration") else { return };
        let name = child_of(declaration, "identifier").map_or("", |name| self.text(name));
        let declared = self.type_below(declaration);
        let decorators = self.annotations(node);
        let lazily = child_of(node, "property_delegate")
            .and_then(|it| it.named_child(0))
            .and_then(|it| self.lazily(it));
        let kind = match (written_value(node), child_of(node, "getter"), lazily) {
            (Some(value), ..) => MemberKind::Field(Some(self.giving(value, FunctionKind::Initializer))),
            (None, Some(getter), _) if child_of(getter, "function_body").is_some() => {
                MemberKind::Getter(self.function(getter, FunctionKind::Method, None))
            }
            (None, _, Some(lambda)) => {
                MemberKind::Field(Some(self.in_function(head(lambda, FunctionKind::Initializer), |kotlin| {
                    let mut body = Vec::new();
                    kotlin.statements(&named(lambda), Sink::Return, &mut body);
                    (Vec::new(), body)
                })))
            }
            _ => MemberKind::Field(None),
        };
        into.push(member(node, name, is_static, kind, declared, decorators));
    }

    pub(super) fn function(&mut self, node: Node<'_>, kind: FunctionKind, name: Option<Name>) -> FunctionId {
        let extended = extended_type(node);
        self.in_function(named_head(node, kind, name), |kotlin| {
            let list = child_of(node, "function_value_parameters");
            let mut parameters: Vec<Parameter> =
                extended.map(|it| kotlin.extending(it)).into_iter().collect();
            parameters.extend(list.map(|list| kotlin.parameters(list)).unwrap_or_default());
            let mut body = Vec::new();
            if let Some(call) = child_of(node, "constructor_delegation_call") {
                let callee = kotlin.made(call, ExpressionKind::Super);
                let given = child_of(call, "value_arguments").map(|list| kotlin.arguments(list));
                let value = kotlin.builder.call(span(call), callee, given.unwrap_or_default());
                body.push(statement(call, StatementKind::Expression(value)));
            }
            let written = child_of(node, "function_body").and_then(|it| it.named_child(0));
            match written.or_else(|| child_of(node, "block")) {
                Some(block) if block.kind() == "block" => kotlin.run(block, Sink::Discard, &mut body),
                Some(value) => kotlin.run(value, Sink::Return, &mut body),
                None => {}
            }
            if extended.is_some() {
                kotlin.receivers.pop();
            }
            (parameters, body)
        })
    }

    fn parameter_named(&mut self, node: Node<'_>, declared: Option<&TypeName>) -> Pattern {
        let variable = self.builder.declare(self.text(node), span(node), VariableKind::Parameter);
        self.builder.module().variables[variable.index()].declared_type = declared.cloned();
        Pattern::Variable(variable)
    }

    fn or_default(&mut self, pattern: Pattern, value: Option<Node<'_>>) -> Pattern {
        match value.map(|value| self.expression(value)) {
            Some(value) => Pattern::Default { pattern: Box::new(pattern), value },
            None => pattern,
        }
    }

    /// Modifiers stand before a parameter, its default behind it.
    fn parameters(&mut self, list: Node<'_>) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut decorators = Vec::new();
        for node in named(list) {
            match node.kind() {
                "parameter_modifiers" => decorators = self.annotated(node),
                "parameter" => {
                    let Some(name) = child_of(node, "identifier") else { continue };
                    let declared_type = self.type_below(node);
                    let pattern = self.parameter_named(name, declared_type.as_ref());
                    let decorators = std::mem::take(&mut decorators);
                    parameters.push(Parameter { declared_type, decorators, ..parameter(pattern) });
                }
                _ => {
                    let Some(last) = parameters.last_mut() else { continue };
                    let pattern = last.pattern.clone();
                    let pattern = self.or_default(pattern, Some(node));
                    if let Some(last) = parameters.last_mut() {
                        last.pattern = pattern;
                    }
                }
            }
        }
        parameters
    }

    /// The type that stands below a declaration.
    pub(super) fn type_below(&mut self, node: Node<'_>) -> Option<TypeName> {
        let found = named(node).into_iter().find(|it| it.kind().ends_with("_type"))?;
        Some(self.type_name(found))
    }

    /// What a name of a type means: an import, a class of the file, or one of the same package.
    pub(super) fn type_name(&mut self, node: Node<'_>) -> TypeName {
        let mut node = node;
        while let (
            "nullable_type"
            | "non_nullable_type"
            | "parenthesized_type"
            | "constructor_invocation"
            | "explicit_delegation",
            Some(inner),
        ) = (node.kind(), named(node).into_iter().find(|it| it.kind().ends_with("_type")))
        {
            node = inner;
        }
        let last = named(node).into_iter().rfind(|it| it.kind() == "identifier").unwrap_or(node);
        let name = self.text(last);
        TypeName { name: name.into(), variable: self.class_variable(name, node) }
    }

    /// The variable of a class: one in the same package needs no import, so it gets one here.
    pub(super) fn class_variable(&mut self, name: &str, node: Node<'_>) -> Option<VariableId> {
        if let Some(variable) = self.builder.lookup(name) {
            return Some(variable);
        }
        let is_class = name.starts_with(|c: char| c.is_ascii_uppercase());
        is_class.then(|| self.builder.import_at_top(name, ImportedName::Named(name.into()), name, span(node)))
    }

    /// A type, as what stands before a dot or is called.
    pub(super) fn type_expression(&mut self, node: Node<'_>) -> ExpressionId {
        let name = self.type_name(node);
        let kind = name.variable.map_or_else(|| ExpressionKind::Global(name.name), ExpressionKind::Variable);
        self.made(node, kind)
    }

    pub(super) fn annotations(&mut self, node: Node<'_>) -> Vec<ExpressionId> {
        child_of(node, "modifiers").map(|modifiers| self.annotated(modifiers)).unwrap_or_default()
    }

    /// `@RestController @RequestMapping("/notes")` on lines of their own may be read as annotations of what stands in the
    /// parentheses.
    pub(super) fn loose_annotations(&mut self, node: Node<'_>) -> Vec<ExpressionId> {
        let (mut found, mut at) = (Vec::new(), node);
        loop {
            let children = named(at);
            let value = children.iter().find(|it| it.kind() == "parenthesized_expression");
            for annotation in children.iter().filter(|it| it.kind() == "annotation") {
                let Some(name) = annotation.named_child(0) else { continue };
                let callee = self.type_expression(name);
                let given = value.map(|value| plain(self.expression(*value)));
                found.push(self.builder.call(span(*annotation), callee, given.into_iter().collect()));
            }
            match child_of(at, "annotated_expression") {
                Some(inner) => at = inner,
                None => return found,
            }
        }
    }

    /// Annotations as calls of what they name: a single value as it is, pairs as one object.
    fn annotated(&mut self, modifiers: Node<'_>) -> Vec<ExpressionId> {
        let annotations = named(modifiers).into_iter().filter(|it| it.kind() == "annotation");
        let annotations: Vec<Node<'_>> = annotations
            .flat_map(named)
            .filter(|it| it.kind() == "constructor_invocation" || it.kind().ends_with("_type"))
            .collect();
        annotations
            .into_iter()
            .map(|annotation| {
                let callee = self.type_expression(annotation);
                let (mut arguments, mut pairs): (Vec<Argument>, Vec<Property>) = (Vec::new(), Vec::new());
                let list = child_of(annotation, "value_arguments").map(named).unwrap_or_default();
                for (key, value) in list.into_iter().filter_map(argument_of) {
                    let value = self.expression(value);
                    match key {
                        Some(key) => {
                            let key = PropertyKey::Name(self.text(key).into());
                            pairs.push(Property::Value { key, value });
                        }
                        None => arguments.push(plain(value)),
                    }
                }
                if !pairs.is_empty() {
                    arguments.push(plain(self.made(annotation, ExpressionKind::Object(pairs))));
                }
                self.builder.call(span(annotation), callee, arguments)
            })
            .collect()
    }
}

/// An argument's name, where it has one, and its value.
pub(super) fn argument_of(node: Node<'_>) -> Option<(Option<Node<'_>>, Node<'_>)> {
    let children = named(node);
    let value = *children.last()?;
    let key = (children.len() > 1).then(|| children[0]);
    Some((key, value))
}

fn has_word(node: Node<'_>, word: &str) -> bool {
    let mut cursor = node.walk();
    node.children(&mut cursor).any(|child| child.kind() == word)
}

fn member(
    node: Node<'_>,
    name: &str,
    is_static: bool,
    kind: MemberKind,
    declared_type: Option<TypeName>,
    decorators: Vec<ExpressionId>,
) -> Member {
    let key = PropertyKey::Name(name.into());
    Member { key, span: span(node), is_static, kind, declared_type, decorators }
}
