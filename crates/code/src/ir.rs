//! The program as a small tree: what is left of JavaScript and TypeScript once syntax has had its say.
//!
//! Lowering takes one parsed file to one [`Module`]. Every function-like thing (arrow, method, getter, the file's own
//! top level) is a [`Function`]; every name is resolved to a [`VariableId`] of the module or is a
//! [`ExpressionKind::Global`]; types are gone, but for the names that dependency injection needs. Expressions live
//! in one arena per module, statements own their children. The tree holds no lifetime and can go to any thread.

mod class;
mod expression;
mod function;
mod language;
mod module;
mod print;
mod statement;

pub use class::{Class, Member, MemberKind};
pub use expression::{
    Argument, Attribute, BinaryOperator, Expression, ExpressionKind, LogicalOperator, Property, PropertyKey,
    Tag, UnaryOperator,
};
pub use function::{Function, FunctionKind, Parameter, TypeName};
pub use language::Language;
pub use module::{
    Export, Exported, Format, Import, ImportedName, Module, Request, RequestKind, Variable, VariableKind,
};
pub use statement::{Case, ForHead, Pattern, PatternProperty, Statement, StatementKind};

/// Most levels of statements and expressions inside one another; what is deeper is left out, and said to be. Code that
/// people write nests a tenth of it; whoever walks the tree can recurse.
pub const DEEPEST: usize = 256;

/// A name or a literal text: short ones are stored in place.
pub type Name = compact_str::CompactString;

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index into the list it counts in.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

index! {
    /// A module of a program, in the order of paths.
    ModuleId
}
index! {
    /// A function of a module; 0 is the module's own body.
    FunctionId
}
index! {
    /// A class of a module.
    ClassId
}
index! {
    /// A variable of a module, whatever scope it is declared in.
    VariableId
}
index! {
    /// An expression of a module.
    ExpressionId
}
index! {
    /// A specifier that a module asks for.
    RequestId
}
