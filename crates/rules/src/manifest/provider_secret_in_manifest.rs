use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{
    credential::{is_known_credential, is_literal_secret, names_a_secret, place_without},
    leaves::{Leaf, leaves},
};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "provider-secret-in-manifest",
    title: "a secret of an OAuth provider in the manifest",
    claims: &["secrets/manifest"],
    topic: Topic::Secrets,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("provider_secret_in_manifest.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    for provider in &manifest.providers {
        let name =
            provider.key.as_ref().or(provider.name.as_ref()).map_or("without a key", |key| key.as_str());
        // Resolvers say where in an answer a token stands: `refreshToken: refresh_token`.
        let leaves = leaves(&provider.node, |key| !matches!(key, "resolvers" | "bearerMethod" | "scopes"));
        look.looked_at(leaves.len());
        let is_secret = |leaf: &&Leaf<'_>| {
            is_known_credential(&leaf.text) || names_a_secret(leaf.key) && is_literal_secret(&leaf.text)
        };
        let secrets: Vec<&Leaf<'_>> = leaves.iter().filter(is_secret).collect();
        let spans: Vec<_> = secrets.iter().map(|leaf| leaf.node.span).collect();
        for leaf in secrets {
            let path = &leaf.path;
            let found = Found::new(
                "secrets/manifest",
                format!("providers.auth[{name}].{path}"),
                format!("the provider `{name}` has a literal value for `{path}`"),
            );
            let found = found
                .at(place_without(&manifest.document, leaf.node.span, &spans))
                .help("write a runtime template such as `{{client_secret}}` there, give the secret with `forge providers configure`, and change the one that was published");
            look.against(found);
        }
    }
}
