//! Apps of a few files, as rules are given them.

use std::sync::Arc;

use assay_evidence::Subject;
use assay_rules::{Case, HistoryLook, Settings};
use assay_secrets::TreeScan;
use assay_source::{Digest, Tree};
use jiff::civil::date;

/// Hands over the case of every app among the files, in the order they are found.
pub(crate) fn each_case<N: AsRef<str>, C: AsRef<[u8]>>(
    files: impl IntoIterator<Item = (N, C)>,
    settings: &Settings,
    history: HistoryLook<'_>,
    mut hand_over: impl FnMut(&Case<'_>),
) {
    let tree = Arc::new(Tree::from_files(files).expect("the names are paths"));
    let apps = assay_app::find(&tree, &assay_app::Options::default()).apps;
    let subject = Subject::Source { digest: Digest::of(b"") };
    for mut app in apps {
        let hosting = assay_hosting::Hosting::of(&app);
        let dependencies = assay_deps::Inventory::of(&app);
        let program = assay_code::graph::Program::load(&app, assay_languages::READERS);
        let code = assay_code::analyse(&program, &app);
        if let Some(written) = assay_code::written_descriptor(&code).filter(|_| app.descriptor.is_none()) {
            app.set_descriptor(written);
        }
        hand_over(&Case {
            app: &app,
            settings,
            code: &code,
            hosting: &hosting,
            dependencies: &dependencies,
            advisories: assay_rules::Advisories::bundled(),
            secrets: &TreeScan::of(&tree, tree.files().iter().map(|file| &file.path)),
            history,
            runtimes: assay_catalogue::runtimes::Runtimes::bundled(),
            subject: &subject,
            today: date(2026, 11, 1),
            gathered: &assay_rules::Gathered::default(),
        });
    }
}
