use assay_app::{document::Node, manifest::AuthProvider};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::leaves::leaves;
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "provider-public-client",
    title: "an OAuth provider that is never shown the client's secret",
    claims: &["oauth/confidential-client"],
    topic: Topic::Secrets,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: case::forge,
    examine,
    page: include_str!("provider_public_client.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    // An app without a provider may still have an OAuth client of its own in its code: that is not looked at.
    look.looked_at(manifest.providers.len());
    for provider in &manifest.providers {
        let name =
            provider.key.as_ref().or(provider.name.as_ref()).map_or("without a key", |key| key.as_str());
        for step in ["exchange", "refreshToken"] {
            let Some(body) = body_without_secret(provider, step) else { continue };
            let found = Found::new(
                "oauth/confidential-client",
                format!("providers.auth[{name}].actions.{step}.overrides.body"),
                format!("the provider `{name}` is sent the request of `{step}` without the client's secret"),
            );
            let found = found
                .at(manifest.place(body.key.span))
                .help("add `client_secret: '{{client_secret}}'` to the body, or set `useBasicAuth`, unless the service knows public clients only");
            look.against(found);
        }
    }
}

/// The body that a step sends word for word, where neither it nor a header holds the secret.
///
/// Without such a body the platform adds the client's credentials itself.
fn body_without_secret<'a>(provider: &'a AuthProvider, step: &str) -> Option<&'a assay_app::document::Entry> {
    let step = provider.node.at(["actions", step])?;
    let overrides = step.get("overrides")?;
    let body = overrides.entry("body")?;
    let basic = step.get("useBasicAuth").is_some_and(|basic| basic.as_bool() != Some(false));
    let shown = |node: &Node| {
        leaves(node, |_| true).iter().any(|leaf| {
            // A variable may bring in anything, an assertion too.
            ["client_secret", "http_basic_auth_credentials", "${"].iter().any(|part| leaf.text.contains(part))
                || leaf.key.contains("assertion")
        })
    };
    (!basic && !shown(overrides)).then_some(body)
}
