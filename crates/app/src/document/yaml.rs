//! YAML 1.2 as people and tools write it.

use std::sync::Arc;

use assay_source::{Level, SourceText, Span};
use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, Tag};

use super::{
    DEEPEST, Document, Node, Notation, Value,
    build::{Builder, Exhausted, null},
    problem::explain_yaml,
};

/// Reads the first YAML document of a text.
///
/// Anchors and aliases are resolved, merge keys applied (own keys win, then the earlier merge; what was merged
/// follows the own keys), tags of the core schema obeyed and all other tags passed over. Plain scalars follow
/// the core schema of YAML 1.2: `yes` and `on` are texts.
///
/// Diagnostics: `yaml-syntax` (reading ends there, the tree holds what came before), `yaml-duplicate-key` (the
/// last one is used), `yaml-several-documents` (the first one is used), `yaml-unknown-alias`,
/// `yaml-recursive-alias`, `yaml-merge`, `yaml-unusual-key`, `yaml-too-deep`, `yaml-too-large`.
pub fn read_yaml(text: &Arc<SourceText>) -> Document {
    let mut reader = Reader::new(text, text.as_str());
    // `Exhausted` has left its diagnostic; what was read counts.
    let _ = reader.read(None);
    reader.finish(text)
}

/// Reads every YAML document of a text: at least one, the last as far as the text could be read. All of them together
/// have the budget of one. `content` is a text of the same length, in which some stretches were put out of the way; spans
/// and places are of `text`.
///
/// Diagnostics: as [`read_yaml`], without `yaml-several-documents`.
pub fn read_yaml_all(text: &Arc<SourceText>, content: &str) -> Vec<Document> {
    let mut documents = Vec::new();
    let mut reader = Reader::new(text, content);
    let _ = reader.read(Some((text, &mut documents)));
    documents.push(reader.finish(text));
    documents
}

struct Reader<'t> {
    text: &'t SourceText,
    content: &'t str,
    build: Builder<'t>,
    /// Where the last event ended.
    end: usize,
}

impl<'t> Reader<'t> {
    fn new(text: &'t SourceText, content: &'t str) -> Self {
        Self { text, content, build: Builder::new(text, "yaml"), end: 0 }
    }

    fn finish(self, text: &Arc<SourceText>) -> Document {
        let end = self.end;
        let (root, complete, diagnostics) = self.build.finish(end);
        Document { text: Arc::clone(text), root, complete, diagnostics }
    }

    /// Reads the first document; or all of them, where there is a list that all but the last go to.
    fn read(
        &mut self,
        mut others: Option<(&'t Arc<SourceText>, &mut Vec<Document>)>,
    ) -> Result<(), Exhausted> {
        // The builder's own limit comes first, with its own words.
        let options = granit_parser::options! {
            emit_unresolved_aliases: true,
            emit_comments: false,
            flow_nesting_limit: 2 * DEEPEST,
            block_nesting_limit: 2 * DEEPEST,
        };
        let mut documents = 0;
        for event in Parser::new_from_str_with_options(self.content, options) {
            let (event, at) = match event {
                Ok((event, span)) => (event, self.span(&span)),
                Err(error) => {
                    let at = error.marker().byte_offset().unwrap_or(self.end);
                    self.syntax_error(error.kind(), at);
                    return Ok(());
                }
            };
            if matches!(event, Event::DocumentStart(..)) {
                documents += 1;
                if let Some((text, list)) = &mut others {
                    if documents > 1 {
                        let next = self.build.next();
                        let build = std::mem::replace(&mut self.build, next);
                        let (root, complete, diagnostics) = build.finish(self.end);
                        list.push(Document { text: Arc::clone(text), root, complete, diagnostics });
                    }
                } else if documents == 2 {
                    self.build.complete = false;
                    let message = "the file holds several documents; the first one is read";
                    let help = "keep one document in the file";
                    self.build.report(
                        Level::Warning,
                        "several-documents",
                        message.to_owned(),
                        at,
                        "not read from here on",
                        help,
                    );
                    return Ok(());
                }
            }
            self.event(event, at)?;
            self.end = self.end.max(at.end);
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'_>, at: Span) -> Result<(), Exhausted> {
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let node = self.scalar(&value, style, tag.as_deref(), at);
                self.build.value(node, anchor)
            }
            Event::SequenceStart(style, anchor, _) => self.build.open_list(at, notation(style), anchor),
            Event::MappingStart(style, anchor, _) => self.build.open_map(at, notation(style), anchor),
            Event::SequenceEnd | Event::MappingEnd => self.build.close(at.end),
            Event::Alias(anchor) => self.build.alias(anchor, at),
            Event::UnresolvedAlias(name) => {
                let message = format!("no anchor `&{name}` stands before the alias `*{name}`");
                self.build.complete = false;
                self.build.report(
                    Level::Error,
                    "unknown-alias",
                    message,
                    at,
                    "read as nothing",
                    "anchor the value before the alias",
                );
                self.build.value(null(at), 0)
            }
            _ => Ok(()),
        }
    }

