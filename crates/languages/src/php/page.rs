//! A file's top level, and what it shares with the files it includes.

use std::collections::{BTreeMap, BTreeSet};

use assay_code::ir::{
    ExpressionId, ExpressionKind, FunctionKind, LogicalOperator, Name, Pattern, Property, PropertyKey,
    Statement, StatementKind, VariableKind,
};
use tree_sitter::Node;

use super::{PAGE, Php, names};
use crate::{
    builder::FunctionHead,
    lowering::{Lowering, child_of, named, parameter, returned, statement},
    span,
};

/// What the parameter of a page is called.
const SCOPE: &str = "<scope>";

/// A part of a file in one namespace.
pub(super) struct Piece<'n> {
    namespace: String,
    uses: BTreeMap<String, String>,
    pub(super) declarations: Vec<Node<'n>>,
    statements: Vec<Node<'n>>,
}

/// The variables of a page or function, as far as a file that it includes can see and set them.
#[derive(Default)]
pub(super) struct Shared<'t> {
    all: BTreeSet<&'t str>,
    /// Those nobody here gives a value to.
    unset: BTreeSet<&'t str>,
}

impl<'t> Php<'t> {
    /// The parts of a file, each with what it declares, wherever in it that stands.
    pub(super) fn pieces<'n>(&self, root: Node<'n>) -> Vec<Piece<'n>> {
        let new = |namespace: String| Piece {
            namespace,
            uses: BTreeMap::new(),
            declarations: Vec::new(),
            statements: Vec::new(),
        };
        let mut pieces = vec![new(String::new())];
        let mut open: Vec<Node<'n>> = named(root).into_iter().rev().collect();
        while let Some(node) = open.pop() {
            let piece = pieces.last_mut().expect("there is always one");
            match node.kind() {
                "namespace_definition" => {
                    let name = node.child_by_field_name("name").map_or("", |name| self.text(name));
                    pieces.push(new(name.to_owned()));
                    if let Some(body) = node.child_by_field_name("body") {
                        open.extend(named(body).into_iter().rev());
                    }
                }
                "namespace_use_declaration" => self.note_uses(node, &mut piece.uses),
                _ => piece.statements.push(node),
            }
        }
        for piece in &mut pieces {
            piece.declarations = declarations(&piece.statements);
        }
        pieces
    }

    pub(super) fn enter_namespace(&mut self, piece: &Piece<'_>) {
        self.namespace.clone_from(&piece.namespace);
        self.uses.clone_from(&piece.uses);
    }

    /// What a name stands for: `Firebase\JWT\JWT`, without the sign it may begin with.
    fn note_uses(&self, node: Node<'_>, uses: &mut BTreeMap<String, String>) {
        let prefix = child_of(node, "namespace_name").map(|prefix| self.text(prefix));
        let clauses = node.child_by_field_name("body").map_or_else(|| named(node), named);
        for clause in clauses.into_iter().filter(|clause| clause.kind() == "namespace_use_clause") {
            let alias = clause.child_by_field_name("alias");
            let written = named(clause).into_iter().find(|it| Some(*it) != alias && it.kind() != "function");
            let Some(written) = written.map(|written| self.text(written)) else { continue };
            let whole = match prefix {
                Some(prefix) => format!("{prefix}\\{written}"),
                None => written.to_owned(),
            };
            let whole = whole.trim_start_matches('\\').to_owned();
            let last = whole.rsplit('\\').next().unwrap_or(&whole);
            let name = alias.map_or(last, |alias| self.text(alias)).to_ascii_lowercase();
            uses.insert(name, whole);
        }
    }

    /// The file's top level, as a function.
    pub(super) fn page(&mut self, root: Node<'_>, pieces: &[Piece<'_>], body: &mut Vec<Statement>) {
        let runs = |node: &&Node<'_>| !matches!(node.kind(), "php_tag" | "text_interpolation");
        let has_page = pieces.iter().flat_map(|piece| &piece.statements).any(|node| {
            let declares =
                matches!(node.kind(), "function_definition" | "const_declaration" | "declare_statement")
                    || is_class(*node)
                    || self.definition(*node).is_some();
            runs(&node) && !declares && !node.kind().ends_with("comment")
        });
        for piece in pieces {
            self.enter_namespace(piece);
            piece.statements.iter().for_each(|node| self.constants(*node, body));
        }
        if !has_page {
            return;
        }
        let first = pieces.iter().flat_map(|piece| &piece.statements).find(|node| node.kind() != "php_tag");
        let head = FunctionHead {
            name: Some("page".into()),
            span: span(root),
            head: first.map_or(span(root), |node| span(*node)),
            kind: FunctionKind::Plain,
            is_async: false,
        };
        let statements: Vec<Node<'_>> = pieces.iter().flat_map(|piece| piece.statements.clone()).collect();
        let page = self.in_function(head, |php| {
            let scope = php.builder.declare(SCOPE, span(root), VariableKind::Parameter);
            let mut lowered = Vec::new();
            let names = names::of(&statements, php.source);
            for (name, at) in &names.all {
                let variable = php.builder.declare(name, *at, VariableKind::Mutable);
                if !names.set.contains(name) {
                    let object = php.builder.expression(*at, ExpressionKind::Variable(scope));
                    let value = php.builder.member(*at, object, name);
                    lowered.push(php.builder.assign(*at, variable, value));
                }
            }
            php.open_shared(&names);
            for piece in pieces {
                php.enter_namespace(piece);
                for node in piece
                    .statements
                    .iter()
                    .filter(|node| php.definition(**node).is_none())
                    .collect::<Vec<_>>()
                {
                    php.statement(*node, &mut lowered);
                }
            }
            let own = php.shared_object(root);
            php.shared.pop();
            lowered.push(returned(root, Some(own)));
            (vec![parameter(Pattern::Variable(scope))], lowered)
        });
        let value = self.made(root, ExpressionKind::Function(page));
        let variable = self.builder.declare(PAGE, span(root), VariableKind::Function);
        body.push(self.builder.assign(span(root), variable, value));
    }

    pub(super) fn open_shared(&mut self, names: &names::Names<'t>) {
        let all: BTreeSet<&str> = names.all.keys().copied().collect();
        let unset = all.iter().copied().filter(|name| !names.set.contains(name)).collect();
        self.shared.push(Shared { all, unset });
    }

    /// The variables here, for a file that is included.
    pub(super) fn shared_object(&mut self, node: Node<'_>) -> ExpressionId {
        let names: Vec<&str> =
            self.shared.last().map(|shared| shared.all.iter().copied().collect()).unwrap_or_default();
        let properties = names.into_iter().map(|name| {
            let value = self.builder.name(span(node), name);
            Property::Value { key: PropertyKey::Name(name.into()), value }
        });
        let properties = properties.collect();
        self.made(node, ExpressionKind::Object(properties))
    }

    /// Name and value of `define('X', …)`.
    fn definition<'n>(&self, node: Node<'n>) -> Option<(Node<'n>, Node<'n>)> {
        let call =
            child_of(node, "function_call_expression").filter(|_| node.kind() == "expression_statement")?;
        let arguments = call.child_by_field_name("arguments")?;
        let list = named(arguments);
        let [name, value, ..] = list.as_slice() else { return None };
        let is_text = |name: &Node<'_>| matches!(name.kind(), "string" | "encapsed_string");
        let name = name.named_child(0).filter(is_text)?;
        (self.field_text(call, "function") == "define").then_some((name, value.named_child(0)?))
    }

    /// `const X = …` and `define('X', …)` at the top level.
    fn constants(&mut self, node: Node<'_>, body: &mut Vec<Statement>) {
        let mut defined: Vec<(Name, Node<'_>)> = Vec::new();
        if node.kind() == "const_declaration" {
            for element in named(node) {
                if let [name, value] = named(element).as_slice() {
                    defined.push((self.text(*name).into(), *value));
                }
            }
        }
        if let Some((name, value)) = self.definition(node)
            && let ExpressionKind::Text(name) = self.kind(name)
        {
            defined.push((name, value));
        }
        for (name, value) in defined {
            let at = span(value);
            let value = self.expression(value);
            self.builder.provide(&format!("{name}!"));
            let variable = self.builder.declare(&name, at, VariableKind::Constant);
            body.push(self.builder.assign(at, variable, value));
        }
    }

    /// `require` as a statement: what the file sets is set here.
    pub(super) fn expression_statement(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        if let "throw_expression" = node.kind() {
            let value = node.named_child(0).map(|value| self.expression(value));
            if let Some(value) = value {
                into.push(statement(node, StatementKind::Throw(value)));
            }
            return;
        }
        if self.stops(node, into) {
            return;
        }
        let value = self.expression(node);
        if !is_include(node) {
            into.push(statement(node, StatementKind::Expression(value)));
            return;
        }
        let unset: Vec<&str> =
            self.shared.last().map(|shared| shared.unset.iter().copied().collect()).unwrap_or_default();
        self.includes += 1;
        let given = format!("<included {}>", self.includes);
        let given = self.builder.declare(&given, span(node), VariableKind::Constant);
        into.push(self.builder.assign(span(node), given, value));
        for name in unset {
            let Some(variable) = self.builder.lookup(name) else { continue };
            let object = self.made(node, ExpressionKind::Variable(given));
            let left = self.builder.member(span(node), object, name);
            let right = self.made(node, ExpressionKind::Variable(variable));
            let operator = LogicalOperator::Coalesce;
            let value = self.made(node, ExpressionKind::Logical { operator, left, right });
            into.push(self.builder.assign(span(node), variable, value));
        }
    }
}

fn is_class(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "class_declaration" | "trait_declaration" | "enum_declaration" | "interface_declaration"
    )
}

fn is_include(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "include_expression" | "include_once_expression" | "require_expression" | "require_once_expression"
    )
}

/// Functions and classes, wherever they are declared: PHP knows no inner ones.
fn declarations<'n>(statements: &[Node<'n>]) -> Vec<Node<'n>> {
    let mut found = Vec::new();
    let mut open: Vec<Node<'n>> = statements.iter().rev().copied().collect();
    while let Some(node) = open.pop() {
        if node.kind() == "function_definition" || is_class(node) {
            found.push(node);
        }
        if node.kind().ends_with("statement")
            || node.kind().ends_with("definition")
            || node.kind().ends_with("clause")
        {
            open.extend(named(node).into_iter().rev());
        }
    }
    found
}
