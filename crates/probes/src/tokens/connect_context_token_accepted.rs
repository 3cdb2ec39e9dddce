//! Does a page take a context token?

#[cfg(feature = "live")]
use assay_auth::Aspect;
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
use crate::Probe;
#[cfg(feature = "live")]
use crate::{Act, Role};

#[cfg(feature = "live")]
pub(super) static PLAN: super::course::Plan = super::course::Plan {
    id: "connect-context-token-accepted",
    kind: assay_auth::Kind::Connect,
    roles: &[Role::ModulePage, Role::Webhook],
    other_methods: false,
    claim: |variant| match variant.aspect {
        Aspect::Context => Some("connect/context-jwt"),
        _ => None,
    },
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "connect-context-token-accepted",
    title: "context tokens where a token for the request is needed",
    claims: &["connect/context-jwt"],
    topic: Topic::Qsh,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_connect,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| live::probing(scene, look)),
    page: include_str!("connect_context_token_accepted.md"),
};

#[cfg(feature = "live")]
mod live {
    use assay_auth::Kind;
    use assay_evidence::Depth;

    use super::PLAN;
    use crate::{
        Look, Probing, Scene,
        tokens::{
            course::{Attempt, Tried},
            ring::Ring,
            sender::Sender,
        },
    };

    pub(super) fn probing<'a>(scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            for mut attempt in PLAN.attempts(scene).await {
                let session = session_token(scene, &attempt).await;
                attempt.tried.extend(session);
                attempt.note(look);
            }
        })
    }

    /// The official framework hands out a token of its own with each answer, for calls of the page; where the app does
    /// so, that token is tried as one for a request. None where it does not.
    async fn session_token(scene: &Scene<'_>, attempt: &Attempt<'_>) -> Option<Tried> {
        let gauge = attempt.gauge.as_ref().filter(|gauge| !gauge.yardstick.accepted.is_empty())?;
        let ring = Ring::new(scene)?;
        let sender = Sender::new(attempt.endpoint, scene.client, &ring)?;
        let good = ring
            .draft(Kind::Connect, attempt.endpoint)?
            .with("jti", PLAN.id)
            .sign(ring.right(Kind::Connect)?);
        let name = |what: &str| format!("{}/{what} {}", PLAN.id, attempt.endpoint.label());
        let request = sender.request(name("for-a-session-token"), Some((&good, gauge.placement)));
        let (_, session) = scene.client.send_for_token(request, "x-acpt").await;
        let session = session?;
        let session = std::str::from_utf8(session.expose()).ok()?;
        let request = sender.request(name("session-token"), Some((session, gauge.placement)));
        let answer = scene.client.send(request).await;
        Some(Tried {
            probe: PLAN.id,
            endpoint: attempt.endpoint.label(),
            case: "session-token".to_owned(),
            what: "that the app itself gave out for calls of its page".to_owned(),
            claim: "connect/context-jwt",
            depth: Depth::TenantKeyed,
            verdict: gauge.yardstick.judge(&answer),
            answer: Some(answer),
        })
    }
}
