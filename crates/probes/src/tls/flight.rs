//! The first answer of a server, up to what is needed of it.

use super::{Protocol, bytes::Cursor};

/// The most that is read of an answer, in bytes: a chain of certificates is a tenth of it.
const LIMIT: usize = 128 * 1024;

/// `HelloRetryRequest` is a `ServerHello` with this random: RFC 8446, section 4.1.3.
const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2,
    0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// How far to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// What the server chose.
    Choice,
    /// Its certificates and the parameters of the key exchange, too; before TLS 1.3 they are not encrypted.
    Everything,
}

/// What a server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flight {
    /// The version it chose.
    pub protocol: u16,
    /// The suite it chose.
    pub suite: u16,
    /// For TLS 1.3: the group it chose.
    pub group: Option<u16>,
    /// Its certificates, its own first, in DER; empty where they were not asked for or are encrypted.
    pub chain: Vec<Vec<u8>>,
    /// The parameters of an ephemeral key exchange.
    pub key_exchange: Option<KeyExchange>,
}

/// The parameters of an ephemeral key exchange before TLS 1.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyExchange {
    /// Over a named curve.
    Curve(u16),
    /// Over a prime of so many bits.
    Prime {
        /// Its size.
        bits: usize,
    },
}

/// A server's refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alert {
    /// 40: handshake failure; 70: protocol version; 112: unrecognised name.
    pub description: u8,
}

/// What bytes from a server say so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// Not enough yet.
    More,
    /// It accepts.
    Accepted(Flight),
    /// It refuses, and says so.
    Refused(Alert),
    /// It does not speak TLS, or breaks its rules; what is wrong.
    Odd(&'static str),
}

/// Reads the beginning of a server's answer. Call it with all that has come so far.
///
/// Source: RFC 5246 sections 6.2.1 and 7.4; RFC 8446 section 4.1.3; RFC 8422 section 5.4.
pub fn read_flight(bytes: &[u8], suites: &[u16], wanted: Wanted) -> Reading {
    let mut handshake = Vec::new();
    let mut rest = Cursor(bytes);
    let mut encrypted = false;
    while !rest.0.is_empty() && !encrypted {
        let mut record = rest;
        let (Some(kind), Some(version)) = (record.number(1), record.number(2)) else { break };
        if version >> 8 != 3 || !(20..=23).contains(&kind) {
            return Reading::Odd("what it answers is no TLS");
        }
        let Some(content) = record.vector(2) else { break };
        rest = record;
        match (kind, content) {
            (22, content) => handshake.extend_from_slice(content),
            // Warnings may come before the hello: unrecognised name, RFC 6066 section 3.
            (21, [1, description, ..]) if *description != 0 => {}
            (21, [_, description, ..]) if handshake.is_empty() => {
                return Reading::Refused(Alert { description: *description });
            }
            (21, _) if handshake.is_empty() => return Reading::Odd("its alert is too short"),
            // After the hello: what comes is a refusal or encrypted; the choice has been made all the same.
            _ => encrypted = true,
        }
    }
    if bytes.len() > LIMIT {
        return Reading::Odd("its answer does not end");
    }
    match messages(&handshake, suites, wanted) {
        Some(Reading::More) if encrypted => Reading::Odd("its answer breaks off"),
        Some(reading) => reading,
        None => Reading::Odd("its answer cannot be read"),
    }
}

/// Reads handshake messages; none where one breaks the rules.
fn messages(handshake: &[u8], suites: &[u16], wanted: Wanted) -> Option<Reading> {
    let mut rest = Cursor(handshake);
    let mut flight: Option<Flight> = None;
    loop {
        let mut message = rest;
        let (Some(kind), Some(body)) = (message.number(1), message.vector(3)) else {
            return Some(match flight {
                // A suite without an ephemeral exchange or a certificate may end here; more will tell.
                _ if wanted == Wanted::Everything => Reading::More,
                Some(flight) => Reading::Accepted(flight),
                None => Reading::More,
            });
        };
        rest = message;
        match (kind, &mut flight) {
            // HelloRequest says nothing.
            (0, _) => {}
            (2, None) => {
                let hello = server_hello(body)?;
                if !suites.contains(&hello.suite) {
                    return Some(Reading::Odd("it chose a suite that it was not offered"));
                }
                if wanted == Wanted::Choice || hello.protocol == Protocol::Tls13.code() {
                    return Some(Reading::Accepted(hello));
                }
                flight = Some(hello);
            }
            (11, Some(flight)) => flight.chain = certificates(body)?,
            (12, Some(flight)) => flight.key_exchange = key_exchange(body),
            (14, Some(_)) => return flight.map(Reading::Accepted),
            (_, Some(_)) => {}
            (_, None) => return None,
        }
    }
}

