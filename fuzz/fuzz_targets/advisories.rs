#![no_main]

use assay_advisories::{Builder, Database, Ecosystem, Import, Version, vex::Vex};

/// Names of every kind of file that is read; the first byte chooses one.
const NAMES: [&str; 5] = ["a.json", "a.yaml", "a.yml", "a.md", "jsrepository.json"];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, content)) = bytes.split_first() else { return };
    // As a database itself, as VEX, as an archive, and as an advisory.
    let _ = Database::with(content.to_vec());
    let _ = Vex::read(content).map(|vex| vex.about(&["CVE-2026-1"], "pkg:npm/a@1").is_some());
    let _ = Import::archive(content, 1);
    let mut import = Import::default();
    import.take(NAMES[usize::from(*first) % NAMES.len()], content);
    let mut builder = Builder::default();
    import.add_to(&mut builder, "fuzz", Default::default());
    let database = Database::with(builder.finish()).expect("what was just built can be opened");
    if let Ok(text) = std::str::from_utf8(content) {
        for ecosystem in Ecosystem::EVERY {
            let (name, version) = text.split_once('\n').unwrap_or((text, "1.0"));
            let _ = database.lookup(ecosystem, name, version);
            if let (Some(one), Some(two)) = (Version::parse(ecosystem, name), Version::parse(ecosystem, version)) {
                assert_eq!(one.compare(&two), two.compare(&one).reverse());
            }
        }
    }
});
