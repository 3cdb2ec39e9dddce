//! Every token of a plan, sent to every endpoint it is for.

use assay_app::AppType;
use assay_auth::{Kind, Knowledge, Variant, variants};
use assay_evidence::Depth;
use futures_util::future::join_all;

use super::{
    judge::{Verdict, Yardstick},
    ring::Ring,
    sender::{Placement, Sender},
};
use crate::{Answer, Endpoint, Look, Probing, Role, Scene, Target, Trouble};

/// Tokens that are sent to one endpoint before it is asked whether it still answers.
pub(super) const ROUND: usize = 16;

/// With so many tokens unanswered, an endpoint gets no more: each would cost the whole patience of the run.
pub(super) const MOST_UNANSWERED: usize = 3;

/// Why it does not.
pub(super) const UNANSWERED: &str = "several tokens before it got no answer";

/// True where the patience of the run was used up.
pub(super) fn is_unanswered(answer: &Answer) -> bool {
    matches!(answer.outcome, Err(Trouble::Hung { .. }))
}

/// What a probe of tokens tries.
pub(super) struct Plan {
    /// The probe's id.
    pub(super) id: &'static str,
    /// The kind of token.
    pub(super) kind: Kind,
    /// The endpoints it is tried at.
    pub(super) roles: &'static [Role],
    /// True where forged tokens are also sent to the same addresses with methods that their callers do not use.
    pub(super) other_methods: bool,
    /// The claim that accepting a variant speaks against; none for a variant that is not tried.
    pub(super) claim: fn(&Variant) -> Option<&'static str>,
}

/// How a case is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// As the endpoint's caller would.
    Usual,
    /// With another method.
    OtherMethod,
}

/// A variant of a token, with the claim that accepting it speaks against.
pub(super) type Case = (&'static Variant, &'static str);

/// One case at one endpoint.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The probe that tried it.
    pub probe: &'static str,
    /// The endpoint, `GET /hello`.
    pub endpoint: String,
    /// The case, `alg-none`.
    pub case: String,
    /// What was sent, in words that complete “a token”.
    pub what: String,
    /// The claim that is at stake.
    pub claim: &'static str,
    /// What had to be held to send it.
    pub depth: Depth,
    /// What came of it.
    pub verdict: Verdict,
    /// The exchange; none where nothing was sent.
    pub answer: Option<Answer>,
}

/// Everything that was tried at one endpoint.
#[derive(Debug)]
pub(super) struct Attempt<'a> {
    pub(super) endpoint: &'a Endpoint,
    pub(super) gauge: Option<Gauge>,
    pub(super) tried: Vec<Tried>,
}

