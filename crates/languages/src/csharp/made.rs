//! Objects without a class, and assignments.

use assay_code::ir::{BinaryOperator, ExpressionKind, LogicalOperator, Property, PropertyKey};
use tree_sitter::Node;

use super::CSharp;
use crate::lowering::Lowering;

impl CSharp<'_> {
    pub(super) fn anonymous_object(&mut self, node: Node<'_>) -> ExpressionKind {
        // `{a, B = 2}`: names, signs and values stand in one row.
        let children: Vec<Node<'_>> = node.children(&mut node.walk()).collect();
        let mut properties = Vec::new();
        for (at, child) in children.iter().enumerate().filter(|(_, child)| child.is_named()) {
            let before = at.checked_sub(1).map(|at| children[at].kind());
            let after = children.get(at + 1).map(|child| child.kind());
            if after == Some("=") {
                continue;
            }
            let key = match before {
                Some("=") => self.text(children[at.saturating_sub(2)]),
                _ => self.text(*child).rsplit('.').next().unwrap_or_default(),
            };
            let value = self.expression(*child);
            properties.push(Property::Value { key: PropertyKey::Name(key.into()), value });
        }
        ExpressionKind::Object(properties)
    }

    pub(super) fn assignment(&mut self, node: Node<'_>) -> ExpressionKind {
        let value = self.field(node, "right");
        let Some(left) = node.child_by_field_name("left") else { return ExpressionKind::Opaque(vec![value]) };
        let target = Box::new(self.pattern(left));
        let (operator, logical) = match self.field_text(node, "operator") {
            "=" => (None, None),
            "??=" => (None, Some(LogicalOperator::Coalesce)),
            "+=" => (Some(BinaryOperator::Add), None),
            _ => (Some(BinaryOperator::Arithmetic), None),
        };
        ExpressionKind::Assign { target, value, operator, logical }
    }
}
