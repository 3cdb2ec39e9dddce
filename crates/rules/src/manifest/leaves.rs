//! Every text below a node, with the path to it.

use assay_app::document::Node;

/// A scalar somewhere in a document.
pub(crate) struct Leaf<'a> {
    /// The path to it, `exchange.overrides.body.client_secret`; an item of a list is named by its own key,
    /// never by its number.
    pub(crate) path: String,
    /// The key it stands under; that of the list where it is an item of one.
    pub(crate) key: &'a str,
    /// The text.
    pub(crate) text: String,
    /// The value.
    pub(crate) node: &'a Node,
}

/// Every scalar below a node, in the order of the file. Below keys for which `enter` says no nothing is taken.
pub(crate) fn leaves<'a>(node: &'a Node, enter: impl Fn(&str) -> bool) -> Vec<Leaf<'a>> {
    let mut found = Vec::new();
    let mut waiting = vec![(String::new(), "", node)];
    while let Some((path, key, node)) = waiting.pop() {
        if let Some(text) = node.scalar() {
            found.push(Leaf { path, key, text, node });
            continue;
        }
        let mut below = Vec::new();
        for entry in node.entries() {
            let name = entry.key.text.as_str();
            if enter(name) {
                let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
                below.push((path, name, &entry.value));
            }
        }
        for item in node.items() {
            let name = ["key", "name"].iter().find_map(|name| item.get(name)?.as_str());
            let path = name.map_or_else(|| path.clone(), |name| format!("{path}[{name}]"));
            below.push((path, key, item));
        }
        waiting.extend(below.into_iter().rev());
    }
    found
}
