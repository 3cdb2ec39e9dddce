//! A first scenario: every function, as everybody.

use std::fmt::Write as _;

use assay_app::{Manifest, Spanned};

/// A scenario that walks every function of a manifest as admin, user, stranger and a user of another site, tells every
/// event, calls every web trigger and lets every schedule fall due; to be filled in by whoever knows what is right.
#[must_use]
pub fn first_scenario(manifest: &Manifest) -> String {
    let mut out = String::from(
        "# A first scenario: every function, as everybody. What is expected is next to nothing yet: fill in what is right,\n\
         # and who must be refused. A text of one site on another is a failure everywhere, without being asked for.\n\
         steps:\n",
    );
    let by_others: Vec<&str> = manifest
        .web_triggers
        .iter()
        .filter_map(|it| it.function.as_ref())
        .chain(manifest.triggers.iter().filter_map(|it| it.function.as_ref()))
        .chain(manifest.scheduled_triggers.iter().filter_map(|it| it.function.as_ref()))
        .chain(manifest.consumers.iter().filter_map(|it| it.function.as_ref()))
        .map(|it| it.value.as_str())
        .collect();
    let text = |spanned: Option<&Spanned<String>>| spanned.map(|it| it.value.clone()).unwrap_or_default();
    for function in &manifest.functions {
        let key = text(function.key.as_ref());
        if by_others.contains(&key.as_str())
            && manifest.callers(&key).all(|it| is_caused_by_itself(&it.kind.value))
        {
            continue;
        }
        let is_resolver = manifest.callers(&key).any(|module| module.node.get("resolver").is_some());
        for who in ["admin@cedar", "user@cedar", "stranger@cedar", "user@maple"] {
            let _ = writeln!(out, "  - name: {}", quoted(&format!("{key} as {who}")));
            let _ = writeln!(out, "    as: {who}");
            let _ = writeln!(out, "    invoke:");
            let _ = writeln!(out, "      function: {}", quoted(&key));
            if is_resolver {
                let _ = writeln!(out, "      # The name a resolver defines; the same for each of them.");
                let _ = writeln!(out, "      key: fillMeIn");
            }
            let _ = writeln!(out, "      payload: {{ issueKey: TEAM-1, pageId: \"70001\" }}");
            let _ = writeln!(
                out,
                "      extension: {{ issue: {{ key: TEAM-1, id: \"10001\" }}, content: {{ id: \"70001\" }} }}"
            );
            let _ = writeln!(out, "    expect: {{}}");
        }
    }
    for trigger in &manifest.triggers {
        let key = text(trigger.key.as_ref());
        for event in &trigger.events {
            let _ = writeln!(out, "  - name: {}", quoted(&format!("{key} on {}", event.value)));
            let _ = writeln!(out, "    as: user@cedar");
            let _ = writeln!(
                out,
                "    event: {{ name: {}, body: {} }}",
                quoted(&event.value),
                body_of(&event.value)
            );
            let _ = writeln!(out, "    expect: {{ delivers: [{}] }}", quoted(&key));
        }
    }
    for trigger in &manifest.web_triggers {
        let key = text(trigger.key.as_ref());
        let _ = writeln!(out, "  - name: {}", quoted(&format!("anybody calls {key}")));
        let _ = writeln!(out, "    as: nobody@cedar");
        let _ = writeln!(out, "    web: {{ trigger: {}, method: POST, body: {{}} }}", quoted(&key));
        let _ = writeln!(out, "    expect: {{}}");
    }
    if !manifest.scheduled_triggers.is_empty() {
        let keys: Vec<String> =
            manifest.scheduled_triggers.iter().map(|it| quoted(&text(it.key.as_ref()))).collect();
        let _ = writeln!(out, "  - name: a week passes");
        let _ = writeln!(out, "    tick: 1w");
        let _ = writeln!(out, "    expect: {{ delivers: [{}] }}", keys.join(", "));
    }
    out
}

/// Modules the platform runs by itself.
fn is_caused_by_itself(kind: &str) -> bool {
    let kind = kind.strip_prefix("core:").unwrap_or(kind);
    matches!(kind, "webtrigger" | "trigger" | "scheduledTrigger" | "consumer")
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The content an event is about, as far as every seeded site has it.
fn body_of(event: &str) -> &'static str {
    match event.split(':').nth(1) {
        Some("jira") => "{ issue: { id: \"10001\", key: TEAM-1 } }",
        Some("confluence") => "{ content: { id: \"70001\", type: page, title: Handbook } }",
        _ => "{}",
    }
}
