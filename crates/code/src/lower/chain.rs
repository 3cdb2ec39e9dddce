//! Members, calls, and the calls that load modules.

use oxc::{
    ast::ast::{self, Expression},
    span::GetSpan,
};

use super::module::{Lowering, at};
use crate::ir::{Argument, ExpressionId, ExpressionKind, Name, RequestKind};

impl Lowering<'_> {
    pub(super) fn static_member(&mut self, member: &ast::StaticMemberExpression<'_>) -> ExpressionId {
        let object = self.expression(&member.object);
        let property = member.property.name.as_str().into();
        self.push(at(member.span), ExpressionKind::Member { object, property, optional: member.optional })
    }

    pub(super) fn private_member(&mut self, member: &ast::PrivateFieldExpression<'_>) -> ExpressionId {
        let object = self.expression(&member.object);
        let property = compact_str::format_compact!("#{}", member.field.name);
        self.push(at(member.span), ExpressionKind::Member { object, property, optional: member.optional })
    }

    pub(super) fn computed_member(&mut self, member: &ast::ComputedMemberExpression<'_>) -> ExpressionId {
        let object = self.expression(&member.object);
        let optional = member.optional;
        let kind = match literal(&member.expression) {
            Some(property) => ExpressionKind::Member { object, property, optional },
            None => ExpressionKind::Index { object, index: self.expression(&member.expression), optional },
        };
        self.push(at(member.span), kind)
    }

    pub(super) fn chain(&mut self, chain: &ast::ChainExpression<'_>) -> ExpressionId {
        match &chain.expression {
            ast::ChainElement::CallExpression(call) => self.call(call),
            ast::ChainElement::TSNonNullExpression(inner) => self.expression(&inner.expression),
            ast::ChainElement::ComputedMemberExpression(member) => self.computed_member(member),
            ast::ChainElement::StaticMemberExpression(member) => self.static_member(member),
            ast::ChainElement::PrivateFieldExpression(member) => self.private_member(member),
        }
    }

    pub(super) fn call(&mut self, call: &ast::CallExpression<'_>) -> ExpressionId {
        if let Some(kind) = self.require(call) {
            return self.push(at(call.span), kind);
        }
        let callee = self.expression(&call.callee);
        let arguments = self.arguments(&call.arguments);
        self.push(at(call.span), ExpressionKind::Call { callee, arguments, optional: call.optional })
    }

    /// `require(…)`, where it is the one of CommonJS.
    fn require(&mut self, call: &ast::CallExpression<'_>) -> Option<ExpressionKind> {
        let Expression::Identifier(id) = call.callee.get_inner_expression() else { return None };
        let [argument] = call.arguments.as_slice() else { return None };
        if id.name.as_str() != "require" || self.symbol(id).is_some() {
            return None;
        }
        let specifier = argument.as_expression()?;
        self.is_common_js = true;
        Some(match literal(specifier) {
            Some(text) => {
                ExpressionKind::Require(self.request(&text, at(specifier.span()), RequestKind::Require))
            }
            None => ExpressionKind::ComputedImport(self.expression(specifier)),
        })
    }

    pub(super) fn import_expression(&mut self, import: &ast::ImportExpression<'_>) -> ExpressionId {
        let kind = match literal(&import.source) {
            Some(text) => {
                let span = at(import.source.span());
                ExpressionKind::DynamicImport(self.request(&text, span, RequestKind::Dynamic))
            }
            None => ExpressionKind::ComputedImport(self.expression(&import.source)),
        };
        self.push(at(import.span), kind)
    }

    pub(super) fn arguments(&mut self, arguments: &[ast::Argument<'_>]) -> Vec<Argument> {
        let mut lowered = Vec::with_capacity(arguments.len());
        for argument in arguments {
            lowered.push(match argument {
                ast::Argument::SpreadElement(spread) => {
                    Argument { value: self.expression(&spread.argument), spread: true }
                }
                value => Argument { value: self.expression(value.to_expression()), spread: false },
            });
        }
        lowered
    }
}

/// The text of a string, or of a template without values.
fn literal(expression: &Expression<'_>) -> Option<Name> {
    match expression.get_inner_expression() {
        Expression::StringLiteral(literal) => Some(literal.value.as_str().into()),
        Expression::TemplateLiteral(template) if template.expressions.is_empty() => {
            Some(template.quasis.first()?.value.cooked?.as_str().into())
        }
        _ => None,
    }
}
