//! Puts a tree together from a reader's events, without recursion and within the budgets.

use std::collections::{BTreeMap, BTreeSet, HashMap, btree_map::Entry as Slot};

use assay_source::{Diagnostic, Encoding, Level, SourceText, Span};

use super::{DEEPEST, Entry, Key, MOST_DIAGNOSTICS, MOST_NODES, Node, Notation, Value};

/// A text of this many bytes costs as much as one more node, so that repeating a long text is bounded too.
pub(super) const BYTES_PER_NODE: usize = 32;

/// Why reading has to end before the text does. The diagnostic is already written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exhausted;

/// A tree in the making.
pub(super) struct Builder<'t> {
    text: &'t SourceText,
    frames: Vec<Frame>,
    root: Option<Node>,
    anchors: HashMap<usize, Node>,
    budget: usize,
    /// Kind of file for codes and messages: `yaml` or `json`.
    language: &'static str,
    pub(super) complete: bool,
    diagnostics: Vec<Diagnostic>,
    untold: usize,
}

/// A list or map that is not closed yet.
struct Frame {
    opened: Span,
    notation: Notation,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, seen: BTreeMap<String, usize>, key: Option<PendingKey>, merges: Vec<Node> },
}

struct PendingKey {
    key: Key,
    is_merge: bool,
}

impl<'t> Builder<'t> {
    pub(super) fn new(text: &'t SourceText, language: &'static str) -> Self {
        let mut build = Self::empty(text, language);
        build.tell_wrong_bytes();
        build
    }

    fn empty(text: &'t SourceText, language: &'static str) -> Self {
        Self {
            text,
            frames: Vec::new(),
            root: None,
            anchors: HashMap::new(),
            budget: MOST_NODES,
            language,
            complete: true,
            diagnostics: Vec::new(),
            untold: 0,
        }
    }

    /// One for the next document of the same text, with what is left of the budget.
    pub(super) fn next(&self) -> Self {
        let left = self.budget;
        Self { budget: left, ..Self::empty(self.text, self.language) }
    }

    /// Says where bytes stand that are no UTF-8; each was read as a replacement character.
    fn tell_wrong_bytes(&mut self) {
        if self.text.encoding() == Encoding::Repaired {
            let at = self.text.as_str().find(char::REPLACEMENT_CHARACTER).unwrap_or_default();
            let span = Span::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
            let message = "this file is not UTF-8 throughout: a byte here stands for no character".to_owned();
            self.report(
                Level::Warning,
                "not-utf8",
                message,
                span,
                "read as `\u{FFFD}`",
                "save the file as UTF-8",
            );
        }
    }

    /// True between a key and its value.
    pub(super) fn awaits_value_of(&self) -> Option<&Key> {
        match &self.frames.last()?.content {
            Content::Map { key, .. } => key.as_ref().map(|pending| &pending.key),
            Content::List(_) => None,
        }
    }

