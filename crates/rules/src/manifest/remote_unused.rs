use std::collections::BTreeSet;

use assay_app::{
    Manifest,
    document::{Node, Value},
};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::code_text::CodeText;
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "remote-unused",
    title: "a remote that nothing uses",
    claims: &["wiring/remotes-used"],
    topic: Topic::Policy,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    applies: case::forge,
    examine,
    page: include_str!("remote_unused.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    // What was not read may hold what seems to be missing; the look is then not whole.
    if !manifest.is_complete() {
        return;
    }
    let named = named_remotes(manifest);
    let unnamed: Vec<_> = manifest
        .remotes
        .iter()
        .filter_map(|remote| remote.key.as_ref())
        .filter(|key| !named.contains(key.as_str()))
        .collect();
    look.looked_at(manifest.remotes.len() - unnamed.len());
    if unnamed.is_empty() {
        return;
    }
    let code = CodeText::of(case.app);
    let calls_remotes = code.has_any(&["invokeRemote", "requestRemote", "fetchRemote"]);
    for key in unnamed {
        let place = manifest.place(key.span);
        let skipped = if !key.is_certain() || named.iter().any(|name| name.contains("${")) {
            Some("a key depends on a variable")
        } else if code.is_empty() {
            Some("no module names it, and there is no code here that could")
        } else if calls_remotes && !code.has_any(&[key.as_str()]) {
            Some("no module names it, and which remotes the code calls is not known")
        } else {
            None
        };
        if let Some(because) = skipped {
            look.skip(format!("the remote `{key}`"), because, Some(place));
            continue;
        }
        look.looked_at(1);
        if code.has_any(&[key.as_str()]) {
            continue;
        }
        look.against(
            Found::new(
                "wiring/remotes-used",
                format!("remotes.{key}"),
                format!("no part of the manifest and no code names the remote `{key}`"),
            )
            .at(place)
            .help("take it out: admins are asked to agree to every remote"),
        );
    }
}

/// Every text that may be the key of a remote, wherever it stands outside of `remotes`; in modules of unlisted
/// types every text counts.
fn named_remotes(manifest: &Manifest) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for module in &manifest.modules {
        collect(&module.node, module.card.is_none(), &mut named);
    }
    let other = manifest.document.root.entries().iter();
    for entry in other.filter(|entry| !matches!(entry.key.text.as_str(), "modules" | "remotes")) {
        collect(&entry.value, false, &mut named);
    }
    named
}

fn collect(node: &Node, all: bool, named: &mut BTreeSet<String>) {
    match &node.value {
        Value::Text(text) if all => {
            named.insert(text.clone());
        }
        Value::List(items) => items.iter().for_each(|item| collect(item, all, named)),
        Value::Map(entries) => {
            for entry in entries {
                let speaks = entry.key.text.to_ascii_lowercase().contains("remote");
                collect(&entry.value, all || speaks, named);
            }
        }
        _ => {}
    }
}
