use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_headers::{ReferrerPolicy, meta_referrer};

use super::shown::{pages, skip_unseen};
#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Scene, probe::always};

pub(crate) const PROBE: Probe = Probe {
    id: "referrer-policy-missing-or-weak",
    title: "a page that may tell its address, and the token in it, to other origins",
    claims: &["headers/referrer-policy", "headers/referrer-policy-as-header"],
    topic: Topic::Headers,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("referrer_policy_missing_or_weak.md"),
};

const HELP: &str = "send `Referrer-Policy: no-referrer` or `strict-origin-when-cross-origin` with every page";

fn judge(scene: &Scene<'_>, look: &mut Look) {
    skip_unseen(scene, look);
    for page in pages(scene) {
        look.looked_at(1);
        let header = ReferrerPolicy::of_fields(page.reply.headers("referrer-policy"));
        let tag = meta_referrer(&page.reply.body);
        let found = |claim, statement: String| {
            Found::new(claim, page.identity(), statement)
                .help(HELP)
                .declared_at(page.place())
                .shown_by("the page", page.answer)
        };
        // A tag is read after the header, and has the last word.
        match tag.or(header) {
            None => {
                let statement = format!("{} sets no referrer policy that browsers know", page.name());
                look.against(found("headers/referrer-policy", statement));
            }
            Some(policy) if policy.tells_the_address() => {
                let statement = format!(
                    "{} sets the referrer policy `{}`, which tells its whole address to other origins",
                    page.name(),
                    policy.name()
                );
                look.against(found("headers/referrer-policy", statement));
            }
            Some(_) => {}
        }
        if header.is_none() {
            let by = if tag.is_some() { "by a tag only, not by a header" } else { "by no header" };
            let statement = format!("{} sets its referrer policy {by}", page.name());
            look.against(found("headers/referrer-policy-as-header", statement));
        }
    }
}
