//! JSX.

use oxc::ast::ast;

use super::module::{Lowering, at};
use crate::ir::{Attribute, ExpressionId, ExpressionKind, Name, Tag};

impl Lowering<'_> {
    pub(super) fn element(&mut self, element: &ast::JSXElement<'_>) -> ExpressionId {
        let tag = self.tag(&element.opening_element.name);
        let attributes =
            element.opening_element.attributes.iter().map(|attribute| self.attribute(attribute)).collect();
        let children = self.children(&element.children);
        self.push(at(element.span), ExpressionKind::Element { tag, attributes, children })
    }

    pub(super) fn fragment(&mut self, fragment: &ast::JSXFragment<'_>) -> ExpressionId {
        let children = self.children(&fragment.children);
        let kind = ExpressionKind::Element { tag: Tag::Fragment, attributes: Vec::new(), children };
        self.push(at(fragment.span), kind)
    }

    fn tag(&mut self, name: &ast::JSXElementName<'_>) -> Tag {
        match name {
            ast::JSXElementName::Identifier(id) => Tag::Intrinsic(id.name.as_str().into()),
            ast::JSXElementName::NamespacedName(name) => Tag::Intrinsic(namespaced(name)),
            ast::JSXElementName::IdentifierReference(id) => Tag::Component(self.name(id)),
            ast::JSXElementName::MemberExpression(member) => Tag::Component(self.member_tag(member)),
            ast::JSXElementName::ThisExpression(this) => {
                Tag::Component(self.push(at(this.span), ExpressionKind::This))
            }
        }
    }

    fn member_tag(&mut self, member: &ast::JSXMemberExpression<'_>) -> ExpressionId {
        let object = match &member.object {
            ast::JSXMemberExpressionObject::IdentifierReference(id) => self.name(id),
            ast::JSXMemberExpressionObject::MemberExpression(inner) => self.member_tag(inner),
            ast::JSXMemberExpressionObject::ThisExpression(this) => {
                self.push(at(this.span), ExpressionKind::This)
            }
        };
        let property = member.property.name.as_str().into();
        self.push(at(member.span), ExpressionKind::Member { object, property, optional: false })
    }

    fn attribute(&mut self, attribute: &ast::JSXAttributeItem<'_>) -> Attribute {
        let attribute = match attribute {
            ast::JSXAttributeItem::Attribute(attribute) => attribute,
            ast::JSXAttributeItem::SpreadAttribute(spread) => {
                return Attribute::Spread(self.expression(&spread.argument));
            }
        };
        let name = match &attribute.name {
            ast::JSXAttributeName::Identifier(id) => Name::from(id.name.as_str()),
            ast::JSXAttributeName::NamespacedName(name) => namespaced(name),
        };
        let value = match &attribute.value {
            None => self.push(at(attribute.span), ExpressionKind::Boolean(true)),
            Some(ast::JSXAttributeValue::StringLiteral(text)) => {
                self.push(at(text.span), ExpressionKind::Text(text.value.as_str().into()))
            }
            Some(ast::JSXAttributeValue::ExpressionContainer(container)) => {
                match container.expression.as_expression() {
                    Some(expression) => self.named_expression(expression, Some(name.clone())),
                    None => self.push(at(container.span), ExpressionKind::Undefined),
                }
            }
            Some(ast::JSXAttributeValue::Element(element)) => self.element(element),
            Some(ast::JSXAttributeValue::Fragment(fragment)) => self.fragment(fragment),
        };
        Attribute::Named(name, value)
    }

    fn children(&mut self, children: &[ast::JSXChild<'_>]) -> Vec<ExpressionId> {
        if self.depth >= crate::ir::DEEPEST {
            return Vec::new();
        }
        self.depth += 1;
        let lowered = children.iter().filter_map(|child| self.child(child)).collect();
        self.depth -= 1;
        lowered
    }

    fn child(&mut self, child: &ast::JSXChild<'_>) -> Option<ExpressionId> {
        Some(match child {
            ast::JSXChild::Text(text) => {
                let trimmed = text.value.as_str().trim();
                if trimmed.is_empty() {
                    return None;
                }
                self.push(at(text.span), ExpressionKind::Text(trimmed.into()))
            }
            ast::JSXChild::Element(element) => self.element(element),
            ast::JSXChild::Fragment(fragment) => self.fragment(fragment),
            ast::JSXChild::ExpressionContainer(container) => {
                self.expression(container.expression.as_expression()?)
            }
            ast::JSXChild::Spread(spread) => self.expression(&spread.expression),
        })
    }
}

fn namespaced(name: &ast::JSXNamespacedName<'_>) -> Name {
    compact_str::format_compact!("{}:{}", name.namespace.name, name.name.name)
}
