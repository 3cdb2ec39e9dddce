//! The picture in the language of Mermaid.

use std::fmt::Write as _;

use super::plan::{Kind, Plan, Zone};
use crate::code::CodeView;

/// Draws apps for Mermaid, each as a flowchart of its own.
///
/// What could be markup to Mermaid or to the page around it is written as a numbered entity.
pub fn graph_mermaid(apps: &[CodeView<'_>]) -> String {
    apps.iter().map(|view| one(&Plan::of(view))).collect::<Vec<_>>().join("\n")
}

fn one(plan: &Plan) -> String {
    let mut out = format!("---\ntitle: \"{}\"\n---\nflowchart LR\n", safe(&plan.name));
    for zone in Zone::ALL {
        let mut nodes = plan.of_zone(zone).peekable();
        if nodes.peek().is_none() {
            continue;
        }
        let _ = writeln!(out, "  subgraph {}[\"{}\"]", zone.id(), zone.title());
        for (number, node) in nodes {
            let label = match node.detail.as_str() {
                "" => safe(&node.title),
                detail => format!("{}<br/>{}", safe(&node.title), safe(detail)),
            };
            let (open, close, class) = match node.kind {
                Kind::Caller => ("([", "])", ""),
                Kind::Entry => ("[[", "]]", ""),
                Kind::Lost => ("[[", "]]", ":::lost"),
                Kind::Function => ("[", "]", ""),
                Kind::Reached => ("[", "]", ""),
                Kind::Grave => ("[", "]", ":::grave"),
            };
            let _ = writeln!(out, "    n{number}{open}\"{label}\"{close}{class}");
        }
        out.push_str("  end\n");
    }
    for ((from, to), guarded) in &plan.edges {
        let arrow = if *guarded { "-->|asks who may|" } else { "-->" };
        let _ = writeln!(out, "  n{from} {arrow} n{to}");
    }
    out + "  classDef grave stroke:#b3261e,stroke-width:2px\n  classDef lost stroke-dasharray:3 3\n"
}

fn safe(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if c.is_alphanumeric() || " -_./:,=".contains(c) => out.push(c),
            c => {
                let _ = write!(out, "#{};", u32::from(c));
            }
        }
    }
    out
}
