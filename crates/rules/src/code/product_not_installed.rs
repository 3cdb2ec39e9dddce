use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::Reach;
use assay_evidence::{Confidence, Topic};

use super::{flow, product, reach::blind_spots_on_platform};
use crate::{
    Case, Found, Look, Rule, case,
    manifest::{
        declared_scopes::declared_scopes,
        products::{Products, family},
    },
};

pub(crate) const RULE: Rule = Rule {
    id: "product-not-installed",
    title: "a call of a product the app is not part of",
    claims: &["products/only-installed"],
    topic: Topic::Scopes,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    applies: case::forge,
    examine,
    page: include_str!("product_not_installed.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    let products = Products::of(manifest);
    let scopes = declared_scopes(case);
    let asked: BTreeSet<&str> =
        scopes.iter().filter_map(|scope| scope.card).map(|card| family(card.product)).collect();
    let unlisted = scopes.iter().any(|scope| scope.card.is_none());
    let mut told = BTreeSet::new();
    for call in product::rest_calls(case.code) {
        look.looked_at(1);
        let Some(product) = call.product else { continue };
        let family = family(product);
        if !products.is_absent(family) || asked.contains(family) || unlisted || !told.insert(family) {
            continue;
        }
        let statement = format!(
            "{} asks {family}, and the manifest has neither a module nor a scope for it",
            call.operation()
        );
        let found = Found::new("products/only-installed", family, statement)
            .at(case.code.place(call.written_at(case.code)))
            .by_absence()
            .help("ask for a scope of that product, so that it is part of what an administrator agrees to, or take the call out")
            .path(flow::steps(case.code, call.event, "the product is called"));
        match call.event.reach {
            Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
            Reach::Entry | Reach::Loading => look.against(found),
        }
    }
}
