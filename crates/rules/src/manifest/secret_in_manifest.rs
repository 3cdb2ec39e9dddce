use assay_app::{
    App,
    document::{Document, Node},
};
use assay_catalogue::Severity;
use assay_evidence::{Applicability, Confidence, Topic};
use assay_source::Span;

use super::{
    credential::{is_known_credential, is_literal_secret, names_a_secret, place_without},
    declared_scopes,
    leaves::leaves,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "secret-in-manifest",
    title: "a secret in the manifest or descriptor",
    claims: &["secrets/manifest"],
    topic: Topic::Secrets,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: |app: &App| -> Applicability { declared_scopes::applies(app) },
    examine,
    page: include_str!("secret_in_manifest.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    if let Some(manifest) = case.manifest() {
        // `provider-secret-in-manifest` looks at those.
        let elsewhere = manifest.document.root.get("providers").map(Node::site);
        search(&manifest.document, elsewhere, look);
    }
    if let Some(descriptor) = &case.app.descriptor {
        search(&descriptor.document, None, look);
    }
}

struct Secret {
    what: String,
    span: Span,
    confidence: Confidence,
}

fn search(document: &Document, elsewhere: Option<Span>, look: &mut Look<'_>) {
    let is_elsewhere =
        |span: Span| elsewhere.is_some_and(|part| part.start <= span.start && span.end <= part.end);
    let mut secrets = Vec::new();
    let leaves = leaves(&document.root, |_| true);
    look.looked_at(1 + leaves.len());
    for leaf in leaves.iter().filter(|leaf| !is_elsewhere(leaf.node.span)) {
        let known = is_known_credential(&leaf.text);
        // A variable's name stands beside its default: `- key: API_TOKEN`, `default: …`.
        let named = match leaf.key {
            "default" => leaf
                .path
                .rsplit_once('[')
                .and_then(|(_, rest)| rest.split_once(']'))
                .is_some_and(|(name, _)| names_a_secret(name)),
            key => names_a_secret(key),
        };
        if known || named && is_literal_secret(&leaf.text) {
            let confidence = if known { Confidence::High } else { Confidence::Medium };
            secrets.push(Secret { what: format!("`{}`", leaf.path), span: leaf.node.span, confidence });
        }
    }
    // What is commented out was published all the same.
    let mut start = 0;
    for line in document.text.as_str().split_inclusive('\n') {
        let span = Span::new(start, start + line.trim_end().len());
        start += line.len();
        let told = secrets.iter().any(|secret| secret.span.start < span.end && span.start < secret.span.end);
        if is_known_credential(line) && !told && !is_elsewhere(span) {
            secrets.push(Secret { what: "a comment".to_owned(), span, confidence: Confidence::High });
        }
    }
    let spans: Vec<Span> = secrets.iter().map(|secret| secret.span).collect();
    for Secret { what, span, confidence } in secrets {
        let found = Found::new("secrets/manifest", what.clone(), format!("{what} holds what looks like a secret"))
            .at(place_without(document, span, &spans))
            .help("take it out, change it, since it was published, and set it with `forge variables set --encrypt` or keep it in the secret store")
            .confidence(confidence);
        look.against(found);
    }
}
