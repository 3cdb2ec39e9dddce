//! Kotlin.
//!
//! What gives a value in Kotlin and none elsewhere, `if`, `when`, `try`, is lowered to statements that put it where it
//! goes. Members of a companion and of an object are static; what runs on a value (`let`, `also`, `use`) is a call of the
//! function with that value. Annotations, packages and how files find each other are Java's.

mod call;
mod class;
mod expression;
mod flow;
mod receiver;

use std::{borrow::Cow, sync::Arc};

use assay_code::ir::{
    ExpressionId, ExpressionKind, ForHead, FunctionKind, ImportedName, Language, Module, Name, Pattern,
    Statement, StatementKind, VariableId, VariableKind,
};
use assay_source::SourceText;
use tree_sitter::Node;

use crate::{
    builder::Builder,
    java,
    lowering::{Lowering, child_of, named, returned, statement},
    members::Members,
    span,
};
use flow::Sink;
use receiver::Receiver;

/// The text with a semicolon before each call of a function called `get`, where a space was. The grammar takes a line that
/// begins with `get` after `val x = …` for the property's getter; but a getter takes nothing: `get()`. A text that ends
/// within an annotation loses its last letter.
pub(crate) fn prepared(text: &str) -> Cow<'_, str> {
    let is_call = |rest: &str| {
        rest.strip_prefix('(').is_some_and(|rest| !rest.trim_start().starts_with(')'))
            || rest.starts_with(" {")
            || rest.starts_with('<')
    };
    let calls = text.match_indices("get").filter(|(at, _)| {
        let (before, after) = (&text[..*at], &text[at + 3..]);
        let (above, line) = before.rsplit_once('\n').unwrap_or_default();
        let is_alone = !line.is_empty() && line.chars().all(|c| c == ' ' || c == '\t');
        is_alone && is_call(after) && ends_a_statement(above)
    });
    let mut prepared: Option<Vec<u8>> = None;
    for (at, _) in calls {
        prepared.get_or_insert_with(|| text.as_bytes().to_vec())[at - 1] = b';';
    }
    if annotation_is_cut_off(text) {
        let last = text.floor_char_boundary(text.len() - 1);
        prepared.get_or_insert_with(|| text.as_bytes().to_vec())[last..].fill(b'\n');
    }
    match prepared.map(String::from_utf8) {
        Some(Ok(prepared)) => Cow::Owned(prepared),
        _ => Cow::Borrowed(text),
    }
}

/// Whether the text ends within an annotation: the grammar looks for what ends one, and does not stop at the text's end.
fn annotation_is_cut_off(text: &str) -> bool {
    let mut rest = text.rsplit('\n').next().unwrap_or_default();
    while let Some(at) = rest.find('@') {
        let mut in_parentheses = false;
        let end = rest[at..].find(|letter: char| {
            match letter {
                '(' => in_parentheses = true,
                ')' => in_parentheses = false,
                _ => {}
            }
            letter.is_ascii_whitespace() && !in_parentheses
        });
        // What ends one annotation ends those that begin within it, too.
        let Some(end) = end else { return true };
        rest = &rest[at + end..];
    }
    false
}

/// Whether the last line with code in it ends a statement; a semicolon that ends none is none of the grammar's.
fn ends_a_statement(text: &str) -> bool {
    let lines = text.rsplit('\n').map(|line| line.split("//").next().unwrap_or_default().trim_end());
    let last = lines.into_iter().find(|line| !line.is_empty()).unwrap_or_default();
    last.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | '}' | ']' | '"' | '_' | '>' | '!'))
        && !last.ends_with("->")
}

/// Lowers a file.
pub(crate) fn lower(root: Node<'_>, text: Arc<SourceText>) -> Module {
    let source = text.clone();
    let mut kotlin = Kotlin {
        builder: Builder::new(text, Language::Kotlin),
        source: source.as_str(),
        members: Vec::new(),
        hoisted: Vec::new(),
        receivers: Vec::new(),
        loose: Vec::new(),
    };
    let package = child_of(root, "package_header").and_then(|header| header.named_child(0));
    let package = package.map_or("", |name| kotlin.text(name));
    let top = named(root);
    let functions: Vec<Name> = top.iter().filter_map(|node| kotlin.declare_top(*node)).collect();
    let mut body = Vec::new();
    for node in top {
        match node.kind() {
            "import" => kotlin.import(node),
            "package_header" | "file_annotation" | "shebang" => {}
            "annotated_expression" => kotlin.loose = kotlin.loose_annotations(node),
            _ => kotlin.statement(node, &mut body),
        }
    }
    // Classes in classes are declared before those that use them.
    let body = kotlin.hoisted.drain(..).chain(body).collect();
    let mut module = kotlin.builder.finish(body);
    java::link::name(&mut module, package);
    module.provides.extend(functions.iter().map(|name| java::link::qualified(package, name)));
    module
}

