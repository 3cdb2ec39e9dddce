#![no_main]

use assay_app::ConnectDescriptor;
use assay_fuzz::{check, source};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    check(&ConnectDescriptor::read(&source("atlassian-connect.json", bytes)).document);
});
