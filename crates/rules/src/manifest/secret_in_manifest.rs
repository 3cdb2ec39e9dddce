use assay_app::document::{Document, Node};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_source::Span;

use super::{
    credential::{is_literal_secret, known_form, names_a_secret, place_without},
    declared_scopes,
    leaves::{Leaf, leaves},
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "secret-in-manifest",
    title: "a secret in the manifest or descriptor",
    claims: &["secrets/manifest"],
    topic: Topic::Secrets,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: declared_scopes::applies,
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
    identity: String,
    statement: String,
    span: Span,
    confidence: Confidence,
}

impl Secret {
    /// A credential of a known issuer.
    fn issued(what: &str, form: &str, span: Span) -> Self {
        Self {
            identity: format!("{what}: {form}"),
            statement: format!("{what} holds a credential of the form `{form}…`"),
            span,
            confidence: Confidence::High,
        }
    }

    /// A literal value whose name says what it is.
    fn named(path: &str, span: Span) -> Self {
        Self {
            identity: path.to_owned(),
            statement: format!("`{path}` holds a literal value, and its name says that it is a secret"),
            span,
            confidence: Confidence::Medium,
        }
    }
}

fn search(document: &Document, elsewhere: Option<Span>, look: &mut Look<'_>) {
    let leaves = leaves(&document.root, |_| true);
    look.looked_at(1 + leaves.len());
    let mut secrets: Vec<Secret> = Vec::new();
    for leaf in &leaves {
        if let Some(form) = known_form(&leaf.text) {
            secrets.push(Secret::issued(&format!("`{}`", leaf.path), form, leaf.node.span));
        } else if is_named_secret(leaf) {
            secrets.push(Secret::named(&leaf.path, leaf.node.span));
        }
    }
    // What is commented out was published all the same.
    let mut start = 0;
    for line in document.text.as_str().split_inclusive('\n') {
        let span = Span::new(start, start + line.trim_end().len());
        start += line.len();
        let told = secrets.iter().any(|secret| secret.span.start < span.end && span.start < secret.span.end);
        if let Some(form) = known_form(line).filter(|_| !told) {
            secrets.push(Secret::issued("a comment", form, span));
        }
    }
    // The excerpt of one shows none of the others, wherever they stand.
    let spans: Vec<Span> = secrets.iter().map(|secret| secret.span).collect();
    for Secret { identity, statement, span, confidence } in secrets {
        if elsewhere.is_some_and(|part| part.start <= span.start && span.end <= part.end) {
            continue;
        }
        let found = Found::new("secrets/manifest", identity, statement)
            .at(place_without(document, span, &spans))
            .help("take it out, change it, since it was published, and set it with `forge variables set --encrypt` or keep it in the secret store")
            .confidence(confidence);
        look.against(found);
    }
}

/// True for a literal value under the name of a secret. A variable's name stands beside its default:
/// `- key: API_TOKEN`, `default: …`.
fn is_named_secret(leaf: &Leaf<'_>) -> bool {
    let variable =
        || leaf.path.rsplit_once('[').and_then(|(_, rest)| rest.split_once(']')).map(|(name, _)| name);
    let name = if leaf.key == "default" { variable().unwrap_or_default() } else { leaf.key };
    names_a_secret(name) && is_literal_secret(&leaf.text)
}
