//! The modules, whatever their type.

use std::collections::BTreeSet;

use assay_source::Span;

use super::{Spanned, section::Section};
use crate::{cards::ModuleCard, document::Node};

/// One entry below `modules`.
#[derive(Debug, Clone, PartialEq)]
pub struct Module {
    /// Its type, `jira:issuePanel`, where it stands as the key of the list.
    pub kind: Spanned<String>,
    /// Its own key.
    pub key: Option<Spanned<String>>,
    /// What is documented of its type; none where the type is unlisted.
    pub card: Option<&'static ModuleCard>,
    /// Keys of the functions it calls, at any depth: `function`, `resolver.function`, …
    pub functions: Vec<Spanned<String>>,
    /// Keys of the endpoints it calls, at any depth.
    pub endpoints: Vec<Spanned<String>>,
    /// Keys of the resources it shows, at any depth.
    pub resources: Vec<Spanned<String>>,
    /// `native` for UI Kit.
    pub render: Option<Spanned<String>>,
    /// `modules.jira:issuePanel[0]`.
    pub path: String,
    /// Everything it says.
    pub node: Node,
}

impl Module {
    /// Its key, or its path where it has none.
    pub fn name(&self) -> &str {
        self.key.as_ref().map_or(&self.path, |key| key.as_str())
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.node.site()
    }

    /// What it shows people; none where it shows nothing, or its type is unlisted and it names no resource.
    ///
    /// A module that draws, names a function and names no resource is UI Kit of the first generation.
    pub fn shows(&self) -> Option<Surface> {
        let is_native = self.render.as_ref().is_some_and(|render| render.value == "native");
        let draws = self.card.is_some_and(|card| card.renders_ui) && !self.is("action");
        match () {
            () if is_native => Some(Surface::UiKit),
            () if !self.resources.is_empty() => Some(Surface::CustomUi),
            () if draws && !self.functions.is_empty() => Some(Surface::UiKit),
            () => None,
        }
    }

    /// True when the type is the one named, with or without the prefix `core:`.
    pub fn is(&self, kind: &str) -> bool {
        self.kind.value.strip_prefix("core:").unwrap_or(&self.kind.value) == kind
    }
}

/// How a module shows itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Surface {
    /// Components that the product draws.
    UiKit,
    /// A page of the app's own, in a frame.
    CustomUi,
}

/// Every module with its section, in the order of the file.
pub(super) fn sections<'d>(manifest: &Section<'d>) -> Vec<(Spanned<String>, Section<'d>)> {
    let Some(modules) = manifest.map("modules") else { return Vec::new() };
    let mut all = Vec::new();
    for (entry, section) in modules.entries() {
        let kind = Spanned::new(entry.key.text.clone(), entry.key.span);
        for item in section.as_list() {
            if item.is_map() {
                all.push((kind.clone(), item));
            }
        }
    }
    all
}

pub(super) fn read(kind: &Spanned<String>, section: &Section<'_>) -> Module {
    let mut called = Called::default();
    let card = ModuleCard::of(&kind.value);
    // A function is named by its own module, not called by it.
    if kind.value != "function" {
        called.search(section.node);
        for key in card.into_iter().flat_map(|card| &card.function_keys) {
            called.follow(section.node, &key.split('.').collect::<Vec<_>>());
        }
    }
    Module {
        kind: kind.clone(),
        key: section.text("key"),
        card,
        functions: called.functions,
        endpoints: called.endpoints,
        resources: called.resources,
        render: section.node.get("render").and_then(Node::as_str).map(|text| {
            Spanned::new(text.to_owned(), section.node.get("render").map_or(section.span(), |node| node.span))
        }),
        path: section.path.clone(),
        node: section.node.clone(),
    }
}

/// What a module calls and shows.
#[derive(Default)]
struct Called {
    functions: Vec<Spanned<String>>,
    endpoints: Vec<Spanned<String>>,
    resources: Vec<Spanned<String>>,
    seen: BTreeSet<Span>,
}

impl Called {
    /// Takes every text under a key `function`, `endpoint` or `resource`, however deep: this is how unlisted
    /// types are understood.
    fn search(&mut self, module: &Node) {
        for node in module.walk() {
            for entry in node.entries() {
                self.take(&entry.key.text, &entry.value);
            }
        }
    }

    /// Takes what stands at a documented path.
    fn follow(&mut self, node: &Node, path: &[&str]) {
        match path {
            [] => {}
            ["*", rest @ ..] => node.items().iter().for_each(|item| self.follow(item, rest)),
            [key] => {
                if let Some(value) = node.get(key) {
                    let kind =
                        if key.to_ascii_lowercase().contains("endpoint") { "endpoint" } else { "function" };
                    self.take(kind, value);
                }
            }
            [key, rest @ ..] => {
                if let Some(value) = node.get(key) {
                    self.follow(value, rest);
                }
            }
        }
    }

    fn take(&mut self, key: &str, value: &Node) {
        let list = match key {
            "function" => &mut self.functions,
            "endpoint" => &mut self.endpoints,
            "resource" => &mut self.resources,
            _ => return,
        };
        if let Some(text) = value.as_str()
            && self.seen.insert(value.site())
        {
            list.push(Spanned::new(text.to_owned(), value.span));
        }
    }
}
