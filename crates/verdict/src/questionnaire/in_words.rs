//! Answers in words: never ours, only those of people who vouch for what the prompt asks.

use assay_catalogue::{ClaimId, questionnaire::ClaimBasis};

use super::{Certainty, Desk, Reply, Sketch};

impl Desk<'_> {
    /// The statements of every current attestation that speaks to the claims.
    pub(super) fn in_words(&self, basis: &ClaimBasis) -> Sketch {
        let claims: Vec<&ClaimId> = basis.all.iter().collect();
        let mut words: Vec<&str> = self.current(&claims).map(|it| it.statement.trim()).collect();
        words.dedup();
        if words.is_empty() {
            return Sketch::blank("Nobody has put it in words.");
        }
        Sketch {
            reply: Reply::Text(words.join(" ")),
            certainty: Certainty::Stated,
            because: "These are the words of an attestation.".to_owned(),
            evidence: self.statements_about(&claims),
            needs: Vec::new(),
        }
    }
}
