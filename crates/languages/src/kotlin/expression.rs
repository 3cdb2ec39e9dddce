//! Kotlin's expressions.

use assay_code::ir::{BinaryOperator, ExpressionId, ExpressionKind, FunctionKind, Name, UnaryOperator};
use tree_sitter::Node;

use super::{Kotlin, flow};
use crate::{
    builder::plain,
    lowering::{Lowering, child_of, head, named, parameter, template, unescaped_with},
    members::Members,
    span,
};

impl Kotlin<'_> {
    pub(super) fn expression_kind(&mut self, node: Node<'_>) -> ExpressionKind {
        let node = flow::inner(node);
        match node.kind() {
            "identifier" => self.identifier(node),
            "this_expression" => self.this(),
            "super_expression" => ExpressionKind::Super,
            "string_literal" | "multiline_string_literal" => self.string(node),
            "character_literal" => ExpressionKind::Text(self.text(node).trim_matches('\'').into()),
            "number_literal" | "float_literal" => {
                let digits = self.text(node).replace('_', "");
                let digits = digits.trim_end_matches(['L', 'l', 'u', 'U', 'f', 'F']);
                ExpressionKind::Number(digits.parse().unwrap_or(f64::NAN))
            }
            "navigation_expression" => {
                let (object, name) = (node.named_child(0), named(node).last().copied());
                let (Some(object), Some(name)) = (object, name) else { return ExpressionKind::Undefined };
                let optional = self.between(object, name).contains("?.");
                let object = self.expression(object);
                ExpressionKind::Member { object, property: self.text(name).into(), optional }
            }
            "call_expression" => self.invocation(node),
            "index_expression" => {
                let Some(object) = node.named_child(0) else { return ExpressionKind::Undefined };
                let object = self.expression(object);
                self.indexed(object, named(node).get(1).copied())
            }
            "unary_expression" => self.unary(node),
            "as_expression" => {
                let value = self.field(node, "left");
                ExpressionKind::Sequence(vec![value])
            }
            "is_expression" => {
                let (left, right) = (node.child_by_field_name("left"), node.child_by_field_name("right"));
                let (Some(left), Some(right)) = (left, right) else { return ExpressionKind::Undefined };
                let is_negated = self.between(left, right).contains('!');
                let (left, right) = (self.expression(left), self.type_expression(right));
                let kind = ExpressionKind::Binary { operator: BinaryOperator::InstanceOf, left, right };
                self.negated(node, kind, is_negated)
            }
            "in_expression" => {
                let (left, right) = (node.child_by_field_name("left"), node.child_by_field_name("right"));
                let (Some(left), Some(right)) = (left, right) else { return ExpressionKind::Undefined };
                let is_negated = self.between(left, right).contains('!');
                let left = self.expression(left);
                let kind = self.among(node, left, right);
                self.negated(node, kind, is_negated)
            }
            "infix_expression" => match named(node).as_slice() {
                [left, name, right] if self.text(*name) == "to" => {
                    let pair = [*left, *right].map(|it| plain(self.expression(it)));
                    ExpressionKind::Array(pair.into())
                }
                [left, name, right] => {
                    let (left, right) = (self.expression(*left), self.expression(*right));
                    let name = (span(*name), self.text(*name));
                    let callee = self.builder.member(name.0, left, name.1);
                    ExpressionKind::Call { callee, arguments: vec![plain(right)], optional: false }
                }
                _ => ExpressionKind::Opaque(self.children(node)),
            },
            "binary_expression" => {
                let (left, right) = (self.field(node, "left"), self.field(node, "right"));
                let sign = match self.field_text(node, "operator") {
                    "?:" => "??",
                    "===" => "==",
                    "!==" => "!=",
                    sign => sign,
                };
                self.infix(sign, left, right)
            }
            "lambda_literal" => self.lambda(node),
            "anonymous_function" => ExpressionKind::Function(self.function(node, FunctionKind::Arrow, None)),
            "object_literal" => {
                let callee = self.class(node, None, None);
                ExpressionKind::New { callee, arguments: Vec::new() }
            }
            "callable_reference" => self.reference(node),
            "collection_literal" => {
                ExpressionKind::Array(self.children(node).into_iter().map(plain).collect())
            }
            "if_expression" => match flow::branches_of(node) {
                (Some(then), Some(otherwise)) if is_value(then) && is_value(otherwise) => {
                    let test = self.field(node, "condition");
                    let (then, otherwise) = (self.expression(then), self.expression(otherwise));
                    ExpressionKind::Conditional { test, then, otherwise }
                }
                _ => self.run_here_and_now(node),
            },
            "when_expression" | "try_expression" | "throw_expression" | "return_expression" => {
                self.run_here_and_now(node)
            }
            _ => ExpressionKind::Opaque(self.children(node)),
        }
    }

    /// What is no expression elsewhere, where it has to be one: a function that is called at once.
    fn run_here_and_now(&mut self, node: Node<'_>) -> ExpressionKind {
        if matches!(node.kind(), "throw_expression" | "return_expression") {
            return ExpressionKind::Opaque(self.children(node));
        }
        let id = self.in_function(head(node, FunctionKind::Arrow), |kotlin| {
            let mut body = Vec::new();
            kotlin.run(node, flow::Sink::Return, &mut body);
            (Vec::new(), body)
        });
        let callee = self.made(node, ExpressionKind::Function(id));
        ExpressionKind::Call { callee, arguments: Vec::new(), optional: false }
    }

    /// What is written between two parts of an expression.
    fn between(&self, left: Node<'_>, right: Node<'_>) -> &'_ str {
        self.source().get(left.end_byte()..right.start_byte()).unwrap_or_default()
    }

    fn negated(&mut self, node: Node<'_>, kind: ExpressionKind, is_negated: bool) -> ExpressionKind {
        match is_negated {
            true => ExpressionKind::Unary { operator: UnaryOperator::Not, operand: self.made(node, kind) },
            false => kind,
        }
    }

    /// `value in several`
    pub(super) fn among(&mut self, node: Node<'_>, value: ExpressionId, several: Node<'_>) -> ExpressionKind {
        let several = self.expression(several);
        let callee = self.builder.member(span(node), several, "includes");
        ExpressionKind::Call { callee, arguments: vec![plain(value)], optional: false }
    }

    fn identifier(&mut self, node: Node<'_>) -> ExpressionKind {
        self.name(node, self.text(node))
    }

    /// What a name means that is written somewhere in a node.
    fn name(&mut self, node: Node<'_>, name: &str) -> ExpressionKind {
        match name {
            "true" => return ExpressionKind::Boolean(true),
            "false" => return ExpressionKind::Boolean(false),
            "null" => return ExpressionKind::Null,
            _ => {}
        }
        if let Some(variable) = self.builder.lookup(name) {
            return match self.imported_into_receivers(node, name, variable) {
                Some(kind) => kind,
                None => ExpressionKind::Variable(variable),
            };
        }
        if let Some(kind) = self.own_member(node, name) {
            return kind;
        }
        if let Some(kind) = self.name_of_receivers(node, name) {
            return kind;
        }
        match self.class_variable(name, node) {
            Some(variable) => ExpressionKind::Variable(variable),
            None if self.members.last().is_some_and(|members| members.has_parent) => {
                let object = self.made(node, ExpressionKind::This);
                ExpressionKind::Member { object, property: name.into(), optional: false }
            }
            None => ExpressionKind::Global(name.into()),
        }
    }

    pub(super) fn own_member(&mut self, node: Node<'_>, name: &str) -> Option<ExpressionKind> {
        let kind = Members::receiver(&self.members, name)?;
        let object = self.made(node, kind);
        Some(ExpressionKind::Member { object, property: name.into(), optional: false })
    }

    fn string(&mut self, node: Node<'_>) -> ExpressionKind {
        let (mut strings, mut values) = (vec![String::new()], Vec::new());
        let mut is_name = false;
        for part in named(node) {
            let last = strings.last_mut().expect("there is always one");
            match part.kind() {
                // `$name` is two parts: the sign, and what begins with the name.
                "string_content" if self.text(part) == "$" && !is_name => is_name = true,
                "string_content" if is_name => {
                    is_name = false;
                    let text = self.text(part);
                    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
                    let (name, rest) = text.split_at(end);
                    if name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
                        let kind = self.name(part, name);
                        values.push(self.made(part, kind));
                        strings.push(rest.to_owned());
                    } else {
                        last.push('$');
                        last.push_str(text);
                    }
                }
                "string_content" => last.push_str(self.text(part)),
                "escape_sequence" => last.push_str(&unescaped_with(self.text(part), &['$'])),
                "interpolation" => {
                    if let Some(value) = part.named_child(0) {
                        values.push(self.expression(value));
                        strings.push(String::new());
                    }
                }
                _ => {}
            }
        }
        template(strings, values)
    }

    fn unary(&mut self, node: Node<'_>) -> ExpressionKind {
        let Some(argument) = node.child_by_field_name("argument") else { return ExpressionKind::Undefined };
        match self.field_text(node, "operator") {
            "++" | "--" => ExpressionKind::Update(Box::new(self.assigned(argument))),
            "!!" | "+" => {
                let value = self.expression(argument);
                ExpressionKind::Sequence(vec![value])
            }
            "!" => {
                let operand = self.expression(argument);
                ExpressionKind::Unary { operator: UnaryOperator::Not, operand }
            }
            _ => {
                let operand = self.expression(argument);
                ExpressionKind::Unary { operator: UnaryOperator::Minus, operand }
            }
        }
    }

    /// Without a list of parameters there is one, called `it`.
    fn lambda(&mut self, node: Node<'_>) -> ExpressionKind {
        let id = self.in_function(head(node, FunctionKind::Arrow), |kotlin| {
            let list = child_of(node, "lambda_parameters");
            let parameters = match list {
                Some(list) => named(list).into_iter().map(|name| parameter(kotlin.declared(name))).collect(),
                None => vec![kotlin.only_parameter(node)],
            };
            let children: Vec<Node<'_>> =
                named(node).into_iter().filter(|child| Some(*child) != list).collect();
            let mut body = Vec::new();
            let receivers = kotlin.receivers.len();
            if list.is_none() {
                kotlin.runs_on(node);
            }
            kotlin.statements(&children, flow::Sink::Return, &mut body);
            kotlin.receivers.truncate(receivers);
            (parameters, body)
        });
        ExpressionKind::Function(id)
    }

    /// `::verify`, `Notes::find`, `this::find`
    fn reference(&mut self, node: Node<'_>) -> ExpressionKind {
        let parts = named(node);
        let Some(name) = parts.last() else { return ExpressionKind::Undefined };
        let property = Name::from(self.text(*name));
        let object = match parts.as_slice() {
            [object, _] if object.kind().ends_with("_type") => self.type_expression(*object),
            [object, _] => self.expression(*object),
            _ if self.text(node).starts_with("this") => self.made(node, ExpressionKind::This),
            _ => return self.identifier(*name),
        };
        match &*property {
            "class" | "java" => ExpressionKind::Sequence(vec![object]),
            _ => ExpressionKind::Member { object, property, optional: false },
        }
    }
}

/// True for a branch that is nothing but a value.
fn is_value(branch: Node<'_>) -> bool {
    !matches!(
        flow::inner(branch).kind(),
        "block"
            | "assignment"
            | "return_expression"
            | "throw_expression"
            | "when_expression"
            | "try_expression"
    )
}
