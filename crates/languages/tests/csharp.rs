//! What becomes of a C# file.
#![expect(clippy::unwrap_used, reason = "tests")]

mod shown;

use shown::tree;

#[test]
fn a_controller_reads_like_the_program_it_is() {
    insta::assert_snapshot!(tree("Controllers/NotesController.cs", include_str!("samples/notes.cs")));
}

#[test]
fn statements_without_a_class_are_the_program() {
    insta::assert_snapshot!(tree(
        "Program.cs",
        r#"
var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.MapGet("/notes/{id}", [Authorize] (string id, Db db) => db.Find(id)).RequireAuthorization();
app.Use(async (context, next) => { if (!context.User.Identity!.IsAuthenticated) return; await next(context); });
app.Run();
"#
    ));
}

#[test]
fn a_broken_method_does_not_hide_the_others() {
    let tree = tree(
        "A.cs",
        "class A {\n int A1() { return 1; }\n int B( { return ]; }\n int C() { return 3; }\n}\n",
    );
    assert!(tree.starts_with("! a part of this file is not C#"), "{tree}");
    assert!(tree.contains("=> 3"), "{tree}");
}
