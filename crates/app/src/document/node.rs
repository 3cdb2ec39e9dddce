//! The tree.

use assay_source::Span;

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where the value itself is written, without tag and anchor; for a block list or map from its first to its
    /// last child. The value of an alias stands at its anchor, a missing value (`key:`) has an empty span just after the colon.
    pub span: Span,
    /// The alias or merge key through which the value came to stand here.
    pub alias: Option<Span>,
    /// How it is written.
    pub notation: Notation,
    /// What it is.
    pub value: Value,
}

/// What a [`Node`] is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing: `null`, `~`, or an empty value.
    Null,
    /// `true` or `false`. The words `yes`, `no`, `on` and `off` of YAML 1.1 are text.
    Bool(bool),
    /// A number as it is written.
    Number(String),
    /// A text with its escapes resolved.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map in the order of the file. Every key stands in it once.
    Map(Vec<Entry>),
}

/// How a [`Node`] is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// A scalar without quotes.
    Plain,
    /// A scalar in single or double quotes.
    Quoted,
    /// A YAML block scalar (`|` or `>`).
    Block,
    /// A list or map by indentation.
    Indented,
    /// A list or map in brackets.
    Bracketed,
}

/// One key of a map with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// A key with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its text; a number or boolean as it is written.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

impl Entry {
    /// From the key to the end of the value, or of the alias that stands for it.
    pub fn span(&self) -> Span {
        let site = self.value.site();
        if site.start < self.key.span.start { self.key.span } else { self.key.span.to(site) }
    }
}

impl Node {
    /// Where the value is used: the alias if it came through one, else where it is written.
    pub fn site(&self) -> Span {
        self.alias.unwrap_or(self.span)
    }

    /// The value of a key; `None` too where this is no map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// A key with its value; `None` too where this is no map.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key.text == key)
    }

    /// The value below several keys, one inside the other.
    pub fn at<'a>(&self, path: impl IntoIterator<Item = &'a str>) -> Option<&Node> {
        path.into_iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text, where this is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The scalar as text, whatever its kind: `nodejs22.x`, `256`, `true`. `None` for null, lists and maps.
    pub fn scalar(&self) -> Option<String> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(text.clone()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The truth value, where this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The items of a list; none where this is no list.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a map; none where this is no map.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// True for nothing at all.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// What it is in plain words, for messages: `a list`.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "a truth value",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// This node and everything below it, parents first, in the order of the file.
    pub fn walk(&self) -> impl Iterator<Item = &Node> {
        let mut waiting = vec![self];
        std::iter::from_fn(move || {
            let node = waiting.pop()?;
            waiting.extend(node.items().iter().rev());
            waiting.extend(node.entries().iter().rev().map(|entry| &entry.value));
            Some(node)
        })
    }
}
