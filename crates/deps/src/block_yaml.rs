//! YAML as package managers write it: block maps by indentation, values on their line.
//!
//! A lock file of several megabytes is read many times faster so than by a full YAML reader. What is not of this
//! form is not guessed at: [`read`] says at which line it gave up, and the caller takes the full reader.

use std::borrow::Cow;

use assay_app::document::{Node, Value, read_yaml};
use assay_source::{Diagnostic, SourceText, Span};

/// A value of a lock file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Block<'t> {
    Scalar(Cow<'t, str>),
    List(Vec<Block<'t>>),
    Map(Vec<Pair<'t>>),
}

/// A key of a map, where it stands, and its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pair<'t> {
    pub(crate) key: Cow<'t, str>,
    pub(crate) span: Span,
    pub(crate) value: Block<'t>,
}

/// Deepest nesting; lock files have six levels.
const DEEPEST: usize = 40;

impl<'t> Block<'t> {
    pub(crate) fn get(&self, key: &str) -> Option<&Block<'t>> {
        self.pairs().iter().rev().find(|pair| pair.key == key).map(|pair| &pair.value)
    }

    pub(crate) fn pairs(&self) -> &[Pair<'t>] {
        match self {
            Self::Map(pairs) => pairs,
            _ => &[],
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Scalar(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    pub(crate) fn is_true(&self, key: &str) -> bool {
        self.text_of(key) == Some("true")
    }
}

/// Reads a lock file in either way. `Err` holds what is wrong with a file that neither can read.
pub(crate) fn read_any(text: &std::sync::Arc<SourceText>) -> Result<Block<'_>, Vec<Diagnostic>> {
    if let Some(block) = read(text.as_str()) {
        return Ok(block);
    }
    let document = read_yaml(text);
    if document.complete { Ok(converted(&document.root)) } else { Err(document.diagnostics) }
}

fn converted(node: &Node) -> Block<'static> {
    match &node.value {
        Value::List(items) => Block::List(items.iter().map(converted).collect()),
        Value::Map(entries) => Block::Map(
            entries
                .iter()
                .map(|entry| Pair {
                    key: Cow::Owned(entry.key.text.clone()),
                    span: entry.key.span,
                    value: converted(&entry.value),
                })
                .collect(),
        ),
        Value::Null => Block::Scalar(Cow::Borrowed("")),
        Value::Bool(_) | Value::Number(_) | Value::Text(_) => {
            Block::Scalar(Cow::Owned(node.scalar().unwrap_or_default()))
        }
    }
}

/// The first document of a text, or none where the text is not of the simple form.
pub(crate) fn read(text: &str) -> Option<Block<'_>> {
    let mut lines = Lines::new(text)?;
    let block = lines.block(0, 0)?;
    lines.at.eq(&lines.all.len()).then_some(block)
}

/// A line with something on it.
#[derive(Debug, Clone, Copy)]
struct Line<'t> {
    indent: usize,
    /// Without indentation and end.
    content: &'t str,
    /// Of the content in the text.
    start: usize,
}

struct Lines<'t> {
    all: Vec<Line<'t>>,
    at: usize,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Option<Self> {
        let mut all = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let content = line.trim_end_matches(['\n', '\r', ' ']);
            let inner = content.trim_start_matches(' ');
            let indent = content.len() - inner.len();
            let at = start + indent;
            start += line.len();
            if inner.is_empty() || inner.starts_with('#') {
                continue;
            }
            if indent == 0 && inner == "---" {
                // A document before this one is somebody else's: pnpm writes its own settings into the first.
                if all.is_empty() { continue } else { return None }
            }
            if inner.starts_with(['\t', '%', '&', '*', '!', '|', '>', '@', '`'])
                || (indent == 0 && inner == "...")
            {
                return None;
            }
            all.push(Line { indent, content: inner, start: at });
        }
        Some(Self { all, at: 0 })
    }

    fn peek(&self) -> Option<Line<'t>> {
        self.all.get(self.at).copied()
    }

    /// The map or list whose lines are indented by `indent`.
    fn block(&mut self, indent: usize, depth: usize) -> Option<Block<'t>> {
        if depth > DEEPEST {
            return None;
        }
        match self.peek() {
            Some(line) if line.indent == indent && is_item(line.content) => self.list(indent, depth),
            _ => self.map(indent, depth),
        }
    }

    fn map(&mut self, indent: usize, depth: usize) -> Option<Block<'t>> {
        let mut pairs = Vec::new();
        while let Some(line) = self.peek().filter(|line| line.indent == indent && !is_item(line.content)) {
            self.at += 1;
            let (key, rest) = match line.content.strip_prefix("? ") {
                // A key too long for its line; its value follows on the next.
                Some(key) => {
                    let value = self.peek().filter(|next| next.indent == indent)?;
                    let rest = value.content.strip_prefix(':')?.trim_start();
                    self.at += 1;
                    (scalar(key)?, rest)
                }
                None => split_key(line.content)?,
            };
            let span = Span::new(line.start, line.start + line.content.len());
            let value = self.value(rest, indent, depth)?;
            pairs.push(Pair { key, span, value });
        }
        match self.peek() {
            Some(line) if line.indent > indent => None,
            _ => Some(Block::Map(pairs)),
        }
    }

    /// What follows a key: on its line, or indented below it.
    fn value(&mut self, rest: &'t str, indent: usize, depth: usize) -> Option<Block<'t>> {
        if !rest.is_empty() {
            // A value that goes on below is one of the forms that are left to the full reader.
            let goes_on = self.peek().is_some_and(|next| next.indent > indent);
            return if goes_on { None } else { inline(rest, depth) };
        }
        match self.peek() {
            Some(next) if next.indent > indent => self.block(next.indent, depth + 1),
            Some(next) if next.indent == indent && is_item(next.content) => self.list(indent, depth + 1),
            _ => Some(Block::Scalar(Cow::Borrowed(""))),
        }
    }

    fn list(&mut self, indent: usize, depth: usize) -> Option<Block<'t>> {
        let mut items = Vec::new();
        while let Some(line) = self.peek().filter(|line| line.indent == indent && is_item(line.content)) {
            let content = line.content[1..].trim_start();
            if split_key(content).is_some() && !content.starts_with(['{', '[']) {
                // A map that begins on the dash's line: its other keys stand below this one.
                let inner = line.indent + line.content.len() - content.len();
                self.all[self.at] = Line { indent: inner, content, start: line.start + inner - line.indent };
                items.push(self.map(inner, depth + 1)?);
            } else {
                self.at += 1;
                items.push(self.value(content, indent, depth + 1)?);
            }
        }
        Some(Block::List(items))
    }
}

