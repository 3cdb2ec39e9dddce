//! Does a secret of an authorisation stand in an address, where histories, logs and `Referer` fields keep it?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
#[cfg(feature = "live")]
use crate::Act;
use crate::Probe;

#[cfg(feature = "live")]
mod live {
    use assay_evidence::{Confidence, Depth};

    use crate::{
        Endpoint, Found, Look, Probing, Role, Scene,
        tokens::{authorization::Begun, key_server, remedy},
    };

    const CLAIM: &str = "secrets/urls";
    const ID: &str = "oauth-token-in-address";

    pub(super) fn probing<'a>(scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            let begun = match Begun::begin(scene, &format!("{ID}/begin")).await {
                Ok(begun) => begun,
                Err(because) => return look.skip("the beginning of an authorisation", because),
            };
            look.looked_at(1);
            let found = |case: &str, statement: String| {
                Found::new(CLAIM, format!("address: {case}"), statement)
                    .help(remedy::for_claim(CLAIM))
                    .shown_by("the beginning of an authorisation", &begun.answer)
            };
            let kind = begun.parameter("response_type").unwrap_or_default();
            if kind.split_whitespace().any(|kind| matches!(kind, "token" | "id_token")) {
                let statement = format!("the app asks for tokens in the address (`response_type={kind}`)");
                look.against(found("implicit", statement));
            }
            if begun.parameter("client_secret").is_some() {
                let statement = "the app's secret stands in the address that a browser is sent to";
                look.against(found("client-secret", statement.to_owned()));
            }
            for callback in scene.target.of_role(Role::Callback) {
                if scene.client.may_change().is_none() {
                    let because = "a callback may change something, and `--change-state` was not given";
                    look.skip(callback.label(), because);
                } else if let Err(because) = come_back(scene, look, callback).await {
                    look.skip(callback.label(), because);
                }
            }
        })
    }

    /// Where the browser is sent once the code was redeemed.
    async fn come_back(scene: &Scene<'_>, look: &mut Look, callback: &Endpoint) -> Result<(), String> {
        let label = callback.label();
        let case = |what: &str| format!("{ID}/{what} {label}");
        let begun = Begun::begin(scene, &case("begin for")).await?;
        let code = format!("assay-token-{}", callback.url.path().trim_matches('/'));
        let request = begun.come_back(case("good"), callback, &code, begun.state.as_deref());
        // Whatever of the answer holds the token is told.
        let answer = scene.client.send(request.secret(key_server::ACCESS_TOKEN)).await;
        let log = key_server::asked(scene, case("log")).await?;
        if !log.codes.contains(&code) {
            return Err("the app does not redeem its codes at our key server (`--key-server`)".to_owned());
        }
        look.looked_at(1);
        let Some(reply) = answer.reply() else { return Err("no answer came".to_owned()) };
        let in_address = ["location", "refresh", "content-location"]
            .iter()
            .flat_map(|name| reply.headers(name))
            .any(|value| value.contains(key_server::ACCESS_TOKEN));
        let found = |statement: String| {
            Found::new(CLAIM, format!("{label}: token-in-location"), statement)
                .declared_at(callback.place.as_ref())
                .depth(Depth::KeyServerControlled)
                .help(remedy::for_claim(CLAIM))
                .shown_by("the way back", &answer)
        };
        if in_address {
            look.against(found(format!(
                "`{label}` sends the browser to an address with the access token in it"
            )));
        } else if reply.echoes_secret {
            let found = found(format!("the answer of `{label}` holds the access token"));
            look.unsure(found.confidence(Confidence::Low), "whether an address in it does is not told");
        }
        Ok(())
    }
}

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "oauth-token-in-address",
    title: "tokens and secrets of an authorisation in addresses",
    claims: &["secrets/urls"],
    topic: Topic::Secrets,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_oauth,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| live::probing(scene, look)),
    page: include_str!("oauth_token_in_address.md"),
};