impl Plan {
    /// The plan as a probe's act.
    pub(super) fn probing<'a>(&'static self, scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            for attempt in self.attempts(scene).await {
                attempt.note(look);
            }
            self.by_other_methods(scene, |attempt| attempt.note(look)).await;
        })
    }

    /// Tries everything.
    pub(super) async fn attempts<'a>(&'static self, scene: &Scene<'a>) -> Vec<Attempt<'a>> {
        let endpoints = scene.target.endpoints.iter().filter(|endpoint| self.is_for(endpoint, scene));
        if self.kind == Kind::Install {
            // One tenant of our making: what one callback does to it, the next one sees.
            let mut attempts = Vec::new();
            for endpoint in endpoints {
                attempts.push(self.attempt(scene, endpoint).await);
            }
            return attempts;
        }
        join_all(endpoints.map(|endpoint| self.attempt(scene, endpoint))).await
    }

    /// True where an app of this type takes such tokens.
    pub(super) fn is_of(&self, target: &Target) -> bool {
        match self.kind {
            Kind::Connect | Kind::Context | Kind::Session | Kind::Install => {
                target.app_type == AppType::Connect
            }
            Kind::Fit => target.app_type == AppType::ForgeRemote,
            Kind::Trello => target.app_type == AppType::Trello,
        }
    }

    /// Cacheable pages take no token, and what people named as anonymous need not.
    pub(super) fn is_for(&self, endpoint: &Endpoint, scene: &Scene<'_>) -> bool {
        self.roles.contains(&endpoint.role)
            && !endpoint.cacheable
            && scene.settings.anonymous_because(endpoint.url.path()).is_none()
    }

    pub(super) fn variants(&'static self) -> impl Iterator<Item = Case> {
        let of_kind = variants().iter().filter(|variant| variant.is_for(self.kind));
        of_kind.filter_map(|variant| Some((variant, (self.claim)(variant)?)))
    }

    /// Tries everything at one endpoint.
    pub(super) async fn attempt<'a>(&'static self, scene: &Scene<'a>, endpoint: &'a Endpoint) -> Attempt<'a> {
        let all: Vec<_> = self.variants().collect();
        self.attempt_with(scene, endpoint, &all, Way::Usual).await
    }

    /// Tries some of it at one endpoint.
    pub(super) async fn attempt_with<'a>(
        &'static self,
        scene: &Scene<'a>,
        endpoint: &'a Endpoint,
        all: &[Case],
        way: Way,
    ) -> Attempt<'a> {
        let none = |because: &str| {
            let tried = all.iter().map(|case| {
                let verdict = Verdict::NotTried { because: because.to_owned() };
                self.tried(endpoint, *case, way, verdict, None)
            });
            Attempt { endpoint, gauge: None, tried: tried.collect() }
        };
        let Some(ring) = Ring::new(scene) else { return none("there is no randomness to forge a key with") };
        let Some(sender) = Sender::new(endpoint, scene.client, &ring) else {
            return none("requests with its method may change something, and `--change-state` was not given");
        };
        let gauge = match Gauge::take(self.id, self.kind, scene, &ring, sender).await {
            Ok(gauge) => gauge,
            Err(because) => return none(&because),
        };
        let auth_scene = ring.scene(self.kind, endpoint);
        let (mut tried, mut unanswered) = (Vec::with_capacity(all.len()), 0);
        for round in all.chunks(ROUND) {
            if unanswered >= MOST_UNANSWERED {
                tried.extend(round.iter().map(|case| {
                    let verdict = Verdict::NotTried { because: UNANSWERED.to_owned() };
                    self.tried(endpoint, *case, way, verdict, None)
                }));
                continue;
            }
            let one = |case: &Case| {
                let (gauge, auth_scene, ring) = (&gauge, &auth_scene, &ring);
                let of_plan = *case;
                let (variant, _) = of_plan;
                async move {
                    let draft = ring.draft(self.kind, endpoint).expect("the gauge was taken with one");
                    // A server that remembers tokens takes none for that of another probe or endpoint.
                    let draft = draft.with("jti", format!("{} {} {}", self.id, variant.id, endpoint.label()));
                    let token = match variant.mint(&draft, auth_scene) {
                        Ok(token) => token,
                        Err(why) => {
                            // Where the key was not given, the option that gives it is the better word.
                            let missing = ring.missing(self.kind).map(str::to_owned);
                            let because = missing.unwrap_or_else(|| why.to_string());
                            let verdict = Verdict::NotTried { because };
                            return self.tried(endpoint, of_plan, way, verdict, None);
                        }
                    };
                    let case = format!("{}/{} {}", self.id, variant.id, endpoint.label());
                    let place = gauge.placement.for_token(&token);
                    let answer = scene.client.send(sender.request(case, Some((&token, place)))).await;
                    let verdict = gauge.yardstick.judge(&answer);
                    self.tried(endpoint, of_plan, way, verdict, Some(answer))
                }
            };
            let seen = join_all(round.iter().map(one)).await;
            unanswered +=
                seen.iter().filter(|tried| tried.answer.as_ref().is_some_and(is_unanswered)).count();
            tried.extend(seen);
        }
        Attempt { endpoint, tried, gauge: Some(gauge) }
    }

    fn tried(
        &self,
        endpoint: &Endpoint,
        (variant, claim): Case,
        way: Way,
        verdict: Verdict,
        answer: Option<Answer>,
    ) -> Tried {
        Tried {
            probe: self.id,
            endpoint: endpoint.label(),
            case: match way {
                Way::Usual => variant.id.clone(),
                Way::OtherMethod => format!("{}-other-method", variant.id),
            },
            what: variant.what.clone(),
            claim,
            depth: depth(self.kind, variant.knowledge()),
            verdict,
            answer,
        }
    }
}

impl Attempt<'_> {
    /// True where a good token was taken.
    pub(super) fn accepts_good(&self) -> bool {
        self.gauge.as_ref().is_some_and(|gauge| !gauge.yardstick.accepted.is_empty())
    }

    /// True where no token is needed.
    pub(super) fn is_open(&self) -> bool {
        self.gauge.as_ref().is_some_and(|gauge| gauge.yardstick.is_open())
    }
}

