//! PHP's expressions.

use assay_code::ir::{
    Argument, BinaryOperator, ExpressionId, ExpressionKind, FunctionKind, LogicalOperator, Name, Property,
    PropertyKey, UnaryOperator,
};
use tree_sitter::Node;

use super::{BOUND, Php, names::SUPERGLOBALS};
use crate::{
    builder::plain,
    lowering::{Lowering, child_of, named, template, unescaped},
    span,
};

impl Php<'_> {
    pub(super) fn expression_kind(&mut self, node: Node<'_>) -> ExpressionKind {
        let mut node = node;
        while let ("parenthesized_expression" | "error_suppression_expression" | "by_ref", Some(inner)) =
            (node.kind(), node.named_child(0))
        {
            node = inner;
        }
        match node.kind() {
            "variable_name" => self.variable(node),
            "name" | "qualified_name" | "relative_name" => self.constant(node),
            "string" | "encapsed_string" | "heredoc" | "nowdoc" => self.string(node),
            "shell_command_expression" => {
                let kind = self.interpolated(node);
                let command = self.made(node, kind);
                let call = self.core_call(node, "shell_exec", vec![plain(command)]);
                ExpressionKind::Sequence(vec![call])
            }
            "integer" | "float" => {
                let digits = self.text(node).replace('_', "");
                ExpressionKind::Number(digits.parse().unwrap_or(f64::NAN))
            }
            "boolean" => ExpressionKind::Boolean(self.text(node).eq_ignore_ascii_case("true")),
            "null" => ExpressionKind::Null,
            "array_creation_expression" => self.array(node),
            "subscript_expression" => self.subscript(node),
            "member_access_expression" | "nullsafe_member_access_expression" => {
                let object = self.field(node, "object");
                let optional = node.kind().starts_with("nullsafe");
                self.member_named(node, object, optional)
            }
            "scoped_property_access_expression" => {
                let object = self.scope_of(node, node.child_by_field_name("scope"));
                let property = self.field_text(node, "name").trim_start_matches('$').into();
                ExpressionKind::Member { object, property, optional: false }
            }
            "class_constant_access_expression" => self.class_constant(node),
            "function_call_expression" => self.function_call(node),
            "member_call_expression" | "nullsafe_member_call_expression" => self.member_call(node),
            "scoped_call_expression" => self.scoped_call(node),
            "object_creation_expression" => self.creation(node),
            "assignment_expression" | "reference_assignment_expression" => {
                let value = self.field(node, "right");
                let Some(left) = node.child_by_field_name("left") else {
                    return ExpressionKind::Opaque(vec![value]);
                };
                if let Some(list) = pushed_to(left) {
                    // `$list[] = value`
                    let list = self.expression(list);
                    let callee = self.builder.member(span(node), list, "push");
                    return ExpressionKind::Call { callee, arguments: vec![plain(value)], optional: false };
                }
                let target = Box::new(self.pattern(left));
                ExpressionKind::Assign { target, value, operator: None, logical: None }
            }
            "augmented_assignment_expression" => self.augmented(node),
            "binary_expression" => self.binary(node),
            "unary_op_expression" => {
                let operand = self.field(node, "argument");
                let operator = match self.field_text(node, "operator") {
                    "!" => UnaryOperator::Not,
                    "+" => UnaryOperator::Plus,
                    "~" => UnaryOperator::BitNot,
                    _ => UnaryOperator::Minus,
                };
                ExpressionKind::Unary { operator, operand }
            }
            "update_expression" => match node.child_by_field_name("argument") {
                Some(target) => ExpressionKind::Update(Box::new(self.pattern(target))),
                None => ExpressionKind::Undefined,
            },
            "conditional_expression" => {
                let test = self.field(node, "condition");
                let otherwise = node.child_by_field_name("alternative");
                match node.child_by_field_name("body") {
                    Some(then) => {
                        let then = self.expression(then);
                        let otherwise = self.field(node, "alternative");
                        ExpressionKind::Conditional { test, then, otherwise }
                    }
                    None => {
                        let right = match otherwise {
                            Some(otherwise) => self.expression(otherwise),
                            None => self.made(node, ExpressionKind::Undefined),
                        };
                        ExpressionKind::Logical { operator: LogicalOperator::Or, left: test, right }
                    }
                }
            }
            "cast_expression" => self.cast(node),
            "clone_expression" | "sequence_expression" => ExpressionKind::Sequence(self.children(node)),
            "anonymous_function" => ExpressionKind::Function(self.function(node, FunctionKind::Arrow, None)),
            "arrow_function" => ExpressionKind::Function(self.function(node, FunctionKind::Arrow, None)),
            "match_expression" => self.choice(node),
            "print_intrinsic" => {
                let call = self.echo(node);
                ExpressionKind::Sequence(vec![call])
            }
            "throw_expression" => {
                // As an expression it ends the way it is on.
                let value: Vec<Argument> = self.children(node).into_iter().map(plain).collect();
                let call = self.core_call(node, "<throw>", value);
                ExpressionKind::Sequence(vec![call])
            }
            "include_expression"
            | "include_once_expression"
            | "require_expression"
            | "require_once_expression" => self.include(node),
            "yield_expression" => {
                let value = node.named_child(0).map(|value| self.expression(value));
                ExpressionKind::Yield(value)
            }
            "array_element_initializer" | "argument" => match named(node).last() {
                Some(value) => self.kind(*value),
                None => ExpressionKind::Undefined,
            },
            _ => ExpressionKind::Opaque(self.children(node)),
        }
    }

    fn variable(&mut self, node: Node<'_>) -> ExpressionKind {
        let name = self.text(node);
        if name == BOUND && self.builder.lookup(BOUND).is_none() {
            return ExpressionKind::This;
        }
        if SUPERGLOBALS.contains(&name) {
            return ExpressionKind::Variable(self.core(node, name.trim_start_matches('$')));
        }
        match self.builder.lookup(name) {
            Some(variable) => ExpressionKind::Variable(variable),
            None => ExpressionKind::Opaque(Vec::new()),
        }
    }

    fn string(&mut self, node: Node<'_>) -> ExpressionKind {
        match node.kind() {
            "nowdoc" => {
                let body = node.child_by_field_name("value").map_or("", |body| self.text(body));
                ExpressionKind::Text(body.into())
            }
            "heredoc" => match node.child_by_field_name("value") {
                Some(body) => self.interpolated(body),
                None => ExpressionKind::Text(Name::default()),
            },
            _ => self.interpolated(node),
        }
    }

    /// A text, or a template where it has values in it.
    pub(super) fn interpolated(&mut self, node: Node<'_>) -> ExpressionKind {
        let plain_quotes = node.kind() == "string";
        let (mut strings, mut values) = (vec![String::new()], Vec::new());
        for part in named(node) {
            let last = strings.last_mut().expect("there is always one");
            match part.kind() {
                "string_content" | "nowdoc_string" => last.push_str(self.text(part)),
                "escape_sequence" if plain_quotes => {
                    last.push_str(&self.text(part).replace("\\'", "'").replace("\\\\", "\\"));
                }
                "escape_sequence" => last.push_str(&unescaped(self.text(part))),
                _ => {
                    let value = self.expression(part);
                    values.push(value);
                    strings.push(String::new());
                }
            }
        }
        template(strings, values)
    }

    /// A list, an object, or `[X::class, 'method']`, which stands for the method.
    fn array(&mut self, node: Node<'_>) -> ExpressionKind {
        let elements = named(node);
        if let [class, method] = elements.as_slice()
            && let Some(kind) = self.callable(*class, *method)
        {
            return kind;
        }
        let has_keys = elements.iter().any(|element| named(*element).len() == 2);
        if !has_keys {
            let list = elements.into_iter().map(|element| match child_of(element, "variadic_unpacking") {
                Some(spread) => {
                    let inner = spread.named_child(0).unwrap_or(spread);
                    Argument { value: self.expression(inner), spread: true }
                }
                None => plain(self.expression(element)),
            });
            return ExpressionKind::Array(list.collect());
        }
        let mut properties = Vec::new();
        for (at, element) in elements.into_iter().enumerate() {
            match named(element).as_slice() {
                [key, value] => {
                    let key = self.key(*key);
                    let value = self.expression(*value);
                    properties.push(Property::Value { key, value });
                }
                [value] if value.kind() == "variadic_unpacking" => {
                    let inner = value.named_child(0).unwrap_or(*value);
                    properties.push(Property::Spread(self.expression(inner)));
                }
                [value] => {
                    let key = PropertyKey::Name(at.to_string().into());
                    let value = self.expression(*value);
                    properties.push(Property::Value { key, value });
                }
                _ => {}
            }
        }
        ExpressionKind::Object(properties)
    }

    fn callable(&mut self, class: Node<'_>, method: Node<'_>) -> Option<ExpressionKind> {
        let (class, method) = (class.named_child(0)?, method.named_child(0)?);
        if method.kind() != "string" && method.kind() != "encapsed_string" {
            return None;
        }
        let object = match class.kind() {
            "class_constant_access_expression" if self.text(class).ends_with("::class") => {
                let callee = self.scope_of(class, class.named_child(0));
                self.made(class, ExpressionKind::New { callee, arguments: Vec::new() })
            }
            "variable_name" if self.text(class) == "$this" => self.expression(class),
            _ => return None,
        };
        let ExpressionKind::Text(property) = self.kind(method) else { return None };
        Some(ExpressionKind::Member { object, property, optional: false })
    }

    pub(super) fn key(&mut self, key: Node<'_>) -> PropertyKey {
        match self.kind(key) {
            ExpressionKind::Text(name) => PropertyKey::Name(name),
            ExpressionKind::Number(number) => PropertyKey::Name(number.to_string().into()),
            kind => {
                // Constants of curl and PDO are keys by their names.
                match key.kind() {
                    "name" => PropertyKey::Name(self.text(key).into()),
                    "class_constant_access_expression" => {
                        PropertyKey::Name(self.text(key).rsplit(':').next().unwrap_or_default().into())
                    }
                    _ => PropertyKey::Computed(self.made(key, kind)),
                }
            }
        }
    }

    fn subscript(&mut self, node: Node<'_>) -> ExpressionKind {
        let parts = named(node);
        let Some(object) = parts.first() else { return ExpressionKind::Undefined };
        let object = self.expression(*object);
        let Some(index) = parts.get(1) else { return ExpressionKind::Opaque(vec![object]) };
        match self.key(*index) {
            PropertyKey::Name(property) if index.kind() != "integer" => {
                ExpressionKind::Member { object, property, optional: false }
            }
            _ => {
                let index = self.expression(*index);
                ExpressionKind::Index { object, index, optional: false }
            }
        }
    }

    /// `object->name`, where the name may be computed.
    pub(super) fn member_named(
        &mut self,
        node: Node<'_>,
        object: ExpressionId,
        optional: bool,
    ) -> ExpressionKind {
        match node.child_by_field_name("name") {
            Some(name) if name.kind() == "name" => {
                let property = self.text(name).into();
                ExpressionKind::Member { object, property, optional }
            }
            Some(name) => {
                let index = self.expression(name);
                ExpressionKind::Index { object, index, optional }
            }
            None => ExpressionKind::Opaque(vec![object]),
        }
    }

    fn augmented(&mut self, node: Node<'_>) -> ExpressionKind {
        let value = self.field(node, "right");
        let Some(left) = node.child_by_field_name("left") else { return ExpressionKind::Opaque(vec![value]) };
        let target = Box::new(self.pattern(left));
        let (operator, logical) = match self.field_text(node, "operator") {
            ".=" => (Some(BinaryOperator::Add), None),
            "??=" => (None, Some(LogicalOperator::Coalesce)),
            _ => (Some(BinaryOperator::Arithmetic), None),
        };
        ExpressionKind::Assign { target, value, operator, logical }
    }

    fn binary(&mut self, node: Node<'_>) -> ExpressionKind {
        let operator = self.field_text(node, "operator").to_ascii_lowercase();
        let left = self.field(node, "left");
        if operator == "instanceof" {
            let right = self.scope_of(node, node.child_by_field_name("right"));
            return ExpressionKind::Binary { operator: BinaryOperator::InstanceOf, left, right };
        }
        let right = self.field(node, "right");
        let logical = match operator.as_str() {
            "&&" | "and" => Some(LogicalOperator::And),
            "||" | "or" => Some(LogicalOperator::Or),
            "??" => Some(LogicalOperator::Coalesce),
            _ => None,
        };
        if let Some(operator) = logical {
            return ExpressionKind::Logical { operator, left, right };
        }
        let operator = match operator.as_str() {
            "." => BinaryOperator::Add,
            "==" => BinaryOperator::LooseEqual,
            "!=" | "<>" => BinaryOperator::LooseUnequal,
            "===" => BinaryOperator::Equal,
            "!==" => BinaryOperator::Unequal,
            "<" | "<=" => BinaryOperator::Less,
            ">" | ">=" => BinaryOperator::Greater,
            _ => BinaryOperator::Arithmetic,
        };
        ExpressionKind::Binary { operator, left, right }
    }

    fn cast(&mut self, node: Node<'_>) -> ExpressionKind {
        let value = self.field(node, "value");
        let to = match self.field_text(node, "type").trim().to_ascii_lowercase().as_str() {
            "int" | "integer" | "float" | "double" => "Number",
            "bool" | "boolean" => "Boolean",
            "string" | "binary" => "String",
            _ => return ExpressionKind::Sequence(vec![value]),
        };
        let callee = self.made(node, ExpressionKind::Global(to.into()));
        ExpressionKind::Call { callee, arguments: vec![plain(value)], optional: false }
    }

    /// `match`: one comparison after the other.
    fn choice(&mut self, node: Node<'_>) -> ExpressionKind {
        let subject = self.field(node, "condition");
        let condition = node.child_by_field_name("condition").map_or("", |condition| self.text(condition));
        let on_true = condition.trim_matches(['(', ')', ' ']).eq_ignore_ascii_case("true");
        let arms = node.child_by_field_name("body").map(named).unwrap_or_default();
        let mut lowered = Vec::new();
        for arm in arms {
            let tests = arm.child_by_field_name("conditional_expressions").map(|list| self.children(list));
            let mut test: Option<ExpressionId> = None;
            for one in tests.unwrap_or_default() {
                let one = match on_true {
                    true => one,
                    false => self.binary_of(arm, BinaryOperator::Equal, subject, one),
                };
                test = Some(match test {
                    None => one,
                    Some(left) => {
                        let operator = LogicalOperator::Or;
                        self.made(arm, ExpressionKind::Logical { operator, left, right: one })
                    }
                });
            }
            lowered.push((arm, test, self.field(arm, "return_expression")));
        }
        self.chosen(node, lowered)
    }
}

/// `$list` of `$list[] = …`.
fn pushed_to(left: Node<'_>) -> Option<Node<'_>> {
    let parts = named(left);
    (left.kind() == "subscript_expression" && parts.len() == 1).then(|| parts[0])
}
