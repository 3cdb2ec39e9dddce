//! Python's expressions.

use assay_code::ir::{
    Argument, BinaryOperator, ExpressionId, ExpressionKind, FunctionKind, ImportedName, LogicalOperator,
    Pattern, Property, PropertyKey, UnaryOperator,
};
use tree_sitter::Node;

use super::Python;
use crate::{
    builder::{FunctionHead, plain},
    lowering::{Lowering, parameter, returned},
    span,
};

/// Functions that need no import, of those that matter.
const BUILTINS: [&str; 24] = [
    "print",
    "open",
    "eval",
    "exec",
    "compile",
    "input",
    "int",
    "float",
    "str",
    "bool",
    "len",
    "list",
    "dict",
    "set",
    "tuple",
    "sorted",
    "getattr",
    "setattr",
    "isinstance",
    "repr",
    "sum",
    "min",
    "max",
    "__import__",
];
/// Methods of texts and lists that go by other names in the tree.
const RENAMED: [(&str, &str); 9] = [
    ("strip", "trim"),
    ("lstrip", "trimStart"),
    ("rstrip", "trimEnd"),
    ("lower", "toLowerCase"),
    ("upper", "toUpperCase"),
    ("startswith", "startsWith"),
    ("endswith", "endsWith"),
    ("append", "push"),
    ("casefold", "toLowerCase"),
];

