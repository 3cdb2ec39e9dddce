//! Ways into servers of ASP.NET, Gin, Echo, chi and Symfony, and what is asked of callers on the way.
#![expect(clippy::unwrap_used, reason = "tests")]

mod told;

use told::told;

const GO_MOD: (&str, &str) = ("go.mod", "module example.com/notes\n\ngo 1.22\n");
const VERIFIED: &str = r#"
func verified(token string) error {
	_, err := jwt.Parse(token, key, jwt.WithValidMethods([]string{"RS256"}))
	return err
}
"#;

#[test]
fn controllers_have_their_routes_from_attributes_and_from_their_names() {
    let attributes = r#"
[ApiController]
[Route("api/[controller]")]
public class NotesController : ControllerBase
{
    private readonly INotes _notes;
    public NotesController(INotes notes) { _notes = notes; }

    [HttpGet("{id}")]
    public async Task<IActionResult> One(int id) => Ok(await _notes.Find(id));

    [HttpPost, Authorize(Roles = "admin")]
    public async Task<IActionResult> Add([FromBody] Note note) => Ok(await _notes.Find(note.Id));

    [HttpDelete]
    [Route("all")]
    [VerifiesToken]
    public async Task<IActionResult> Clear() => Ok(await _notes.Find(0));

    [HttpGet("/health")]
    public IActionResult Health() => Ok();

    public static int Size() => 1;
    private int Hidden() => 1;
}

[Route("plain")]
public class PlainController(INotes notes)
{
    [HttpPut]
    public Task<Note> Put(int id) => notes.Find(id);
}
"#;
    let usual = r#"
[Authorize]
public class HomeController : Controller
{
    private readonly INotes _notes;
    public HomeController(INotes notes) { _notes = notes; }

    public async Task<IActionResult> Index() => View(await _notes.Find(1));

    [AllowAnonymous]
    public async Task<IActionResult> About(int id) => View(await _notes.Find(id));
}
"#;
    let service = r#"
public interface INotes { Task<Note> Find(int id); }

public class Notes(IDbConnection db) : INotes
{
    public Task<Note> Find(int id) => db.QueryFirstAsync<Note>("select * from notes where id = @id", new { id });
}
"#;
    insta::assert_snapshot!(told(&[
        ("Controllers/NotesController.cs", attributes),
        ("Controllers/HomeController.cs", usual),
        ("Services/Notes.cs", service),
    ]));
}

#[test]
fn middleware_runs_before_controllers_and_groups_ask_for_their_routes() {
    let program = r#"
var app = WebApplication.CreateBuilder(args).Build();
var notes = app.MapGroup("/notes").RequireAuthorization();
notes.MapGet("/{id}", Find);
app.MapGet("/open/{id}", Find);
app.MapDelete("/closed/{id}", Find).RequireAuthorization();
app.Run();

static async Task<IResult> Find(int id, IDbConnection db)
{
    return Results.Ok(await db.QueryAsync("select * from notes where id = @id", new { id }));
}
"#;
    let startup = r#"
public class Startup
{
    public void Configure(IApplicationBuilder app)
    {
        app.UseMiddleware<Verifies>();
        app.UseEndpoints(endpoints => endpoints.MapControllers());
    }
}

public class Verifies
{
    private readonly RequestDelegate _next;
    private readonly TokenValidationParameters _asked;
    public Verifies(RequestDelegate next, TokenValidationParameters asked) { _next = next; _asked = asked; }

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            new JwtSecurityTokenHandler().ValidateToken(context.Request.Headers["Authorization"], _asked, out _);
        }
        catch (Exception)
        {
            context.Response.StatusCode = 401;
            return;
        }
        await _next(context);
    }
}
"#;
    let controller = r#"
public class NotesController : Controller
{
    private readonly IDbConnection _db;
    public NotesController(IDbConnection db) { _db = db; }
    public async Task<IActionResult> One(int id) => Json(await _db.QueryAsync("select 1"));
}
"#;
    insta::assert_snapshot!(told(&[("Program.cs", program)]));
    insta::assert_snapshot!(told(&[("Startup.cs", startup), ("NotesController.cs", controller)]));
}

#[test]
fn gin_groups_carry_what_aborts() {
    let main = r#"
package main

import (
	"database/sql"

	"github.com/gin-gonic/gin"
)

var db, _ = sql.Open("postgres", "notes")

func main() {
	r := gin.Default()
	r.GET("/open/:id", one)
	api := r.Group("/api")
	api.Use(auth())
	api.POST("/notes", one)
	v2 := api.Group("/v2")
	v2.DELETE("/notes/:id", one)
	r.Run()
}

func auth() gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := verified(c.GetHeader("Authorization")); err != nil {
			c.AbortWithStatus(401)
			return
		}
		c.Next()
	}
}

func one(c *gin.Context) {
	db.Query("SELECT * FROM notes WHERE id = $1", c.Param("id"))
}
"#;
    let tokens = format!(
        "package main\n\nimport \"github.com/golang-jwt/jwt/v5\"\n\nvar key = []byte(\"k\")\n{VERIFIED}"
    );
    insta::assert_snapshot!(told(&[GO_MOD, ("main.go", main), ("tokens.go", &tokens)]));
}

