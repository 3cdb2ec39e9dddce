//! From what was tried to evidence: one finding for each endpoint and claim, not one for each token.

use std::collections::{BTreeMap, BTreeSet};

use assay_evidence::{Confidence, Depth};

use super::{
    course::{Attempt, Tried},
    judge::Verdict,
};
use crate::{Found, Look};

/// Case ids that a statement lists; the others are counted.
const LISTED: usize = 8;

impl Attempt<'_> {
    /// Writes down what came of it.
    pub(super) fn note(&self, look: &mut Look) {
        let mut by_claim: BTreeMap<&'static str, Vec<&Tried>> = BTreeMap::new();
        for tried in &self.tried {
            by_claim.entry(tried.claim).or_default().push(tried);
        }
        for (claim, tried) in by_claim {
            self.note_claim(look, claim, &tried);
        }
    }

    /// Writes down that no token is needed at all.
    pub(super) fn note_open(&self, look: &mut Look, claim: &'static str) {
        let label = self.endpoint.label();
        let Some(answer) = self.gauge.as_ref().and_then(|gauge| gauge.anonymous.as_ref()) else { return };
        look.looked_at_for(claim, 1);
        let found = Found::new(
            claim,
            format!("{label}: no token"),
            format!("`{label}` accepts a request without a token"),
        )
        .declared_at(self.endpoint.place.as_ref())
        .help(super::remedy::for_claim(claim));
        look.against(found.shown_by("no token", answer));
    }

    fn note_claim(&self, look: &mut Look, claim: &'static str, tried: &[&Tried]) {
        let mut accepted = Vec::new();
        let mut not_told: BTreeMap<&str, Vec<&Tried>> = BTreeMap::new();
        let mut skipped: BTreeMap<&str, Vec<&Tried>> = BTreeMap::new();
        for tried in tried {
            match &tried.verdict {
                Verdict::Accepted { confidence } => {
                    look.looked_at_for(claim, 1);
                    accepted.push((*tried, *confidence));
                }
                Verdict::Refused => look.looked_at_for(claim, 1),
                Verdict::Unclear { because } => {
                    look.looked_at_for(claim, 1);
                    not_told.entry(because).or_default().push(tried);
                }
                Verdict::Unproven { because } | Verdict::NotTried { because } => {
                    skipped.entry(because).or_default().push(tried);
                }
            }
        }
        for (because, cases) in skipped {
            look.skip_for(claim, format!("{}: {}", self.endpoint.label(), ids(&cases)), because);
        }
        for (because, cases) in not_told {
            if let Some(found) = self.found(claim, &cases, "may accept", Confidence::Low) {
                look.unsure(found, because);
            }
        }
        let surest = accepted.iter().map(|(_, confidence)| *confidence).max();
        let cases: Vec<&Tried> = accepted.into_iter().map(|(tried, _)| tried).collect();
        if let Some(found) = surest.and_then(|sure| self.found(claim, &cases, "accepts", sure)) {
            look.against(found);
        }
    }

    fn found(&self, claim: &'static str, cases: &[&Tried], verb: &str, sure: Confidence) -> Option<Found> {
        let first = cases.first()?;
        let label = self.endpoint.label();
        let more = match cases.len() {
            1 => String::new(),
            count => format!(" and {} more like it", count - 1),
        };
        let word = if cases.len() == 1 { "case" } else { "cases" };
        let statement = format!("`{label}` {verb} a token {}{more} ({word} {})", first.what, ids(cases));
        // The least that anybody has to hold for one of them.
        let depth = cases.iter().map(|tried| tried.depth).min().unwrap_or(Depth::BlackBox);
        let mut found = Found::new(claim, format!("{label}: {claim}"), statement)
            .declared_at(self.endpoint.place.as_ref())
            .confidence(sure)
            .depth(depth)
            .help(super::remedy::for_claim(claim));
        if let Some(severity) = super::remedy::severity(claim) {
            found = found.severity(severity);
        }
        for tried in cases.iter().take(3) {
            if let Some(answer) = &tried.answer {
                found = found.shown_by(format!("a token {}", tried.what), answer);
            }
        }
        if let Some(good) = self.gauge.as_ref().and_then(|gauge| gauge.good.as_ref()) {
            found = found.shown_by("a good token", good);
        }
        if let Some(anonymous) = self.gauge.as_ref().and_then(|gauge| gauge.anonymous.as_ref()) {
            found = found.shown_by("no token", anonymous);
        }
        Some(found)
    }
}

fn ids(cases: &[&Tried]) -> String {
    let ids: BTreeSet<&str> = cases.iter().map(|tried| tried.case.as_str()).collect();
    let listed: Vec<&str> = ids.iter().copied().take(LISTED).collect();
    match ids.len().saturating_sub(LISTED) {
        0 => listed.join(", "),
        more => format!("{} and {more} more", listed.join(", ")),
    }
}
