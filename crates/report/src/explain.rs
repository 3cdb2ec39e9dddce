//! `assay explain <requirement>`: everything the catalogue knows of one row, and what serves it today.

use assay_catalogue::{Applies, Catalogue, ClaimId, Duty, FactId, Method, Requirement, Status};
use assay_evidence::InstrumentCard;
use assay_verdict::{DutyCoverage, coverage};

use crate::{catalogue::word, page::markdown_page, text::and};

/// The page of a row, drawn for a terminal of `width` columns.
pub fn explain(
    catalogue: &Catalogue,
    instruments: &[InstrumentCard],
    requirement: &Requirement,
    color: bool,
    width: usize,
) -> String {
    markdown_page(&explain_markdown(catalogue, instruments, requirement), color, width)
}

/// The page of a row as Markdown.
pub fn explain_markdown(
    catalogue: &Catalogue,
    instruments: &[InstrumentCard],
    requirement: &Requirement,
) -> String {
    let row = requirement;
    let mut out = format!("# {}: {}\n\n{}\n", row.id, row.title, row.text.trim());
    out.push_str(&format!("\nFor {}", row.id.table().audience()));
    out.push_str(&applies(catalogue, &row.applies));
    out.push_str(&format!(". Theme: {}. Responsible: {}. ", word(row.theme), word(row.responsible)));
    out.push_str(&format!("Missing it is {} in severity. ", row.severity));
    if row.status != Status::None {
        out.push_str(&format!("The requirements page marks it: {}. ", word(row.status)));
    }
    out.push_str(&format!("Last changed: {}.\n", row.changed));
    out.push_str("\n## Duties\n");
    let served = coverage(catalogue, instruments);
    for duty in &row.duties {
        let served = served
            .duties
            .iter()
            .find(|served| served.duty.requirement == row.id && served.duty.letter == duty.letter);
        out.push_str(&self::duty(catalogue, instruments, row, duty, served));
    }
    if !row.twins.is_empty() {
        let twins: Vec<String> = row.twins.iter().map(ToString::to_string).collect();
        out.push_str(&format!("\n## Asked again\n\nThe same is asked by {}.\n", and(&twins)));
    }
    if let Some(note) = &row.note {
        out.push_str(&format!("\n## Note\n\n{}\n", note.trim()));
    }
    if !row.aliases.is_empty() {
        out.push_str("\n## Elsewhere\n\n");
        row.aliases.iter().for_each(|alias| out.push_str(&format!("- {}: {}\n", alias.list, alias.id)));
    }
    out.push_str(&format!(
        "\n## Sources\n\nHow well its detail is known: {}.\n\n",
        word(row.detail_confidence)
    ));
    for source in &row.sources {
        let address = source.address.as_ref().map(|address| format!(": {address}")).unwrap_or_default();
        out.push_str(&format!("- {}, read {}{address}\n", source.title, source.read));
    }
    out
}

fn duty(
    catalogue: &Catalogue,
    instruments: &[InstrumentCard],
    row: &Requirement,
    duty: &Duty,
    served: Option<&DutyCoverage>,
) -> String {
    let mut out = format!("\n### {}.{} {}\n\n{}\n\n", row.id, duty.letter, word(duty.force), duty.text);
    let applies = applies(catalogue, &duty.applies);
    if !applies.is_empty() {
        out.push_str(&format!("- Asked{applies}.\n"));
    }
    if duty.platform_provided {
        out.push_str("- The platform provides it.\n");
    }
    if !duty.proofs.is_empty() {
        let proofs: Vec<String> = duty.proofs.iter().map(|proof| methods(proof)).collect();
        out.push_str(&format!("- Passes by: {}.", proofs.join("; or ")));
        out.push_str(&format!(" Where something is only missed, `{}` decides.\n", duty.decided_by));
    }
    for claim in &duty.claims {
        out.push_str(&self::claim(catalogue, instruments, "Rests on", claim));
    }
    for claim in &duty.defeaters {
        out.push_str(&self::claim(catalogue, instruments, "Void unless", claim));
    }
    for control in &duty.enforced_by {
        let text = catalogue.controls().find(|(id, _)| *id == control).map_or("", |(_, card)| &card.text);
        out.push_str(&format!("- Can be enforced by `{control}`: {text}\n"));
    }
    if let Some(served) = served {
        out.push_str(&format!("- Today: {}.\n", served.service.words()));
    }
    out
}

/// “examine (assay check) and interview (an attestation in assay.toml)”.
fn methods(proof: &[Method]) -> String {
    let words: Vec<String> = proof.iter().map(|method| format!("{method} ({})", method.remedy())).collect();
    and(&words)
}

/// A claim, how it can be known, and who looks at it in this build.
fn claim(catalogue: &Catalogue, instruments: &[InstrumentCard], lead: &str, id: &ClaimId) -> String {
    let Some(card) = catalogue.claim(id) else { return String::new() };
    let ways: Vec<String> = card
        .methods
        .iter()
        .map(|method| {
            let mut by: Vec<String> = instruments
                .iter()
                .filter(|instrument| instrument.method == *method && instrument.claims.contains(id))
                .map(|instrument| format!("`{}`", instrument.id))
                .collect();
            by.sort();
            by.dedup();
            match (method, by.as_slice()) {
                (Method::Interview, _) => "interview: an attestation".to_owned(),
                (_, []) => format!("{method}: nothing yet"),
                (_, by) => format!("{method}: {}", by.join(", ")),
            }
        })
        .collect();
    let text = card.text.trim_end_matches('.');
    format!("- {lead} `{id}`: {text}{}. Known by {}.\n", applies(catalogue, &card.applies), ways.join("; "))
}

/// ` where …`, or nothing where it always applies.
fn applies(catalogue: &Catalogue, applies: &Applies) -> String {
    let told = |id: &FactId| {
        let card = catalogue.facts().find(|(fact, _)| *fact == id);
        card.map_or_else(|| format!("`{id}`"), |(_, card)| lower(card.text.trim_end_matches('.')))
    };
    let list = |ids: &[FactId]| ids.iter().map(told).collect::<Vec<_>>();
    let mut parts = list(&applies.all);
    match applies.any.as_slice() {
        [] => {}
        any => parts.push(list(any).join(", or ")),
    }
    parts.extend(list(&applies.none).into_iter().map(|fact| format!("it is not so that {fact}")));
    if parts.is_empty() { String::new() } else { format!(", where {}", and(&parts)) }
}

fn lower(text: &str) -> String {
    let mut words = text.splitn(2, ' ');
    match (words.next(), words.next()) {
        // Names keep their capital: `OAuth`, `SQL`, `Forge` are followed by nothing that tells, articles are.
        (Some(first @ ("The" | "A" | "An" | "It" | "Its" | "Some" | "There")), Some(rest)) => {
            format!("{} {rest}", first.to_lowercase())
        }
        _ => text.to_owned(),
    }
}
