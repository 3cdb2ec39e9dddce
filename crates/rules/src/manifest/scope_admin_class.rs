use std::collections::BTreeSet;

use assay_app::{
    cards::{EventCard, InvokedBy, ModuleCard, ScopeClass},
    manifest::Manifest,
};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::declared_scopes::declared_scopes;
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "scope-admin-class",
    title: "a scope to administer, with nothing in the manifest that administers",
    claims: &["scopes/admin-class-needed"],
    topic: Topic::Scopes,
    severity: Severity::Medium,
    confidence: Confidence::Low,
    applies: case::forge,
    examine,
    page: include_str!("scope_admin_class.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    let scopes = declared_scopes(case);
    look.looked_at(scopes.len());
    let products = Products::of(manifest);
    for scope in scopes {
        let Some(card) =
            scope.card.filter(|card| matches!(card.class, ScopeClass::Admin | ScopeClass::Manage))
        else {
            continue;
        };
        let family = family(card.product);
        if products.administered.contains(family) {
            continue;
        }
        let name = &scope.name.value;
        let does = if card.class == ScopeClass::Admin { "administer" } else { "manage" };
        let identity = format!("permissions.scopes: {name}");
        let absent = products.is_absent(family);
        let statement = if absent {
            format!(
                "`{name}` lets the app {does} {family}, and no module, event or product entry of the app belongs to {family}"
            )
        } else {
            format!(
                "`{name}` lets the app {does} {family}, and no module of the app is for administrators of it"
            )
        };
        let found = Found::new("scopes/admin-class-needed", identity, statement)
            .at(scope.place)
            .by_absence()
            .help("keep the scope only if a call of the app needs it; most apps get by with a read or write scope");
        look.against(found.confidence(if absent { Confidence::Medium } else { Confidence::Low }));
    }
}

/// The products an app lives in, as far as its manifest tells.
struct Products {
    /// Those with a module, an event or an entry of `app.compatibility`.
    present: BTreeSet<&'static str>,
    /// Those with a module for administrators.
    administered: BTreeSet<&'static str>,
    /// Something of an unlisted type may belong to any product.
    open: bool,
}

/// Products that stand for themselves; every other name in the tables belongs to all of them or to none.
const FAMILIES: [&str; 4] = ["Jira", "Confluence", "Bitbucket", "Compass"];

fn family(product: &str) -> &'static str {
    match product {
        "jira" | "jira-software" | "jsm" | "csm" | "assets" => "Jira",
        "confluence" => "Confluence",
        "bitbucket" => "Bitbucket",
        "compass" => "Compass",
        _ => "the site",
    }
}

/// True for modules that administrators alone open or set up, imports into Assets included.
fn administers(card: &ModuleCard) -> bool {
    use InvokedBy as By;
    let by = |wanted| card.invoked_by.contains(&wanted);
    (by(By::Admin) || by(By::ProjectAdmin) || by(By::SpaceAdmin)) && !by(By::AnyUser) && !by(By::Workflow)
}

impl Products {
    fn of(manifest: &Manifest) -> Self {
        let mut products = Self { present: BTreeSet::new(), administered: BTreeSet::new(), open: false };
        for module in &manifest.modules {
            match module.card {
                Some(card) => {
                    products.present.insert(family(card.product));
                    if administers(card) {
                        products.administered.insert(family(card.product));
                    }
                }
                None => products.open = true,
            }
        }
        for module in &manifest.connect_modules {
            match module.card {
                Some(card) => products.present.extend(card.product.split('|').map(family)),
                None => products.open = true,
            }
        }
        for event in manifest.triggers.iter().flat_map(|trigger| &trigger.events) {
            match EventCard::of(&event.value) {
                Some(card) => drop(products.present.insert(family(card.product))),
                None => products.open = true,
            }
        }
        // Whatever stands in `app.compatibility` is named by the app itself.
        for entry in manifest.app.compatibility.iter().flat_map(|node| node.entries()) {
            products.present.insert(family(entry.key.text.as_str()));
        }
        products
    }

    /// True when the app lives in other products and certainly not in this one.
    fn is_absent(&self, family: &str) -> bool {
        let elsewhere = FAMILIES.iter().any(|known| self.present.contains(known));
        FAMILIES.contains(&family) && elsewhere && !self.open && !self.present.contains(family)
    }
}
