use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{
    credential_fields::{Asked, fields},
    reads_code,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "atlassian-credential-asked",
    title: "a form that asks for an Atlassian password or API token",
    claims: &["credentials/not-collected", "credentials/no-customer-oauth-app"],
    topic: Topic::Credentials,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("atlassian_credential_asked.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    super::reach::blind_spots(case, look);
    look.looked_at(1);
    for field in fields(case) {
        look.looked_at(1);
        let (claim, what) = match field.asked {
            Asked::Credential => {
                ("credentials/not-collected", "a password or API token of an Atlassian account")
            }
            Asked::OauthApp => {
                ("credentials/no-customer-oauth-app", "an OAuth app that the customer has to make")
            }
            Asked::TrelloToken => continue,
        };
        look.against(
            Found::new(claim, format!("field: {}", field.words), format!("a form asks for {what}: `{}`", field.words))
                .at(field.place)
                .path(field.path)
                .help("call the product as the app or as its user, by what the platform gives; where an API cannot be called so, ask Atlassian to change that"),
        );
    }
}
