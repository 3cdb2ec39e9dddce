//! Classes.

use oxc::{ast::ast, span::GetSpan};

use super::module::{Lowering, at};
use crate::ir::{
    Class, ClassId, ExpressionId, ExpressionKind, FunctionKind, Member, MemberKind, Name, Pattern, Statement,
    StatementKind, VariableId,
};

impl Lowering<'_> {
    /// Declares a class; none where it has no name.
    pub(super) fn class_declaration(
        &mut self,
        class: &ast::Class<'_>,
        out: &mut Vec<Statement>,
    ) -> Option<VariableId> {
        let variable = self.bound(class.id.as_ref()?)?;
        let value = Some(self.class_expression(class, None));
        out.push(Statement {
            span: at(class.span),
            kind: StatementKind::Declare { pattern: Pattern::Variable(variable), value },
        });
        Some(variable)
    }

    pub(super) fn class_expression(&mut self, class: &ast::Class<'_>, name: Option<Name>) -> ExpressionId {
        let id = self.class(class, name);
        self.push(at(class.span), ExpressionKind::Class(id))
    }

    fn class(&mut self, class: &ast::Class<'_>, name: Option<Name>) -> ClassId {
        let decorators = self.decorators(&class.decorators);
        let parent = class.heritage.as_ref().map(|heritage| self.expression(&heritage.expression));
        let mut lowered = Class {
            name: class.id.as_ref().map(|id| id.name.as_str().into()).or(name),
            variable: class.id.as_ref().and_then(|id| self.bound(id)),
            span: at(class.span),
            parent,
            implements: Vec::new(),
            constructor: None,
            members: Vec::new(),
            decorators,
        };
        for element in &class.body.body {
            self.member(element, &mut lowered);
        }
        let id = ClassId(self.classes.len() as u32);
        self.classes.push(lowered);
        id
    }

    fn member(&mut self, element: &ast::ClassElement<'_>, class: &mut Class) {
        match element {
            ast::ClassElement::StaticBlock(block) => {
                let function = self.open(FunctionKind::Initializer, block.span, block.span, None);
                self.belongs(block.scope_id.get(), function);
                let body = self.block(&block.body);
                self.close(function, body);
                class.members.push(Member {
                    key: crate::ir::PropertyKey::Name(Name::default()),
                    span: at(block.span),
                    is_static: true,
                    kind: MemberKind::StaticBlock(function),
                    declared_type: None,
                    decorators: Vec::new(),
                });
            }
            ast::ClassElement::MethodDefinition(method) => self.method(method, class),
            ast::ClassElement::PropertyDefinition(field) => {
                if !field.declare && field.r#type == ast::PropertyDefinitionType::PropertyDefinition {
                    let declared_type = self.type_name(field.type_annotation.as_deref());
                    let decorators = self.decorators(&field.decorators);
                    let key = self.property_key(&field.key);
                    let name = Self::key_name(&field.key);
                    let value = field.value.as_ref().map(|value| self.initializer(value, name));
                    let (span, is_static) = (at(field.key.span()), field.r#static);
                    let kind = MemberKind::Field(value);
                    class.members.push(Member { key, span, is_static, kind, declared_type, decorators });
                }
            }
            ast::ClassElement::AccessorProperty(field) => {
                let declared_type = self.type_name(field.type_annotation.as_deref());
                let decorators = self.decorators(&field.decorators);
                let key = self.property_key(&field.key);
                let name = Self::key_name(&field.key);
                let value = field.value.as_ref().map(|value| self.initializer(value, name));
                let (span, is_static) = (at(field.key.span()), field.r#static);
                let kind = MemberKind::Field(value);
                class.members.push(Member { key, span, is_static, kind, declared_type, decorators });
            }
            ast::ClassElement::TSIndexSignature(_) => {}
        }
    }

    fn method(&mut self, method: &ast::MethodDefinition<'_>, class: &mut Class) {
        // Overloads and abstract methods have no body.
        if method.value.body.is_none() {
            return;
        }
        let decorators = self.decorators(&method.decorators);
        let key = self.property_key(&method.key);
        let name = Self::key_name(&method.key);
        let function = self.function(&method.value, FunctionKind::Method, name, Some(method.key.span()));
        self.functions[function.index()].decorators.clone_from(&decorators);
        let kind = match method.kind {
            ast::MethodDefinitionKind::Constructor => {
                class.constructor = Some(function);
                return;
            }
            ast::MethodDefinitionKind::Method => MemberKind::Method(function),
            ast::MethodDefinitionKind::Get => MemberKind::Getter(function),
            ast::MethodDefinitionKind::Set => MemberKind::Setter(function),
        };
        let (span, is_static) = (at(method.key.span()), method.r#static);
        class.members.push(Member { key, span, is_static, kind, declared_type: None, decorators });
    }
}
