use assay_app::App;
use assay_catalogue::{Severity, retired::Retirement};
use assay_evidence::{Applicability, Confidence, Topic};

use super::given_up;
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "dependency-unmaintained",
    title: "packages that nobody mends any more",
    claims: &["deps/maintained"],
    topic: Topic::Deps,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: |_: &App| Applicability::Applies,
    examine,
    page: include_str!("dependency_unmaintained.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    look.looked_at(1);
    given_up::look_for(case, look, "deps/maintained", Retirement::Unmaintained, "is unmaintained");
    given_up::skip_the_rest(case, look);
}
