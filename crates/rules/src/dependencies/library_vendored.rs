use assay_app::App;
use assay_catalogue::Severity;
use assay_deps::ReadFrom;
use assay_evidence::{Applicability, Confidence, Topic};

use super::naming::named;
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "library-vendored",
    title: "libraries copied into the app, where no update reaches them",
    claims: &["deps/managed"],
    topic: Topic::Deps,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    applies: |_: &App| Applicability::Applies,
    examine,
    page: include_str!("library_vendored.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    look.looked_at(1);
    let copies = case.dependencies.projects.iter().filter(|project| project.read_from == ReadFrom::Copies);
    for package in copies.flat_map(|project| &project.packages) {
        look.looked_at(1);
        let file = package.read_at.file();
        let statement =
            format!("{} was copied into the app: no package manager will update it", named(package));
        look.against(
            Found::new("deps/managed", format!("{file}: {}", package.name), statement)
                .at(package.read_at.place())
                .help("take it from the package manager, and build it into what the app serves"),
        );
    }
}
