//! OpenVEX.

use serde_json::Value;

use super::{PackageUrl, VexStatement, VexStatus, joined, list_of, text_of};
use crate::record::day;

/// Every statement that names a vulnerability and a status.
pub(super) fn statements(document: &Value) -> Vec<VexStatement> {
    let author = text_of(document, "author");
    let written = text_of(document, "timestamp");
    let statements = list_of(document, "statements").iter().filter_map(|statement| {
        let status = match text_of(statement, "status") {
            "not_affected" => VexStatus::NotAffected,
            "fixed" => VexStatus::Fixed,
            "affected" => VexStatus::Affected,
            "under_investigation" => VexStatus::UnderInvestigation,
            _ => return None,
        };
        let stated = text_of(statement, "timestamp");
        Some(VexStatement {
            names: names(statement.get("vulnerability")?),
            packages: packages(statement),
            status,
            justification: joined(&[
                text_of(statement, "justification"),
                text_of(statement, "impact_statement"),
            ]),
            author: author.to_owned(),
            date: day(if stated.is_empty() { written } else { stated }),
        })
    });
    statements.filter(|statement| !statement.names.is_empty()).collect()
}

/// The names of a vulnerability: an object of version 0.2.0, or the plain text of the versions before.
fn names(vulnerability: &Value) -> Vec<String> {
    let aliases = list_of(vulnerability, "aliases").iter().filter_map(Value::as_str);
    let names = vulnerability.as_str().into_iter().chain(Some(text_of(vulnerability, "name"))).chain(aliases);
    names.filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect()
}

/// The packages a statement is about: the parts of its products where it names parts, else the products that are
/// packages themselves. A product of another kind is the app.
fn packages(statement: &Value) -> Vec<PackageUrl> {
    let products = list_of(statement, "products");
    let parts: Vec<&Value> = products.iter().flat_map(|product| list_of(product, "subcomponents")).collect();
    let named = if parts.is_empty() { products.iter().collect() } else { parts };
    named.into_iter().filter_map(package).collect()
}

fn package(product: &Value) -> Option<PackageUrl> {
    let identifier = product.get("identifiers").map(|identifiers| text_of(identifiers, "purl"));
    let names = product.as_str().into_iter().chain(Some(text_of(product, "@id"))).chain(identifier);
    names.into_iter().find_map(PackageUrl::parse)
}
