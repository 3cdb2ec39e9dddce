//! One file.

use std::sync::Arc;

use assay_source::{RelPath, SourceText, Span};

use super::{
    Class, Expression, ExpressionId, Function, FunctionId, Language, Name, RequestId, TypeName, VariableId,
};

/// How a file takes part in the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// It imports or exports.
    EsModule,
    /// It uses `require`, `module.exports` or `exports`.
    CommonJs,
    /// Neither: it runs.
    Script,
}

/// One file, lowered.
#[derive(Debug, Clone)]
pub struct Module {
    /// Where it lies, relative to the tree's root.
    pub file: RelPath,
    /// Its text; spans point into it.
    pub text: Arc<SourceText>,
    /// What it is written in.
    pub language: Language,
    /// How it takes part.
    pub format: Format,
    /// The names by which other files ask for it, where that is not its path: `com.example.NotesController`. The first
    /// is that of the package or namespace it lies in.
    pub provides: Vec<Name>,
    /// The packages and namespaces it searches for names it has no declaration for, in order.
    pub searches: Vec<Name>,
    /// Its functions; the first is its own body, with no parameters.
    pub functions: Vec<Function>,
    /// Its classes.
    pub classes: Vec<Class>,
    /// Every variable declared anywhere in it.
    pub variables: Vec<Variable>,
    /// Every expression.
    pub expressions: Vec<Expression>,
    /// Every specifier it asks for, once each, in order of appearance.
    pub requests: Vec<Request>,
    /// Its import declarations' bindings. `require` calls are calls: see [`super::ExpressionKind::Require`].
    pub imports: Vec<Import>,
    /// Its ES exports. CommonJS exports are assignments, which an interpreter sees.
    pub exports: Vec<Export>,
    /// False where the parser had to leave something out.
    pub complete: bool,
}

/// A specifier, `./resolvers` or `@forge/api`.
#[derive(Debug, Clone)]
pub struct Request {
    /// The text between the quotes.
    pub specifier: Name,
    /// Where it stands first.
    pub span: Span,
    /// How it is asked for.
    pub kind: RequestKind,
}

/// How a module is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestKind {
    /// `import`, `export … from`.
    Import,
    /// `import()`.
    Dynamic,
    /// `require()`, `import x = require()`.
    Require,
    /// `import type`, `export type … from`: nothing is loaded, but dependency injection goes by such names.
    Types,
}

/// One binding of an import declaration. That of a type alone has a request of [`RequestKind::Types`].
#[derive(Debug, Clone)]
pub struct Import {
    /// From where.
    pub request: RequestId,
    /// What.
    pub name: ImportedName,
    /// As what.
    pub variable: VariableId,
}

/// What is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportedName {
    /// `import x from`.
    Default,
    /// `import * as x from`.
    Namespace,
    /// `import {name} from`.
    Named(Name),
}

/// One ES export.
#[derive(Debug, Clone)]
pub struct Export {
    /// Under which name; `default` for the default; empty for `export * from`.
    pub name: Name,
    /// What.
    pub exported: Exported,
    /// Where.
    pub span: Span,
}

/// What is exported.
#[derive(Debug, Clone)]
pub enum Exported {
    /// A variable of the module.
    Variable(VariableId),
    /// `export default <expression>`; evaluated once, where the export stands (see
    /// [`super::StatementKind::ExportDefault`]).
    Expression(ExpressionId),
    /// `export {name} from`, `export {default} from`.
    From(RequestId, ImportedName),
    /// `export * from`.
    All(RequestId),
}

/// A variable.
#[derive(Debug, Clone)]
pub struct Variable {
    /// As written.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// How it came to be.
    pub kind: VariableKind,
    /// The function in whose body it is declared (0: the module's top level).
    pub function: FunctionId,
    /// It is assigned to after its declaration.
    pub reassigned: bool,
    /// A function other than its own uses it.
    pub captured: bool,
    /// The type it is declared with, where that is a plain name.
    pub declared_type: Option<TypeName>,
}

/// How a variable came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableKind {
    /// `const`, `using`.
    Constant,
    /// `let`, `var`.
    Mutable,
    /// `function f`.
    Function,
    /// `class C`.
    Class,
    /// A parameter or a part of one.
    Parameter,
    /// An import.
    Import,
    /// The name a `catch` binds.
    Caught,
    /// A TypeScript `enum` or a namespace with values.
    Enumeration,
}
