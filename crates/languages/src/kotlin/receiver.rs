//! The objects that functions of Kotlin run on: what a function extends, and what a lambda without parameters is handed.
//!
//! A name in such a function may be a member of that object, a function that extends it, or neither; which it is shows once
//! the object is known, so it is lowered to [`ExpressionKind::Extended`].

use assay_code::ir::{ExpressionId, ExpressionKind, Parameter, Pattern, VariableId, VariableKind};
use tree_sitter::Node;

use super::Kotlin;
use crate::{
    lowering::{Lowering, named, parameter},
    span,
};

/// The parameter that stands for such an object.
pub(super) struct Receiver {
    name: String,
    /// How many classes are around it: a method of a class within has another `this`.
    classes: usize,
    /// It is what `this` means: what a function extends. What a lambda runs on nobody says.
    is_this: bool,
}

impl Kotlin<'_> {
    /// The parameter for what a function extends.
    pub(super) fn extending(&mut self, declared: Node<'_>) -> Parameter {
        let receiver = Receiver {
            name: format!("{}>", assay_code::RECEIVER),
            classes: self.members.len(),
            is_this: true,
        };
        let variable = self.builder.declare(&receiver.name, span(declared), VariableKind::Parameter);
        let declared_type = Some(self.type_name(declared));
        self.builder.module().variables[variable.index()].declared_type.clone_from(&declared_type);
        self.receivers.push(receiver);
        Parameter { declared_type, ..parameter(Pattern::Variable(variable)) }
    }

    /// The one parameter of a lambda that names none: `it`, or what it runs on where it never says `it`.
    pub(super) fn only_parameter(&mut self, lambda: Node<'_>) -> Parameter {
        let name = if self.says_it(lambda) { "it".to_owned() } else { of_lambda(lambda) };
        let variable = self.builder.declare(&name, span(lambda), VariableKind::Parameter);
        parameter(Pattern::Variable(variable))
    }

    /// From here on names may be members of what a lambda runs on.
    pub(super) fn runs_on(&mut self, lambda: Node<'_>) {
        if !self.says_it(lambda) {
            let classes = self.members.len();
            self.receivers.push(Receiver { name: of_lambda(lambda), classes, is_this: false });
        }
    }

    /// Whether a lambda speaks of `it`, and not one in it.
    fn says_it(&self, lambda: Node<'_>) -> bool {
        let mut open = named(lambda);
        while let Some(node) = open.pop() {
            match node.kind() {
                "identifier" if self.text(node) == "it" => return true,
                // `"$it"` is two parts of which the second begins with the name.
                "string_content" if self.text(node).starts_with("it") => return true,
                "lambda_literal" if !named(node).iter().any(|it| it.kind() == "lambda_parameters") => {}
                _ => open.extend(named(node)),
            }
        }
        false
    }

    /// `this`
    pub(super) fn this(&mut self) -> ExpressionKind {
        let classes = self.members.len();
        let here = self.receivers.iter().rev().find(|it| it.is_this && it.classes == classes);
        let name = here.map(|receiver| receiver.name.clone());
        match name.and_then(|name| self.builder.lookup(&name)) {
            Some(variable) => ExpressionKind::Variable(variable),
            None => ExpressionKind::This,
        }
    }

    /// What a function that is called by its name alone may be beside what it is otherwise.
    pub(super) fn of_receivers(
        &mut self,
        node: Node<'_>,
        name: &str,
        otherwise: ExpressionId,
    ) -> ExpressionId {
        match self.or_member(node, name, otherwise) {
            Some(kind) => self.made(node, kind),
            None => otherwise,
        }
    }

    /// The same for a name that nobody declares.
    pub(super) fn name_of_receivers(&mut self, node: Node<'_>, name: &str) -> Option<ExpressionKind> {
        if self.receivers.is_empty() {
            return None;
        }
        let inherits = self.members.last().is_some_and(|members| members.has_parent);
        let otherwise = if inherits {
            let object = self.made(node, ExpressionKind::This);
            ExpressionKind::Member { object, property: name.into(), optional: false }
        } else {
            ExpressionKind::Global(name.into())
        };
        let otherwise = self.made(node, otherwise);
        self.or_member(node, name, otherwise)
    }

    /// `call` of `import io.ktor.server.application.call` is a property that an object is given.
    pub(super) fn imported_into_receivers(
        &mut self,
        node: Node<'_>,
        name: &str,
        variable: VariableId,
    ) -> Option<ExpressionKind> {
        let is_import = self.builder.module().variables[variable.index()].kind == VariableKind::Import;
        if !is_import || self.receivers.is_empty() {
            return None;
        }
        let otherwise = self.made(node, ExpressionKind::Variable(variable));
        self.or_member(node, name, otherwise)
    }

    /// A member of what the functions around run on, or something else. Names of members begin with small letters.
    fn or_member(&mut self, node: Node<'_>, name: &str, otherwise: ExpressionId) -> Option<ExpressionKind> {
        if name.starts_with(|c: char| c.is_ascii_uppercase()) {
            return None;
        }
        let objects = self.objects(node);
        let property = name.into();
        (!objects.is_empty()).then_some(ExpressionKind::Extended {
            objects,
            property,
            otherwise,
            written: false,
        })
    }

    /// `router.notes()`, where a function of that name is known here: it may extend the router.
    pub(super) fn or_extension(&mut self, function: Node<'_>, callee: ExpressionId) -> ExpressionId {
        let ExpressionKind::Member { object, property, .. } =
            self.builder.module().expressions[callee.index()].kind.clone()
        else {
            return callee;
        };
        let Some(variable) = self.builder.lookup(&property) else { return callee };
        let kind = self.builder.module().variables[variable.index()].kind;
        let is_named_so = !property.starts_with(|c: char| c.is_ascii_uppercase());
        if !is_named_so || !matches!(kind, VariableKind::Import | VariableKind::Function) {
            return callee;
        }
        let otherwise = self.made(function, ExpressionKind::Variable(variable));
        let objects = vec![object];
        self.made(function, ExpressionKind::Extended { objects, property, otherwise, written: true })
    }

    /// What the functions around run on, the innermost first.
    fn objects(&mut self, node: Node<'_>) -> Vec<ExpressionId> {
        let names: Vec<String> = self.receivers.iter().rev().map(|it| it.name.clone()).collect();
        let mut objects = Vec::new();
        for name in names {
            if let Some(variable) = self.builder.lookup(&name) {
                objects.push(self.made(node, ExpressionKind::Variable(variable)));
            }
        }
        objects
    }
}

/// The type that a function extends: it stands before the name.
pub(super) fn extended_type(function: Node<'_>) -> Option<Node<'_>> {
    let name = function.child_by_field_name("name")?;
    let mut before = named(function).into_iter().take_while(|it| it.end_byte() <= name.start_byte());
    before.find(|it| it.kind().ends_with("_type"))
}

fn of_lambda(lambda: Node<'_>) -> String {
    format!("{} at {}>", assay_code::RECEIVER, lambda.start_byte())
}
