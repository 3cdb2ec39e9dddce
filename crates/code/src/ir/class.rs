//! Classes.

use assay_source::Span;

use super::{ExpressionId, FunctionId, Name, PropertyKey, TypeName, VariableId};

/// A class.
#[derive(Debug, Clone)]
pub struct Class {
    /// Its name.
    pub name: Option<Name>,
    /// The variable its name binds inside and around it.
    pub variable: Option<VariableId>,
    /// The whole of it.
    pub span: Span,
    /// What it extends.
    pub parent: Option<ExpressionId>,
    /// The interfaces it says it implements.
    pub implements: Vec<TypeName>,
    /// Its constructor, where it is written out.
    pub constructor: Option<FunctionId>,
    /// Its other members, in order.
    pub members: Vec<Member>,
    /// Its decorators, in order.
    pub decorators: Vec<ExpressionId>,
}

/// A member of a class.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its name.
    pub key: PropertyKey,
    /// Where.
    pub span: Span,
    /// It belongs to the class, not to its instances.
    pub is_static: bool,
    /// What it is.
    pub kind: MemberKind,
    /// The name of a field's declared type.
    pub declared_type: Option<TypeName>,
    /// Its decorators, in order.
    pub decorators: Vec<ExpressionId>,
}

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberKind {
    /// A method.
    Method(FunctionId),
    /// A getter.
    Getter(FunctionId),
    /// A setter.
    Setter(FunctionId),
    /// A field; its initialiser runs in a function of its own, with `this` the instance or the class.
    Field(Option<FunctionId>),
    /// `static {…}`.
    StaticBlock(FunctionId),
}
