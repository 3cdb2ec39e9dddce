//! Atlassian's document format, as far as plain text goes into it and comes out.
//!
//! Source: the published structure of ADF, version 1, read 2026-11.

use serde_json::{Value, json};

/// A document of paragraphs, one a line.
pub(crate) fn document(text: &str) -> Value {
    let paragraphs: Vec<Value> = text
        .lines()
        .map(|line| match line {
            "" => json!({ "type": "paragraph", "content": [] }),
            line => json!({ "type": "paragraph", "content": [{ "type": "text", "text": line }] }),
        })
        .collect();
    json!({ "type": "doc", "version": 1, "content": paragraphs })
}

/// Whether a value is a document.
pub(crate) fn is_document(value: &Value) -> bool {
    value["type"] == "doc" && value["version"] == 1 && value["content"].is_array()
}

/// The text of a document, its blocks on lines of their own. Its depth is bounded by that of the JSON it was read from.
pub(crate) fn text(document: &Value) -> String {
    let mut out = String::new();
    walk(document, &mut out);
    out.trim_end().to_owned()
}

fn walk(node: &Value, out: &mut String) {
    if let Some(text) = node["text"].as_str() {
        out.push_str(text);
    }
    for child in node["content"].as_array().into_iter().flatten() {
        walk(child, out);
    }
    if matches!(node["type"].as_str(), Some("paragraph" | "heading" | "listItem" | "codeBlock" | "hardBreak"))
        && !out.ends_with('\n')
    {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_goes_in_and_comes_out() {
        let written = document("one\ntwo");
        assert!(is_document(&written));
        assert_eq!(text(&written), "one\ntwo");
        assert_eq!(text(&json!({ "type": "doc", "content": 7 })), "");
    }
}
