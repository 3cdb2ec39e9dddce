//! `assay catalogue --format json`.

use std::collections::BTreeMap;

use assay_catalogue::{
    Catalogue, Claim, ClaimId, Control, ControlId, FactCard, FactId, Requirement, Revision,
};
use assay_evidence::InstrumentCard;
use assay_verdict::{DutyCoverage, coverage};
use serde::Serialize;

/// The catalogue as data, and under `coverage` how far each duty is served by this build.
pub fn catalogue_json(catalogue: &Catalogue, instruments: &[InstrumentCard]) -> String {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        revisions: &'a [Revision],
        requirements: Vec<&'a Requirement>,
        coverage: Vec<DutyCoverage>,
        claims: BTreeMap<&'a ClaimId, &'a Claim>,
        controls: BTreeMap<&'a ControlId, &'a Control>,
        facts: BTreeMap<&'a FactId, &'a FactCard>,
    }
    let document = Document {
        schema: "assay-catalogue-1",
        revisions: catalogue.revisions(),
        requirements: catalogue.requirements().collect(),
        coverage: coverage(catalogue, instruments).duties,
        claims: catalogue.claims().collect(),
        controls: catalogue.controls().collect(),
        facts: catalogue.facts().collect(),
    };
    let text = serde_json::to_string_pretty(&document);
    text.expect("every map in it has text keys, and no writer of ours fails") + "\n"
}
