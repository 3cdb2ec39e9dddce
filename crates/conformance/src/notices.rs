//! What has run out among the things people said: shown, so that nobody relies on it unawares.

use assay_catalogue::Catalogue;
use assay_source::{Diagnostic, Level, Place};
use assay_verdict::{Assessment, Standing};

/// A diagnostic for every attestation and waiver of an assessment that does not count today, or that meets
/// nothing.
pub(crate) fn notices(assessment: &Assessment) -> Vec<Diagnostic> {
    let today = assessment.today;
    let mut notices = Vec::new();
    for attestation in &assessment.statements.attestations {
        let row = Catalogue::bundled().requirement(attestation.about.requirement());
        let Some(row) = row else { continue };
        let (code, why) = match attestation.standing(today, row.changed) {
            Standing::Current => continue,
            Standing::Expired => ("attestation-expired", format!("expired on {}", attestation.expires)),
            Standing::OlderThanRow => (
                "attestation-stale",
                format!("is of {}, and the requirement changed on {}", attestation.date, row.changed),
            ),
            Standing::NotYetMade => ("attestation-in-future", format!("is dated {}", attestation.date)),
        };
        let message = format!(
            "the attestation of {} by {} {why}: it does not count",
            attestation.about, attestation.owner
        );
        notices.push(warning(
            code,
            message,
            attestation.place.as_ref(),
            "look again, and date it anew if it still holds",
        ));
    }
    for (index, waiver) in assessment.statements.waivers.iter().enumerate() {
        let place = waiver.place.as_ref();
        let meant = assessment.dossier.evidence.iter().any(|evidence| waiver.matches(evidence));
        if !waiver.counts_on(today) {
            let message = format!(
                "the waiver of `{}` expired on {}: what it covered counts again (its reason was: {})",
                waiver.rule, waiver.expires, waiver.reason
            );
            notices.push(warning(
                "waiver-expired",
                message,
                place,
                "fix the finding, or decide again until when to live with it",
            ));
        } else if !meant && !assessment.findings.iter().any(|finding| finding.waiver == Some(index)) {
            let message = format!("the waiver of `{}` covers no finding", waiver.rule);
            notices.push(warning(
                "waiver-unused",
                message,
                place,
                "take it out, so that it does not cover the next one unseen",
            ));
        }
    }
    notices
}

fn warning(code: &str, message: String, place: Option<&Place>, help: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(Level::Warning, code, message).help(help);
    match place {
        Some(place) => diagnostic.at(place.clone(), ""),
        None => diagnostic,
    }
}
