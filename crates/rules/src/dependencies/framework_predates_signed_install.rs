use assay_app::{App, AppType};
use assay_catalogue::{Severity, retired::Retirement};
use assay_evidence::{Applicability, Confidence, Topic};

use super::given_up;
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "framework-predates-signed-install",
    title: "releases of a Connect framework that cannot verify a signed installation",
    claims: &["connect/lifecycle-verified"],
    topic: Topic::Lifecycle,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: connect,
    examine,
    page: include_str!("framework_predates_signed_install.md"),
};

fn connect(app: &App) -> Applicability {
    if app.may_be(AppType::Connect) {
        Applicability::Applies
    } else {
        Applicability::DoesNotApply { because: "the app is no Connect app".to_owned() }
    }
}

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    look.looked_at(1);
    given_up::look_for(
        case,
        look,
        "connect/lifecycle-verified",
        Retirement::Superseded,
        "predates signed installation callbacks",
    );
    look.skip(
        "the routes of the callbacks",
        "this rule looks at the release of the framework, not at the routes",
        None,
    );
}
