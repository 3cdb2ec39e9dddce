//! Rows that say the same stand on one line.

use std::collections::BTreeSet;

use assay_catalogue::{RequirementId, Table};
use assay_verdict::{Assessment, RowVerdict};

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
