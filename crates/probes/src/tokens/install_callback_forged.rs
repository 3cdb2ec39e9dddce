//! Does a lifecycle callback take what the platform did not sign for this app, this tenant and this request?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
#[cfg(feature = "live")]
use crate::Act;
use crate::Probe;

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "install-callback-forged",
    title: "install and uninstall callbacks that the platform did not sign",
    claims: &[
        "connect/install-bound-to-tenant",
        "connect/lifecycle-verified",
        "connect/lifetime-bounded",
        "endpoints/token-read-strictly",
    ],
    topic: Topic::Lifecycle,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: applies::to_lifecycle,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| live::probing(scene, look)),
    page: include_str!("install_callback_forged.md"),
};

#[cfg(feature = "live")]
pub(super) use live::PLAN;

#[cfg(feature = "live")]
mod live {
    use assay_auth::{Aspect, Kind, Knowledge, variants};
    use assay_evidence::{Confidence, Depth};

    use crate::{
        Endpoint, Look, Probing, Role, Scene,
        tokens::{
            course::{Attempt, Plan, Tried},
            judge::Verdict,
            ring::{Ring, TEST_TENANT},
            sender::{Placement, Sender, install_body},
        },
    };

    const ID: &str = "install-callback-forged";
    const BOUND: &str = "connect/install-bound-to-tenant";
    const VERIFIED: &str = "connect/lifecycle-verified";

    /// A tenant that no token names: who installs it by the token of another takes it over.
    const VICTIM: &str = "assay-probe-victim";
    const SITE: &str = "https://assay-probe.atlassian.net";

    pub(in crate::tokens) static PLAN: Plan = Plan {
        id: ID,
        kind: Kind::Install,
        roles: &[Role::Lifecycle],
        other_methods: false,
        claim: |variant| match variant.aspect {
            Aspect::Shape if variant.knowledge() != Knowledge::Nothing => {
                Some("endpoints/token-read-strictly")
            }
            Aspect::Issuer => Some(BOUND),
            // The platform never signs such; it is said, and no row hangs on it.
            Aspect::Expiry | Aspect::Lifetime => Some("connect/lifetime-bounded"),
            Aspect::Time if variant.refused == "not-yet-valid" => Some("connect/lifetime-bounded"),
            _ => Some(VERIFIED),
        },
    };

