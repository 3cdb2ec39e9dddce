//! What a server answers to a hello: no bytes panic, and no answer is accepted with a suite that was not offered.
#![no_main]

use assay_probes::tls::{Reading, Wanted, read_flight, read_ssl2};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let offered = [0xc02f, 0x1301, 0x0033];
    for wanted in [Wanted::Choice, Wanted::Everything] {
        if let Reading::Accepted(flight) = read_flight(bytes, &offered, wanted) {
            assert!(offered.contains(&flight.suite));
        }
    }
    let _ = read_ssl2(bytes);
});
