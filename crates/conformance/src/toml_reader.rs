//! Reading TOML with care: every mistake gets its place, what would be right, and costs nothing else.

use assay_source::{Diagnostic, Level, SourceText, Span};
use jiff::civil::Date;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A table being read: what it has, and which of its keys were asked for.
pub(crate) struct Reader<'t> {
    text: &'t SourceText,
    diagnostics: Vec<Diagnostic>,
}

pub(crate) type Value<'t> = Spanned<DeValue<'t>>;

impl<'t> Reader<'t> {
    pub(crate) fn new(text: &'t SourceText) -> Self {
        Self { text, diagnostics: Vec::new() }
    }

    /// The whole file, as far as it can be read.
    pub(crate) fn root(&mut self) -> DeTable<'t> {
        let (table, errors) = DeTable::parse_recoverable(self.text.as_str());
        for error in errors {
            let span =
                error.span().map_or_else(|| self.text.line_span(1), |span| Span::new(span.start, span.end));
            let message =
                format!("this is not TOML: {}", error.message().lines().collect::<Vec<_>>().join(" "));
            self.diagnostics.push(
                Diagnostic::new(Level::Error, "config-syntax", message)
                    .at(self.text.place(span), "")
                    .help("every other line was read; put this one right"),
            );
        }
        table.into_inner()
    }

    pub(crate) fn wrong(&mut self, span: std::ops::Range<usize>, message: String, help: &str) {
        let place = self.text.place(Span::new(span.start, span.end));
        self.diagnostics
            .push(Diagnostic::new(Level::Error, "config-value", message).at(place, "").help(help));
    }

    pub(crate) fn finish(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    pub(crate) fn text(&self) -> &'t SourceText {
        self.text
    }

    /// Says which keys of a table mean nothing here.
    pub(crate) fn only(&mut self, table: &DeTable<'t>, what: &str, known: &[&str]) {
        for key in table.keys() {
            let name = key.get_ref();
            if known.contains(&name.as_ref()) {
                continue;
            }
            let place = self.text.place(Span::new(key.span().start, key.span().end));
            let near = known.iter().find(|known| distance(known, name) <= 2);
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("{what} has {}", list(known)),
            };
            let message = format!("`{name}` means nothing in {what}");
            self.diagnostics
                .push(Diagnostic::new(Level::Error, "config-key", message).at(place, "").help(help));
        }
    }

    pub(crate) fn string(&mut self, table: &DeTable<'t>, key: &str) -> Option<Spanned<String>> {
        let value = table.get(key)?;
        self.as_string(value, key)
    }

    fn as_string(&mut self, value: &Value<'t>, key: &str) -> Option<Spanned<String>> {
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => {
                Some(Spanned::new(value.span(), text.to_string()))
            }
            DeValue::String(_) => {
                self.wrong(
                    value.span(),
                    format!("`{key}` is empty"),
                    "write a few words, or leave the key out",
                );
                None
            }
            other => {
                self.wrong(value.span(), format!("`{key}` is {}", kind(other)), "a text in quotes is needed");
                None
            }
        }
    }

    /// A number of days, 1 to 3650.
    pub(crate) fn days(&mut self, table: &DeTable<'t>, key: &str) -> Option<u16> {
        let value = table.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => u16::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        let days = number.filter(|days| (1..=3650).contains(days));
        if days.is_none() {
            self.wrong(
                value.span(),
                format!("`{key}` is no number of days"),
                "a whole number from 1 to 3650 is needed",
            );
        }
        days
    }

    pub(crate) fn boolean(&mut self, table: &DeTable<'t>, key: &str) -> Option<bool> {
        let value = table.get(key)?;
        match value.get_ref() {
            DeValue::Boolean(value) => Some(*value),
            other => {
                self.wrong(
                    value.span(),
                    format!("`{key}` is {}", kind(other)),
                    "`true` or `false` is needed",
                );
                None
            }
        }
    }

    /// A text that has to be there: `what` is the table it belongs to.
    pub(crate) fn required(
        &mut self,
        table: &DeTable<'t>,
        key: &str,
        what: &str,
        at: std::ops::Range<usize>,
    ) -> Option<Spanned<String>> {
        if !table.contains_key(key) {
            self.missing(key, what, at);
        }
        self.string(table, key)
    }

    fn missing(&mut self, key: &str, what: &str, at: std::ops::Range<usize>) {
        self.wrong(
            at,
            format!("{what} has no `{key}`"),
            &format!("add `{key} = …`; without it {what} does not count"),
        );
    }

    pub(crate) fn strings(&mut self, table: &DeTable<'t>, key: &str) -> Vec<Spanned<String>> {
        match table.get(key).map(|value| (value.get_ref(), value.span())) {
            None => Vec::new(),
            Some((DeValue::Array(items), _)) => {
                items.iter().filter_map(|item| self.as_string(item, key)).collect()
            }
            Some((other, span)) => {
                let message = format!("`{key}` is {}", kind(other));
                self.wrong(span, message, "a list of texts is needed, `[\"…\", \"…\"]`");
                Vec::new()
            }
        }
    }

    /// A date, written bare (`2026-10-01`) or in quotes.
    pub(crate) fn date(
        &mut self,
        table: &DeTable<'t>,
        key: &str,
        what: &str,
        at: std::ops::Range<usize>,
    ) -> Option<Date> {
        let Some(value) = table.get(key) else {
            self.missing(key, what, at);
            return None;
        };
        let written = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            other => kind(other).to_owned(),
        };
        let date = written.parse::<Date>();
        // A date that is no TOML date either was already told as a mistake of syntax.
        if date.is_err() && !written.is_empty() {
            let message = format!("`{key}` is no date: {written}");
            self.wrong(value.span(), message, "write year, month and day: `2026-10-01`");
        }
        date.ok()
    }

    /// The tables of `[[key]]`.
    pub(crate) fn tables<'v>(
        &mut self,
        table: &'v DeTable<'t>,
        key: &str,
    ) -> Vec<(&'v DeTable<'t>, std::ops::Range<usize>)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            let message = format!("`{key}` is {}", kind(value.get_ref()));
            self.wrong(value.span(), message, &format!("begin each one with a line `[[{key}]]`"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::Table(table) => tables.push((table, item.span())),
                other => {
                    let message = format!("an entry of `{key}` is {}", kind(other));
                    self.wrong(item.span(), message, &format!("begin each one with a line `[[{key}]]`"));
                }
            }
        }
        tables
    }

    /// The table of `[key]`.
    pub(crate) fn table<'v>(&mut self, table: &'v DeTable<'t>, key: &str) -> Option<&'v DeTable<'t>> {
        let value = table.get(key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            other => {
                let message = format!("`{key}` is {}", kind(other));
                self.wrong(value.span(), message, &format!("begin it with a line `[{key}]`"));
                None
            }
        }
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

pub(crate) fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [first @ .., last] => format!("`{}` and `{last}`", first.join("`, `")),
    }
}

/// Edits between two words (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.chars().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
