//! Statements and the patterns they bind.

use assay_source::Span;

use super::{ExpressionId, Name, PropertyKey, VariableId};

/// A statement.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: StatementKind,
}

/// What a statement does.
#[derive(Debug, Clone)]
pub enum StatementKind {
    /// An expression for its effect.
    Expression(ExpressionId),
    /// A declaration: one per declarator. `var x;` has no value. Function declarations come first in the block they
    /// are hoisted to, as a declaration whose value is the function; class and enum declarations stand where they are.
    Declare {
        /// What is bound.
        pattern: Pattern,
        /// To what.
        value: Option<ExpressionId>,
    },
    /// `if`.
    If {
        /// The test.
        test: ExpressionId,
        /// Where it is truthy.
        then: Vec<Statement>,
        /// Where it is falsy.
        otherwise: Vec<Statement>,
    },
    /// `switch`.
    Switch {
        /// What is compared.
        subject: ExpressionId,
        /// The cases, which fall through.
        cases: Vec<Case>,
    },
    /// `while`, `do … while`, `for (;;)`.
    Loop {
        /// Runs before everything.
        before: Vec<Statement>,
        /// The test; none means for ever.
        test: Option<ExpressionId>,
        /// The body.
        body: Vec<Statement>,
        /// Runs after each round.
        update: Option<ExpressionId>,
        /// The body runs before the test does.
        body_first: bool,
    },
    /// `for … of`, `for await … of`, `for … in`.
    ForEach {
        /// What each round binds.
        each: ForHead,
        /// Over what.
        over: ExpressionId,
        /// Over keys (`in`), not values (`of`).
        keys: bool,
        /// The body.
        body: Vec<Statement>,
    },
    /// `return`.
    Return(Option<ExpressionId>),
    /// `throw`.
    Throw(ExpressionId),
    /// `try`.
    Try {
        /// What is tried.
        body: Vec<Statement>,
        /// What `catch` binds, and its body.
        handler: Option<(Option<Pattern>, Vec<Statement>)>,
        /// What runs in the end.
        finalizer: Vec<Statement>,
    },
    /// `{…}`.
    Block(Vec<Statement>),
    /// `label: …`.
    Labelled(Name, Box<Statement>),
    /// `break`.
    Break(Option<Name>),
    /// `continue`.
    Continue(Option<Name>),
    /// `export default <expression>`.
    ExportDefault(ExpressionId),
    /// `export =`, as CommonJS.
    ExportAssign(ExpressionId),
}

/// One case of a `switch`.
#[derive(Debug, Clone)]
pub struct Case {
    /// None for `default`.
    pub test: Option<ExpressionId>,
    /// What runs.
    pub body: Vec<Statement>,
}

/// What a `for … of` binds.
#[derive(Debug, Clone)]
pub enum ForHead {
    /// `for (const x of …)`.
    Declare(Pattern),
    /// `for (x of …)`.
    Assign(Pattern),
}

/// What a value is bound to.
#[derive(Debug, Clone)]
pub enum Pattern {
    /// A variable.
    Variable(VariableId),
    /// A member of an object, in assignments: `a.b = …`, `a[b] = …`.
    Target(ExpressionId),
    /// `{a, b: c, ...rest}`.
    Object {
        /// The named ones.
        properties: Vec<PatternProperty>,
        /// The rest.
        rest: Option<Box<Pattern>>,
    },
    /// `[a, , b, ...rest]`.
    Array {
        /// By position; none is a hole.
        elements: Vec<Option<Pattern>>,
        /// The rest.
        rest: Option<Box<Pattern>>,
    },
    /// `… = value`.
    Default {
        /// What is bound.
        pattern: Box<Pattern>,
        /// To what, where there is nothing.
        value: ExpressionId,
    },
}

/// One property of an object pattern.
#[derive(Debug, Clone)]
pub struct PatternProperty {
    /// Which property.
    pub key: PropertyKey,
    /// What it is bound to.
    pub pattern: Pattern,
}
