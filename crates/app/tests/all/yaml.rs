use assay_app::document::{Document, MOST_DIAGNOSTICS, Node, Notation, Value};
use insta::assert_snapshot;

use crate::{told, yaml};

/// What stands under a path, as it is written in the file.
fn written<'d>(document: &'d Document, path: &[&str]) -> &'d str {
    let node = document.root.at(path.iter().copied()).expect("the path leads somewhere");
    document.text.slice(node.span)
}

fn at<'d>(document: &'d Document, path: &[&str]) -> &'d Value {
    &document.root.at(path.iter().copied()).expect("the path leads somewhere").value
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

#[test]
fn every_span_is_what_is_written_in_bytes() {
    let document = yaml(
        "äpp: ölig # ☂\nquoted: \"a ☂ \\u00e9\" # b\nlist:\n  - eins\n  - 'zwei'\n\nflow: {a: [1, 2], b: }\nmap:\n  x: 1\n\
         \x20 y: |\n    two\n    lines\n\n\n# end\nlast: 3\n",
    );
    assert!(document.complete && document.diagnostics.is_empty());
    assert_eq!(written(&document, &["äpp"]), "ölig");
    assert_eq!(written(&document, &["quoted"]), "\"a ☂ \\u00e9\"");
    assert_eq!(*at(&document, &["quoted"]), text("a ☂ é"));
    assert_eq!(written(&document, &["list"]), "- eins\n  - 'zwei'");
    assert_eq!(written(&document, &["flow"]), "{a: [1, 2], b: }");
    assert_eq!(written(&document, &["flow", "a"]), "[1, 2]");
    assert_eq!(written(&document, &["map"]), "x: 1\n  y: |\n    two\n    lines");
    assert_eq!(*at(&document, &["map", "y"]), text("two\nlines\n"));
    let keys: Vec<&str> =
        document.root.entries().iter().map(|entry| document.text.slice(entry.key.span)).collect();
    assert_eq!(keys, ["äpp", "quoted", "list", "flow", "map", "last"]);
    assert_eq!(document.text.slice(document.root.entries()[0].span()), "äpp: ölig");
}

#[test]
fn a_list_at_the_indentation_of_its_key_ends_with_its_last_item() {
    let document = yaml("list:\n- a\n- b: 1\n  c: 2\nnext: 1\n");
    assert_eq!(written(&document, &["list"]), "- a\n- b: 1\n  c: 2");
    assert_eq!(document.text.slice(document.root.get("list").unwrap().items()[1].span), "b: 1\n  c: 2");
}

#[test]
fn an_empty_value_stands_just_after_its_colon() {
    let document = yaml("permissions:   # nothing yet\n\nmodules :\n  a:\n");
    let nothing = document.root.get("permissions").unwrap();
    assert!(nothing.is_null());
    assert_eq!((nothing.span.start, nothing.span.end), ("permissions:".len(), "permissions:".len()));
    assert_eq!(document.text.slice(document.root.entry("modules").unwrap().span()), "modules :\n  a:");
}

#[test]
fn scalars_follow_the_core_schema() {
    let document = yaml(
        "[yes, on, true, True, ~, null, 12, 0x1F, 0o17, -1.5e3, .inf, 1.2.3, nodejs22.x, 2026-01-01, '12', !!str 12, !!int \
         '7', +]",
    );
    let kinds: Vec<String> = document.root.items().iter().map(|node| format!("{:?}", node.value)).collect();
    assert_eq!(
        kinds,
        [
            r#"Text("yes")"#,
            r#"Text("on")"#,
            "Bool(true)",
            "Bool(true)",
            "Null",
            "Null",
            r#"Number("12")"#,
            r#"Number("0x1F")"#,
            r#"Number("0o17")"#,
            r#"Number("-1.5e3")"#,
            r#"Number(".inf")"#,
            r#"Text("1.2.3")"#,
            r#"Text("nodejs22.x")"#,
            r#"Text("2026-01-01")"#,
            r#"Text("12")"#,
            r#"Text("12")"#,
            r#"Number("7")"#,
            r#"Text("+")"#,
        ]
    );
}

#[test]
fn how_a_text_is_written_is_remembered() {
    let document = yaml("a: plain\nb: 'single'\nc: \"double\"\nd: >\n  folded\n  text\ne: [x]\nf:\n  - y\n");
    let notations: Vec<Notation> = document.root.entries().iter().map(|entry| entry.value.notation).collect();
    use Notation::*;
    assert_eq!(notations, [Plain, Quoted, Quoted, Block, Bracketed, Indented]);
    assert_eq!(*at(&document, &["d"]), text("folded text\n"));
}

