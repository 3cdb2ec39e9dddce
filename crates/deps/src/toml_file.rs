//! TOML with places, for lock files and manifests.

use std::sync::Arc;

use assay_source::{SourceText, Span};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::reading::Reading;

/// A value and where it stands.
pub(crate) type Value<'t> = Spanned<DeValue<'t>>;

/// As much of a file as can be read; what cannot is told.
pub(crate) fn read<'t>(reading: &mut Reading<'_>, text: &'t Arc<SourceText>) -> DeTable<'t> {
    let (table, errors) = DeTable::parse_recoverable(text.as_str());
    if let Some(error) = errors.first() {
        let span = error.span().map_or_else(|| text.line_span(1), |span| Span::new(span.start, span.end));
        reading.broken(span, error.message().lines().next().unwrap_or("it is not TOML"));
    }
    table.into_inner()
}

/// What a value is, as seen by a reader that takes what it finds.
pub(crate) trait Lenient<'t> {
    fn table(&self) -> Option<&DeTable<'t>>;
    fn items(&self) -> &[Value<'t>];
    fn text(&self) -> Option<&str>;
    fn place(&self) -> Span;
}

impl<'t> Lenient<'t> for Value<'t> {
    fn table(&self) -> Option<&DeTable<'t>> {
        match self.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => None,
        }
    }

    fn items(&self) -> &[Value<'t>] {
        match self.get_ref() {
            DeValue::Array(items) => items,
            _ => &[],
        }
    }

    fn text(&self) -> Option<&str> {
        match self.get_ref() {
            DeValue::String(text) => Some(text),
            _ => None,
        }
    }

    fn place(&self) -> Span {
        Span::new(self.span().start, self.span().end)
    }
}

/// The table below several keys, one inside the other.
pub(crate) fn table_at<'a, 't>(table: &'a DeTable<'t>, path: &[&str]) -> Option<&'a DeTable<'t>> {
    path.iter().try_fold(table, |table, key| table.get(*key)?.table())
}

/// The text of a key.
pub(crate) fn text_at<'a>(table: &'a DeTable<'_>, key: &str) -> Option<&'a str> {
    table.get(key)?.text()
}

/// The items of the list of a key.
pub(crate) fn items_at<'a, 't>(table: &'a DeTable<'t>, key: &str) -> &'a [Value<'t>] {
    table.get(key).map(Lenient::items).unwrap_or_default()
}

/// The entries of the table of a key: name, where the name stands, value.
pub(crate) fn entries<'a, 't>(
    table: &'a DeTable<'t>,
) -> impl Iterator<Item = (&'a str, Span, &'a Value<'t>)> {
    table.iter().map(|(key, value)| {
        let span = Span::new(key.span().start, value.span().end.max(key.span().end));
        (key.get_ref().as_ref(), span, value)
    })
}
