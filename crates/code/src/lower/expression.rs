//! Expressions.

use oxc::{
    ast::ast::{self, Expression},
    span::GetSpan,
    syntax::operator,
};

use super::module::{Lowering, at};
use crate::ir::{
    self, Argument, BinaryOperator, ExpressionId, ExpressionKind, FunctionKind, LogicalOperator, Name,
    Property, PropertyKey, UnaryOperator,
};

impl Lowering<'_> {
    /// An expression that is bound to a name, which a function or class without one goes by.
    pub(super) fn named_expression(
        &mut self,
        expression: &Expression<'_>,
        name: Option<Name>,
    ) -> ExpressionId {
        match expression.get_inner_expression() {
            Expression::FunctionExpression(function) => self.function_expression(function, name),
            Expression::ArrowFunctionExpression(arrow) => self.arrow(arrow, name),
            Expression::ClassExpression(class) => self.class_expression(class, name),
            other => self.expression(other),
        }
    }

    /// Any expression; too deep below others it is [`ExpressionKind::Opaque`].
    pub(super) fn expression(&mut self, expression: &Expression<'_>) -> ExpressionId {
        if self.depth >= ir::DEEPEST {
            self.cuts.push(at(expression.span()));
            return self.push(at(expression.span()), ExpressionKind::Opaque(Vec::new()));
        }
        self.depth += 1;
        let id = self.shallow(expression);
        self.depth -= 1;
        id
    }

    fn shallow(&mut self, expression: &Expression<'_>) -> ExpressionId {
        let kind = match expression {
            Expression::BooleanLiteral(literal) => ExpressionKind::Boolean(literal.value),
            Expression::NullLiteral(_) => ExpressionKind::Null,
            Expression::NumericLiteral(literal) => ExpressionKind::Number(literal.value),
            Expression::BigIntLiteral(literal) => {
                ExpressionKind::Number(literal.value.as_str().parse().unwrap_or(f64::NAN))
            }
            Expression::RegExpLiteral(literal) => ExpressionKind::Regex {
                pattern: literal.regex.pattern.text.as_str().into(),
                flags: compact_str::format_compact!("{}", literal.regex.flags),
            },
            Expression::StringLiteral(literal) => ExpressionKind::Text(literal.value.as_str().into()),
            Expression::TemplateLiteral(template) => self.template(template),
            Expression::TaggedTemplateExpression(tagged) => {
                let tag = self.expression(&tagged.tag);
                let (strings, values) = self.parts(&tagged.quasi);
                ExpressionKind::Tagged { tag, strings, values }
            }
            Expression::Identifier(id) => return self.name(id),
            Expression::ThisExpression(_) => ExpressionKind::This,
            Expression::Super(_) => ExpressionKind::Super,
            Expression::ImportMeta(_) | Expression::NewTarget(_) => ExpressionKind::Meta,
            Expression::ArrayExpression(array) => ExpressionKind::Array(self.elements(&array.elements)),
            Expression::ObjectExpression(object) => {
                ExpressionKind::Object(self.properties(&object.properties))
            }
            Expression::ArrowFunctionExpression(arrow) => return self.arrow(arrow, None),
            Expression::FunctionExpression(function) => return self.function_expression(function, None),
            Expression::ClassExpression(class) => return self.class_expression(class, None),
            Expression::AssignmentExpression(assignment) => self.assignment(assignment),
            Expression::UpdateExpression(update) => {
                ExpressionKind::Update(Box::new(self.simple_target(&update.argument)))
            }
            Expression::UnaryExpression(unary) => self.unary(unary),
            Expression::BinaryExpression(binary) if binary.operator == operator::BinaryOperator::Addition => {
                return self.sum(binary);
            }
            Expression::BinaryExpression(binary) => ExpressionKind::Binary {
                operator: binary_operator(binary.operator),
                left: self.expression(&binary.left),
                right: self.expression(&binary.right),
            },
            Expression::PrivateInExpression(test) => {
                let name = ExpressionKind::Text(compact_str::format_compact!("#{}", test.left.name));
                let left = self.push(at(test.left.span), name);
                let right = self.expression(&test.right);
                ExpressionKind::Binary { operator: BinaryOperator::In, left, right }
            }
            Expression::LogicalExpression(logical) => return self.logical(logical),
            Expression::ConditionalExpression(conditional) => ExpressionKind::Conditional {
                test: self.expression(&conditional.test),
                then: self.expression(&conditional.consequent),
                otherwise: self.expression(&conditional.alternate),
            },
            Expression::SequenceExpression(sequence) => ExpressionKind::Sequence(
                sequence.expressions.iter().map(|expression| self.expression(expression)).collect(),
            ),
            Expression::AwaitExpression(awaited) => ExpressionKind::Await(self.expression(&awaited.argument)),
            Expression::YieldExpression(yielded) => {
                ExpressionKind::Yield(yielded.argument.as_ref().map(|value| self.expression(value)))
            }
            Expression::JSXElement(element) => return self.element(element),
            Expression::JSXFragment(fragment) => return self.fragment(fragment),
            Expression::CallExpression(call) => return self.call(call),
            Expression::NewExpression(new) => ExpressionKind::New {
                callee: self.expression(&new.callee),
                arguments: self.arguments(&new.arguments),
            },
            Expression::ImportExpression(import) => return self.import_expression(import),
            Expression::ChainExpression(chain) => return self.chain(chain),
            Expression::ComputedMemberExpression(member) => return self.computed_member(member),
            Expression::StaticMemberExpression(member) => return self.static_member(member),
            Expression::PrivateFieldExpression(member) => return self.private_member(member),
            Expression::V8IntrinsicExpression(call) => {
                let arguments = self.arguments(&call.arguments);
                ExpressionKind::Opaque(arguments.into_iter().map(|argument| argument.value).collect())
            }
            Expression::ParenthesizedExpression(_)
            | Expression::TSAsExpression(_)
            | Expression::TSSatisfiesExpression(_)
            | Expression::TSTypeAssertion(_)
            | Expression::TSNonNullExpression(_)
            | Expression::TSInstantiationExpression(_) => {
                return match expression.get_inner_expression() {
                    // A type applied to a value is no cast to the parser.
                    Expression::TSInstantiationExpression(applied) => self.expression(&applied.expression),
                    inner => self.expression(inner),
                };
            }
        };
        self.push(at(expression.span()), kind)
    }

    fn template(&mut self, template: &ast::TemplateLiteral<'_>) -> ExpressionKind {
        let (strings, values) = self.parts(template);
        match strings.first() {
            Some(text) if values.is_empty() => ExpressionKind::Text(text.clone()),
            _ => ExpressionKind::Template { strings, values },
        }
    }

    fn parts(&mut self, template: &ast::TemplateLiteral<'_>) -> (Vec<Name>, Vec<ExpressionId>) {
        let text = |part: &ast::TemplateElement<'_>| {
            part.value.cooked.as_ref().map_or(part.value.raw.as_str(), |cooked| cooked.as_str()).into()
        };
        let values = template.expressions.iter().map(|value| self.expression(value)).collect();
        (template.quasis.iter().map(text).collect(), values)
    }

    fn elements(&mut self, elements: &[ast::ArrayExpressionElement<'_>]) -> Vec<Argument> {
        let mut lowered = Vec::with_capacity(elements.len());
        for element in elements {
            lowered.push(match element {
                ast::ArrayExpressionElement::SpreadElement(spread) => {
                    Argument { value: self.expression(&spread.argument), spread: true }
                }
                ast::ArrayExpressionElement::Elision(hole) => {
                    Argument { value: self.push(at(hole.span), ExpressionKind::Undefined), spread: false }
                }
                value => Argument { value: self.expression(value.to_expression()), spread: false },
            });
        }
        lowered
    }

    fn properties(&mut self, properties: &[ast::ObjectPropertyKind<'_>]) -> Vec<Property> {
        properties.iter().map(|property| self.property(property)).collect()
    }

    fn property(&mut self, property: &ast::ObjectPropertyKind<'_>) -> Property {
        let property = match property {
            ast::ObjectPropertyKind::ObjectProperty(property) => property,
            ast::ObjectPropertyKind::SpreadProperty(spread) => {
                return Property::Spread(self.expression(&spread.argument));
            }
        };
        let key = self.property_key(&property.key);
        let name = match &key {
            PropertyKey::Name(name) => Some(name.clone()),
            PropertyKey::Computed(_) => None,
        };
        if let Expression::FunctionExpression(function) = &property.value
            && (property.method || property.kind != ast::PropertyKind::Init)
        {
            let function = self.function(function, FunctionKind::Method, name, Some(property.key.span()));
            return match property.kind {
                ast::PropertyKind::Get => Property::Getter { key, function },
                ast::PropertyKind::Set => Property::Setter { key, function },
                ast::PropertyKind::Init => {
                    let value = self.push(at(property.span), ExpressionKind::Function(function));
                    Property::Value { key, value }
                }
            };
        }
        Property::Value { key, value: self.named_expression(&property.value, name) }
    }

    fn assignment(&mut self, assignment: &ast::AssignmentExpression<'_>) -> ExpressionKind {
        let target = Box::new(self.target(&assignment.left));
        let name = match &assignment.left {
            ast::AssignmentTarget::AssignmentTargetIdentifier(id) => Some(id.name.as_str()),
            ast::AssignmentTarget::StaticMemberExpression(member) => Some(member.property.name.as_str()),
            _ => None,
        };
        // `module.exports = …` is nobody's name.
        let name = name.filter(|name| *name != "exports");
        ExpressionKind::Assign {
            target,
            value: self.named_expression(&assignment.right, name.map(Name::from)),
            operator: assignment.operator.to_binary_operator().map(binary_operator),
            logical: assignment.operator.to_logical_operator().map(logical_operator),
        }
    }

    fn unary(&mut self, unary: &ast::UnaryExpression<'_>) -> ExpressionKind {
        let operand = self.expression(&unary.argument);
        let operator = match unary.operator {
            operator::UnaryOperator::Void if unary.argument.is_literal() => return ExpressionKind::Undefined,
            operator::UnaryOperator::Delete => return ExpressionKind::Delete(operand),
            operator::UnaryOperator::LogicalNot => UnaryOperator::Not,
            operator::UnaryOperator::UnaryNegation => UnaryOperator::Minus,
            operator::UnaryOperator::UnaryPlus => UnaryOperator::Plus,
            operator::UnaryOperator::BitwiseNot => UnaryOperator::BitNot,
            operator::UnaryOperator::Typeof => UnaryOperator::TypeOf,
            operator::UnaryOperator::Void => UnaryOperator::Void,
        };
        ExpressionKind::Unary { operator, operand }
    }

    /// `a + b + c + …`: as long as a generator of code likes, so taken as a list.
    fn sum(&mut self, binary: &ast::BinaryExpression<'_>) -> ExpressionId {
        let (mut terms, mut left) = (vec![&binary.right], &binary.left);
        while let Expression::BinaryExpression(inner) = left
            && inner.operator == operator::BinaryOperator::Addition
        {
            terms.push(&inner.right);
            left = &inner.left;
        }
        terms.push(left);
        let terms: Vec<ExpressionId> = terms.into_iter().rev().map(|term| self.expression(term)).collect();
        self.join(&terms, &|left, right| ExpressionKind::Binary {
            operator: BinaryOperator::Add,
            left,
            right,
        })
    }

    /// `a || b || c || …`, likewise.
    fn logical(&mut self, logical: &ast::LogicalExpression<'_>) -> ExpressionId {
        let (mut terms, mut left) = (vec![&logical.right], &logical.left);
        while let Expression::LogicalExpression(inner) = left
            && inner.operator == logical.operator
        {
            terms.push(&inner.right);
            left = &inner.left;
        }
        terms.push(left);
        let terms: Vec<ExpressionId> = terms.into_iter().rev().map(|term| self.expression(term)).collect();
        let operator = logical_operator(logical.operator);
        self.join(&terms, &|left, right| ExpressionKind::Logical { operator, left, right })
    }

    /// A list of terms as a tree of pairs: from the left as the language says, unless that would nest too deep;
    /// then halves, which mean the same where the operator is associative.
    fn join(
        &mut self,
        terms: &[ExpressionId],
        pair: &dyn Fn(ExpressionId, ExpressionId) -> ExpressionKind,
    ) -> ExpressionId {
        const FROM_THE_LEFT: usize = 24;
        let (first, rest) = terms.split_first().expect("an operator has operands");
        if terms.len() > FROM_THE_LEFT {
            let (left, right) = terms.split_at(terms.len() / 2);
            let (left, right) = (self.join(left, pair), self.join(right, pair));
            return self.pair(left, right, pair);
        }
        rest.iter().fold(*first, |left, &right| self.pair(left, right, pair))
    }

    fn pair(
        &mut self,
        left: ExpressionId,
        right: ExpressionId,
        pair: &dyn Fn(ExpressionId, ExpressionId) -> ExpressionKind,
    ) -> ExpressionId {
        let span = self.expressions[left.index()].span.to(self.expressions[right.index()].span);
        self.push(span, pair(left, right))
    }
}

fn binary_operator(operator: operator::BinaryOperator) -> BinaryOperator {
    use operator::BinaryOperator as Theirs;
    match operator {
        Theirs::Addition => BinaryOperator::Add,
        Theirs::Equality => BinaryOperator::LooseEqual,
        Theirs::Inequality => BinaryOperator::LooseUnequal,
        Theirs::StrictEquality => BinaryOperator::Equal,
        Theirs::StrictInequality => BinaryOperator::Unequal,
        Theirs::LessThan | Theirs::LessEqualThan => BinaryOperator::Less,
        Theirs::GreaterThan | Theirs::GreaterEqualThan => BinaryOperator::Greater,
        Theirs::In => BinaryOperator::In,
        Theirs::Instanceof => BinaryOperator::InstanceOf,
        Theirs::Subtraction
        | Theirs::Multiplication
        | Theirs::Division
        | Theirs::Remainder
        | Theirs::Exponential
        | Theirs::ShiftLeft
        | Theirs::ShiftRight
        | Theirs::ShiftRightZeroFill
        | Theirs::BitwiseOR
        | Theirs::BitwiseXOR
        | Theirs::BitwiseAnd => BinaryOperator::Arithmetic,
    }
}

fn logical_operator(operator: operator::LogicalOperator) -> LogicalOperator {
    match operator {
        operator::LogicalOperator::And => LogicalOperator::And,
        operator::LogicalOperator::Or => LogicalOperator::Or,
        operator::LogicalOperator::Coalesce => LogicalOperator::Coalesce,
    }
}
