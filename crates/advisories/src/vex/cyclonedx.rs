//! VEX in CycloneDX.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{PackageUrl, VexStatement, VexStatus, joined, list_of, text_of};
use crate::record::day;

/// Deepest nesting of components that is followed.
const DEEPEST: usize = 32;

/// Every vulnerability with an analysis.
pub(super) fn statements(document: &Value) -> Vec<VexStatement> {
    let mut components = BTreeMap::new();
    collect(document, &mut components, DEEPEST);
    let metadata = document.get("metadata").unwrap_or(&Value::Null);
    let author =
        list_of(metadata, "authors").first().map(|author| text_of(author, "name")).unwrap_or_default();
    let statements = list_of(document, "vulnerabilities").iter().filter_map(|vulnerability| {
        let analysis = vulnerability.get("analysis")?;
        let status = match text_of(analysis, "state") {
            "not_affected" | "false_positive" => VexStatus::NotAffected,
            "resolved" | "resolved_with_pedigree" => VexStatus::Fixed,
            "exploitable" => VexStatus::Affected,
            "in_triage" => VexStatus::UnderInvestigation,
            _ => return None,
        };
        let other_names =
            list_of(vulnerability, "references").iter().map(|reference| text_of(reference, "id"));
        let names = std::iter::once(text_of(vulnerability, "id")).chain(other_names);
        let affects = list_of(vulnerability, "affects").iter().map(|affected| text_of(affected, "ref"));
        let stated = text_of(analysis, "lastUpdated");
        Some(VexStatement {
            names: names.filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect(),
            packages: affects.filter_map(|reference| package(reference, &components)).collect(),
            status,
            justification: joined(&[text_of(analysis, "justification"), text_of(analysis, "detail")]),
            author: author.to_owned(),
            date: day(if stated.is_empty() { text_of(metadata, "timestamp") } else { stated }),
        })
    });
    statements.filter(|statement| !statement.names.is_empty()).collect()
}

/// The package URLs of components, by their references.
fn collect<'a>(value: &'a Value, components: &mut BTreeMap<&'a str, &'a str>, depth: usize) {
    for component in list_of(value, "components") {
        components.insert(text_of(component, "bom-ref"), text_of(component, "purl"));
        if depth > 0 {
            collect(component, components, depth - 1);
        }
    }
}

/// A reference is that of a component, a link into another document, or a package URL itself.
fn package(reference: &str, components: &BTreeMap<&str, &str>) -> Option<PackageUrl> {
    let own = reference.rsplit_once('#').map_or(reference, |(_, own)| own);
    let purl = components.get(reference).copied().unwrap_or(own);
    PackageUrl::parse(purl).or_else(|| PackageUrl::parse(reference))
}
