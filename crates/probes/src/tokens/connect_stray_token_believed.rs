//! Is a token believed where none is looked for, or one of two?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
#[cfg(feature = "live")]
use crate::Act;
use crate::Probe;

#[cfg(feature = "live")]
mod live {
    use assay_auth::Kind;
    use assay_evidence::Depth;
    use futures_util::future::join_all;

    use crate::{
        Endpoint, Look, Probing, Request, Role, Scene,
        tokens::{
            course::{Attempt, Gauge, Tried},
            judge::Verdict,
            ring::Ring,
            sender::Sender,
        },
    };

    const ID: &str = "connect-stray-token-believed";
    const ALONE: &str = "connect/token-verified";
    const ONE_OF_TWO: &str = "endpoints/token-read-strictly";

    /// A place in a request.
    #[derive(Clone, Copy)]
    enum Place {
        Query(&'static str),
        Header(&'static str, &'static str),
        Form(&'static str),
        Json(&'static str),
    }

    /// Its id, what is sent in words that complete “a token”, and where; `true` stands for a forged token.
    type Case = (&'static str, &'static str, &'static [(Place, bool)]);

    const JWT: Place = Place::Query("jwt");
    const FIELD: Place = Place::Header("Authorization", "JWT ");

    /// Forged tokens where the framework, or nobody, looks for one.
    const CASES: [Case; 8] = [
        (
            "forged-bearer",
            "of nobody's as a bearer token",
            &[(Place::Header("Authorization", "Bearer "), true)],
        ),
        (
            "forged-lower-case",
            "of nobody's behind `jwt` in small letters",
            &[(Place::Header("Authorization", "jwt "), true)],
        ),
        ("forged-acpt", "of nobody's as the parameter `acpt`", &[(Place::Query("acpt"), true)]),
        ("forged-x-acpt", "of nobody's in the field `X-acpt`", &[(Place::Header("X-acpt", ""), true)]),
        ("forged-first", "of nobody's before a good one", &[(JWT, true), (JWT, false)]),
        ("forged-last", "of nobody's behind a good one", &[(JWT, false), (JWT, true)]),
        (
            "forged-in-field",
            "of nobody's in the header beside a good one in the address",
            &[(JWT, false), (FIELD, true)],
        ),
        (
            "forged-in-address",
            "of nobody's in the address beside a good one in the header",
            &[(JWT, true), (FIELD, false)],
        ),
    ];

    /// The same where a request has a body: the framework looks for one there, too.
    const IN_BODIES: [Case; 2] = [
        ("forged-in-form", "of nobody's in a field of a form", &[(Place::Form("jwt"), true)]),
        ("forged-in-json", "of nobody's in a JSON body", &[(Place::Json("jwt"), true)]),
    ];

    pub(super) fn probing<'a>(scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            let endpoints = scene.target.endpoints.iter().filter_map(|endpoint| {
                let cases: &[Case] = match endpoint.role {
                    Role::ModulePage => &CASES,
                    Role::Webhook => &IN_BODIES,
                    _ => return None,
                };
                let is_open = scene.settings.anonymous_because(endpoint.url.path()).is_some();
                (!endpoint.cacheable && !is_open).then_some((endpoint, cases))
            });
            let endpoints: Vec<_> = endpoints.collect();
            let attempts = endpoints.iter().map(|(endpoint, cases)| attempt(scene, endpoint, cases));
            let attempts = join_all(attempts).await;
            for ((endpoint, _), attempt) in endpoints.into_iter().zip(attempts) {
                match attempt {
                    Ok(attempt) => attempt.note(look),
                    Err(because) => look.skip(endpoint.label(), because),
                }
            }
        })
    }

    async fn attempt<'a>(
        scene: &Scene<'a>,
        page: &'a Endpoint,
        cases: &[Case],
    ) -> Result<Attempt<'a>, String> {
        let ring = Ring::new(scene).ok_or("there is no randomness to forge a key with")?;
        let sender = Sender::new(page, scene.client, &ring)
            .ok_or("requests with its method may change something, and `--change-state` was not given")?;
        let gauge = Gauge::take(ID, Kind::Connect, scene, &ring, sender).await?;
        let cases = cases.iter().map(|case| tried(scene, page, &ring, &gauge, case));
        let tried = join_all(cases).await;
        Ok(Attempt { endpoint: page, gauge: Some(gauge), tried })
    }

    async fn tried(
        scene: &Scene<'_>,
        page: &Endpoint,
        ring: &Ring<'_>,
        gauge: &Gauge,
        (id, what, tokens): &Case,
    ) -> Tried {
        let is_pair = tokens.len() > 1;
        let name = format!("{ID}/{id} {}", page.label());
        let answer = match request(scene, page, ring, &name, tokens) {
            Ok(request) => Ok(scene.client.send(request).await),
            Err(because) => Err(because),
        };
        let (verdict, answer) = match answer {
            Ok(answer) => (gauge.yardstick.judge(&answer), Some(answer)),
            Err(because) => (Verdict::NotTried { because: because.to_owned() }, None),
        };
        Tried {
            probe: ID,
            endpoint: page.label(),
            case: (*id).to_owned(),
            what: (*what).to_owned(),
            claim: if is_pair { ONE_OF_TWO } else { ALONE },
            depth: if is_pair { Depth::TenantKeyed } else { Depth::BlackBox },
            verdict,
            answer,
        }
    }

    fn request(
        scene: &Scene<'_>,
        page: &Endpoint,
        ring: &Ring<'_>,
        name: &str,
        tokens: &[(Place, bool)],
    ) -> Result<Request, &'static str> {
        let mut url = page.url.clone();
        let (mut fields, mut secrets, mut body) = (Vec::new(), Vec::new(), None);
        for (place, is_forged) in tokens {
            let draft = ring.draft(Kind::Connect, page).ok_or("its address cannot be hashed")?;
            let draft = draft.with("jti", name);
            let key = match is_forged {
                true => ring.wrong(Kind::Connect),
                false => ring.right(Kind::Connect).ok_or("no tenant's secret was given (`--tenant`)")?,
            };
            let token = draft.sign(key);
            match place {
                Place::Query(parameter) => drop(url.query_pairs_mut().append_pair(parameter, &token)),
                Place::Header(field, before) => fields.push((*field, format!("{before}{token}"))),
                Place::Form(name) => {
                    body = Some(("application/x-www-form-urlencoded", format!("{name}={token}")));
                }
                Place::Json(name) => {
                    body = Some(("application/json", serde_json::json!({ *name: token }).to_string()));
                }
            }
            secrets.push(token);
        }
        let request = match (page.method.as_str(), scene.client.may_change()) {
            ("GET", _) => Request::get(name, &url),
            (method, Some(permission)) => Request::changing(&permission, name, method, &url),
            (_, None) => return Err("`--change-state` was not given"),
        };
        let request = fields.into_iter().fold(request, |it, (field, value)| it.header(field, value));
        let request = body.into_iter().fold(request, |it, (media_type, text)| it.body(media_type, text));
        Ok(secrets.into_iter().fold(request, Request::secret))
    }
}

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "connect-stray-token-believed",
    title: "tokens believed where none is looked for, or one of two",
    claims: &["connect/token-verified", "endpoints/token-read-strictly"],
    topic: Topic::Jwt,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: applies::to_connect,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| live::probing(scene, look)),
    page: include_str!("connect_stray_token_believed.md"),
};
