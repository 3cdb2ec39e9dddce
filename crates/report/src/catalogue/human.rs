//! `assay catalogue` at the terminal.

use assay_catalogue::{Catalogue, Requirement};
use assay_evidence::InstrumentCard;
use assay_verdict::{DutyCoverage, Service};

use super::{View, force, ids};
use crate::{
    paint::{Ink, Paint},
    text::{count, cut, indented, padded},
};

/// Every row with its duties: how much each binds, how far it is served, and by whom.
pub fn catalogue_human(
    catalogue: &Catalogue,
    instruments: &[InstrumentCard],
    color: bool,
    width: usize,
) -> String {
    let view = View::new(catalogue, instruments);
    let paint = Paint { color };
    let width = width.clamp(60, 160);
    let mut out = String::new();
    for (table, rows) in view.tables() {
        let heading = format!("{table}  {}", table.audience());
        out.push_str(&format!("{}\n\n", paint.ink(Ink::Strong, &heading)));
        for row in rows {
            let title = cut(&row.title, width.saturating_sub(14)).into_owned();
            let head = padded(&row.id.to_string(), 13);
            out.push_str(&format!("{} {}\n", paint.ink(Ink::Strong, &head), paint.ink(Ink::Strong, &title)));
            for duty in view.duties_of(row) {
                out.push_str(&line(paint, width, row, duty));
            }
        }
        out.push('\n');
    }
    out.push_str(&summary(&view, width));
    out
}

fn line(paint: Paint, width: usize, row: &Requirement, duty: &DutyCoverage) -> String {
    let text = row.duties.iter().find(|card| card.letter == duty.duty.letter).map_or("", |card| &card.text);
    let ink = match duty.service {
        Service::Provable | Service::PlatformProvided => Ink::Good,
        Service::Refutable | Service::NeedsAttestation => Ink::Amber,
        Service::NotServed => Ink::Open,
    };
    let service = paint.ink(ink, &padded(duty.service.words(), 18));
    let head = format!("  {}  {} {service} ", duty.duty.letter, padded(force(duty.force), 6));
    let mut out = format!("{head}{}\n", cut(text, width.saturating_sub(31)));
    if !duty.instruments.is_empty() {
        let by = format!("by {}", ids(&duty.instruments));
        out.push_str(&paint.ink(Ink::Faint, &indented(&by, 31, width)));
    }
    out
}

/// How many duties are served how far; the last line.
fn summary(view: &View<'_>, width: usize) -> String {
    let rows = count(view.catalogue.requirements().count(), "requirement", "requirements");
    let duties = count(view.coverage.duties.len(), "duty", "duties");
    let revision = view.catalogue.revisions().first();
    let revision = revision.map(|revision| format!(", revision of {}", revision.date)).unwrap_or_default();
    let counts: Vec<String> =
        view.counts().iter().map(|(service, number)| format!("{number} {}", service.words())).collect();
    indented(&format!("{rows}, {duties}{revision}: {}", counts.join(" · ")), 0, width)
}
