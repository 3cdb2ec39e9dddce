//! For the terminal: what fails with the lines that show it, what a person should look at, what nobody
//! looked at and what would, and one line that fits a glance.

mod failing;
mod header;
mod open;
mod review;
mod settled;
mod tail;

pub(crate) use failing::findings_of;

use crate::{
    Report,
    paint::{Ink, Paint},
    text::count,
};

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Detail {
    /// What fails, and the summary.
    Quiet,
    /// Every row that applies, with its outcome and reason; long lists are folded.
    #[default]
    Normal,
    /// Every row with its duties, every finding with its frame, nothing folded.
    Full,
}

/// How the report looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HumanOptions {
    /// Whether to colour.
    pub color: bool,
    /// Columns there are.
    pub width: usize,
    /// How much is told.
    pub detail: Detail,
}

impl Default for HumanOptions {
    fn default() -> Self {
        Self { color: false, width: 100, detail: Detail::Normal }
    }
}

/// What the parts of the report share.
#[derive(Clone, Copy)]
struct Pen<'a> {
    report: &'a Report<'a>,
    paint: Paint,
    width: usize,
    detail: Detail,
}

impl Pen<'_> {
    fn ink(&self, ink: Ink, text: &str) -> String {
        self.paint.ink(ink, text)
    }

    /// A heading: an empty line, a word in colour, what it is about.
    fn heading(&self, ink: Ink, word: &str, about: &str) -> String {
        let about = self.ink(Ink::Strong, about);
        format!("\n{} {about}\n", self.ink(ink, &format!("{word:<7}")))
    }

    /// A few words to call a row by.
    fn title(&self, id: &assay_catalogue::RequirementId) -> &str {
        self.report.catalogue.requirement(id).map_or("", |requirement| requirement.title.as_str())
    }
}

/// Tells the assessments to a person at a terminal. Every line ends in `\n`; the last is the summary.
///
/// Whatever the app's text holds, no control character but line ends, and the colours asked for, is sent.
pub fn human(report: &Report<'_>, options: &HumanOptions) -> String {
    let paint = Paint { color: options.color };
    let pen = Pen { report, paint, width: options.width.clamp(40, 160), detail: options.detail };
    let mut out = String::new();
    for (number, assessment) in report.assessments.iter().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        out.push_str(&header::header(&pen, assessment));
        out.push_str(&failing::failing(&pen, assessment));
        if options.detail > Detail::Quiet {
            out.push_str(&review::review(&pen, assessment));
            out.push_str(&open::open(&pen, assessment));
            out.push_str(&settled::settled(&pen, assessment));
        }
        out.push_str(&tail::tail(&pen, assessment));
    }
    // Sections begin with an empty line and some parts end with one; a reader needs one.
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    if report.assessments.is_empty() {
        out.push_str("No app was found.\n");
    } else if report.assessments.len() > 1 {
        let failing = report.assessments.iter().filter(|a| crate::figures::Figures::of(a).fail > 0).count();
        let apps = count(report.assessments.len(), "app", "apps");
        out.push_str(&format!("\n{apps}, {failing} with a failing requirement.\n"));
    }
    out
}
