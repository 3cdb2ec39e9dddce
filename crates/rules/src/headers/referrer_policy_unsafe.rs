use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_headers::ReferrerPolicy;

use super::{has_servers, setting::Settings};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "referrer-policy-unsafe",
    title: "a referrer policy that tells a page's whole address to other origins, as it is set",
    claims: &["headers/referrer-policy"],
    topic: Topic::Headers,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: has_servers,
    examine,
    page: include_str!("referrer_policy_unsafe.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let settings = Settings::of_app(case);
    look.looked_at(settings.all.len());
    let mut seen = BTreeSet::new();
    for setting in settings.of("referrer-policy") {
        let Some(policy) = setting.text().and_then(|text| ReferrerPolicy::of_fields([text])) else {
            continue;
        };
        if !policy.tells_the_address() || !seen.insert((setting.place.file.clone(), setting.place.line())) {
            continue;
        }
        let found = Found::new(
            "headers/referrer-policy",
            format!("referrer-policy: {}", policy.name()),
            format!("the referrer policy `{}` tells other origins the whole address of a page, and the token in it", policy.name()),
        )
        .at(setting.place.clone())
        .path(setting.path.clone())
        .help("send `no-referrer` or `strict-origin-when-cross-origin`");
        if setting.runs() {
            look.against(found);
        } else {
            look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this");
        }
    }
}
