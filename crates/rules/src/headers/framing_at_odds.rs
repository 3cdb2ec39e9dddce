use assay_app::AppType;
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_headers::csp::{Directive, policies};

use super::{
    is_framed,
    setting::{Setting, Settings},
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "framing-at-odds",
    title: "a header that keeps the product from showing the app's pages, or lets anybody show them",
    claims: &["headers/framed-by-products-only"],
    topic: Topic::Headers,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    applies: is_framed,
    examine,
    page: include_str!("framing_at_odds.md"),
};

/// Origins like those from which products show pages of Connect apps.
const CONNECT: &str = "https://example.atlassian.net";

/// The origin from which Power-Ups are shown.
const TRELLO: &str = "https://trello.com";

/// An origin of nobody's.
const STRANGER: &str = "https://assay-check.example";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let settings = Settings::of_app(case);
    look.looked_at(settings.all.len());
    let mut products: Vec<&str> = Vec::new();
    if case.app.may_be(AppType::Connect) {
        products.push(CONNECT);
    }
    if case.app.may_be(AppType::Trello) {
        products.push(TRELLO);
    }
    let mut has_ancestors = false;
    for setting in settings.of("content-security-policy").filter(|setting| !setting.by_tag) {
        let policies = policies(setting.text());
        let ancestors: Vec<&Directive> =
            policies.iter().filter_map(|policy| policy.directive("frame-ancestors")).collect();
        // A policy that is not known may name them.
        has_ancestors |= !ancestors.is_empty() || setting.text().is_none();
        for directive in ancestors {
            // What is filled in later may name the product.
            let is_known = directive.values.iter().all(|value| !is_filled_in(value));
            if is_known && !products.iter().any(|product| directive.allows_ancestor(product)) {
                tell(
                    look,
                    setting,
                    "`frame-ancestors` keeps the product from showing the page",
                    Severity::Medium,
                );
            } else if directive.allows_ancestor(STRANGER) {
                tell(look, setting, "`frame-ancestors` lets anybody show the page", Severity::Low);
            }
        }
    }
    // With `frame-ancestors`, browsers pass over it.
    if has_ancestors {
        return;
    }
    for setting in settings.of("x-frame-options") {
        let value = setting.text().unwrap_or_default().trim().to_ascii_uppercase();
        if matches!(value.as_str(), "DENY" | "SAMEORIGIN") {
            let statement = format!("`X-Frame-Options: {value}` keeps the product from showing the page");
            tell(look, setting, &statement, Severity::Medium);
        }
    }
}

/// What a hole was written as.
fn is_filled_in(value: &str) -> bool {
    value == "x" || value.contains("://x") || value.starts_with('$') || value.contains("${")
}

fn tell(look: &mut Look<'_>, setting: &Setting, statement: &str, severity: Severity) {
    let found = Found::new("headers/framed-by-products-only", statement, statement)
        .at(setting.place.clone())
        .path(setting.path.clone())
        .severity(severity)
        .help("send `frame-ancestors https://*.atlassian.net https://*.jira.com` (for a Power-Up `https://trello.com`), and no `X-Frame-Options`");
    if setting.runs() && !setting.for_some {
        look.against(found);
    } else {
        look.unsure(found.confidence(Confidence::Low), "it may be for pages that no product shows");
    }
}
