//! What becomes of a Go file.
#![expect(clippy::unwrap_used, reason = "tests")]

mod shown;

use shown::tree;

#[test]
fn a_server_reads_like_the_program_it_is() {
    insta::assert_snapshot!(tree("cmd/server/main.go", include_str!("samples/notes.go")));
}

#[test]
fn a_broken_function_does_not_hide_the_others() {
    let tree = tree(
        "a.go",
        "package a\n\nfunc a() int { return 1 }\n\nfunc b( int { return ] }\n\nfunc c() int { return 3 }\n",
    );
    assert!(tree.starts_with("! a part of this file is not Go"), "{tree}");
    assert!(tree.contains("=> 1") && tree.contains("=> 3"), "{tree}");
}
