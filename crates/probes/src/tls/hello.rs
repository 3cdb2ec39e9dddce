//! The first message of a client.

use super::{
    Protocol,
    bytes::{put_all, put_vector},
};

/// `TLS_EMPTY_RENEGOTIATION_INFO_SCSV`: some servers refuse clients that say nothing of secure renegotiation.
const RENEGOTIATION: u16 = 0x00ff;

/// The group X25519.
const X25519: u16 = 0x001d;

/// A public key of X25519 whose private key everybody can read: RFC 7748, section 6.1. No secret is agreed on with
/// it, since no handshake of ours goes on after the server's first answer.
const SHARE: [u8; 32] = [
    0x85, 0x20, 0xf0, 0x09, 0x89, 0x30, 0xa7, 0x54, 0x74, 0x8b, 0x7d, 0xdc, 0xb4, 0x3e, 0xf7, 0x5a, 0x0d,
    0xbf, 0x3a, 0x0d, 0x26, 0x38, 0x1a, 0xf4, 0xeb, 0xa4, 0xa9, 0x8e, 0xaa, 0x9b, 0x4e, 0x6a,
];

/// Signature schemes, so that no server refuses for the lack of one: ECDSA, EdDSA, RSA-PSS and PKCS#1, down to SHA-1,
/// and DSA.
const SIGNATURES: [u16; 18] = [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501,
    0x0601, 0x0203, 0x0201, 0x0202, 0x0402,
];

/// A `ClientHello` for exactly one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello<'a> {
    /// The version; SSL 2.0 has a message of its own.
    pub protocol: Protocol,
    /// Suites, by code point.
    pub suites: &'a [u16],
    /// Groups, by code point.
    pub groups: &'a [u16],
    /// For TLS 1.3: send a share for X25519 along. Without one, the server has to say which group it would take.
    pub shares: bool,
    /// The name of the host; none for an address.
    pub server_name: Option<&'a str>,
}

impl Hello<'_> {
    /// The message in one record.
    pub fn write(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(512);
        // TLS 1.3 calls itself 1.2 here, and names its version in an extension: RFC 8446, section 4.1.2.
        put_all(&mut body, [self.protocol.min(Protocol::Tls12).code()]);
        body.extend_from_slice(&[0x5a; 32]);
        // A session id as browsers send it, for middle boxes: RFC 8446, section 4.1.2.
        let session: &[u8] = if self.protocol == Protocol::Tls13 { &[0xa5; 32] } else { &[] };
        put_vector(&mut body, 1, session);
        let mut suites = Vec::with_capacity(2 * self.suites.len() + 2);
        let signal = (self.protocol < Protocol::Tls13).then_some(RENEGOTIATION);
        put_all(&mut suites, self.suites.iter().copied().chain(signal));
        put_vector(&mut body, 2, &suites);
        put_vector(&mut body, 1, &[0]);
        if self.protocol > Protocol::Ssl3 {
            put_vector(&mut body, 2, &self.extensions());
        }
        let mut message = vec![1];
        put_vector(&mut message, 3, &body);
        // The record of a first message names an old version: RFC 8446, section 5.1.
        let mut record = vec![22];
        put_all(&mut record, [self.protocol.min(Protocol::Tls10).code()]);
        put_vector(&mut record, 2, &message);
        record
    }

    fn extensions(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(256);
        let mut extension = |kind: u16, content: &[u8]| {
            put_all(&mut out, [kind]);
            put_vector(&mut out, 2, content);
        };
        let list = |width: usize, numbers: &[u16]| {
            let (mut inner, mut outer) = (Vec::new(), Vec::new());
            put_all(&mut inner, numbers.iter().copied());
            put_vector(&mut outer, width, &inner);
            outer
        };
        if let Some(name) = self.server_name {
            let (mut entry, mut names) = (vec![0], Vec::new());
            put_vector(&mut entry, 2, name.as_bytes());
            put_vector(&mut names, 2, &entry);
            extension(0, &names);
        }
        if !self.groups.is_empty() {
            extension(10, &list(2, self.groups));
            // Points are sent whole.
            extension(11, &[1, 0]);
        }
        if self.protocol >= Protocol::Tls12 {
            extension(13, &list(2, &SIGNATURES));
        }
        if self.protocol == Protocol::Tls13 {
            extension(43, &list(1, &[Protocol::Tls13.code()]));
            let (mut entries, mut shares) = (Vec::new(), Vec::new());
            if self.shares && self.groups.contains(&X25519) {
                put_all(&mut entries, [X25519]);
                put_vector(&mut entries, 2, &SHARE);
            }
            put_vector(&mut shares, 2, &entries);
            extension(51, &shares);
            // A key may be resumed together with a fresh one: RFC 8446, section 4.2.9.
            extension(45, &[1, 1]);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_hello_has_no_extensions() {
        let hello = Hello {
            protocol: Protocol::Ssl3,
            suites: &[0x0005],
            groups: &[],
            shares: false,
            server_name: Some("a"),
        };
        let bytes = hello.write();
        assert_eq!(bytes[..5], [22, 3, 0, 0, 47]);
        assert_eq!(bytes[5..9], [1, 0, 0, 43]);
        assert_eq!(bytes[9..11], [3, 0]);
        assert_eq!(bytes[43..], [0, 0, 4, 0x00, 0x05, 0x00, 0xff, 1, 0]);
    }

    #[test]
    fn lengths_fit_what_follows() {
        let suites: Vec<u16> = (0..400).collect();
        for protocol in [Protocol::Tls10, Protocol::Tls12, Protocol::Tls13] {
            let hello = Hello {
                protocol,
                suites: &suites,
                groups: &[0x1d, 0x17],
                shares: true,
                server_name: Some("app.example.com"),
            };
            let bytes = hello.write();
            assert_eq!(usize::from(u16::from_be_bytes([bytes[3], bytes[4]])), bytes.len() - 5, "{protocol}");
            assert_eq!(usize::from(u16::from_be_bytes([bytes[7], bytes[8]])), bytes.len() - 9, "{protocol}");
        }
    }
}
