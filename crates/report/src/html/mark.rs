//! How an outcome looks: a shape and a word, and a colour for those who see one.

use assay_verdict::{Outcome, RowVerdict};
use maud::{Markup, html};

/// What a row, a duty or a finding is marked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    Fail,
    Advice,
    Review,
    Error,
    Unknown,
    NotChecked,
    Attested,
    Pass,
    Platform,
    NotApplicable,
}

impl Mark {
    /// Every mark a row can have, in the order of reports.
    pub(super) const OF_ROWS: [Self; 9] = [
        Self::Fail,
        Self::Advice,
        Self::Error,
        Self::Unknown,
        Self::NotChecked,
        Self::Attested,
        Self::Pass,
        Self::Platform,
        Self::NotApplicable,
    ];

    /// Every mark there is.
    const EVERY: [Self; 10] = [
        Self::Fail,
        Self::Advice,
        Self::Review,
        Self::Error,
        Self::Unknown,
        Self::NotChecked,
        Self::Attested,
        Self::Pass,
        Self::Platform,
        Self::NotApplicable,
    ];

    /// The mark of an outcome.
    pub(super) fn of(outcome: Outcome, advice: bool) -> Self {
        match outcome {
            Outcome::Fail if advice => Self::Advice,
            Outcome::Fail => Self::Fail,
            Outcome::Error => Self::Error,
            Outcome::Unknown => Self::Unknown,
            Outcome::NotChecked => Self::NotChecked,
            Outcome::Attested => Self::Attested,
            Outcome::Pass => Self::Pass,
            Outcome::Platform => Self::Platform,
            Outcome::NotApplicable => Self::NotApplicable,
        }
    }

    /// The mark of a row.
    pub(super) fn of_row(row: &RowVerdict) -> Self {
        Self::of(row.outcome, row.advice)
    }

    /// The word beside the shape.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Advice => "advice",
            Self::Review => "review",
            Self::Error => "error",
            Self::Unknown => "unknown",
            Self::NotChecked => "not checked",
            Self::Attested => "attested",
            Self::Pass => "pass",
            Self::Platform => "platform",
            Self::NotApplicable => "not applicable",
        }
    }

    /// What it means, for readers who meet it for the first time.
    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::Fail => "It was seen not to hold.",
            Self::Advice => {
                "A strong recommendation is not followed. It counts as no failure, and as no pass."
            }
            Self::Review => "A doubtful finding: a person has to look. It fails no requirement by itself.",
            Self::Error => "The look itself broke; that is this tool's to explain.",
            Self::Unknown => "It was looked at and cannot be told, or not all of it was looked at.",
            Self::NotChecked => "Nobody looked. Silence is never a pass.",
            Self::Attested => "Somebody vouches for it, with name and date; nothing else could show it.",
            Self::Pass => "A complete proof stands: everyone who could look did, and saw nothing against it.",
            Self::Platform => "Atlassian's platform sees to it, and nothing was found that would void that.",
            Self::NotApplicable => "It does not apply to this app, and that is certain.",
        }
    }

    /// The class that carries its colour.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Fail => "o-fail",
            Self::Advice => "o-advice",
            Self::Review => "o-review",
            Self::Error => "o-error",
            Self::Unknown => "o-unknown",
            Self::NotChecked => "o-unchecked",
            Self::Attested => "o-attested",
            Self::Pass => "o-pass",
            Self::Platform => "o-platform",
            Self::NotApplicable => "o-none",
        }
    }

    /// The shape alone, for places where the word stands beside it.
    pub(super) fn shape(self) -> Markup {
        html! { svg.shape aria-hidden="true" { use href={ "#s-" (self.class()) } {} } }
    }

    /// Shape and word.
    pub(super) fn badge(self) -> Markup {
        html! { span.badge.(self.class()) { (self.shape()) (self.word()) } }
    }

    /// Paths of its shape in a square of 16: filled ones, then strokes, then strokes in the page's colour.
    fn paths(self) -> (&'static str, &'static str, &'static str) {
        const CIRCLE: &str = "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z";
        match self {
            Self::Fail => {
                ("M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z", "", "M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4")
            }
            Self::Advice => ("M8 1.2L15.4 14.4H.6z", "", "M8 6v4M8 12v.3"),
            Self::Review => (
                "",
                "M1 8c3-5.4 11-5.4 14 0c-3 5.4-11 5.4-14 0zM8 6.2a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 1 0 0-3.6",
                "",
            ),
            Self::Error => ("M1.5 1.5h13v13h-13z", "", "M8 4.4v4.4M8 11.3v.3"),
            Self::Unknown => (
                "",
                "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM6 6.3c0-2.6 4-2.6 4 0c0 1.5-2 1.5-2 3M8 11.4v.2",
                "",
            ),
            Self::NotChecked => (
                "",
                "M8 1.5a6.5 6.5 0 0 1 3.6 1.1M13.7 4.9a6.5 6.5 0 0 1 .6 4.6M12.3 12.9a6.5 6.5 0 0 1-4 1.6M5 13.8a6.5 6.5 0 0 1-2.9-3M1.6 7a6.5 6.5 0 0 1 2.2-4",
                "",
            ),
            Self::Attested => {
                ("M8 1.2a3.3 3.3 0 1 0 0 6.6a3.3 3.3 0 1 0 0-6.6M1.6 15c0-7.4 12.8-7.4 12.8 0z", "", "")
            }
            Self::Pass => (CIRCLE, "", "M4.9 8.3l2.2 2.2l4.1-4.6"),
            Self::Platform => {
                ("M8 1L15 4.8L8 8.6L1 4.8z", "M1.4 8L8 11.6L14.6 8M1.4 11.2L8 14.8L14.6 11.2", "")
            }
            Self::NotApplicable => ("", "M3 8h10", ""),
        }
    }
}

/// Every shape once; the page draws them by reference.
pub(super) fn shapes() -> Markup {
    html! {
        svg.shapes aria-hidden="true" focusable="false" width="0" height="0" {
            @for mark in Mark::EVERY {
                @let (fill, stroke, cut) = mark.paths();
                symbol id={ "s-" (mark.class()) } viewBox="0 0 16 16" {
                    @if !fill.is_empty() { path.fill d=(fill) {} }
                    @if !stroke.is_empty() { path.stroke d=(stroke) {} }
                    @if !cut.is_empty() { path.cut d=(cut) {} }
                }
            }
        }
    }
}
