//! Asking a server which versions, suites and groups it accepts.
//!
//! A server answers a hello with one suite of its choice. To have all, what it chose is left out and the rest is
//! offered again, until it refuses. The suites are dealt to several such walks that go on side by side, so the time
//! is that of the longest, a few round trips.

use std::{cell::RefCell, time::Instant};

use data_encoding::BASE64;
use futures_util::future::join_all;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    join,
    sync::Semaphore,
};

use super::limits::Limits;
use crate::{
    Trouble,
    tls::{
        Flight, GROUPS, Hello, KeyExchange, Protocol, ProtocolSeen, Reading, Ssl2Reading, SuiteCard, TlsSeen,
        Wanted, read_flight, read_ssl2, ssl2_hello, suites_for,
    },
};

/// Handshakes that are under way at one host at the same time.
const AT_ONCE: usize = 16;

/// Walks a version's suites are dealt to.
const WALKS: usize = 8;

/// What came of one hello.
enum Attempt {
    Accepted(Flight),
    /// It said no, by an alert or by closing the connection.
    Refused,
    /// Whether it would accept is not known.
    Unknown(String),
}

/// What one host accepts: every version, every suite, every group, and its certificates where they are not
/// encrypted. For an address, no name is sent along. It takes a handshake for each suite that is accepted, side by
/// side, and one for each that ends a walk.
pub async fn ask_tls(host: &str, port: u16, limits: &Limits) -> TlsSeen {
    let asker = Asker { host, port, limits, turns: Semaphore::new(AT_ONCE), chain: RefCell::default() };
    let mut seen = TlsSeen { host: host.to_owned(), port, ..TlsSeen::default() };
    if let Err(trouble) = asker.connect().await {
        seen.trouble = Some(trouble.to_string());
        return seen;
    }
    let (ssl2, ssl3, tls10, tls11, tls12, tls13, groups, curves, prime, ()) = join!(
        asker.ssl2(),
        asker.protocol(Protocol::Ssl3),
        asker.protocol(Protocol::Tls10),
        asker.protocol(Protocol::Tls11),
        asker.protocol(Protocol::Tls12),
        asker.protocol(Protocol::Tls13),
        asker.groups(Protocol::Tls13),
        asker.groups(Protocol::Tls12),
        asker.prime(),
        asker.certificates(),
    );
    seen.protocols = vec![ssl2, ssl3, tls10, tls11, tls12, tls13];
    seen.groups = groups;
    seen.curves = curves;
    seen.prime_bits = prime.into_iter().collect();
    let chain = asker.chain.take();
    seen.chain = chain.iter().map(|certificate| BASE64.encode(certificate)).collect();
    if seen.accepted().next().is_none() && seen.protocols.iter().all(|seen| seen.unsure.is_none()) {
        seen.trouble = Some("it accepts no version of TLS".to_owned());
    }
    seen
}

struct Asker<'a> {
    host: &'a str,
    port: u16,
    limits: &'a Limits,
    turns: Semaphore,
    chain: RefCell<Vec<Vec<u8>>>,
}

