#![no_main]

// A saved assessment comes from anywhere: reading it may refuse, it may not break.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = assay_report::read(text);
        let _ = assay_conformance::known_fingerprints(text);
    }
});
