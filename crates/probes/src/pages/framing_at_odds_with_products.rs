use assay_catalogue::Severity;
use assay_evidence::{AppType, Applicability, Confidence, Topic};
use assay_headers::csp;

use super::shown::{Shown, skip_unseen, successes};
#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Role, Scene, Target};

pub(crate) const PROBE: Probe = Probe {
    id: "framing-at-odds-with-products",
    title: "a page that the product may not show, or that anybody may",
    claims: &["headers/framed-by-products-only"],
    topic: Topic::Headers,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("framing_at_odds_with_products.md"),
};

/// Origins like those from which products show pages of Connect apps.
const CONNECT: [&str; 2] = ["https://example.atlassian.net", "https://example.jira.com"];

/// The origin from which Power-Ups are shown.
const TRELLO: [&str; 1] = ["https://trello.com"];

/// An origin of nobody's.
const STRANGER: &str = "https://assay-probe.example";

fn applies(target: &Target) -> Applicability {
    match target.app_type {
        AppType::Connect | AppType::Trello => Applicability::Applies,
        _ => Applicability::DoesNotApply {
            because: "no product shows the app's own pages in a frame".to_owned(),
        },
    }
}

fn judge(scene: &Scene<'_>, look: &mut Look) {
    skip_unseen(scene, look);
    let products: &[&str] = if scene.target.app_type == AppType::Trello { &TRELLO } else { &CONNECT };
    let is_framed = |page: &Shown<'_>| {
        page.reply.is_page()
            && page.endpoint.is_some_and(|endpoint| matches!(endpoint.role, Role::ModulePage | Role::Page))
    };
    for page in successes(scene).filter(is_framed) {
        look.looked_at(1);
        let Some(statement) = statement(&page, products) else { continue };
        look.against(
            Found::new("headers/framed-by-products-only", page.identity(), statement)
                .help("send `frame-ancestors https://*.atlassian.net https://*.jira.com` (for a Power-Up `https://trello.com`), and no `X-Frame-Options`")
                .declared_at(page.place())
                .shown_by("the page", page.answer),
        );
    }
}

fn statement(page: &Shown<'_>, products: &[&str]) -> Option<String> {
    let policies = csp::policies(page.reply.headers("content-security-policy"));
    let mut ancestors = policies.iter().filter_map(|policy| policy.directive("frame-ancestors")).peekable();
    if ancestors.peek().is_some() {
        // With `frame-ancestors`, browsers pass over `X-Frame-Options`.
        let all: Vec<_> = ancestors.collect();
        let allowed = |origin: &str| all.iter().all(|directive| directive.allows_ancestor(origin));
        if !allowed(products[0]) {
            return Some(format!(
                "the `frame-ancestors` of {} keep the product from showing it",
                page.name()
            ));
        }
        return allowed(STRANGER)
            .then(|| format!("the `frame-ancestors` of {} let anybody show it", page.name()));
    }
    let options: Vec<_> =
        page.reply.headers("x-frame-options").map(|value| value.trim().to_ascii_lowercase()).collect();
    if options.iter().any(|value| matches!(value.as_str(), "deny" | "sameorigin")) {
        return Some(format!("the `X-Frame-Options` of {} keep the product from showing it", page.name()));
    }
    Some(format!("{} may be shown by anybody: it has no `frame-ancestors`", page.name()))
}
