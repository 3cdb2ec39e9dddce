//! Does a token for one request fit another whose parameters are spelt alike?

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
        Endpoint, Look, Probing, Role, Scene,
        tokens::{
            course::{Attempt, Gauge, Tried},
            judge::Verdict,
            ring::Ring,
            sender::Sender,
        },
    };

    const ID: &str = "connect-query-hash-shared";
    const CANONICAL: &str = "connect/qsh-canonical";
    const VALIDATED: &str = "connect/qsh-validated";

    /// Two requests that differ, and that a careless reader hashes alike.
    struct Case {
        id: &'static str,
        /// Completes “a token”.
        what: &'static str,
        /// Parameters behind those of the endpoint, as they are sent.
        sent: &'static str,
        /// The same as the token was made for them.
        hashed: &'static str,
        claim: &'static str,
    }

    const CASES: [Case; 8] = [
        Case {
            id: "separator-encoded",
            what: "for two parameters, sent with one whose value spells the other",
            sent: "assay=a%26probe%3Db",
            hashed: "assay=a&probe=b",
            claim: CANONICAL,
        },
        Case {
            id: "comma-encoded",
            what: "for a value with a comma, sent with the parameter twice",
            sent: "assay=a&assay=b",
            hashed: "assay=a%2Cb",
            claim: CANONICAL,
        },
        Case {
            id: "plus-encoded",
            what: "for a space, sent with a plus sign",
            sent: "assay=a%2Bb",
            hashed: "assay=a%20b",
            claim: CANONICAL,
        },
        Case {
            id: "encoded-twice",
            what: "for a letter, sent with the letter encoded twice",
            sent: "assay=%2541",
            hashed: "assay=A",
            claim: CANONICAL,
        },
        Case {
            id: "brackets",
            what: "for the text that scripts print for an object, sent with a parameter in brackets",
            sent: "assay%5Bprobe%5D=a",
            hashed: "assay=%5Bobject%20Object%5D",
            claim: CANONICAL,
        },
        Case {
            id: "empty-added",
            what: "for a request without a parameter, sent with an empty one",
            sent: "assay=",
            hashed: "",
            claim: CANONICAL,
        },
        Case {
            id: "second-added",
            what: "for a parameter, sent with another of its name behind it",
            sent: "assay=a&assay=b",
            hashed: "assay=a",
            claim: VALIDATED,
        },
        Case {
            id: "first-added",
            what: "for a parameter, sent with another of its name before it",
            sent: "assay=a&assay=b",
            hashed: "assay=b",
            claim: VALIDATED,
        },
    ];

    pub(super) fn probing<'a>(scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            let endpoints = scene.target.endpoints.iter().filter(|endpoint| {
                matches!(endpoint.role, Role::ModulePage | Role::Webhook)
                    && !endpoint.cacheable
                    && scene.settings.anonymous_because(endpoint.url.path()).is_none()
            });
            let endpoints: Vec<_> = endpoints.collect();
            let attempts = join_all(endpoints.iter().map(|endpoint| attempt(scene, endpoint))).await;
            for (endpoint, attempt) in endpoints.into_iter().zip(attempts) {
                match attempt {
                    Ok(attempt) => attempt.note(look),
                    Err(because) => look.skip(endpoint.label(), because),
                }
            }
        })
    }

    async fn attempt<'a>(scene: &Scene<'a>, endpoint: &'a Endpoint) -> Result<Attempt<'a>, String> {
        let ring = Ring::new(scene).ok_or("there is no randomness to forge a key with")?;
        let sender = Sender::new(endpoint, scene.client, &ring)
            .ok_or("requests with its method may change something, and `--change-state` was not given")?;
        if let Some(because) = ring.missing(Kind::Connect) {
            return Err(because.to_owned());
        }
        let gauge = Gauge::take(ID, Kind::Connect, scene, &ring, sender).await?;
        let cases = CASES.iter().map(|case| tried(scene, endpoint, &ring, &gauge, case));
        let tried = join_all(cases).await;
        Ok(Attempt { endpoint, gauge: Some(gauge), tried })
    }

    async fn tried(
        scene: &Scene<'_>,
        endpoint: &Endpoint,
        ring: &Ring<'_>,
        gauge: &Gauge,
        case: &Case,
    ) -> Tried {
        let (sent, hashed) = (with(endpoint, case.sent), with(endpoint, case.hashed));
        let name = format!("{ID}/{} {}", case.id, endpoint.label());
        let token = ring.draft(Kind::Connect, &hashed).zip(ring.right(Kind::Connect));
        let token = token.map(|(draft, key)| draft.with("jti", name.as_str()).sign(key));
        let (verdict, answer) = match token.zip(Sender::new(&sent, scene.client, ring)) {
            Some((token, sender)) => {
                let answer = scene.client.send(sender.request(name, Some((&token, gauge.placement)))).await;
                (gauge.yardstick.judge(&answer), Some(answer))
            }
            None => (Verdict::NotTried { because: "its address cannot be hashed".to_owned() }, None),
        };
        Tried {
            probe: ID,
            endpoint: endpoint.label(),
            case: case.id.to_owned(),
            what: case.what.to_owned(),
            claim: case.claim,
            depth: Depth::TenantKeyed,
            verdict,
            answer,
        }
    }

    /// The endpoint with these parameters behind its own.
    fn with(endpoint: &Endpoint, parameters: &str) -> Endpoint {
        let mut endpoint = endpoint.clone();
        if !parameters.is_empty() {
            let query = endpoint.url.query().filter(|query| !query.is_empty());
            let query = query.map_or_else(|| parameters.to_owned(), |query| format!("{query}&{parameters}"));
            endpoint.url.set_query(Some(&query));
        }
        endpoint
    }
}

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "connect-query-hash-shared",
    title: "query hashes that two requests share",
    claims: &["connect/qsh-canonical", "connect/qsh-validated"],
    topic: Topic::Qsh,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_connect,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| live::probing(scene, look)),
    page: include_str!("connect_query_hash_shared.md"),
};
