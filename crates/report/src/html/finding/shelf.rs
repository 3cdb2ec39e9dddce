//! The order findings stand in, and the numbers they carry on the page.

use assay_evidence::InstrumentId;
use assay_verdict::{Assessment, Disposition, Finding};

use super::super::mark::Mark;
use crate::figures::why_set_aside;

/// How findings count today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum ShelfKind {
    Fail,
    Advice,
    Review,
    Aside,
}

/// Findings that count alike.
pub(in super::super) struct Shelf<'a> {
    pub(in super::super) kind: ShelfKind,
    pub(in super::super) groups: Vec<Group<'a>>,
}

/// Findings of one rule, numbered as on the page.
pub(in super::super) struct Group<'a> {
    pub(in super::super) rule: &'a InstrumentId,
    pub(in super::super) findings: Vec<(usize, &'a Finding)>,
}

impl ShelfKind {
    const EVERY: [Self; 4] = [Self::Fail, Self::Advice, Self::Review, Self::Aside];

    fn of(assessment: &Assessment, finding: &Finding) -> Self {
        match (why_set_aside(assessment, finding), finding.disposition) {
            (Some(_), _) => Self::Aside,
            (None, Disposition::Fail) => Self::Fail,
            (None, Disposition::Advice) => Self::Advice,
            (None, Disposition::Review) => Self::Review,
        }
    }

    pub(super) fn mark(self) -> Mark {
        match self {
            Self::Fail => Mark::Fail,
            Self::Advice => Mark::Advice,
            Self::Review => Mark::Review,
            Self::Aside => Mark::NotApplicable,
        }
    }

    pub(super) fn anchor(self) -> &'static str {
        match self {
            Self::Fail => "shelf-fail",
            Self::Advice => "shelf-advice",
            Self::Review => "shelf-review",
            Self::Aside => "shelf-aside",
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Fail => "Requirements fail by these",
            Self::Advice => "Advice",
            Self::Review => "For a person to look at",
            Self::Aside => "Set aside",
        }
    }

    pub(super) fn intro(self) -> &'static str {
        match self {
            Self::Fail => "Worst first. Each shows the lines it rests on and what would be right.",
            Self::Advice => "Strong recommendations that are not followed. They never make the report fail.",
            Self::Review => {
                "Doubtful: they fail no requirement by themselves, and they do not vanish either."
            }
            Self::Aside => {
                "Waived, suppressed in the source, known before, or outside the change under review. They still stand."
            }
        }
    }
}

/// Every finding, by how it counts, then by rule in the order of the gravest, numbered through.
pub(in super::super) fn shelves(assessment: &Assessment) -> Vec<Shelf<'_>> {
    let mut shelves = Vec::new();
    let mut number = 0;
    for kind in ShelfKind::EVERY {
        let on_it: Vec<&Finding> =
            assessment.findings.iter().filter(|finding| ShelfKind::of(assessment, finding) == kind).collect();
        let mut rules: Vec<&InstrumentId> = Vec::new();
        for finding in &on_it {
            let rule = &assessment.evidence(finding).by;
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        let mut numbered = |rule: &InstrumentId| -> Vec<(usize, &Finding)> {
            let of_rule = on_it.iter().filter(|finding| assessment.evidence(finding).by == *rule);
            of_rule
                .map(|finding| {
                    number += 1;
                    (number, *finding)
                })
                .collect()
        };
        let groups: Vec<Group<'_>> =
            rules.into_iter().map(|rule| Group { rule, findings: numbered(rule) }).collect();
        if !groups.is_empty() {
            shelves.push(Shelf { kind, groups });
        }
    }
    shelves
}
