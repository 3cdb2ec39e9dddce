//! What each host promises about HTTPS, over all its replies.

use assay_headers::{Hsts, HstsError};

use crate::{Answer, Look, Reply, Scene, reply::host_of};

/// The replies of one host that came through TLS.
pub(super) struct Host<'a> {
    pub(super) name: String,
    pub(super) replies: Vec<(&'a Answer, &'a Reply)>,
}

impl<'a> Host<'a> {
    /// Replies that carry a promise, with what it is. Browsers read the first field only.
    pub(super) fn promises(&self) -> impl Iterator<Item = (&'a Answer, &'a str, Result<Hsts, HstsError>)> {
        self.replies.iter().filter_map(|(answer, reply)| {
            let value = reply.header("strict-transport-security")?;
            Some((*answer, value, Hsts::parse(value)))
        })
    }
}

/// Every host that is asked over https. Answers that did not come are skips; so is a host of which none came.
pub(super) fn hosts<'a>(scene: &Scene<'a>, look: &mut Look) -> Vec<Host<'a>> {
    let mut hosts: Vec<Host<'a>> = Vec::new();
    for origin in scene.target.origins().iter().filter(|origin| origin.scheme() == "https") {
        let name = origin.host_str().unwrap_or_default().to_owned();
        if hosts.iter().all(|host| host.name != name) {
            hosts.push(Host { name, replies: Vec::new() });
        }
    }
    for seen in &scene.survey.seen {
        let answer = &seen.answer;
        if !answer.request.url.starts_with("https:") {
            continue;
        }
        let Some(host) = hosts.iter_mut().find(|host| host.name == host_of(&answer.request.url)) else {
            continue;
        };
        match &answer.outcome {
            Ok(reply) => host.replies.push((answer, reply)),
            Err(trouble) => look.skip(answer.name(), trouble.to_string()),
        }
    }
    let (answered, silent): (Vec<_>, Vec<_>) = hosts.into_iter().partition(|host| !host.replies.is_empty());
    for host in silent {
        look.skip(host.name, "it answered nothing");
    }
    answered
}
