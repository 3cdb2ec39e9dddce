//! How bad an advisory says it is.

use assay_catalogue::{Severity, bug_fix::BugFixPolicy};

/// What a record says of its gravity, best first: a vector is scored by the standard's formula, a score is taken as
/// it is, a word is the last resort.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rating {
    /// A CVSS v3.0, v3.1 or v4.0 vector. Of several versions the third is kept: the bands of the Security Bug Fix
    /// Policy are bands of its scores.
    pub vector: Option<String>,
    /// A CVSS base score the record names without a vector.
    pub score: Option<f32>,
    /// The publisher's own word.
    pub word: Option<Severity>,
}

impl Rating {
    /// Takes in a vector; the third version of CVSS outranks the fourth. What is no vector is left aside.
    pub fn add_vector(&mut self, vector: &str) {
        let third = |vector: &str| vector.starts_with("CVSS:3");
        let outranks = self.vector.as_deref().is_none_or(|held| third(vector) && !third(held));
        if outranks && score(vector).is_some() {
            self.vector = Some(vector.to_owned());
        }
    }

    /// The base score: of the vector, else the one that is named. With one decimal.
    pub fn score(&self) -> Option<f32> {
        self.vector.as_deref().and_then(score).or(self.score)
    }

    /// The severity, by the bands of the Security Bug Fix Policy where there is a score.
    pub fn severity(&self) -> Option<Severity> {
        let scored = self.score().and_then(|score| BugFixPolicy::bundled().severity(score));
        scored.or(self.word)
    }
}

/// The base score of a CVSS v3.0, v3.1 or v4.0 vector, 0.0 to 10.0 with one decimal; none where it is no such vector.
///
/// Threat and environmental metrics of a v4.0 vector are left aside: they speak of somebody's deployment.
///
/// Source: FIRST, CVSS v3.1 specification, section 7; CVSS v4.0 specification, section 8.
pub fn score(vector: &str) -> Option<f32> {
    let vector = vector.trim().trim_end_matches('/');
    let score = if vector.starts_with("CVSS:4") {
        let base = base_of_v4(vector);
        base.parse::<cvss::v4::Vector>().ok()?.score().value()
    } else if vector.starts_with("CVSS:3") {
        // The library takes a vector with metrics left out for one without impact.
        const BASE: [&str; 8] = ["/AV:", "/AC:", "/PR:", "/UI:", "/S:", "/C:", "/I:", "/A:"];
        if !BASE.iter().all(|metric| vector.contains(metric)) {
            return None;
        }
        vector.parse::<cvss::v3::Vector>().ok()?.base_score().value()
    } else {
        return None;
    };
    #[expect(clippy::cast_possible_truncation, reason = "one decimal, at most 10")]
    Some((score * 10.0).round() as f32 / 10.0)
}

/// A v4.0 vector without its threat, environmental and supplemental metrics.
fn base_of_v4(vector: &str) -> String {
    const BASE: [&str; 11] = ["AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA"];
    let is_base = |metric: &&str| metric.split_once(':').is_some_and(|(name, _)| BASE.contains(&name));
    let (version, metrics) = vector.split_once('/').unwrap_or((vector, ""));
    let metrics = metrics.split('/').filter(is_base);
    std::iter::once(version).chain(metrics).collect::<Vec<_>>().join("/")
}

/// The severity a publisher's word stands for; `moderate` and `medium` are one.
pub(crate) fn word(text: &str) -> Option<Severity> {
    match text.to_ascii_lowercase().as_str() {
        "low" => Some(Severity::Low),
        "moderate" | "medium" => Some(Severity::Medium),
        "high" | "important" => Some(Severity::High),
        "critical" => Some(Severity::Critical),
        _ => None,
    }
}
