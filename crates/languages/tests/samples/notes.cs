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
