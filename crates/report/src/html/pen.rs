//! What the sections of one app share: who it is about, how its anchors are named, how deep its headings are.

use assay_catalogue::{RequirementId, Severity};
use assay_evidence::InstrumentId;
use assay_verdict::{Assessment, Finding};
use maud::{Markup, html};

use super::finding::{Shelf, shelves};
use crate::Report;

/// One app's part of the page.
pub(super) struct Pen<'a> {
    pub(super) report: &'a Report<'a>,
    pub(super) assessment: &'a Assessment,
    /// The findings as they stand on the page, numbered through.
    pub(super) shelves: Vec<Shelf<'a>>,
    /// What its anchors start with; empty where there is one app.
    prefix: String,
    /// How deep its own heading is.
    level: u8,
}

impl<'a> Pen<'a> {
    /// The pen for an app; where there are several, for the one with this number.
    pub(super) fn new(report: &'a Report<'a>, assessment: &'a Assessment, number: Option<usize>) -> Self {
        let (prefix, level) = number.map_or((String::new(), 1), |number| (format!("app-{number}-"), 2));
        Self { report, assessment, shelves: shelves(assessment), prefix, level }
    }

    /// An anchor of this app. `name` is one of ours: a word, an id of a row, a fingerprint.
    pub(super) fn anchor(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// A heading `below` levels under the app's own.
    pub(super) fn heading(&self, below: u8, anchor: Option<&str>, text: Markup) -> Markup {
        let id = anchor.map(|anchor| self.anchor(anchor));
        match self.level + below {
            1 => html! { h1 id=[id] { (text) } },
            2 => html! { h2 id=[id] { (text) } },
            3 => html! { h3 id=[id] { (text) } },
            4 => html! { h4 id=[id] { (text) } },
            5 => html! { h5 id=[id] { (text) } },
            _ => html! { h6 id=[id] { (text) } },
        }
    }

    /// A section with its heading, which names it; its anchor is `name`.
    pub(super) fn section(&self, name: &str, title: &str, content: Markup) -> Markup {
        // Where there are several apps, each section is named with its app.
        let mut label = self.anchor(&format!("{name}-title"));
        if !self.prefix.is_empty() {
            label.push_str(&format!(" {}", self.anchor("name")));
        }
        html! {
            section.part.(name) id=(self.anchor(name)) aria-labelledby=(label) {
                (self.heading(1, Some(&format!("{name}-title")), html! { (title) }))
                (content)
            }
        }
    }

    /// A link to a row of the tables.
    pub(super) fn row(&self, id: &RequirementId) -> Markup {
        html! { a.id href={ "#" (self.anchor("row-")) (id) } { (id) } }
    }

    /// Links to rows, with commas.
    pub(super) fn rows<'i>(&self, ids: impl IntoIterator<Item = &'i RequirementId>) -> Markup {
        super::words::list(ids.into_iter().map(|id| self.row(id)))
    }

    /// A few words to call a row by.
    pub(super) fn title(&self, id: &RequirementId) -> &'a str {
        self.report.catalogue.requirement(id).map_or("", |requirement| requirement.title.as_str())
    }

    /// The bad thing a rule sees, in a few words; its id where it did not introduce itself.
    pub(super) fn rule_title(&self, rule: &'a InstrumentId) -> &'a str {
        let card = self.assessment.dossier.instruments.iter().find(|card| card.id == *rule);
        card.map_or(rule.as_str(), |card| card.title.as_str())
    }

    /// How bad it is to miss a row.
    pub(super) fn severity(&self, id: &RequirementId) -> Option<Severity> {
        self.report.catalogue.requirement(id).map(|requirement| requirement.severity)
    }

    /// The anchor of a finding.
    pub(super) fn finding_anchor(&self, finding: &Finding) -> String {
        self.anchor(&format!("finding-{}", finding.fingerprint))
    }

    /// The number a finding has on the page.
    pub(super) fn number(&self, finding: &Finding) -> usize {
        let all = self.shelves.iter().flat_map(|shelf| &shelf.groups).flat_map(|group| &group.findings);
        all.into_iter()
            .find(|(_, other)| other.fingerprint == finding.fingerprint)
            .map_or(0, |(number, _)| *number)
    }
}

/// A word for how bad something is.
pub(super) fn severity(severity: Severity) -> Markup {
    let class = match severity {
        Severity::Critical | Severity::High => "grave",
        Severity::Medium => "medium",
        Severity::Low => "mild",
    };
    html! { span.severity.(class) { (severity) } }
}