fn server_hello(body: &[u8]) -> Option<Flight> {
    let mut rest = Cursor(body);
    let mut protocol = rest.u16()?;
    let random = rest.take(32)?;
    rest.vector(1)?;
    let suite = rest.u16()?;
    rest.number(1)?;
    let mut group = None;
    if !rest.0.is_empty() {
        let mut extensions = Cursor(rest.vector(2)?);
        while !extensions.0.is_empty() {
            let kind = extensions.u16()?;
            let mut content = Cursor(extensions.vector(2)?);
            match kind {
                43 => protocol = content.u16()?,
                51 => group = Some(content.u16()?),
                _ => {}
            }
        }
    }
    if random == RETRY && protocol != Protocol::Tls13.code() {
        return None;
    }
    Some(Flight { protocol, suite, group, chain: Vec::new(), key_exchange: None })
}

fn certificates(body: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut list = Cursor(Cursor(body).vector(3)?);
    let mut chain = Vec::new();
    while !list.0.is_empty() {
        chain.push(list.vector(3)?.to_vec());
    }
    Some(chain)
}

/// The parameters, where they are of a kind that is known: a named curve, or else a prime.
fn key_exchange(body: &[u8]) -> Option<KeyExchange> {
    let mut rest = Cursor(body);
    if body.first() == Some(&3) && body.len() > 4 {
        rest.number(1)?;
        return Some(KeyExchange::Curve(rest.u16()?));
    }
    let prime = rest.vector(2)?;
    let zeros = prime.iter().take_while(|byte| **byte == 0).count();
    let first = prime.get(zeros)?;
    Some(KeyExchange::Prime { bits: (prime.len() - zeros) * 8 - first.leading_zeros() as usize })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::bytes::{put_all, put_vector};

    fn hello(protocol: u16, suite: u16, extensions: &[u8]) -> Vec<u8> {
        let mut body = Vec::new();
        put_all(&mut body, [protocol.min(0x0303)]);
        body.extend_from_slice(&[7; 32]);
        put_vector(&mut body, 1, &[]);
        put_all(&mut body, [suite]);
        body.push(0);
        if !extensions.is_empty() {
            put_vector(&mut body, 2, extensions);
        }
        message(2, &body)
    }

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let mut out = vec![kind];
        put_vector(&mut out, 3, body);
        out
    }

    fn record(kind: u8, content: &[u8]) -> Vec<u8> {
        let mut out = vec![kind, 3, 3];
        put_vector(&mut out, 2, content);
        out
    }

    #[test]
    fn a_choice_is_read_from_however_many_records() {
        let whole = hello(0x0303, 0xc02f, &[]);
        let mut bytes = record(21, &[1, 112]);
        for part in whole.chunks(7) {
            bytes.extend(record(22, part));
        }
        for end in 0..bytes.len() {
            assert_eq!(read_flight(&bytes[..end], &[0xc02f], Wanted::Choice), Reading::More, "{end}");
        }
        let Reading::Accepted(flight) = read_flight(&bytes, &[0xc02f], Wanted::Choice) else {
            panic!("accepted")
        };
        assert_eq!((flight.protocol, flight.suite), (0x0303, 0xc02f));
    }

    #[test]
    fn a_newer_version_and_a_group_stand_in_extensions() {
        let extensions = [0, 43, 0, 2, 3, 4, 0, 51, 0, 2, 0, 0x17];
        let bytes = record(22, &hello(0x0304, 0x1301, &extensions));
        let Reading::Accepted(flight) = read_flight(&bytes, &[0x1301], Wanted::Everything) else {
            panic!("accepted")
        };
        assert_eq!((flight.protocol, flight.group), (0x0304, Some(0x17)));
    }

    #[test]
    fn a_server_that_chooses_what_it_was_not_offered_is_told() {
        let bytes = record(22, &hello(0x0303, 0x0005, &[]));
        assert!(matches!(read_flight(&bytes, &[0xc02f], Wanted::Choice), Reading::Odd(_)));
    }

    #[test]
    fn refusals_and_nonsense_are_told_apart() {
        assert_eq!(
            read_flight(&record(21, &[2, 40]), &[], Wanted::Choice),
            Reading::Refused(Alert { description: 40 })
        );
        assert!(matches!(read_flight(b"HTTP/1.1 400 Bad Request", &[], Wanted::Choice), Reading::Odd(_)));
        assert_eq!(read_flight(&[], &[], Wanted::Choice), Reading::More);
    }

    #[test]
    fn a_whole_flight_has_its_chain_and_its_prime() {
        let mut list = Vec::new();
        put_vector(&mut list, 3, b"one");
        put_vector(&mut list, 3, b"two");
        let mut certificates = Vec::new();
        put_vector(&mut certificates, 3, &list);
        let mut exchange = Vec::new();
        put_vector(&mut exchange, 2, &[0, 0x7f, 0xff]);
        put_vector(&mut exchange, 2, &[2]);
        let mut bytes = record(22, &hello(0x0301, 0x0033, &[]));
        bytes.extend(record(
            22,
            &[message(11, &certificates), message(12, &exchange), message(14, &[])].concat(),
        ));
        let Reading::Accepted(flight) = read_flight(&bytes, &[0x0033], Wanted::Everything) else {
            panic!("accepted")
        };
        assert_eq!(flight.chain, [b"one".to_vec(), b"two".to_vec()]);
        assert_eq!(flight.key_exchange, Some(KeyExchange::Prime { bits: 15 }));
    }
}