    pub(super) fn is_in_map(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { content: Content::Map { .. }, .. }))
    }

    pub(super) fn is_open(&self) -> bool {
        !self.frames.is_empty()
    }

    pub(super) fn open_list(&mut self, at: Span, notation: Notation, anchor: usize) -> Result<(), Exhausted> {
        self.open(at, notation, anchor, Content::List(Vec::new()))
    }

    pub(super) fn open_map(&mut self, at: Span, notation: Notation, anchor: usize) -> Result<(), Exhausted> {
        let content =
            Content::Map { entries: Vec::new(), seen: BTreeMap::new(), key: None, merges: Vec::new() };
        self.open(at, notation, anchor, content)
    }

    fn open(
        &mut self,
        at: Span,
        notation: Notation,
        anchor: usize,
        content: Content,
    ) -> Result<(), Exhausted> {
        if self.frames.len() >= DEEPEST {
            self.too_deep(at);
            return Err(Exhausted);
        }
        self.frames.push(Frame { opened: at, notation, anchor, content });
        Ok(())
    }

    /// Says that nesting goes too deep at a span.
    pub(super) fn too_deep(&mut self, at: Span) {
        self.complete = false;
        let message = format!("nesting goes deeper than {DEEPEST} levels; what lies below is not read");
        self.report(Level::Error, "too-deep", message, at, "one level too many", "flatten the file");
    }

    /// Adds a finished value where one is due.
    pub(super) fn value(&mut self, node: Node, anchor: usize) -> Result<(), Exhausted> {
        self.spend(weight_of_one(&node), node.span)?;
        self.attach(node, anchor)
    }

    /// Adds what an anchor stands for.
    pub(super) fn alias(&mut self, anchor: usize, at: Span) -> Result<(), Exhausted> {
        let Some(target) = self.anchors.get(&anchor) else {
            self.complete = false;
            let message = "an alias stands inside the value that it names, which would never end";
            self.report(
                Level::Error,
                "recursive-alias",
                message.to_owned(),
                at,
                "read as nothing",
                "write the value out",
            );
            return self.value(null(at), 0);
        };
        let weight = weight(target);
        let mut node = target.clone();
        node.alias = Some(at);
        self.spend(weight, at)?;
        self.attach(node, 0)
    }

    fn attach(&mut self, node: Node, anchor: usize) -> Result<(), Exhausted> {
        if anchor != 0 {
            self.spend(weight(&node), node.span)?;
            self.anchors.insert(anchor, node.clone());
        }
        match self.frames.last_mut().map(|frame| &mut frame.content) {
            None => {
                self.root.get_or_insert(node);
            }
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map { key: slot @ None, .. }) => {
                let is_merge = node.notation == Notation::Plain && node.as_str() == Some("<<");
                match node.scalar() {
                    Some(text) => *slot = Some(PendingKey { key: Key { text, span: node.site() }, is_merge }),
                    None if node.is_null() => {
                        *slot = Some(PendingKey {
                            key: Key { text: String::new(), span: node.site() },
                            is_merge,
                        });
                    }
                    None => {
                        let span = node.site();
                        let text = self.text.slice(span).to_owned();
                        *slot = Some(PendingKey { key: Key { text, span }, is_merge: false });
                        let message = format!("{} is used as a key; it is read as its text", node.kind());
                        self.report(
                            Level::Warning,
                            "unusual-key",
                            message,
                            span,
                            "",
                            "use a plain text as the key",
                        );
                    }
                }
            }
            Some(Content::Map { key, merges, .. }) => {
                // The guard above leaves only maps that have a key.
                if let Some(PendingKey { key, is_merge }) = key.take() {
                    if is_merge {
                        merges.push(node);
                    } else {
                        self.insert(key, node);
                    }
                }
            }
        }
        Ok(())
    }

    fn insert(&mut self, key: Key, value: Node) {
        let Some(Frame { content: Content::Map { entries, seen, .. }, .. }) = self.frames.last_mut() else {
            return;
        };
        match seen.entry(key.text.clone()) {
            Slot::Vacant(slot) => {
                slot.insert(entries.len());
                entries.push(Entry { key, value });
            }
            Slot::Occupied(slot) => {
                let earlier = std::mem::replace(&mut entries[*slot.get()], Entry { key, value });
                let now = entries[*slot.get()].key.clone();
                // What stood there may have been what somebody looks for.
                self.complete &= earlier.value.items().is_empty() && earlier.value.entries().is_empty();
                let message =
                    format!("the key `{}` stands twice in the same map; the last one is used", now.text);
                let diagnostic =
                    Diagnostic::new(Level::Warning, &format!("{}-duplicate-key", self.language), message)
                        .at(self.text.place(now.span), "this one is used")
                        .at(self.text.place(earlier.key.span), "this one is not")
                        .help("remove one of them: readers differ in which one they take");
                self.tell(diagnostic);
            }
        }
    }

    /// Closes the innermost list or map. `end` counts only for those in brackets: the others end with their
    /// last child.
    pub(super) fn close(&mut self, end: usize) -> Result<(), Exhausted> {
        if let Some(key) = self.awaits_value_of() {
            let after = Span::new(key.span.end, key.span.end);
            self.attach(null(after), 0)?;
        }
        let Some(Frame { opened, notation, anchor, content }) = self.frames.pop() else { return Ok(()) };
        let (value, children) = match content {
            Content::List(items) => {
                let last = items.last().map(Node::site);
                (Value::List(items), last)
            }
            Content::Map { mut entries, merges, .. } => {
                let own =
                    entries.first().zip(entries.last()).map(|(first, last)| first.key.span.to(last.span()));
                self.merge(&mut entries, merges);
                (Value::Map(entries), own)
            }
        };
        let span = match (notation, children) {
            (Notation::Indented, Some(children)) => {
                let start = if matches!(value, Value::List(_)) {
                    self.dash_before(opened.start)
                } else {
                    opened.start
                };
                Span::new(start, start).to(children)
            }
            (Notation::Indented, None) => opened,
            // Where brackets do not match, a last value may be said to stand behind the closing one.
            (_, children) => Span::new(opened.start, children.map_or(end, |children| children.end.max(end))),
        };
        self.spend(1, span)?;
        self.attach(Node { span, alias: None, notation, value }, anchor)
    }

    /// A block list starts with its first dash, also where the reader says it starts with its first item.
    fn dash_before(&self, start: usize) -> usize {
        let before = self.text.as_str()[..start].trim_end_matches([' ', '\t']);
        if self.text.as_str()[start..].starts_with('-') || !before.ends_with('-') {
            start
        } else {
            before.len() - 1
        }
    }

    /// Adds what merge keys bring: own keys win, then the earlier merge.
    fn merge(&mut self, entries: &mut Vec<Entry>, merges: Vec<Node>) {
        let mut taken: BTreeSet<String> = entries.iter().map(|entry| entry.key.text.clone()).collect();
        for merge in merges {
            let site = merge.site();
            let (sources, is_list) = match merge.value {
                Value::List(items) => (items, true),
                _ => (vec![merge], false),
            };
            for source in sources {
                let at = if is_list { source.alias.unwrap_or(site) } else { site };
                let Value::Map(inherited) = source.value else {
                    let message = format!("a merge key takes a map or a list of maps, not {}", source.kind());
                    self.report(Level::Warning, "merge", message, at, "left out", "merge an anchored map");
                    continue;
                };
                for mut entry in inherited {
                    if taken.insert(entry.key.text.clone()) {
                        entry.value.alias = Some(at);
                        entries.push(entry);
                    }
                }
            }
        }
    }

    /// Ends the text: whatever is still open is closed at `end`.
    pub(super) fn finish(mut self, end: usize) -> (Node, bool, Vec<Diagnostic>) {
        // Closing may need a node of budget for each open frame, at most `DEEPEST`.
        self.budget += 2 * DEEPEST;
        while self.is_open() {
            if self.close(end) == Err(Exhausted) {
                break;
            }
        }
        let root = self.root.unwrap_or_else(|| null(Span::new(0, 0)));
        self.diagnostics.sort_by_key(|diagnostic| {
            diagnostic.labels.first().and_then(|label| label.place.region).map(|region| region.start)
        });
        if self.untold > 0 {
            let message = format!("{} more faults of the same kinds are not listed", self.untold);
            let code = format!("{}-more", self.language);
            self.diagnostics.push(Diagnostic::new(Level::Note, &code, message));
        }
        (root, self.complete, self.diagnostics)
    }

    fn spend(&mut self, weight: usize, at: Span) -> Result<(), Exhausted> {
        match self.budget.checked_sub(weight) {
            Some(rest) => {
                self.budget = rest;
                Ok(())
            }
            None => {
                self.complete = false;
                let message = format!(
                    "the file holds, or its aliases stand for, more than {MOST_NODES} values; the rest is not read"
                );
                let help = "write less, or repeat less through aliases";
                self.report(Level::Error, "too-large", message, at, "reading ends here", help);
                Err(Exhausted)
            }
        }
    }

    pub(super) fn report(
        &mut self,
        level: Level,
        code: &str,
        message: String,
        at: Span,
        label: &str,
        help: &str,
    ) {
        let code = format!("{}-{code}", self.language);
        let diagnostic = Diagnostic::new(level, &code, message).at(self.text.place(at), label).help(help);
        self.tell(diagnostic);
    }

    /// Keeps a diagnostic. An error ends the reading or is rare, so it is always kept.
    fn tell(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MOST_DIAGNOSTICS || diagnostic.level == Level::Error {
            self.diagnostics.push(diagnostic);
        } else {
            self.untold += 1;
        }
    }
}

/// A missing value.
pub(super) fn null(at: Span) -> Node {
    Node { span: at, alias: None, notation: Notation::Plain, value: Value::Null }
}

fn weight(node: &Node) -> usize {
    let keys =
        |node: &Node| node.entries().iter().map(|entry| entry.key.text.len() / BYTES_PER_NODE).sum::<usize>();
    node.walk().map(|node| weight_of_one(node) + keys(node)).sum()
}

fn weight_of_one(node: &Node) -> usize {
    match &node.value {
        Value::Text(text) | Value::Number(text) => 1 + text.len() / BYTES_PER_NODE,
        _ => 1,
    }
}
