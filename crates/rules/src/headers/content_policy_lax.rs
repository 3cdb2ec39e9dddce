use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_headers::csp::{Laxity, policies, script_laxities};

use super::{has_servers, setting::Settings};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "content-policy-lax",
    title: "a Content-Security-Policy that lets in scripts it does not name, as it is set",
    claims: &["headers/csp-scripts-restricted"],
    topic: Topic::Csp,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: has_servers,
    examine,
    page: include_str!("content_policy_lax.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let settings = Settings::of_app(case);
    look.looked_at(settings.all.len());
    let all: Vec<_> = settings.of("content-security-policy").collect();
    let mut seen = BTreeSet::new();
    for setting in &all {
        let Some(text) = setting.text() else { continue };
        let policies = policies([text]);
        if policies.is_empty() {
            continue;
        }
        let mut laxities = script_laxities(&policies);
        // A policy that is about framing alone may stand beside another that is about scripts.
        laxities.retain(|laxity| *laxity != Laxity::Unrestricted || all.len() == 1);
        if laxities.is_empty() || !seen.insert((setting.place.file.clone(), setting.place.line())) {
            continue;
        }
        let words: Vec<_> = laxities.iter().map(ToString::to_string).collect();
        let found = Found::new(
            "headers/csp-scripts-restricted",
            format!("content-security-policy: {}", words.join("; ")),
            format!("the policy is open: {}", words.join("; ")),
        )
        .at(setting.place.clone())
        .path(setting.path.clone())
        .help("name the origins that scripts come from, and give scripts in the page a nonce or a hash");
        if setting.runs() {
            look.against(found);
        } else {
            look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this");
        }
    }
}
