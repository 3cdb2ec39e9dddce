use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{has_servers, setting::Settings};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "answers-opened-by-header",
    title: "a header that lets pages of any origin read replies",
    claims: &["headers/cors-restricted"],
    topic: Topic::Headers,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: has_servers,
    examine,
    page: include_str!("answers_opened_by_header.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let settings = Settings::of_app(case);
    look.looked_at(settings.all.len());
    let mut seen = BTreeSet::new();
    for setting in settings.of("access-control-allow-origin").filter(|setting| !setting.for_some) {
        let with_cookies = settings.of("access-control-allow-credentials").any(|other| {
            other.place.file == setting.place.file && other.text().is_some_and(|text| text.trim() == "true")
        });
        let (statement, severity) = match setting.text().map(str::trim) {
            _ if setting.echoes && with_cookies => {
                ("whatever origin asks is let in, with the user's cookies", Severity::High)
            }
            // With cookies, browsers refuse the star.
            Some("*") => ("pages of any origin can read the replies", Severity::Medium),
            _ => continue,
        };
        if !seen.insert((setting.place.file.clone(), setting.place.line())) {
            continue;
        }
        let found = Found::new("headers/cors-restricted", statement, statement)
            .at(setting.place.clone())
            .path(setting.path.clone())
            .severity(severity)
            .help("name the origins that need it: the product's hosts, and the app's own");
        if setting.runs() {
            look.against(found);
        } else {
            look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this");
        }
    }
}
