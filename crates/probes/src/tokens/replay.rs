//! The same token twice, shared by the probes that ask what comes of it.

use assay_auth::Kind;
use assay_evidence::{Confidence, Depth};

use super::{course::Gauge, judge::Verdict, remedy, ring::Ring, sender::Sender};
use crate::{Endpoint, Found, Look, Probing, Role, Scene};

/// A body that the token was not made for. No hash of the query covers it.
const ANOTHER_BODY: &str = r#"{"assay-probe":"another body"}"#;

/// What such a probe asks.
pub(super) struct Plan {
    /// The probe's id.
    pub(super) id: &'static str,
    /// The kind of token.
    pub(super) kind: Kind,
    /// The role of the endpoints.
    pub(super) role: Role,
    /// The claim.
    pub(super) claim: &'static str,
    /// What had to be held.
    pub(super) depth: Depth,
}

impl Plan {
    /// The plan as a probe's act.
    pub(super) fn probing<'a>(&'static self, scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            for endpoint in scene.target.of_role(self.role) {
                if let Err(because) = self.replay(scene, look, endpoint).await {
                    look.skip(endpoint.label(), because);
                }
            }
        })
    }

    async fn replay(&self, scene: &Scene<'_>, look: &mut Look, endpoint: &Endpoint) -> Result<(), String> {
        if matches!(endpoint.method.as_str(), "GET" | "HEAD" | "OPTIONS") {
            return Err("a request that only reads may be repeated".to_owned());
        }
        let ring = Ring::new(scene).ok_or("there is no randomness to forge a key with")?;
        let sender = Sender::new(endpoint, scene.client, &ring)
            .ok_or("requests with its method may change something, and `--change-state` was not given")?;
        let hashed = "its address cannot be hashed";
        let gauge = Gauge::take(self.id, self.kind, scene, &ring, sender).await?;
        let key = ring.right(self.kind).ok_or_else(|| gauge.yardstick.no_accepted.clone())?;
        let draft = ring.draft(self.kind, endpoint).ok_or(hashed)?;
        let token = draft.with("jti", format!("{} twice {}", self.id, endpoint.label())).sign(key);
        let case = |turn: &str| format!("{}/{turn} {}", self.id, endpoint.label());
        let bearer = Some((token.as_str(), gauge.placement));
        let first = scene.client.send(sender.request(case("first"), bearer)).await;
        if !matches!(gauge.yardstick.judge(&first), Verdict::Accepted { .. }) {
            return Err(format!(
                "the token was not accepted the first time; {}",
                gauge.yardstick.no_accepted
            ));
        }
        let label = endpoint.label();
        let requests = [
            ("replay", "the same token a second time", sender.request(case("second"), bearer)),
            (
                "body-exchanged",
                "the same token with another body",
                sender.with_body(case("another-body"), bearer, ANOTHER_BODY),
            ),
        ];
        for (name, what, request) in requests {
            let again = scene.client.send(request).await;
            let found = |verb: &str| {
                Found::new(self.claim, format!("{label}: {name}"), format!("`{label}` {verb} {what}"))
                    .declared_at(endpoint.place.as_ref())
                    .confidence(Confidence::Medium)
                    .depth(self.depth)
                    .help(remedy::for_claim(self.claim))
                    .shown_by(what, &again)
                    .shown_by("the token for the first time", &first)
            };
            match gauge.yardstick.judge(&again) {
                Verdict::Accepted { .. } => look.against(found("accepts")),
                Verdict::Unclear { because } => look.unsure(found("may accept"), because),
                Verdict::Refused => {}
                Verdict::Unproven { because } | Verdict::NotTried { because } => return Err(because),
            }
        }
        look.looked_at(1);
        Ok(())
    }
}
