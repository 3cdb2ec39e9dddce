//! Requirements and outcomes: the whole of a table as a line of shapes, then every row with its reason.

mod reason;
mod row;

use assay_catalogue::Table;
use assay_verdict::{Outcome, RowVerdict};
use maud::{Markup, html};

use self::row::row;
use super::{glance::counts, mark::Mark, pen::Pen, words::sentence};
use crate::{fold::rows_of, text::count};

/// The section.
pub(super) fn matrix(pen: &Pen<'_>) -> Markup {
    let tables = pen.assessment.tables();
    let rest: Vec<Table> = Table::EVERY.into_iter().filter(|table| !tables.contains(table)).collect();
    let content = html! {
        p.intro {
            "Every row of the tables that apply to this app, or may. A row is as good as its worst duty; each says why. "
            a href={ "#" (pen.anchor("outcomes")) } { "What the outcomes mean" } "."
        }
        (picture(pen, &tables))
        (filter(pen))
        @for table in &tables { (table_of(pen, *table)) }
        (folded_tables(pen, &rest))
    };
    pen.section("requirements", "Requirements", content)
}

/// A line of shapes a table; each leads to its row.
fn picture(pen: &Pen<'_>, tables: &[Table]) -> Markup {
    html! {
        dl.picture {
            @for table in tables {
                div {
                    dt { strong { (table) } span.small { (table.audience()) } }
                    dd {
                        @for row in rows_of(pen.assessment, *table) {
                            @let mark = Mark::of_row(row);
                            a.cell.(mark.class()) href={ "#" (pen.anchor("row-")) (row.requirement) }
                                title={ (row.requirement) " " (mark.word()) ": " (pen.title(&row.requirement)) } {
                                (mark.shape())
                                span.number { (number(row)) }
                                span.unseen { " " (table) ", " (mark.word()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The number of a row without its table: `13.1`.
fn number(row: &RowVerdict) -> String {
    let id = row.requirement.to_string();
    id.strip_prefix(row.requirement.table().prefix()).unwrap_or(&id).trim_start_matches('-').to_owned()
}

/// Boxes that fold rows away on the screen; paper shows them all.
fn filter(pen: &Pen<'_>) -> Markup {
    html! {
        fieldset.filter {
            legend { "Show rows that stand as" }
            @for (mark, number) in counts(pen.assessment) {
                label.(mark.class()) {
                    input.{ "f-" (mark.class()) } type="checkbox" checked;
                    (mark.shape()) (mark.word()) " " span.small { (number) }
                }
            }
        }
    }
}

fn table_of(pen: &Pen<'_>, table: Table) -> Markup {
    let rows: Vec<&RowVerdict> = rows_of(pen.assessment, table).collect();
    let title = html! { (table) span.small { ": " (table.audience()) } };
    html! {
        (pen.heading(2, Some(&format!("table-{table}")), title))
        table.rows role="table" {
            caption { (count(rows.len(), "requirement", "requirements")) " of " (table) " and how they stand" }
            thead role="rowgroup" { tr role="row" {
                th scope="col" role="columnheader" { "Requirement" }
                th scope="col" role="columnheader" { "Outcome" }
                th scope="col" role="columnheader" { "Why" }
            } }
            tbody role="rowgroup" { @for verdict in rows { (row(pen, verdict)) } }
        }
    }
}

/// Tables that are not for this app: a line each, with the reason.
fn folded_tables(pen: &Pen<'_>, tables: &[Table]) -> Markup {
    html! {
        @if !tables.is_empty() {
            details.folded {
                summary { (count(tables.len(), "table does not", "tables do not")) " apply to this app" }
                ul {
                    @for table in tables {
                        @let rows = rows_of(pen.assessment, *table).count();
                        li {
                            strong { (table) } ", " (table.audience()) " (" (count(rows, "row", "rows")) "): "
                            (sentence(because(pen, *table)))
                        }
                    }
                }
            }
        }
    }
}

fn because<'a>(pen: &Pen<'a>, table: Table) -> &'a str {
    let fact = table.applies_when().and_then(|fact| pen.assessment.dossier.facts.because(&fact));
    let first = rows_of(pen.assessment, table).find(|row| row.outcome == Outcome::NotApplicable);
    fact.or(first.map(|row| row.because.as_str())).unwrap_or("the catalogue has no row of it")
}
