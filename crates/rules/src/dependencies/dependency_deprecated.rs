use std::collections::BTreeMap;

use assay_app::App;
use assay_catalogue::{Severity, retired::Retirement};
use assay_deps::{Package, Project, Purpose, Relation};
use assay_evidence::{Applicability, Confidence, Topic};

use super::{
    given_up::{self, Known, known},
    naming::named,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "dependency-deprecated",
    title: "packages that their makers say not to use",
    claims: &["deps/maintained"],
    topic: Topic::Deps,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: |_: &App| Applicability::Applies,
    examine,
    page: include_str!("dependency_deprecated.md"),
};

const CLAIM: &str = "deps/maintained";
/// Most names in one statement.
const MOST_NAMES: usize = 5;

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    look.looked_at(1);
    given_up::look_for(case, look, CLAIM, Retirement::Deprecated, "is deprecated");
    for project in &case.dependencies.projects {
        flagged(look, project);
    }
    given_up::skip_the_rest(case, look);
}

/// What the lock file itself marks. Of packages that others bring in, those that come by the same way are told
/// together: they go when that one package is upgraded.
fn flagged(look: &mut Look<'_>, project: &Project) {
    let mut brought: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, package) in project.packages.iter().enumerate() {
        let Some(reason) = &package.deprecated else { continue };
        if matches!(known(package, Retirement::Deprecated), Some(Known::Meant(_)))
            || !given_up::counts(package)
        {
            continue;
        }
        if package.relation == Relation::Direct {
            let statement = format!("{} is deprecated: {}", named(package), first_sentence(reason));
            let found = Found::new(CLAIM, format!("{}: {}", project.file, package.name), statement)
                .at(package.place())
                .help("move to a release or a package that its makers support");
            look.against(given_up::weighed(found, package));
        } else if let Some(root) = project.root_of(at) {
            brought.entry(&root.name).or_default().push(at);
        }
    }
    for (root, packages) in brought {
        let Some(package) = packages.first().and_then(|at| project.root_of(*at)) else { continue };
        let names: Vec<String> = packages.iter().map(|at| named(&project.packages[*at])).collect();
        let found = Found::new(CLAIM, format!("{}: by {root}", project.file), statement(package, &names))
            .at(package.place())
            .help(format!("move to a release of `{root}` that does without, where there is one"))
            .path(super::naming::way(project, packages[0]))
            .severity(Severity::Low)
            .confidence(Confidence::Medium);
        debug_assert!(package.purpose <= Purpose::Development);
        look.against(found);
    }
}

fn statement(root: &Package, names: &[String]) -> String {
    let listed = match names {
        [one] => format!("{one}, which is deprecated"),
        many if many.len() <= MOST_NAMES => {
            format!("{} deprecated packages: {}", many.len(), many.join(", "))
        }
        many => {
            let more = many.len() - MOST_NAMES;
            format!("{} deprecated packages: {} and {more} more", many.len(), many[..MOST_NAMES].join(", "))
        }
    };
    format!("{} brings in {listed}", named(root))
}

/// Notices of deprecation can be long; the first sentence says what matters.
fn first_sentence(text: &str) -> String {
    const LONGEST: usize = 160;
    let line =
        text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("its makers do not say why");
    let sentence = line.split(". ").next().unwrap_or(line).trim_end_matches('.');
    let end = sentence.floor_char_boundary(LONGEST.min(sentence.len()));
    if end < sentence.len() { format!("{}…", &sentence[..end]) } else { sentence.to_owned() }
}
