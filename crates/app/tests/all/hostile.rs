//! Bytes nobody meant well with.

use std::time::{Duration, Instant};

use assay_app::{
    ConnectDescriptor, Manifest, Options,
    document::{Document, JsonDialect, MOST_NODES, Node, read_json},
    find,
};
use assay_source::{Span, Tree};

use crate::{source, yaml};

const DEEP: usize = 100_000;

fn codes(document: &Document) -> Vec<&str> {
    document.diagnostics.iter().map(|it| it.code.0.as_str()).collect()
}

/// Everything reads the bytes; whatever comes out has spans inside the text.
fn read_every_way(bytes: &[u8]) {
    let document = yaml(bytes);
    check(&document);
    check(&read_json(&source("a.json", bytes), JsonDialect::Strict));
    let manifest = Manifest::from_document(document);
    check(&ConnectDescriptor::read(&source("atlassian-connect.json", bytes)).document);
    for module in &manifest.modules {
        let _ = manifest.place(module.span());
    }
}

fn check(document: &Document) {
    let text = document.text.as_str();
    let inside = |span: Span| {
        assert!(span.start <= span.end && span.end <= text.len(), "{span:?} lies outside of {}", text.len());
        assert!(
            text.is_char_boundary(span.start) && text.is_char_boundary(span.end),
            "{span:?} cuts a character"
        );
    };
    for node in document.root.walk() {
        inside(node.span);
        inside(node.site());
        node.entries().iter().for_each(|entry| inside(entry.key.span));
        children_lie_inside(node);
    }
    assert!(document.complete || !document.diagnostics.is_empty(), "what is missing is told");
}

fn children_lie_inside(node: &Node) {
    let within = |span: Span| node.span.start <= span.start && span.end <= node.span.end;
    for item in node.items() {
        assert!(within(item.site()), "{item:?} in {:?}", node.span);
    }
    for entry in node.entries().iter().filter(|entry| within(entry.key.span)) {
        assert!(entry.value.alias.is_some() || within(entry.span()), "{entry:?} in {:?}", node.span);
    }
}

#[test]
fn depth_costs_no_stack() {
    let shapes = ["[", "{\"a\":", "{a: ", "- ", "? ", "[{a: "];
    for shape in shapes {
        let text = shape.repeat(DEEP);
        assert!(!yaml(&text).complete, "{shape}");
        read_every_way(shape.repeat(DEEP / 50).as_bytes());
    }
    let json = read_json(&source("a.json", "[".repeat(DEEP)), JsonDialect::Strict);
    assert_eq!((codes(&json), json.complete), (vec!["json-too-deep"], false));
    let indented: String = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert_eq!(codes(&yaml(indented)), ["yaml-too-deep"]);
}

#[test]
fn a_value_behind_its_closing_bracket_is_taken() {
    read_every_way("{*>\t:%},{".as_bytes());
}

#[test]
fn aliases_cannot_multiply_without_end() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let before = format!("*a{}, ", level - 1).repeat(9);
        bomb.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    let document = yaml(&bomb);
    assert_eq!(codes(&document), ["yaml-too-large"]);
    assert!(!document.complete && document.root.walk().count() <= MOST_NODES);
    let merges: String = (1..200).map(|n| format!("a{n}: &a{n}\n  <<: *a{}\n  k{n}: 1\n", n - 1)).collect();
    read_every_way(format!("a0: &a0 {{}}\n{merges}").as_bytes());
    let long = format!("a: &a '{}'\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(10_000));
    assert_eq!(codes(&yaml(long)), ["yaml-too-large"]);
}

/// Far more than is needed, even on a busy machine; what grows with the square takes longer.
#[test]
fn large_files_are_read_in_time() {
    for text in [
        "- a\n".repeat(20_000),
        "a: b\n".repeat(20_000),
        (0..10_000).map(|n| format!("k{n}: v\n")).collect(),
        format!("\"{}\"", "x\\n".repeat(20_000)),
        format!("a: >\n{}", "  x\n".repeat(10_000)),
        "&a ".repeat(20_000),
        "# c\n".repeat(20_000),
        format!("[{}]", "1,".repeat(20_000)),
        "{{".repeat(10_000),
        "<%".repeat(10_000),
        "!a ".repeat(20_000),
        "a: ".repeat(20_000),
        "\t".repeat(50_000),
        "%".repeat(50_000),
        "'".repeat(50_000),
        "\n".repeat(50_000),
        "a ".repeat(20_000),
        "? a\n".repeat(20_000),
    ] {
        let one = Instant::now();
        read_every_way(text.as_bytes());
        assert!(one.elapsed() < Duration::from_secs(60), "{:?} took {:?}", &text[..20], one.elapsed());
    }
}

/// Manifests of every style, of which the mutator makes worse ones.
const SEEDS: [&str; 5] = [
    include_str!("seeds/remote.yml"),
    include_str!("seeds/styles.yml"),
    include_str!("seeds/rovo.yml"),
    include_str!("seeds/descriptor.json"),
    include_str!("seeds/package.json"),
];

/// Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014 (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as usize
    }
}

/// A seed with one to six wounds: bytes changed, cut out, doubled, moved, or given a character that means much.
fn mutated(random: &mut Random) -> Vec<u8> {
    const MEANINGFUL: [&str; 40] = [
        "\t", "\n", "\r\n", "- ", ": ", ":", "[", "]", "{", "}", ",", "\"", "'", "#", "&a ", "*a",
        "<<: *a\n", "!", "!!str ", "|\n", ">\n", "? ", "---\n", "...\n", "%", "@", "`", "\\", "\u{feff}",
        "\0", "é", "😀", "${A}", "{{a}}", "null", "~", "/*", "//", "<%", " ",
    ];
    let mut bytes = SEEDS[random.below(SEEDS.len())].as_bytes().to_vec();
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len() + 1);
        let length = random.below(40).min(bytes.len() - at);
        match random.below(6) {
            0 if at < bytes.len() => bytes[at] = random.below(256) as u8,
            1 => drop(bytes.drain(at..at + length)),
            2 => {
                let part = bytes[at..at + length].to_vec();
                let target = random.below(bytes.len() + 1);
                bytes.splice(target..target, part);
            }
            3 => bytes.truncate(at),
            _ => drop(bytes.splice(at..at, MEANINGFUL[random.below(MEANINGFUL.len())].bytes())),
        }
    }
    bytes
}

#[test]
fn two_thousand_broken_manifests_break_nothing() {
    for seed in 0..2_000 {
        read_every_way(&mutated(&mut Random(seed)));
    }
}

#[test]
fn every_beginning_of_a_manifest_is_read() {
    for seed in SEEDS {
        for end in (0..seed.len()).step_by(7) {
            read_every_way(&seed.as_bytes()[..end]);
        }
    }
}

#[test]
fn a_whole_app_of_broken_files_is_examined() {
    for seed in 0..100 {
        let mut random = Random(seed ^ 0xA55A);
        let names =
            ["manifest.yml", "atlassian-connect.json", "package.json", "src/index.js", "public/index.html"];
        let files = names.map(|name| (name, mutated(&mut random)));
        let tree = Tree::from_files(files).unwrap();
        for app in find(&tree.into(), &Options::default()).apps {
            assert!(!app.types.is_empty());
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_taken(bytes: Vec<u8>) {
        read_every_way(&bytes);
    }

    #[test]
    fn any_text_of_yaml_characters_is_taken(text in "[-:?,\\[\\]{}#&*!|>'\"%@`a \t\n]{0,60}") {
        read_every_way(text.as_bytes());
    }
}
