//! What every language's lowering shares: the arena, scopes, and who captures what.

use std::{collections::HashMap, sync::Arc};

use assay_code::ir::{
    Argument, Class, ClassId, Export, Exported, Expression, ExpressionId, ExpressionKind, Format, Function,
    FunctionId, FunctionKind, Import, ImportedName, Language, Module, Name, Parameter, Pattern, Request,
    RequestId, RequestKind, Statement, StatementKind, Variable, VariableId, VariableKind,
};
use assay_source::{SourceText, Span};

/// A module in the making.
pub(crate) struct Builder {
    module: Module,
    scopes: Vec<Scope>,
    open: Vec<FunctionId>,
    depth: u32,
}

/// What is open below a module's top level.
pub(crate) struct Inside {
    scopes: Vec<Scope>,
    open: Vec<FunctionId>,
}

#[derive(Default)]
struct Scope {
    names: HashMap<Name, VariableId>,
    /// Names looked up from here are found in enclosing functions, but not assigned there.
    is_class: bool,
}

/// Deeper trees than this end in [`ExpressionKind::Opaque`]: nobody writes them, and a stack is finite.
const DEEPEST: u32 = 400;

impl Builder {
    pub(crate) fn new(text: Arc<SourceText>, language: Language) -> Self {
        let span = Span::new(0, text.as_str().len());
        let body = Function {
            name: None,
            span,
            head: Span::new(0, 0),
            kind: FunctionKind::ModuleBody,
            parent: None,
            parameters: Vec::new(),
            body: Vec::new(),
            captures: Vec::new(),
            own_name: None,
            is_async: false,
            is_generator: false,
            uses_arguments: false,
            decorators: Vec::new(),
        };
        let module = Module {
            file: text.path().clone(),
            text,
            language,
            format: Format::EsModule,
            provides: Vec::new(),
            searches: Vec::new(),
            functions: vec![body],
            classes: Vec::new(),
            variables: Vec::new(),
            expressions: Vec::new(),
            requests: Vec::new(),
            imports: Vec::new(),
            exports: Vec::new(),
            complete: true,
        };
        Self { module, scopes: vec![Scope::default()], open: vec![FunctionId(0)], depth: 0 }
    }

    /// The module, with its body. Every variable of its top level is exported: these languages hide little.
    pub(crate) fn finish(mut self, body: Vec<Statement>) -> Module {
        self.module.functions[0].body = body;
        crate::text_builders::spell(&mut self.module);
        let mut top: Vec<(Name, VariableId)> = self.scopes.swap_remove(0).names.into_iter().collect();
        top.sort_by_key(|(_, variable)| *variable);
        self.module.exports.extend(top.into_iter().map(|(name, variable)| {
            let span = self.module.variables[variable.index()].span;
            Export { name, exported: Exported::Variable(variable), span }
        }));
        self.module
    }

    /// The function being lowered.
    pub(crate) fn function(&self) -> FunctionId {
        *self.open.last().expect("the module's body is always open")
    }

    /// The module so far.
    pub(crate) fn module(&mut self) -> &mut Module {
        &mut self.module
    }

    /// Notes a name by which other files ask for this one.
    pub(crate) fn provide(&mut self, name: &str) {
        self.module.provides.push(name.into());
    }

    /// Goes one level deeper; false where that is too deep, and the module is then not complete.
    #[must_use]
    pub(crate) fn enter(&mut self) -> bool {
        let deep = self.depth >= DEEPEST;
        self.module.complete &= !deep;
        self.depth += u32::from(!deep);
        !deep
    }

    /// Comes back.
    pub(crate) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Notes an expression.
    pub(crate) fn expression(&mut self, span: Span, kind: ExpressionKind) -> ExpressionId {
        self.module.expressions.push(Expression { span, kind });
        ExpressionId(
            u32::try_from(self.module.expressions.len() - 1).expect("a file has fewer than 2^32 nodes"),
        )
    }

    /// `object.property`
    pub(crate) fn member(&mut self, span: Span, object: ExpressionId, property: &str) -> ExpressionId {
        self.expression(span, ExpressionKind::Member { object, property: property.into(), optional: false })
    }

    /// `callee(arguments)`
    pub(crate) fn call(
        &mut self,
        span: Span,
        callee: ExpressionId,
        arguments: Vec<Argument>,
    ) -> ExpressionId {
        self.expression(span, ExpressionKind::Call { callee, arguments, optional: false })
    }

    /// Declares a name in the innermost scope, once.
    pub(crate) fn declare(&mut self, name: &str, span: Span, kind: VariableKind) -> VariableId {
        let scope = self.scopes.last_mut().expect("the module's scope is always open");
        if let Some(variable) = scope.names.get(name) {
            return *variable;
        }
        let variable =
            VariableId(u32::try_from(self.module.variables.len()).expect("fewer than 2^32 variables"));
        scope.names.insert(name.into(), variable);
        let function = self.function();
        self.module.variables.push(Variable {
            name: name.into(),
            span,
            kind,
            function,
            reassigned: false,
            captured: false,
            declared_type: None,
        });
        variable
    }

