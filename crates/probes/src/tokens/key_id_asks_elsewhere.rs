//! Whom does a server ask because an unverified token told it to?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
#[cfg(feature = "live")]
use crate::Act;
use crate::Probe;

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "key-id-asks-elsewhere",
    title: "requests that an unverified token causes",
    claims: &["endpoints/keys-kept", "injection/request"],
    topic: Topic::Ssrf,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_fetched_keys,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| live::probing(scene, look)),
    page: include_str!("key_id_asks_elsewhere.md"),
};

#[cfg(feature = "live")]
mod live {
    use assay_app::AppType;
    use assay_auth::{Aspect, Kind, variants};
    use assay_catalogue::Severity;
    use assay_evidence::Depth;

    use crate::{
        Answer, Endpoint, Found, Look, Probing, Role, Scene,
        tokens::{
            course::Gauge,
            key_server::{self, CANARY, KEPT_KEY_ID},
            remedy,
            ring::Ring,
            sender::Sender,
        },
    };

    const ID: &str = "key-id-asks-elsewhere";

    /// Tokens that name the same key; one request for it is enough for all of them.
    const SAME_KEY: usize = 3;

    pub(super) fn probing<'a>(scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            let (role, kind) = match scene.target.app_type {
                AppType::Connect => (Role::Lifecycle, Kind::Install),
                _ => (Role::Remote, Kind::Fit),
            };
            for endpoint in scene.target.of_role(role) {
                if let Err(because) = ask(scene, look, endpoint, kind).await {
                    look.skip(endpoint.label(), because);
                }
            }
        })
    }

    async fn ask(scene: &Scene<'_>, look: &mut Look, endpoint: &Endpoint, kind: Kind) -> Result<(), String> {
        let ring = Ring::new(scene).ok_or("there is no randomness to forge a key with")?;
        let sender = Sender::new(endpoint, scene.client, &ring)
            .ok_or("requests with its method may change something, and `--change-state` was not given")?;
        ring.key_server.ok_or("there is no key server of ours (`--key-server`)")?;
        let hashed = "its address cannot be hashed";
        let gauge = Gauge::take(ID, kind, scene, &ring, sender).await?;
        if gauge.yardstick.accepted.is_empty() {
            return Err(gauge.yardstick.no_accepted);
        }
        let label = endpoint.label();
        let draft = ring.draft(kind, endpoint).ok_or(hashed)?.with("jti", ID);
        let auth_scene = ring.scene(kind, endpoint);
        let mut sent: Vec<(String, String, Answer)> = Vec::new();
        for variant in variants().iter().filter(|it| it.aspect == Aspect::KeyChoice && it.is_for(kind)) {
            let Ok(token) = variant.mint(&draft, &auth_scene) else { continue };
            let case = format!("{ID}/{} {label}", variant.id);
            let answer = scene.client.send(sender.request(case, Some((&token, gauge.placement)))).await;
            sent.push((variant.id.clone(), variant.what.clone(), answer));
        }
        let kept = format!("{KEPT_KEY_ID}{}", endpoint.url.path().trim_matches('/').replace('/', "-"));
        if kind == Kind::Install {
            for turn in 0..SAME_KEY {
                let mut draft = draft.clone().with("jti", format!("{ID} {turn}"));
                draft.header.insert("kid".to_owned(), kept.clone().into());
                let token = draft.sign(ring.wrong(kind));
                let case = format!("{ID}/same-key-{turn} {label}");
                scene.client.send(sender.request(case, Some((&token, gauge.placement)))).await;
            }
        }
        let log = key_server::asked(scene, format!("{ID}/log {label}")).await?;
        look.looked_at_for("injection/request", sent.len());
        for (id, what, answer) in &sent {
            if !log.paths.keys().any(|path| was_led(id, path)) {
                continue;
            }
            let statement = format!(
                "a token {what} made the server behind `{label}` send a request where it says (case {id})"
            );
            let found = Found::new("injection/request", format!("{label}: {id}"), statement)
                .declared_at(endpoint.place.as_ref())
                .depth(Depth::KeyServerControlled)
                .help(remedy::for_claim("injection/request"))
                .shown_by(format!("a token {what}"), answer);
            look.against(found);
        }
        if kind == Kind::Install {
            look.looked_at_for("endpoints/keys-kept", 1);
            let times = log.paths.get(&format!("/{kept}")).copied().unwrap_or_default();
            if times > 1 {
                let statement = format!(
                    "{SAME_KEY} forged tokens for `{label}` that name one key made the server ask for it {times} times"
                );
                let found = Found::new("endpoints/keys-kept", format!("{label}: keys"), statement)
                    .declared_at(endpoint.place.as_ref())
                    .severity(Severity::Low)
                    .depth(Depth::KeyServerControlled)
                    .help(remedy::for_claim("endpoints/keys-kept"));
                look.against(found);
            }
        } else {
            look.skip_for("endpoints/keys-kept", label, "requests for a whole key set cannot be told apart");
        }
        Ok(())
    }

    /// True for a path that nobody asks for but who pasted this variant's header into an address.
    fn was_led(variant: &str, path: &str) -> bool {
        match variant {
            "jku-elsewhere" => path.contains(CANARY) && path.ends_with("/jku.json"),
            "x5u-elsewhere" => path.contains(CANARY) && path.ends_with("/x5u.pem"),
            "kid-address" => path.contains(CANARY) && path.ends_with("/kid") && !path.contains('@'),
            "kid-host" => path.contains(CANARY) && path.ends_with("/kid") && path.contains('@'),
            "kid-up" => path.contains("/assay?z=1"),
            "kid-query" => path.contains("assay'") || path.contains("assay%27"),
            "kid-long" => path.contains("/kkkkkkkk"),
            _ => false,
        }
    }
}
