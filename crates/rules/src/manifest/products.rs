//! The products an app lives in, as far as its manifest tells.

use std::collections::BTreeSet;

use assay_app::{
    cards::{EventCard, InvokedBy, ModuleCard},
    manifest::Manifest,
};

/// The products an app lives in, as far as its manifest tells.
pub(crate) struct Products {
    /// Those with a module, an event or an entry of `app.compatibility`.
    pub(crate) present: BTreeSet<&'static str>,
    /// Those with a module for administrators.
    pub(crate) administered: BTreeSet<&'static str>,
    /// Something of an unlisted type may belong to any product.
    open: bool,
}

/// Products that stand for themselves; every other name in the tables belongs to all of them or to none.
const FAMILIES: [&str; 4] = ["Jira", "Confluence", "Bitbucket", "Compass"];

/// The product a name in the tables belongs to.
pub(crate) fn family(product: &str) -> &'static str {
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
    /// Reads them off.
    pub(crate) fn of(manifest: &Manifest) -> Self {
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
    pub(crate) fn is_absent(&self, family: &str) -> bool {
        let elsewhere = FAMILIES.iter().any(|known| self.present.contains(known));
        FAMILIES.contains(&family) && elsewhere && !self.open && !self.present.contains(family)
    }
}