#[test]
fn echo_and_chi_wrap_the_next_handler() {
    let echo = r#"
package main

import (
	"database/sql"

	"github.com/labstack/echo/v4"
)

var db, _ = sql.Open("postgres", "notes")

func main() {
	e := echo.New()
	e.GET("/open/:id", one)
	admin := e.Group("/admin", check)
	admin.DELETE("/notes/:id", one)
	e.POST("/alone", one, check)
	e.Start(":80")
}

func check(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := verified(c.Request().Header.Get("Authorization")); err != nil {
			return echo.ErrUnauthorized
		}
		return next(c)
	}
}

func one(c echo.Context) error {
	db.Query("SELECT * FROM notes WHERE id = $1", c.Param("id"))
	return nil
}
"#;
    let chi = r#"
package main

import (
	"database/sql"
	"net/http"

	"github.com/go-chi/chi/v5"
)

var db, _ = sql.Open("postgres", "notes")

func main() {
	r := chi.NewRouter()
	r.Get("/open/{id}", one)
	r.Route("/api", func(r chi.Router) {
		r.Use(check)
		r.Post("/notes", one)
	})
	r.With(check).Put("/with", one)
	http.ListenAndServe(":80", r)
}

func check(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := verified(r.Header.Get("Authorization")); err != nil {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func one(w http.ResponseWriter, r *http.Request) {
	db.Query("SELECT * FROM notes WHERE id = $1", chi.URLParam(r, "id"))
}
"#;
    let tokens = format!(
        "package main\n\nimport \"github.com/golang-jwt/jwt/v5\"\n\nvar key = []byte(\"k\")\n{VERIFIED}"
    );
    insta::assert_snapshot!(told(&[GO_MOD, ("main.go", echo), ("tokens.go", &tokens)]));
    insta::assert_snapshot!(told(&[GO_MOD, ("main.go", chi), ("tokens.go", &tokens)]));
}

#[test]
fn symfony_controllers_have_their_routes_from_attributes() {
    let controller = r#"<?php
namespace App\Controller;

use Doctrine\DBAL\Connection;
use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\Routing\Attribute\Route;
use Symfony\Component\Security\Http\Attribute\IsGranted;

#[Route('/notes')]
class NoteController extends AbstractController
{
    public function __construct(private Connection $db) {}

    #[Route('/{id}', name: 'note', methods: ['GET'])]
    public function show(string $id): Response
    {
        return $this->json($this->db->fetchOne('SELECT text FROM notes WHERE id = ?', [$id]));
    }

    #[Route('/admin', methods: ['POST'])]
    #[IsGranted('ROLE_ADMIN')]
    public function clear(Request $request): Response
    {
        $this->db->executeStatement('DELETE FROM notes WHERE id = ?', [$request->request->get('id')]);
        return $this->redirectToRoute('note');
    }

    #[Route('/asked', methods: ['POST'])]
    public function asked(Request $request): Response
    {
        $this->denyAccessUnlessGranted('EDIT', $request->get('id'));
        $this->db->executeStatement('DELETE FROM notes WHERE id = ?', [$request->get('id')]);
        return $this->json([]);
    }
}
"#;
    insta::assert_snapshot!(told(&[("src/Controller/NoteController.php", controller)]));
}

#[test]
fn spring_in_kotlin_reads_like_spring_in_java() {
    let controller = r#"
package com.example.notes.web

import com.example.notes.store.NoteRepository
import com.example.notes.tokens.verified
import org.springframework.http.HttpStatus
import org.springframework.security.access.prepost.PreAuthorize
import org.springframework.web.bind.annotation.*
import org.springframework.web.server.ResponseStatusException

@RestController
@RequestMapping("/notes")
class NoteController(private val notes: NoteRepository) {
    @GetMapping("/open/{id}")
    fun open(@PathVariable id: String) = notes.findByTenant(id)

    @GetMapping("/asked")
    fun asked(@RequestHeader("Authorization") token: String): Any {
        val claims = verified(token) ?: throw ResponseStatusException(HttpStatus.UNAUTHORIZED)
        return notes.findByTenant(claims.issuer)
    }

    @PreAuthorize("hasRole('ADMIN')")
    @DeleteMapping(path = ["/{id}"])
    fun remove(@PathVariable id: String) {
        when {
            id.isBlank() -> return
            else -> notes.deleteById(id)
        }
    }
}
"#;
    let tokens = r#"
package com.example.notes.tokens

import com.auth0.jwt.JWT
import com.auth0.jwt.algorithms.Algorithm

fun verified(token: String) = try {
    JWT.require(Algorithm.HMAC256(System.getenv("KEY"))).build().verify(token)
} catch (e: Exception) {
    null
}
"#;
    let repository = r#"
package com.example.notes.store

import org.springframework.data.jpa.repository.JpaRepository

interface NoteRepository : JpaRepository<Note, String> {
    fun findByTenant(tenant: String): List<Note>
}
"#;
    insta::assert_snapshot!(told(&[
        ("src/main/kotlin/web/NoteController.kt", controller),
        ("src/main/kotlin/tokens/Tokens.kt", tokens),
        ("src/main/kotlin/store/NoteRepository.kt", repository),
    ]));
}
