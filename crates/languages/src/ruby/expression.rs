//! Ruby's expressions.

use assay_code::ir::{
    Argument, BinaryOperator, ExpressionId, ExpressionKind, FunctionKind, LogicalOperator, Pattern, Property,
    PropertyKey, Statement, StatementKind, UnaryOperator,
};
use tree_sitter::Node;

use super::Ruby;
use crate::{
    builder::plain,
    lowering::{Lowering, head, named, statement, template, unescaped},
    span,
};

impl Ruby<'_> {
    pub(super) fn expression_kind(&mut self, node: Node<'_>) -> ExpressionKind {
        match node.kind() {
            "parenthesized_statements" | "begin" => match named(node).as_slice() {
                [only] => self.kind(*only),
                _ => self.run(node),
            },
            "identifier" => self.identifier(node),
            "constant" | "scope_resolution" => self.constant(node),
            "instance_variable" => {
                let object = self.made(node, ExpressionKind::This);
                ExpressionKind::Member { object, property: self.text(node).into(), optional: false }
            }
            "class_variable" => self.class_variable(node),
            "global_variable" => self.global_variable(node),
            "self" => ExpressionKind::This,
            "true" => ExpressionKind::Boolean(true),
            "false" => ExpressionKind::Boolean(false),
            "nil" => ExpressionKind::Null,
            "integer" | "float" | "rational" | "complex" => {
                let digits = self.text(node).replace('_', "");
                ExpressionKind::Number(digits.parse().unwrap_or(f64::NAN))
            }
            "simple_symbol" | "hash_key_symbol" => {
                ExpressionKind::Text(self.text(node).trim_start_matches(':').trim_matches('"').into())
            }
            "string" | "bare_string" | "bare_symbol" | "delimited_symbol" | "chained_string" => {
                self.interpolated(node)
            }
            "character" => ExpressionKind::Text(self.text(node).trim_start_matches('?').into()),
            "heredoc_beginning" => self.heredoc(node),
            "subshell" => {
                let kind = self.interpolated(node);
                let command = self.made(node, kind);
                let callee = self.core(node, "`");
                ExpressionKind::Call { callee, arguments: vec![plain(command)], optional: false }
            }
            "regex" => {
                let source = self.text(node);
                let (pattern, flags) = source.rsplit_once('/').unwrap_or((source, ""));
                let pattern = pattern
                    .trim_start_matches('/')
                    .replace("\\A", "^")
                    .replace("\\z", "$")
                    .replace("\\Z", "$");
                ExpressionKind::Regex { pattern: pattern.into(), flags: flags.into() }
            }
            "array" | "string_array" | "symbol_array" | "right_assignment_list" | "pattern" => {
                let elements = self.list(named(node));
                ExpressionKind::Array(elements)
            }
            "hash" => {
                let pairs = named(node);
                ExpressionKind::Object(self.properties(&pairs))
            }
            "element_reference" => self.element(node),
            "call" => self.call(node),
            "super" => {
                let object = self.made(node, ExpressionKind::Super);
                ExpressionKind::Opaque(vec![object])
            }
            "yield" => {
                let callee = self.block_given(node);
                let arguments = node.named_child(0).map(|list| self.list(named(list))).unwrap_or_default();
                ExpressionKind::Call { callee, arguments, optional: false }
            }
            "assignment" => self.assignment(node),
            "operator_assignment" => self.operator_assignment(node),
            "binary" => self.binary(node),
            "unary" => self.unary(node),
            "conditional" => {
                let test = self.field(node, "condition");
                let then = self.field(node, "consequence");
                let otherwise = self.field(node, "alternative");
                ExpressionKind::Conditional { test, then, otherwise }
            }
            "if" | "unless" | "case" | "while" | "until" | "for" | "if_modifier" | "unless_modifier"
            | "rescue_modifier" => self.run(node),
            "then" | "else" | "elsif" => self.run(node),
            "lambda" => {
                let id = self.lambda(node);
                ExpressionKind::Function(id)
            }
            "block" | "do_block" => {
                let id = self.function(node, FunctionKind::Arrow, None);
                ExpressionKind::Function(id)
            }
            "range" | "splat_argument" | "hash_splat_argument" => ExpressionKind::Opaque(self.children(node)),
            "return" | "next" | "break" | "method" | "class" | "module" => self.run(node),
            _ => ExpressionKind::Opaque(self.children(node)),
        }
    }

    /// Statements where a value is wanted: a function that is called at once. What ends it early ends only that.
    fn run(&mut self, node: Node<'_>) -> ExpressionKind {
        let id = self.in_function(head(node, FunctionKind::Arrow), |ruby| {
            let mut body: Vec<Statement> = Vec::new();
            ruby.statement(node, &mut body);
            super::function::give_last(&mut body);
            (Vec::new(), body)
        });
        let callee = self.made(node, ExpressionKind::Function(id));
        ExpressionKind::Call { callee, arguments: Vec::new(), optional: false }
    }

    fn lambda(&mut self, node: Node<'_>) -> assay_code::ir::FunctionId {
        self.in_function(head(node, FunctionKind::Arrow), |ruby| {
            let mut body = Vec::new();
            let parameters = node
                .child_by_field_name("parameters")
                .map(|list| ruby.parameters(list, &mut body))
                .unwrap_or_default();
            if let Some(block) = node.child_by_field_name("body")
                && let Some(inner) = block.child_by_field_name("body")
            {
                let lowered = ruby.body(inner);
                body.extend(lowered);
            }
            super::function::give_last(&mut body);
            (parameters, body)
        })
    }

    /// A text, or a template where it has values in it.
    pub(super) fn interpolated(&mut self, node: Node<'_>) -> ExpressionKind {
        let (mut strings, mut values) = (vec![String::new()], Vec::new());
        let mut open: Vec<Node<'_>> = named(node).into_iter().rev().collect();
        while let Some(part) = open.pop() {
            let last = strings.last_mut().expect("there is always one");
            match part.kind() {
                "string_content" | "heredoc_content" => last.push_str(self.text(part)),
                "escape_sequence" => last.push_str(&unescaped(self.text(part))),
                "string" => open.extend(named(part).into_iter().rev()),
                "interpolation" => {
                    let inner = named(part);
                    let value = match inner.as_slice() {
                        [only] => self.expression(*only),
                        _ => {
                            let values = self.children(part);
                            self.made(part, ExpressionKind::Opaque(values))
                        }
                    };
                    values.push(value);
                    strings.push(String::new());
                }
                _ => {}
            }
        }
        template(strings, values)
    }

    /// Elements or arguments; pairs among them are one last object.
    pub(super) fn list(&mut self, nodes: Vec<Node<'_>>) -> Vec<Argument> {
        let (mut list, mut pairs) = (Vec::new(), Vec::new());
        for node in nodes {
            match node.kind() {
                "pair" | "hash_splat_argument" => pairs.push(node),
                "splat_argument" => {
                    if let Some(inner) = node.named_child(0) {
                        list.push(Argument { value: self.expression(inner), spread: true });
                    }
                }
                "block_argument" => list.extend(self.block_argument(node).map(plain)),
                "heredoc_body" => self.end_heredoc(node),
                _ => list.push(plain(self.expression(node))),
            }
        }
        if let Some(first) = pairs.first() {
            let first = *first;
            let properties = self.properties(&pairs);
            list.push(plain(self.made(first, ExpressionKind::Object(properties))));
        }
        list
    }

    /// `&:name`, `&block`.
    fn block_argument(&mut self, node: Node<'_>) -> Option<ExpressionId> {
        let inner = node.named_child(0)?;
        if inner.kind() != "simple_symbol" {
            return Some(self.expression(inner));
        }
        let name = self.text(inner).trim_start_matches(':');
        let id = self.in_function(head(node, FunctionKind::Arrow), |ruby| {
            let variable = ruby.builder.declare("it", span(node), assay_code::ir::VariableKind::Parameter);
            let object = ruby.made(node, ExpressionKind::Variable(variable));
            let value = ruby.builder.member(span(node), object, name);
            let pattern = Pattern::Variable(variable);
            (
                vec![crate::lowering::parameter(pattern)],
                vec![statement(node, StatementKind::Return(Some(value)))],
            )
        });
        Some(self.made(node, ExpressionKind::Function(id)))
    }

    fn properties(&mut self, pairs: &[Node<'_>]) -> Vec<Property> {
        let mut properties = Vec::new();
        for pair in pairs {
            match pair.kind() {
                "pair" => {
                    let Some(key_node) = pair.child_by_field_name("key") else { continue };
                    let key = match self.kind(key_node) {
                        ExpressionKind::Text(name) => PropertyKey::Name(name),
                        kind => PropertyKey::Computed(self.made(key_node, kind)),
                    };
                    let value = match pair.child_by_field_name("value") {
                        Some(value) => self.expression(value),
                        // `{note:}`
                        None => {
                            let kind = self.identifier_named(key_node, self.text(key_node));
                            self.made(*pair, kind)
                        }
                    };
                    properties.push(Property::Value { key, value });
                }
                "hash_splat_argument" => {
                    if let Some(inner) = pair.named_child(0) {
                        properties.push(Property::Spread(self.expression(inner)));
                    }
                }
                _ => {}
            }
        }
        properties
    }

    fn element(&mut self, node: Node<'_>) -> ExpressionKind {
        let object = self.field(node, "object");
        let index = named(node).into_iter().find(|it| Some(*it) != node.child_by_field_name("object"));
        self.indexed(object, index)
    }

    pub(super) fn pattern(&mut self, node: Node<'_>) -> Pattern {
        match node.kind() {
            "identifier" => match self.builder.lookup(self.text(node)) {
                Some(variable) => {
                    self.builder.module().variables[variable.index()].reassigned = true;
                    Pattern::Variable(variable)
                }
                None => {
                    let variable = self.builder.declare(
                        self.text(node),
                        span(node),
                        assay_code::ir::VariableKind::Mutable,
                    );
                    Pattern::Variable(variable)
                }
            },
            "constant" | "global_variable" => match self.builder.lookup(self.text(node)) {
                Some(variable) => {
                    self.builder.module().variables[variable.index()].reassigned = true;
                    Pattern::Variable(variable)
                }
                None => Pattern::Target(self.expression(node)),
            },
            "left_assignment_list" | "destructured_left_assignment" => {
                let (mut elements, mut rest) = (Vec::new(), None);
                for child in named(node) {
                    match child.kind() {
                        "rest_assignment" => {
                            rest = child.named_child(0).map(|inner| Box::new(self.pattern(inner)));
                        }
                        _ => elements.push(Some(self.pattern(child))),
                    }
                }
                Pattern::Array { elements, rest }
            }
            "call" => {
                let object = self.field(node, "receiver");
                let property = self.field_text(node, "method").into();
                let kind = ExpressionKind::Member { object, property, optional: false };
                Pattern::Target(self.made(node, kind))
            }
            _ => Pattern::Target(self.expression(node)),
        }
    }

    fn assignment(&mut self, node: Node<'_>) -> ExpressionKind {
        let value = self.field(node, "right");
        let Some(left) = node.child_by_field_name("left") else { return ExpressionKind::Opaque(vec![value]) };
        let target = Box::new(self.pattern(left));
        ExpressionKind::Assign { target, value, operator: None, logical: None }
    }

    fn operator_assignment(&mut self, node: Node<'_>) -> ExpressionKind {
        let value = self.field(node, "right");
        let Some(left) = node.child_by_field_name("left") else { return ExpressionKind::Opaque(vec![value]) };
        let target = Box::new(self.pattern(left));
        let (operator, logical) = match self.field_text(node, "operator") {
            "||=" => (None, Some(LogicalOperator::Or)),
            "&&=" => (None, Some(LogicalOperator::And)),
            "+=" => (Some(BinaryOperator::Add), None),
            _ => (Some(BinaryOperator::Arithmetic), None),
        };
        ExpressionKind::Assign { target, value, operator, logical }
    }

    fn binary(&mut self, node: Node<'_>) -> ExpressionKind {
        let sign = self.field_text(node, "operator");
        let left = self.field(node, "left");
        let right = self.field(node, "right");
        let logical = match sign {
            "&&" | "and" => Some(LogicalOperator::And),
            "||" | "or" => Some(LogicalOperator::Or),
            _ => None,
        };
        if let Some(operator) = logical {
            return ExpressionKind::Logical { operator, left, right };
        }
        let operator = match sign {
            "+" => BinaryOperator::Add,
            "==" | "===" | "eql?" => BinaryOperator::Equal,
            "!=" => BinaryOperator::Unequal,
            "<" | "<=" => BinaryOperator::Less,
            ">" | ">=" => BinaryOperator::Greater,
            "<<" => {
                let callee = self.builder.member(span(node), left, "push");
                return ExpressionKind::Call { callee, arguments: vec![plain(right)], optional: false };
            }
            "=~" | "!~" => {
                let is_pattern = |ruby: &mut Self, id: ExpressionId| {
                    matches!(ruby.builder.module().expressions[id.index()].kind, ExpressionKind::Regex { .. })
                };
                let (pattern, text) = if is_pattern(self, left) { (left, right) } else { (right, left) };
                let callee = self.builder.member(span(node), pattern, "test");
                let test = ExpressionKind::Call { callee, arguments: vec![plain(text)], optional: false };
                if sign == "=~" {
                    return test;
                }
                let operand = self.made(node, test);
                return ExpressionKind::Unary { operator: UnaryOperator::Not, operand };
            }
            // `"… %s" % value` builds text.
            "%" => BinaryOperator::Add,
            _ => BinaryOperator::Arithmetic,
        };
        ExpressionKind::Binary { operator, left, right }
    }

    fn unary(&mut self, node: Node<'_>) -> ExpressionKind {
        let operand = self.field(node, "operand");
        match self.field_text(node, "operator") {
            "!" | "not" => ExpressionKind::Unary { operator: UnaryOperator::Not, operand },
            "defined?" => {
                let right = self.made(node, ExpressionKind::Undefined);
                ExpressionKind::Binary { operator: BinaryOperator::LooseUnequal, left: operand, right }
            }
            _ => ExpressionKind::Unary { operator: UnaryOperator::Minus, operand },
        }
    }
}
