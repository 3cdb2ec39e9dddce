//! What becomes of a C# file.
#![expect(clippy::unwrap_used, reason = "tests")]

mod shown;

use shown::tree;

#[test]
fn a_controller_reads_like_the_program_it_is() {
    insta::assert_snapshot!(tree(
        "Controllers/NotesController.cs",
        r#"
using System.Net.Http;
namespace App.Controllers;

[ApiController]
[Route("api/[controller]")]
public class NotesController(Db db) : ControllerBase, INotes
{
    private readonly HttpClient _client = new();
    private static int count = 0;
    public string Name { get; set; } = "x";
    public int Size => count;

    [HttpGet("{id}"), Authorize(Roles = "admin")]
    public async Task<IActionResult> Get([FromRoute] string id, [FromQuery] int? size = 5)
    {
        if (string.IsNullOrEmpty(id) || size is null) return NotFound();
        var rows = await db.Notes.FromSqlRaw($"select * from notes where id = {id}").ToListAsync();
        foreach (var row in rows) { count++; await _client.GetAsync(row?.Url ?? "none"); }
        try { Log(rows); }
        catch (HttpRequestException e) when (e.Code == 1) { Log(e); throw; }
        finally { Close(); }
        var kind = size switch { 1 => "one", _ => "many" };
        Func<int, int> next = x => x + 1;
        return Ok(new { id, Kind = kind, Items = new[] { 1, 2 } });
    }
}
"#
    ));
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
