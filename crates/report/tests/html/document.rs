//! A strict reader of HTML: what a browser would have to mend, it refuses.

use std::collections::{BTreeMap, BTreeSet};

/// An element, or some text.
#[derive(Debug)]
pub(crate) enum Node {
    Text(String),
    Element(Element),
}

#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) children: Vec<Node>,
}

const VOID: [&str; 3] = ["meta", "input", "br"];

/// Elements whose content is text without markup, to the end tag.
const RAW: [&str; 1] = ["style"];

/// What may stand in a paragraph, a heading, a caption and their like.
const PHRASING: [&str; 17] = [
    "a", "code", "strong", "span", "svg", "time", "mark", "em", "input", "label", "use", "symbol", "path",
    "rect", "text", "br", "summary",
];

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// This element and everything below it.
    pub(crate) fn walk(&self) -> Vec<&Self> {
        let below = self.elements().flat_map(Self::walk);
        std::iter::once(self).chain(below).collect()
    }

    pub(crate) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Everything it says.
    pub(crate) fn text(&self) -> String {
        let said = self.children.iter().map(|child| match child {
            Node::Text(text) => text.clone(),
            Node::Element(element) => element.text(),
        });
        said.collect()
    }

    pub(crate) fn named<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.walk().into_iter().filter(move |element| element.name == name)
    }
}

/// Reads a document; panics with the place where it is not as it should be.
pub(crate) fn read(html: &str) -> Element {
    let rest = html.strip_prefix("<!DOCTYPE html>").expect("a doctype comes first");
    let mut reader = Reader { html, at: html.len() - rest.len() };
    let root = reader.element();
    assert_eq!(&html[reader.at..], "", "nothing follows the root");
    check(&root, &[]);
    root
}

struct Reader<'h> {
    html: &'h str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.html[self.at..]
    }

    fn fail(&self, what: &str) -> ! {
        let near: String = self.rest().chars().take(120).collect();
        panic!("{what} at byte {}: {near}", self.at)
    }

    fn take(&mut self, text: &str) {
        if !self.rest().starts_with(text) {
            self.fail(&format!("`{text}` is expected"));
        }
        self.at += text.len();
    }

    fn name(&mut self) -> String {
        let end = self.rest().find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
        let name = self.rest()[..end.unwrap_or(0)].to_owned();
        if name.is_empty() {
            self.fail("a name is expected");
        }
        self.at += name.len();
        name
    }

    fn element(&mut self) -> Element {
        self.take("<");
        let mut element = Element { name: self.name(), ..Element::default() };
        while !self.rest().starts_with('>') {
            self.take(" ");
            let name = self.name();
            let value = if self.rest().starts_with('=') { self.value() } else { String::new() };
            if element.attributes.insert(name, value).is_some() {
                self.fail("an attribute stands twice before this");
            }
        }
        self.take(">");
        if VOID.contains(&element.name.as_str()) {
            return element;
        }
        if RAW.contains(&element.name.as_str()) {
            let end = self.rest().find("</").expect("raw text ends");
            element.children.push(Node::Text(self.rest()[..end].to_owned()));
            self.at += end;
        }
        while !self.rest().starts_with("</") {
            let child = match self.rest().starts_with('<') {
                true => Node::Element(self.element()),
                false => Node::Text(self.text()),
            };
            element.children.push(child);
        }
        self.take(&format!("</{}>", element.name));
        element
    }

    fn value(&mut self) -> String {
        self.take("=\"");
        let end = self.rest().find('"').unwrap_or_else(|| self.fail("a value ends"));
        let value = decoded(&self.rest()[..end]);
        self.at += end + 1;
        value
    }

    fn text(&mut self) -> String {
        let end = self.rest().find('<').unwrap_or_else(|| self.fail("text is followed by a tag"));
        let text = decoded(&self.rest()[..end]);
        self.at += end;
        text
    }
}

/// Text without its escapes; only the four of `maud` may stand there, and no bare `&` or `>`.
fn decoded(text: &str) -> String {
    assert!(!text.contains(['<', '>']), "an angle bracket is escaped: {text}");
    let mut out = String::new();
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (entity, rest) = part.split_once(';').unwrap_or_else(|| panic!("a bare `&` in {text}"));
        out.push_str(match entity {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            other => panic!("`&{other};` in {text}"),
        });
        out.push_str(rest);
    }
    out
}

/// What may stand where, as far as browsers would move things about or readers be misled.
fn check(element: &Element, above: &[&str]) {
    let names: BTreeSet<&str> = element.elements().map(|child| child.name.as_str()).collect();
    let only = |allowed: &[&str]| {
        let strange: Vec<&&str> = names.iter().filter(|name| !allowed.contains(name)).collect();
        assert!(strange.is_empty(), "{strange:?} in {} below {above:?}", element.name);
    };
    match element.name.as_str() {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "caption" | "summary" | "code" | "span"
        | "legend" | "label" | "dt" | "pre" => only(&PHRASING),
        "a" => {
            only(&PHRASING);
            assert!(!above.contains(&"a"), "a link in a link");
        }
        "ul" | "ol" => only(&["li"]),
        "dl" => only(&["div"]),
        "tr" => only(&["th", "td"]),
        "thead" | "tbody" => only(&["tr"]),
        "table" => {
            only(&["caption", "thead", "tbody"]);
            assert!(names.contains("caption"), "a table says what it is");
        }
        "details" => assert_eq!(element.elements().next().map(|first| first.name.as_str()), Some("summary")),
        "th" => assert!(element.attribute("scope").is_some(), "a head cell says what it heads"),
        "svg" => assert!(
            element.attribute("aria-hidden") == Some("true")
                || (element.attribute("role") == Some("img") && element.attribute("aria-label").is_some()),
            "a picture says what it shows, or that it is none"
        ),
        _ => {}
    }
    let mut above = above.to_vec();
    above.push(&element.name);
    element.elements().for_each(|child| check(child, &above));
}
