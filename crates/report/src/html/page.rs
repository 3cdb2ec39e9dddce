//! The frame of the page: head, contents, one part for each app, and what holds for all of them.

use assay_verdict::Outcome;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    about::{about, colophon},
    finding::findings,
    glance::glance,
    look::look,
    map::map,
    mark::{Mark, shapes},
    matrix::matrix,
    pen::Pen,
    people::people,
    policy::{policy, style},
    words::{day, plain},
};
use crate::{Report, figures::Figures};

/// Sections of an app, in their order: anchor and words for the contents.
const SECTIONS: [(&str, &str); 7] = [
    ("glance", "At a glance"),
    ("requirements", "Requirements"),
    ("findings", "Findings"),
    ("map", "Map of the app"),
    ("people", "What people say"),
    ("looked", "What was looked at"),
    ("about", "About this report"),
];

/// The whole document.
pub(super) fn page(report: &Report<'_>) -> Markup {
    let style = style();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy(&style));
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                meta name="format-detection" content="telephone=no";
                meta name="generator" content={ (report.tool.name) " " (report.tool.version) };
                title { (title(report)) }
                style { (PreEscaped(&style)) }
            }
            body {
                a.skip href="#main" { "Skip to the report" }
                (shapes())
                @match report.assessments {
                    [] => (none()),
                    [_] => (one(report)),
                    _ => (several(report)),
                }
                footer { (colophon(report)) }
            }
        }
    }
}

fn title(report: &Report<'_>) -> Markup {
    html! {
        @match report.assessments {
            [] => "No app was found",
            [one] => { (plain(&one.dossier.app.name)) ": security requirements, " (one.today) },
            [first, ..] => { (report.assessments.len()) " apps: security requirements, " (first.today) },
        }
    }
}

fn none() -> Markup {
    html! {
        main id="main" { h1 { "No app was found" } p { "There was nothing to assess." } }
    }
}

fn one(report: &Report<'_>) -> Markup {
    let pen = Pen::new(report, &report.assessments[0], None);
    html! {
        header.masthead { (masthead(&pen)) }
        div.columns {
            nav.contents aria-label="Contents" {
                ol { @for (anchor, words) in SECTIONS { li { a href={ "#" (anchor) } { (words) } } } }
            }
            main id="main" {
                (glance(&pen))
                (body(&pen))
            }
        }
    }
}

fn several(report: &Report<'_>) -> Markup {
    let pens: Vec<Pen<'_>> =
        report.assessments.iter().zip(1..).map(|(app, number)| Pen::new(report, app, Some(number))).collect();
    html! {
        header.masthead {
            p.eyebrow { "Security requirements of Atlassian Marketplace cloud apps" }
            h1 { (report.assessments.len()) " apps" }
            p.lead { "Assessed for " (day(report.assessments[0].today)) "." }
        }
        div.columns {
            nav.contents aria-label="Apps" {
                ol { @for pen in &pens { li { a href={ "#" (pen.anchor("app")) } { (name(pen)) } } } }
            }
            main id="main" {
                (index(&pens))
                @for pen in &pens {
                    article.app id=(pen.anchor("app")) aria-labelledby=(pen.anchor("name")) {
                        header { (masthead(pen)) }
                        (glance(pen))
                        details.whole {
                            summary { "The whole report of " (plain(&pen.assessment.dossier.app.name)) }
                            (body(pen))
                        }
                    }
                }
            }
        }
    }
}

fn body(pen: &Pen<'_>) -> Markup {
    html! {
        (matrix(pen))
        (findings(pen))
        (map(pen))
        (people(pen))
        (look(pen))
        (about(pen))
    }
}

/// Which app, of what kind, judged when and by what.
fn masthead(pen: &Pen<'_>) -> Markup {
    let (assessment, dossier) = (pen.assessment, &pen.assessment.dossier);
    html! {
        p.eyebrow { "Security requirements of an Atlassian Marketplace cloud app" }
        (pen.heading(0, Some("name"), name(pen)))
        @if dossier.app.types.is_empty() {
            p.lead { "What type of app it is could not be told." }
        }
        @for reason in &dossier.app.types {
            p.lead {
                @if reason.truth == assay_catalogue::Truth::Unknown { "Perhaps a " } @else { "A " }
                strong { (reason.app_type) }
                ": " (super::words::prose(reason.because.trim_end_matches('.')))
                " (" code { (plain(&reason.place.to_string())) } ")."
            }
        }
        dl.card {
            div { dt { "Assessed for" } dd { (day(assessment.today)) } }
            @if let Some(revision) = assessment.revision {
                div { dt { "Requirements" } dd { "revision of " (day(revision)) } }
            }
            div { dt { "Read from" } dd { code { (plain(dossier.app.main_file.as_str())) } } }
            div { dt { (super::about::subject_word(&dossier.subject)) } dd { code { (super::about::subject_short(&dossier.subject)) } } }
        }
    }
}

/// The app's name, and its folder where there are several apps: names repeat, folders do not.
fn name(pen: &Pen<'_>) -> Markup {
    let app = &pen.assessment.dossier.app;
    html! {
        (plain(&app.name))
        @if pen.report.assessments.len() > 1 { " " span.small { (plain(&app.path.to_string())) } }
    }
}

/// Several apps in one table.
fn index(pens: &[Pen<'_>]) -> Markup {
    html! {
        section.part id="apps" aria-labelledby="apps-title" {
            h2 id="apps-title" { "All apps" }
            div.wide tabindex="0" role="region" aria-label="Table of all apps" {
                table.apps {
                    caption { "Requirements of each app by how they stand. Open ones are those nobody can call yet." }
                    thead { tr {
                        th scope="col" { "App" }
                        th scope="col" { "Type" }
                        th.number scope="col" { "Fail" }
                        th.number scope="col" { "Advice" }
                        th.number scope="col" { "Open" }
                        th.number scope="col" { "Met" }
                        th.number scope="col" { "Findings" }
                    } }
                    tbody { @for pen in pens { (index_row(pen)) } }
                }
            }
        }
    }
}

fn index_row(pen: &Pen<'_>) -> Markup {
    let app = &pen.assessment.dossier.app;
    let figures = Figures::of(pen.assessment);
    let sum = |test: &dyn Fn(Outcome) -> bool| -> usize {
        figures.rest.iter().filter(|(outcome, _)| test(*outcome)).map(|(_, number)| number).sum()
    };
    let met = |outcome| matches!(outcome, Outcome::Pass | Outcome::Platform | Outcome::Attested);
    let types: Vec<Markup> = app.types.iter().map(|reason| html! { (reason.app_type) }).collect();
    html! {
        tr {
            th scope="row" {
                a href={ "#" (pen.anchor("app")) } { (plain(&app.name)) }
                span.path { (plain(app.path.as_str())) }
            }
            td { (super::words::list(types)) }
            td.number { @if figures.fail > 0 { span.(Mark::Fail.class()) { (Mark::Fail.shape()) (figures.fail) } } @else { "0" } }
            td.number { (figures.advice) }
            td.number { (sum(&Outcome::is_open)) }
            td.number { (sum(&met)) }
            td.number { (pen.assessment.findings.len()) }
        }
    }
}
