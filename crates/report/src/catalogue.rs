//! What is asked, and by what each duty can be verified today: a table for people, JSON, Markdown, OSCAL.
//!
//! How far a duty is served is computed from the instruments of the build, never written down.

mod human;
mod json;
mod markdown;
mod oscal;

use std::collections::BTreeMap;

use assay_catalogue::{Catalogue, Force, Requirement, Table};
use assay_evidence::InstrumentCard;
use assay_verdict::{Coverage, DutyCoverage, Service, coverage};
use serde::Serialize;

pub use human::catalogue_human;
pub use json::catalogue_json;
pub use markdown::catalogue_markdown;
pub use oscal::catalogue_oscal;
pub(crate) use oscal::{OSCAL_VERSION, property as oscal_property};

/// How far a duty is served, best first.
const SERVICES: [Service; 5] = [
    Service::Provable,
    Service::Refutable,
    Service::NeedsAttestation,
    Service::PlatformProvided,
    Service::NotServed,
];

/// The catalogue beside what serves it.
struct View<'a> {
    catalogue: &'a Catalogue,
    coverage: Coverage,
}

impl<'a> View<'a> {
    fn new(catalogue: &'a Catalogue, instruments: &[InstrumentCard]) -> Self {
        Self { catalogue, coverage: coverage(catalogue, instruments) }
    }

    /// The tables that have rows, with them.
    fn tables(&self) -> impl Iterator<Item = (Table, Vec<&'a Requirement>)> {
        let rows = |table: Table| self.catalogue.requirements().filter(move |row| row.id.table() == table);
        Table::EVERY.into_iter().map(move |table| (table, rows(table).collect())).filter(has_rows)
    }

    /// How the duties of a row are served, in order.
    fn duties_of<'v>(&'v self, requirement: &'v Requirement) -> impl Iterator<Item = &'v DutyCoverage> {
        self.coverage.duties.iter().filter(|duty| duty.duty.requirement == requirement.id)
    }

    /// Number of duties by how far they are served.
    fn counts(&self) -> Vec<(Service, usize)> {
        let mut counts: BTreeMap<Service, usize> = BTreeMap::new();
        self.coverage.duties.iter().for_each(|duty| *counts.entry(duty.service).or_default() += 1);
        SERVICES.iter().map(|service| (*service, counts.get(service).copied().unwrap_or_default())).collect()
    }
}

fn has_rows((_, rows): &(Table, Vec<&Requirement>)) -> bool {
    !rows.is_empty()
}

/// The word by which a value is written in the data, without its hyphens: `not yet`, `end user data`.
pub(crate) fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word.replace('-', " "),
        _ => String::new(),
    }
}

/// `must` or `should`.
fn force(force: Force) -> &'static str {
    match force {
        Force::Must => "must",
        Force::Should => "should",
    }
}

/// Ids with commas between them.
fn ids<T: ToString>(ids: &[T]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
