use assay_app::manifest::EgressForm;
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "egress-text-form",
    title: "outside addresses in the form of a bare text",
    claims: &["wiring/current-forms"],
    topic: Topic::Policy,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("egress_text_form.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    let egress = &manifest.permissions.egress;
    look.looked_at(1 + egress.len());
    let bare: Vec<_> =
        egress.iter().filter(|entry| entry.form == EgressForm::Text && entry.address.is_some()).collect();
    let Some(first) = bare.first() else { return };
    let statement = match bare.len() {
        1 => "one outside address is a bare text, a form the platform has replaced".to_owned(),
        many => format!("{many} outside addresses are bare texts, a form the platform has replaced"),
    };
    look.against(
        Found::new("wiring/current-forms", "permissions.external: bare texts", statement)
            .at(manifest.place(first.span))
            .help("write `- address: …`, which can also say whether end-user data goes there (`inScopeEUD`, `category`)"),
    );
}