impl Python<'_> {
    pub(super) fn expression_kind(&mut self, node: Node<'_>) -> ExpressionKind {
        let mut node = node;
        while let ("parenthesized_expression" | "type", Some(inner)) = (node.kind(), node.named_child(0)) {
            node = inner;
        }
        match node.kind() {
            "identifier" => self.identifier(node),
            "string" => self.string(node),
            "concatenated_string" => self.concatenated(node),
            "integer" | "float" => {
                let digits = self.text(node).replace('_', "");
                ExpressionKind::Number(digits.parse().unwrap_or(f64::NAN))
            }
            "true" => ExpressionKind::Boolean(true),
            "false" => ExpressionKind::Boolean(false),
            "none" => ExpressionKind::Null,
            "await" => match node.named_child(0) {
                Some(inner) => ExpressionKind::Await(self.expression(inner)),
                None => ExpressionKind::Undefined,
            },
            "attribute" => {
                let object = self.field(node, "object");
                let property = node.child_by_field_name("attribute").map_or("", |it| self.text(it));
                let renamed = RENAMED.iter().find(|(own, _)| *own == property);
                let property = renamed.map_or(property, |(_, ours)| ours).into();
                ExpressionKind::Member { object, property, optional: false }
            }
            "subscript" => self.subscript(node),
            "call" => self.call(node),
            "assignment" | "augmented_assignment" => self.assignment(node),
            "named_expression" => {
                let value = self.field(node, "value");
                let Some(name) = node.child_by_field_name("name") else {
                    return ExpressionKind::Opaque(vec![value]);
                };
                ExpressionKind::Assign {
                    target: Box::new(self.pattern(name)),
                    value,
                    operator: None,
                    logical: None,
                }
            }
            "lambda" => ExpressionKind::Function(self.function_id(node, FunctionKind::Arrow)),
            "conditional_expression" => match self.children(node).as_slice() {
                [then, test, otherwise] => {
                    ExpressionKind::Conditional { test: *test, then: *then, otherwise: *otherwise }
                }
                rest => ExpressionKind::Opaque(rest.to_vec()),
            },
            "boolean_operator" => {
                let (left, right) = (self.field(node, "left"), self.field(node, "right"));
                let and =
                    node.child_by_field_name("operator").is_some_and(|operator| operator.kind() == "and");
                let operator = if and { LogicalOperator::And } else { LogicalOperator::Or };
                ExpressionKind::Logical { operator, left, right }
            }
            "not_operator" => {
                ExpressionKind::Unary { operator: UnaryOperator::Not, operand: self.field(node, "argument") }
            }
            "unary_operator" => ExpressionKind::Unary {
                operator: UnaryOperator::Minus,
                operand: self.field(node, "argument"),
            },
            "comparison_operator" => self.comparison(node),
            "binary_operator" => self.binary(node),
            "yield" => {
                let function = self.builder.function();
                self.builder.module().functions[function.index()].is_generator = true;
                let value = node.named_child(0).map(|value| self.expression(value));
                ExpressionKind::Yield(value)
            }
            "list" | "tuple" | "set" | "expression_list" => self.sequence(node),
            "dictionary" => self.dictionary(node),
            "list_comprehension"
            | "set_comprehension"
            | "generator_expression"
            | "dictionary_comprehension" => self.comprehension(node),
            "list_splat" | "dictionary_splat" | "keyword_argument" | "slice" | "pair" => {
                ExpressionKind::Opaque(self.children(node))
            }
            "ellipsis" => ExpressionKind::Undefined,
            "as_pattern" => match node.named_child(0) {
                Some(value) => {
                    let lowered = self.expression(value);
                    match node.child_by_field_name("alias").and_then(|alias| alias.named_child(0)) {
                        Some(alias) => {
                            let target = Box::new(self.pattern(alias));
                            ExpressionKind::Assign { target, value: lowered, operator: None, logical: None }
                        }
                        None => ExpressionKind::Sequence(vec![lowered]),
                    }
                }
                None => ExpressionKind::Undefined,
            },
            _ => ExpressionKind::Opaque(self.children(node)),
        }
    }

    fn identifier(&mut self, node: Node<'_>) -> ExpressionKind {
        let name = self.text(node);
        if self.receiver == Some(name) {
            return ExpressionKind::This;
        }
        match self.builder.lookup(name) {
            Some(variable) => ExpressionKind::Variable(variable),
            None if BUILTINS.contains(&name) => {
                let named = ImportedName::Named(name.into());
                ExpressionKind::Variable(self.builder.import_at_top("builtins", named, name, span(node)))
            }
            None => ExpressionKind::Global(name.into()),
        }
    }

    fn subscript(&mut self, node: Node<'_>) -> ExpressionKind {
        let object = self.field(node, "value");
        let Some(index) = node.child_by_field_name("subscript") else {
            return ExpressionKind::Opaque(vec![object]);
        };
        if index.kind() == "string"
            && let ExpressionKind::Text(property) = self.kind(index)
        {
            return ExpressionKind::Member { object, property, optional: false };
        }
        let named = node.child_by_field_name("value").map(|it| self.text(it));
        // `Annotated[User, Depends(user)]` is something made of both, whatever it is given a name for.
        if named.is_some_and(|name| name == "Annotated" || name.ends_with(".Annotated")) {
            let mut cursor = node.walk();
            let said: Vec<Node<'_>> = node.children_by_field_name("subscript", &mut cursor).collect();
            let arguments = said.into_iter().map(|one| plain(self.expression(one))).collect();
            return ExpressionKind::Call { callee: object, arguments, optional: false };
        }
        let index = self.expression(index);
        ExpressionKind::Index { object, index, optional: false }
    }

    fn call(&mut self, node: Node<'_>) -> ExpressionKind {
        if let Some(kind) = self.known_method(node) {
            return kind;
        }
        let function = node.child_by_field_name("function");
        let callee = match function.filter(|it| is_of_parent(*it, self.source)) {
            // `super().__init__(…)` is what other languages write as `super(…)`.
            Some(method) if self.field_text(method, "attribute") == "__init__" => {
                self.builder.expression(span(method), ExpressionKind::Super)
            }
            Some(method) => {
                let object = self.builder.expression(span(method), ExpressionKind::Super);
                let property = self.field_text(method, "attribute").into();
                let kind = ExpressionKind::Member { object, property, optional: false };
                self.builder.expression(span(method), kind)
            }
            None => self.field(node, "function"),
        };
        let arguments = match node.child_by_field_name("arguments") {
            Some(list) if list.kind() == "argument_list" => self.arguments(list),
            Some(generator) => vec![plain(self.expression(generator))],
            None => Vec::new(),
        };
        match self.builtin(function, &arguments) {
            Some(kind) => kind,
            None => ExpressionKind::Call { callee, arguments, optional: false },
        }
    }

    /// `setattr(a, name, value)` is `a[name] = value`, and `dict()` is an empty object.
    fn builtin(&mut self, function: Option<Node<'_>>, arguments: &[Argument]) -> Option<ExpressionKind> {
        let name = function.filter(|it| it.kind() == "identifier").map(|it| self.text(it))?;
        match (name, arguments) {
            ("dict", []) => Some(ExpressionKind::Object(Vec::new())),
            ("setattr", [object, name, value]) => {
                let (object, index, value) = (object.value, name.value, value.value);
                let member = ExpressionKind::Index { object, index, optional: false };
                let member = self.builder.expression(span(function?), member);
                let target = Box::new(Pattern::Target(member));
                Some(ExpressionKind::Assign { target, value, operator: None, logical: None })
            }
            _ => None,
        }
    }

    fn assignment(&mut self, node: Node<'_>) -> ExpressionKind {
        let Some(right) = node.child_by_field_name("right") else { return ExpressionKind::Undefined };
        let value = self.expression(right);
        let Some(left) = node.child_by_field_name("left") else { return ExpressionKind::Opaque(vec![value]) };
        let target = Box::new(self.pattern(left));
        let operator = node.child_by_field_name("operator").map(|operator| match operator.kind() {
            "+=" => BinaryOperator::Add,
            _ => BinaryOperator::Arithmetic,
        });
        ExpressionKind::Assign { target, value, operator, logical: None }
    }

    pub(super) fn pattern(&mut self, node: Node<'_>) -> Pattern {
        match node.kind() {
            "identifier" => {
                let name = self.text(node);
                match self.builder.lookup(name) {
                    Some(variable) => Pattern::Variable(variable),
                    None => Pattern::Target(self.expression(node)),
                }
            }
            "pattern_list" | "tuple_pattern" | "list_pattern" | "tuple" | "list" => {
                let mut cursor = node.walk();
                let children: Vec<Node<'_>> = node.named_children(&mut cursor).collect();
                let (mut elements, mut rest) = (Vec::new(), None);
                for child in children {
                    match child.kind() {
                        "list_splat_pattern" => {
                            rest = child.named_child(0).map(|inner| Box::new(self.pattern(inner)));
                        }
                        _ => elements.push(Some(self.pattern(child))),
                    }
                }
                Pattern::Array { elements, rest }
            }
            "parenthesized_expression" | "as_pattern_target" => match node.named_child(0) {
                Some(inner) => self.pattern(inner),
                None => Pattern::Target(self.expression(node)),
            },
            _ => Pattern::Target(self.expression(node)),
        }
    }

    /// `a < b == c` is `a < b and b == c`.
    fn comparison(&mut self, node: Node<'_>) -> ExpressionKind {
        let mut cursor = node.walk();
        let operators: Vec<&str> =
            node.children_by_field_name("operators", &mut cursor).map(|operator| operator.kind()).collect();
        let operands = self.children(node);
        let mut whole: Option<ExpressionKind> = None;
        for (pair, operator) in operands.windows(2).zip(operators) {
            let (left, right) = (pair[0], pair[1]);
            let one = |operator| ExpressionKind::Binary { operator, left, right };
            let kind = match operator {
                "==" | "is" => one(BinaryOperator::Equal),
                "!=" | "<>" | "is not" => one(BinaryOperator::Unequal),
                "in" => self.contains(node, left, right),
                "not in" => {
                    let kind = self.contains(node, left, right);
                    let operand = self.builder.expression(span(node), kind);
                    ExpressionKind::Unary { operator: UnaryOperator::Not, operand }
                }
                ">" | ">=" => one(BinaryOperator::Greater),
                _ => one(BinaryOperator::Less),
            };
            whole = Some(match whole {
                None => kind,
                Some(before) => {
                    let left = self.builder.expression(span(node), before);
                    let right = self.builder.expression(span(node), kind);
                    ExpressionKind::Logical { operator: LogicalOperator::And, left, right }
                }
            });
        }
        whole.unwrap_or(ExpressionKind::Opaque(operands))
    }

    /// `x in xs` is `xs.includes(x)`.
    fn contains(&mut self, node: Node<'_>, left: ExpressionId, right: ExpressionId) -> ExpressionKind {
        let callee = self.builder.member(span(node), right, "includes");
        ExpressionKind::Call { callee, arguments: vec![plain(left)], optional: false }
    }

    fn binary(&mut self, node: Node<'_>) -> ExpressionKind {
        let (left, right) = (self.field(node, "left"), self.field(node, "right"));
        let text = node.child_by_field_name("left").is_some_and(|left| left.kind().contains("string"));
        match node.child_by_field_name("operator").map(|operator| operator.kind()) {
            Some("+") => ExpressionKind::Binary { operator: BinaryOperator::Add, left, right },
            // `"… %s" % value` builds text.
            Some("%") if text => self.percent(left, right),
            // `a | b` on objects merges them; on numbers it makes a number. The first is what programs mean.
            Some("|") => ExpressionKind::Opaque(vec![left, right]),
            _ => ExpressionKind::Binary { operator: BinaryOperator::Arithmetic, left, right },
        }
    }

    fn sequence(&mut self, node: Node<'_>) -> ExpressionKind {
        let mut cursor = node.walk();
        let children: Vec<Node<'_>> =
            node.named_children(&mut cursor).filter(|it| it.kind() != "comment").collect();
        let elements = children.into_iter().map(|child| match (child.kind(), child.named_child(0)) {
            ("list_splat", Some(inner)) => Argument { value: self.expression(inner), spread: true },
            _ => plain(self.expression(child)),
        });
        ExpressionKind::Array(elements.collect())
    }

    fn dictionary(&mut self, node: Node<'_>) -> ExpressionKind {
        let mut cursor = node.walk();
        let children: Vec<Node<'_>> = node.named_children(&mut cursor).collect();
        let mut properties = Vec::new();
        for child in children {
            match child.kind() {
                "pair" => {
                    let Some(key) = child.child_by_field_name("key") else { continue };
                    let kind = self.kind(key);
                    let key = match kind {
                        ExpressionKind::Text(name) => PropertyKey::Name(name),
                        kind => PropertyKey::Computed(self.builder.expression(span(key), kind)),
                    };
                    let value = self.field(child, "value");
                    properties.push(Property::Value { key, value });
                }
                "dictionary_splat" => {
                    if let Some(inner) = child.named_child(0) {
                        properties.push(Property::Spread(self.expression(inner)));
                    }
                }
                _ => {}
            }
        }
        ExpressionKind::Object(properties)
    }

    /// `[body for x in xs if test]` is `xs.map((x) => body)`; tests do not filter.
    fn comprehension(&mut self, node: Node<'_>) -> ExpressionKind {
        let mut cursor = node.walk();
        let clauses: Vec<Node<'_>> = node.named_children(&mut cursor).collect();
        let Some(each) = clauses.iter().find(|clause| clause.kind() == "for_in_clause") else {
            return ExpressionKind::Opaque(Vec::new());
        };
        let over = self.field(*each, "right");
        let head = FunctionHead {
            name: None,
            span: span(node),
            head: span(node),
            kind: FunctionKind::Arrow,
            is_async: false,
        };
        let each = *each;
        let function = self.in_function(head, |python| {
            for (name, at) in super::binding::names(node, python.source) {
                python.builder.declare(name, at, assay_code::ir::VariableKind::Parameter);
            }
            let mut parameters = Vec::new();
            if let Some(left) = each.child_by_field_name("left") {
                parameters.push(parameter(python.pattern(left)));
            }
            let mut parts: Vec<ExpressionId> = clauses
                .iter()
                .filter(|clause| {
                    clause.kind() == "if_clause" || (clause.kind() == "for_in_clause" && **clause != each)
                })
                .filter_map(|clause| clause.named_child(clause.named_child_count().saturating_sub(1) as u32))
                .map(|part| python.expression(part))
                .collect();
            parts.push(python.field(node, "body"));
            let at = span(node);
            let value = python.builder.expression(at, ExpressionKind::Sequence(parts));
            (parameters, vec![returned(node, Some(value))])
        });
        let function = self.builder.expression(span(node), ExpressionKind::Function(function));
        let callee = self.builder.member(span(node), over, "map");
        ExpressionKind::Call { callee, arguments: vec![plain(function)], optional: false }
    }
}

/// `super().method`, `super(Notes, self).method`
fn is_of_parent(function: Node<'_>, source: &str) -> bool {
    let object = function.child_by_field_name("object").filter(|object| object.kind() == "call");
    let called = object.and_then(|object| object.child_by_field_name("function"));
    function.kind() == "attribute" && called.is_some_and(|called| &source[called.byte_range()] == "super")
}
