//! `libs.versions.toml`.

use std::{collections::BTreeMap, sync::Arc};

use assay_source::Diagnostic;
use toml::de::DeTable;

use crate::{
    reading::Reading,
    toml_file::{self, Lenient, Value, entries, items_at, table_at, text_at},
};

/// Libraries and plugins under the names that build scripts use, `libs.` left out and with dots: `spring.web`.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    /// `group:artifact` and version.
    pub(super) libraries: BTreeMap<String, (String, Option<String>)>,
    /// Names of libraries.
    pub(super) bundles: BTreeMap<String, Vec<String>>,
    /// Id and version.
    pub(super) plugins: BTreeMap<String, (String, Option<String>)>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

pub(super) fn read(mut reading: Reading<'_>) -> Catalogue {
    let text = Arc::clone(&reading.text);
    let root = toml_file::read(&mut reading, &text);
    let versions = table_at(&root, &["versions"]);
    let mut catalogue = Catalogue { diagnostics: reading.diagnostics, ..Catalogue::default() };
    for (alias, _, value) in table_at(&root, &["libraries"]).into_iter().flat_map(entries) {
        if let Some((name, version)) = library(value, versions) {
            catalogue.libraries.insert(accessor(alias), (name, version));
        }
    }
    for (alias, _, value) in table_at(&root, &["plugins"]).into_iter().flat_map(entries) {
        let short = value.text().and_then(|text| text.split_once(':'));
        let id = short.map(|(id, _)| id).or_else(|| text_at(value.table()?, "id"));
        let version =
            short.map(|(_, version)| version.to_owned()).or_else(|| version(value.table()?, versions));
        if let Some(id) = id {
            catalogue.plugins.insert(accessor(alias), (id.to_owned(), version));
        }
    }
    if let Some(bundles) = table_at(&root, &["bundles"]) {
        for (alias, _, _) in entries(bundles) {
            let names = items_at(bundles, alias).iter().filter_map(Lenient::text).map(accessor);
            catalogue.bundles.insert(accessor(alias), names.collect());
        }
    }
    catalogue
}

fn library(value: &Value<'_>, versions: Option<&DeTable<'_>>) -> Option<(String, Option<String>)> {
    if let Some(text) = value.text() {
        let parts: Vec<&str> = text.split(':').collect();
        let [group, artifact, version] = parts[..] else { return None };
        return Some((format!("{group}:{artifact}"), Some(version.to_owned())));
    }
    let table = value.table()?;
    let module = text_at(table, "module").map(ToOwned::to_owned);
    let name =
        module.or_else(|| Some(format!("{}:{}", text_at(table, "group")?, text_at(table, "name")?)))?;
    Some((name, version(table, versions)))
}

/// `version = "1"`, `version = { strictly = "1" }`, or `version.ref = "name"`.
fn version(table: &DeTable<'_>, versions: Option<&DeTable<'_>>) -> Option<String> {
    let rich = |value: &Value<'_>| {
        let keys = ["strictly", "require", "prefer"];
        let from =
            |table: &DeTable<'_>| keys.iter().find_map(|key| text_at(table, key)).map(ToOwned::to_owned);
        value.text().map(ToOwned::to_owned).or_else(|| from(value.table()?))
    };
    let value = table.get("version")?;
    match value.table().and_then(|table| text_at(table, "ref")) {
        Some(name) => rich(versions?.get(name)?),
        None => rich(value),
    }
}

/// Dashes and underscores of an alias are dots in a script.
fn accessor(alias: &str) -> String {
    alias.replace(['-', '_'], ".")
}
