//! The whole answer about one app.

use std::collections::BTreeMap;

use assay_catalogue::Table;
use assay_evidence::{Dossier, Evidence};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Disposition, Finding, Outcome, RowVerdict, Statements};

/// What follows for one app: every row with its outcome, every finding, and the dossier they rest on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// The day it is made for.
    pub today: Date,
    /// The revision of the requirements it was judged by.
    pub revision: Option<Date>,
    /// Every row of the catalogue, in the order of its id.
    pub rows: Vec<RowVerdict>,
    /// Every finding, worst first.
    pub findings: Vec<Finding>,
    /// What people said.
    pub statements: Statements,
    /// What was seen.
    pub dossier: Dossier,
}

/// How many rows stand how.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// By outcome; failures by advice are not among the failures here.
    pub by_outcome: BTreeMap<Outcome, usize>,
    /// Rows that fail by advice only.
    pub advice: usize,
}

impl Assessment {
    /// The evidence of a finding.
    pub fn evidence(&self, finding: &Finding) -> &Evidence {
        &self.dossier.evidence[finding.evidence]
    }

    /// True where a finding counts against the app today: not doubtful, not waived, not suppressed, not in
    /// the baseline, not outside the change under review.
    pub fn is_open(&self, finding: &Finding) -> bool {
        finding.disposition != Disposition::Review
            && finding.waiver.is_none()
            && finding.baseline != Some(crate::BaselineState::Unchanged)
            && !finding.outside_change
            && self.evidence(finding).suppressed.is_none()
    }

    /// The tables with at least one row that applies or may apply, in order.
    pub fn tables(&self) -> Vec<Table> {
        let speaks = |table: &Table| {
            self.rows
                .iter()
                .any(|row| row.requirement.table() == *table && row.outcome != Outcome::NotApplicable)
        };
        Table::EVERY.into_iter().filter(speaks).collect()
    }

    /// How many rows of the tables that apply stand how.
    pub fn counts(&self) -> Counts {
        let tables = self.tables();
        let mut counts = Counts::default();
        for row in self.rows.iter().filter(|row| tables.contains(&row.requirement.table())) {
            if row.advice {
                counts.advice += 1;
            } else {
                *counts.by_outcome.entry(row.outcome).or_default() += 1;
            }
        }
        counts
    }
}
