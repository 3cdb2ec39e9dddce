//! Functions.

use assay_source::Span;

use super::{ExpressionId, FunctionId, Name, Pattern, Statement, VariableId};

/// Anything that can be called, and the file's own body.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its own name, or the one it is first bound to (`const f = () => …`, `{f() {…}}`).
    pub name: Option<Name>,
    /// The whole of it.
    pub span: Span,
    /// What a reader would point at: its name, or its head.
    pub head: Span,
    /// What it is.
    pub kind: FunctionKind,
    /// The function it is written in; none for the module's body.
    pub parent: Option<FunctionId>,
    /// In order; a rest parameter is the last, with `rest` set.
    pub parameters: Vec<Parameter>,
    /// Its statements. An arrow with an expression for a body has one `Return`.
    pub body: Vec<Statement>,
    /// The variables of enclosing functions (not of the module's top level) that it or a function in it uses.
    pub captures: Vec<VariableId>,
    /// The variable its own name binds: `const f = function g() {}` has `g`.
    pub own_name: Option<VariableId>,
    /// It is `async`.
    pub is_async: bool,
    /// It is a generator.
    pub is_generator: bool,
    /// It uses `arguments`.
    pub uses_arguments: bool,
    /// Its decorators, in order; methods only.
    pub decorators: Vec<ExpressionId>,
}

/// What a function is, as far as that changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FunctionKind {
    /// The file's own top level.
    ModuleBody,
    /// A declaration or expression with its own `this`.
    Plain,
    /// An arrow: `this` and `arguments` are those around it.
    Arrow,
    /// A method, getter, setter or constructor.
    Method,
    /// A class's static block or field initialisers.
    Initializer,
}

/// One parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// What it binds.
    pub pattern: Pattern,
    /// It takes the rest.
    pub rest: bool,
    /// The name of its declared type.
    pub declared_type: Option<TypeName>,
    /// Its decorators (`@Body()`).
    pub decorators: Vec<ExpressionId>,
    /// `constructor(private x: T)`: the field it becomes.
    pub field: Option<Name>,
}

/// A type named by a plain name, `NotesService`; for `a.B` the last part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeName {
    /// As written.
    pub name: Name,
    /// The variable of the module it resolves to: a class, or an import that may be one. Imports used as types only
    /// have a variable for this purpose too.
    pub variable: Option<VariableId>,
}
