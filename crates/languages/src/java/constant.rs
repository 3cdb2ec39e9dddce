//! Texts that fields stand for, where annotations are written with them: `@GetMapping(NOTES)`.

use std::collections::BTreeMap;

use assay_code::ir::{ExpressionId, ExpressionKind};
use tree_sitter::Node;

use super::Java;
use crate::{lowering::Lowering, span};

impl<'t> Java<'t> {
    /// The fields of a class body that are texts once and for all.
    pub(super) fn constants(&self, children: &[Node<'_>]) -> BTreeMap<&'t str, String> {
        let mut known = BTreeMap::new();
        for child in children {
            let is_constant = child.kind() == "constant_declaration"
                || child.kind() == "field_declaration" && self.has_modifier(*child, "final");
            let mut cursor = child.walk();
            let declarators = child.children_by_field_name("declarator", &mut cursor);
            for declarator in declarators.filter(|_| is_constant) {
                let name = declarator.child_by_field_name("name").map(|name| self.text(name));
                let value = declarator.child_by_field_name("value");
                if let (Some(name), Some(text)) = (name, value.and_then(|value| self.folded(value, &known))) {
                    known.insert(name, text);
                }
            }
        }
        known
    }

    /// The annotations of a class, which may be written with its own fields.
    pub(super) fn class_annotations(&mut self, node: Node<'_>) -> Vec<ExpressionId> {
        let body = node.child_by_field_name("body");
        let mut cursor = node.walk();
        let children: Vec<Node<'_>> =
            body.map(|body| body.named_children(&mut cursor).collect()).unwrap_or_default();
        let constants = self.constants(&children);
        self.constants.push(constants);
        let annotations = self.annotations(node);
        self.constants.pop();
        annotations
    }

    /// What an annotation is given. It stands outside of the class, which does not have its fields yet.
    pub(super) fn annotated_with(&mut self, value: Node<'_>) -> ExpressionId {
        let own = self.constants.iter().rev();
        let is_literal = value.kind() == "string_literal";
        let text = own.filter(|_| !is_literal).find_map(|known| self.folded(value, known));
        match text {
            Some(text) => self.builder.expression(span(value), ExpressionKind::Text(text.into())),
            None => self.expression(value),
        }
    }

    fn folded(&self, value: Node<'_>, known: &BTreeMap<&'t str, String>) -> Option<String> {
        match value.kind() {
            "string_literal" => Some(self.string(value).to_string()),
            "field_access" => {
                let (object, field) =
                    (value.child_by_field_name("object")?, value.child_by_field_name("field")?);
                let of_own_class = self.class_around(value) == Some(self.text(object));
                known.get(self.text(field)).filter(|_| of_own_class).cloned()
            }
            "identifier" => known.get(self.text(value)).cloned(),
            "parenthesized_expression" => self.folded(value.named_child(0)?, known),
            "binary_expression" => {
                let (left, right) = (value.child_by_field_name("left")?, value.child_by_field_name("right")?);
                let operator = self.text(value.child_by_field_name("operator")?);
                (operator == "+").then_some(())?;
                Some(self.folded(left, known)? + &self.folded(right, known)?)
            }
            _ => None,
        }
    }

    /// The name of the innermost class that a node stands in, or is written before.
    fn class_around(&self, node: Node<'_>) -> Option<&'t str> {
        let mut at = node.parent()?;
        while !at.kind().ends_with("_declaration")
            || at.child_by_field_name("body").is_none()
            || at.kind() == "method_declaration"
        {
            at = at.parent()?;
        }
        Some(self.text(at.child_by_field_name("name")?))
    }
}
