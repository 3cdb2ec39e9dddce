//! What PHP assigns to.

use assay_code::ir::{Pattern, PatternProperty};
use tree_sitter::Node;

use super::Php;
use crate::lowering::Lowering;

impl Php<'_> {
    pub(super) fn pattern(&mut self, node: Node<'_>) -> Pattern {
        match node.kind() {
            "variable_name" => match self.builder.lookup(self.text(node)) {
                Some(variable) => {
                    self.builder.module().variables[variable.index()].reassigned = true;
                    Pattern::Variable(variable)
                }
                None => Pattern::Target(self.expression(node)),
            },
            "by_ref" => match node.named_child(0) {
                Some(inner) => self.pattern(inner),
                None => Pattern::Target(self.expression(node)),
            },
            "list_literal" | "array_creation_expression" => self.list(node),
            _ => Pattern::Target(self.expression(node)),
        }
    }

    /// `[$a, $b] =`, `['a' => $a] =`, `list(, $b) =`.
    fn list(&mut self, node: Node<'_>) -> Pattern {
        let keyed = node.children(&mut node.walk()).any(|child| child.kind() == "=>");
        let children: Vec<Node<'_>> = node.children(&mut node.walk()).collect();
        if keyed {
            let mut properties = Vec::new();
            for (at, _) in children.iter().enumerate().filter(|(_, child)| child.kind() == "=>") {
                let (Some(key), Some(value)) =
                    (at.checked_sub(1).and_then(|at| children.get(at)), children.get(at + 1))
                else {
                    continue;
                };
                let key = self.key(*key);
                properties.push(PatternProperty { key, pattern: self.pattern(*value) });
            }
            return Pattern::Object { properties, rest: None };
        }
        let mut elements: Vec<Option<Pattern>> = Vec::new();
        let mut last = None;
        for child in children {
            match child.kind() {
                "," => elements.push(last.take()),
                _ if child.is_named() => {
                    let inner = match child.kind() {
                        "array_element_initializer" => child.named_child(0).unwrap_or(child),
                        _ => child,
                    };
                    last = Some(self.pattern(inner));
                }
                _ => {}
            }
        }
        elements.extend(last.map(Some));
        Pattern::Array { elements, rest: None }
    }
}
