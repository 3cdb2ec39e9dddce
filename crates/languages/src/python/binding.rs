//! Which names a block binds: in Python they belong to the whole of it.

use assay_source::Span;
use tree_sitter::Node;

use crate::span;

/// The names a module's or function's body binds, in order of appearance; not those it says are `global` or
/// `nonlocal`, and not those of functions and classes in it.
pub(super) fn names<'t>(block: Node<'_>, source: &'t str) -> Vec<(&'t str, Span)> {
    let (mut bound, mut elsewhere) = (Vec::new(), Vec::new());
    collect(block, source, &mut bound, &mut elsewhere, 0);
    bound.retain(|(name, _)| !elsewhere.contains(name));
    bound
}

fn collect<'t>(
    node: Node<'_>,
    source: &'t str,
    bound: &mut Vec<(&'t str, Span)>,
    elsewhere: &mut Vec<&'t str>,
    depth: u32,
) {
    if depth > 400 {
        return;
    }
    let mut bind =
        |name: Node<'_>| bound.push((source.get(name.byte_range()).unwrap_or_default(), span(name)));
    match node.kind() {
        "function_definition" | "class_definition" if depth > 0 => {
            node.child_by_field_name("name").into_iter().for_each(bind);
            return;
        }
        "lambda" => return,
        "global_statement" | "nonlocal_statement" => {
            let mut cursor = node.walk();
            elsewhere
                .extend(node.named_children(&mut cursor).filter_map(|name| source.get(name.byte_range())));
            return;
        }
        "assignment" | "augmented_assignment" | "for_statement" | "for_in_clause" => {
            node.child_by_field_name("left").into_iter().flat_map(targets).for_each(&mut bind);
        }
        "named_expression" => node.child_by_field_name("name").into_iter().for_each(&mut bind),
        "as_pattern" => node.child_by_field_name("alias").into_iter().flat_map(targets).for_each(&mut bind),
        _ => {}
    }
    let mut cursor = node.walk();
    for child in node.named_children(&mut cursor) {
        collect(child, source, bound, elsewhere, depth + 1);
    }
}

/// The plain names an assignment's left side binds.
fn targets(left: Node<'_>) -> Vec<Node<'_>> {
    match left.kind() {
        "identifier" => vec![left],
        "pattern_list"
        | "tuple_pattern"
        | "list_pattern"
        | "list_splat_pattern"
        | "as_pattern_target"
        | "tuple"
        | "list"
        | "parenthesized_expression" => {
            let mut cursor = left.walk();
            left.named_children(&mut cursor).collect::<Vec<_>>().into_iter().flat_map(targets).collect()
        }
        _ => Vec::new(),
    }
}
