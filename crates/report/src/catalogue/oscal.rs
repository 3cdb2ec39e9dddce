//! `assay catalogue --format oscal`: an OSCAL catalog (NIST, “Open Security Controls Assessment Language”).
//!
//! Tables are groups, requirements controls, duties items of the statement. What OSCAL has no word for stands
//! in properties of our own namespace. Identifiers are made of content: the same catalogue has the same ones.

use assay_catalogue::{Catalogue, Duty, Requirement, Source, Table};
use assay_evidence::InstrumentCard;
use assay_verdict::DutyCoverage;
use serde_json::{Value, json};

use super::{View, force, ids, word};
use crate::uuid::uuid;

/// The version of OSCAL whose published schema our tests hold the documents against.
pub(crate) const OSCAL_VERSION: &str = "1.2.3";

/// The namespace of our own properties.
pub(crate) const NAMESPACE: &str = "urn:assay:oscal";

/// The catalogue as an OSCAL catalog in JSON.
pub fn catalogue_oscal(catalogue: &Catalogue, instruments: &[InstrumentCard]) -> String {
    let view = View::new(catalogue, instruments);
    let groups: Vec<Value> = view.tables().map(|(table, rows)| group(&view, table, &rows)).collect();
    let body = json!({ "groups": groups, "back-matter": { "resources": resources(catalogue) } });
    // The name of the document follows from what it says.
    let id = uuid(&["catalog", &body.to_string()]);
    let revision = catalogue.revisions().first().map(|revision| revision.date.to_string());
    let revision = revision.unwrap_or_else(|| "1970-01-01".to_owned());
    let revisions: Vec<Value> = catalogue
        .revisions()
        .iter()
        .map(|revision| {
            json!({
                "version": revision.date.to_string(),
                "published": format!("{}T00:00:00Z", revision.date),
                "remarks": revision.changes.join("\n\n"),
            })
        })
        .collect();
    let document = json!({ "catalog": {
        "uuid": id,
        "metadata": {
            "title": "Security requirements for Marketplace cloud apps",
            "last-modified": format!("{revision}T00:00:00Z"),
            "version": revision,
            "oscal-version": OSCAL_VERSION,
            "revisions": revisions,
            "remarks": "The requirements are Atlassian's; the words and the duties are Assay's.",
        },
        "groups": body["groups"],
        "back-matter": body["back-matter"],
    }});
    let text = serde_json::to_string_pretty(&document);
    text.expect("a value of text keys") + "\n"
}

fn group(view: &View<'_>, table: Table, rows: &[&Requirement]) -> Value {
    json!({
        "id": table.prefix(),
        "class": "table",
        "title": crate::text::capital(table.audience()),
        "controls": rows.iter().map(|row| control(view, row)).collect::<Vec<_>>(),
    })
}

fn control(view: &View<'_>, row: &Requirement) -> Value {
    let mut props = vec![
        json!({ "name": "label", "value": row.id }),
        property("theme", &word(row.theme)),
        property("responsible", &word(row.responsible)),
        property("status", &word(row.status)),
        property("severity", &row.severity.to_string()),
        property("detail-confidence", &word(row.detail_confidence)),
        property("changed", &row.changed.to_string()),
    ];
    props.extend(row.aliases.iter().map(|alias| {
        json!({ "name": "alt-identifier", "ns": NAMESPACE, "value": alias.id, "class": token(&alias.list) })
    }));
    let references = row
        .sources
        .iter()
        .map(|source| json!({ "href": format!("#{}", resource_id(source)), "rel": "reference" }));
    let twins = row.twins.iter().map(|twin| json!({ "href": format!("#{twin}"), "rel": "related" }));
    let items: Vec<Value> = row
        .duties
        .iter()
        .map(|duty| {
            let served = view.duties_of(row).find(|served| served.duty.letter == duty.letter);
            item(row, duty, served)
        })
        .collect();
    let mut parts = vec![json!({
        "id": format!("{}_smt", row.id), "name": "statement", "prose": row.text.trim(), "parts": items,
    })];
    parts.extend(
        row.note
            .iter()
            .map(|note| json!({ "id": format!("{}_gdn", row.id), "name": "guidance", "prose": note.trim() })),
    );
    json!({
        "id": row.id,
        "class": "requirement",
        "title": row.title,
        "props": props,
        "links": references.chain(twins).collect::<Vec<_>>(),
        "parts": parts,
    })
}

fn item(row: &Requirement, duty: &Duty, served: Option<&DutyCoverage>) -> Value {
    let mut props = vec![
        json!({ "name": "label", "value": duty.letter }),
        property("force", force(duty.force)),
        property("decided-by", &duty.decided_by.to_string()),
    ];
    props.extend(duty.proofs.iter().map(|proof| property("proof", &ids(proof))));
    props.extend(duty.claims.iter().map(|claim| property("claim", claim.as_str())));
    props.extend(duty.defeaters.iter().map(|claim| property("defeater", claim.as_str())));
    props.extend(duty.enforced_by.iter().map(|control| property("enforced-by", control.as_str())));
    props.extend(duty.platform_provided.then(|| property("platform-provided", "yes")));
    props.extend(served.map(|served| property("served", served.service.words())));
    json!({ "id": format!("{}.{}", row.id, duty.letter), "name": "item", "props": props, "prose": duty.text })
}

/// Every source once, in order.
fn resources(catalogue: &Catalogue) -> Vec<Value> {
    let mut sources: Vec<&Source> = catalogue.requirements().flat_map(|row| &row.sources).collect();
    sources.sort();
    sources.dedup();
    let resource = |source: &Source| {
        let mut resource = json!({
            "uuid": resource_id(source),
            "title": source.title,
            "props": [property("read", &source.read.to_string())],
        });
        if let Some(address) = &source.address {
            resource["rlinks"] = json!([{ "href": address }]);
        }
        resource
    };
    sources.into_iter().map(resource).collect()
}

fn resource_id(source: &Source) -> String {
    let address = source.address.as_deref().unwrap_or_default();
    uuid(&["source", &source.title, address, &source.read.to_string()])
}

/// A property of our own.
pub(crate) fn property(name: &str, value: &str) -> Value {
    json!({ "name": name, "ns": NAMESPACE, "value": value.trim() })
}

/// `text` as OSCAL's token: it starts with a letter and has no spaces.
fn token(text: &str) -> String {
    let inside = |c: char| if c.is_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let token: String = text.chars().map(inside).collect();
    if token.starts_with(|c: char| c.is_alphabetic()) { token } else { format!("_{token}") }
}
