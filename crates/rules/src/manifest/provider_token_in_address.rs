use assay_app::document::{Node, Value};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "provider-token-in-address",
    title: "tokens of an OAuth provider sent in the address or form of a request",
    claims: &[ADDRESS, HEADER],
    topic: Topic::Secrets,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("provider_token_in_address.md"),
};

const ADDRESS: &str = "oauth/bearer-not-in-address";
const HEADER: &str = "oauth/bearer-in-header";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    look.looked_at(manifest.providers.len());
    for provider in &manifest.providers {
        let name =
            provider.key.as_ref().or(provider.name.as_ref()).map_or("without a key", |key| key.as_str());
        let Some(method) = provider.node.get("bearerMethod") else { continue };
        let kind = match &method.value {
            Value::Map(_) => method.get("type"),
            _ => Some(method),
        };
        let Some((kind, text)) = kind.and_then(|kind| Some((kind, Node::as_str(kind)?))) else { continue };
        let found = |claim, statement: String| {
            Found::new(claim, format!("providers.auth[{name}].bearerMethod"), statement)
                .at(manifest.place(kind.span))
                .help("set `bearerMethod` to `authorization-header`; its advanced form names another header or prefix where a service needs that")
        };
        match text {
            "uri-query" => look.against(found(ADDRESS, format!(
                "the provider `{name}` sends its tokens in the query of every address, where logs and histories keep them"
            ))),
            "form-encoded" => {
                let statement = format!("the provider `{name}` sends its tokens in the form of every request, which is deprecated");
                look.against(found(HEADER, statement).severity(Severity::Low));
            }
            _ => {}
        }
    }
}
