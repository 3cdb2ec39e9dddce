//! Does the app give a user what only another user may see?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
#[cfg(feature = "live")]
use crate::Act;
use crate::Probe;

#[cfg(feature = "live")]
mod live {
    use assay_auth::Kind;
    use assay_evidence::{Confidence, Depth};
    use url::Url;

    use crate::{
        Answer, Endpoint, Found, Look, Probing, Reply, Scene,
        tokens::{course::Gauge, judge::Verdict, remedy, ring::Ring, sender::Sender},
    };

    const CLAIM: &str = "connect/permission-checked";
    const ID: &str = "connect-page-for-wrong-user";

    /// What stands for an id that nobody has.
    const NOTHING: &str = "assay-probe-nothing";

    pub(super) fn probing<'a>(scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            if scene.target.restricted.is_empty() {
                let why = "no address was named that one user may see and another may not \
                           (`--restricted`, `--account`, `--other-account`)";
                return look.skip("what only some users may see", why);
            }
            for endpoint in &scene.target.restricted {
                if let Err(because) = ask(scene, look, endpoint).await {
                    look.skip(endpoint.label(), because);
                }
            }
        })
    }

    async fn ask(scene: &Scene<'_>, look: &mut Look, endpoint: &Endpoint) -> Result<(), String> {
        let (Some(_), Some(other)) = (&scene.keys.account, &scene.keys.other_account) else {
            return Err(
                "two users are needed: one who may see it (`--account`), one who may not (`--other-account`)"
                    .to_owned(),
            );
        };
        let ring = Ring::new(scene).ok_or("there is no randomness to forge a key with")?;
        let sender = Sender::new(endpoint, scene.client, &ring)
            .ok_or("requests with its method may change something, and `--change-state` was not given")?;
        let gauge = Gauge::take(ID, Kind::Connect, scene, &ring, sender).await?;
        if gauge.yardstick.accepted.is_empty() {
            return Err(gauge.yardstick.no_accepted);
        }
        let answer = sent(scene, &ring, endpoint, &gauge, ("wrong-user", Some(other))).await?;
        let label = endpoint.label();
        let found = |confidence| {
            let statement =
                format!("`{label}` gives a user who may not see it what it gives the user who may");
            Found::new(CLAIM, format!("{label}: wrong user"), statement)
                .declared_at(endpoint.place.as_ref())
                .confidence(confidence)
                .depth(Depth::TenantKeyed)
                .help(remedy::for_claim(CLAIM))
        };
        match gauge.yardstick.judge(&answer) {
            Verdict::Accepted { .. } => {
                let elsewhere = Endpoint { url: about_nothing(&endpoint.url), ..endpoint.clone() };
                let nothing = sent(scene, &ring, &elsewhere, &gauge, ("nothing", None)).await?;
                let found = |confidence| {
                    let found = found(confidence).shown_by("a good token of the user who may not", &answer);
                    let found = match &gauge.good {
                        Some(good) => found.shown_by("a good token of the user who may", good),
                        None => found,
                    };
                    found.shown_by("the same for an id that nobody has", &nothing)
                };
                if !is_among(&answer, &gauge.yardstick.accepted) {
                    let because = "the two answers are alike, and not the same";
                    look.unsure(found(Confidence::Low), because);
                } else if is_among(&nothing, &gauge.yardstick.accepted) {
                    let because = "the answer is the same for an id that nobody has: it may be an empty frame, which \
                                   asks for its data in the browser";
                    look.unsure(found(Confidence::Low), because);
                } else {
                    look.against(found(Confidence::High));
                }
            }
            Verdict::Unclear { because } => {
                look.unsure(
                    found(Confidence::Low).shown_by("a good token of the user who may not", &answer),
                    because,
                );
            }
            Verdict::Refused => {}
            Verdict::Unproven { because } | Verdict::NotTried { because } => return Err(because),
        }
        look.looked_at(1);
        Ok(())
    }

    /// A good request of a user; of the one who may see everything where none is named.
    async fn sent(
        scene: &Scene<'_>,
        ring: &Ring<'_>,
        endpoint: &Endpoint,
        gauge: &Gauge,
        (what, user): (&str, Option<&String>),
    ) -> Result<Answer, String> {
        let sender = Sender::new(endpoint, scene.client, ring).ok_or("`--change-state` was not given")?;
        let key = ring.right(Kind::Connect).ok_or_else(|| gauge.yardstick.no_accepted.clone())?;
        let draft = ring.draft(Kind::Connect, endpoint).ok_or("its address cannot be hashed")?;
        let draft = draft.with("jti", format!("{ID} {what}"));
        let draft = match user {
            Some(user) => draft.with("sub", user.as_str()),
            None => draft,
        };
        let token = draft.sign(key);
        let case = format!("{ID}/{what} {}", endpoint.label());
        Ok(scene.client.send(sender.request(case, Some((&token, gauge.placement)))).await)
    }

    fn is_among(answer: &Answer, accepted: &[Reply]) -> bool {
        let same = |reply: &Reply| {
            accepted.iter().any(|it| (it.status, &it.digest) == (reply.status, &reply.digest))
        };
        answer.reply().is_some_and(same)
    }

    /// The same address, with an id that nobody has in the place of every id.
    fn about_nothing(url: &Url) -> Url {
        let mut other = url.clone();
        if url.query().is_some_and(|query| !query.is_empty()) {
            let pairs: Vec<String> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
            other.query_pairs_mut().clear().extend_pairs(pairs.iter().map(|name| (name, NOTHING)));
        } else if let Some((before, _)) = url.path().rsplit_once('/') {
            other.set_path(&format!("{before}/{NOTHING}"));
        }
        other
    }

    #[cfg(test)]
    mod tests {
        use super::{Url, about_nothing};

        #[test]
        fn ids_are_exchanged_for_one_that_nobody_has() {
            for (address, nothing) in [
                (
                    "https://a.example/i?key=A-1&x=",
                    "https://a.example/i?key=assay-probe-nothing&x=assay-probe-nothing",
                ),
                ("https://a.example/notes/7", "https://a.example/notes/assay-probe-nothing"),
            ] {
                assert_eq!(about_nothing(&Url::parse(address).unwrap()).as_str(), nothing);
            }
        }
    }
}

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "connect-page-for-wrong-user",
    title: "what only one user may see, given to another",
    claims: &["connect/permission-checked"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_connect,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| live::probing(scene, look)),
    page: include_str!("connect_page_for_wrong_user.md"),
};
