//! An app's entries, for snapshots.

use std::{collections::BTreeSet, sync::Arc};

use assay_code::{Action, GuardKind, analyse, graph::Program};
use assay_languages::READERS;
use assay_source::Tree;

/// Each entry with what it does, and the checks that hold there.
pub(crate) fn told(files: &[(&str, &str)]) -> String {
    let manifest =
        ("manifest.yml", "app:\n  id: ari:cloud:ecosystem::app/1\n  runtime:\n    name: nodejs22.x\n");
    let tree = Arc::new(Tree::from_files(files.iter().copied().chain([manifest])).unwrap());
    let app = assay_app::find(&tree, &assay_app::Options::default()).apps.swap_remove(0);
    let code = analyse(&Program::load(&app, READERS), &app);
    let mut out = String::new();
    for entry in &code.entries {
        out += &format!("{}\n", entry.name);
        let mut lines = BTreeSet::new();
        for event in code.events_of(entry.id) {
            let Action::Call(call) = &event.action else { continue };
            let Some(effect) = call.effect() else { continue };
            let checks: BTreeSet<String> = event
                .guards
                .iter()
                .filter_map(|guard| match &guard.kind {
                    GuardKind::Check(kind) => Some(format!("{kind:?}")),
                    GuardKind::SecretCompared { .. } => Some("secret compared".to_owned()),
                    _ => None,
                })
                .collect();
            let checks: Vec<String> = checks.into_iter().collect();
            let text = code.text(event.site).place(event.site.span);
            lines.insert((text.line(), format!("  {effect:?} {} [{}]\n", call.path, checks.join(", "))));
        }
        out.extend(lines.into_iter().map(|(_, line)| line));
    }
    out
}
