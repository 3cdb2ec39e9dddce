//! The picture in the language of Graphviz.

use std::fmt::Write as _;

use super::plan::{Kind, Plan, Zone};
use crate::code::CodeView;

/// Draws apps for Graphviz, each as a graph of its own.
///
/// Every text of the app stands in quotes, with quotes and backslashes escaped.
pub fn graph_dot(apps: &[CodeView<'_>]) -> String {
    apps.iter().map(|view| one(&Plan::of(view))).collect()
}

fn one(plan: &Plan) -> String {
    let mut out = format!("digraph {} {{\n", quoted(&plan.name));
    out.push_str(
        "  rankdir=LR; node [shape=box, fontname=\"sans-serif\", fontsize=10]; edge [fontsize=9];\n",
    );
    for zone in Zone::ALL {
        let mut nodes = plan.of_zone(zone).peekable();
        if nodes.peek().is_none() {
            continue;
        }
        let _ = writeln!(
            out,
            "  subgraph cluster_{} {{\n    label={}; style=dashed;",
            zone.id(),
            quoted(zone.title())
        );
        for (number, node) in nodes {
            let lines: Vec<&str> =
                [&*node.title, &*node.detail].into_iter().filter(|line| !line.is_empty()).collect();
            let label = lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("\\n");
            let look = match node.kind {
                Kind::Grave => ", color=\"#b3261e\", penwidth=2",
                Kind::Lost => ", style=dotted",
                Kind::Caller => ", shape=oval",
                Kind::Entry => ", style=bold",
                Kind::Function | Kind::Reached => "",
            };
            let _ = writeln!(out, "    n{number} [label=\"{label}\"{look}];");
        }
        out.push_str("  }\n");
    }
    for ((from, to), guarded) in &plan.edges {
        let look = if *guarded { " [label=\"asks who may\"]" } else { "" };
        let _ = writeln!(out, "  n{from} -> n{to}{look};");
    }
    out + "}\n"
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
