use assay_app::manifest::EgressList;
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::address::{Named, Parts, every_address, is_literal};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "egress-ambiguous-address",
    title: "an outside address that can be read in two ways",
    claims: &["consent/plain-names"],
    topic: Topic::Egress,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("egress_ambiguous_address.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    for named in every_address(manifest) {
        let place = manifest.place(named.address.span);
        let host = Parts::of(&named.address.value).host;
        if !is_literal(host) {
            look.skip(
                format!("`{}` {}", named.address, named.role),
                "its host depends on a variable",
                Some(place),
            );
            continue;
        }
        look.looked_at(1);
        let Some(doubt) = doubt(&named) else { continue };
        let shown = named.address.value.escape_default().to_string().replace("\\\\", "\\");
        look.against(
            Found::new(
                "consent/plain-names",
                named.identity,
                format!("`{shown}` {} {}", named.role, doubt.text),
            )
            .at(place)
            .severity(doubt.severity)
            .confidence(doubt.confidence)
            .help(doubt.help),
        );
    }
}

/// Why an address can be read in two ways.
struct Doubt {
    text: String,
    help: &'static str,
    severity: Severity,
    confidence: Confidence,
}

/// The first reason that fits, the worst first.
///
/// Source: WHATWG URL, section 4.4, against the platform's comparison of texts: scheme, host and port are
/// compared as they are written, `*` counts at the start of the host only, and the policy of a page takes an
/// entry over as it is.
fn doubt(named: &Named<'_>) -> Option<Doubt> {
    let address = named.address.value.as_str();
    let parts = Parts::of(address);
    let sure = |text: String, help| {
        Some(Doubt { text, help, severity: Severity::Medium, confidence: Confidence::High })
    };
    let minor =
        |text: String, help, confidence| Some(Doubt { text, help, severity: Severity::Low, confidence });
    if parts.host.contains('\\') {
        let (host, _) = parts.host.split_once('\\').unwrap_or_default();
        return sure(
            format!(
                "ends its host at the backslash for a URL parser, which reads `{host}`, and not for a comparison of texts"
            ),
            "write a plain host name",
        );
    }
    if parts.host.contains('%') {
        return sure("has an encoded character in its host".to_owned(), "write a plain host name");
    }
    if address.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return sure(
            "has a space or control character in it, which a URL parser drops or refuses".to_owned(),
            "take it out",
        );
    }
    if address.contains([';', ',', '"', '\'']) {
        return sure(
            "has a sign in it that ends an entry of a content policy".to_owned(),
            "keep to scheme and host, and write each address as an entry of its own",
        );
    }
    if !parts.host.is_ascii() {
        return sure(
            "has letters in its host that can pass for others and are sent in another form".to_owned(),
            "write the name in its ASCII form, `xn--…`",
        );
    }
    if parts.host.strip_prefix("*.").unwrap_or(parts.host).contains('*') && parts.host != "*" {
        return minor(
            "has a `*` inside its host, where it stands for itself and matches nothing".to_owned(),
            "`*` counts as a whole label at the start: `*.example.com`",
            Confidence::Medium,
        );
    }
    if parts.host.len() > 1 && parts.host.ends_with('.') {
        return minor(
            "ends in the root's dot: the same host for DNS and another for a comparison of texts".to_owned(),
            "take the dot away",
            Confidence::Medium,
        );
    }
    if matches!((parts.scheme.unwrap_or("https"), parts.port), ("https" | "wss", Some("443"))) {
        return minor(
            "names the port that is meant anyway: the same server for a URL parser, another for a comparison of texts"
                .to_owned(),
            "leave `:443` out",
            Confidence::Medium,
        );
    }
    if named.list == Some(EgressList::FetchBackend) && !matches!(parts.rest, "" | "/" | "/*") {
        return minor(
            format!("names a path, which the platform ignores: code reaches all of `{}`", parts.host),
            "leave the path out, so that nobody takes it for a limit",
            Confidence::Low,
        );
    }
    None
}
