//! SSL 2.0, as far as to ask whether somebody still speaks it.
//!
//! Source: The SSL Protocol (Hickman, 1995), sections 5.2 and 5.5.

use super::bytes::{Cursor, put_all, put_vector};

/// Kinds of ciphers of SSL 2.0 with their names.
const KINDS: [(u32, &str); 8] = [
    (0x01_0080, "SSL_CK_RC4_128_WITH_MD5"),
    (0x02_0080, "SSL_CK_RC4_128_EXPORT40_WITH_MD5"),
    (0x03_0080, "SSL_CK_RC2_128_CBC_WITH_MD5"),
    (0x04_0080, "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5"),
    (0x05_0080, "SSL_CK_IDEA_128_CBC_WITH_MD5"),
    (0x06_0040, "SSL_CK_DES_64_CBC_WITH_MD5"),
    (0x07_00c0, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"),
    (0x08_0080, "SSL_CK_RC4_64_WITH_MD5"),
];

/// What a server answered to an SSL 2.0 hello.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ssl2Reading {
    /// Not enough yet.
    More,
    /// It speaks SSL 2.0; the names of the kinds it has in common with us, which may be none.
    Accepted(Vec<String>),
    /// It does not.
    Refused,
}

/// A `CLIENT-HELLO` with every kind there is.
pub fn ssl2_hello() -> Vec<u8> {
    let specs: Vec<u8> = KINDS.iter().flat_map(|(kind, _)| kind.to_be_bytes()[1..].to_vec()).collect();
    let mut body = vec![1, 0, 2];
    put_all(&mut body, [u16::try_from(specs.len()).unwrap_or_default(), 0, 16]);
    body.extend_from_slice(&specs);
    body.extend_from_slice(&[0x5a; 16]);
    let mut record = Vec::new();
    put_vector(&mut record, 2, &body);
    // The highest bit says that the header has two bytes.
    record[0] |= 0x80;
    record
}

/// Reads the beginning of the answer. Call it with all that has come so far.
pub fn read_ssl2(bytes: &[u8]) -> Ssl2Reading {
    match bytes {
        [] | [_] => return Ssl2Reading::More,
        // An alert of TLS, or no SSL at all.
        [first, ..] if first & 0x80 == 0 => return Ssl2Reading::Refused,
        _ => {}
    }
    let mut rest = Cursor(bytes);
    let Some(length) = rest.u16().map(|length| usize::from(length & 0x7fff)) else {
        return Ssl2Reading::More;
    };
    if rest.0.len() < length {
        return Ssl2Reading::More;
    }
    server_hello(&rest.0[..length]).map_or(Ssl2Reading::Refused, Ssl2Reading::Accepted)
}

fn server_hello(body: &[u8]) -> Option<Vec<String>> {
    let mut rest = Cursor(body);
    if rest.number(1)? != 4 {
        return None;
    }
    rest.take(2)?;
    if rest.u16()? != 2 {
        return None;
    }
    let (certificate, specs) = (rest.number(2)?, rest.number(2)?);
    rest.number(2)?;
    rest.take(certificate)?;
    let mut specs = Cursor(rest.take(specs)?);
    let mut names = Vec::new();
    while let Some(kind) = specs.number(3) {
        let known = KINDS.iter().find(|(code, _)| *code as usize == kind);
        names.push(known.map_or_else(|| format!("0x{kind:06x}"), |(_, name)| (*name).to_owned()));
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hello_has_the_framing_of_its_time() {
        let bytes = ssl2_hello();
        assert_eq!(bytes[..5], [0x80, 49, 1, 0, 2]);
        assert_eq!(bytes.len(), 51);
        assert_eq!(bytes[5..11], [0, 24, 0, 0, 0, 16]);
    }

    #[test]
    fn a_server_of_that_time_is_understood() {
        let mut body = vec![4, 0, 1, 0, 2, 0, 3, 0, 6, 0, 1];
        body.extend_from_slice(b"crt");
        body.extend_from_slice(&[7, 0, 0xc0, 9, 9, 9]);
        body.push(0);
        let mut bytes = vec![0x80, u8::try_from(body.len()).unwrap()];
        bytes.extend_from_slice(&body);
        assert_eq!(read_ssl2(&bytes[..10]), Ssl2Reading::More);
        let names = vec!["SSL_CK_DES_192_EDE3_CBC_WITH_MD5".to_owned(), "0x090909".to_owned()];
        assert_eq!(read_ssl2(&bytes), Ssl2Reading::Accepted(names));
    }

    #[test]
    fn an_alert_of_tls_is_a_refusal() {
        assert_eq!(read_ssl2(&[21, 3, 1, 0, 2, 2, 70]), Ssl2Reading::Refused);
        assert_eq!(read_ssl2(b"HTTP/1.1 400"), Ssl2Reading::Refused);
        assert_eq!(read_ssl2(&[0x80, 1, 0]), Ssl2Reading::Refused);
    }
}
