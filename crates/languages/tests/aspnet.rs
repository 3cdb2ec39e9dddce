//! What filters, policies and mediators of ASP.NET do before and behind its routes.
#![expect(clippy::unwrap_used, reason = "tests")]

mod told;

use told::told;

const CONTROLLER: &str = r#"
[ApiController]
[Route("notes")]
public class NotesController(IDbConnection db) : ControllerBase
{
    [HttpGet("{id}")]
    public async Task<IActionResult> One(int id) => Ok(await db.QueryAsync("select * from notes where id = @id", new { id }));
}
"#;

const TOKENS: &str = r#"
public static class Tokens
{
    public static bool IsGood(string token)
    {
        try
        {
            new JwtSecurityTokenHandler().ValidateToken(token, Asked.Of(), out _);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
"#;

const FILTER: &str = r#"
public class TokenFilter : IAuthorizationFilter
{
    public void OnAuthorization(AuthorizationFilterContext context)
    {
        if (!Tokens.IsGood(context.HttpContext.Request.Headers["Authorization"]))
        {
            context.Result = new UnauthorizedResult();
        }
    }
}
"#;

/// What is asked where the store is worked on.
fn asked(files: &[(&str, &str)]) -> Vec<String> {
    let told = told(&[files, &[("Tokens.cs", TOKENS)]].concat());
    let lines = told.lines().filter(|line| line.contains("Sql "));
    lines.map(|line| line.rsplit('[').next().unwrap().trim_end_matches(']').to_owned()).collect()
}

#[test]
fn a_filter_of_all_controllers_asks_where_it_answers_by_itself() {
    let program = |how: &str| {
        format!(
            "var builder = WebApplication.CreateBuilder(args);\n\
             builder.Services.AddControllers(options => options.Filters.{how});\n\
             var app = builder.Build();\napp.MapControllers();\napp.Run();\n"
        )
    };
    for how in ["Add<TokenFilter>()", "Add(typeof(TokenFilter))", "Add(new TokenFilter())"] {
        let program = program(how);
        let files = [("NotesController.cs", CONTROLLER), ("Program.cs", &*program)];
        let with = |filter: &str| asked(&[files.as_slice(), &[("TokenFilter.cs", filter)]].concat());
        assert_eq!(with(FILTER), ["Jwt"], "{how}");
        assert_eq!(with(&FILTER.replace("context.Result = ", "_ = ")), [""], "{how}");
    }
    let program = program("Add(new AuthorizeFilter())");
    assert_eq!(asked(&[("NotesController.cs", CONTROLLER), ("Program.cs", &program)]), ["Session"]);
}

#[test]
fn attributes_name_filters_or_are_some() {
    for mark in [
        "TypeFilter(typeof(TokenFilter))",
        "ServiceFilter(typeof(TokenFilter))",
        "ServiceFilter<TokenFilter>",
    ] {
        let controller = CONTROLLER.replace("[ApiController]", &format!("[ApiController, {mark}]"));
        assert_eq!(
            asked(&[("NotesController.cs", &controller), ("TokenFilter.cs", FILTER)]),
            ["Jwt"],
            "{mark}"
        );
    }
    let attribute = r#"
public class SignedAttribute : ActionFilterAttribute
{
    public override async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        if (!Tokens.IsGood(context.HttpContext.Request.Headers["Authorization"]))
        {
            context.Result = new UnauthorizedResult();
            return;
        }
        await next();
    }
}
"#;
    let controller = CONTROLLER.replace("[HttpGet(\"{id}\")]", "[HttpGet(\"{id}\"), Signed]");
    let files = [("NotesController.cs", &*controller)];
    let with = |attribute: &str| asked(&[files.as_slice(), &[("SignedAttribute.cs", attribute)]].concat());
    assert_eq!(with(attribute), ["Jwt"]);
    let asks = "!Tokens.IsGood(context.HttpContext.Request.Headers[\"Authorization\"])";
    assert_eq!(with(&attribute.replace(asks, "context.ModelState.IsFull")), [""]);
}

#[test]
fn routes_carry_filters_and_the_policy_for_all() {
    let program = |before: &str, behind: &str| {
        format!(
            r#"
var builder = WebApplication.CreateBuilder(args);
{before}
var app = builder.Build();
app.MapGet("/notes/{{id}}", async (int id, IDbConnection db) => Results.Ok(await db.QueryAsync("select 1"))){behind};
app.Run();

public class Signed : IEndpointFilter
{{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {{
        if (!Tokens.IsGood(context.HttpContext.Request.Headers["Authorization"]))
        {{
            return Results.Unauthorized();
        }}
        return await next(context);
    }}
}}
"#
        )
    };
    let policy = "builder.Services.AddAuthorization(options => options.FallbackPolicy = \
                  new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());";
    let of = |before: &str, behind: &str| asked(&[("Program.cs", &program(before, behind))]);
    assert_eq!(of("", ""), [""]);
    assert_eq!(of("", ".AddEndpointFilter<Signed>()"), ["Jwt"]);
    assert_eq!(of(policy, ""), ["Session"]);
    assert_eq!(of(policy, ".AllowAnonymous()"), [""]);
}

#[test]
fn what_is_sent_is_handled_by_the_class_for_its_type() {
    let controller = r#"
public class NotesController(IMediator mediator) : ControllerBase
{
    public async Task<IActionResult> One(int id) => Ok(await mediator.Send(new GetNote(id)));
    public async Task<IActionResult> Add([FromBody] AddNote note) => Ok(await mediator.Send(note));
}
"#;
    let handlers = r#"
public record GetNote(int Id) : IRequest<Note>;
public record AddNote(string Text) : IRequest<Note>;

public class GetNoteHandler(IDbConnection db) : IRequestHandler<GetNote, Note>
{
    public Task<Note> Handle(GetNote request, CancellationToken token) =>
        db.QueryFirstAsync<Note>("select * from notes where id = @id", new { id = request.Id });
}

public class AddNoteHandler(IDbConnection db) : IRequestHandler<AddNote, Note>
{
    public Task<Note> Handle(AddNote request, CancellationToken token) =>
        db.ExecuteAsync("insert into notes values (@text)", new { text = request.Text });
}
"#;
    insta::assert_snapshot!(told(&[("NotesController.cs", controller), ("Handlers.cs", handlers)]));
}

#[test]
fn branches_answer_by_themselves_and_ask_for_what_lies_behind_their_address() {
    let program = r#"
var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.MapWhen(context => context.Request.Path.StartsWithSegments("/hook"), branch => branch.Run(Save));
app.MapWhen(context => context.Request.Path.StartsWithSegments("/notes"), branch =>
{
    branch.UseMiddleware<Asks>();
    branch.UseEndpoints(endpoints => endpoints.MapControllers());
});
app.MapWhen(context => context.Request.Path == "/told" && context.Request.Method == "POST", branch =>
{
    branch.UseMiddleware<Asks>();
    branch.Run(Save);
});
app.Map("/below", branch =>
{
    branch.UseMiddleware<Asks>();
    branch.UseEndpoints(endpoints => endpoints.MapPost("/save", Save));
});
app.Run();

static async Task Save(HttpContext context)
{
    var db = context.RequestServices.GetRequiredService<IDbConnection>();
    await db.ExecuteAsync("insert into notes values (@text)", new { text = context.Request.Query["text"] });
}
"#;
    let asks = r#"
public class Asks(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!Tokens.IsGood(context.Request.Headers["Authorization"]))
        {
            context.Response.StatusCode = 401;
            return;
        }
        await next(context);
    }
}
"#;
    let others = CONTROLLER.replace("NotesController", "OthersController").replace("\"notes\"", "\"told\"");
    insta::assert_snapshot!(told(&[
        ("Program.cs", program),
        ("Asks.cs", asks),
        ("Tokens.cs", TOKENS),
        ("NotesController.cs", CONTROLLER),
        ("OthersController.cs", &others),
    ]));
}
