use assay_app::App;
use assay_catalogue::Severity;
use assay_deps::ReadFrom;
use assay_evidence::{Applicability, Confidence, Topic};
use assay_source::Place;

use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "lock-file-missing",
    title: "dependencies that no lock file fixes",
    claims: &["deps/locked"],
    topic: Topic::Deps,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: |_: &App| Applicability::Applies,
    examine,
    page: include_str!("lock_file_missing.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    look.looked_at(1);
    for project in &case.dependencies.projects {
        look.looked_at(1);
        let asked = project.requests.len();
        if project.read_from != ReadFrom::Manifest || asked == 0 {
            continue;
        }
        let what = if asked == 1 { "a package".to_owned() } else { format!("{asked} packages") };
        let statement =
            format!("`{}` asks for {what}, and no lock file says which versions are installed", project.file);
        let place =
            project.requests.first().map_or_else(|| Place::file(project.file.clone()), |it| it.at.place());
        look.against(
            Found::new("deps/locked", project.file.as_str(), statement)
                .at(place)
                .by_absence()
                .help("have the package manager write its lock file, and keep it with the code"),
        );
    }
}
