use assay_app::{ConnectDescriptor, Manifest};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::connect::{connect_part, is_of_bitbucket, wants_tokens};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "connect-install-hook-missing",
    title: "tokens without a way to the secret they are checked with",
    claims: &["connect/install-hook-declared"],
    topic: Topic::Lifecycle,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: connect_part,
    examine,
    page: include_str!("connect_install_hook_missing.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    if let Some(descriptor) = &case.app.descriptor {
        look.looked_at(1);
        let place = descriptor.authentication.as_ref().map(|given| descriptor.place(given.span));
        if lacks_hook(descriptor) {
            look.against(found("lifecycle.installed").at(place.unwrap_or_else(|| descriptor.head())));
        }
    }
    if let Some(manifest) = case.manifest()
        && let Some(connect) = &manifest.app.connect
    {
        look.looked_at(1);
        if manifest_lacks_hook(manifest) {
            // The server may check the platform's own tokens in their place.
            let found = found("connectModules.lifecycle.installed").confidence(Confidence::Low);
            look.against(found.at(manifest.place(connect.span)));
        }
    }
}

fn found(identity: &str) -> Found {
    Found::new(
        "connect/install-hook-declared",
        identity,
        "calls to the app carry a token, and no callback `installed` brings the secret to check it with",
    )
    .help("name a callback in `lifecycle.installed`, keep the shared secret it brings, and check tokens with it")
    .by_absence()
}

fn lacks_hook(descriptor: &ConnectDescriptor) -> bool {
    let has_hook = descriptor.lifecycle.iter().any(|hook| hook.event.value == "installed");
    let is_filled_in =
        descriptor.document.root.get("lifecycle").is_some_and(|lifecycle| lifecycle.entries().is_empty());
    let needs_none =
        !wants_tokens(descriptor) || descriptor.modules.is_empty() || is_of_bitbucket(descriptor);
    !has_hook && !is_filled_in && !needs_none && descriptor.is_complete()
}

fn manifest_lacks_hook(manifest: &Manifest) -> bool {
    let is_lifecycle = |kind: &str| kind == "lifecycle" || kind.ends_with(":lifecycle");
    let (lifecycle, called): (Vec<_>, Vec<_>) =
        manifest.connect_modules.iter().partition(|module| is_lifecycle(&module.kind.value));
    let has_hook = lifecycle.iter().any(|module| module.node.get("installed").is_some());
    let authentication = manifest.app.connect.as_ref().and_then(|connect| connect.authentication.as_ref());
    let wants_tokens = authentication.is_none_or(|given| !given.value.eq_ignore_ascii_case("none"));
    !called.is_empty() && !has_hook && wants_tokens && manifest.is_complete()
}
