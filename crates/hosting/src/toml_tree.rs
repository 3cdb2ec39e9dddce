//! TOML as the tree that YAML and JSON are read into.

use assay_app::document::{Entry, Key, Node, Notation, Value};
use assay_source::Span;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::reading::Reading;

/// As much of the file as can be read; a mistake is told.
pub(crate) fn read(reading: &mut Reading<'_>) -> Node {
    let text = reading.text.clone();
    let (table, errors) = DeTable::parse_recoverable(text.as_str());
    if let Some(error) = errors.first() {
        let span = error.span().map_or_else(|| text.line_span(1), |span| Span::new(span.start, span.end));
        let why = error.message().lines().next().unwrap_or("it is no TOML").to_owned();
        reading.broken(span, &why);
    }
    let whole = Span::new(0, text.as_str().len());
    Node { span: whole, alias: None, notation: Notation::Indented, value: map(table.get_ref()) }
}

fn map(table: &DeTable<'_>) -> Value {
    let entries = table.iter().map(|(key, value)| Entry {
        key: Key { text: key.get_ref().to_string(), span: Span::new(key.span().start, key.span().end) },
        value: node(value),
    });
    Value::Map(entries.collect())
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let (notation, inner) = match value.get_ref() {
        DeValue::String(text) => (Notation::Quoted, Value::Text(text.to_string())),
        DeValue::Integer(number) => (Notation::Plain, Value::Number(number.as_str().to_owned())),
        DeValue::Float(number) => (Notation::Plain, Value::Number(number.as_str().to_owned())),
        DeValue::Boolean(truth) => (Notation::Plain, Value::Bool(*truth)),
        DeValue::Datetime(time) => (Notation::Plain, Value::Text(time.to_string())),
        DeValue::Array(items) => (Notation::Bracketed, Value::List(items.iter().map(node).collect())),
        DeValue::Table(table) => (Notation::Indented, map(table)),
    };
    Node { span: Span::new(value.span().start, value.span().end), alias: None, notation, value: inner }
}
