//! Whatever a server answers, its bytes are read or refused, and never accepted for more than was offered.

use assay_probes::{
    Leaf,
    tls::{Reading, Ssl2Reading, Wanted, read_flight, read_ssl2},
};
use data_encoding::BASE64;
use proptest::prelude::*;

const OFFERED: [u16; 3] = [0xc02f, 0x1301, 0x0033];

/// A ServerHello of TLS 1.2 with a certificate of three bytes and the end of the flight.
fn flight() -> Vec<u8> {
    let mut hello = vec![2, 0, 0, 38, 3, 3];
    hello.extend_from_slice(&[7; 32]);
    hello.extend_from_slice(&[0, 0xc0, 0x2f, 0]);
    hello.extend_from_slice(&[11, 0, 0, 9, 0, 0, 6, 0, 0, 3, b'c', b'r', b't']);
    hello.extend_from_slice(&[12, 0, 0, 4, 3, 0, 0x17, 0]);
    hello.extend_from_slice(&[14, 0, 0, 0]);
    let mut record = vec![22, 3, 3, 0, u8::try_from(hello.len()).unwrap_or_default()];
    record.extend_from_slice(&hello);
    record
}

/// A certificate of P-256 for `localhost`, of 2026.
const CERTIFICATE: &str = "MIIBlDCCATmgAwIBAgIUWWLgLZBTVdnFCIWN0vL/2f8cyTIwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MB4XDTI2MTEyMjA3NDA1MFoXDTM2MTExOTA3NDA1MFowFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEhEf5g+cYHytwCq12kV5PDC32oMdq6sXmDwL4bqtR/AdXzKfuaeQiwhvncmLRaPWWTx15+3H5FJAHwPuhHRwHGqNpMGcwHQYDVR0OBBYEFEEsR+rAU/zYu57NZJbZUZ876XbfMB8GA1UdIwQYMBaAFEEsR+rAU/zYu57NZJbZUZ876XbfMA8GA1UdEwEB/wQFMAMBAf8wFAYDVR0RBA0wC4IJbG9jYWxob3N0MAoGCCqGSM49BAMCA0kAMEYCIQCQbsgl4uFRQlKeLY91YYzePb9dY4OmzXIzbRGzpYMdrAIhAJIwRGPIxJxUdwoihoeLNPW+D1oSlEUzBdxw0pXykKIm";

fn mutated(bytes: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let length = bytes.len();
    prop::collection::vec((0..length, any::<u8>()), 0..6).prop_flat_map(move |changes| {
        let mut changed = bytes.clone();
        for (at, byte) in changes {
            changed[at] = byte;
        }
        (0..=changed.len()).prop_map(move |end| changed[..end].to_vec())
    })
}

#[test]
fn the_unchanged_ones_are_read() {
    assert!(matches!(read_flight(&flight(), &OFFERED, Wanted::Everything), Reading::Accepted(_)));
    let leaf = BASE64.decode(CERTIFICATE.as_bytes()).ok().and_then(|der| Leaf::read(&der));
    assert_eq!(
        leaf.map(|leaf| (leaf.names, leaf.key)),
        Some((vec!["localhost".to_owned()], "EC".to_owned()))
    );
}

proptest! {
    #[test]
    fn no_answer_panics_or_is_taken_for_what_was_not_offered(
        bytes in prop_oneof![mutated(flight()), prop::collection::vec(any::<u8>(), 0..300)],
    ) {
        for wanted in [Wanted::Choice, Wanted::Everything] {
            if let Reading::Accepted(flight) = read_flight(&bytes, &OFFERED, wanted) {
                prop_assert!(OFFERED.contains(&flight.suite));
            }
        }
        if let Ssl2Reading::Accepted(names) = read_ssl2(&bytes) {
            prop_assert!(names.len() <= bytes.len());
        }
    }

    #[test]
    fn no_certificate_panics(
        bytes in prop_oneof![
            mutated(BASE64.decode(CERTIFICATE.as_bytes()).unwrap_or_default()),
            prop::collection::vec(any::<u8>(), 0..300),
        ],
    ) {
        let _ = Leaf::read(&bytes);
    }
}
