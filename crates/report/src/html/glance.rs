//! The first screen: how it stands, what fails, what nobody looked at, what to do next.

mod bar;
mod steps;

use assay_catalogue::{RequirementId, Severity};
use assay_verdict::{Outcome, RowVerdict};
use maud::{Markup, html};

pub(super) use self::bar::counts;
use self::{bar::bar, steps::steps};
use super::{mark::Mark, pen::Pen, words::prose};
use crate::{
    figures::Figures,
    text::{and, count},
};

/// Rows a card names before it sends the reader on.
const ROWS_A_CARD: usize = 6;

/// The section.
pub(super) fn glance(pen: &Pen<'_>) -> Markup {
    let figures = Figures::of(pen.assessment);
    pen.section(
        "glance",
        "At a glance",
        html! {
            (verdict(pen, &figures))
            (bar(pen.assessment))
            div.cards {
                (fails(pen, &figures))
                (open(pen, &figures))
                (steps(pen))
            }
        },
    )
}

/// The one sentence, and how far it can be trusted.
fn verdict(pen: &Pen<'_>, figures: &Figures) -> Markup {
    let open = pen.assessment.rows.iter().filter(|row| row.outcome.is_open()).count();
    let requirements = |number| count(number, "requirement", "requirements");
    let is = |number: usize, one: &'static str, many: &'static str| if number == 1 { one } else { many };
    let (mark, words) = match (figures.fail, open) {
        (0, 0) => (Mark::Pass, "Nothing fails, and every requirement that applies was answered.".to_owned()),
        (0, open) => {
            (Mark::NotChecked, format!("Nothing fails so far; {} cannot be called yet.", requirements(open)))
        }
        (fail, 0) => (Mark::Fail, format!("{} {}.", requirements(fail), is(fail, "fails", "fail"))),
        (fail, open) => (
            Mark::Fail,
            format!("{} {}; {open} cannot be called yet.", requirements(fail), is(fail, "fails", "fail")),
        ),
    };
    html! {
        p.verdict.(mark.class()) { (mark.shape()) span { (words) } }
        p.trust { (trust(figures)) }
    }
}

fn trust(figures: &Figures) -> String {
    let left = figures.duties - figures.looked_at;
    let duties = count(figures.duties, "duty", "duties");
    match left {
        0 => format!("The requirements come to {duties} for this app; every one was looked at or answered."),
        left => format!(
            "The requirements come to {duties} for this app. {} looked at or answered; nobody looked at the other {left}.",
            if figures.looked_at == 1 { "1 was".to_owned() } else { format!("{} were", figures.looked_at) },
        ),
    }
}

/// A card with a heading and its own place in the outline.
pub(super) fn card(pen: &Pen<'_>, name: &str, title: &str, content: Markup) -> Markup {
    html! {
        div.card.(name) {
            (pen.heading(2, Some(name), html! { (title) }))
            (content)
        }
    }
}

fn fails(pen: &Pen<'_>, figures: &Figures) -> Markup {
    let mut rows: Vec<&RowVerdict> =
        pen.assessment.rows.iter().filter(|row| row.outcome == Outcome::Fail).collect();
    rows.sort_by_key(|row| (row.advice, std::cmp::Reverse(worst(pen, row))));
    let groups = twins_together(pen, &rows);
    let content = html! {
        @if figures.fail == 0 {
            p { "Nothing that was looked at fails." }
            p { (met(pen)) }
        }
        (named(pen, &groups, |row| worst(pen, row)))
        @if figures.review > 0 {
            p.aside {
                (Mark::Review.shape()) " "
                a href={ "#" (pen.anchor("shelf-review")) } { (count(figures.review, "doubtful finding", "doubtful findings")) }
                " for a person to look at."
            }
        }
    };
    card(pen, if figures.fail > 0 { "fails" } else { "holds" }, "What fails", content)
}

