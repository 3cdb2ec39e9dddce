//! What the exit code says.

use assay_catalogue::{RequirementId, Severity};
use assay_verdict::{Assessment, Disposition};

/// What a run is asked to hold to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The mildest severity of a finding that fails the run.
    pub fail_on: Severity,
    /// Every row has to be answered.
    pub strict: bool,
    /// These rows have to be answered.
    pub require: Vec<RequirementId>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { fail_on: Severity::Medium, strict: false, require: Vec::new() }
    }
}

/// How a run ends. Ordered: the worst of several apps counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exit {
    /// Nothing stands against the app. Code 0.
    Fine,
    /// A row that had to be answered is not. Code 3.
    Incomplete,
    /// A finding counts against the app. Code 1.
    Findings,
}

impl Exit {
    /// The process exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Findings => 1,
            Self::Incomplete => 3,
        }
    }
}

impl Gate {
    /// How a run over these apps ends.
    pub fn exit<'a>(&self, assessments: impl IntoIterator<Item = &'a Assessment>) -> Exit {
        assessments.into_iter().map(|assessment| self.exit_of(assessment)).max().unwrap_or(Exit::Fine)
    }

    fn exit_of(&self, assessment: &Assessment) -> Exit {
        let counts = |finding: &&assay_verdict::Finding| {
            finding.disposition == Disposition::Fail
                && finding.severity >= self.fail_on
                && assessment.is_open(finding)
        };
        if assessment.findings.iter().any(|finding| counts(&finding)) {
            return Exit::Findings;
        }
        let asked = |id: &RequirementId| self.strict || self.require.contains(id);
        let open = assessment.rows.iter().any(|row| asked(&row.requirement) && row.is_open());
        if open { Exit::Incomplete } else { Exit::Fine }
    }
}
