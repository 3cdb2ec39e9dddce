//! Classes of PHP where they are named: what stands before `::`, and what is made of them.

use assay_code::ir::{ExpressionId, ExpressionKind, ImportedName, VariableId};
use tree_sitter::Node;

use super::Php;
use crate::{
    lowering::{Lowering, named},
    span,
};

impl Php<'_> {
    pub(super) fn scoped_call(&mut self, node: Node<'_>) -> ExpressionKind {
        if let Some(kind) = self.refuses(node) {
            return kind;
        }
        let at = node.child_by_field_name("name").unwrap_or(node);
        let name = self.text(at);
        let scope = node.child_by_field_name("scope");
        let word = scope.map_or("", |scope| self.text(scope));
        let callee = match word {
            "parent" if name == "__construct" => self.made(node, ExpressionKind::Super),
            "parent" => {
                let object = self.made(node, ExpressionKind::Super);
                self.builder.member(span(at), object, name)
            }
            "self" | "static" => {
                let is_static = self.class.as_ref().is_some_and(|(_, statics)| statics.contains(name));
                let object = match is_static {
                    true => self.scope_of(node, scope),
                    false => self.made(node, ExpressionKind::This),
                };
                self.builder.member(span(at), object, name)
            }
            _ => {
                let object = self.scope_of(node, scope);
                self.builder.member(span(at), object, name)
            }
        };
        let arguments = self.arguments(node);
        ExpressionKind::Call { callee, arguments, optional: false }
    }

    pub(super) fn class_constant(&mut self, node: Node<'_>) -> ExpressionKind {
        let parts = named(node);
        let object = self.scope_of(node, parts.first().copied());
        match parts.get(1).map(|name| self.text(*name)) {
            Some("class") | None => ExpressionKind::Sequence(vec![object]),
            Some(name) => ExpressionKind::Member { object, property: name.into(), optional: false },
        }
    }

    /// What stands before `::`.
    pub(super) fn scope_of(&mut self, node: Node<'_>, scope: Option<Node<'_>>) -> ExpressionId {
        let Some(scope) = scope else { return self.made(node, ExpressionKind::Undefined) };
        match (scope.kind(), self.text(scope)) {
            ("relative_scope", "parent") => self.made(scope, ExpressionKind::Super),
            ("relative_scope", _) => match self.class.as_ref().and_then(|(variable, _)| *variable) {
                Some(variable) => self.made(scope, ExpressionKind::Variable(variable)),
                None => self.made(scope, ExpressionKind::This),
            },
            ("name" | "qualified_name" | "relative_name", written) => {
                let variable = self.class_named(scope, written);
                self.made(scope, ExpressionKind::Variable(variable))
            }
            _ => self.expression(scope),
        }
    }

    /// A class by its name, as `use` and the namespace say.
    pub(super) fn class_named(&mut self, node: Node<'_>, written: &str) -> VariableId {
        let (first, rest) = written.split_once('\\').map_or((written, ""), |(first, rest)| (first, rest));
        let qualified = match self.uses.get(&first.to_ascii_lowercase()) {
            Some(whole) if rest.is_empty() => whole.clone(),
            Some(whole) => format!("{whole}\\{rest}"),
            None if written.starts_with('\\') => written.trim_start_matches('\\').to_owned(),
            None => match self.builder.lookup(written) {
                Some(variable) => return variable,
                None => self.in_namespace(written),
            },
        };
        let last = qualified.rsplit('\\').next().unwrap_or(&qualified).to_owned();
        let local = format!("\\{qualified}");
        self.builder.lookup(&local).unwrap_or_else(|| {
            self.builder.import_at_top(&qualified, ImportedName::Named(last.into()), &local, span(node))
        })
    }

    pub(super) fn creation(&mut self, node: Node<'_>) -> ExpressionKind {
        let Some(class) = node.named_child(0) else { return ExpressionKind::Undefined };
        if class.kind() == "anonymous_class" {
            let callee = self.class(class, None);
            let arguments = self.arguments(class);
            return ExpressionKind::New { callee, arguments };
        }
        let callee = match (class.kind(), self.text(class)) {
            ("name", "self" | "static") => match self.class.as_ref().and_then(|(variable, _)| *variable) {
                Some(variable) => self.made(class, ExpressionKind::Variable(variable)),
                None => self.expression(class),
            },
            ("name" | "qualified_name" | "relative_name", written) => {
                let variable = self.class_named(class, written);
                self.made(class, ExpressionKind::Variable(variable))
            }
            _ => self.expression(class),
        };
        let arguments = self.arguments(node);
        ExpressionKind::New { callee, arguments }
    }
}
