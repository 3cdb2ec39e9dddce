//! Calls of Kotlin, and functions of the language that are something else elsewhere.

use assay_code::ir::{Argument, ExpressionKind, ImportedName, Pattern, Property, PropertyKey, VariableKind};
use tree_sitter::Node;

use super::{Kotlin, class::argument_of};
use crate::{
    builder::plain,
    lowering::{Lowering, child_of, named},
    span,
};

/// Functions that run a lambda on the value before the dot and give what it gives.
const ON_A_VALUE: [&str; 3] = ["let", "use", "run"];
/// Those that give the value.
const BESIDE_A_VALUE: [&str; 3] = ["also", "apply", "onEach"];

impl Kotlin<'_> {
    /// Arguments; those with names are one last object, marked as such.
    pub(super) fn arguments(&mut self, list: Node<'_>) -> Vec<Argument> {
        let (mut arguments, mut keywords) = (Vec::new(), Vec::new());
        for (key, value) in named(list).into_iter().filter_map(argument_of) {
            let spread = value.kind() == "spread_expression";
            let value = if spread { value.named_child(0).unwrap_or(value) } else { value };
            let value = self.expression(value);
            match key {
                Some(key) => {
                    let key = PropertyKey::Name(self.text(key).into());
                    keywords.push(Property::Value { key, value });
                }
                None => arguments.push(Argument { value, spread }),
            }
        }
        arguments.extend(self.keywords(list, keywords));
        arguments
    }

    pub(super) fn invocation(&mut self, node: Node<'_>) -> ExpressionKind {
        let Some((function, list, lambda)) = call_of(node) else { return ExpressionKind::Undefined };
        if let Some(kind) = self.known(node, function, list, lambda) {
            return kind;
        }
        let mut arguments = list.map(|list| self.arguments(list)).unwrap_or_default();
        if let Some(lambda) = lambda {
            let lambda = plain(self.expression(lambda));
            // Those with names stay the last.
            let has_names = list.is_some_and(|list| {
                named(list).into_iter().filter_map(argument_of).any(|(key, _)| key.is_some())
            });
            arguments.insert(arguments.len() - usize::from(has_names), lambda);
        }
        if function.kind() != "identifier" {
            let callee = self.expression(function);
            let callee = self.or_extension(function, callee);
            return ExpressionKind::Call { callee, arguments, optional: false };
        }
        let name = self.text(function);
        let known = self.builder.lookup(name);
        let is_class = match known {
            Some(variable) => matches!(
                self.builder.module().variables[variable.index()].kind,
                VariableKind::Class | VariableKind::Import
            ),
            None => true,
        };
        if is_class && name.starts_with(|c: char| c.is_ascii_uppercase()) {
            let callee = self.expression(function);
            return ExpressionKind::New { callee, arguments };
        }
        let inherits = self.members.last().is_some_and(|members| members.has_parent);
        let callee = match (known, self.own_member(function, name)) {
            (Some(variable), None) => self.made(function, ExpressionKind::Variable(variable)),
            (_, Some(kind)) => self.made(function, kind),
            (None, None) if inherits => self.expression(function),
            // A function of the same package needs no import.
            (None, None) => {
                let imported = ImportedName::Named(name.into());
                let variable = self.builder.import_at_top(name, imported, name, span(function));
                self.made(function, ExpressionKind::Variable(variable))
            }
        };
        let callee = self.of_receivers(function, name, callee);
        ExpressionKind::Call { callee, arguments, optional: false }
    }

    /// `println(…)`: that of `System.out`.
    fn standard_output(&mut self, node: Node<'_>, name: &str, given: &[Node<'_>]) -> Option<ExpressionKind> {
        let system = self.class_variable("System", node)?;
        let system = self.made(node, ExpressionKind::Variable(system));
        let out = ExpressionKind::Member { object: system, property: "out".into(), optional: false };
        let object = self.made(node, out);
        let called = ExpressionKind::Member { object, property: name.into(), optional: false };
        let callee = self.made(node, called);
        let arguments = given.iter().map(|value| plain(self.expression(*value))).collect();
        Some(ExpressionKind::Call { callee, arguments, optional: false })
    }

    /// Functions of the language that are something else elsewhere.
    fn known(
        &mut self,
        node: Node<'_>,
        function: Node<'_>,
        list: Option<Node<'_>>,
        lambda: Option<Node<'_>>,
    ) -> Option<ExpressionKind> {
        let given: Vec<Node<'_>> = list
            .map(named)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|it| Some(argument_of(it)?.1))
            .collect();
        if function.kind() == "identifier" {
            let name = self.text(function);
            if self.builder.lookup(name).is_some() {
                return None;
            }
            return match name {
                "print" | "println" => self.standard_output(node, name, &given),
                "listOf" | "setOf" | "arrayOf" | "mutableListOf" | "mutableSetOf" | "arrayListOf" => {
                    let values = given.into_iter().map(|value| plain(self.expression(value)));
                    Some(ExpressionKind::Array(values.collect()))
                }
                "mapOf" | "mutableMapOf" | "hashMapOf" | "linkedMapOf" => self.map(&given),
                "with" => {
                    let (callee, value) = (self.expression(lambda?), self.expression(*given.first()?));
                    Some(ExpressionKind::Call { callee, arguments: vec![plain(value)], optional: false })
                }
                "runCatching" | "run" | "synchronized" => {
                    let callee = self.expression(lambda?);
                    Some(ExpressionKind::Call { callee, arguments: Vec::new(), optional: false })
                }
                _ => None,
            };
        }
        let (object, name) = match (function.kind(), function.named_child(0), named(function).last()) {
            ("navigation_expression", Some(object), Some(name)) => (object, self.text(*name)),
            _ => return None,
        };
        match (name, given.as_slice(), lambda) {
            ("equals", [right], None) => {
                let (left, right) = (self.expression(object), self.expression(*right));
                Some(self.infix("==", left, right))
            }
            ("format", _, None) if object.kind() == "string_literal" => {
                let mut arguments = vec![plain(self.expression(object))];
                arguments.extend(given.into_iter().map(|value| plain(self.expression(value))));
                self.formatted(&arguments)
            }
            ("contains", [value], None) => {
                let value = self.expression(*value);
                Some(self.among(node, value, object))
            }
            (_, [], Some(lambda)) if ON_A_VALUE.contains(&name) => {
                let (callee, value) = (self.expression(lambda), self.expression(object));
                Some(ExpressionKind::Call { callee, arguments: vec![plain(value)], optional: false })
            }
            (_, [], Some(lambda)) if BESIDE_A_VALUE.contains(&name) => {
                let hidden = self.hidden(node);
                let value = self.expression(object);
                let target = Box::new(Pattern::Variable(hidden));
                let kept = ExpressionKind::Assign { target, value, operator: None, logical: None };
                let kept = self.made(node, kept);
                let callee = self.expression(lambda);
                let given = self.made(node, ExpressionKind::Variable(hidden));
                let call = self.builder.call(span(node), callee, vec![plain(given)]);
                let value = self.made(node, ExpressionKind::Variable(hidden));
                Some(ExpressionKind::Sequence(vec![kept, call, value]))
            }
            _ => None,
        }
    }

    /// `mapOf("id" to id)` is an object.
    fn map(&mut self, pairs: &[Node<'_>]) -> Option<ExpressionKind> {
        let mut properties = Vec::new();
        for pair in pairs {
            let parts = named(*pair);
            let [key, to, value] = parts.as_slice() else { return None };
            if pair.kind() != "infix_expression" || self.text(*to) != "to" {
                return None;
            }
            let key = match self.kind(*key) {
                ExpressionKind::Text(name) => PropertyKey::Name(name),
                kind => PropertyKey::Computed(self.made(*key, kind)),
            };
            properties.push(Property::Value { key, value: self.expression(*value) });
        }
        Some(ExpressionKind::Object(properties))
    }
}

/// What is called, the arguments between parentheses, and the one behind them.
pub(super) fn call_of(node: Node<'_>) -> Option<(Node<'_>, Option<Node<'_>>, Option<Node<'_>>)> {
    let mut function = node.named_child(0)?;
    let mut list = child_of(node, "value_arguments");
    let lambda = child_of(node, "annotated_lambda").and_then(|it| child_of(it, "lambda_literal"));
    let is_whole = |call: Node<'_>| child_of(call, "annotated_lambda").is_some();
    if lambda.is_some() && list.is_none() && function.kind() == "call_expression" && !is_whole(function) {
        list = child_of(function, "value_arguments");
        function = function.named_child(0)?;
    }
    Some((function, list, lambda))
}
