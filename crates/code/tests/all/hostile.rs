//! Input we don't control: nothing panics, hangs, or ends the stack.

use assay_code::lower;

use crate::source;

#[test]
fn code_that_nests_without_end_is_cut_and_told() {
    for (before, deep, after) in [
        ("(", "(", ")"),
        ("x=", "[", "]"),
        ("", "{", "}"),
        ("x=", "a=>", "1"),
        ("x=", "!", "1"),
        ("x=", "a-", "1"),
        ("x", ".b()", ""),
        ("", "if(a)\n", "b"),
        ("x=", "a?b:", "c"),
        ("", "for(;;)", "d"),
        ("x=", "<a>\n", "</a>"),
        ("let x:", "keyof\n", "d"),
        ("x=", "`${", "}`"),
        ("", "if(a)b\nelse ", "c"),
    ] {
        for times in [100, 300, 5_000] {
            let text = format!(
                "{before}{}{}",
                deep.repeat(times),
                after.repeat(if after.len() > 1 || ")]}".contains(after) { times } else { 1 })
            );
            for name in ["a.js", "a.tsx"] {
                let lowered = lower::module(&source(name, &text));
                let told = !lowered.diagnostics.is_empty();
                assert!(
                    told || lowered.module.is_some_and(|module| module.complete),
                    "{deep:?} {times} {name}"
                );
            }
        }
    }
}

#[test]
fn code_that_nests_deeper_than_any_stack_is_left_out() {
    let lowered = lower::module(&source("a.js", "(".repeat(1_000_000)));
    assert!(lowered.module.is_none());
    assert_eq!(lowered.diagnostics[0].code.0, "code-too-deep");
}

#[test]
fn long_sums_and_alternatives_are_whole() {
    for operator in ["+", "||", "&&", "??"] {
        let terms: Vec<String> = (0..3_000).map(|number| format!("a{number}")).collect();
        let lowered = lower::module(&source("a.js", terms.join(operator)));
        let module = lowered.module.unwrap();
        assert!(module.complete && lowered.diagnostics.is_empty(), "{operator}");
        assert_eq!(module.expressions.len(), 2 * terms.len() - 1);
    }
}

/// Programs that use most of the languages.
const SEEDS: [(&str, &str); 4] = [
    ("resolver.ts", include_str!("seeds/resolver.ts")),
    ("page.jsx", include_str!("seeds/page.jsx")),
    ("server.cjs", include_str!("seeds/server.cjs")),
    ("Part.vue", include_str!("seeds/Part.vue")),
];

/// Pieces that change what the code around them means.
const PIECES: [&str; 30] = [
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "`",
    "${",
    "'",
    "\"",
    "/",
    "=>",
    "...",
    "?.",
    "<",
    "/>",
    "@",
    "#x",
    "async ",
    "await ",
    "class ",
    "export default ",
    "import ",
    "enum ",
    "\n",
    ";",
    "\\u{d800}",
    "\u{0}",
    "\u{2028}",
    "ä",
];

/// The file is read to an end, what comes of it can be walked and printed, and what is missing is told.
fn read(name: &str, text: &str) {
    let lowered = lower::module(&source(name, text));
    if let Some(module) = &lowered.module {
        assert!(module.complete || !lowered.diagnostics.is_empty(), "what is missing is told");
        let printed = module.to_string();
        assert!(!printed.is_empty());
        let length = module.text.as_str().len();
        assert!(module.expressions.iter().all(|expression| expression.span.end <= length));
        for function in &module.functions {
            assert!(function.captures.iter().all(|variable| variable.index() < module.variables.len()));
        }
    }
}

#[test]
fn the_seeds_are_whole() {
    for (name, text) in SEEDS {
        let lowered = lower::module(&source(name, text));
        assert!(lowered.diagnostics.is_empty(), "{name} {:?}", lowered.diagnostics);
        assert!(lowered.module.unwrap().complete, "{name}");
    }
}

#[test]
fn every_beginning_of_a_program_is_read() {
    for (name, text) in SEEDS {
        for end in (0..text.len()).step_by(7).filter(|&end| text.is_char_boundary(end)) {
            read(name, &text[..end]);
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    #[test]
    fn a_mutated_program_is_read(
        seed in 0..SEEDS.len(),
        as_name in 0..SEEDS.len(),
        changes in proptest::collection::vec((0.0..1.0_f64, 0..40_usize, 0..PIECES.len(), 0.0..1.0_f64), 1..6),
    ) {
        let mut text = SEEDS[seed].1.to_owned();
        for (place, length, piece, from) in changes {
            let at = text.floor_char_boundary((place * text.len() as f64) as usize);
            let end = text.floor_char_boundary((at + length).min(text.len()));
            let copied_from = text.floor_char_boundary((from * text.len() as f64) as usize);
            let copied_to = text.floor_char_boundary((copied_from + length).min(text.len()));
            let copied = text[copied_from..copied_to].to_owned();
            text.replace_range(at..end, &format!("{}{copied}", PIECES[piece]));
        }
        read(SEEDS[as_name].0, &text);
    }
}
