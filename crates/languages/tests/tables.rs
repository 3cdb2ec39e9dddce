//! Tables of routes that lead to others, and what is asked of all that has no rule of its own.
#![expect(clippy::unwrap_used, reason = "tests")]

mod told;

use told::told;

/// The entries, each with what it does below.
fn has(told: &str, entry: &str, line: &str) {
    let block = told.split_once(&format!("{entry}\n")).map(|(_, rest)| rest);
    let block = block.unwrap_or_else(|| panic!("no `{entry}` in\n{told}"));
    let own: Vec<&str> = block.lines().take_while(|line| line.starts_with("  ")).collect();
    assert!(own.iter().any(|known| known.contains(line)), "`{line}` is not among {own:?} of `{entry}`");
}

const QUERY: &str = "connection.cursor().execute(\"SELECT 1\")";

#[test]
fn a_table_that_another_includes_lies_below_its_path() {
    let inner = format!(
        "from django.db import connection\nfrom django.urls import path\n\ndef one(request, id):\n    {QUERY}\n\nurlpatterns = [path(\"<int:id>/\", one)]\n"
    );
    let outer = "from django.urls import include, path\n\nurlpatterns = [path(\"api/notes/\", include(\"notes.urls\"))]\n";
    let told = told(&[("notes/urls.py", &inner), ("site/urls.py", outer)]);
    has(&told, "ALL /api/notes/<int:id>", "Sql");
    assert!(!told.lines().any(|line| line == "ALL /api/notes"), "{told}");
}

fn views(class: &str, action: &str) -> String {
    format!(
        "from django.db import connection\nfrom django.urls import include, path\nfrom rest_framework import routers, viewsets\nfrom rest_framework.decorators import action\nfrom rest_framework.permissions import AllowAny, IsAuthenticated\n\n\nclass NoteViewSet(viewsets.ViewSet):\n    {class}\n\n    def list(self, request):\n        {QUERY}\n\n    @action(detail=True, methods=[\"post\"]{action})\n    def pin(self, request, pk):\n        {QUERY}\n\n\nrouter = routers.DefaultRouter()\nrouter.register(\"notes\", NoteViewSet)\nurlpatterns = [path(\"api/\", include(router.urls))]\n"
    )
}

#[test]
fn a_set_of_views_asks_what_its_permissions_say() {
    let asked = views("permission_classes = [IsAuthenticated]", ", permission_classes=[AllowAny]");
    let told = told(&[("notes/views.py", &asked)]);
    has(&told, "GET /api/notes", "[Session]");
    has(&told, "POST /api/notes/{pk}/pin", "[]");
}

#[test]
fn the_project_s_permissions_hold_where_a_view_has_none() {
    let open = views("pass", "");
    has(&told(&[("notes/views.py", &open)]), "GET /api/notes", "[]");
    let settings = "REST_FRAMEWORK = {\"DEFAULT_PERMISSION_CLASSES\": [\"rest_framework.permissions.IsAuthenticated\"]}\n";
    has(&told(&[("notes/views.py", &open), ("notes/settings.py", settings)]), "GET /api/notes", "[Session]");
    let all = settings.replace("IsAuthenticated", "AllowAny");
    has(&told(&[("notes/views.py", &open), ("notes/settings.py", &all)]), "GET /api/notes", "[]");
}

#[test]
fn what_a_collection_answers_is_about_no_one_thing_of_it() {
    let routes = "Rails.application.routes.draw do\n  resources :notes, only: [] do\n    collection do\n      get :recent\n    end\n    member do\n      post :pin\n    end\n    get :all, on: :collection\n  end\nend\n";
    let told = told(&[("Gemfile", "gem 'rails'\n"), ("config/routes.rb", routes)]);
    let names: Vec<&str> = told.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(names, ["GET /notes/all", "GET /notes/recent", "POST /notes/:id/pin"]);
}

const CONTROLLER: &str = "using Microsoft.AspNetCore.Mvc;\n\n[ApiController]\n[Route(\"notes\")]\npublic class NotesController : ControllerBase\n{\n    private readonly SqlConnection _link;\n\n    [HttpGet]\n    public void All() { new HttpClient().GetAsync(\"https://example.com\"); }\n\n    [HttpGet(\"open\"), AllowAnonymous]\n    public void Open() { new HttpClient().GetAsync(\"https://example.com\"); }\n}\n";

#[test]
fn a_fallback_policy_is_asked_of_controllers_without_one() {
    let policy = "var builder = WebApplication.CreateBuilder(args);\nbuilder.Services.AddAuthorization(options => { options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build(); });\nbuilder.Services.AddControllers();\nvar app = builder.Build();\napp.MapControllers();\napp.Run();\n";
    let without = told(&[("Controllers/NotesController.cs", CONTROLLER)]);
    has(&without, "GET /notes", "[]");
    let with = told(&[("Controllers/NotesController.cs", CONTROLLER), ("Program.cs", policy)]);
    has(&with, "GET /notes", "[Session]");
    has(&with, "GET /notes/open", "[]");
}
