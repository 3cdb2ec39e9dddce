//! `pyproject.toml`: the standard tables and those of Poetry.
//!
//! Source: PyPA specifications, `pyproject.toml` and dependency groups (PEP 735); Poetry documentation.

use std::sync::Arc;

use assay_source::Span;

use super::requirement;
use crate::{
    Purpose, Request,
    reading::Reading,
    toml_file::{self, Lenient, Value, entries, items_at, table_at, text_at},
};

pub(super) fn requests(reading: &mut Reading<'_>) -> Vec<Request> {
    let text = Arc::clone(&reading.text);
    let root = toml_file::read(reading, &text);
    let mut requests = Vec::new();
    let mut listed = |items: &[Value<'_>], purpose: Purpose| {
        for item in items {
            let at = reading.anchor(item.place());
            requests.extend(item.text().and_then(|text| requirement::parse(text, purpose, at)));
        }
    };
    if let Some(project) = table_at(&root, &["project"]) {
        listed(items_at(project, "dependencies"), Purpose::Production);
        for (_, _, extra) in table_at(project, &["optional-dependencies"]).into_iter().flat_map(entries) {
            listed(extra.items(), Purpose::Optional);
        }
    }
    for (_, _, group) in table_at(&root, &["dependency-groups"]).into_iter().flat_map(entries) {
        listed(group.items(), Purpose::Development);
    }
    if let Some(uv) = table_at(&root, &["tool", "uv"]) {
        listed(items_at(uv, "dev-dependencies"), Purpose::Development);
    }
    let Some(poetry) = table_at(&root, &["tool", "poetry"]) else { return requests };
    let mut tables = vec![
        (table_at(poetry, &["dependencies"]), Purpose::Production),
        (table_at(poetry, &["dev-dependencies"]), Purpose::Development),
    ];
    for (name, _, group) in table_at(poetry, &["group"]).into_iter().flat_map(entries) {
        let purpose = if name == "main" { Purpose::Production } else { Purpose::Development };
        tables.push((group.table().and_then(|group| table_at(group, &["dependencies"])), purpose));
    }
    for (table, purpose) in tables {
        for (name, span, value) in table.into_iter().flat_map(entries).filter(|(name, ..)| *name != "python")
        {
            requests.push(poetry_request(reading, name, span, value, purpose));
        }
    }
    requests
}

fn poetry_request(
    reading: &Reading<'_>,
    name: &str,
    span: Span,
    value: &Value<'_>,
    purpose: Purpose,
) -> Request {
    let table = value.table();
    let source = |key| table.and_then(|table| text_at(table, key));
    let is_optional = table.and_then(|table| table.get("optional")).is_some_and(is_true);
    let wanted = if let Some(address) = source("git") {
        format!("@ git+{address}")
    } else if let Some(address) = source("url").or(source("path").or(source("file"))) {
        format!("@ {}{address}", if source("url").is_some() { "" } else { "file:" })
    } else {
        let text = value.text().or(source("version")).unwrap_or_default();
        // Poetry's caret is implied nowhere: a bare version is exactly that one.
        let is_bare = text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(['*', ',', ' ', '|']);
        if is_bare { format!("=={text}") } else { text.to_owned() }
    };
    let purpose = if is_optional { purpose.max(Purpose::Optional) } else { purpose };
    requirement::request(name, &wanted, purpose, reading.anchor(span))
}

fn is_true(value: &Value<'_>) -> bool {
    matches!(value.get_ref(), toml::de::DeValue::Boolean(true))
}
