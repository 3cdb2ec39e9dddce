//! Texts of one site that are seen on another.

use assay_products::Products;
use serde::Serialize;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Leak {
    /// The site it belongs to.
    pub of: String,
    /// The site it was seen on.
    pub on: String,
    /// In what it was seen: `answer`, `log`, `event`.
    pub within: &'static str,
}

/// The canaries of other sites in a text that was seen on one.
pub(crate) fn leaks(products: &Products, on: &str, within: &'static str, text: &str) -> Vec<Leak> {
    let others = products.sites().filter(|site| site.key != on && text.contains(&site.canary));
    others.map(|site| Leak { of: site.key.clone(), on: on.to_owned(), within }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canary_is_a_leak_everywhere_but_at_home() {
        let products = Products::seeded();
        let canary = &products.site("maple").unwrap().canary;
        let text = format!("one {canary} two");
        let leak = Leak { of: "maple".into(), on: "cedar".into(), within: "log" };
        assert_eq!(leaks(&products, "cedar", "log", &text), [leak]);
        assert_eq!(leaks(&products, "maple", "log", &text), []);
    }
}
