//! What was seen of a target once, for every probe to judge.

use serde::{Deserialize, Serialize};

use crate::{Answer, CertificateSeen, DnsSeen, RegistrationSeen, Reply, tls::TlsSeen};

/// Why a request of the survey was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Observation {
    /// An endpoint as its caller asks for it, without a token.
    Endpoint,
    /// The same with a valid token, where the prober holds a key: the page itself.
    Authenticated,
    /// The same with another method.
    OtherMethod,
    /// A path that nothing answers: the page for errors.
    NotFound,
    /// A static file that a page of the app names.
    Static,
    /// The same address over plain http.
    PlainHttp,
    /// The same request as if from a page of another origin.
    CrossOrigin,
    /// A file that should not be served.
    SecretFile,
}

/// One request of the survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Why it was made.
    pub why: Observation,
    /// Index of the endpoint in the target; none where it is about a host.
    pub endpoint: Option<usize>,
    /// What came of it.
    pub answer: Answer,
}

/// Everything that was seen before any probe began.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Survey {
    /// Every exchange, in a fixed order.
    pub seen: Vec<Seen>,
    /// The TLS of every host that is asked over https.
    pub tls: Vec<TlsSeen>,
    /// The certificates of the same hosts.
    pub certificates: Vec<CertificateSeen>,
    /// What the name system says of every host that has a name.
    pub dns: Vec<DnsSeen>,
    /// What registries say of the domains of the same hosts; empty where nobody was to be asked.
    pub registrations: Vec<RegistrationSeen>,
}

impl Survey {
    /// Exchanges made for a reason.
    pub fn of(&self, why: Observation) -> impl Iterator<Item = &Seen> {
        self.seen.iter().filter(move |seen| seen.why == why)
    }

    /// Every response, with the exchange it belongs to.
    pub fn replies(&self) -> impl Iterator<Item = (&Seen, &Reply)> {
        self.seen.iter().filter_map(|seen| Some((seen, seen.answer.reply()?)))
    }
}
