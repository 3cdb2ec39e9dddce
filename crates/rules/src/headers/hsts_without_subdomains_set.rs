use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_headers::Hsts;

use super::{has_servers, setting::Settings};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "hsts-without-subdomains-set",
    title: "HSTS that leaves sub-domains out, as the header is set",
    claims: &["tls/hsts-subdomains"],
    topic: Topic::Tls,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: has_servers,
    examine,
    page: include_str!("hsts_without_subdomains_set.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let settings = Settings::of_app(case);
    look.looked_at(settings.all.len());
    let mut seen = BTreeSet::new();
    for setting in
        settings.of("strict-transport-security").filter(|setting| !setting.for_some && setting.runs())
    {
        let Some(hsts) = setting.text().and_then(|text| Hsts::parse(text).ok()) else { continue };
        // Zero takes the policy away: that is another rule's word.
        if hsts.include_subdomains || hsts.max_age == 0 {
            continue;
        }
        if !seen.insert((setting.place.file.clone(), setting.place.line())) {
            continue;
        }
        let misspelt = hsts.unknown.iter().find(|word| word.starts_with("includesub"));
        let statement = match misspelt {
            Some(word) => format!("`{word}` is no word that browsers know: it is `includeSubDomains`"),
            None => "sub-domains are not bound to HTTPS".to_owned(),
        };
        let found = Found::new("tls/hsts-subdomains", "includeSubDomains", statement)
            .at(setting.place.clone())
            .path(setting.path.clone())
            .help("add `includeSubDomains` where every name below the host speaks HTTPS");
        match misspelt {
            Some(_) => look.against(found),
            None => look.unsure(
                found.confidence(Confidence::Low),
                "whether every name below the host speaks HTTPS is not in the files",
            ),
        }
    }
}
