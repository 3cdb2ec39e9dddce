//! Vulnerabilities of one package, told to people as one: whoever mends them does one thing.
//!
//! Each stays a finding of its own, with its own fingerprint, clock, waiver and statement of VEX: a new one in the same
//! package is not taken for one that is known.

use assay_verdict::{Assessment, Disposition, Finding};

/// Names that are told of those beside the first.
const NAMED: usize = 12;

/// Findings in their order; those of one rule about the same versions of one package in the same place follow the
/// first of them, if they count alike. The first is the worst where the findings come worst first.
pub(crate) fn together<'a>(assessment: &Assessment, findings: &[&'a Finding]) -> Vec<Vec<&'a Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in findings {
        let about = about(assessment, finding);
        let same = |group: &&mut Vec<&Finding>| about.is_some() && self::about(assessment, group[0]) == about;
        match groups.iter_mut().find(same) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// What two findings have in common that are told as one.
fn about<'a>(assessment: &'a Assessment, finding: &Finding) -> Option<impl PartialEq + use<'a>> {
    let evidence = assessment.evidence(finding);
    let packages = &evidence.vulnerability.as_ref()?.packages;
    let is_certain = finding.disposition != Disposition::Review;
    (is_certain && !packages.is_empty()).then_some((
        &evidence.by,
        packages,
        &evidence.place,
        finding.disposition,
    ))
}

/// The others of a group in words: `3 more, mended by 1.8.3: CVE-2025-27152 (high), CVE-2023-45857 (medium)`.
pub(crate) fn others(assessment: &Assessment, group: &[&Finding]) -> Option<String> {
    let rest = group.get(1..).filter(|rest| !rest.is_empty())?;
    let vulnerability = |finding: &Finding| assessment.evidence(finding).vulnerability.as_ref();
    let names = rest.iter().filter_map(|finding| {
        let found = vulnerability(finding)?;
        let cve = found.aliases.iter().find(|alias| alias.starts_with("CVE-"));
        Some(format!("{} ({})", cve.unwrap_or(&found.id), finding.severity))
    });
    let names: Vec<String> = names.collect();
    let told = names.get(..NAMED).unwrap_or(&names).join(", ");
    let untold = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        untold => format!(" and {untold} more"),
    };
    // The upgrade of the mildest leaves nothing as bad as that, nor anything worse.
    let mildest = group.iter().min_by_key(|finding| finding.severity)?;
    let mended = vulnerability(mildest).and_then(|found| found.upgrade.as_ref());
    let mended = mended.map_or_else(String::new, |version| format!(", none left in {version}"));
    Some(format!("{} more in it{mended}: {told}{untold}", rest.len()))
}
