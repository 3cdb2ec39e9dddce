use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Decision, Found, Look, Observer, Scene};

pub(crate) const OBSERVER: Observer = Observer {
    id: "call-refused",
    title: "a call for what the app may not have",
    claims: &[
        "authz/identity-from-context",
        "egress/only-declared",
        "identity/no-identity-changes",
        "products/only-installed",
        "scopes/sufficient",
        "tls/outgoing",
    ],
    topic: Topic::Policy,
    severity: Severity::Medium,
    confidence: Confidence::High,
    watch,
    page: include_str!("call_refused.md"),
};

/// What a refusal by a rule says of the app. Rules that keep users or the platform apart from an app that is as it should be
/// say nothing: that a user may not see an issue is no fault of the app that asks for it as that user.
fn meaning(rule: &str) -> Option<(&'static str, Severity, Confidence)> {
    Some(match rule {
        "scope-not-granted" | "storage-not-granted" => ("scopes/sufficient", Severity::Low, Confidence::High),
        "egress-not-declared" | "remote-not-declared" | "outside-base-url" => {
            ("egress/only-declared", Severity::High, Confidence::High)
        }
        "address-not-public" | "address-malformed" => {
            ("egress/only-declared", Severity::High, Confidence::Medium)
        }
        "scheme-not-allowed" => ("tls/outgoing", Severity::Medium, Confidence::High),
        "product-not-installed" => ("products/only-installed", Severity::Medium, Confidence::High),
        "identity-change" => ("identity/no-identity-changes", Severity::High, Confidence::High),
        // Whether the account or the tenant that was named came from a caller does not show here.
        "identity-claimed" | "impersonation-not-granted" => {
            ("authz/identity-from-context", Severity::High, Confidence::Low)
        }
        _ => return None,
    })
}

fn watch(scene: &Scene<'_>, look: &mut Look<'_>) {
    look.ways(|_| true);
    for call in &scene.transcript.calls {
        for asked in call.requests.iter().filter(|it| it.decision == Decision::Deny) {
            let rule = asked.rule.as_deref().unwrap_or_default();
            let Some((claim, severity, confidence)) = meaning(rule) else { continue };
            let what = match &asked.host {
                Some(host) if asked.kind == "egress" => format!("a call to {host}"),
                None if asked.kind == "egress" => "a call that leaves the platform".to_owned(),
                _ if asked.subject.is_empty() => format!("a call of the kind {}", asked.kind),
                _ => asked.subject.clone(),
            };
            let because = asked.reason.as_deref().unwrap_or(rule);
            let found = Found::new(
                claim,
                format!("{}: {rule} {what} {because}", call.what()),
                format!("`{}` tried {what} while it ran, and was refused: {because}", call.what()),
                scene.place(&call.function),
            );
            let found = found.severity(severity).confidence(confidence);
            look.against(match asked.fix.as_deref().filter(|fix| !fix.is_empty()) {
                Some(fix) => found.help(fix),
                None => found,
            });
        }
    }
}
