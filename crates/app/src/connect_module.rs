//! Modules in the Connect manner, in a descriptor or in a Forge manifest.

use std::collections::BTreeSet;

use assay_source::Span;

use crate::{
    Spanned,
    cards::ConnectModuleCard,
    document::{Node, Value},
};

/// One Connect module.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectModule {
    /// Its type, `webPanels`; in a Forge manifest with the product, `jira:webPanels`.
    pub kind: Spanned<String>,
    /// Its own key.
    pub key: Option<Spanned<String>>,
    /// What is documented of its type; none where that is unlisted.
    pub card: Option<&'static ConnectModuleCard>,
    /// Every address of the app that it names, at any depth.
    pub urls: Vec<Spanned<String>>,
    /// `cacheable: true`: the product may keep the page.
    pub cacheable: Option<Spanned<bool>>,
    /// `modules.webPanels[0]`.
    pub path: String,
    /// Everything it says.
    pub node: Node,
}

impl ConnectModule {
    /// Its key, or its path where it has none.
    pub fn name(&self) -> &str {
        self.key.as_ref().map_or(&self.path, |key| key.as_str())
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.node.site()
    }
}

/// Every module below a node that maps types to one module (`configurePage: {…}`) or to a list of them.
pub(crate) fn read(modules: &Node, path: &str) -> Vec<ConnectModule> {
    let mut all = Vec::new();
    for entry in modules.entries() {
        let kind = Spanned::new(entry.key.text.clone(), entry.key.span);
        let path = format!("{path}.{}", kind.value);
        match &entry.value.value {
            Value::List(items) => {
                let items = items.iter().enumerate().filter(|(_, item)| !item.entries().is_empty());
                all.extend(items.map(|(at, item)| module(&kind, item, format!("{path}[{at}]"))));
            }
            Value::Map(_) => all.push(module(&kind, &entry.value, path)),
            _ => {}
        }
    }
    all
}

fn module(kind: &Spanned<String>, node: &Node, path: String) -> ConnectModule {
    let card = ConnectModuleCard::of(&kind.value);
    let mut urls = Urls::default();
    for key in card.into_iter().flat_map(|card| &card.url_keys) {
        urls.follow(node, &key.split('.').collect::<Vec<_>>());
    }
    urls.search(node);
    ConnectModule {
        kind: kind.clone(),
        key: node.get("key").and_then(|key| Some(Spanned::new(key.scalar()?, key.span))),
        card,
        urls: urls.found,
        cacheable: node.get("cacheable").and_then(|node| Some(Spanned::new(node.as_bool()?, node.span))),
        path,
        node: node.clone(),
    }
}

#[derive(Default)]
struct Urls {
    found: Vec<Spanned<String>>,
    seen: BTreeSet<Span>,
}

impl Urls {
    /// Takes every text under a key `url`, or ending in `Url` or `Path`, that is a path or a URL.
    fn search(&mut self, module: &Node) {
        for entry in module.walk().flat_map(Node::entries) {
            let key = entry.key.text.as_str();
            if key == "url" || key.ends_with("Url") || key.ends_with("Path") {
                self.take(&entry.value);
            }
        }
    }

    /// Takes what stands at a documented path.
    fn follow(&mut self, node: &Node, path: &[&str]) {
        match path {
            [] => self.take(node),
            ["*", rest @ ..] => {
                node.items().iter().for_each(|item| self.follow(item, rest));
                node.entries().iter().for_each(|entry| self.follow(&entry.value, rest));
            }
            [key, rest @ ..] => {
                if let Some(value) = node.get(key) {
                    self.follow(value, rest);
                }
            }
        }
    }

    fn take(&mut self, value: &Node) {
        if let Some(text) = value.as_str()
            && !text.is_empty()
            && self.seen.insert(value.site())
        {
            self.found.push(Spanned::new(text.to_owned(), value.span));
        }
    }
}