#[test]
fn a_text_of_several_lines_is_joined_and_keeps_its_span() {
    let document = yaml("a: one\n  two\n\n  three # c\nb: \"one\n  two\\\n  three\"\n");
    assert_eq!(*at(&document, &["a"]), text("one two\nthree"));
    assert_eq!(written(&document, &["a"]), "one\n  two\n\n  three");
    assert_eq!(*at(&document, &["b"]), text("one twothree"));
}

#[test]
fn an_alias_has_the_anchors_value_and_remembers_its_own_place() {
    let document = yaml("a: &x\n  k: [1]\nb: *x\nc:\n  - *x\n");
    let alias = document.root.get("b").unwrap();
    assert_eq!(*alias.get("k").unwrap().items(), *document.root.at(["a", "k"]).unwrap().items());
    assert_eq!(document.text.slice(alias.span), "k: [1]");
    assert_eq!(document.text.slice(alias.site()), "*x");
    assert_eq!(document.text.slice(document.root.entry("b").unwrap().span()), "b: *x");
    assert_eq!(document.text.slice(document.root.get("c").unwrap().span), "- *x");
}

#[test]
fn own_keys_win_over_merged_ones_and_earlier_merges_over_later() {
    let document = yaml(
        "one: &one {a: 1, b: 1}\ntwo: &two {b: 2, c: 2}\nall:\n  <<: [*one, *two]\n  a: 0\nsingle:\n  <<: *two\nquoted:\n  \
         '<<': 1\n",
    );
    let all = document.root.get("all").unwrap();
    let pairs = |node: &Node| -> Vec<String> {
        node.entries()
            .iter()
            .map(|entry| format!("{}={}", entry.key.text, entry.value.scalar().unwrap()))
            .collect()
    };
    assert_eq!(pairs(all), ["a=0", "b=1", "c=2"]);
    assert_eq!(document.text.slice(all.get("b").unwrap().site()), "*one");
    assert_eq!(document.text.slice(all.get("b").unwrap().span), "1");
    assert_eq!(pairs(document.root.get("single").unwrap()), ["b=2", "c=2"]);
    assert_eq!(pairs(document.root.get("quoted").unwrap()), ["<<=1"]);
    assert!(document.complete && document.diagnostics.is_empty());
}

#[test]
fn line_ends_marks_and_encodings_of_other_systems_are_read() {
    let document = yaml("\u{feff}a: 1\r\nb:\r\n  - x\r\n  - y\r\n");
    assert_eq!(written(&document, &["b"]), "- x\r\n  - y");
    let utf16: Vec<u8> = "\u{feff}app:\n  id: é\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let document = yaml(utf16);
    assert_eq!(*at(&document, &["app", "id"]), text("é"));
    assert_eq!(*at(&yaml("a:\tb # tab\n"), &["a"]), text("b"));
}

#[test]
fn unknown_tags_are_passed_over() {
    let document = yaml("a: !Ref name\nb: !!map {x: 1}\nc: !custom\n  - 1\n");
    assert_eq!(*at(&document, &["a"]), text("name"));
    assert_eq!(document.root.get("c").unwrap().items().len(), 1);
    assert!(document.complete);
}

#[test]
fn an_empty_file_is_nothing() {
    for text in ["", "\n\n", "# only a comment\n", "---\n", "---\n...\n"] {
        let document = yaml(text);
        assert!(document.root.is_null() && document.complete, "{text:?}");
    }
}

#[test]
fn what_stands_before_a_mistake_is_kept() {
    let document = yaml(
        "app:\n  id: x\nmodules:\n  macro:\n    - key: a\n      title: [b\npermissions:\n  scopes: []\n",
    );
    assert!(!document.complete);
    assert_eq!(*at(&document, &["app", "id"]), text("x"));
    assert_eq!(
        document.root.at(["modules", "macro"]).unwrap().items()[0].get("key").unwrap().as_str(),
        Some("a")
    );
}

