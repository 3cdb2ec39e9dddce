use assay_app::App;
use assay_catalogue::Severity;
use assay_evidence::{Applicability, Confidence, Topic};

use super::{
    dependency_vulnerable::{identity, names, versions},
    matched::matched,
    naming::way,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "dependency-malicious",
    title: "packages that were published to do harm",
    claims: &[CLAIM],
    topic: Topic::Deps,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: |_: &App| Applicability::Applies,
    examine,
    page: include_str!("dependency_malicious.md"),
};

const CLAIM: &str = "deps/no-known-critical-or-high";

/// What builds and tests counts as well: it runs on the machine that holds the keys.
fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    for matched in matched(case, look).into_iter().filter(|matched| matched.found.is_malware()) {
        let (at, package) = matched.first();
        let statement = format!("{} was published to do harm, {}", versions(&matched), names(&matched));
        let found = Found::new(CLAIM, identity(&matched), statement)
            .at(package.place())
            .help(format!(
                "remove `{}`, and take every machine it was installed on, and every secret on it, as known to others",
                package.name
            ))
            .path(way(matched.project, at))
            .vulnerability(matched.vulnerability(&case.advisories));
        look.against(found);
    }
}
