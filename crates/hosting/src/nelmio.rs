//! `nelmio_security.yaml` of Symfony.
//!
//! Source: symfony.com/bundles/NelmioSecurityBundle (read 2026-11-22).

use assay_app::document::{Node, read_yaml};

use crate::{Breadth, reading::Reading};

pub(crate) fn read(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    let document = read_yaml(&text);
    reading.note(&document);
    let Some(root) = document.root.get("nelmio_security").cloned() else { return };
    if let Some(entry) = root.entry("forced_ssl") {
        let age = entry.value.get("hsts_max_age").and_then(Node::scalar);
        let subdomains = entry.value.get("hsts_subdomains").and_then(Node::as_bool) == Some(true);
        if let Some(age) = age {
            let value = age.parse::<u64>().ok().map(|age| crate::hsts(age, subdomains));
            reading.header("strict-transport-security", value.as_deref(), Breadth::Whole, entry.span());
        }
    }
    if let Some(entry) = root.entry("referrer_policy") {
        let policies = entry.value.get("policies").map(Node::items).unwrap_or_default();
        let words: Vec<String> = policies.iter().filter_map(Node::scalar).collect();
        let value = Some(words.join(", ")).filter(|value| !value.is_empty());
        reading.header("referrer-policy", value.as_deref(), Breadth::Whole, entry.span());
    }
    if let Some(entry) = root.at(["csp"]).and_then(|csp| csp.entry("enforce")) {
        let directives = entry.value.entries().iter().filter(|directive| !directive.value.items().is_empty());
        let directives: Vec<String> = directives
            .map(|directive| {
                let sources: Vec<String> = directive
                    .value
                    .items()
                    .iter()
                    .filter_map(Node::scalar)
                    .map(|source| keyword(&source))
                    .collect();
                format!("{} {}", directive.key.text, sources.join(" "))
            })
            .collect();
        let value = Some(directives.join("; ")).filter(|value| !value.is_empty());
        reading.header("content-security-policy", value.as_deref(), Breadth::Whole, entry.span());
    }
    for path in root.at(["clickjacking", "paths"]).map(Node::entries).unwrap_or_default() {
        let whole = matches!(path.key.text.as_str(), "^/.*" | "^/" | "/.*");
        let breadth = if whole { Breadth::Whole } else { Breadth::Part };
        let value = path.value.scalar().filter(|value| !value.eq_ignore_ascii_case("ALLOW"));
        if let Some(value) = value {
            reading.header("x-frame-options", Some(&value), breadth, path.span());
        }
    }
}

/// `self` is `'self'`.
fn keyword(source: &str) -> String {
    const KEYWORDS: [&str; 6] =
        ["self", "none", "unsafe-inline", "unsafe-eval", "strict-dynamic", "unsafe-hashes"];
    if KEYWORDS.contains(&source) { format!("'{source}'") } else { source.to_owned() }
}

#[cfg(test)]
mod tests {
    use crate::hosting::read_one;

    #[test]
    fn headers_of_the_bundle_are_read() {
        let hosting = read_one(
            "config/packages/nelmio_security.yaml",
            "nelmio_security:\n  forced_ssl:\n    hsts_max_age: 2592000\n    hsts_subdomains: true\n  clickjacking:\n    paths:\n      '^/.*': DENY\n  csp:\n    enforce:\n      default-src: [self]\n      script-src: [self, unsafe-inline]\n  referrer_policy:\n    enabled: true\n    policies: ['no-referrer']\n",
        );
        let all: Vec<_> =
            hosting.headers.iter().map(|it| (it.name.as_str(), it.value.as_deref().unwrap_or("?"))).collect();
        assert_eq!(
            all,
            [
                ("strict-transport-security", "max-age=2592000; includeSubDomains"),
                ("referrer-policy", "no-referrer"),
                ("content-security-policy", "default-src 'self'; script-src 'self' 'unsafe-inline'"),
                ("x-frame-options", "DENY"),
            ]
        );
    }
}
