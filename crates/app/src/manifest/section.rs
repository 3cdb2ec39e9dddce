//! A part of a manifest, asked for values of the kinds it should hold.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use assay_source::{Diagnostic, Level, SourceText, Span};

use super::Spanned;
use crate::document::{Entry, Node, Value};

/// A node, how people call it, and where complaints go.
///
/// Every question tolerates a missing or empty value. A value of a wrong kind leaves a `manifest-wrong-type`
/// diagnostic and reads as missing, so that everything else goes on.
#[derive(Clone)]
pub(crate) struct Section<'d> {
    pub(crate) node: &'d Node,
    /// `permissions.external.fetch`, `modules.action[0]`; empty for the whole file.
    pub(crate) path: String,
    complaints: &'d Complaints<'d>,
}

/// Where complaints go.
pub(crate) struct Complaints<'d> {
    text: &'d SourceText,
    list: RefCell<BTreeMap<Span, Diagnostic>>,
    hides_something: Cell<bool>,
}

impl<'d> Complaints<'d> {
    pub(crate) fn new(text: &'d SourceText) -> Self {
        Self { text, list: RefCell::default(), hides_something: Cell::new(false) }
    }

    /// True when a value was passed over below which there may be more: the absence of an entry then proves
    /// nothing.
    pub(crate) fn hide_something(&self) -> bool {
        self.hides_something.get()
    }

    /// The complaints in the order of the text.
    pub(crate) fn into_diagnostics(self) -> impl Iterator<Item = Diagnostic> {
        self.list.into_inner().into_values()
    }
}

impl<'d> Section<'d> {
    pub(crate) fn new(node: &'d Node, path: &str, complaints: &'d Complaints<'d>) -> Self {
        Self { node, path: path.to_owned(), complaints }
    }

    /// Where it is used.
    pub(crate) fn span(&self) -> Span {
        self.node.site()
    }

    fn child(&self, node: &'d Node, path: String) -> Self {
        Self { node, path, complaints: self.complaints }
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Whatever stands under a key, nothing excepted.
    pub(crate) fn any(&self, key: &str) -> Option<Self> {
        let node = self.node.get(key).filter(|node| !node.is_null())?;
        Some(self.child(node, self.path_of(key)))
    }

    /// The map under a key.
    pub(crate) fn map(&self, key: &str) -> Option<Self> {
        self.any(key).filter(Section::is_map)
    }

    /// The text under a key; numbers and truth values count as they are written.
    pub(crate) fn text(&self, key: &str) -> Option<Spanned<String>> {
        self.any(key)?.as_text()
    }

    /// This value as a text.
    pub(crate) fn as_text(&self) -> Option<Spanned<String>> {
        match self.node.scalar() {
            Some(text) => Some(Spanned::new(text, self.node.span)),
            None => {
                self.complain(A_TEXT);
                None
            }
        }
    }

    /// The truth value under a key. A text that is a variable is neither true nor false and reads as missing.
    pub(crate) fn boolean(&self, key: &str) -> Option<Spanned<bool>> {
        let section = self.any(key)?;
        match &section.node.value {
            Value::Bool(value) => Some(Spanned::new(*value, section.node.span)),
            Value::Text(text) if text.contains("${") => None,
            _ => {
                section.complain("true or false");
                None
            }
        }
    }

    /// The whole number under a key.
    pub(crate) fn number(&self, key: &str) -> Option<Spanned<u64>> {
        let section = self.any(key)?;
        match &section.node.value {
            Value::Number(text) if text.parse::<u64>().is_ok() => {
                text.parse().ok().map(|number| Spanned::new(number, section.node.span))
            }
            Value::Text(text) if text.contains("${") => None,
            _ => {
                section.complain("a whole number");
                None
            }
        }
    }

    /// The items of the list under a key. A single value where a list is due is complained of and counts as a
    /// list of one.
    pub(crate) fn list(&self, key: &str) -> Vec<Self> {
        self.any(key).map(|section| section.as_list()).unwrap_or_default()
    }

    /// The items of this list, as [`Section::list`].
    pub(crate) fn as_list(&self) -> Vec<Self> {
        match &self.node.value {
            Value::List(items) => items
                .iter()
                .enumerate()
                .filter(|(_, item)| !item.is_null())
                .map(|(at, item)| self.child(item, format!("{}[{at}]", self.path)))
                .collect(),
            Value::Null => Vec::new(),
            _ => {
                self.complain(A_LIST);
                vec![self.clone()]
            }
        }
    }

    /// The maps in the list under a key.
    pub(crate) fn maps(&self, key: &str) -> Vec<Self> {
        self.list(key).into_iter().filter(Section::is_map).collect()
    }

    /// The texts in the list under a key.
    pub(crate) fn texts(&self, key: &str) -> Vec<Spanned<String>> {
        self.list(key).iter().filter_map(Section::as_text).collect()
    }

    /// The entries of this map, each with its section.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'d Entry, Self)> {
        self.node
            .entries()
            .iter()
            .map(|entry| (entry, self.child(&entry.value, self.path_of(&entry.key.text))))
    }

    /// True for a map; anything else but nothing at all is complained of.
    pub(crate) fn is_map(&self) -> bool {
        let is_map = matches!(self.node.value, Value::Map(_));
        if !is_map && !self.node.is_null() {
            self.complain(A_MAP);
        }
        is_map
    }

    fn complain(&self, wanted: &'static str) {
        let subject =
            if self.path.is_empty() { "the manifest".to_owned() } else { format!("`{}`", self.path) };
        let message = format!("{subject} should be {wanted}; it is {}", self.node.kind());
        let help = if wanted == A_LIST {
            "put it into a list; it is read as a list of one"
        } else {
            "correct it: what stands here is passed over, the rest of the manifest is read"
        };
        let diagnostic = Diagnostic::new(Level::Warning, "manifest-wrong-type", message)
            .at(self.complaints.text.place(self.span()), format!("{wanted} is expected here"))
            .help(help);
        // One value is asked for in several ways; the first complaint counts.
        self.complaints.list.borrow_mut().entry(self.span()).or_insert(diagnostic);
        if wanted == A_MAP || (wanted == A_TEXT && WEIGHTY.iter().any(|part| self.path.starts_with(part))) {
            self.complaints.hides_something.set(true);
        }
    }
}

const A_MAP: &str = "a map";
const A_LIST: &str = "a list";
const A_TEXT: &str = "a text";
/// Parts of a manifest where a value that cannot be read may hide a scope or a way out.
const WEIGHTY: [&str; 3] = ["permissions", "remotes", "providers"];
