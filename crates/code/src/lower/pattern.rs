//! What values are bound to.

use oxc::{
    ast::ast,
    span::{GetSpan, Span},
};

use super::module::{Lowering, at};
use crate::ir::{ExpressionKind, Pattern, PatternProperty, PropertyKey, VariableKind};

impl Lowering<'_> {
    /// A pattern that declares, and the kind of what it declares where the symbol alone does not say it.
    pub(super) fn binding(
        &mut self,
        pattern: &ast::BindingPattern<'_>,
        kind: Option<VariableKind>,
    ) -> Pattern {
        match pattern {
            ast::BindingPattern::BindingIdentifier(id) => match self.bound(id) {
                Some(variable) => {
                    if let Some(kind) = kind {
                        self.variables[variable.index()].kind = kind;
                    }
                    Pattern::Variable(variable)
                }
                None => self.nowhere(id.span),
            },
            ast::BindingPattern::ObjectPattern(object) => {
                let properties = object
                    .properties
                    .iter()
                    .map(|property| PatternProperty {
                        key: self.property_key(&property.key),
                        pattern: self.binding(&property.value, kind),
                    })
                    .collect();
                let rest = object.rest.as_ref().map(|rest| Box::new(self.binding(&rest.argument, kind)));
                Pattern::Object { properties, rest }
            }
            ast::BindingPattern::ArrayPattern(array) => {
                let elements = array
                    .elements
                    .iter()
                    .map(|element| Some(self.binding(element.as_ref()?, kind)))
                    .collect();
                let rest = array.rest.as_ref().map(|rest| Box::new(self.binding(&rest.argument, kind)));
                Pattern::Array { elements, rest }
            }
            ast::BindingPattern::AssignmentPattern(default) => {
                let pattern = Box::new(self.binding(&default.left, kind));
                let hint = default.left.get_identifier_name().map(|name| name.as_str().into());
                Pattern::Default { pattern, value: self.named_expression(&default.right, hint) }
            }
        }
    }

    /// A pattern that assigns.
    pub(super) fn target(&mut self, target: &ast::AssignmentTarget<'_>) -> Pattern {
        match target {
            ast::AssignmentTarget::ArrayAssignmentTarget(array) => {
                let elements = array
                    .elements
                    .iter()
                    .map(|element| Some(self.target_or_default(element.as_ref()?)))
                    .collect();
                let rest = array.rest.as_ref().map(|rest| Box::new(self.target(&rest.target)));
                Pattern::Array { elements, rest }
            }
            ast::AssignmentTarget::ObjectAssignmentTarget(object) => {
                let properties =
                    object.properties.iter().map(|property| self.target_property(property)).collect();
                let rest = object.rest.as_ref().map(|rest| Box::new(self.target(&rest.target)));
                Pattern::Object { properties, rest }
            }
            other => self.simple_target(other.to_simple_assignment_target()),
        }
    }

    /// A variable or a member.
    pub(super) fn simple_target(&mut self, target: &ast::SimpleAssignmentTarget<'_>) -> Pattern {
        match target {
            ast::SimpleAssignmentTarget::AssignmentTargetIdentifier(id) => self.named_target(id),
            ast::SimpleAssignmentTarget::ComputedMemberExpression(member) => {
                Pattern::Target(self.computed_member(member))
            }
            ast::SimpleAssignmentTarget::StaticMemberExpression(member) => {
                Pattern::Target(self.static_member(member))
            }
            ast::SimpleAssignmentTarget::PrivateFieldExpression(member) => {
                Pattern::Target(self.private_member(member))
            }
            cast => match cast.get_expression() {
                Some(expression) => self.cast_target(expression),
                None => self.nowhere(cast.span()),
            },
        }
    }

    fn named_target(&mut self, id: &ast::IdentifierReference<'_>) -> Pattern {
        match self.resolved(id) {
            Some(variable) => Pattern::Variable(variable),
            None => Pattern::Target(self.name(id)),
        }
    }

    /// `(x as T) = …`
    fn cast_target(&mut self, expression: &ast::Expression<'_>) -> Pattern {
        match expression.get_inner_expression() {
            ast::Expression::Identifier(id) => self.named_target(id),
            other => Pattern::Target(self.expression(other)),
        }
    }

    fn target_or_default(&mut self, target: &ast::AssignmentTargetMaybeDefault<'_>) -> Pattern {
        match target {
            ast::AssignmentTargetMaybeDefault::AssignmentTargetWithDefault(default) => Pattern::Default {
                pattern: Box::new(self.target(&default.binding)),
                value: self.expression(&default.init),
            },
            other => self.target(other.to_assignment_target()),
        }
    }

    fn target_property(&mut self, property: &ast::AssignmentTargetProperty<'_>) -> PatternProperty {
        match property {
            ast::AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(short) => {
                let mut pattern = self.named_target(&short.binding);
                if let Some(init) = &short.init {
                    pattern = Pattern::Default { pattern: Box::new(pattern), value: self.expression(init) };
                }
                PatternProperty { key: PropertyKey::Name(short.binding.name.as_str().into()), pattern }
            }
            ast::AssignmentTargetProperty::AssignmentTargetPropertyProperty(long) => PatternProperty {
                key: self.property_key(&long.name),
                pattern: self.target_or_default(&long.binding),
            },
        }
    }

    pub(super) fn property_key(&mut self, key: &ast::PropertyKey<'_>) -> PropertyKey {
        match Self::key_name(key) {
            Some(name) => PropertyKey::Name(name),
            None => PropertyKey::Computed(self.expression(key.to_expression())),
        }
    }

    /// Where a value goes that nobody can reach.
    fn nowhere(&mut self, span: Span) -> Pattern {
        Pattern::Target(self.push(at(span), ExpressionKind::Opaque(Vec::new())))
    }
}
