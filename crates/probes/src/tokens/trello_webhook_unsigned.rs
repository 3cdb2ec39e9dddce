//! Does a webhook of a Power-Up's server take calls that Trello did not sign?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
#[cfg(feature = "live")]
use crate::Act;
use crate::Probe;

#[cfg(feature = "live")]
mod live {
    use assay_auth::{Secret, trello_webhook};
    use assay_evidence::{Confidence, Depth};

    use crate::{Answer, Endpoint, Found, Look, MayChange, Probing, Reply, Request, Role, Scene};

    const BODY: &str = r#"{"action":{"type":"assay-probe"},"model":{"id":"assay-probe"}}"#;
    const OTHER_BODY: &str = r#"{"action":{"type":"assay-probe-other"},"model":{"id":"assay-probe"}}"#;

    pub(super) fn probing<'a>(scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            for endpoint in scene.target.of_role(Role::Webhook) {
                match scene.client.may_change() {
                    Some(permission) => ask(scene, look, endpoint, permission).await,
                    None => look.skip(
                        endpoint.label(),
                        "webhook calls may change something, and `--change-state` was not given",
                    ),
                }
            }
        })
    }

    async fn ask(scene: &Scene<'_>, look: &mut Look, endpoint: &Endpoint, permission: MayChange) {
        let label = endpoint.label();
        let address = endpoint.url.as_str();
        let send = async |what: &str, signature: Option<String>| {
            let case = format!("trello-webhook-unsigned/{what} {label}");
            let mut request =
                Request::changing(&permission, case, "POST", &endpoint.url).body("application/json", BODY);
            if let Some(signature) = signature {
                request = request.header("X-Trello-Webhook", &signature).secret(signature);
            }
            scene.client.send(request).await
        };
        let sign = |secret: &Secret, body: &str, address: &str| {
            Some(trello_webhook::sign(secret, body.as_bytes(), address))
        };
        let secret = scene.keys.webhook_secret.as_ref();
        let mut good = None;
        if let Some(secret) = secret {
            let answer = send("a good signature", sign(secret, BODY, address)).await;
            if !answer.reply().is_some_and(Reply::is_success) {
                let status =
                    answer.reply().map_or_else(|| "no answer".to_owned(), |reply| reply.status.to_string());
                let because = format!(
                    "it does not accept a call with a good signature either ({status}): the secret may be another, or \
                     the address that Trello was given"
                );
                return look.skip(label, because);
            }
            good = Some(answer);
        }
        let nobody = Secret::from("nobody knows");
        let mut cases = vec![("no signature", None), ("a signature of nobody", sign(&nobody, BODY, address))];
        if let Some(secret) = secret {
            cases.push(("a signature of another body", sign(secret, OTHER_BODY, address)));
            cases.push((
                "a signature for another address",
                sign(secret, BODY, "https://assay-probe.example/"),
            ));
        }
        for (what, signature) in cases {
            let answer = send(what, signature).await;
            note(look, endpoint, what, &answer, good.as_ref());
        }
        if secret.is_none() {
            for what in ["a signature of another body", "a signature for another address"] {
                look.skip(format!("{label}: {what}"), "it takes the secret of webhooks (`--webhook-secret`)");
            }
        }
    }

    fn note(look: &mut Look, endpoint: &Endpoint, what: &str, answer: &Answer, good: Option<&Answer>) {
        let label = endpoint.label();
        match answer.reply() {
            Some(reply) if reply.is_success() => {
                look.looked_at(1);
                let statement = format!("`{label}` answers {} to a webhook call with {what}", reply.status);
                let mut found = Found::new("endpoints/authenticated", format!("{label}: {what}"), statement)
                    .declared_at(endpoint.place.as_ref())
                    // Some servers answer first and look later.
                    .confidence(Confidence::Medium)
                    .help("Compare `x-trello-webhook` with the HMAC-SHA1 of body and callback address, before anything is done.")
                    .shown_by(what, answer);
                if what.contains(" another ") {
                    found = found.depth(Depth::TenantKeyed);
                }
                if let Some(good) = good {
                    found = found.shown_by("a good signature", good);
                }
                look.against(found);
            }
            // A call with a good signature was taken; or it says plainly that it wants another.
            Some(reply) if good.is_some() || matches!(reply.status, 401 | 403) => look.looked_at(1),
            Some(reply) => look.skip(
                format!("{label}: {what}"),
                format!(
                    "it answered {}, and no call that it accepts can be made without the secret of webhooks (`--webhook-secret`)",
                    reply.status
                ),
            ),
            None => look.skip(format!("{label}: {what}"), "no answer came"),
        }
    }
}

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "trello-webhook-unsigned",
    title: "webhook calls without a signature",
    claims: &["endpoints/authenticated"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_trello_webhooks,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| live::probing(scene, look)),
    page: include_str!("trello_webhook_unsigned.md"),
};
