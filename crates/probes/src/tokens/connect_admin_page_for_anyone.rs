//! Does a page for administrators ask whether the user is one?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
#[cfg(feature = "live")]
use crate::Act;
use crate::Probe;

#[cfg(feature = "live")]
mod live {
    use assay_auth::Kind;
    use assay_evidence::{Confidence, Depth};

    use crate::{
        Found, Look, Probing, Scene,
        tokens::{
            course::Gauge,
            judge::Verdict,
            remedy,
            ring::{NOBODY, Ring},
            sender::Sender,
        },
    };

    const CLAIM: &str = "connect/admin-surfaces-checked";

    pub(super) fn probing<'a>(scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            for endpoint in scene.target.endpoints.iter().filter(|it| it.for_admins && !it.cacheable) {
                if let Err(because) = ask(scene, look, endpoint).await {
                    look.skip(endpoint.label(), because);
                }
            }
        })
    }

    async fn ask(scene: &Scene<'_>, look: &mut Look, endpoint: &crate::Endpoint) -> Result<(), String> {
        const ID: &str = "connect-admin-page-for-anyone";
        let ring = Ring::new(scene).ok_or("there is no randomness to forge a key with")?;
        let sender = Sender::new(endpoint, scene.client, &ring)
            .ok_or("requests with its method may change something, and `--change-state` was not given")?;
        let gauge = Gauge::take(ID, Kind::Connect, scene, &ring, sender).await?;
        let key = ring.right(Kind::Connect).ok_or_else(|| gauge.yardstick.no_accepted.clone())?;
        let draft = ring.draft(Kind::Connect, endpoint).ok_or("its address cannot be hashed")?;
        let token = draft.with("sub", NOBODY).with("jti", ID).sign(key);
        let label = endpoint.label();
        let case = format!("{ID}/nobody {label}");
        let answer = scene.client.send(sender.request(case, Some((&token, gauge.placement)))).await;
        let found = |confidence| {
            let statement =
                format!("`{label}` shows its page for administrators to a user whom no product knows");
            let found = Found::new(CLAIM, format!("{label}: nobody"), statement)
                .declared_at(endpoint.place.as_ref())
                .confidence(confidence)
                .depth(Depth::TenantKeyed)
                .help(remedy::for_claim(CLAIM))
                .shown_by("a good token of a user without any permission", &answer);
            match &gauge.anonymous {
                Some(anonymous) => found.shown_by("no token", anonymous),
                None => found,
            }
        };
        match gauge.yardstick.judge(&answer) {
            // What is shown may be an empty frame that asks for its data with the user's own rights.
            Verdict::Accepted { .. } => look.against(found(Confidence::Medium)),
            Verdict::Unclear { because } => look.unsure(found(Confidence::Low), because),
            Verdict::Refused => {}
            Verdict::Unproven { because } | Verdict::NotTried { because } => return Err(because),
        }
        look.looked_at(1);
        Ok(())
    }
}

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "connect-admin-page-for-anyone",
    title: "pages for administrators shown to anyone",
    claims: &["connect/admin-surfaces-checked"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_admin_pages,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| live::probing(scene, look)),
    page: include_str!("connect_admin_page_for_anyone.md"),
};
