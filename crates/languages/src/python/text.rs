//! Python's texts: literals, what is put into them, and methods that make them.

use assay_code::ir::{BinaryOperator, ExpressionId, ExpressionKind, Name};
use tree_sitter::Node;

use super::Python;
use crate::{
    builder::plain,
    lowering::{Lowering, template, unescaped_with},
    span,
};

impl Python<'_> {
    /// A text, or a template where it is an f-string with values.
    pub(super) fn string(&mut self, node: Node<'_>) -> ExpressionKind {
        let raw = node.child(0).is_some_and(|start| self.text(start).to_ascii_lowercase().contains('r'));
        let (mut strings, mut values) = (vec![String::new()], Vec::new());
        let mut cursor = node.walk();
        let parts: Vec<Node<'_>> = node.named_children(&mut cursor).collect();
        for part in parts {
            match part.kind() {
                "string_content" => {
                    let text = self.text(part);
                    let text = if raw { text.to_owned() } else { unescaped_with(text, &[]) };
                    strings.last_mut().expect("there is always one").push_str(&text);
                }
                "interpolation" => {
                    let value = self.field(part, "expression");
                    values.push(value);
                    strings.push(String::new());
                }
                _ => {}
            }
        }
        template(strings, values)
    }

    pub(super) fn concatenated(&mut self, node: Node<'_>) -> ExpressionKind {
        let parts = self.children(node);
        let mut parts = parts.into_iter();
        let Some(first) = parts.next() else { return ExpressionKind::Text(Name::default()) };
        let whole = parts.fold(first, |left, right| {
            let operator = BinaryOperator::Add;
            self.builder.expression(span(node), ExpressionKind::Binary { operator, left, right })
        });
        ExpressionKind::Sequence(vec![whole])
    }

    pub(super) fn percent(&mut self, left: ExpressionId, right: ExpressionId) -> ExpressionKind {
        let expressions = &self.builder.module().expressions;
        let ExpressionKind::Text(format) = expressions[left.index()].kind.clone() else {
            return ExpressionKind::Binary { operator: BinaryOperator::Add, left, right };
        };
        let values = match &expressions[right.index()].kind {
            ExpressionKind::Array(values) if values.iter().all(|value| !value.spread) => {
                values.iter().map(|value| value.value).collect()
            }
            _ => vec![right],
        };
        crate::format::formatted(&format, values)
    }

    /// Methods whose order differs: `", ".join(names)` is `names.join(", ")`, `"… {}".format(x)` a template.
    pub(super) fn known_method(&mut self, node: Node<'_>) -> Option<ExpressionKind> {
        let function = node.child_by_field_name("function").filter(|it| it.kind() == "attribute")?;
        let object = function.child_by_field_name("object")?;
        let name = function.child_by_field_name("attribute").map(|name| self.text(name))?;
        let list = node.child_by_field_name("arguments")?;
        let mut cursor = list.walk();
        let given: Vec<Node<'_>> =
            list.named_children(&mut cursor).filter(|child| child.kind() != "comment").collect();
        let is_text = matches!(object.kind(), "string" | "concatenated_string");
        match (name, given.as_slice()) {
            ("join", [items]) if is_text => {
                let (separator, items) = (self.expression(object), self.expression(*items));
                let callee = self.builder.member(span(function), items, "join");
                Some(ExpressionKind::Call { callee, arguments: vec![plain(separator)], optional: false })
            }
            ("format", values) if is_text && !values.is_empty() => {
                let format = self.expression(object);
                let format = self.builder.module().expressions[format.index()].kind.clone();
                let ExpressionKind::Text(format) = format else { return None };
                let mut lowered = Vec::new();
                for value in values {
                    let named = value.child_by_field_name("value");
                    let named = named.filter(|_| value.kind() == "keyword_argument");
                    lowered.push(self.expression(named.unwrap_or(*value)));
                }
                Some(crate::format::braced(&format, lowered))
            }
            _ => None,
        }
    }
}
