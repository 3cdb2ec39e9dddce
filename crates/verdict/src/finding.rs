//! What people act on.

use std::collections::BTreeMap;

use assay_catalogue::{DutyId, Force, RequirementId, Severity, bug_fix::BugFixPolicy};
use assay_evidence::{Bearing, Fingerprint};
use serde::{Deserialize, Serialize};

use crate::{Clock, Outcome, duty::Bench};

/// How a finding counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disposition {
    /// A binding duty fails by it.
    Fail,
    /// A duty that does not bind fails by it, or it lies beyond the tables.
    Advice,
    /// Doubtful: a person should look.
    Review,
}

/// A finding beside an earlier report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BaselineState {
    /// The earlier report does not have it.
    New,
    /// The earlier report has it.
    Unchanged,
}

/// A piece of evidence that speaks against the app, as people act on it. The evidence itself stands in the
/// dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Its name across runs, unique within one assessment.
    pub fingerprint: Fingerprint,
    /// Index of its evidence in the dossier.
    pub evidence: usize,
    /// How it counts.
    pub disposition: Disposition,
    /// How bad it is.
    pub severity: Severity,
    /// The rows it counts against, in order; empty beyond the tables.
    pub requirements: Vec<RequirementId>,
    /// Index of the waiver that covers it today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<usize>,
    /// The days that count for it; none where it is doubtful.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Clock>,
    /// Beside an earlier report, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineState>,
    /// True where it lies in a file that the change under review does not touch.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside_change: bool,
}

/// Every finding, worst first: by disposition, severity, place.
pub(crate) fn findings(bench: &Bench<'_>) -> Vec<Finding> {
    let mut seen: BTreeMap<Fingerprint, u32> = BTreeMap::new();
    let mut findings: Vec<Finding> = Vec::new();
    for (index, evidence) in bench.dossier.evidence.iter().enumerate() {
        if evidence.bearing == Bearing::Supports {
            continue;
        }
        let mut requirements: Vec<RequirementId> = Vec::new();
        let mut binding = false;
        let mut counts = false;
        let mut outweighed = false;
        for (id, requirement, duty) in bench.catalogue.duties() {
            if !duty.claims.contains(&evidence.about) && !duty.defeaters.contains(&evidence.about) {
                continue;
            }
            let DutyId { requirement: row, .. } = id;
            if bench.judge_duty(requirement, duty).outcome == Outcome::NotApplicable {
                continue;
            }
            outweighed |= bench.outweighed(duty, evidence);
            counts |= bench.fails(duty, evidence);
            binding |= bench.fails(duty, evidence) && duty.force == Force::Must;
            if requirements.last() != Some(&row) {
                requirements.push(row);
            }
        }
        if outweighed && !counts {
            continue;
        }
        let sure = evidence.contradicts()
            && evidence.confidence > assay_evidence::Confidence::Low
            && bench.dossier.concerns(&evidence.subject);
        let disposition = match (binding, counts, sure && requirements.is_empty()) {
            (true, ..) => Disposition::Fail,
            (false, true, _) | (_, _, true) => Disposition::Advice,
            _ => Disposition::Review,
        };
        let count = seen.entry(evidence.fingerprint()).and_modify(|count| *count += 1).or_insert(1);
        let fingerprint = match count {
            1 => evidence.fingerprint(),
            nth => Fingerprint(format!("{}-{nth}", evidence.fingerprint())),
        };
        let waiver = bench
            .statements
            .waivers
            .iter()
            .position(|waiver| waiver.counts_on(bench.today) && waiver.matches(evidence));
        let mut finding = Finding {
            fingerprint,
            evidence: index,
            disposition,
            severity: evidence.severity,
            requirements,
            waiver,
            clock: None,
            baseline: None,
            outside_change: false,
        };
        finding.start(BugFixPolicy::bundled(), bench.today);
        findings.push(finding);
    }
    // The dossier is in order of place already; a stable sort keeps it within equals.
    findings.sort_by_key(|finding| (finding.disposition, std::cmp::Reverse(finding.severity)));
    findings
}
