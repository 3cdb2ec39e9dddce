//! Java's expressions.

use assay_code::ir::{
    Argument, BinaryOperator, ExpressionId, ExpressionKind, FunctionKind, ImportedName, LogicalOperator,
    Name, Pattern, Statement, StatementKind, UnaryOperator,
};
use tree_sitter::Node;

use super::Java;
use crate::{
    builder::{FunctionHead, plain},
    lowering::Lowering,
    span,
};

impl Java<'_> {
    /// A type, as what stands before a dot or behind `new`.
    pub(super) fn type_expression(&mut self, node: Node<'_>) -> ExpressionId {
        let name = self.type_name(node);
        let kind =
            name.variable.map_or_else(|| ExpressionKind::Global(name.name.clone()), ExpressionKind::Variable);
        self.builder.expression(span(node), kind)
    }

    fn children(&mut self, node: Node<'_>) -> Vec<ExpressionId> {
        let mut cursor = node.walk();
        let children: Vec<Node<'_>> =
            node.named_children(&mut cursor).filter(|child| !child.kind().ends_with("comment")).collect();
        children.into_iter().map(|child| self.expression(child)).collect()
    }

    pub(super) fn expression_kind(&mut self, node: Node<'_>) -> ExpressionKind {
        let mut node = node;
        while let ("parenthesized_expression", Some(inner)) = (node.kind(), node.named_child(0)) {
            node = inner;
        }
        match node.kind() {
            "identifier" | "type_identifier" => self.identifier(node),
            "this" => ExpressionKind::This,
            "super" => ExpressionKind::Super,
            "true" => ExpressionKind::Boolean(true),
            "false" => ExpressionKind::Boolean(false),
            "null_literal" => ExpressionKind::Null,
            "string_literal" | "character_literal" => ExpressionKind::Text(self.string(node)),
            "decimal_integer_literal" | "decimal_floating_point_literal" => {
                let digits = self.text(node).replace('_', "");
                let digits = digits.trim_end_matches(['L', 'l', 'f', 'F', 'd', 'D']);
                ExpressionKind::Number(digits.parse().unwrap_or(f64::NAN))
            }
            "hex_integer_literal" | "octal_integer_literal" | "binary_integer_literal" => {
                ExpressionKind::Number(f64::NAN)
            }
            "field_access" => {
                let object = self.field(node, "object");
                let name = node.child_by_field_name("field").map_or("", |field| self.text(field));
                let of_this =
                    node.child_by_field_name("object").is_some_and(|object| object.kind() == "this");
                let property = if of_this { self.field_name(name) } else { name.into() };
                ExpressionKind::Member { object, property, optional: false }
            }
            "scoped_identifier" | "scoped_type_identifier" => ExpressionKind::Global(self.text(node).into()),
            "array_access" => {
                let (object, index) = (self.field(node, "array"), self.field(node, "index"));
                ExpressionKind::Index { object, index, optional: false }
            }
            "method_invocation" => self.invocation(node),
            "object_creation_expression" => self.creation(node),
            "assignment_expression" => self.assignment(node),
            "binary_expression" => self.binary(node),
            "instanceof_expression" => {
                let (left, right) = (self.field(node, "left"), self.field(node, "right"));
                ExpressionKind::Binary { operator: BinaryOperator::InstanceOf, left, right }
            }
            "unary_expression" => {
                let operand = self.field(node, "operand");
                let not = node.child_by_field_name("operator").is_some_and(|operator| operator.kind() == "!");
                let operator = if not { UnaryOperator::Not } else { UnaryOperator::Minus };
                ExpressionKind::Unary { operator, operand }
            }
            "update_expression" => match node.named_child(0) {
                Some(target) => ExpressionKind::Update(Box::new(self.assigned(target))),
                None => ExpressionKind::Undefined,
            },
            "ternary_expression" => {
                let test = self.field(node, "condition");
                let (then, otherwise) = (self.field(node, "consequence"), self.field(node, "alternative"));
                ExpressionKind::Conditional { test, then, otherwise }
            }
            "cast_expression" => {
                let value = self.field(node, "value");
                ExpressionKind::Sequence(vec![value])
            }
            "lambda_expression" => self.lambda(node),
            "method_reference" => self.reference(node),
            "array_initializer" | "element_value_array_initializer" => {
                ExpressionKind::Array(self.children(node).into_iter().map(plain).collect())
            }
            "array_creation_expression" => match node.child_by_field_name("value") {
                Some(value) => self.kind(value),
                None => ExpressionKind::Array(Vec::new()),
            },
            "class_literal" => match node.named_child(0) {
                Some(class) => {
                    let class = self.type_expression(class);
                    ExpressionKind::Sequence(vec![class])
                }
                None => ExpressionKind::Undefined,
            },
            _ => ExpressionKind::Opaque(self.children(node)),
        }
    }

    fn identifier(&mut self, node: Node<'_>) -> ExpressionKind {
        let name = self.text(node);
        if let Some(variable) = self.builder.lookup(name) {
            return ExpressionKind::Variable(variable);
        }
        if self.members.iter().rev().any(|members| members.contains(name)) {
            let object = self.builder.expression(span(node), ExpressionKind::This);
            return ExpressionKind::Member { object, property: self.field_name(name), optional: false };
        }
        if name == "log" && self.logger {
            let factory = ImportedName::Named("LoggerFactory".into());
            let factory =
                self.builder.import_at_top("org.slf4j.LoggerFactory", factory, "LoggerFactory", span(node));
            let factory = self.builder.expression(span(node), ExpressionKind::Variable(factory));
            let callee = self.builder.member(span(node), factory, "getLogger");
            return ExpressionKind::Call { callee, arguments: Vec::new(), optional: false };
        }
        match self.class_variable(name, node) {
            Some(variable) => ExpressionKind::Variable(variable),
            None if self.inherits.last() == Some(&true) => {
                let object = self.builder.expression(span(node), ExpressionKind::This);
                ExpressionKind::Member { object, property: name.into(), optional: false }
            }
            None => ExpressionKind::Global(name.into()),
        }
    }

    pub(super) fn string(&self, node: Node<'_>) -> Name {
        let mut text = String::new();
        let mut cursor = node.walk();
        for part in node.named_children(&mut cursor) {
            match part.kind() {
                "escape_sequence" => text.push_str(match self.text(part) {
                    "\\n" => "\n",
                    "\\t" => "\t",
                    "\\r" => "\r",
                    "\\\"" => "\"",
                    "\\\\" => "\\",
                    other => other,
                }),
                _ => text.push_str(self.text(part)),
            }
        }
        if node.kind() == "character_literal" {
            text = self.text(node).trim_matches('\'').to_owned();
        }
        text.into()
    }

    pub(super) fn arguments(&mut self, list: Node<'_>) -> Vec<Argument> {
        self.children(list).into_iter().map(plain).collect()
    }

    fn invocation(&mut self, node: Node<'_>) -> ExpressionKind {
        let name = node.child_by_field_name("name").map_or("", |name| self.text(name));
        let at = node.child_by_field_name("name").map_or(span(node), span);
        if let Some(kind) = self.known_method(node, name) {
            return kind;
        }
        let callee = match node.child_by_field_name("object") {
            Some(object) => {
                let object = self.expression(object);
                self.builder.member(at, object, name)
            }
            None if self.members.iter().rev().any(|members| members.contains(name)) => {
                let object = self.builder.expression(at, ExpressionKind::This);
                self.builder.member(at, object, name)
            }
            None if self.inherits.last() == Some(&true) && self.builder.lookup(name).is_none() => {
                let object = self.builder.expression(at, ExpressionKind::This);
                self.builder.member(at, object, name)
            }
            None => self.builder.name(at, name),
        };
        let arguments =
            node.child_by_field_name("arguments").map(|list| self.arguments(list)).unwrap_or_default();
        ExpressionKind::Call { callee, arguments, optional: false }
    }

    /// Methods of the language that are operators elsewhere: `a.equals(b)`, `String.format("…%s", a)`.
    fn known_method(&mut self, node: Node<'_>, name: &str) -> Option<ExpressionKind> {
        let object = node.child_by_field_name("object")?;
        let list = node.child_by_field_name("arguments")?;
        let mut cursor = list.walk();
        let given: Vec<Node<'_>> =
            list.named_children(&mut cursor).filter(|child| !child.kind().ends_with("comment")).collect();
        match (name, self.text(object), given.as_slice()) {
            ("equals", "Objects", [left, right]) => {
                let (left, right) = (self.expression(*left), self.expression(*right));
                Some(ExpressionKind::Binary { operator: BinaryOperator::Equal, left, right })
            }
            ("equals" | "equalsIgnoreCase" | "contentEquals", _, [right]) => {
                let (left, right) = (self.expression(object), self.expression(*right));
                Some(ExpressionKind::Binary { operator: BinaryOperator::Equal, left, right })
            }
            ("format", "String", [format, values @ ..]) if format.kind() == "string_literal" => {
                let text = self.string(*format);
                let values = values.iter().map(|value| self.expression(*value)).collect();
                Some(crate::format::formatted(&text, values))
            }
            ("formatted", _, values) if object.kind() == "string_literal" => {
                let text = self.string(object);
                let values = values.iter().map(|value| self.expression(*value)).collect();
                Some(crate::format::formatted(&text, values))
            }
            _ => None,
        }
    }

    fn creation(&mut self, node: Node<'_>) -> ExpressionKind {
        let Some(class) = node.child_by_field_name("type") else { return ExpressionKind::Undefined };
        let mut callee = self.type_expression(class);
        let arguments =
            node.child_by_field_name("arguments").map(|list| self.arguments(list)).unwrap_or_default();
        let mut cursor = node.walk();
        if let Some(body) = node.named_children(&mut cursor).find(|child| child.kind() == "class_body") {
            let (constructor, members) = self.class_body(body);
            callee = self.push_class(None, node, Some(callee), constructor, members, Vec::new());
        }
        ExpressionKind::New { callee, arguments }
    }

    fn assignment(&mut self, node: Node<'_>) -> ExpressionKind {
        let value = self.field(node, "right");
        let Some(left) = node.child_by_field_name("left") else { return ExpressionKind::Opaque(vec![value]) };
        let target = Box::new(self.assigned(left));
        let operator = match node.child_by_field_name("operator").map(|operator| operator.kind()) {
            Some("=") | None => None,
            Some("+=") => Some(BinaryOperator::Add),
            Some(_) => Some(BinaryOperator::Arithmetic),
        };
        ExpressionKind::Assign { target, value, operator, logical: None }
    }

    fn binary(&mut self, node: Node<'_>) -> ExpressionKind {
        let (left, right) = (self.field(node, "left"), self.field(node, "right"));
        let operator = match node.child_by_field_name("operator").map(|operator| operator.kind()) {
            Some("&&") => return ExpressionKind::Logical { operator: LogicalOperator::And, left, right },
            Some("||") => return ExpressionKind::Logical { operator: LogicalOperator::Or, left, right },
            Some("+") => BinaryOperator::Add,
            Some("==") => BinaryOperator::Equal,
            Some("!=") => BinaryOperator::Unequal,
            Some("<" | "<=") => BinaryOperator::Less,
            Some(">" | ">=") => BinaryOperator::Greater,
            _ => BinaryOperator::Arithmetic,
        };
        ExpressionKind::Binary { operator, left, right }
    }

    fn lambda(&mut self, node: Node<'_>) -> ExpressionKind {
        let head = FunctionHead {
            name: None,
            span: span(node),
            head: span(node),
            kind: FunctionKind::Arrow,
            is_async: false,
        };
        let id = self.builder.open_function(head);
        let parameters = match node.child_by_field_name("parameters") {
            Some(list) if list.kind() == "identifier" => {
                let variable = self.builder.declare(
                    self.text(list),
                    span(list),
                    assay_code::ir::VariableKind::Parameter,
                );
                vec![assay_code::ir::Parameter {
                    pattern: Pattern::Variable(variable),
                    rest: false,
                    declared_type: None,
                    decorators: Vec::new(),
                    field: None,
                }]
            }
            Some(list) => self.parameters(list),
            None => Vec::new(),
        };
        let body = match node.child_by_field_name("body") {
            Some(body) if body.kind() == "block" => self.block(body),
            Some(body) => {
                let value = self.expression(body);
                vec![Statement { span: span(body), kind: StatementKind::Return(Some(value)) }]
            }
            None => Vec::new(),
        };
        self.builder.close_function(id, parameters, body);
        ExpressionKind::Function(id)
    }

    /// `Type::method` is the method itself, `Type::new` the class.
    fn reference(&mut self, node: Node<'_>) -> ExpressionKind {
        let Some(object) = node.named_child(0) else { return ExpressionKind::Undefined };
        let object = self.expression(object);
        match node.named_child(1).map(|name| self.text(name)) {
            Some(name) => ExpressionKind::Member { object, property: name.into(), optional: false },
            None => ExpressionKind::Sequence(vec![object]),
        }
    }
}