/// Every case that is made from a variant of a token, tried at every endpoint of the target that it is for: what the
/// probes tell in one finding for each endpoint and claim, case by case.
pub async fn tried(scene: &Scene<'_>) -> Vec<Tried> {
    let mut all = Vec::new();
    for plan in super::plans() {
        if super::kinds(scene.target).iter().any(|role| plan.roles.contains(role)) && plan.is_of(scene.target)
        {
            let attempts = plan.attempts(scene).await;
            all.extend(attempts.into_iter().flat_map(|attempt| attempt.tried));
            plan.by_other_methods(scene, |attempt| all.extend(attempt.tried)).await;
        }
    }
    all
}

/// What has to be held to make a token that takes so much knowledge.
pub(super) fn depth(kind: Kind, knowledge: Knowledge) -> Depth {
    match (knowledge, kind) {
        (Knowledge::Nothing, _) => Depth::BlackBox,
        (_, Kind::Connect | Kind::Context | Kind::Session) => Depth::TenantKeyed,
        (_, Kind::Install | Kind::Fit | Kind::Trello) => Depth::KeyServerControlled,
    }
}

/// What an endpoint does with what is known: the good token, none, and one of nobody.
#[derive(Debug)]
pub(super) struct Gauge {
    pub(super) yardstick: Yardstick,
    pub(super) placement: Placement,
    pub(super) good: Option<Answer>,
    pub(super) anonymous: Option<Answer>,
}

impl Gauge {
    /// Sends these.
    ///
    /// # Errors
    /// Why the endpoint cannot be tried: no answer came at all, or its address cannot be hashed.
    pub(super) async fn take(
        id: &str,
        kind: Kind,
        scene: &Scene<'_>,
        ring: &Ring<'_>,
        sender: Sender<'_>,
    ) -> Result<Self, String> {
        let endpoint = sender.endpoint;
        let case = |what: &str| format!("{id}/{what} {}", endpoint.label());
        let anonymous = scene.client.send(sender.request(case("no-token"), None)).await;
        if let Err(trouble) = &anonymous.outcome {
            // Whatever comes next would wait as long.
            return Err(trouble.to_string());
        }
        const HASHED: &str = "its address cannot be hashed";
        let places = Placement::likely(kind, endpoint.role);
        let mut placement = places[0];
        let draft = ring.draft(kind, endpoint).ok_or(HASHED)?;
        let mut accepted = Vec::new();
        let mut good = None;
        let mut no_accepted = ring.missing(kind).map(str::to_owned);
        if let (None, Some(key)) = (&no_accepted, ring.right(kind)) {
            for place in places {
                // Two tokens, of which none is a replay of the other.
                for turn in ["good-token", "good-token-again"] {
                    let case = case(&format!("{turn} {place:?}"));
                    let token = draft.clone().with("jti", case.as_str()).sign(key);
                    let answer = scene.client.send(sender.request(case, Some((&token, *place)))).await;
                    if let Some(reply) = answer.reply().filter(|reply| reply.status < 400) {
                        accepted.push(reply.clone());
                    }
                    good = Some(answer);
                }
                if accepted.len() == 2 {
                    placement = *place;
                    break;
                }
                accepted.clear();
            }
            if accepted.is_empty() {
                let status = good.as_ref().map(in_words).unwrap_or_default();
                no_accepted = Some(format!("it does not accept a good token either ({status})"));
            }
        }
        let token = ring.of_nobody(kind, endpoint).ok_or(HASHED)?;
        let unknown =
            scene.client.send(sender.request(case("token-of-nobody"), Some((&token, placement)))).await;
        let yardstick = Yardstick {
            accepted,
            no_accepted: no_accepted.unwrap_or_default(),
            anonymous: anonymous.reply().cloned(),
            unknown: unknown.reply().cloned(),
        };
        let good = good.filter(|_| !yardstick.accepted.is_empty());
        Ok(Self { yardstick, placement, good, anonymous: Some(anonymous) })
    }
}

fn in_words(answer: &Answer) -> String {
    match &answer.outcome {
        Ok(reply) => reply.status.to_string(),
        Err(trouble) => trouble.to_string(),
    }
}