/// What is met, and by what: the other half of the answer where nothing fails.
fn met(pen: &Pen<'_>) -> String {
    let met = |mark: &Mark| matches!(mark, Mark::Attested | Mark::Pass | Mark::Platform);
    let counts: Vec<(Mark, usize)> =
        counts(pen.assessment).into_iter().filter(|(mark, _)| met(mark)).collect();
    let all = counts.iter().map(|(_, number)| number).sum();
    let by: Vec<String> = counts.iter().map(|(mark, number)| format!("{number} {}", mark.word())).collect();
    match all {
        0 => "Nothing is known to be met either.".to_owned(),
        all => format!("{} met: {}.", count(all, "requirement is", "requirements are"), and(&by)),
    }
}

fn open(pen: &Pen<'_>, figures: &Figures) -> Markup {
    let mut rows: Vec<&RowVerdict> = pen.assessment.rows.iter().filter(|row| row.outcome.is_open()).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(pen.severity(&row.requirement)));
    let groups = twins_together(pen, &rows);
    let content = html! {
        @if groups.is_empty() {
            p { "Every requirement was answered." }
        } @else {
            p { strong { (figures.duties - figures.looked_at) " of " (figures.duties) } " duties. The gravest requirements that cannot be called yet:" }
        }
        (named(pen, &groups, |row| pen.severity(&row.requirement)))
    };
    card(pen, "open", "What nobody can call yet", content)
}

/// The gravest finding a row fails by.
fn worst(pen: &Pen<'_>, row: &RowVerdict) -> Option<Severity> {
    let findings = crate::human::findings_of(pen.assessment, row);
    findings.iter().map(|finding| finding.severity).max()
}

/// Rows that ask the same and stand alike: one of ALL with its twins in the order given.
fn twins_together<'r>(pen: &Pen<'_>, rows: &[&'r RowVerdict]) -> Vec<Vec<&'r RowVerdict>> {
    let root = |row: &RowVerdict| -> RequirementId {
        let mut all = pen.assessment.rows.iter().filter(|other| !other.twins.is_empty());
        let repeats =
            |other: &&RowVerdict| other.twins.iter().any(|twin| twin.requirement == row.requirement);
        all.find(repeats).map_or(&row.requirement, |other| &other.requirement).clone()
    };
    let mut groups: Vec<(RequirementId, Vec<&RowVerdict>)> = Vec::new();
    for row in rows {
        let root = root(row);
        let same = |(other, group): &&mut (RequirementId, Vec<&RowVerdict>)| {
            *other == root && Mark::of_row(group[0]) == Mark::of_row(row)
        };
        match groups.iter_mut().find(same) {
            Some((_, group)) => group.push(row),
            None => groups.push((root, vec![row])),
        }
    }
    let groups = groups.into_iter().map(|(_, mut group)| {
        group.sort_by_key(|row| &row.requirement);
        group
    });
    groups.collect()
}

/// The first few groups, a line each, and how many more there are.
fn named(
    pen: &Pen<'_>,
    groups: &[Vec<&RowVerdict>],
    severity: impl Fn(&RowVerdict) -> Option<Severity>,
) -> Markup {
    html! {
        @if !groups.is_empty() {
            ul.named {
                @for group in groups.iter().take(ROWS_A_CARD) {
                    @let mark = Mark::of_row(group[0]);
                    li.(mark.class()) {
                        (mark.shape())
                        div {
                            strong { (prose(pen.title(&group[0].requirement))) }
                            span.small {
                                (mark.word())
                                @if let Some(severity) = group.iter().filter_map(|row| severity(row)).max() { ", " (if group[0].outcome == Outcome::Fail { "" } else { "would be " }) (severity) }
                                " · " (pen.rows(group.iter().map(|row| &row.requirement)))
                            }
                        }
                    }
                }
            }
        }
        @if groups.len() > ROWS_A_CARD {
            p.more { a href={ "#" (pen.anchor("requirements")) } { "And " (groups.len() - ROWS_A_CARD) " more" } }
        }
    }
}
