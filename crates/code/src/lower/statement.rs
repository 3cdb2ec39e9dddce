//! Statements.

use oxc::{
    ast::ast::{self, Statement as Theirs},
    span::GetSpan,
};

use super::module::{Lowering, at};
use crate::ir::{
    self, Case, ExpressionId, ExpressionKind, ForHead, FunctionKind, Name, Pattern, Statement, StatementKind,
    VariableKind,
};

/// What stands in the code for markup of a template.
fn is_of_template(statement: &Theirs<'_>) -> bool {
    let Theirs::ExpressionStatement(statement) = statement else { return false };
    let ast::Expression::CallExpression(call) = &statement.expression else { return false };
    matches!(&call.callee, ast::Expression::Identifier(name) if name.name == crate::parse::SHOWN)
}

impl Lowering<'_> {
    /// The statements of a block: function declarations first, as the language hoists them.
    pub(super) fn block(&mut self, statements: &[Theirs<'_>]) -> Vec<Statement> {
        let mut out = Vec::with_capacity(statements.len());
        for statement in statements {
            self.hoist(statement, &mut out);
        }
        for statement in statements {
            self.statement(statement, &mut out);
        }
        out
    }

    /// The same of a whole file. What a component's template shows is asked for when its script has run, wherever the
    /// template stands.
    pub(super) fn body(&mut self, statements: &[Theirs<'_>]) -> Vec<Statement> {
        let mut out = Vec::with_capacity(statements.len());
        for statement in statements {
            self.hoist(statement, &mut out);
        }
        let (shown, run): (Vec<_>, Vec<_>) = statements.iter().partition(|it| is_of_template(it));
        for statement in run.into_iter().chain(shown) {
            self.statement(statement, &mut out);
        }
        out
    }

    fn hoist(&mut self, statement: &Theirs<'_>, out: &mut Vec<Statement>) {
        match statement {
            Theirs::FunctionDeclaration(function) => self.declare_function(function, out),
            Theirs::ExportDeclaration(export) => {
                if let ast::Declaration::FunctionDeclaration(function) = &export.declaration {
                    self.declare_function(function, out);
                }
            }
            Theirs::ExportDefaultDeclaration(export) => {
                if let ast::ExportDefaultDeclarationKind::FunctionDeclaration(function) = &export.declaration
                    && let Some(id) = &function.id
                    && let Some(variable) = self.bound(id)
                    && function.body.is_some()
                {
                    self.declare_function(function, out);
                    self.export_variable("default", variable, at(export.span));
                }
            }
            _ => {}
        }
    }

    fn declare_function(&mut self, function: &ast::Function<'_>, out: &mut Vec<Statement>) {
        // Overloads and ambient functions have no body.
        let (Some(id), Some(_)) = (&function.id, &function.body) else { return };
        let Some(variable) = self.bound(id) else { return };
        let lowered = self.function(function, FunctionKind::Plain, None, None);
        let value = self.push(at(function.span), ExpressionKind::Function(lowered));
        out.push(Statement {
            span: at(function.span),
            kind: StatementKind::Declare { pattern: Pattern::Variable(variable), value: Some(value) },
        });
    }

    /// One statement that stands alone, the branch of an `if` say, as a block.
    fn branch(&mut self, statement: &Theirs<'_>) -> Vec<Statement> {
        match statement {
            Theirs::BlockStatement(block) => self.block(&block.body),
            single => self.block(std::slice::from_ref(single)),
        }
    }

    pub(super) fn statement(&mut self, statement: &Theirs<'_>, out: &mut Vec<Statement>) {
        if self.depth >= ir::DEEPEST {
            self.cuts.push(at(statement.span()));
            return;
        }
        self.depth += 1;
        self.shallow_statement(statement, out);
        self.depth -= 1;
    }

    fn shallow_statement(&mut self, statement: &Theirs<'_>, out: &mut Vec<Statement>) {
        let kind = match statement {
            Theirs::ExpressionStatement(inner) => {
                StatementKind::Expression(self.expression(&inner.expression))
            }
            Theirs::BlockStatement(block) => StatementKind::Block(self.block(&block.body)),
            Theirs::IfStatement(inner) => StatementKind::If {
                test: self.expression(&inner.test),
                then: self.branch(&inner.consequent),
                otherwise: inner.alternate.as_ref().map(|branch| self.branch(branch)).unwrap_or_default(),
            },
            Theirs::SwitchStatement(switch) => self.switch(switch),
            Theirs::ForStatement(inner) => self.for_loop(inner),
            Theirs::WhileStatement(inner) => StatementKind::Loop {
                before: Vec::new(),
                test: Some(self.expression(&inner.test)),
                body: self.branch(&inner.body),
                update: None,
                body_first: false,
            },
            Theirs::DoWhileStatement(inner) => StatementKind::Loop {
                before: Vec::new(),
                body: self.branch(&inner.body),
                test: Some(self.expression(&inner.test)),
                update: None,
                body_first: true,
            },
            Theirs::ForOfStatement(inner) => {
                let over = self.expression(&inner.right);
                let each = self.for_head(&inner.left);
                StatementKind::ForEach { each, over, keys: false, body: self.branch(&inner.body) }
            }
            Theirs::ForInStatement(inner) => {
                let over = self.expression(&inner.right);
                let each = self.for_head(&inner.left);
                StatementKind::ForEach { each, over, keys: true, body: self.branch(&inner.body) }
            }
            Theirs::ReturnStatement(inner) => {
                StatementKind::Return(inner.argument.as_ref().map(|value| self.expression(value)))
            }
            Theirs::ThrowStatement(inner) => StatementKind::Throw(self.expression(&inner.argument)),
            Theirs::TryStatement(inner) => self.try_statement(inner),
            Theirs::LabeledStatement(inner) => {
                let span = at(inner.body.span());
                let mut body = self.branch(&inner.body);
                let body = match body.pop() {
                    Some(only) if body.is_empty() => only,
                    last => {
                        body.extend(last);
                        Statement { span, kind: StatementKind::Block(body) }
                    }
                };
                StatementKind::Labelled(inner.label.name.as_str().into(), Box::new(body))
            }
            Theirs::BreakStatement(inner) => StatementKind::Break(label(inner.label.as_ref())),
            Theirs::ContinueStatement(inner) => StatementKind::Continue(label(inner.label.as_ref())),
            Theirs::WithStatement(inner) => {
                let object = self.expression(&inner.object);
                out.push(Statement {
                    span: at(inner.object.span()),
                    kind: StatementKind::Expression(object),
                });
                StatementKind::Block(self.branch(&inner.body))
            }
            Theirs::ImportDeclaration(import) => return self.import(import),
            Theirs::ExportAllDeclaration(export) => return self.export_all(export),
            Theirs::ExportFromDeclaration(export) => return self.export_from(export),
            Theirs::ExportNamedDeclaration(export) => return self.export_named(export),
            Theirs::ExportDefaultDeclaration(export) => return self.export_default(export, out),
            Theirs::ExportDeclaration(export) => return self.export_declaration(export, out),
            Theirs::TSExportAssignment(export) => {
                self.is_common_js = true;
                StatementKind::ExportAssign(self.expression(&export.expression))
            }
            Theirs::EmptyStatement(_)
            | Theirs::DebuggerStatement(_)
            | Theirs::TSNamespaceExportDeclaration(_) => {
                return;
            }
            declaration => return self.declaration(declaration.to_declaration(), out),
        };
        out.push(Statement { span: at(statement.span()), kind });
    }

    /// A declaration that is not hoisted.
    pub(super) fn declaration(&mut self, declaration: &ast::Declaration<'_>, out: &mut Vec<Statement>) {
        match declaration {
            ast::Declaration::VariableDeclaration(variables) => self.declare_variables(variables, out),
            ast::Declaration::ClassDeclaration(class) if !class.declare => {
                self.class_declaration(class, out);
            }
            ast::Declaration::TSEnumDeclaration(enumeration) => self.enumeration(enumeration, out),
            ast::Declaration::TSNamespaceDeclaration(namespace) => self.namespace(namespace, out),
            ast::Declaration::TSImportEqualsDeclaration(import) => self.import_equals(import, out),
            ast::Declaration::ClassDeclaration(_)
            | ast::Declaration::FunctionDeclaration(_)
            | ast::Declaration::TSTypeAliasDeclaration(_)
            | ast::Declaration::TSInterfaceDeclaration(_)
            | ast::Declaration::TSExternalModuleDeclaration(_)
            | ast::Declaration::TSGlobalDeclaration(_) => {}
        }
    }

    fn declare_variables(&mut self, variables: &ast::VariableDeclaration<'_>, out: &mut Vec<Statement>) {
        if variables.declare {
            return;
        }
        for declarator in &variables.declarations {
            let name = declarator.id.get_identifier_name().map(|name| Name::from(name.as_str()));
            let value = declarator.init.as_ref().map(|value| self.named_expression(value, name));
            let pattern = self.binding(&declarator.id, None);
            if let Pattern::Variable(variable) = pattern {
                self.variables[variable.index()].declared_type =
                    self.type_name(declarator.type_annotation.as_deref());
            }
            out.push(Statement {
                span: at(declarator.span),
                kind: StatementKind::Declare { pattern, value },
            });
        }
    }

    fn switch(&mut self, switch: &ast::SwitchStatement<'_>) -> StatementKind {
        let subject = self.expression(&switch.discriminant);
        let mut cases = Vec::with_capacity(switch.cases.len());
        for case in &switch.cases {
            let test = case.test.as_ref().map(|test| self.expression(test));
            cases.push(Case { test, body: self.block(&case.consequent) });
        }
        StatementKind::Switch { subject, cases }
    }

    fn for_loop(&mut self, inner: &ast::ForStatement<'_>) -> StatementKind {
        let mut before = Vec::new();
        match &inner.init {
            None => {}
            Some(ast::ForStatementInit::VariableDeclaration(variables)) => {
                self.declare_variables(variables, &mut before);
            }
            Some(init) => {
                let init = init.to_expression();
                let value = self.expression(init);
                before.push(Statement { span: at(init.span()), kind: StatementKind::Expression(value) });
            }
        }
        let test: Option<ExpressionId> = inner.test.as_ref().map(|test| self.expression(test));
        let body = self.branch(&inner.body);
        let update = inner.update.as_ref().map(|update| self.expression(update));
        StatementKind::Loop { before, test, body, update, body_first: false }
    }

    fn for_head(&mut self, left: &ast::ForStatementLeft<'_>) -> ForHead {
        match left {
            ast::ForStatementLeft::VariableDeclaration(variables) => match variables.declarations.first() {
                Some(declarator) => ForHead::Declare(self.binding(&declarator.id, None)),
                None => ForHead::Declare(Pattern::Array { elements: Vec::new(), rest: None }),
            },
            target => ForHead::Assign(self.target(target.to_assignment_target())),
        }
    }

    fn try_statement(&mut self, inner: &ast::TryStatement<'_>) -> StatementKind {
        let body = self.block(&inner.block.body);
        let handler = inner.handler.as_ref().map(|handler| {
            let caught =
                handler.param.as_ref().map(|param| self.binding(&param.pattern, Some(VariableKind::Caught)));
            (caught, self.block(&handler.body.body))
        });
        let finalizer = inner.finalizer.as_ref().map(|block| self.block(&block.body)).unwrap_or_default();
        StatementKind::Try { body, handler, finalizer }
    }
}

fn label(label: Option<&ast::LabelIdentifier<'_>>) -> Option<Name> {
    label.map(|label| label.name.as_str().into())
}
