//! HCL as the tree that YAML and JSON are read into.

use assay_app::document::{Entry, Key, Node, Notation, Value};
use assay_source::Span;
use hcl_edit::{
    Span as _,
    expr::{Expression, ObjectKey},
    structure::{Body, Structure},
};

use crate::reading::Reading;

/// Largest file that is read, in bytes; files that people write stay far below.
const LARGEST: usize = 1024 * 1024;

/// A block: its kind, its labels, and what stands in it as a map. Blocks in it are entries; those of one name are a list.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) kind: String,
    pub(crate) labels: Vec<String>,
    /// Kind and labels.
    pub(crate) head: Span,
    pub(crate) body: Node,
}

/// The blocks of a file, as far as it can be read. What is computed stands as a text in `${…}`.
pub(crate) fn read(reading: &mut Reading<'_>) -> Vec<Block> {
    let text = reading.text.clone();
    if text.as_str().len() > LARGEST {
        reading.broken(text.line_span(1), "it is larger than files that people write");
        return Vec::new();
    }
    // Named like the language's own parser, which bounds how deep it goes.
    let body = match hcl_edit::parser::parse_body(text.as_str()) {
        Ok(body) => body,
        Err(error) => {
            let line = u32::try_from(error.location().line()).unwrap_or(u32::MAX);
            let why = error.message().lines().next().unwrap_or("it is no HCL").to_owned();
            reading.broken(text.line_span(line.clamp(1, text.line_count())), &why);
            return Vec::new();
        }
    };
    let blocks = body.iter().filter_map(Structure::as_block);
    blocks
        .map(|block| {
            let kind = span(block.ident.span());
            let end = block.labels.last().map_or(kind, |label| span(label.span()));
            Block {
                kind: block.ident.as_str().to_owned(),
                labels: block.labels.iter().map(|label| label.as_str().to_owned()).collect(),
                head: kind.to(end),
                body: tree(text.as_str(), &block.body, span(block.span())),
            }
        })
        .collect()
}

fn span(range: Option<std::ops::Range<usize>>) -> Span {
    range.map_or_else(|| Span::new(0, 0), |range| Span::new(range.start, range.end))
}

fn tree(text: &str, body: &Body, at: Span) -> Node {
    let mut entries: Vec<Entry> = Vec::new();
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => {
                let key = Key { text: attribute.key.as_str().to_owned(), span: span(attribute.key.span()) };
                entries.push(Entry { key, value: expression(text, &attribute.value) });
            }
            Structure::Block(block) => {
                // `dynamic "name"` makes blocks of that name from what stands in its `content`.
                let dynamic = block.labels.first().filter(|_| block.ident.as_str() == "dynamic");
                let (name, inner) = match dynamic {
                    Some(label) => {
                        let content = block.body.iter().filter_map(Structure::as_block);
                        let content = content.into_iter().find(|inner| inner.ident.as_str() == "content");
                        (label.as_str(), content.map_or(&block.body, |content| &content.body))
                    }
                    None => (block.ident.as_str(), &block.body),
                };
                let value = tree(text, inner, span(block.span()));
                match entries.iter_mut().find(|entry| entry.key.text == name) {
                    Some(entry) => {
                        let known = std::mem::replace(&mut entry.value.value, Value::Null);
                        entry.value.value = match known {
                            Value::List(mut items) => {
                                items.push(value);
                                Value::List(items)
                            }
                            known => {
                                let first = Node { value: known, ..entry.value.clone() };
                                Value::List(vec![first, value])
                            }
                        };
                    }
                    None => {
                        let key = Key { text: name.to_owned(), span: span(block.ident.span()) };
                        entries.push(Entry { key, value });
                    }
                }
            }
        }
    }
    Node { span: at, alias: None, notation: Notation::Bracketed, value: Value::Map(entries) }
}

fn expression(text: &str, given: &Expression) -> Node {
    let at = span(given.span());
    let (notation, value) = match given {
        Expression::Null(_) => (Notation::Plain, Value::Null),
        Expression::Bool(truth) => (Notation::Plain, Value::Bool(*truth.value())),
        Expression::Number(number) => (Notation::Plain, Value::Number(number.value().to_string())),
        Expression::String(string) => (Notation::Quoted, Value::Text(string.value().clone())),
        Expression::Array(items) => {
            (Notation::Bracketed, Value::List(items.iter().map(|item| expression(text, item)).collect()))
        }
        Expression::Object(object) => {
            let entries = object.iter().map(|(key, value)| {
                let (name, key_at) = match key {
                    ObjectKey::Ident(name) => (name.as_str().to_owned(), span(name.span())),
                    ObjectKey::Expression(Expression::String(name)) => {
                        (name.value().clone(), span(name.span()))
                    }
                    ObjectKey::Expression(other) => (computed(text, span(other.span())), span(other.span())),
                };
                Entry { key: Key { text: name, span: key_at }, value: expression(text, value.expr()) }
            });
            (Notation::Bracketed, Value::Map(entries.collect()))
        }
        Expression::Parenthesis(inner) => return expression(text, inner.inner()),
        // What is written as a document is what it stands for.
        Expression::FuncCall(call)
            if call.name.name.as_str() == "jsonencode" && call.args.iter().count() == 1 =>
        {
            return call.args.iter().next().map_or_else(|| null(at), |argument| expression(text, argument));
        }
        Expression::StringTemplate(_) => {
            let whole = text.get(at.start..at.end).unwrap_or_default();
            (Notation::Quoted, Value::Text(whole.trim_matches('"').to_owned()))
        }
        // A document in JSON, say.
        Expression::HeredocTemplate(_) => {
            (Notation::Block, Value::Text(text.get(at.start..at.end).unwrap_or_default().to_owned()))
        }
        _ => (Notation::Plain, Value::Text(computed(text, at))),
    };
    Node { span: at, alias: None, notation, value }
}

fn computed(text: &str, at: Span) -> String {
    format!("${{{}}}", text.get(at.start..at.end).unwrap_or_default())
}

fn null(at: Span) -> Node {
    Node { span: at, alias: None, notation: Notation::Plain, value: Value::Null }
}