#[test]
fn mistakes_are_told_in_plain_words() {
    let faults = [
        "app:\n  id: x\n\tname: y\n",
        "app:\n  id: [a, b\nmodules: 1\n",
        "a: 'never closed\nb: 1\n",
        "a: b: c\n",
        "a:\n  - x\n y: 1\n",
        "a: @b\n",
        "a: 1\na: 2\n",
        "a: *nowhere\n",
        "a: &x [*x]\n",
        "a: 1\n---\nb: 2\n",
        "a:\n  <<: 5\n",
        "? {x: 1}\n: y\n",
        "a: \"\\q\"\n",
        "key\nother: 1\n",
    ];
    let all: Vec<String> = faults.iter().map(|fault| told(&yaml(fault).diagnostics)).collect();
    assert_snapshot!(all.join("\n\n"), @r"
    Error yaml-syntax: a tab stands where YAML wants spaces
      manifest.yml:2:7 reading ends here
      help: replace the tab by spaces

    Error yaml-syntax: a `:` cannot stand here while a bracket is open
      manifest.yml:3:8 reading ends here
      help: close the bracket above it, or put the text in quotes

    Error yaml-syntax: a text in quotes goes on in a line that is not indented
      manifest.yml:2:1 reading ends here
      help: close the quote above it, or indent the line

    Error yaml-syntax: a `key: value` cannot stand here
      manifest.yml:1:5 reading ends here
      help: put it on a line of its own, or put a text that holds `: ` in quotes

    Error yaml-syntax: a line fits neither the map above it nor an outer one
      manifest.yml:3:2 reading ends here
      help: indent the lines of one map or list alike, with spaces

    Error yaml-syntax: a text cannot start with `@` here
      manifest.yml:1:4 reading ends here
      help: put the text in quotes

    Warning yaml-duplicate-key: the key `a` stands twice in the same map; the last one is used
      manifest.yml:2:1 this one is used
      manifest.yml:1:1 this one is not
      help: remove one of them: readers differ in which one they take

    Error yaml-unknown-alias: no anchor `&nowhere` stands before the alias `*nowhere`
      manifest.yml:1:4 read as nothing
      help: anchor the value before the alias

    Error yaml-recursive-alias: an alias stands inside the value that it names, which would never end
      manifest.yml:1:8 read as nothing
      help: write the value out

    Warning yaml-several-documents: the file holds several documents; the first one is read
      manifest.yml:2:1 not read from here on
      help: keep one document in the file

    Warning yaml-merge: a merge key takes a map or a list of maps, not a number
      manifest.yml:2:7 left out
      help: merge an anchored map

    Warning yaml-unusual-key: a map is used as a key; it is read as its text
      manifest.yml:1:3 
      help: use a plain text as the key

    Error yaml-syntax: a backslash in double quotes starts no known escape
      manifest.yml:1:4 reading ends here
      help: use single quotes, or write `\\`

    Error yaml-syntax: a `key: value` cannot stand here
      manifest.yml:2:6 reading ends here
      help: put it on a line of its own, or put a text that holds `: ` in quotes
    ");
}

#[test]
fn what_a_repeated_key_hides_is_not_taken_for_absent() {
    assert!(yaml("a: 1\na: 2\n").complete);
    assert!(!yaml("a: [1]\na: [2]\n").complete);
    assert!(!yaml("a: 1\n---\nb: 2\n").complete);
}

#[test]
fn faults_without_number_are_counted() {
    let document = yaml("a: 1\n".repeat(1_000));
    assert_eq!(document.diagnostics.len(), MOST_DIAGNOSTICS + 1);
    assert_eq!(
        document.diagnostics.last().unwrap().message,
        "949 more faults of the same kinds are not listed"
    );
}

#[test]
fn every_document_of_a_file_can_be_read_and_they_share_one_budget() {
    let path = assay_source::RelPath::parse("a.yml").unwrap();
    let read = |content: &str| {
        let text = std::sync::Arc::new(assay_source::SourceText::new(path.clone(), content.as_bytes()));
        assay_app::document::read_yaml_all(&text, text.as_str())
    };
    let all = read("a: 1\n---\nb: [2\n");
    assert_eq!(all.len(), 2);
    assert!(all[0].complete && !all[1].complete);
    assert_eq!(all[0].root.get("a").and_then(|node| node.scalar()).as_deref(), Some("1"));
    assert_eq!(read("").len(), 1);
    let many = "- a\n".repeat(50_000) + "---\n";
    let all = read(&many.repeat(6));
    assert!(all.iter().any(|document| !document.complete));
}
