//! What does a token that cannot be accepted do, apart from being refused?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
#[cfg(feature = "live")]
use crate::Act;
use crate::Probe;

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "bad-token-mishandled",
    title: "tokens that break the server, keep it waiting, or come back",
    claims: &["endpoints/bad-token-refused", "endpoints/token-not-echoed"],
    topic: Topic::Jwt,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: applies::to_tokens,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| live::probing(scene, look)),
    page: include_str!("bad_token_mishandled.md"),
};

#[cfg(feature = "live")]
mod live {
    use std::collections::BTreeMap;

    use assay_app::AppType;
    use assay_auth::{Kind, Knowledge, variants};
    use assay_evidence::Depth;
    use futures_util::future::join_all;

    use crate::{
        Answer, Endpoint, Found, Look, Probing, Role, Scene,
        tokens::{
            course::{MOST_UNANSWERED, ROUND, UNANSWERED, is_unanswered},
            kinds, remedy,
            ring::Ring,
            sender::{Placement, Sender},
        },
    };

    const ID: &str = "bad-token-mishandled";

    pub(super) fn probing<'a>(scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            let roles = kinds(scene.target);
            let endpoints: Vec<&Endpoint> = scene
                .target
                .endpoints
                .iter()
                .filter(|it| roles.contains(&it.role) && !it.cacheable)
                .collect();
            let seen = join_all(endpoints.iter().map(|endpoint| ask(scene, endpoint))).await;
            for (endpoint, seen) in endpoints.into_iter().zip(seen) {
                match seen {
                    Ok((answers, unsent)) => {
                        note(look, endpoint, &answers);
                        if unsent > 0 {
                            look.skip(format!("{}: {unsent} more tokens", endpoint.label()), UNANSWERED);
                        }
                    }
                    Err(because) => look.skip(endpoint.label(), because),
                }
            }
        })
    }

    /// One case: id, words, what came of it.
    type Case = (String, String, Answer);

    async fn ask(scene: &Scene<'_>, endpoint: &Endpoint) -> Result<(Vec<Case>, usize), &'static str> {
        let ring = Ring::new(scene).ok_or("there is no randomness to forge a key with")?;
        let sender = Sender::new(endpoint, scene.client, &ring)
            .ok_or("requests with its method may change something, and `--change-state` was not given")?;
        let kind = match (scene.target.app_type, endpoint.role) {
            (AppType::Connect, Role::Lifecycle) => Kind::Install,
            (AppType::Connect, _) => Kind::Connect,
            (AppType::Trello, _) => Kind::Trello,
            _ => Kind::Fit,
        };
        let draft = ring.draft(kind, endpoint).ok_or("its address cannot be hashed")?.with("jti", ID);
        let (places, auth_scene) = (Placement::likely(kind, endpoint.role), ring.scene(kind, endpoint));
        let bad = variants().iter().filter(|it| it.is_for(kind) && it.knowledge() == Knowledge::Nothing);
        let mut requests = Vec::new();
        for variant in bad {
            let Ok(token) = variant.mint(&draft, &auth_scene) else { continue };
            for place in places.iter().filter(|place| place.for_token(&token) == **place) {
                let case = format!("{ID}/{} {place:?} {}", variant.id, endpoint.label());
                requests.push((
                    variant.id.clone(),
                    variant.what.clone(),
                    sender.request(case, Some((&token, *place))),
                ));
            }
        }
        if let Some(token) = ring.of_nobody(kind, endpoint) {
            let case = format!("{ID}/two-tokens {}", endpoint.label());
            let twice = sender.request(case, Some((&token, places[0])));
            let twice =
                twice.header("Authorization", format!("JWT {token}")).header("Authorization", "Bearer a.b.c");
            requests.push(("two-tokens".to_owned(), "in several places at once".to_owned(), twice));
        }
        let send = |(id, what, request)| async { (id, what, scene.client.send(request).await) };
        let (mut seen, mut unanswered) = (Vec::with_capacity(requests.len()), 0);
        while !requests.is_empty() && unanswered < MOST_UNANSWERED {
            let later = requests.split_off(ROUND.min(requests.len()));
            let round = join_all(std::mem::replace(&mut requests, later).into_iter().map(send)).await;
            unanswered += round.iter().filter(|(_, _, answer)| is_unanswered(answer)).count();
            seen.extend(round);
        }
        Ok((seen, requests.len()))
    }

    fn note(look: &mut Look, endpoint: &Endpoint, cases: &[Case]) {
        let label = endpoint.label();
        let (mut wrong, mut echoed): (BTreeMap<String, Vec<&Case>>, Vec<&Case>) =
            (BTreeMap::new(), Vec::new());
        for case in cases {
            match &case.2.outcome {
                Ok(reply) => {
                    look.looked_at(1);
                    if reply.status >= 500 {
                        wrong.entry(format!("is answered {}", reply.status)).or_default().push(case);
                    }
                    if reply.echoes_secret {
                        echoed.push(case);
                    }
                }
                Err(trouble) if trouble.is_the_servers() => {
                    look.looked_at_for("endpoints/bad-token-refused", 1);
                    look.skip_for(
                        "endpoints/token-not-echoed",
                        format!("{label}: {}", case.0),
                        "no answer came",
                    );
                    wrong.entry(format!("gets no answer: {trouble}")).or_default().push(case);
                }
                Err(trouble) => look.skip(format!("{label}: {}", case.0), trouble.to_string()),
            }
        }
        let found = |claim: &'static str, identity: &str, statement: String, cases: &[&Case]| {
            let found = Found::new(claim, format!("{label}: {identity}"), statement)
                .declared_at(endpoint.place.as_ref())
                .depth(Depth::BlackBox)
                .help(remedy::for_claim(claim));
            let shown = cases.iter().take(3);
            shown.fold(found, |found, (_, what, answer)| found.shown_by(format!("a token {what}"), answer))
        };
        for (outcome, cases) in wrong {
            let statement = format!("a token {} {outcome} by `{label}` (cases {})", cases[0].1, ids(&cases));
            look.against(found("endpoints/bad-token-refused", &outcome, statement, &cases));
        }
        if let Some(first) = echoed.first() {
            let statement =
                format!("`{label}` repeats a token {} in its answer (cases {})", first.1, ids(&echoed));
            look.against(found("endpoints/token-not-echoed", "echo", statement, &echoed));
        }
    }

    fn ids(cases: &[&Case]) -> String {
        let mut ids: Vec<&str> = cases.iter().map(|case| case.0.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        match ids.len().saturating_sub(8) {
            0 => ids.join(", "),
            more => format!("{} and {more} more", ids[..8].join(", ")),
        }
    }
}
