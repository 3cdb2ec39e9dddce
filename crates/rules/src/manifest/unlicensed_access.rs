use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "unlicensed-access",
    title: "a module for people without a licence or an account",
    claims: &["authz/unlicensed-access-intended"],
    topic: Topic::Authz,
    severity: Severity::Medium,
    confidence: Confidence::Low,
    applies: case::forge,
    examine,
    page: include_str!("unlicensed_access.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1 + manifest.modules.len());
    for module in &manifest.modules {
        let Some(access) = module.node.entry("unlicensedAccess") else { continue };
        let given: Vec<&str> = access.value.items().iter().filter_map(|item| item.as_str()).collect();
        let is_meant = case.settings.anonymous.iter().any(|named| named.endpoint == module.name());
        if given.is_empty() || is_meant {
            continue;
        }
        let (who, severity) = if given.contains(&"anonymous") {
            ("anyone, without an account,", Severity::Medium)
        } else if given.contains(&"unlicensed") {
            ("everyone with an account", Severity::Low)
        } else {
            ("customers of a portal", Severity::Low)
        };
        let (kind, name) = (&module.kind, module.name());
        let mut functions: Vec<String> =
            module.functions.iter().chain(&module.endpoints).map(|key| format!("`{key}`")).collect();
        functions.dedup();
        let call =
            if functions.is_empty() { String::new() } else { format!(" and call {}", functions.join(", ")) };
        look.unsure(
            Found::new(
                "authz/unlicensed-access-intended",
                format!("modules.{kind}.{name}.unlicensedAccess"),
                format!("{who} can use the `{kind}` `{name}`{call}; what they may see is for the code to decide"),
            )
            .at(manifest.place(access.key.span))
            .severity(severity)
            .help("leave out whom the feature does not need, check in the code what is shown, and name the module with its reason in `assay.toml`"),
            "what the code shows to whom is not in the manifest",
        );
    }
}
