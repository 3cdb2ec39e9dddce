//! How far an app was looked at, in numbers.

use std::collections::BTreeSet;

use assay_catalogue::{Method, RequirementId, Table};
use assay_verdict::{Assessment, Disposition, Finding, Need, Outcome, RowVerdict};

/// What one assessment comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figures {
    /// Rows that fail by a binding duty.
    pub(crate) fail: usize,
    /// Rows that fail by advice only.
    pub(crate) advice: usize,
    /// Findings a person should look at.
    pub(crate) review: usize,
    /// Rows by the outcomes that are left, in the order of reports.
    pub(crate) rest: Vec<(Outcome, usize)>,
    /// Findings that are waived today.
    pub(crate) waived: usize,
    /// Findings an inline comment suppresses.
    pub(crate) suppressed: usize,
    /// Findings the earlier report has.
    pub(crate) baseline: usize,
    /// Findings outside the change under review.
    pub(crate) outside: usize,
    /// Duties that apply, or may.
    pub(crate) duties: usize,
    /// Those of them that somebody looked at, vouched for, or that the platform answers.
    pub(crate) looked_at: usize,
}

impl Figures {
    /// Counts one assessment.
    pub(crate) fn of(assessment: &Assessment) -> Self {
        let counts = assessment.counts();
        let number = |outcome| counts.by_outcome.get(&outcome).copied().unwrap_or_default();
        let findings = |test: &dyn Fn(&Finding) -> bool| {
            assessment.findings.iter().filter(|finding| test(finding)).count()
        };
        let duties = || {
            let rows = assessment.rows.iter().filter(|row| row.outcome != Outcome::NotApplicable);
            rows.flat_map(|row| &row.duties).filter(|duty| duty.outcome != Outcome::NotApplicable)
        };
        Self {
            fail: number(Outcome::Fail),
            advice: counts.advice,
            review: findings(&|finding| {
                finding.disposition == Disposition::Review && why_set_aside(assessment, finding).is_none()
            }),
            rest: [
                Outcome::Error,
                Outcome::Unknown,
                Outcome::NotChecked,
                Outcome::Attested,
                Outcome::Pass,
                Outcome::Platform,
                Outcome::NotApplicable,
            ]
            .map(|outcome| (outcome, number(outcome)))
            .into(),
            waived: findings(&|finding| why_set_aside(assessment, finding) == Some(SetAside::Waived)),
            suppressed: findings(&|finding| why_set_aside(assessment, finding) == Some(SetAside::Suppressed)),
            baseline: findings(&|finding| why_set_aside(assessment, finding) == Some(SetAside::Baseline)),
            outside: findings(&|finding| why_set_aside(assessment, finding) == Some(SetAside::OutsideChange)),
            duties: duties().count(),
            looked_at: duties().filter(|duty| duty.outcome != Outcome::NotChecked).count(),
        }
    }

    /// The line that fits a glance: `3 fail · 2 advice · 5 to review · 21 not checked · 4 pass`. Nothing is
    /// said of what is nought, except of failures.
    pub(crate) fn parts(&self) -> Vec<(usize, &'static str)> {
        let mut parts = vec![(self.fail, "fail")];
        let tail = self.rest.iter().map(|(outcome, number)| (*number, outcome.words()));
        parts.extend([(self.advice, "advice"), (self.review, "to review")].into_iter().chain(tail));
        parts.retain(|(number, words)| *number > 0 || *words == "fail");
        parts
    }
}

/// Why a finding does not count today although it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SetAside {
    Waived,
    Suppressed,
    Baseline,
    OutsideChange,
}

/// Why a finding does not count today, the strongest reason first.
pub(crate) fn why_set_aside(assessment: &Assessment, finding: &Finding) -> Option<SetAside> {
    if finding.waiver.is_some() {
        Some(SetAside::Waived)
    } else if assessment.evidence(finding).suppressed.is_some() {
        Some(SetAside::Suppressed)
    } else if finding.baseline == Some(assay_verdict::BaselineState::Unchanged) {
        Some(SetAside::Baseline)
    } else if finding.outside_change {
        Some(SetAside::OutsideChange)
    } else {
        None
    }
}

