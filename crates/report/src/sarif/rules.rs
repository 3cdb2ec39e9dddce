//! Who looked, as rules; the requirements, as a taxonomy.

use assay_catalogue::{Requirement, RequirementId, Severity};
use assay_evidence::{Confidence, InstrumentCard, InstrumentId};
use assay_verdict::Assessment;
use serde_json::json;

use super::{
    model::{
        ComponentReference, Configuration, Descriptor, DescriptorReference, Driver, Message, Properties,
    },
    place::message,
};
use crate::{Report, page::first_paragraph, uuid::uuid};

const TAXONOMY: &str = "atlassian-cloud-app-security-requirements";

/// The level of a finding that fails a binding duty.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

/// Every instrument of the dossier once, in order, as a rule. Those with a result carry their page along.
pub(super) fn rules(report: &Report<'_>, assessment: &Assessment) -> Vec<Descriptor> {
    let seen = |id: &InstrumentId| assessment.findings.iter().any(|f| assessment.evidence(f).by == *id);
    let mut cards: Vec<&InstrumentCard> = assessment.dossier.instruments.iter().collect();
    cards.sort_by_key(|card| &card.id);
    cards.dedup_by_key(|card| &card.id);
    let mut rules: Vec<Descriptor> =
        cards.into_iter().map(|card| rule(report, card, seen(&card.id))).collect();
    // An older dossier may hold evidence of an instrument that never introduced itself.
    for finding in &assessment.findings {
        let id = assessment.evidence(finding).by.as_str();
        if !rules.iter().any(|rule| rule.id == id) {
            rules.push(Descriptor { id: id.to_owned(), properties: tags(None), ..Descriptor::default() });
        }
    }
    rules
}

fn rule(report: &Report<'_>, card: &InstrumentCard, with_page: bool) -> Descriptor {
    let page = report.pages.page(&card.id).filter(|_| with_page);
    let help = page.map(|page| Message {
        text: first_paragraph(page).unwrap_or_else(|| card.title.clone()),
        markdown: Some(page.to_owned()),
    });
    let precision = match card.confidence {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    };
    let mut properties = tags(Some(&card.topic.to_string()));
    properties.insert("precision", json!(precision));
    properties.insert("security-severity", json!(format!("{:.1}", card.severity.score())));
    properties.insert("method", json!(card.method));
    Descriptor {
        id: card.id.to_string(),
        short_description: Some(message(&crate::text::capital(&card.title))),
        full_description: None,
        help,
        default_configuration: Some(Configuration { level: level(card.severity) }),
        properties,
    }
}

fn tags(topic: Option<&str>) -> Properties {
    let topic = topic.map(|topic| format!("topic:{topic}"));
    let tags: Vec<String> = std::iter::once("security".to_owned()).chain(topic).collect();
    Properties::from([("tags", json!(tags))])
}

/// A row as a rule, where rows are told as results.
pub(super) fn row_rule(requirement: &Requirement) -> Descriptor {
    Descriptor {
        id: requirement.id.to_string(),
        short_description: Some(message(&requirement.title)),
        full_description: Some(message(&requirement.text)),
        properties: Properties::from([("tags", json!(["security", "requirement"]))]),
        ..Descriptor::default()
    }
}

/// The rows that results name, in order, as a taxonomy.
pub(super) struct Taxonomy {
    rows: Vec<RequirementId>,
    guid: String,
}

impl Taxonomy {
    pub(super) fn of<'a>(rows: impl Iterator<Item = &'a RequirementId>) -> Self {
        let mut rows: Vec<RequirementId> = rows.cloned().collect();
        rows.sort();
        rows.dedup();
        Self { rows, guid: uuid(&["taxonomy", TAXONOMY]) }
    }

    /// Its description for the run.
    pub(super) fn component(&self, report: &Report<'_>) -> Driver {
        let taxa = self.rows.iter().filter_map(|id| report.catalogue.requirement(id)).map(|requirement| {
            Descriptor {
                id: requirement.id.to_string(),
                short_description: Some(message(&requirement.title)),
                full_description: Some(message(&requirement.text)),
                ..Descriptor::default()
            }
        });
        let revision = report.catalogue.revisions().first();
        Driver {
            name: TAXONOMY.to_owned(),
            guid: Some(self.guid.clone()),
            organization: Some("Atlassian"),
            version: revision.map(|revision| revision.date.to_string()).unwrap_or_default(),
            short_description: Some(message(
                "The security requirements for Marketplace cloud apps, told in Assay's own words.",
            )),
            is_comprehensive: Some(false),
            taxa: taxa.collect(),
            ..Driver::default()
        }
    }

    pub(super) fn reference(&self) -> ComponentReference {
        ComponentReference { name: TAXONOMY.to_owned(), index: 0, guid: Some(self.guid.clone()) }
    }

    /// The rows a result counts against.
    pub(super) fn taxa(&self, rows: &[RequirementId]) -> Vec<DescriptorReference> {
        let reference = |id: &RequirementId| DescriptorReference {
            id: id.to_string(),
            index: self.rows.binary_search(id).ok(),
            tool_component: Some(self.reference()),
        };
        rows.iter().map(reference).collect()
    }
}
