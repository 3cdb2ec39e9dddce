//! What C# reads where it may be missing, and what it compares with patterns.

use assay_code::ir::{BinaryOperator, ExpressionId, ExpressionKind};
use tree_sitter::Node;

use super::CSharp;
use crate::lowering::{Lowering, named};

impl CSharp<'_> {
    /// `a?.b`, `a?[0]`; what follows a call of it is taken along.
    pub(super) fn conditional_access(&mut self, node: Node<'_>) -> ExpressionKind {
        let condition = node.child_by_field_name("condition");
        let object = self.field(node, "condition");
        let Some(rest) = named(node).into_iter().rfind(|it| Some(*it) != condition) else {
            return ExpressionKind::Sequence(vec![object]);
        };
        self.access(rest, object)
    }

    fn access(&mut self, node: Node<'_>, object: ExpressionId) -> ExpressionKind {
        match node.kind() {
            "member_binding_expression" => {
                ExpressionKind::Member { object, property: self.member_name(node), optional: true }
            }
            "element_binding_expression" => self.indexed(object, node.named_child(0)),
            "invocation_expression" => {
                let callee = match node.child_by_field_name("function") {
                    Some(function) => {
                        let kind = self.access(function, object);
                        self.made(function, kind)
                    }
                    None => object,
                };
                let arguments = node
                    .child_by_field_name("arguments")
                    .map(|list| self.argument_list(list))
                    .unwrap_or_default();
                ExpressionKind::Call { callee, arguments, optional: true }
            }
            "member_access_expression" | "conditional_access_expression" => {
                let inner =
                    node.child_by_field_name("expression").or_else(|| node.child_by_field_name("condition"));
                let inner = match inner {
                    Some(inner) => {
                        let kind = self.access(inner, object);
                        self.made(inner, kind)
                    }
                    None => object,
                };
                match node.kind() {
                    "member_access_expression" => ExpressionKind::Member {
                        object: inner,
                        property: self.member_name(node),
                        optional: true,
                    },
                    _ => match named(node).last() {
                        Some(rest) => self.access(*rest, inner),
                        None => ExpressionKind::Sequence(vec![inner]),
                    },
                }
            }
            _ => ExpressionKind::Opaque(vec![object]),
        }
    }

    /// `x is null`, `x is not null`, `x is "a"`; of other patterns only what they name is kept.
    pub(super) fn is_pattern(&mut self, node: Node<'_>) -> ExpressionKind {
        let left = self.field(node, "expression");
        let Some(pattern) = node.child_by_field_name("pattern") else {
            return ExpressionKind::Opaque(vec![left]);
        };
        let (pattern, negated) = match (pattern.kind(), pattern.named_child(0)) {
            ("negated_pattern", Some(inner)) => (inner, true),
            _ => (pattern, false),
        };
        if let ("constant_pattern", Some(value)) = (pattern.kind(), pattern.named_child(0)) {
            let right = self.expression(value);
            let operator = match (value.kind() == "null_literal", negated) {
                (true, true) => BinaryOperator::LooseUnequal,
                (true, false) => BinaryOperator::LooseEqual,
                (false, true) => BinaryOperator::Unequal,
                (false, false) => BinaryOperator::Equal,
            };
            return ExpressionKind::Binary { operator, left, right };
        }
        if let Some(name) = pattern.child_by_field_name("name") {
            // `x is Note n`: the name is the value where it holds.
            let target = Box::new(self.declared(name));
            let kind = ExpressionKind::Assign { target, value: left, operator: None, logical: None };
            return ExpressionKind::Sequence(vec![self.made(node, kind)]);
        }
        ExpressionKind::Opaque(vec![left])
    }

    pub(super) fn choice(&mut self, node: Node<'_>) -> ExpressionKind {
        let children = named(node);
        let Some(subject) = children.first() else { return ExpressionKind::Undefined };
        let subject = self.expression(*subject);
        let mut lowered = Vec::new();
        for arm in children.iter().filter(|child| child.kind() == "switch_expression_arm") {
            let parts = named(*arm);
            let (Some(pattern), Some(value)) = (parts.first(), parts.last()) else { continue };
            let test = match (pattern.kind(), pattern.named_child(0)) {
                ("discard", _) => None,
                ("constant_pattern", Some(constant)) => {
                    let right = self.expression(constant);
                    let operator = BinaryOperator::Equal;
                    Some(self.made(*arm, ExpressionKind::Binary { operator, left: subject, right }))
                }
                _ => Some(self.made(*arm, ExpressionKind::Opaque(vec![subject]))),
            };
            lowered.push((*arm, test, self.expression(*value)));
        }
        self.chosen(node, lowered)
    }
}
