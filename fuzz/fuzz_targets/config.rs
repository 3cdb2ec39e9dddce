#![no_main]

use assay_conformance::read_config;
use assay_fuzz::source;
use assay_source::RelPath;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = source("assay.toml", bytes);
    for folder in ["", "apps/notes"] {
        let folder = RelPath::parse(folder).expect("a plain path");
        let (_, mistakes) = read_config(&text, &folder);
        // Every mistake has a place and a remedy.
        assert!(mistakes.iter().all(|mistake| mistake.help.is_some() && !mistake.labels.is_empty()));
    }
});
