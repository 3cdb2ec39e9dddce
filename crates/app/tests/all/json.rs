use assay_app::document::{Document, JsonDialect, Value, read_json};
use insta::assert_snapshot;

use crate::{source, told};

fn strict(text: &str) -> Document {
    read_json(&source("package.json", text), JsonDialect::Strict)
}

#[test]
fn every_span_is_what_is_written_in_bytes() {
    let document = strict("{ \"näme\": \"é\\n\", \"a\": [1, -2.5e3, true, null], \"b\": {} }");
    assert!(document.complete && document.diagnostics.is_empty());
    let written = |key| document.text.slice(document.root.get(key).unwrap().span);
    assert_eq!((written("näme"), written("a"), written("b")), ("\"é\\n\"", "[1, -2.5e3, true, null]", "{}"));
    assert_eq!(document.root.get("näme").unwrap().as_str(), Some("é\n"));
    assert_eq!(document.root.get("a").unwrap().items()[1].value, Value::Number("-2.5e3".to_owned()));
    assert_eq!(document.text.slice(document.root.entry("näme").unwrap().key.span), "\"näme\"");
}

#[test]
fn the_liberties_of_configuration_files_are_no_fault_there() {
    let text = "// c\n{ 'a': 1, /* d */ b: [1, 2,], }\n";
    let document = read_json(&source("tsconfig.json", text), JsonDialect::Commented);
    assert!(document.complete && document.diagnostics.is_empty());
    assert_eq!(document.root.get("b").unwrap().items().len(), 2);
    let codes: Vec<String> = strict(text).diagnostics.iter().map(|it| it.message.clone()).collect();
    assert_snapshot!(codes.join("\n"), @"
    a comment is not JSON; it is read all the same
    a text in single quotes is not JSON; it is read all the same
    a key without quotes is not JSON; it is read all the same
    a comma before a closing bracket is not JSON; it is read all the same
    ");
}

#[test]
fn what_stands_before_a_mistake_is_kept() {
    for text in [
        "{\"a\": {\"b\": [1, 2",
        "{\"a\": {\"b\": [1, 2}, \"c\": 3}",
        "{\"a\": {\"b\": [1, 2], \"c\" 3}",
        "{\"a\": {\"b\": [1, 2], \"c\": \"never closed",
        "{\"a\": {\"b\": [1, 2], \"c\": oops}}",
    ] {
        let document = strict(text);
        assert!(!document.complete, "{text}");
        assert_eq!(document.root.at(["a", "b"]).unwrap().items().len(), 2, "{text}");
    }
}

#[test]
fn a_missing_comma_does_not_end_the_reading() {
    let document = strict("{\"a\": 1\n \"b\": [1 2]}");
    assert!(!document.complete);
    assert_eq!(document.root.get("b").unwrap().items().len(), 2);
}

#[test]
fn mistakes_are_told_in_plain_words() {
    let faults = [
        "{\"a\": 1\n \"b\": 2}",
        "{\"a\": [1, 2}",
        "{\"a\" 1}",
        "{\"a\": \"x",
        "{\"a\": 1,, \"b\": 2}",
        "{\"a\": 1} {\"b\": 2}",
        "{\"a\": 1",
        "{\"a\": 1, \"a\": 2}",
        "/* x",
        "]",
    ];
    let all: Vec<String> = faults.iter().map(|fault| told(&strict(fault).diagnostics)).collect();
    assert_snapshot!(all.join("\n\n"), @r#"
    Error json-syntax: a comma is missing
      package.json:2:2 
      help: put a comma between two entries

    Error json-syntax: `}` cannot stand here
      package.json:1:12 
      help: correct the line, or the one above it

    Error json-syntax: a colon is missing after a key
      package.json:1:6 
      help: write `"key": value`

    Error json-syntax: a text cannot be read: Unterminated string literal
      package.json:1:7 
      help: close its quotes, and escape `"` and `\`

    Error json-syntax: `,` cannot stand here
      package.json:1:9 
      help: correct the line, or the one above it

    Error json-syntax: something follows the end of the value
      package.json:1:10 
      help: keep one value in the file

    Error json-syntax: the file ends before its last bracket is closed
      package.json:1:8 
      help: close what is open

    Warning json-duplicate-key: the key `a` stands twice in the same map; the last one is used
      package.json:1:10 this one is used
      package.json:1:2 this one is not
      help: remove one of them: readers differ in which one they take

    Error json-syntax: a comment is opened and never closed
      package.json:1:1 
      help: close it with `*/`

    Error json-syntax: `]` stands where a value is due
      package.json:1:1 
      help: put texts in double quotes
    "#);
}

#[test]
fn an_empty_file_is_nothing() {
    assert!(strict("").root.is_null());
    assert!(strict(" \n").complete);
}
