#![no_main]

use std::sync::Arc;

use assay_app::{AppType, Options, find};
use assay_catalogue::runtimes::Runtimes;
use assay_code::{analyse, graph::Program, written_descriptor};
use assay_deps::Inventory;
use assay_evidence::Subject;
use assay_fuzz::apps;
use assay_hosting::Hosting;
use assay_rules::{Advisories, Case, Gathered, HistoryLook, RULES, Settings};
use assay_secrets::TreeScan;
use assay_source::{Digest, Span, Tree};
use jiff::civil::date;

// A whole app, in any of the languages, followed from every entry and looked at by every rule. The input is a page as the
// rules have them, so that these are its seeds.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(page) = std::str::from_utf8(bytes) else { return };
    let subject = Subject::Source { digest: Digest::of(b"") };
    for files in apps(page) {
        let Ok(tree) = Tree::from_files(files) else { continue };
        let tree = Arc::new(tree);
        let mut found = find(&tree, &Options::default()).apps;
        if found.is_empty() {
            found = find(&tree, &Options { types: Some(vec![AppType::OAuth]) }).apps;
        }
        let secrets = TreeScan::of(&tree, tree.files().iter().map(|file| &file.path));
        for mut app in found {
            let program = Program::load(&app, assay_languages::READERS);
            let code = analyse(&program, &app);
            if let Some(written) = written_descriptor(&code).filter(|_| app.descriptor.is_none()) {
                app.set_descriptor(written);
            }
            let app = &app;
            assert!(code.complete);
            for event in &code.events {
                let Span { start, end } = event.site.span;
                let text = code.text(event.site).as_str();
                assert!(start <= end && end <= text.len());
                assert!(event.entry.is_none_or(|entry| code.entry(entry).id == entry));
            }
            let case = Case {
                app,
                settings: &Settings::default(),
                code: &code,
                hosting: &Hosting::of(app),
                dependencies: &Inventory::of(app),
                advisories: Advisories::bundled(),
                secrets: &secrets,
                history: HistoryLook::NotAsked,
                runtimes: Runtimes::bundled(),
                subject: &subject,
                today: date(2026, 11, 1),
                gathered: &Gathered::default(),
            };
            for rule in RULES {
                rule.run(&case);
            }
        }
    }
});
