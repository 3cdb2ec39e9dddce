//! Certificates in DER: no bytes panic.
#![no_main]

use assay_probes::Leaf;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = Leaf::read(bytes);
});