/// What would settle an open row: the methods this build has something for, and whether a claim is left that
/// nothing in it looks at. Ordered so that what can be done comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Next {
    /// True where nothing in this build helps at all.
    pub(crate) nothing: bool,
    /// True where something is left that this build does not look at.
    pub(crate) unserved: bool,
    /// What to do.
    pub(crate) methods: BTreeSet<Method>,
}

impl Next {
    /// What would settle this row; its own duties speak first, then its twins.
    pub(crate) fn of(row: &RowVerdict, assessment: &Assessment) -> Self {
        let mut needs = open_needs(row);
        if needs.is_empty() {
            let twin = |id: &RequirementId| assessment.rows.iter().find(|row| row.requirement == *id);
            needs = row.twins.iter().filter_map(|t| twin(&t.requirement)).flat_map(open_needs).collect();
        }
        let methods: BTreeSet<Method> =
            needs.iter().filter(|need| need.served).map(|need| need.method).collect();
        let unserved = needs.iter().any(|need| !need.served);
        Self { nothing: methods.is_empty(), unserved, methods }
    }

    /// In words: `assay probe <url> and an attestation in assay.toml`.
    pub(crate) fn words(&self) -> String {
        let ways: Vec<String> = self.methods.iter().map(|method| way(*method).to_owned()).collect();
        match (self.nothing, self.unserved) {
            (true, true) => "nothing in this build looks at these yet".to_owned(),
            (true, false) => "what the reason says".to_owned(),
            (false, false) => crate::text::and(&ways),
            (false, true) => {
                format!("{}, and then what nothing in this build looks at yet", crate::text::and(&ways))
            }
        }
    }
}

pub(crate) fn open_needs(row: &RowVerdict) -> Vec<&Need> {
    row.duties.iter().filter(|duty| duty.outcome.is_open()).flat_map(|duty| &duty.needs).collect()
}

/// The reason of an open row or duty without what every such reason says; what is missing by its claims.
pub(crate) fn reason<'a>(because: &str, needs: impl Iterator<Item = &'a Need>) -> String {
    let unsaid = ["Nobody looked.", "Not all of it was looked at."];
    let Some(rest) = unsaid.iter().find_map(|lead| because.strip_prefix(lead)) else {
        return because.to_owned();
    };
    let mut left: Vec<&str> = needs.filter(|need| !need.served).map(|need| need.claim.as_str()).collect();
    left.sort_unstable();
    left.dedup();
    match left.as_slice() {
        [] => rest.trim().trim_end_matches('.').to_owned(),
        [one, two, three, more @ ..] if more.len() > 1 => {
            format!("nothing looks at {one}, {two}, {three} and {} more claims yet", more.len())
        }
        left => format!("nothing looks at {} yet", left.join(", ")),
    }
}

/// What a person types, or does, to get evidence by a method.
pub(crate) fn way(method: Method) -> &'static str {
    match method {
        Method::Examine => "assay check <dir>",
        Method::Test => "assay probe <url>",
        Method::Observe => "assay run <dir>",
        Method::Interview => "an attestation in assay.toml",
    }
}

/// The rows of one table.
pub(crate) fn rows_of(assessment: &Assessment, table: Table) -> impl Iterator<Item = &RowVerdict> {
    assessment.rows.iter().filter(move |row| row.requirement.table() == table)
}

/// Most columns that the ids of one line take.
pub(crate) const FOLDED_WIDTH: usize = 24;

/// Rows shown on one line: a row of ALL with those of its twins that stand as it does and wait for the same.
pub(crate) fn folded<'a, K: PartialEq>(
    rows: &[&'a RowVerdict],
    twins: impl Fn(&RequirementId) -> Vec<RequirementId>,
    key: impl Fn(&RowVerdict) -> K,
) -> Vec<Vec<&'a RowVerdict>> {
    let mut taken: BTreeSet<&RequirementId> = BTreeSet::new();
    let mut groups = Vec::new();
    for row in rows {
        if !taken.insert(&row.requirement) {
            continue;
        }
        let mut group = vec![*row];
        for twin in twins(&row.requirement) {
            let found = rows.iter().find(|other| other.requirement == twin);
            let length: usize = group.iter().map(|row| row.requirement.to_string().len() + 2).sum();
            if let Some(other) = found
                && key(other) == key(row)
                && length + other.requirement.to_string().len() <= FOLDED_WIDTH
                && taken.insert(&other.requirement)
            {
                group.push(other);
            }
        }
        groups.push(group);
    }
    groups
}
