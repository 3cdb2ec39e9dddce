use std::collections::BTreeSet;

use assay_app::{
    Manifest,
    document::{Node, Value},
};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "function-not-wired",
    title: "a function that nothing calls",
    claims: &["wiring/functions-wired"],
    topic: Topic::Policy,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("function_not_wired.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    // What was not read may hold what seems to be missing; the look is then not whole.
    if !manifest.is_complete() {
        return;
    }
    let named = named_functions(manifest);
    let is_uncertain = named.iter().any(|name| name.contains("${"));
    for function in &manifest.functions {
        let Some(key) = &function.key else { continue };
        let place = manifest.place(key.span);
        if named.contains(key.as_str()) {
            look.looked_at(1);
        } else if is_uncertain || !key.is_certain() {
            look.skip(format!("the function `{key}`"), "a key depends on a variable", Some(place));
        } else {
            look.looked_at(1);
            look.against(
                Found::new(
                    "wiring/functions-wired",
                    format!("modules.function.{key}"),
                    format!("no module calls the function `{key}`"),
                )
                .at(place)
                .help("name it in the module that should call it, or take it out with its code"),
            );
        }
    }
}

/// Every text that may be the key of a function, wherever it stands outside of `modules.function`.
///
/// In modules of unlisted types every text counts: how they name functions is not known.
fn named_functions(manifest: &Manifest) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for module in manifest.modules.iter().filter(|module| !module.is("function")) {
        named.extend(module.functions.iter().map(|key| key.value.clone()));
        match module.card {
            Some(_) => collect(&module.node, false, &mut named),
            None => collect(&module.node, true, &mut named),
        }
    }
    for entry in manifest.document.root.entries().iter().filter(|entry| entry.key.text != "modules") {
        collect(&entry.value, false, &mut named);
    }
    named
}

/// Texts below keys that speak of functions; with `all`, every text.
fn collect(node: &Node, all: bool, named: &mut BTreeSet<String>) {
    match &node.value {
        Value::Text(text) if all => {
            named.insert(text.clone());
        }
        Value::List(items) => items.iter().for_each(|item| collect(item, all, named)),
        Value::Map(entries) => {
            for entry in entries {
                let key = entry.key.text.to_ascii_lowercase();
                let speaks =
                    ["function", "resolver", "handler", "callback"].iter().any(|word| key.contains(word));
                collect(&entry.value, all || speaks, named);
            }
        }
        _ => {}
    }
}
