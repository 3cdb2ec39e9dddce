use std::collections::BTreeSet;

use assay_catalogue::{Severity, tls::TlsProfiles};
use assay_evidence::{Confidence, Topic};
use assay_headers::Hsts;

use super::{has_servers, setting::Settings};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "hsts-too-short",
    title: "browsers are bound to HTTPS for less than a year, as the header is set",
    claims: &["tls/hsts-one-year"],
    topic: Topic::Tls,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: has_servers,
    examine,
    page: include_str!("hsts_too_short.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let settings = Settings::of_app(case);
    look.looked_at(settings.all.len());
    let floor = TlsProfiles::bundled().hsts_max_age_floor;
    let mut seen = BTreeSet::new();
    for setting in settings.of("strict-transport-security").filter(|setting| !setting.for_some) {
        let Some(text) = setting.text() else { continue };
        let statement = match Hsts::parse(text) {
            Ok(hsts) if hsts.max_age >= floor => continue,
            Ok(hsts) => format!(
                "browsers are bound to HTTPS for {}, and a year is asked for",
                match hsts.max_age / 86_400 {
                    0 => "less than a day".to_owned(),
                    1 => "a day".to_owned(),
                    days => format!("{days} days"),
                }
            ),
            // A part that is filled in later is not known.
            Err(_) if text.contains('x') && !text.contains("max") => continue,
            Err(_) if text.contains("=x") || text.contains('$') => continue,
            Err(error) => format!("browsers pass over this `Strict-Transport-Security`: {error}"),
        };
        if !seen.insert((setting.place.file.clone(), setting.place.line())) {
            continue;
        }
        let found = Found::new("tls/hsts-one-year", format!("strict-transport-security: {text}"), statement)
            .at(setting.place.clone())
            .path(setting.path.clone())
            .help("send `max-age=31536000; includeSubDomains`");
        if setting.runs() {
            look.against(found);
        } else {
            look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this");
        }
    }
}
