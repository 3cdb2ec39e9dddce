//! Since when a finding is known, and by when it has to be mended.

use std::collections::BTreeMap;

use assay_catalogue::bug_fix::BugFixPolicy;
use assay_evidence::Fingerprint;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Assessment, Disposition, Finding};

/// The days that count for a finding, by the Security Bug Fix Policy.
///
/// The policy counts from the report of a vulnerability. What nobody reported is known from the day it was first
/// found, which an earlier report tells; without one that is today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// The day it was first found.
    pub first_seen: Date,
    /// The last day for a fix.
    pub due: Date,
}

impl Clock {
    /// True where the last day for a fix has passed.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.due < today
    }
}

impl Finding {
    /// Starts its clock. What is doubtful has none: nobody knows yet that there is anything to mend.
    pub(crate) fn start(&mut self, policy: &BugFixPolicy, first_seen: Date) {
        let due = policy.due(self.severity, first_seen);
        self.clock = (self.disposition != Disposition::Review).then_some(Clock { first_seen, due });
    }
}

impl Assessment {
    /// Sets the clock of every finding anew, by a policy and by what an earlier report tells of when they were first
    /// found. A day after today counts as today.
    pub fn set_clocks(&mut self, policy: &BugFixPolicy, first_seen: &BTreeMap<Fingerprint, Date>) {
        let today = self.today;
        for finding in &mut self.findings {
            let known = first_seen.get(&finding.fingerprint).copied().unwrap_or(today);
            finding.start(policy, known.min(today));
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_last_day_is_not_overdue() {
        let clock = Clock { first_seen: date(2026, 2, 1), due: date(2026, 3, 1) };
        assert!(!clock.is_overdue(date(2026, 3, 1)));
        assert!(clock.is_overdue(date(2026, 3, 2)));
    }
}