fn is_item(content: &str) -> bool {
    content == "-" || content.starts_with("- ")
}

/// A key and what follows its colon on the line.
fn split_key(content: &str) -> Option<(Cow<'_, str>, &str)> {
    if let Some(quote) = content.chars().next().filter(|c| matches!(c, '\'' | '"')) {
        let end = closing(content, quote)?;
        let rest = content[end + 1..].strip_prefix(':')?;
        let rest = if rest.is_empty() { rest } else { rest.strip_prefix(' ')? };
        return Some((scalar(&content[..=end])?, rest.trim_start()));
    }
    if let Some(key) = content.strip_suffix(':')
        && !key.contains(": ")
    {
        return Some((scalar(key)?, ""));
    }
    let (key, rest) = content.split_once(": ")?;
    Some((scalar(key)?, rest.trim_start()))
}

/// Where a quoted text ends.
fn closing(content: &str, quote: char) -> Option<usize> {
    let bytes = content.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == '"' => at += 1,
            byte if char::from(byte) == quote => {
                if quote == '\'' && bytes.get(at + 1) == Some(&b'\'') {
                    at += 1;
                } else {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// A scalar that ends where its text ends.
fn scalar(text: &str) -> Option<Cow<'_, str>> {
    match text.chars().next() {
        Some('\'') => {
            let inner = text
                .strip_prefix('\'')?
                .strip_suffix('\'')
                .filter(|_| closing(text, '\'') == Some(text.len() - 1))?;
            Some(if inner.contains("''") {
                Cow::Owned(inner.replace("''", "'"))
            } else {
                Cow::Borrowed(inner)
            })
        }
        Some('"') => {
            // The escapes that lock files have are those of JSON.
            let is_whole = closing(text, '"') == Some(text.len() - 1);
            if is_whole && !text.contains('\\') {
                return Some(Cow::Borrowed(&text[1..text.len() - 1]));
            }
            if is_whole { serde_json::from_str::<String>(text).ok().map(Cow::Owned) } else { None }
        }
        Some('&' | '*' | '!' | '|' | '>' | '%' | '@' | '`' | '[' | ']' | '{' | '}' | ',' | '#') => None,
        Some('-' | '?' | ':') if text.get(1..2).is_none_or(|next| next == " ") => None,
        _ if text.contains(" #") || text.contains(": ") || text.ends_with(':') => None,
        _ => Some(Cow::Borrowed(if text == "~" || text == "null" { "" } else { text })),
    }
}

/// A value on one line: a scalar, `{a: b}`, `[a, b]`.
fn inline(text: &str, depth: usize) -> Option<Block<'_>> {
    if depth > DEEPEST {
        return None;
    }
    if let Some(inner) = text.strip_prefix('{') {
        let inner = inner.strip_suffix('}')?;
        let pairs = parts(inner)?.into_iter().map(|part| {
            let (key, rest) = split_key(part)?;
            // The map stands on one line; its line is the place of all of it.
            Some(Pair { key, span: Span::default(), value: inline(rest, depth + 1)? })
        });
        return pairs.collect::<Option<_>>().map(Block::Map);
    }
    if let Some(inner) = text.strip_prefix('[') {
        let inner = inner.strip_suffix(']')?;
        let items = parts(inner)?.into_iter().map(|part| inline(part, depth + 1));
        return items.collect::<Option<_>>().map(Block::List);
    }
    if text.is_empty() {
        return Some(Block::Scalar(Cow::Borrowed("")));
    }
    Some(Block::Scalar(scalar(text)?))
}

/// What stands between the commas of a flow list or map, those in quotes and brackets left alone.
fn parts(inner: &str) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    let (mut start, mut open, mut at) = (0, 0_usize, 0);
    let bytes = inner.as_bytes();
    while at < bytes.len() {
        match bytes[at] {
            quote @ (b'\'' | b'"')
                if inner[start..at].trim_end().is_empty() || inner[..at].ends_with([' ', ',', '{', '[']) =>
            {
                at += closing(&inner[at..], char::from(quote))?;
            }
            b'{' | b'[' => open += 1,
            b'}' | b']' => open = open.checked_sub(1)?,
            b',' if open == 0 && bytes.get(at + 1).is_none_or(|next| *next == b' ') => {
                parts.push(inner[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    if open > 0 {
        return None;
    }
    let last = inner[start..].trim();
    if !last.is_empty() {
        parts.push(last);
    }
    Some(parts)
}
