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
    use assay_evidence::Confidence;

    use crate::{Found, Look, Probing, Request, Role, Scene};

    pub(super) fn probing<'a>(scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            for endpoint in scene.target.of_role(Role::Webhook) {
                let label = endpoint.label();
                let Some(permission) = scene.client.may_change() else {
                    look.skip(
                        label,
                        "webhook calls may change something, and `--change-state` was not given",
                    );
                    continue;
                };
                let body = r#"{"action":{"type":"assay-probe"},"model":{"id":"assay-probe"}}"#;
                let forged = trello_webhook::sign(
                    &Secret::from("nobody knows"),
                    body.as_bytes(),
                    endpoint.url.as_str(),
                );
                for (what, signature) in [("no signature", None), ("a signature of nobody", Some(forged))] {
                    let case = format!("trello-webhook-unsigned/{what} {label}");
                    let mut request = Request::changing(&permission, case, "POST", &endpoint.url)
                        .body("application/json", body);
                    if let Some(signature) = signature {
                        request = request.header("X-Trello-Webhook", &signature).secret(signature);
                    }
                    let answer = scene.client.send(request).await;
                    match answer.reply() {
                        Some(reply) if reply.is_success() => {
                            look.looked_at(1);
                            let statement = format!("`{label}` answers {} to a webhook call with {what}", reply.status);
                            let found = Found::new("endpoints/authenticated", format!("{label}: {what}"), statement)
                                .declared_at(endpoint.place.as_ref())
                                // Some servers answer first and look later.
                                .confidence(Confidence::Medium)
                                .help("Compare `x-trello-webhook` with the HMAC-SHA1 of body and callback address, before anything is done.")
                                .shown_by(what, &answer);
                            look.against(found);
                        }
                        Some(reply) if matches!(reply.status, 401 | 403) => look.looked_at(1),
                        Some(reply) => look.skip(
                            format!("{label}: {what}"),
                            format!("it answered {}, and no call that it accepts can be made without the OAuth secret", reply.status),
                        ),
                        None => look.skip(format!("{label}: {what}"), "no answer came"),
                    }
                }
            }
        })
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
