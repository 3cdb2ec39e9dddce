//! Laravel's helpers that the tree has words for.
//!
//! Source: laravel.com/docs/12.x/helpers, laravel.com/docs/12.x/views, "Passing Data to Views" (read 2026-11-24).

use assay_code::ir::{
    Argument, ExpressionId, ExpressionKind, Property, PropertyKey, Statement, StatementKind, UnaryOperator,
};
use tree_sitter::Node;

use super::Php;
use crate::{
    builder::plain,
    lowering::{Lowering, named, statement},
    span,
};

/// Methods that say no, with those that say yes: `$user->cannot('view', $note)`, `Gate::denies('view', $note)`, `Auth::guest()`.
const NEGATIVE: [(&str, &str); 4] =
    [("cannot", "can"), ("cant", "can"), ("denies", "allows"), ("guest", "check")];
/// Chains of `->with(…)` longer than this are left as they are.
const LONGEST: u8 = 16;

impl Php<'_> {
    /// `abort_unless($test, 403);` is `if (!$test) abort(403);`. False where the call is none of these.
    pub(super) fn stops(&mut self, node: Node<'_>, into: &mut Vec<Statement>) -> bool {
        let function = node.child_by_field_name("function").filter(|it| it.kind().ends_with("name"));
        let name = function.map_or("", |function| self.text(function).trim_start_matches('\\'));
        let (negated, throws) = match name {
            "abort_if" => (false, false),
            "abort_unless" => (true, false),
            "throw_if" => (false, true),
            "throw_unless" => (true, true),
            _ => return false,
        };
        let mut arguments = self.arguments(node);
        if arguments.is_empty() {
            return false;
        }
        let mut test = arguments.remove(0).value;
        if negated {
            let operator = UnaryOperator::Not;
            test = self.made(node, ExpressionKind::Unary { operator, operand: test });
        }
        let stop = if throws {
            let thrown = arguments.into_iter().map(|argument| argument.value).collect();
            let thrown = self.made(node, ExpressionKind::Opaque(thrown));
            StatementKind::Throw(thrown)
        } else {
            let callee = self.function_named(function.unwrap_or(node), "abort");
            StatementKind::Expression(self.builder.call(span(node), callee, arguments))
        };
        let then = vec![statement(node, stop)];
        into.push(statement(node, StatementKind::If { test, then, otherwise: Vec::new() }));
        true
    }

    /// `compact('note', 'user')` is `['note' => $note, 'user' => $user]`.
    pub(super) fn compacted(&mut self, node: Node<'_>, arguments: &[Argument]) -> Option<ExpressionKind> {
        let mut properties = Vec::new();
        for argument in arguments {
            let names = match &self.builder.module().expressions[argument.value.index()].kind {
                ExpressionKind::Text(_) => vec![argument.value],
                ExpressionKind::Array(elements) => elements.iter().map(|element| element.value).collect(),
                _ => return None,
            };
            for name in names {
                let kind = self.builder.module().expressions[name.index()].kind.clone();
                let ExpressionKind::Text(name) = kind else { return None };
                let Some(variable) = self.builder.lookup(&format!("${name}")) else { continue };
                let value = self.made(node, ExpressionKind::Variable(variable));
                properties.push(Property::Value { key: PropertyKey::Name(name), value });
            }
        }
        Some(ExpressionKind::Object(properties))
    }

    /// `view('notes.show')->with('note', $note)->withUser($user)` is `view('notes.show', ['note' => $note, 'user' => $user])`.
    pub(super) fn view_with(&mut self, node: Node<'_>) -> Option<ExpressionKind> {
        let method = self.field_text(node, "name");
        let object = node.child_by_field_name("object")?;
        if !self.shows_more(node) || !self.is_view(object, LONGEST) {
            return None;
        }
        let made = self.expression(object);
        let kind = self.builder.module().expressions[made.index()].kind.clone();
        let ExpressionKind::Call { callee, arguments: shown, optional } = kind else { return None };
        let given = self.arguments(node);
        let mut properties: Vec<Property> =
            shown.get(1).map(|data| Property::Spread(data.value)).into_iter().collect();
        match (method, given.as_slice()) {
            ("with", [data]) => properties.push(Property::Spread(data.value)),
            ("with", [name, value, ..]) => {
                let kind = self.builder.module().expressions[name.value.index()].kind.clone();
                let ExpressionKind::Text(name) = kind else { return None };
                properties.push(Property::Value { key: PropertyKey::Name(name), value: value.value });
            }
            (_, [value, ..]) => {
                let mut letters = method.strip_prefix("with")?.chars();
                let first = letters.next()?.to_lowercase();
                let name: String = first.chain(letters).collect();
                let key = PropertyKey::Name(name.as_str().into());
                properties.push(Property::Value { key, value: value.value });
            }
            _ => return None,
        }
        let data: ExpressionId = self.made(node, ExpressionKind::Object(properties));
        let arguments = shown.first().copied().into_iter().chain([plain(data)]).collect();
        Some(ExpressionKind::Call { callee, arguments, optional })
    }

    /// Whether an expression is `view(…)`, `View::make(…)`, or either with more data.
    fn is_view(&self, node: Node<'_>, depth: u8) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        match node.kind() {
            "function_call_expression" => {
                self.field_text(node, "function").trim_start_matches('\\') == "view"
                    && node.child_by_field_name("arguments").is_some_and(|list| !named(list).is_empty())
            }
            "scoped_call_expression" => {
                self.field_text(node, "scope").rsplit('\\').next() == Some("View")
                    && self.field_text(node, "name") == "make"
            }
            "member_call_expression" => {
                self.shows_more(node)
                    && node.child_by_field_name("object").is_some_and(|object| self.is_view(object, depth))
            }
            _ => false,
        }
    }

    /// A method that says no is the other one, turned round.
    pub(super) fn refuses(&mut self, node: Node<'_>) -> Option<ExpressionKind> {
        let name = node.child_by_field_name("name")?;
        let written = self.text(name);
        let (_, positive) = NEGATIVE.iter().find(|(negative, _)| *negative == written)?;
        let object = match node.child_by_field_name("object") {
            Some(object) => self.expression(object),
            None => {
                let scope = node.child_by_field_name("scope")?;
                let is_of_laravel = matches!(self.text(scope).rsplit('\\').next(), Some("Gate" | "Auth"));
                is_of_laravel.then(|| self.scope_of(node, Some(scope)))?
            }
        };
        let callee = self.builder.member(span(name), object, positive);
        let arguments = self.arguments(node);
        let operand = self.builder.call(span(node), callee, arguments);
        Some(ExpressionKind::Unary { operator: UnaryOperator::Not, operand })
    }

    /// `$this->authorize('view', $note)` of a controller is `Gate::authorize('view', $note)`.
    pub(super) fn by_gate(&mut self, node: Node<'_>) -> Option<ExpressionKind> {
        let is_asked =
            self.field_text(node, "object") == "$this" && self.field_text(node, "name") == "authorize";
        // What a class declares itself is its own.
        let is_own = self.source.contains("function authorize(");
        let gives = node.child_by_field_name("arguments").is_some_and(|list| !named(list).is_empty());
        if !is_asked || is_own || !gives {
            return None;
        }
        let gate = self.class_named(node, "\\Illuminate\\Support\\Facades\\Gate");
        let gate = self.made(node, ExpressionKind::Variable(gate));
        let callee = self.builder.member(span(node), gate, "authorize");
        let arguments = self.arguments(node);
        Some(ExpressionKind::Call { callee, arguments, optional: false })
    }

    /// `->with('note', $note)`, `->with($data)`, `->withNote($note)`; a name that is computed says nothing.
    fn shows_more(&self, node: Node<'_>) -> bool {
        let given = node.child_by_field_name("arguments").map(named).unwrap_or_default();
        let is_text = |argument: &Node<'_>| {
            named(*argument).last().is_some_and(|it| matches!(it.kind(), "string" | "encapsed_string"))
        };
        let method = self.field_text(node, "name");
        match (method.strip_prefix("with"), given.as_slice()) {
            (Some(""), [_]) => true,
            (Some(""), [name, _]) => is_text(name),
            (Some(name), [_]) => name.starts_with(|first: char| first.is_ascii_uppercase()),
            _ => false,
        }
    }

    /// `request('state')` is `request()->input('state')`, `session('state')` is `session()->get('state')`.
    pub(super) fn asked_for(
        &mut self,
        node: Node<'_>,
        name: &str,
        arguments: &[Argument],
    ) -> Option<ExpressionKind> {
        let first = arguments.first()?;
        let ExpressionKind::Text(_) = self.builder.module().expressions[first.value.index()].kind else {
            return None;
        };
        let function = node.child_by_field_name("function")?;
        let callee = self.function_named(function, name);
        let asked = self.builder.call(span(node), callee, Vec::new());
        let method = if name == "request" { "input" } else { "get" };
        let callee = self.builder.member(span(node), asked, method);
        Some(ExpressionKind::Call { callee, arguments: arguments.to_vec(), optional: false })
    }
}
