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
