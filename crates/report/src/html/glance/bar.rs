//! Every row of the tables that apply as one bar, worst first.

use assay_verdict::Assessment;
use maud::{Markup, html};

use super::super::mark::Mark;

/// The bar and, below it, its legend with numbers.
pub(super) fn bar(assessment: &Assessment) -> Markup {
    let counts = counts(assessment);
    let all: usize = counts.iter().map(|(_, number)| number).sum();
    if all == 0 {
        return html! {};
    }
    let said: Vec<String> = counts.iter().map(|(mark, number)| format!("{number} {}", mark.word())).collect();
    let mut before = 0;
    let parts = counts.iter().map(|(mark, number)| {
        let start = before;
        before += number;
        (mark, start, *number)
    });
    html! {
        svg.bar role="img" aria-label={ (all) " requirements: " (said.join(", ")) } height="22" width="100%" {
            @for (mark, start, number) in parts {
                rect.(mark.class()) x=(percent(start, all)) y="0" width=(percent(number, all)) height="22" {}
            }
        }
        ul.legend {
            @for (mark, number) in &counts {
                li.(mark.class()) { (mark.shape()) " " strong { (number) } " " (mark.word()) }
            }
        }
    }
}

/// How many rows of the tables that apply carry each mark; marks nobody carries are left out.
pub(in super::super) fn counts(assessment: &Assessment) -> Vec<(Mark, usize)> {
    let tables = assessment.tables();
    let rows = || assessment.rows.iter().filter(|row| tables.contains(&row.requirement.table()));
    Mark::OF_ROWS
        .into_iter()
        .map(|mark| (mark, rows().filter(|row| Mark::of_row(row) == mark).count()))
        .filter(|(_, number)| *number > 0)
        .collect()
}

/// A share in per cent with two decimals, by whole numbers: the same on every machine.
fn percent(part: usize, all: usize) -> String {
    let hundredths = part * 10_000 / all;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}
