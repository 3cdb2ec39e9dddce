use assay_app::manifest::Manifest;
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_source::Span;

use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "runtime-missing-or-legacy",
    title: "no runtime, or the legacy sandbox",
    claims: &["runtime/node-in-support"],
    topic: Topic::Runtime,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("runtime_missing_or_legacy.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    if !manifest.is_complete() {
        // What is missing may stand in the part that could not be read.
        return look.skip(
            "`app.runtime.name`",
            "the manifest could not be read whole",
            Some(manifest.head()),
        );
    }
    look.looked_at(1);
    let statement = match runtime_name(manifest) {
        Named::Not => "the app names no runtime, which means the legacy sandbox that was switched off",
        Named::Legacy => "the app runs on `sandbox`, the legacy runtime that was switched off",
        Named::Other => return,
    };
    // Where nothing of the app runs on the platform, nothing of it runs on an old runtime either.
    let confidence = if manifest.functions.is_empty() { Confidence::Low } else { Confidence::High };
    let recommended = case.runtimes.newest_forge(case.today).unwrap_or("one in support");
    let found = Found::new("runtime/node-in-support", "app.runtime.name", statement)
        .at(manifest.place(site(manifest)))
        .help(format!("set `app.runtime.name` to `{recommended}`"))
        .confidence(confidence);
    look.against(found);
}

enum Named {
    Not,
    Legacy,
    Other,
}

fn runtime_name(manifest: &Manifest) -> Named {
    // A name that could not be read as a text is not missing; the reader complains of it.
    let written = manifest.document.root.at(["app", "runtime", "name"]).filter(|node| !node.is_null());
    match written.map(|node| node.as_str()) {
        None => Named::Not,
        Some(Some("sandbox")) => Named::Legacy,
        Some(_) => Named::Other,
    }
}

/// The runtime's name, else its block, else the line of `app`, else the first line.
fn site(manifest: &Manifest) -> Span {
    let root = &manifest.document.root;
    let name = root.at(["app", "runtime", "name"]).filter(|node| !node.is_null()).map(|node| node.site());
    let key = |path: &[&str], key| root.at(path.iter().copied())?.entry(key).map(|entry| entry.key.span);
    name.or_else(|| key(&["app"], "runtime"))
        .or_else(|| key(&[], "app"))
        .unwrap_or_else(|| manifest.document.text.line_span(1))
}
