use assay_catalogue::Severity;
use assay_code::{Entry, Shape, Value};
use assay_evidence::{Confidence, Step, Topic};

use super::{
    descriptor_urls::{connect, descriptor_urls},
    reach::blind_spots,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "connect-query-hash-skipped",
    title: "an address of the descriptor that takes tokens made for the front end",
    claims: &["connect/context-jwt"],
    topic: Topic::Qsh,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: connect,
    examine,
    page: include_str!("connect_query_hash_skipped.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let urls = descriptor_urls(case);
    look.looked_at(1);
    for url in &urls {
        for entry in &url.routes {
            look.looked_at(1);
            let checks = checks(entry);
            // A second check that wants the hash makes up for it.
            if checks.is_empty() || checks.iter().any(|check| !check.skips_hash) {
                continue;
            }
            let found = Found::new(
                "connect/context-jwt",
                format!("{}: {}", url.name(), entry.name),
                format!("`{}` answers for the {}, and its check passes over the token's query hash", entry.name, url.name()),
            )
            .at(entry.declared_at.clone())
            .help("check the whole token here (`addon.authenticate()`; no `@ContextJwt`), and keep the loose check (`authenticate(true)`, `checkValidToken()`, `@ContextJwt`) for what the iframe itself calls")
            .path(vec![
                Step { place: url.place.clone(), text: format!("the descriptor names `{}`", url.path) },
                Step { place: entry.declared_at.clone(), text: "a token of any page of the app is good here".to_owned() },
            ]);
            look.against(found);
        }
    }
}

struct TokenCheck {
    skips_hash: bool,
}

/// The framework's checks before a route's handler.
fn checks(entry: &Entry) -> Vec<TokenCheck> {
    let made = entry.handlers.iter().flat_map(|handler| {
        handler.alternatives().iter().filter_map(Value::as_external).filter_map(|it| it.made_by.clone())
    });
    made.filter_map(|call| {
        let product = call.model?.product.as_deref()?;
        let skips = matches!(call.argument(0).shape(), Shape::Boolean(Some(true)));
        match product {
            "connect-token" => Some(TokenCheck { skips_hash: skips }),
            "connect-token-without-qsh" => Some(TokenCheck { skips_hash: true }),
            "connect-install" => Some(TokenCheck { skips_hash: false }),
            _ => None,
        }
    })
    .collect()
}
