#![no_main]

use assay_app::{Manifest, egress::ways_out, manifest::Variables};
use assay_fuzz::{check, source};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let manifest = Manifest::read(&source("manifest.yml", bytes));
    check(&manifest.document);
    assert!(manifest.is_complete() || !manifest.diagnostics.is_empty());
    for way in ways_out(&manifest) {
        let _ = manifest.place(way.span);
    }
    check(&manifest.resolve(&Variables::default()).document);
});