    fn scalar(&self, value: &str, style: ScalarStyle, tag: Option<&Tag>, at: Span) -> Node {
        let (notation, span) = match style {
            ScalarStyle::Plain => (Notation::Plain, at),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => (Notation::Quoted, at),
            ScalarStyle::Literal | ScalarStyle::Folded => (Notation::Block, self.trimmed(at)),
        };
        let empty = notation == Notation::Plain && at.start == at.end;
        let span = if empty { self.span_of_nothing(at) } else { span };
        let text = || value.to_owned();
        let value = match tag.and_then(Tag::core_suffix) {
            Some("str") => Value::Text(if empty { String::new() } else { text() }),
            Some("null") => Value::Null,
            Some("int" | "float") => Value::Number(text()),
            Some("bool") => resolve(value),
            _ if empty => Value::Null,
            _ if notation == Notation::Plain => resolve(value),
            _ => Value::Text(text()),
        };
        Node { span, alias: None, notation, value }
    }

    /// A missing value stands just after its key's colon, wherever the parser noticed it.
    fn span_of_nothing(&self, at: Span) -> Span {
        let Some(key) = self.build.awaits_value_of() else { return at };
        let rest = &self.text.as_str()[key.span.end..];
        let gap = rest.len() - rest.trim_start().len();
        let here = key.span.end + if rest[gap..].starts_with(':') { gap + 1 } else { 0 };
        Span::new(here, here)
    }

    /// Without the blank lines that a block scalar may end in.
    fn trimmed(&self, at: Span) -> Span {
        Span::new(at.start, at.start + self.text.slice(at).trim_end().len())
    }

    fn span(&self, span: &granit_parser::Span) -> Span {
        let end = self.text.as_str().len();
        let byte = |marker: &granit_parser::Marker| marker.byte_offset().unwrap_or(end).min(end);
        Span::new(byte(&span.start), byte(&span.end))
    }

    fn syntax_error(&mut self, kind: &granit_parser::ErrorKind, at: usize) {
        self.build.complete = false;
        self.end = self.end.max(at.min(self.text.as_str().len()));
        if *kind == granit_parser::ErrorKind::RecursionLimitExceeded {
            return self.build.too_deep(Span::new(at, at));
        }
        let (message, help) = explain_yaml(kind);
        let at = self.visible(at);
        self.build.report(Level::Error, "syntax", message, at, "reading ends here", help);
    }

    /// The character at an offset, or the last one of the text.
    fn visible(&self, at: usize) -> Span {
        let text = self.text.as_str();
        let start = text.floor_char_boundary(at.min(text.len()));
        match text[start..].chars().next() {
            Some(next) if next != '\n' && next != '\r' => Span::new(start, start + next.len_utf8()),
            _ => Span::new(start, start),
        }
    }
}

fn notation(style: StructureStyle) -> Notation {
    match style {
        StructureStyle::Flow => Notation::Bracketed,
        StructureStyle::Block => Notation::Indented,
    }
}

/// A plain scalar by the core schema.
///
/// Source: YAML 1.2.2, section 10.3.2.
fn resolve(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_number(text) => Value::Number(text.to_owned()),
        _ => Value::Text(text.to_owned()),
    }
}

fn is_number(text: &str) -> bool {
    let all = |digits: &str, allowed: fn(u8) -> bool| !digits.is_empty() && digits.bytes().all(allowed);
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, |byte| byte.is_ascii_hexdigit());
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, |byte| (b'0'..=b'7').contains(&byte));
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    (!whole.is_empty() || !fraction.is_empty())
        && digits(whole)
        && digits(fraction)
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}
