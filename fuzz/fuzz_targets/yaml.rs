#![no_main]

use assay_app::document::read_yaml;
use assay_fuzz::{check, source};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| check(&read_yaml(&source("manifest.yml", bytes))));
