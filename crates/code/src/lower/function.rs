//! Functions.

use oxc::{ast::ast, semantic::ScopeId, span::GetSpan};

use super::module::{Lowering, at};
use crate::ir::{
    ExpressionId, ExpressionKind, Function, FunctionId, FunctionKind, Name, Parameter, Pattern, Statement,
    StatementKind, VariableKind,
};

impl Lowering<'_> {
    /// Begins a function inside the one being lowered; [`Self::close`] ends it.
    pub(super) fn open(
        &mut self,
        kind: FunctionKind,
        span: oxc::span::Span,
        head: oxc::span::Span,
        name: Option<Name>,
    ) -> FunctionId {
        let id = FunctionId(self.functions.len() as u32);
        let parent = (kind != FunctionKind::ModuleBody).then_some(self.function);
        self.functions.push(Function {
            name,
            span: at(span),
            head: at(head),
            kind,
            parent,
            parameters: Vec::new(),
            body: Vec::new(),
            captures: Vec::new(),
            own_name: None,
            is_async: false,
            is_generator: false,
            uses_arguments: false,
            decorators: Vec::new(),
        });
        self.function = id;
        id
    }

    pub(super) fn close(&mut self, id: FunctionId, body: Vec<Statement>) {
        let function = &mut self.functions[id.index()];
        function.body = body;
        self.function = function.parent.unwrap_or(FunctionId(0));
    }

    pub(super) fn belongs(&mut self, scope: Option<ScopeId>, function: FunctionId) {
        if let Some(scope) = scope {
            self.scope_functions[scope.index()] = Some(function);
        }
    }

    /// A function with a body. `head` is what a reader would point at.
    pub(super) fn function(
        &mut self,
        function: &ast::Function<'_>,
        kind: FunctionKind,
        name: Option<Name>,
        head: Option<oxc::span::Span>,
    ) -> FunctionId {
        let name = function.id.as_ref().map(|id| Name::from(id.name.as_str())).or(name);
        let head = head.or(function.id.as_ref().map(|id| id.span));
        let head =
            head.unwrap_or_else(|| oxc::span::Span::new(function.span.start, function.params.span.end));
        let id = self.open(kind, function.span, head, name);
        self.belongs(function.scope_id.get(), id);
        let own_name =
            function.id.as_ref().filter(|_| function.is_expression()).and_then(|id| self.bound(id));
        let parameters = self.parameters(&function.params);
        let lowered = &mut self.functions[id.index()];
        lowered.own_name = own_name;
        lowered.is_async = function.r#async;
        lowered.is_generator = function.generator;
        lowered.parameters = parameters;
        let body = function.body.as_ref().map(|body| self.block(&body.statements)).unwrap_or_default();
        self.close(id, body);
        id
    }

    pub(super) fn function_expression(
        &mut self,
        function: &ast::Function<'_>,
        name: Option<Name>,
    ) -> ExpressionId {
        let id = self.function(function, FunctionKind::Plain, name, None);
        self.push(at(function.span), ExpressionKind::Function(id))
    }

    pub(super) fn arrow(
        &mut self,
        arrow: &ast::ArrowFunctionExpression<'_>,
        name: Option<Name>,
    ) -> ExpressionId {
        let head = oxc::span::Span::new(arrow.span.start, arrow.params.span.end);
        let id = self.open(FunctionKind::Arrow, arrow.span, head, name);
        self.belongs(arrow.scope_id.get(), id);
        let parameters = self.parameters(&arrow.params);
        self.functions[id.index()].is_async = arrow.r#async;
        self.functions[id.index()].parameters = parameters;
        let body = match &arrow.body {
            ast::ArrowFunctionBody::FunctionBody(body) => self.block(&body.statements),
            expression => {
                let expression = expression.to_expression();
                let value = self.expression(expression);
                vec![Statement { span: at(expression.span()), kind: StatementKind::Return(Some(value)) }]
            }
        };
        self.close(id, body);
        self.push(at(arrow.span), ExpressionKind::Function(id))
    }

    /// A function of ours around one expression: the initialiser of a field.
    pub(super) fn initializer(&mut self, value: &ast::Expression<'_>, name: Option<Name>) -> FunctionId {
        let id = self.open(FunctionKind::Initializer, value.span(), value.span(), name.clone());
        let result = self.named_expression(value, name);
        self.close(id, vec![Statement { span: at(value.span()), kind: StatementKind::Return(Some(result)) }]);
        id
    }

    fn parameters(&mut self, parameters: &ast::FormalParameters<'_>) -> Vec<Parameter> {
        let mut lowered: Vec<Parameter> =
            parameters.items.iter().map(|parameter| self.parameter(parameter)).collect();
        if let Some(rest) = &parameters.rest {
            let pattern = self.binding(&rest.rest.argument, Some(VariableKind::Parameter));
            let decorators = self.decorators(&rest.decorators);
            lowered.push(Parameter { pattern, rest: true, declared_type: None, decorators, field: None });
        }
        lowered
    }

    fn parameter(&mut self, parameter: &ast::FormalParameter<'_>) -> Parameter {
        let mut pattern = self.binding(&parameter.pattern, Some(VariableKind::Parameter));
        let declared_type = self.type_name(parameter.type_annotation.as_deref());
        let name = parameter.pattern.get_identifier_name().map(|name| Name::from(name.as_str()));
        if let Pattern::Variable(variable) = pattern {
            self.variables[variable.index()].declared_type = declared_type.clone();
        }
        if let Some(value) = &parameter.initializer {
            let value = self.named_expression(value, name.clone());
            pattern = Pattern::Default { pattern: Box::new(pattern), value };
        }
        let is_field = parameter.accessibility.is_some() || parameter.readonly || parameter.r#override;
        Parameter {
            pattern,
            rest: false,
            declared_type,
            decorators: self.decorators(&parameter.decorators),
            field: name.filter(|_| is_field),
        }
    }

    pub(super) fn decorators(&mut self, decorators: &[ast::Decorator<'_>]) -> Vec<ExpressionId> {
        decorators.iter().map(|decorator| self.expression(&decorator.expression)).collect()
    }

    /// `arguments` are those of the nearest function that is no arrow.
    pub(super) fn mark_arguments(&mut self) {
        let mut function = self.function;
        while self.functions[function.index()].kind == FunctionKind::Arrow {
            let Some(parent) = self.functions[function.index()].parent else { break };
            function = parent;
        }
        self.functions[function.index()].uses_arguments = true;
    }
}
