//! Names that a Ruby file binds.

use std::collections::{BTreeMap, BTreeSet};

use assay_code::ir::VariableKind;
use assay_source::Span;
use tree_sitter::Node;

use crate::{lowering::named, span};

/// Local variables that are assigned in a body, without those of methods in it. Those of blocks belong to it where they
/// are assigned outside of them too; the first place counts.
pub(super) fn assigned<'t>(node: Node<'_>, source: &'t str) -> BTreeMap<&'t str, Span> {
    let mut found = BTreeMap::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match node.kind() {
            "method" | "singleton_method" | "class" | "module" | "block" | "do_block" | "lambda" => continue,
            "assignment" | "operator_assignment" => {
                targets(node.child_by_field_name("left"), source, &mut found);
            }
            "for" => targets(node.child_by_field_name("pattern"), source, &mut found),
            "exception_variable" => targets(node.named_child(0), source, &mut found),
            _ => {}
        }
        open.extend(named(node).into_iter().rev());
    }
    found
}

fn targets<'t>(node: Option<Node<'_>>, source: &'t str, found: &mut BTreeMap<&'t str, Span>) {
    let mut open: Vec<Node<'_>> = node.into_iter().collect();
    while let Some(node) = open.pop() {
        match node.kind() {
            "identifier" => {
                found.entry(source.get(node.byte_range()).unwrap_or_default()).or_insert_with(|| span(node));
            }
            "left_assignment_list" | "rest_assignment" | "destructured_left_assignment" => {
                open.extend(named(node));
            }
            _ => {}
        }
    }
}

/// `$names`, wherever they stand: the whole program shares them.
pub(super) fn globals<'t>(root: Node<'_>, source: &'t str) -> BTreeMap<&'t str, Span> {
    let mut found = BTreeMap::new();
    walk(root, &mut |node| {
        let assigned = node.kind() == "assignment" || node.kind() == "operator_assignment";
        let left =
            node.child_by_field_name("left").filter(|left| assigned && left.kind() == "global_variable");
        if let Some(left) = left {
            found.entry(source.get(left.byte_range()).unwrap_or_default()).or_insert_with(|| span(left));
        }
        true
    });
    found
}

/// Methods outside of classes.
pub(super) fn functions<'t>(root: Node<'_>, source: &'t str) -> Vec<(&'t str, Span)> {
    let mut found = Vec::new();
    walk(root, &mut |node| match node.kind() {
        "class" | "module" | "singleton_method" => false,
        "method" => {
            if let Some(name) = node.child_by_field_name("name") {
                found.push((source.get(name.byte_range()).unwrap_or_default(), span(name)));
            }
            false
        }
        _ => true,
    });
    found
}

/// Names of methods of classes that take nothing.
pub(super) fn methods<'t>(root: Node<'_>, source: &'t str) -> BTreeSet<&'t str> {
    let mut found = BTreeSet::new();
    walk(root, &mut |node| {
        if matches!(node.kind(), "method" | "singleton_method")
            && let Some(name) = node.child_by_field_name("name")
        {
            found.insert(source.get(name.byte_range()).unwrap_or_default());
        }
        true
    });
    found
}

/// Classes, modules and constants with the modules around them: `Api::Notes`.
pub(super) fn constants(root: Node<'_>, source: &str) -> Vec<(String, (Span, VariableKind))> {
    let mut found = Vec::new();
    let mut open: Vec<(Node<'_>, String)> = vec![(root, String::new())];
    while let Some((node, around)) = open.pop() {
        for child in named(node).into_iter().rev() {
            let named_by = |name: Node<'_>| {
                let name = source.get(name.byte_range()).unwrap_or_default();
                if around.is_empty() { name.to_owned() } else { format!("{around}::{name}") }
            };
            match child.kind() {
                "class" | "module" => {
                    let Some(name) = child.child_by_field_name("name") else { continue };
                    let path = named_by(name);
                    found.push((path.clone(), (span(name), VariableKind::Class)));
                    open.extend(child.child_by_field_name("body").map(|body| (body, path)));
                }
                "assignment" if around.is_empty() => {
                    let left = child.child_by_field_name("left").filter(|left| left.kind() == "constant");
                    found.extend(left.map(|left| (named_by(left), (span(left), VariableKind::Constant))));
                }
                "begin" | "body_statement" | "rescue" | "then" | "if" | "unless" | "else" | "ensure"
                    if around.is_empty() =>
                {
                    open.push((child, around.clone()));
                }
                _ => {}
            }
        }
    }
    found
}

fn walk(root: Node<'_>, see: &mut impl FnMut(Node<'_>) -> bool) {
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if see(node) {
            open.extend(named(node).into_iter().rev());
        }
    }
}
