//! What a file of Kotlin becomes.
#![expect(clippy::unwrap_used, reason = "tests")]

mod shown;

use shown::tree;

#[test]
fn a_controller_reads_like_the_program_it_is() {
    insta::assert_snapshot!(tree("Notes.kt", include_str!("samples/notes.kt")));
}

#[test]
fn a_broken_function_does_not_hide_the_others() {
    let read = tree("a.kt", "fun one() {\n    val x = )\n}\n\nfun two(x: Int) = x + 1\n");
    assert!(read.contains("! a part of this file is not Kotlin"), "{read}");
    assert!(read.contains("two"), "{read}");
}
