//! Is the address that an authorisation comes back to the app's own, whatever a request says?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
#[cfg(feature = "live")]
use crate::Act;
use crate::Probe;

#[cfg(feature = "live")]
mod live {
    use url::Url;

    use crate::{
        Found, Look, Probing, Scene,
        loopback::is_loopback,
        tokens::{
            authorization::{Begun, Manner},
            remedy,
        },
    };

    const CLAIM: &str = "oauth/redirect-fixed";
    const ID: &str = "oauth-redirect-follows-request";
    const FOREIGN: &str = "assay-probe.example.com";

    /// Ways to name another host, each with its words.
    const CASES: [(&str, &str, Manner); 4] = [
        (
            "forwarded-host",
            "the field `X-Forwarded-Host`",
            Manner { header: Some(("X-Forwarded-Host", FOREIGN)), parameter: None },
        ),
        (
            "forwarded",
            "the field `Forwarded`",
            Manner { header: Some(("Forwarded", "host=assay-probe.example.com")), parameter: None },
        ),
        ("host", "the field `Host`", Manner { header: Some(("Host", FOREIGN)), parameter: None }),
        (
            "parameter",
            "the parameter `redirect_uri`",
            Manner {
                header: None,
                parameter: Some(("redirect_uri", "https://assay-probe.example.com/callback")),
            },
        ),
    ];

    pub(super) fn probing<'a>(scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            let usual = match Begun::begin(scene, &format!("{ID}/usual")).await {
                Ok(begun) => begun,
                Err(because) => return look.skip("the beginning of an authorisation", because),
            };
            let Some(redirect) = redirect_of(&usual) else {
                return look.skip(
                    "the `redirect_uri`",
                    "the app sends none that can be read: the authorisation server's own setting counts",
                );
            };
            look.looked_at(1);
            let found = |case: &str, statement: String| {
                Found::new(CLAIM, format!("redirect: {case}"), statement).help(remedy::for_claim(CLAIM))
            };
            if redirect.scheme() != "https" && !is_loopback(&redirect) {
                let found = found("plain-http", "the `redirect_uri` is no https address".to_owned());
                look.against(found.shown_by("the beginning of an authorisation", &usual.answer));
            }
            for (case, what, manner) in CASES {
                // A server that does not know the host leads nowhere, and that is right.
                let Ok(begun) = Begun::begin_as(scene, &format!("{ID}/{case}"), manner).await else {
                    look.looked_at(1);
                    continue;
                };
                look.looked_at(1);
                let follows = redirect_of(&begun).and_then(|url| Some(url.host_str()? == FOREIGN));
                if follows == Some(true) {
                    let found = found(case, format!("the host of the `redirect_uri` follows {what}"));
                    look.against(
                        found
                            .shown_by(format!("with {what}"), &begun.answer)
                            .shown_by("without", &usual.answer),
                    );
                }
            }
        })
    }

    fn redirect_of(begun: &Begun) -> Option<Url> {
        Url::parse(&begun.parameter("redirect_uri")?).ok()
    }
}

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "oauth-redirect-follows-request",
    title: "a `redirect_uri` that a request can change",
    claims: &["oauth/redirect-fixed"],
    topic: Topic::OauthState,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: applies::to_oauth,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| live::probing(scene, look)),
    page: include_str!("oauth_redirect_follows_request.md"),
};