/// One file at work.
pub(crate) struct Kotlin<'t> {
    builder: Builder,
    source: &'t str,
    /// The classes being lowered, the innermost last, with the names of what they declare.
    members: Vec<Members<'t>>,
    /// Classes in classes.
    hoisted: Vec<Statement>,
    /// What the functions around run on, the innermost last.
    receivers: Vec<Receiver>,
    /// Annotations of the declaration that follows, which the grammar took for those of an expression.
    loose: Vec<ExpressionId>,
}

impl<'t> Lowering<'t> for Kotlin<'t> {
    fn builder(&mut self) -> &mut Builder {
        &mut self.builder
    }

    fn source(&self) -> &'t str {
        self.source
    }

    fn kind(&mut self, node: Node<'_>) -> ExpressionKind {
        self.expression_kind(node)
    }

    fn statement_here(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        match node.kind() {
            "property_declaration" => self.variables(node, into),
            "assignment" => {
                let kind = self.assignment(node);
                let value = self.made(node, kind);
                into.push(statement(node, StatementKind::Expression(value)));
            }
            "return_expression" => {
                let label = node.child_by_field_name("label");
                match named(node).into_iter().find(|child| Some(*child) != label) {
                    Some(value) => self.run(value, Sink::Return, into),
                    None => into.push(returned(node, None)),
                }
            }
            "throw_expression" => {
                let value = node.named_child(0).map(|value| self.expression(value));
                let value = value.unwrap_or_else(|| self.made(node, ExpressionKind::Undefined));
                into.push(statement(node, StatementKind::Throw(value)));
            }
            "for_statement" => self.each(node, into),
            "while_statement" | "do_while_statement" => {
                let condition = node.child_by_field_name("condition");
                let test = Some(self.field(node, "condition"));
                let body = named(node).into_iter().rfind(|it| Some(*it) != condition && it.kind() != "label");
                let body = body.map(|body| self.scoped(body, Sink::Discard)).unwrap_or_default();
                let body_first = node.kind() == "do_while_statement";
                let kind = StatementKind::Loop { before: Vec::new(), test, body, update: None, body_first };
                into.push(statement(node, kind));
            }
            "class_declaration" | "object_declaration" => self.type_declaration(node, into),
            "function_declaration" => {
                let name = self.field_text(node, "name");
                let variable = self.builder.declare(name, span(node), VariableKind::Function);
                let id = self.function(node, FunctionKind::Arrow, Some(name.into()));
                let value = self.made(node, ExpressionKind::Function(id));
                into.push(self.builder.assign(span(node), variable, value));
            }
            "type_alias" => {}
            _ => self.run(node, Sink::Discard, into),
        }
    }
}

impl<'t> Kotlin<'t> {
    /// Functions and classes are there before they are written. Gives the name of a function.
    fn declare_top(&mut self, node: Node<'_>) -> Option<Name> {
        let name = self.field_text(node, "name");
        let kind = match node.kind() {
            "function_declaration" => VariableKind::Function,
            "class_declaration" | "object_declaration" => VariableKind::Class,
            _ => return None,
        };
        self.builder.declare(name, span(node), kind);
        (kind == VariableKind::Function).then(|| name.into())
    }

    fn import(&mut self, node: Node<'_>) {
        let Some(path) = child_of(node, "qualified_identifier") else { return };
        let name = self.text(path);
        if self.text(node).trim_end().ends_with('*') {
            self.builder.module().searches.push(name.into());
            return;
        }
        let last = name.rsplit('.').next().unwrap_or(name);
        let alias = child_of(node, "identifier").map_or(last, |alias| self.text(alias));
        self.builder.import(name, ImportedName::Named(last.into()), alias, span(node));
    }

    /// What a block or a statement does, in a scope of its own.
    fn scoped(&mut self, node: Node<'_>, sink: Sink) -> Vec<Statement> {
        let mut statements = Vec::new();
        self.builder.open_scope(false);
        self.run(node, sink, &mut statements);
        self.builder.close_scope();
        statements
    }

