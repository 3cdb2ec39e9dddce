use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::connect::{descriptor, wants_tokens};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "connect-install-hook-missing",
    title: "tokens without a way to the secret they are checked with",
    claims: &["connect/install-hook-declared"],
    topic: Topic::Lifecycle,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: descriptor,
    examine,
    page: include_str!("connect_install_hook_missing.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(descriptor) = &case.app.descriptor else { return };
    look.looked_at(1);
    let has_hook = descriptor.lifecycle.iter().any(|hook| hook.event.value == "installed");
    let is_filled_in =
        descriptor.document.root.get("lifecycle").is_some_and(|lifecycle| lifecycle.entries().is_empty());
    let needs_none = !wants_tokens(descriptor) || descriptor.modules.is_empty();
    if has_hook || is_filled_in || needs_none || !descriptor.is_complete() {
        return;
    }
    let place = descriptor
        .authentication
        .as_ref()
        .map_or_else(|| descriptor.head(), |authentication| descriptor.place(authentication.span));
    look.against(
        Found::new(
            "connect/install-hook-declared",
            "lifecycle.installed",
            "calls to the app carry a token, and no callback `installed` brings the secret to check it with",
        )
        .at(place)
        .help("name a callback in `lifecycle.installed`, keep the shared secret it brings, and check tokens with it")
        .by_absence(),
    );
}
