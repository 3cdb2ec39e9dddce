#![no_main]

use assay_app::document::{JsonDialect, read_json};
use assay_fuzz::{check, source};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = source("package.json", bytes);
    check(&read_json(&text, JsonDialect::Strict));
    check(&read_json(&text, JsonDialect::Commented));
});
