//! The variables of a page or function.

use std::collections::{BTreeMap, BTreeSet};

use assay_source::Span;
use tree_sitter::Node;

use crate::{lowering::named, span};

/// Names that are the same everywhere.
pub(super) const SUPERGLOBALS: [&str; 9] =
    ["$_GET", "$_POST", "$_REQUEST", "$_COOKIE", "$_FILES", "$_SERVER", "$_SESSION", "$_ENV", "$GLOBALS"];

/// Variables, with their signs.
#[derive(Default)]
pub(super) struct Names<'t> {
    /// All, each where it stands first.
    pub(super) all: BTreeMap<&'t str, Span>,
    /// Those that are given a value.
    pub(super) set: BTreeSet<&'t str>,
}

/// The variables in some nodes, without those of functions in them.
pub(super) fn of<'t>(nodes: &[Node<'_>], source: &'t str) -> Names<'t> {
    let mut names = Names::default();
    let mut open: Vec<(Node<'_>, bool)> = nodes.iter().rev().map(|node| (*node, false)).collect();
    while let Some((node, set)) = open.pop() {
        match node.kind() {
            "variable_name" => {
                let name = source.get(node.byte_range()).unwrap_or_default();
                if name != "$this" && !SUPERGLOBALS.contains(&name) {
                    names.all.entry(name).or_insert_with(|| span(node));
                    if set {
                        names.set.insert(name);
                    }
                }
            }
            "function_definition"
            | "method_declaration"
            | "declaration_list"
            | "scoped_property_access_expression" => {}
            // What a closure takes along belongs to both.
            "anonymous_function" => {
                let taken = named(node).into_iter().filter(|it| it.kind() == "anonymous_function_use_clause");
                open.extend(taken.map(|clause| (clause, false)));
            }
            kind => {
                let left = match kind {
                    "assignment_expression" | "reference_assignment_expression" => {
                        node.child_by_field_name("left")
                    }
                    _ => None,
                };
                let is_catch = kind == "catch_clause";
                let body = node.child_by_field_name("body");
                for (at, child) in named(node).into_iter().enumerate().collect::<Vec<_>>().into_iter().rev() {
                    let sets = match kind {
                        "assignment_expression" | "reference_assignment_expression" => Some(child) == left,
                        "foreach_statement" => at > 0 && Some(child) != body,
                        "list_literal" | "pair" | "by_ref" | "subscript_expression" => set,
                        "static_variable_declaration" => at == 0,
                        _ => is_catch && child.kind() == "variable_name",
                    };
                    open.push((child, sets));
                }
            }
        }
    }
    names
}
