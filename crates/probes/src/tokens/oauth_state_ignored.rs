//! Is the `state` that comes back looked at before the code is redeemed?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
#[cfg(feature = "live")]
use crate::Act;
use crate::Probe;

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "oauth-state-ignored",
    title: "callbacks whose `state` is missing, foreign or used",
    claims: &["oauth/state-bound-to-session", "oauth/state-checked-first", "oauth/state-single-use"],
    topic: Topic::OauthState,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_oauth,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| live::probing(scene, look)),
    page: include_str!("oauth_state_ignored.md"),
};

#[cfg(feature = "live")]
mod live {
    use assay_evidence::{Confidence, Depth};

    use crate::{
        Answer, Endpoint, Found, Look, Probing, Role, Scene,
        tokens::{
            authorization::Begun,
            judge::{Verdict, Yardstick},
            key_server, remedy,
        },
    };

    const ID: &str = "oauth-state-ignored";

    /// One way of coming back.
    struct Case {
        id: &'static str,
        what: &'static str,
        claim: &'static str,
    }

    const CASES: [Case; 4] = [
        Case { id: "state-missing", what: "without a `state`", claim: "oauth/state-checked-first" },
        Case { id: "state-made-up", what: "with a made-up `state`", claim: "oauth/state-checked-first" },
        Case {
            id: "state-foreign",
            what: "with the `state` of another browser",
            claim: "oauth/state-bound-to-session",
        },
        Case { id: "state-used", what: "with a `state` that was used", claim: "oauth/state-single-use" },
    ];

    pub(super) fn probing<'a>(scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            for callback in scene.target.of_role(Role::Callback) {
                if scene.client.may_change().is_none() {
                    look.skip(
                        callback.label(),
                        "a callback may change something, and `--change-state` was not given",
                    );
                } else if let Err(because) = try_all(scene, look, callback).await {
                    look.skip(callback.label(), because);
                }
            }
        })
    }

    async fn try_all(scene: &Scene<'_>, look: &mut Look, callback: &Endpoint) -> Result<(), String> {
        let begin =
            async |turn: &str| Begun::begin(scene, &format!("{ID}/{turn} {}", callback.label())).await;
        let (mine, other) = (begin("mine").await?, begin("other").await?);
        let case = |id: &str| format!("{ID}/{id} {}", callback.label());
        let code = |id: &str| format!("assay-{id}-{}", callback.url.path().trim_matches('/'));
        let send = async |begun: &Begun, id: &str, state: Option<&str>| {
            scene.client.send(begun.come_back(case(id), callback, &code(id), state)).await
        };
        // Nobody's browser comes first: a made-up state must not use up the good one.
        let missing = send(&mine, "state-missing", None).await;
        let made_up = send(&mine, "state-made-up", Some("assay-made-up-state")).await;
        let foreign = send(&mine, "state-foreign", other.state.as_deref()).await;
        let good = send(&mine, "state-good", mine.state.as_deref()).await;
        let used = send(&mine, "state-used", mine.state.as_deref()).await;
        let log = key_server::asked(scene, case("log")).await;
        let redeemed = |id: &str| log.as_ref().is_ok_and(|log| log.codes.contains(&code(id)));
        let good_is_redeemed = redeemed("state-good");
        let yardstick = Yardstick {
            accepted: good.reply().filter(|reply| reply.status < 400).cloned().into_iter().collect(),
            no_accepted: "a made-up code is refused whatever its `state`; only an app in staging that redeems codes at our key server shows more".to_owned(),
            ..Yardstick::default()
        };
        for (Case { id, what, claim }, answer) in CASES.into_iter().zip([missing, made_up, foreign, used]) {
            let needs_state = matches!(id, "state-foreign" | "state-used");
            let verdict = if needs_state && mine.state.is_none() {
                Verdict::NotTried { because: "the app sends no `state`".to_owned() }
            } else if redeemed(id) {
                Verdict::Accepted { confidence: Confidence::High }
            } else if good_is_redeemed {
                Verdict::Refused
            } else {
                yardstick.judge(&answer)
            };
            note(look, callback, claim, (id, what), &verdict, [&answer, &good], good_is_redeemed);
        }
        Ok(())
    }

    fn note(
        look: &mut Look,
        callback: &Endpoint,
        claim: &'static str,
        (id, what): (&str, &str),
        verdict: &Verdict,
        [answer, good]: [&Answer; 2],
        saw_redeeming: bool,
    ) {
        let label = callback.label();
        let found = |verb: &str, confidence| {
            Found::new(claim, format!("{label}: {id}"), format!("`{label}` {verb} a callback {what}"))
                .declared_at(callback.place.as_ref())
                .confidence(confidence)
                .depth(if saw_redeeming { Depth::KeyServerControlled } else { Depth::BlackBox })
                .help(remedy::for_claim(claim))
                .shown_by(format!("a callback {what}"), answer)
                .shown_by("a callback with its own `state`", good)
        };
        match verdict {
            Verdict::Accepted { confidence } => {
                look.looked_at_for(claim, 1);
                let confidence = if saw_redeeming { *confidence } else { Confidence::Medium };
                look.against(found(
                    if saw_redeeming { "redeems the code of" } else { "goes on with" },
                    confidence,
                ));
            }
            Verdict::Refused => look.looked_at_for(claim, 1),
            Verdict::Unclear { because } => {
                look.looked_at_for(claim, 1);
                look.unsure(found("may go on with", Confidence::Low), because);
            }
            Verdict::Unproven { because } | Verdict::NotTried { because } => {
                look.skip_for(claim, format!("{label}: {id}"), because);
            }
        }
    }
}
