//! Where an app binds the code to its verifier (PKCE): is it done so that it binds?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
#[cfg(feature = "live")]
use crate::Act;
use crate::Probe;

#[cfg(feature = "live")]
mod live {
    use assay_evidence::Depth;

    use crate::{
        Found, Look, Probing, Role, Scene,
        tokens::{authorization::Begun, key_server, remedy},
    };

    const CLAIM: &str = "oauth/pkce-sound";
    const ID: &str = "oauth-pkce-weak";

    pub(super) fn probing<'a>(scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            let begun = async |turn: &str| Begun::begin(scene, &format!("{ID}/{turn}")).await;
            let (one, other) = match (begun("first").await, begun("second").await) {
                (Ok(one), Ok(other)) => (one, other),
                (Err(because), _) | (_, Err(because)) => {
                    return look.skip("the beginning of an authorisation", because);
                }
            };
            let (Some(first), Some(second)) =
                (one.parameter("code_challenge"), other.parameter("code_challenge"))
            else {
                return look
                    .skip("the `code_challenge`", "the app sends none, and no requirement asks for one");
            };
            look.looked_at(1);
            let found = |case: &str, statement: String| {
                Found::new(CLAIM, format!("PKCE: {case}"), statement)
                    .help(remedy::for_claim(CLAIM))
                    .shown_by("the beginning of an authorisation", &one.answer)
            };
            if one.parameter("code_challenge_method").as_deref() != Some("S256") {
                let statement =
                    "the `code_challenge` is not made with `S256`: who reads the request has the verifier";
                look.against(found("challenge-plain", statement.to_owned()));
            }
            if first == second {
                let found = found(
                    "challenge-repeated",
                    "two browsers were given the same `code_challenge`".to_owned(),
                );
                look.against(found.shown_by("the same from another browser", &other.answer));
            }
            for callback in scene.target.of_role(Role::Callback) {
                let case = |what: &str| format!("{ID}/{what} {}", callback.label());
                let of = format!("{}: the verifier", callback.label());
                if scene.client.may_change().is_none() {
                    look.skip(of, "a callback may change something, and `--change-state` was not given");
                    continue;
                }
                let code = format!("assay-pkce-{}", callback.url.path().trim_matches('/'));
                let request = one.come_back(case("good"), callback, &code, one.state.as_deref());
                let answer = scene.client.send(request).await;
                let log = match key_server::asked(scene, case("log")).await {
                    Ok(log) => log,
                    Err(because) => {
                        look.skip(of, because);
                        continue;
                    }
                };
                if !log.codes.contains(&code) {
                    look.skip(of, "the app does not redeem its codes at our key server (`--key-server`)");
                    continue;
                }
                look.looked_at(1);
                let (case, what) = match log.challenges.get(&code) {
                    Some(seen) if seen == key_server::beginning(&first) => continue,
                    Some(_) => ("verifier-other", "with a verifier that does not belong to its challenge"),
                    None => ("verifier-missing", "without the verifier of its challenge"),
                };
                let statement = format!("`{}` redeems a code {what}", callback.label());
                look.against(
                    found(case, statement)
                        .declared_at(callback.place.as_ref())
                        .depth(Depth::KeyServerControlled)
                        .shown_by("the way back", &answer),
                );
            }
        })
    }
}

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "oauth-pkce-weak",
    title: "a PKCE challenge that binds nothing",
    claims: &["oauth/pkce-sound"],
    topic: Topic::OauthState,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: applies::to_oauth,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| live::probing(scene, look)),
    page: include_str!("oauth_pkce_weak.md"),
};
