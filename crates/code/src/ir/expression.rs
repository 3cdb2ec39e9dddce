//! Expressions.

use assay_source::Span;

use super::{ClassId, ExpressionId, FunctionId, Name, Pattern, RequestId, VariableId};

/// An expression, and where it stands.
#[derive(Debug, Clone)]
pub struct Expression {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: ExpressionKind,
}

/// What an expression is. Parentheses, type assertions, `satisfies` and `!` leave no trace.
#[derive(Debug, Clone)]
pub enum ExpressionKind {
    /// `undefined`, `void 0`, a hole.
    Undefined,
    /// `null`.
    Null,
    /// `true`, `false`.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A string, or a template without values.
    Text(Name),
    /// A regular expression.
    Regex {
        /// Between the slashes.
        pattern: Name,
        /// After them.
        flags: Name,
    },
    /// A template with values: `strings` has one more entry than `values`.
    Template {
        /// Cooked.
        strings: Vec<Name>,
        /// Between them.
        values: Vec<ExpressionId>,
    },
    /// A tagged template.
    Tagged {
        /// The tag.
        tag: ExpressionId,
        /// Cooked; raw where that cannot be.
        strings: Vec<Name>,
        /// Between them.
        values: Vec<ExpressionId>,
    },
    /// A variable of the module.
    Variable(VariableId),
    /// A name nobody in the module declares.
    Global(Name),
    /// `this`.
    This,
    /// `super`.
    Super,
    /// `import.meta`, `new.target`.
    Meta,
    /// `object.property`; `#private` names keep their sign.
    Member {
        /// Of what.
        object: ExpressionId,
        /// Which.
        property: Name,
        /// `?.`
        optional: bool,
    },
    /// A name that may be a member of one of several objects, the innermost first, or something else that extends them:
    /// Kotlin's `get("/notes") { … }` within a function that runs on a router, and `router.notes()` where a function of
    /// the program adds that to routers. What the objects have themselves counts first.
    Extended {
        /// Of what.
        objects: Vec<ExpressionId>,
        /// Which.
        property: Name,
        /// What it means where none of them has it.
        otherwise: ExpressionId,
        /// The object is written out before a dot: where nothing extends it, the name is its member all the same.
        written: bool,
    },
    /// `object[index]`; an index that is a literal text is a [`Self::Member`].
    Index {
        /// Of what.
        object: ExpressionId,
        /// Which.
        index: ExpressionId,
        /// `?.`
        optional: bool,
    },
    /// A call.
    Call {
        /// What is called.
        callee: ExpressionId,
        /// With what.
        arguments: Vec<Argument>,
        /// `?.()`
        optional: bool,
    },
    /// `new`.
    New {
        /// What.
        callee: ExpressionId,
        /// With what.
        arguments: Vec<Argument>,
    },
    /// `require('…')` where nobody declares `require`, and `import x = require('…')`.
    Require(RequestId),
    /// `import('…')`: a promise of the namespace.
    DynamicImport(RequestId),
    /// `require` or `import` of something computed.
    ComputedImport(ExpressionId),
    /// A function.
    Function(FunctionId),
    /// A class.
    Class(ClassId),
    /// `{…}`
    Object(Vec<Property>),
    /// `[…]`
    Array(Vec<Argument>),
    /// `=`, `+=`, `??=` and their like.
    Assign {
        /// To what.
        target: Box<Pattern>,
        /// What.
        value: ExpressionId,
        /// `+` of `+=`.
        operator: Option<BinaryOperator>,
        /// `??` of `??=`.
        logical: Option<LogicalOperator>,
    },
    /// `++`, `--`.
    Update(Box<Pattern>),
    /// `!x`, `typeof x` and their like.
    Unary {
        /// How.
        operator: UnaryOperator,
        /// On what.
        operand: ExpressionId,
    },
    /// `delete x`.
    Delete(ExpressionId),
    /// `a + b` and its like.
    Binary {
        /// How.
        operator: BinaryOperator,
        /// Left.
        left: ExpressionId,
        /// Right.
        right: ExpressionId,
    },
    /// `a && b` and its like.
    Logical {
        /// How.
        operator: LogicalOperator,
        /// Left.
        left: ExpressionId,
        /// Right.
        right: ExpressionId,
    },
    /// `a ? b : c`
    Conditional {
        /// The test.
        test: ExpressionId,
        /// Where it is truthy.
        then: ExpressionId,
        /// Where it is falsy.
        otherwise: ExpressionId,
    },
    /// `a, b`
    Sequence(Vec<ExpressionId>),
    /// `await`
    Await(ExpressionId),
    /// `yield`, `yield*`
    Yield(Option<ExpressionId>),
    /// JSX.
    Element {
        /// The tag.
        tag: Tag,
        /// Its attributes.
        attributes: Vec<Attribute>,
        /// Its children: texts, expressions, elements.
        children: Vec<ExpressionId>,
    },
    /// What the parser had to leave out, or a shape we do not model.
    Opaque(Vec<ExpressionId>),
}

/// An argument, or an element of an array.
#[derive(Debug, Clone, Copy)]
pub struct Argument {
    /// What.
    pub value: ExpressionId,
    /// `...value`
    pub spread: bool,
}

/// A property of an object literal.
#[derive(Debug, Clone)]
pub enum Property {
    /// `key: value`, a shorthand, or a method.
    Value {
        /// Its name.
        key: PropertyKey,
        /// What.
        value: ExpressionId,
    },
    /// `get key() {…}`
    Getter {
        /// Its name.
        key: PropertyKey,
        /// What it runs.
        function: FunctionId,
    },
    /// `set key(v) {…}`
    Setter {
        /// Its name.
        key: PropertyKey,
        /// What it runs.
        function: FunctionId,
    },
    /// `...value`
    Spread(ExpressionId),
}

/// The name of a property.
#[derive(Debug, Clone)]
pub enum PropertyKey {
    /// Written out.
    Name(Name),
    /// `[…]`
    Computed(ExpressionId),
}

/// The tag of an element.
#[derive(Debug, Clone)]
pub enum Tag {
    /// `<div>`: lower case.
    Intrinsic(Name),
    /// `<Panel>`, `<ui.Panel>`.
    Component(ExpressionId),
    /// `<>…</>`
    Fragment,
}

/// An attribute of an element.
#[derive(Debug, Clone)]
pub enum Attribute {
    /// `name={value}`; one without a value is `true`.
    Named(Name, ExpressionId),
    /// `{...value}`
    Spread(ExpressionId),
}

/// Operators of one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `!`
    Not,
    /// `-`
    Minus,
    /// `+`: makes a number.
    Plus,
    /// `~`
    BitNot,
    /// `typeof`
    TypeOf,
    /// `void`
    Void,
}

/// Operators of two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `+`
    Add,
    /// `-`, `*`, `/`, `%`, `**`, shifts and bit operators: they make a number.
    Arithmetic,
    /// `==`
    LooseEqual,
    /// `!=`
    LooseUnequal,
    /// `===`
    Equal,
    /// `!==`
    Unequal,
    /// `<`, `<=`
    Less,
    /// `>`, `>=`
    Greater,
    /// `in`
    In,
    /// `instanceof`
    InstanceOf,
}

/// Operators that may not look at their right side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogicalOperator {
    /// `&&`
    And,
    /// `||`
    Or,
    /// `??`
    Coalesce,
}
