//! Requests without a token, shared by the probes that ask what comes of them.

use assay_auth::Kind;
use assay_evidence::Confidence;
use futures_util::future::join_all;

use super::{course::Gauge, judge::same_kind, remedy, ring::Ring, sender::Sender};
use crate::{Answer, Endpoint, Found, Look, Observation, Probing, Reply, Request, Role, Scene};

/// What such a probe asks.
pub(super) struct Plan {
    /// The probe's id.
    pub(super) id: &'static str,
    /// The kind of token that is missing.
    pub(super) kind: Kind,
    /// The endpoints it is tried at.
    pub(super) roles: &'static [Role],
    /// The claims that answering speaks against.
    pub(super) claims: &'static [&'static str],
}

impl Plan {
    /// The plan as a probe's act.
    pub(super) fn probing<'a>(&'static self, scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            let endpoints = scene.target.endpoints.iter();
            let endpoints =
                endpoints.filter(|endpoint| self.roles.contains(&endpoint.role) && !endpoint.cacheable);
            let endpoints: Vec<_> =
                endpoints.filter(|it| scene.settings.anonymous_because(it.url.path()).is_none()).collect();
            let seen = join_all(endpoints.iter().map(|endpoint| self.gauge(scene, endpoint))).await;
            for (endpoint, seen) in endpoints.into_iter().zip(seen) {
                match seen {
                    Ok(gauge) => {
                        self.note(scene, look, endpoint, &gauge);
                        self.other_methods(scene, look, endpoint, &gauge).await;
                    }
                    Err(because) => look.skip(endpoint.label(), because),
                }
            }
        })
    }

    async fn gauge(&self, scene: &Scene<'_>, endpoint: &Endpoint) -> Result<Gauge, String> {
        let ring = Ring::new(scene).ok_or("there is no randomness to forge a key with")?;
        let sender = Sender::new(endpoint, scene.client, &ring)
            .ok_or("requests with its method may change something, and `--change-state` was not given")?;
        Gauge::take(self.id, self.kind, scene, &ring, sender).await
    }

    /// The same address without a token and with other methods: a check of the token may stand in front of one only.
    async fn other_methods(&self, scene: &Scene<'_>, look: &mut Look, endpoint: &Endpoint, gauge: &Gauge) {
        if gauge.yardstick.is_open()
            || gauge.anonymous.as_ref().and_then(Answer::reply).is_none_or(Reply::is_success)
        {
            return;
        }
        let permission = scene.client.may_change();
        for method in ["HEAD", "GET", "POST", "PUT", "PATCH", "DELETE"] {
            let case = format!("{}/no-token {method} {}", self.id, endpoint.label());
            let request = match (method, &permission) {
                (same, _) if same == endpoint.method => continue,
                ("HEAD", _) => Request::head(case, &endpoint.url),
                ("GET", _) => Request::get(case, &endpoint.url),
                (_, Some(permission)) => Request::changing(permission, case, method, &endpoint.url),
                (_, None) => continue,
            };
            let answer = scene.client.send(request).await;
            let Some(reply) = answer.reply().filter(|reply| reply.is_success()) else { continue };
            let label = format!("{method} {}", endpoint.url.path());
            for claim in self.claims {
                let refused = format!(
                    "`{label}` answers {} to a request without a token; `{}` does not",
                    reply.status, endpoint.method
                );
                let found = Found::new(claim, format!("{label}: no token"), refused)
                    .declared_at(endpoint.place.as_ref())
                    .confidence(Confidence::Medium)
                    .help(remedy::for_claim(claim))
                    .shown_by("no token", &answer);
                if gauge.yardstick.accepted.iter().any(|accepted| accepted.digest == reply.digest)
                    && method != "HEAD"
                {
                    look.against(found);
                } else {
                    look.unsure(
                        found.confidence(Confidence::Low),
                        "what it gives out is not what a good token gets",
                    );
                }
            }
        }
    }

    fn note(&self, scene: &Scene<'_>, look: &mut Look, endpoint: &Endpoint, gauge: &Gauge) {
        let label = endpoint.label();
        let Some(answer) = &gauge.anonymous else { return look.skip(label, "it was not asked") };
        let Some(reply) = answer.reply() else {
            return look
                .skip(label, answer.outcome.as_ref().err().map(ToString::to_string).unwrap_or_default());
        };
        let proven = !gauge.yardstick.accepted.is_empty();
        if gauge.yardstick.is_open() {
            look.looked_at(1);
            for claim in self.claims {
                let statement = format!("`{label}` answers {} to a request without a token", reply.status);
                let mut found = Found::new(claim, format!("{label}: no token"), statement)
                    .declared_at(endpoint.place.as_ref())
                    // Without a good token's answer beside it, this may be a page that says nothing.
                    .confidence(if proven { Confidence::High } else { Confidence::Medium })
                    .help(remedy::for_claim(claim))
                    .shown_by("no token", answer);
                if let Some(good) = &gauge.good {
                    found = found.shown_by("a good token", good);
                }
                match of_nothing(scene, endpoint).filter(|nothing| same_kind(reply, nothing)) {
                    Some(_) => look.unsure(
                        found.confidence(Confidence::Low),
                        "addresses that nothing is at are answered alike: a page that holds nothing, perhaps",
                    ),
                    None => look.against(found),
                }
            }
        } else if proven && reply.is_success() {
            look.looked_at(1);
            for claim in self.claims {
                let statement = format!("`{label}` answers {} to a request without a token", reply.status);
                let found = Found::new(claim, format!("{label}: no token"), statement)
                    .declared_at(endpoint.place.as_ref())
                    .confidence(Confidence::Low)
                    .help(remedy::for_claim(claim))
                    .shown_by("no token", answer);
                look.unsure(
                    found,
                    "the answer is another than that to a good token: a page for strangers, perhaps",
                );
            }
        } else if proven || matches!(reply.status, 401 | 403) {
            look.looked_at(1);
        } else {
            let because = format!(
                "it answered {}, which may be no refusal; {}",
                reply.status, gauge.yardstick.no_accepted
            );
            look.skip(label, because);
        }
    }
}

/// What the same server answers where nothing is.
fn of_nothing<'a>(scene: &Scene<'a>, endpoint: &Endpoint) -> Option<&'a Reply> {
    let of_server = |url: &str| url::Url::parse(url).is_ok_and(|url| url.origin() == endpoint.url.origin());
    let mut seen = scene.survey.of(Observation::NotFound);
    seen.find(|seen| of_server(&seen.answer.request.url))?.answer.reply()
}