    fn variables(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let value = written_value(node);
        if let Some(names) = child_of(node, "multi_variable_declaration") {
            let value = value.map(|value| self.expression(value));
            let pattern = self.declared(names);
            into.push(statement(node, StatementKind::Declare { pattern, value }));
            return;
        }
        let Some(declaration) = child_of(node, "variable_declaration") else { return };
        let delegate = child_of(node, "property_delegate").and_then(|it| it.named_child(0));
        let lazily = delegate.and_then(|it| self.lazily(it));
        let Some(value) = value else {
            let value = lazily.map(|lambda| {
                let callee = self.expression(lambda);
                self.builder.call(span(lambda), callee, Vec::new())
            });
            let pattern = self.declared(declaration);
            into.push(statement(node, StatementKind::Declare { pattern, value }));
            return;
        };
        if !self.branches(value) {
            let value = Some(self.expression(value));
            let pattern = self.declared(declaration);
            into.push(statement(node, StatementKind::Declare { pattern, value }));
            return;
        }
        // The name is declared after its value is lowered, which may speak of another of the same name.
        let hidden = self.hidden(value);
        self.run(value, Sink::Assign(hidden), into);
        let value = Some(self.made(value, ExpressionKind::Variable(hidden)));
        let pattern = self.declared(declaration);
        into.push(statement(node, StatementKind::Declare { pattern, value }));
    }

    /// A variable that nobody wrote.
    fn hidden(&mut self, node: Node<'_>) -> VariableId {
        let name = format!("<value at {}>", node.start_byte());
        self.builder.declare(&name, span(node), VariableKind::Mutable)
    }

    /// What a name, or several in parentheses, declares.
    fn declared(&mut self, node: Node<'_>) -> Pattern {
        if node.kind() == "multi_variable_declaration" {
            let elements = named(node).into_iter().map(|it| Some(self.declared(it))).collect();
            return Pattern::Array { elements, rest: None };
        }
        let name = child_of(node, "identifier").unwrap_or(node);
        let declared = self.type_below(node);
        let variable = self.builder.declare(self.text(name), span(name), VariableKind::Mutable);
        self.builder.module().variables[variable.index()].declared_type = declared;
        Pattern::Variable(variable)
    }

    fn each(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let is_name = |it: &Node<'_>| it.kind().ends_with("variable_declaration");
        let children = named(node);
        let mut rest =
            children.iter().filter(|it| !is_name(it) && !matches!(it.kind(), "label" | "annotation"));
        let Some(over) = rest.next().map(|over| self.expression(*over)) else { return };
        let body = rest.next();
        self.builder.open_scope(false);
        let pattern = children.iter().find(|it| is_name(it)).map(|name| self.declared(*name));
        let body = body.map(|body| self.scoped(*body, Sink::Discard)).unwrap_or_default();
        self.builder.close_scope();
        if let Some(pattern) = pattern {
            let each = ForHead::Declare(pattern);
            into.push(statement(node, StatementKind::ForEach { each, over, keys: false, body }));
        }
    }

    fn assignment(&mut self, node: Node<'_>) -> ExpressionKind {
        let value = self.field(node, "right");
        let Some(left) = node.child_by_field_name("left") else { return ExpressionKind::Opaque(vec![value]) };
        let target = Box::new(self.assigned(left));
        let operator = match self.field_text(node, "operator") {
            "=" => None,
            "+=" => Some(assay_code::ir::BinaryOperator::Add),
            _ => Some(assay_code::ir::BinaryOperator::Arithmetic),
        };
        ExpressionKind::Assign { target, value, operator, logical: None }
    }

    /// `by lazy { … }`: what is run for the value.
    fn lazily<'n>(&self, delegate: Node<'n>) -> Option<Node<'n>> {
        let callee = delegate.named_child(0).filter(|callee| self.text(*callee) == "lazy")?;
        let lambda = child_of(delegate, "annotated_lambda")?;
        (callee.kind() == "identifier").then(|| child_of(lambda, "lambda_literal")).flatten()
    }

    /// A value of nothing that is known, made of others.
    fn opaque(&mut self, node: Node<'_>, of: Vec<ExpressionId>) -> ExpressionId {
        self.made(node, ExpressionKind::Opaque(of))
    }
}

/// What stands behind `=` in a declaration.
fn written_value(node: Node<'_>) -> Option<Node<'_>> {
    let mut cursor = node.walk();
    let mut children = node.children(&mut cursor).skip_while(|child| child.kind() != "=").skip(1);
    children.find(|child| child.is_named() && !child.kind().ends_with("comment"))
}
