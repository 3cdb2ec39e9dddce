//! XML of servers, with places.

use assay_source::Span;
use roxmltree::{Document, Node, ParsingOptions};

use crate::reading::Reading;

/// Most elements and texts in one file.
const MOST_NODES: u32 = 50_000;
/// Deepest nesting that is read.
const DEEPEST: usize = 200;

/// Calls `see` with every element, in the order of the file. A file that cannot be read leaves a diagnostic.
pub(crate) fn each(reading: &mut Reading<'_>, mut see: impl FnMut(&mut Reading<'_>, Node<'_, '_>)) {
    let text = reading.text.clone();
    // The reader goes as deep as the file does.
    let mut depth = 0usize;
    for (at, _) in text.as_str().match_indices('<') {
        let rest = &text.as_str()[at + 1..];
        if rest.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !rest.starts_with(['!', '?'])
            && !rest.split('>').next().is_some_and(|tag| tag.ends_with('/'))
        {
            depth += 1;
        }
        if depth > DEEPEST {
            reading.broken(Span::new(at, at + 1), "elements are nested too deep");
            return;
        }
    }
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    match Document::parse_with_options(text.as_str(), options) {
        Ok(document) => document.descendants().filter(Node::is_element).for_each(|node| see(reading, node)),
        Err(error) => {
            let line = text.line_span(error.pos().row);
            let words = error.to_string();
            let why = words.split(" at ").next().unwrap_or("it is no XML").to_owned();
            reading.broken(line, &format!("it is no XML: {why}"));
        }
    }
}

/// Where an element's head stands.
pub(crate) fn span(reading: &Reading<'_>, node: Node<'_, '_>) -> Span {
    let range = node.range();
    let whole = &reading.text.as_str()[range.clone()];
    let end = whole.find('>').map_or(range.end, |end| range.start + end + 1);
    Span::new(range.start, end)
}

/// An attribute, whatever the case of its name.
pub(crate) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes()
        .find(|attribute| attribute.name().eq_ignore_ascii_case(name))
        .map(|attribute| attribute.value())
}
