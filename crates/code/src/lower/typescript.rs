//! What TypeScript adds to the values of a program: enums, namespaces, `import x = …`.

use oxc::{ast::ast, span::GetSpan};

use super::module::{Lowering, at};
use crate::ir::{
    ExpressionId, ExpressionKind, Name, Pattern, Property, PropertyKey, RequestKind, Statement,
    StatementKind, VariableId, VariableKind,
};

impl Lowering<'_> {
    /// `enum E { A, B = 'b' }`: an object. The way back from numbers to names is left out.
    pub(super) fn enumeration(&mut self, declaration: &ast::TSEnumDeclaration<'_>, out: &mut Vec<Statement>) {
        let Some(variable) = self.bound(&declaration.id) else { return };
        let mut next = Some(0.0);
        let mut properties = Vec::with_capacity(declaration.body.members.len());
        for member in &declaration.body.members {
            let value = match &member.initializer {
                Some(value) => self.expression(value),
                None => {
                    let kind = next.map_or(ExpressionKind::Opaque(Vec::new()), ExpressionKind::Number);
                    self.push(at(member.span), kind)
                }
            };
            next = match self.expressions[value.index()].kind {
                ExpressionKind::Number(number) => Some(number + 1.0),
                _ => None,
            };
            let key = PropertyKey::Name(member.id.static_name().as_str().into());
            properties.push(Property::Value { key, value });
        }
        let value = Some(self.push(at(declaration.span), ExpressionKind::Object(properties)));
        let kind = StatementKind::Declare { pattern: Pattern::Variable(variable), value };
        out.push(Statement { span: at(declaration.span), kind });
    }

    /// `namespace N { export const a = … }`: its statements where it stands, and an object of what it exports.
    pub(super) fn namespace(
        &mut self,
        declaration: &ast::TSNamespaceDeclaration<'_>,
        out: &mut Vec<Statement>,
    ) {
        if declaration.declare {
            return;
        }
        let Some(variable) = self.bound(&declaration.id) else { return };
        let kind = self.variables[variable.index()].kind;
        let is_first = self.opened_namespaces.insert(variable) && kind == VariableKind::Enumeration;
        let span = at(declaration.span);
        if is_first {
            let value = Some(self.push(span, ExpressionKind::Object(Vec::new())));
            let kind = StatementKind::Declare { pattern: Pattern::Variable(variable), value };
            out.push(Statement { span, kind });
        }
        match &declaration.body {
            ast::TSNamespaceDeclarationBody::TSNamespaceDeclaration(inner) => {
                self.namespace(inner, out);
                if let Some(value) = self.bound(&inner.id) {
                    self.namespace_export(variable, value, inner.span, out);
                }
            }
            ast::TSNamespaceDeclarationBody::TSModuleBlock(block) => {
                self.namespace_body(variable, &block.body, out)
            }
        }
    }

    fn namespace_body(
        &mut self,
        namespace: VariableId,
        body: &[ast::Statement<'_>],
        out: &mut Vec<Statement>,
    ) {
        let exports_before = self.exports.len();
        let statements = self.block(body);
        out.extend(statements);
        // What a namespace exports is not the module's export.
        for export in self.exports.split_off(exports_before) {
            if let crate::ir::Exported::Variable(value) = export.exported {
                let span = oxc::span::Span::new(export.span.start as u32, export.span.end as u32);
                self.namespace_export(namespace, value, span, out);
            }
        }
    }

    fn namespace_export(
        &mut self,
        namespace: VariableId,
        value: VariableId,
        span: oxc::span::Span,
        out: &mut Vec<Statement>,
    ) {
        let property: Name = self.variables[value.index()].name.clone();
        self.uses.extend([(namespace, self.function), (value, self.function)]);
        let object = self.push(at(span), ExpressionKind::Variable(namespace));
        let member = self.push(at(span), ExpressionKind::Member { object, property, optional: false });
        let value = self.push(at(span), ExpressionKind::Variable(value));
        let target = Box::new(Pattern::Target(member));
        let kind = ExpressionKind::Assign { target, value, operator: None, logical: None };
        let assignment = self.push(at(span), kind);
        out.push(Statement { span: at(span), kind: StatementKind::Expression(assignment) });
    }

    /// `import x = require('…')`, `import x = A.B`.
    pub(super) fn import_equals(
        &mut self,
        declaration: &ast::TSImportEqualsDeclaration<'_>,
        out: &mut Vec<Statement>,
    ) {
        let Some(variable) = self.bound(&declaration.id) else { return };
        if declaration.import_kind.is_type() {
            return;
        }
        let span = at(declaration.span);
        let value = match &declaration.module_reference {
            ast::TSModuleReference::ExternalModuleReference(external) => {
                let specifier = &external.expression;
                let request =
                    self.request(specifier.value.as_str(), at(specifier.span), RequestKind::Require);
                self.push(span, ExpressionKind::Require(request))
            }
            ast::TSModuleReference::IdentifierReference(id) => self.name(id),
            ast::TSModuleReference::QualifiedName(name) => self.qualified(name),
        };
        let kind = StatementKind::Declare { pattern: Pattern::Variable(variable), value: Some(value) };
        out.push(Statement { span, kind });
    }

    fn qualified(&mut self, name: &ast::TSQualifiedName<'_>) -> ExpressionId {
        let object = match &name.left {
            ast::TSTypeName::IdentifierReference(id) => self.name(id),
            ast::TSTypeName::QualifiedName(inner) => self.qualified(inner),
            ast::TSTypeName::ThisExpression(this) => self.push(at(this.span), ExpressionKind::This),
        };
        let property = name.right.name.as_str().into();
        self.push(at(name.left.span()), ExpressionKind::Member { object, property, optional: false })
    }
}