    pub(super) fn probing<'a>(scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            let mut endpoints: Vec<&Endpoint> = scene.target.of_role(Role::Lifecycle).collect();
            // Removing comes last: it ends what the others need.
            endpoints.sort_by_key(|endpoint| removes(endpoint));
            let mut installed = false;
            for endpoint in &endpoints {
                let mut attempt = PLAN.attempt(scene, endpoint).await;
                if removes(endpoint) {
                    with_the_tenant_there(scene, &mut attempt, &endpoints).await;
                } else {
                    let more = take_overs(scene, &attempt).await;
                    attempt.tried.extend(more);
                }
                let accepted = |tried: &Tried| matches!(tried.verdict, Verdict::Accepted { .. });
                installed |=
                    attempt.accepts_good() || attempt.tried.iter().any(accepted) || attempt.is_open();
                if attempt.is_open() {
                    attempt.note_open(look, VERIFIED);
                }
                attempt.note(look);
            }
            if installed {
                clean_up(scene, &endpoints).await;
            }
        })
    }

    fn removes(endpoint: &Endpoint) -> bool {
        endpoint.name.contains("uninstalled") || endpoint.url.path().contains("uninstalled")
    }

    /// Good callbacks have removed the tenant by now, and a token signed with the secret of nobody's is refused by
    /// every app. So the tenant is installed again for each token that is signed with its secret.
    async fn with_the_tenant_there(scene: &Scene<'_>, attempt: &mut Attempt<'_>, endpoints: &[&Endpoint]) {
        let (Some(ring), Some(gauge)) = (Ring::new(scene), &attempt.gauge) else { return };
        let installs = endpoints.iter().find(|it| !removes(it) && it.name.contains("install"));
        for tried in &mut attempt.tried {
            if !tried.case.ends_with("-shared-secret") || tried.answer.is_none() {
                continue;
            }
            let again = async {
                let installs = installs.ok_or("it has no callback that installs")?;
                let variant = variants().iter().find(|it| it.id == tried.case).ok_or("it is no variant")?;
                let key = ring.right(Kind::Install).ok_or("there is no key")?;
                let hashed = "its address cannot be hashed";
                let good = ring
                    .draft(Kind::Install, installs)
                    .ok_or(hashed)?
                    .with("jti", tried.case.as_str())
                    .sign(key);
                let token = variant
                    .mint(
                        &ring.draft(Kind::Install, attempt.endpoint).ok_or(hashed)?,
                        &ring.scene(Kind::Install, attempt.endpoint),
                    )
                    .map_err(|_| "it cannot be made")?;
                let allowed = "`--change-state` was not given";
                let install = Sender::new(installs, scene.client, &ring).ok_or(allowed)?;
                let remove = Sender::new(attempt.endpoint, scene.client, &ring).ok_or(allowed)?;
                let name =
                    |what: &str| format!("{ID}/{what} for {} {}", tried.case, attempt.endpoint.label());
                let good = Some((good.as_str(), Placement::JwtHeader));
                let installed = scene.client.send(install.request(name("installed"), good)).await;
                if !installed.reply().is_some_and(|reply| reply.is_success()) {
                    return Err("the tenant could not be installed for it");
                }
                Ok(scene.client.send(remove.request(name("removed"), Some((&token, gauge.placement)))).await)
            };
            match again.await {
                Ok(answer) => {
                    tried.verdict = gauge.yardstick.judge(&answer);
                    tried.answer = Some(answer);
                }
                Err(because) => tried.verdict = Verdict::NotTried { because: because.to_owned() },
            }
        }
    }

    /// Callbacks whose token is good and whose body is not its own.
    async fn take_overs(scene: &Scene<'_>, attempt: &Attempt<'_>) -> Vec<Tried> {
        let bodies = [
            ("body-other-tenant", "whose body installs another tenant", VICTIM, SITE),
            (
                "base-url-http",
                "whose body names a site without TLS",
                TEST_TENANT,
                "http://assay-probe.atlassian.net",
            ),
            (
                "base-url-elsewhere",
                "whose body names a site of nobody's",
                TEST_TENANT,
                "https://assay-probe.example.com",
            ),
            (
                "base-url-look-alike",
                "whose body names a site that looks like a product's",
                TEST_TENANT,
                "https://assay-probe.atlassian.net.example.com",
            ),
            (
                "body-exchanged",
                "that was used before, with another secret in the body",
                TEST_TENANT,
                "https://assay-probe-other.atlassian.net",
            ),
        ];
        let tried = |(case, what): (&str, &str), verdict, answer| Tried {
            probe: ID,
            endpoint: attempt.endpoint.label(),
            case: case.to_owned(),
            what: what.to_owned(),
            claim: BOUND,
            depth: Depth::KeyServerControlled,
            verdict,
            answer,
        };
        let ring = Ring::new(scene);
        let ready = || {
            let gauge = attempt.gauge.as_ref().ok_or("it was not asked")?;
            let ring = ring.as_ref().ok_or("there is no randomness to forge a key with")?;
            let sender =
                Sender::new(attempt.endpoint, scene.client, ring).ok_or("`--change-state` was not given")?;
            match gauge.yardstick.accepted.is_empty() {
                true => Err(gauge.yardstick.no_accepted.as_str()),
                false => Ok((gauge, sender, ring)),
            }
        };
        let (gauge, sender, ring) = match ready() {
            Ok(ready) => ready,
            Err(because) => {
                let verdict = || Verdict::NotTried { because: because.to_owned() };
                return bodies.map(|(case, what, ..)| tried((case, what), verdict(), None)).to_vec();
            }
        };
        let another_secret = format!("{}-another", ring.test_secret);
        let mut seen = Vec::new();
        for (case, what, tenant, site) in bodies {
            let token = ring.draft(Kind::Install, attempt.endpoint).zip(ring.right(Kind::Install));
            let Some(token) = token.map(|(draft, key)| draft.with("jti", case).sign(key)) else { continue };
            let token = Some((token.as_str(), gauge.placement));
            let name = |turn: &str| format!("{ID}/{case}{turn} {}", attempt.endpoint.label());
            if case == "body-exchanged" {
                scene.client.send(sender.request(name(" first"), token)).await;
            }
            let body = install_body(tenant, site, &another_secret);
            let answer = scene.client.send(sender.with_body(name(""), token, &body)).await;
            let verdict = match gauge.yardstick.judge(&answer) {
                Verdict::Accepted { .. } => Verdict::Accepted { confidence: Confidence::High },
                other => other,
            };
            seen.push(tried((case, what), verdict, Some(answer)));
        }
        seen
    }

    /// Removes the tenants of our making, as the platform would, as far as the app has a callback for that.
    async fn clean_up(scene: &Scene<'_>, endpoints: &[&Endpoint]) {
        let Some(ring) = Ring::new(scene) else { return };
        for endpoint in endpoints.iter().filter(|endpoint| removes(endpoint)) {
            for tenant in [TEST_TENANT, VICTIM] {
                let Some(sender) = Sender::new(endpoint, scene.client, &ring) else { continue };
                let Some(draft) = ring.draft(Kind::Install, endpoint) else { continue };
                let key = ring.right(Kind::Install).unwrap_or(ring.wrong(Kind::Install));
                let token = draft.with("iss", tenant).with("jti", "clean-up").sign(key);
                let body =
                    install_body(tenant, SITE, &ring.test_secret).replace("\"installed\"", "\"uninstalled\"");
                let case = format!("{ID}/clean-up {tenant} {}", endpoint.label());
                let token = Some((token.as_str(), Placement::JwtHeader));
                scene.client.send(sender.with_body(case, token, &body)).await;
            }
        }
    }
}