    /// The variable a name means here; notes that functions in between capture it.
    pub(crate) fn lookup(&mut self, name: &str) -> Option<VariableId> {
        let innermost = self.scopes.len() - 1;
        let found = self.scopes.iter().enumerate().rev().find_map(|(at, scope)| {
            (at == innermost || !scope.is_class).then(|| scope.names.get(name).copied()).flatten()
        });
        let variable = found?;
        let home = self.module.variables[variable.index()].function;
        if home != self.function() {
            self.module.variables[variable.index()].captured = true;
            if home.0 != 0 {
                for function in self.open.iter().rev().take_while(|function| **function != home) {
                    let captures = &mut self.module.functions[function.index()].captures;
                    if !captures.contains(&variable) {
                        captures.push(variable);
                    }
                }
            }
        }
        Some(variable)
    }

    /// What a name means here, as an expression.
    pub(crate) fn name(&mut self, span: Span, name: &str) -> ExpressionId {
        let kind =
            self.lookup(name).map_or_else(|| ExpressionKind::Global(name.into()), ExpressionKind::Variable);
        self.expression(span, kind)
    }

    /// Opens a scope that is no function.
    pub(crate) fn open_scope(&mut self, is_class: bool) {
        self.scopes.push(Scope { is_class, ..Scope::default() });
    }

    /// Closes it.
    pub(crate) fn close_scope(&mut self) {
        self.scopes.pop();
    }

    /// Opens a function and its scope.
    pub(crate) fn open_function(&mut self, head: FunctionHead) -> FunctionId {
        let id = FunctionId(u32::try_from(self.module.functions.len()).expect("fewer than 2^32 functions"));
        let parent = Some(self.function());
        self.module.functions.push(Function {
            name: head.name,
            span: head.span,
            head: head.head,
            kind: head.kind,
            parent,
            parameters: Vec::new(),
            body: Vec::new(),
            captures: Vec::new(),
            own_name: None,
            is_async: head.is_async,
            is_generator: false,
            uses_arguments: false,
            decorators: Vec::new(),
        });
        self.open.push(id);
        self.scopes.push(Scope::default());
        id
    }

    /// Closes it.
    pub(crate) fn close_function(
        &mut self,
        id: FunctionId,
        parameters: Vec<Parameter>,
        body: Vec<Statement>,
    ) {
        self.scopes.pop();
        self.open.pop();
        let function = &mut self.module.functions[id.index()];
        function.parameters = parameters;
        function.body = body;
    }

    /// A specifier.
    pub(crate) fn request(&mut self, specifier: &str, span: Span) -> RequestId {
        let known = self.module.requests.iter().position(|request| request.specifier == specifier);
        let index = known.unwrap_or_else(|| {
            self.module.requests.push(Request {
                specifier: specifier.into(),
                span,
                kind: RequestKind::Import,
            });
            self.module.requests.len() - 1
        });
        RequestId(u32::try_from(index).expect("fewer than 2^32 requests"))
    }

    /// Binds a name to an import.
    pub(crate) fn import(&mut self, specifier: &str, name: ImportedName, local: &str, span: Span) {
        let request = self.request(specifier, span);
        let variable = self.declare(local, span, VariableKind::Import);
        self.module.imports.push(Import { request, name, variable });
    }

    /// The same at the module's top level, from wherever the name is used.
    pub(crate) fn import_at_top(
        &mut self,
        specifier: &str,
        name: ImportedName,
        local: &str,
        span: Span,
    ) -> VariableId {
        let inner = self.leave_to_top();
        self.import(specifier, name, local, span);
        self.come_back(inner);
        self.lookup(local).expect("it was declared at the top just now")
    }

    /// Goes to the module's top level, whatever is open.
    pub(crate) fn leave_to_top(&mut self) -> Inside {
        Inside { scopes: self.scopes.split_off(1), open: self.open.split_off(1) }
    }

    /// Comes back from there.
    pub(crate) fn come_back(&mut self, inside: Inside) {
        self.scopes.extend(inside.scopes);
        self.open.extend(inside.open);
    }

    /// A class, as the expression that is it.
    pub(crate) fn class(&mut self, class: Class) -> ExpressionId {
        let span = class.span;
        let id = ClassId(u32::try_from(self.module.classes.len()).expect("fewer than 2^32 classes"));
        self.module.classes.push(class);
        self.expression(span, ExpressionKind::Class(id))
    }

    /// `name = value` as a declaration or, where the name is known, an assignment to it.
    pub(crate) fn assign(&mut self, span: Span, variable: VariableId, value: ExpressionId) -> Statement {
        Statement {
            span,
            kind: StatementKind::Declare { pattern: Pattern::Variable(variable), value: Some(value) },
        }
    }
}

/// What is known of a function before its body.
pub(crate) struct FunctionHead {
    pub(crate) name: Option<Name>,
    pub(crate) span: Span,
    pub(crate) head: Span,
    pub(crate) kind: FunctionKind,
    pub(crate) is_async: bool,
}

/// An argument that is not spread.
pub(crate) fn plain(value: ExpressionId) -> Argument {
    Argument { value, spread: false }
}
