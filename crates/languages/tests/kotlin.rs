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

#[test]
fn a_call_of_get_is_no_getter() {
    let read = tree(
        "a.kt",
        "class A {\n    val size: Int\n        get() = 3\n}\n\nfun Route.notes() {\n    val store = Store()\n    get(\"/a\") { store.a() }\n\
         val other = 1\n    get { store.b() }\n}\n",
    );
    assert!(!read.starts_with('!'), "{read}");
    assert!(read.contains(".get or") && read.contains("get size"), "{read}");
}
