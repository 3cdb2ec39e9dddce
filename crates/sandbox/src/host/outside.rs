//! Calls that leave the platform: each hop is held against the list, and goes to the address that was looked at.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use assay_jail::{Init, Reply};
use assay_policy::decide::{Allowed, Denial, egress};
use url::{Host, Url};

use super::{Desk, denied, refused, unmodelled};
use crate::{
    decision::{Note, Refusal},
    guard::Guard,
    outward::{Incoming, Network, Outgoing, Outward},
};

/// Most hops of a redirect.
const HOPS: usize = 20;
/// Longest wait for one answer, where the invocation has so much time left. Ours.
const PATIENCE: Duration = Duration::from_secs(30);
/// Headers that say who is calling. They do not follow to another origin.
const CREDENTIALS: [&str; 4] = ["authorization", "cookie", "proxy-authorization", "x-api-key"];
/// Headers of one connection, and those the connection makes by itself.
const OF_THE_CONNECTION: [&str; 9] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Why a call got no answer.
enum Miss {
    Denied(Denial),
    Refused(Refusal, u16),
    Failed(String),
}

impl From<Denial> for Miss {
    fn from(denial: Denial) -> Self {
        Self::Denied(denial)
    }
}

impl Desk<'_> {
    /// Makes a call the policy let through; `allowed.target` is its whole address.
    pub(super) fn outside(&self, allowed: &Allowed, init: &Init, mut note: Note) -> (Reply, Note) {
        let Ok(url) = Url::parse(&allowed.target) else {
            return (
                Reply { failure: Some("the address cannot be read".to_owned()), ..Reply::default() },
                note,
            );
        };
        note.host = url.host_str().map(str::to_owned);
        if url.scheme() == "wss" {
            return unmodelled("a web socket", note);
        }
        if note.subject.is_empty() {
            note.subject = note.host.clone().unwrap_or_default();
        }
        let headers = init.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
        let first = Outgoing {
            method: init.method.to_ascii_uppercase(),
            url,
            headers: headers.filter(|(name, _)| !OF_THE_CONNECTION.contains(&name.as_str())).collect(),
            body: init.body.clone(),
        };
        note.bytes_out = (first.body.len() + first.url.as_str().len()) as u64;
        let follows = note.kind == "egress";
        match self.follow(first, follows, &mut note) {
            Ok((url, answer)) => {
                note.status = answer.status;
                let Incoming { status, headers, body } = answer;
                (Reply { status, headers, body, url: Some(url.into()), failure: None }, note)
            }
            Err(Miss::Denied(denial)) => denied(denial, note),
            Err(Miss::Refused(refusal, status)) => refused(refusal, status, None, note),
            Err(Miss::Failed(because)) => {
                note.remarks.push(format!("no answer: {because}"));
                (Reply { failure: Some(because), ..Reply::default() }, note)
            }
        }
    }

    /// Makes a call, and those its redirects lead to where they are followed.
    fn follow(&self, first: Outgoing, follows: bool, note: &mut Note) -> Result<(Url, Incoming), Miss> {
        let guards = self.platform.options.guards;
        let listed = &self.facts.granted.permissions.egress;
        let mut request = first;
        for _ in 0..HOPS {
            let answer = self.hop(&request)?;
            let target = answer.headers.iter().find(|(name, _)| name == "location").map(|(_, value)| value);
            let Some(target) =
                target.filter(|_| follows && (300..400).contains(&answer.status) && answer.status != 304)
            else {
                return Ok((request.url, answer));
            };
            let next =
                request.url.join(target).map_err(|_| Miss::Failed("a redirect leads nowhere".to_owned()))?;
            if guards.hold(Guard::RedirectChecked) {
                let next = egress::read(next.as_str(), guards.policy)?;
                note.host = next.host_str().map(str::to_owned);
                egress::may_call(listed, &next, guards.policy)?;
            }
            if next.origin() != request.url.origin() && guards.hold(Guard::CredentialsStay) {
                request.headers.retain(|(name, _)| !CREDENTIALS.contains(&name.as_str()));
            }
            let becomes_get = answer.status == 303 && request.method != "HEAD"
                || matches!(answer.status, 301 | 302) && request.method == "POST";
            if becomes_get {
                request.method = "GET".to_owned();
                request.body.clear();
                request.headers.retain(|(name, _)| !name.starts_with("content-"));
            }
            request.url = next;
        }
        Err(Miss::Failed(format!("more than {HOPS} redirects")))
    }

    fn hop(&self, request: &Outgoing) -> Result<Incoming, Miss> {
        match &self.platform.options.outward {
            Outward::Closed => Err(closed("calls outside are not made")),
            Outward::Replayed(replay) => {
                let answer = replay.answer(request, &self.secrets());
                answer.ok_or_else(|| closed("no recorded answer fits this call"))
            }
            Outward::Live(network) => self.live(&**network, request),
            Outward::Recorded(network, recording) => {
                let answer = self.live(&**network, request)?;
                let kept = recording.keep(request, &answer, &self.secrets());
                kept.map_err(|error| Miss::Failed(format!("the answer cannot be recorded: {error}")))?;
                Ok(answer)
            }
        }
    }

    /// Looks a name up, looks at every address it has, and connects to one that was looked at.
    fn live(&self, network: &dyn Network, request: &Outgoing) -> Result<Incoming, Miss> {
        let guards = self.platform.options.guards;
        let listed = &self.facts.granted.permissions.egress;
        let failed = |error: std::io::Error| Miss::Failed(error.to_string());
        let port = request.url.port_or_known_default().unwrap_or(443);
        let patience = || PATIENCE.min(self.time_left());
        let look_up = || -> Result<Vec<IpAddr>, Miss> {
            match request.url.host() {
                Some(Host::Domain(name)) => network.resolve(name, patience()).map_err(failed),
                Some(Host::Ipv4(address)) => Ok(vec![address.into()]),
                Some(Host::Ipv6(address)) => Ok(vec![address.into()]),
                None => Err(Miss::Failed("the address has no host".to_owned())),
            }
        };
        let mut addresses = look_up()?;
        for address in &addresses {
            // One that leads inside is enough: a name with both is made to get in.
            egress::may_connect(listed, &request.url, *address, guards.policy)?;
        }
        if !guards.hold(Guard::CheckedAddress) {
            addresses = look_up()?;
        }
        let address = addresses.first().ok_or_else(|| Miss::Failed("the name has no address".to_owned()))?;
        network.send(SocketAddr::new(*address, port), request, patience()).map_err(failed)
    }
}

fn closed(because: &str) -> Miss {
    let fix = "allow live calls, or give a recorded answer";
    Miss::Refused(Refusal::of(Guard::LiveEgressOff, because, fix), 503)
}
