//! `assay catalogue --format markdown`: the page `docs/coverage.md`.

use assay_catalogue::{Catalogue, Method, Requirement};
use assay_evidence::{InstrumentCard, InstrumentId};
use assay_verdict::{DutyCoverage, Service};

use super::{View, force, ids};
use crate::text::count;

/// Every duty with what verifies it today, what enforces it, and what is missing.
pub fn catalogue_markdown(catalogue: &Catalogue, instruments: &[InstrumentCard]) -> String {
    let view = View::new(catalogue, instruments);
    let mut out = String::from("# What is asked, and what verifies it\n\n");
    let revision = catalogue.revisions().first();
    let revision = revision.map(|revision| format!(", revision of {}", revision.date)).unwrap_or_default();
    out.push_str(&format!(
        "{} with {}{revision}. Computed from the catalogue and the instruments of this build; \
         what can enforce a duty is named as designed.\n\n",
        count(catalogue.requirements().count(), "requirement", "requirements"),
        count(view.coverage.duties.len(), "duty", "duties"),
    ));
    out.push_str("| served | duties | meaning |\n|---|---:|---|\n");
    for (service, number) in view.counts() {
        out.push_str(&format!("| {} | {number} | {} |\n", service.words(), meaning(service)));
    }
    for (table, rows) in view.tables() {
        out.push_str(&format!("\n## {table}: {}\n\n", table.audience()));
        out.push_str(
            "| duty | asks | force | served | verified by | can be enforced by |\n|---|---|---|---|---|---|\n",
        );
        for row in rows {
            out.push_str(&format!("| **{}** | **{}** | | | | |\n", row.id, cell(&row.title)));
            for duty in view.duties_of(row) {
                out.push_str(&line(row, duty, instruments));
            }
        }
    }
    out
}

fn meaning(service: Service) -> &'static str {
    match service {
        Service::Provable => "a complete proof can be had from instruments alone",
        Service::Refutable => "some of it is looked at: it can fail, it cannot pass yet",
        Service::NeedsAttestation => "only a dated attestation can answer it",
        Service::PlatformProvided => "the platform provides it, unless something found voids that",
        Service::NotServed => "nothing looks at it yet",
    }
}

fn line(row: &Requirement, duty: &DutyCoverage, instruments: &[InstrumentCard]) -> String {
    let card = row.duties.iter().find(|card| card.letter == duty.duty.letter);
    let text = card.map_or("", |card| card.text.as_str());
    let attestable = card.is_some_and(|card| card.proofs.iter().any(|p| p.contains(&Method::Interview)));
    let mut by: Vec<String> = Vec::new();
    for method in Method::EVERY {
        let of_method = |id: &&InstrumentId| {
            instruments.iter().any(|instrument| instrument.id == **id && instrument.method == method)
        };
        let ids: Vec<String> =
            duty.instruments.iter().filter(of_method).map(|id| format!("`{id}`")).collect();
        if !ids.is_empty() {
            by.push(format!("{method}: {}", ids.join(", ")));
        }
    }
    by.extend(attestable.then(|| "attestation".to_owned()));
    let unserved = match duty.unserved.as_slice() {
        [] => String::new(),
        claims => format!(" (nothing looks at {})", ids(claims)),
    };
    let enforced: Vec<String> = duty.enforced_by.iter().map(|control| format!("`{control}`")).collect();
    format!(
        "| {} | {} | {} | {}{unserved} | {} | {} |\n",
        duty.duty,
        cell(text),
        force(duty.force),
        duty.service.words(),
        by.join("; "),
        enforced.join(", "),
    )
}

/// Text for a cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
