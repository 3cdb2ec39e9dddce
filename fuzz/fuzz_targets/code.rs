#![no_main]

use assay_code::lower;
use assay_fuzz::source;

// The first byte chooses the language, so that mutations of one program cross into the others.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((&first, code)) = bytes.split_first() else { return };
    let names = ["a.js", "a.jsx", "a.ts", "a.tsx", "a.mjs", "a.cjs", "a.vue", "a.html"];
    let lowered = lower::module(&source(names[usize::from(first) % names.len()], code));
    if let Some(module) = lowered.module {
        assert!(module.complete || !lowered.diagnostics.is_empty());
        assert!(!module.to_string().is_empty());
        let length = module.text.as_str().len();
        assert!(module.expressions.iter().all(|expression| expression.span.end <= length));
    }
});