impl Asker<'_> {
    async fn protocol(&self, protocol: Protocol) -> ProtocolSeen {
        let every = suites_for(protocol);
        let walks = if protocol == Protocol::Tls12 { WALKS } else { WALKS / 2 };
        let walks = walks.min(every.len());
        let dealt =
            (0..walks).map(|walk| every.iter().copied().skip(walk).step_by(walks).collect::<Vec<_>>());
        let walked = join_all(dealt.map(|suites| self.walk(protocol, suites))).await;
        let mut seen = ProtocolSeen { protocol, suites: Vec::new(), accepted: false, unsure: None };
        for (suites, unsure) in walked {
            seen.suites.extend(suites);
            seen.unsure = seen.unsure.or(unsure);
        }
        seen.suites.sort_unstable();
        seen.accepted = !seen.suites.is_empty();
        seen
    }

    /// Leaves out what the server chose until it refuses; with why not all could be asked.
    async fn walk(&self, protocol: Protocol, mut suites: Vec<u16>) -> (Vec<u16>, Option<String>) {
        let groups = GROUPS.map(|(group, _)| group);
        let mut accepted = Vec::new();
        while !suites.is_empty() {
            let hello =
                Hello { protocol, suites: &suites, groups: &groups, shares: true, server_name: self.name() };
            match self.attempt(&hello, Wanted::Choice).await {
                Attempt::Accepted(flight) if flight.protocol == protocol.code() => {
                    suites.retain(|suite| *suite != flight.suite);
                    accepted.push(flight.suite);
                }
                // It answers in an older version: this one it does not have.
                Attempt::Accepted(_) | Attempt::Refused => break,
                Attempt::Unknown(why) => return (accepted, Some(why)),
            }
        }
        (accepted, None)
    }

    /// Groups, or before TLS 1.3 curves, in the order of the server's choice.
    async fn groups(&self, protocol: Protocol) -> Vec<u16> {
        let ephemeral = |code: &u16| SuiteCard::of(*code).is_some_and(|card| card.name.contains("_ECDHE_"));
        let mut suites = suites_for(protocol);
        suites.retain(|code| protocol == Protocol::Tls13 || ephemeral(code));
        let mut groups: Vec<u16> = GROUPS.iter().map(|(group, _)| *group).collect();
        let mut accepted = Vec::new();
        while !groups.is_empty() {
            let hello =
                Hello { protocol, suites: &suites, groups: &groups, shares: false, server_name: self.name() };
            let Attempt::Accepted(flight) = self.attempt(&hello, Wanted::Everything).await else { break };
            let chosen = match (flight.group, flight.key_exchange) {
                (Some(group), _) | (None, Some(KeyExchange::Curve(group))) => group,
                _ => break,
            };
            if flight.protocol != protocol.code() || !groups.contains(&chosen) {
                break;
            }
            groups.retain(|group| *group != chosen);
            accepted.push(chosen);
        }
        accepted
    }

    /// The size of the prime, where it does Diffie-Hellman over one before TLS 1.3.
    async fn prime(&self) -> Option<usize> {
        let over_prime = |code: &u16| SuiteCard::of(*code).is_some_and(|card| card.name.contains("_DHE_"));
        for protocol in [Protocol::Tls12, Protocol::Tls10] {
            let mut suites = suites_for(protocol);
            suites.retain(over_prime);
            let hello =
                Hello { protocol, suites: &suites, groups: &[], shares: false, server_name: self.name() };
            if let Attempt::Accepted(flight) = self.attempt(&hello, Wanted::Everything).await
                && let Some(KeyExchange::Prime { bits }) = flight.key_exchange
            {
                return Some(bits);
            }
        }
        None
    }

    /// Its certificates, from a version that does not encrypt them.
    async fn certificates(&self) {
        let groups = GROUPS.map(|(group, _)| group);
        for protocol in [Protocol::Tls12, Protocol::Tls10] {
            let suites = suites_for(protocol);
            let hello =
                Hello { protocol, suites: &suites, groups: &groups, shares: false, server_name: self.name() };
            if let Attempt::Accepted(flight) = self.attempt(&hello, Wanted::Everything).await {
                *self.chain.borrow_mut() = flight.chain;
                return;
            }
        }
    }

    async fn ssl2(&self) -> ProtocolSeen {
        let mut seen =
            ProtocolSeen { protocol: Protocol::Ssl2, suites: Vec::new(), accepted: false, unsure: None };
        let answer = self
            .exchange(&ssl2_hello(), |bytes| match read_ssl2(bytes) {
                Ssl2Reading::More => None,
                Ssl2Reading::Accepted(_) => Some(true),
                Ssl2Reading::Refused => Some(false),
            })
            .await;
        match answer {
            Ok(accepted) => seen.accepted = accepted.unwrap_or(false),
            Err(why) => seen.unsure = Some(why),
        }
        seen
    }

    async fn attempt(&self, hello: &Hello<'_>, wanted: Wanted) -> Attempt {
        let read = |bytes: &[u8]| match read_flight(bytes, hello.suites, wanted) {
            Reading::More => None,
            Reading::Accepted(flight) => Some(Attempt::Accepted(flight)),
            Reading::Refused(_) => Some(Attempt::Refused),
            Reading::Odd(why) => Some(Attempt::Unknown(why.to_owned())),
        };
        match self.exchange(&hello.write(), read).await {
            Ok(Some(attempt)) => attempt,
            Ok(None) => Attempt::Refused,
            Err(why) => Attempt::Unknown(why),
        }
    }

    /// Sends a hello and reads until `read` has enough; none where the server closes the connection before that.
    async fn exchange<T>(
        &self,
        hello: &[u8],
        read: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<Option<T>, String> {
        let _turn = self.turns.acquire().await;
        let hung = |_| Trouble::Hung { seconds: self.limits.timeout.as_secs() }.to_string();
        let deadline = Instant::now() + self.limits.timeout;
        let talk = async {
            let mut stream = self.connect().await.map_err(|trouble| trouble.to_string())?;
            if stream.write_all(hello).await.is_err() {
                return Ok(None);
            }
            let mut bytes = Vec::with_capacity(4096);
            loop {
                match stream.read_buf(&mut bytes).await {
                    Ok(0) | Err(_) => return Ok(None),
                    Ok(_) => {
                        if let Some(answer) = read(&bytes) {
                            return Ok(Some(answer));
                        }
                    }
                }
            }
        };
        tokio::time::timeout_at(deadline.into(), talk).await.map_err(hung)?
    }

    async fn connect(&self) -> Result<tokio::net::TcpStream, Trouble> {
        let patience = self.limits.timeout;
        match tokio::time::timeout(patience, assay_wire::open(self.host, self.port, &self.limits.way)).await {
            Ok(stream) => Ok(stream?),
            Err(_) => Err(Trouble::Hung { seconds: patience.as_secs() }),
        }
    }

    fn name(&self) -> Option<&str> {
        self.host.parse::<std::net::IpAddr>().is_err().then_some(self.host)
    }
}
