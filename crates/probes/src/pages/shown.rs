//! The pages of the app, as far as they were seen.

use crate::{Answer, Endpoint, Look, Observation, Reply, Role, Scene};

/// One reply that a browser would show as a page.
pub(super) struct Shown<'a> {
    /// The endpoint it belongs to; none for the page for unknown paths.
    pub(super) endpoint: Option<&'a Endpoint>,
    pub(super) answer: &'a Answer,
    pub(super) reply: &'a Reply,
}

impl Shown<'_> {
    /// `the page GET /hello (200)`.
    pub(super) fn name(&self) -> String {
        match self.endpoint {
            Some(endpoint) => format!("GET {} ({})", endpoint.url.path(), self.reply.status),
            None => format!("the page for unknown paths ({})", self.reply.status),
        }
    }

    /// What names it across runs: host and path.
    pub(super) fn identity(&self) -> String {
        let kind = if self.reply.is_success() { "page" } else { "error page" };
        match self.endpoint {
            Some(endpoint) => {
                format!("{}{}: {kind}", endpoint.url.host_str().unwrap_or_default(), endpoint.url.path())
            }
            None => format!("{}: unknown path", crate::reply::host_of(&self.answer.request.url)),
        }
    }

    /// Where the endpoint is declared.
    pub(super) fn place(&self) -> Option<&assay_source::Place> {
        self.endpoint.and_then(|endpoint| endpoint.place.as_ref())
    }
}

/// Every page that was seen, those for errors among them. Redirects show nothing.
pub(super) fn pages<'a>(scene: &Scene<'a>) -> Vec<Shown<'a>> {
    let asked = scene.survey.replies().filter(|(seen, _)| {
        matches!(seen.why, Observation::Endpoint | Observation::Authenticated | Observation::NotFound)
    });
    asked
        .filter(|(_, reply)| reply.is_page() && !(300..400).contains(&reply.status))
        .map(|(seen, reply)| Shown {
            endpoint: seen.endpoint.map(|at| &scene.target.endpoints[at]),
            answer: &seen.answer,
            reply,
        })
        .collect()
}

/// Successful replies of the app's endpoints, of any media type.
pub(super) fn successes<'a>(scene: &Scene<'a>) -> impl Iterator<Item = Shown<'a>> {
    let target = scene.target;
    scene.survey.replies().filter_map(move |(seen, reply)| {
        let asked = matches!(seen.why, Observation::Endpoint | Observation::Authenticated);
        (asked && reply.is_success()).then(|| Shown {
            endpoint: seen.endpoint.map(|at| &target.endpoints[at]),
            answer: &seen.answer,
            reply,
        })
    })
}

/// Notes every page that should have been seen and was not: it did not answer, or not without a token.
pub(super) fn skip_unseen(scene: &Scene<'_>, look: &mut Look) {
    for (at, endpoint) in scene.target.endpoints.iter().enumerate() {
        if !matches!(endpoint.role, Role::ModulePage | Role::Page) {
            continue;
        }
        let mut seen = scene.survey.seen.iter().filter(|seen| {
            seen.endpoint == Some(at)
                && matches!(seen.why, Observation::Endpoint | Observation::Authenticated)
        });
        let is_seen = |answer: &Answer| answer.reply().is_some_and(Reply::is_success);
        if seen.clone().any(|seen| is_seen(&seen.answer)) {
            continue;
        }
        let last = seen.next_back().map(|seen| &seen.answer.outcome);
        let why = match last {
            None => "it was not asked".to_owned(),
            Some(Err(trouble)) => trouble.to_string(),
            Some(Ok(reply)) if reply.may_refuse() => format!(
                "without a token it answers {}; name a tenant (`--tenant`) to see what a user sees",
                reply.status
            ),
            Some(Ok(reply)) => format!("it answers {}", reply.status),
        };
        look.skip(format!("the page {}", endpoint.label()), why);
    }
    for (address, why) in &scene.target.left_out {
        look.skip(address, why);
    }
}
