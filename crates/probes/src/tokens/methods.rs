//! Forged tokens with methods that an endpoint's caller does not use: a check may stand in front of one method only.

use futures_util::future::join_all;

use super::{
    course::{Attempt, Case, Plan, Way},
    ring::Ring,
    sender::{Placement, Sender},
};
use crate::{Endpoint, Scene};

/// What is sent: whoever verifies nothing takes one of them.
const FORGED: [&str; 2] = ["alg-none", "wrong-key"];

const METHODS: [&str; 6] = ["HEAD", "GET", "POST", "PUT", "PATCH", "DELETE"];

impl Plan {
    /// Tries forged tokens at the endpoints of this plan with every other method that something is served by, as far as
    /// the user allows it. What answers without any token is left to the probe of that.
    pub(super) async fn by_other_methods<'a>(
        &'static self,
        scene: &Scene<'a>,
        mut each: impl FnMut(Attempt<'_>),
    ) {
        if !self.other_methods {
            return;
        }
        let forged: Vec<Case> =
            self.variants().filter(|(variant, _)| FORGED.contains(&variant.id.as_str())).collect();
        let mut endpoints: Vec<Endpoint> = Vec::new();
        for endpoint in scene.target.endpoints.iter().filter(|endpoint| self.is_for(endpoint, scene)) {
            for method in METHODS {
                let other = Endpoint { method: method.to_owned(), ..endpoint.clone() };
                let is_known = |known: &Endpoint| known.label() == other.label();
                if !scene.target.endpoints.iter().any(is_known) && !endpoints.iter().any(is_known) {
                    endpoints.push(other);
                }
            }
        }
        let served = join_all(endpoints.iter().map(|endpoint| self.is_served(scene, endpoint))).await;
        for (endpoint, is_served) in endpoints.iter().zip(served) {
            if is_served {
                let scene = Scene { ..*scene };
                let attempt = self.attempt_with(&scene, endpoint, &forged, Way::OtherMethod).await;
                if !attempt.is_open() {
                    each(attempt);
                }
            }
        }
    }

    /// True unless the server says that it has nothing there; a good token that is refused says that, too.
    async fn is_served(&'static self, scene: &Scene<'_>, endpoint: &Endpoint) -> bool {
        let Some(ring) = Ring::new(scene) else { return false };
        let Some(sender) = Sender::new(endpoint, scene.client, &ring) else { return false };
        let key = ring.right(self.kind).filter(|_| ring.missing(self.kind).is_none());
        let token = ring.draft(self.kind, endpoint).zip(key);
        let token = token
            .map(|(draft, key)| draft.with("jti", format!("{} {}", self.id, endpoint.label())).sign(key));
        let place = Placement::likely(self.kind, endpoint.role)[0];
        let case = format!("{}/is-served {}", self.id, endpoint.label());
        let answer =
            scene.client.send(sender.request(case, token.as_deref().map(|token| (token, place)))).await;
        match answer.reply().map(|reply| reply.status) {
            Some(404 | 405 | 501) => false,
            Some(401 | 403) => token.is_none(),
            _ => true,
        }
    }
}
