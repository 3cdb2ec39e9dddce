//! Which ways lead into apps of these languages, and what stands before them.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use assay_code::{Action, Analysis, Reach, analyse, graph::Program, model::Effect};
use assay_languages::READERS;
use assay_source::Tree;

fn analysis(files: &[(&str, &str)]) -> Analysis {
    let manifest =
        ("manifest.yml", "app:\n  id: ari:cloud:ecosystem::app/1\n  runtime:\n    name: nodejs22.x\n");
    let tree = Arc::new(Tree::from_files(files.iter().copied().chain([manifest])).unwrap());
    let app = assay_app::find(&tree, &assay_app::Options::default()).apps.swap_remove(0);
    analyse(&Program::load(&app, READERS), &app)
}

/// Each entry with the names of the facts that hold where it works on a store, a line each.
fn guarded(files: &[(&str, &str)]) -> Vec<String> {
    let code = analysis(files);
    assert!(code.unread.is_empty(), "{:?}", code.unread);
    let of = |entry: &assay_code::Entry| {
        let works =
            code.events.iter().filter(|event| event.reach == Reach::Entry && event.entry == Some(entry.id));
        let mut facts: Vec<String> = works
            .filter(|event| match &event.action {
                Action::Call(call) => matches!(
                    call.effect(),
                    Some(Effect::Sql | Effect::Nosql | Effect::StorageWrite | Effect::StorageRead)
                ),
                _ => false,
            })
            .flat_map(|event| {
                event.guards.iter().map(|guard| format!("{:?}", guard.kind)).collect::<Vec<_>>()
            })
            .collect();
        facts.sort();
        facts.dedup();
        format!("{}: {}", entry.name, facts.join(", "))
    };
    code.entries.iter().map(of).collect()
}

const CONTROLLERS: [(&str, &str); 4] = [
    (
        "app/controllers/application_controller.rb",
        "class ApplicationController < ActionController::Base\n  before_action :authenticate\n\n  private\n\n  \
         def authenticate\n    JWT.decode(request.headers['Authorization'], key, true, algorithm: 'RS256')\n  \
         rescue JWT::DecodeError\n    head :unauthorized\n  end\nend\n",
    ),
    (
        "app/controllers/notes_controller.rb",
        "class NotesController < ApplicationController\n  def index\n    Note.where(id: params[:id])\n  end\nend\n",
    ),
    (
        "app/controllers/hooks_controller.rb",
        "class HooksController < ApplicationController\n  skip_before_action :authenticate\n\n  def create\n    \
         Note.create!(text: params[:text])\n  end\nend\n",
    ),
    ("app/models/note.rb", "class Note < ApplicationRecord\nend\n"),
];

#[test]
fn rails_routes_lead_to_actions_behind_the_filters_of_their_classes() {
    let routes = "Rails.application.routes.draw do\n  resources :notes, only: [:index]\n  post '/hook', to: 'hooks#create'\n  \
                  namespace :admin do\n    get 'notes', to: 'notes#index'\n  end\nend\n";
    let admin = "module Admin\n  class NotesController < ApplicationController\n    before_action :somebody_elses\n    \
                 skip_before_action :authenticate\n\n    def index\n      Note.where(id: 1)\n    end\n  end\nend\n";
    let files: Vec<_> = CONTROLLERS
        .into_iter()
        .chain([("config/routes.rb", routes), ("app/controllers/admin/notes_controller.rb", admin)])
        .collect();
    assert_eq!(
        guarded(&files),
        ["GET /admin/notes: UnknownTested(\"somebody_elses\")", "GET /notes: Check(Jwt)", "POST /hook: ",]
    );
}

#[test]
fn an_engine_s_routes_leave_out_the_module_it_lies_in() {
    let routes = "Notes::Engine.routes.draw do\n  post '/hook', controller: :hooks, action: :create\n  get '/old', to: redirect('/new')\nend\n";
    let hooks = "module Notes\n  class HooksController < ActionController::Base\n    def create\n      \
                 ApplicationRecord.create!(text: params[:text])\n    end\n  end\nend\n";
    let files = [("config/routes.rb", routes), ("app/controllers/notes/hooks_controller.rb", hooks)];
    assert_eq!(guarded(&files), ["POST /hook: "]);
}

#[test]
fn laravel_routes_carry_the_middleware_of_groups_chains_and_names() {
    let routes = "<?php\nuse App\\Http\\Controllers\\NoteController;\nuse App\\Http\\Middleware\\Verify;\n\
        use Illuminate\\Support\\Facades\\Route;\n\
        Route::get('/open/{id}', [NoteController::class, 'show']);\n\
        Route::middleware([Verify::class])->prefix('safe')->group(function () {\n\
            Route::get('/notes/{id}', [NoteController::class, 'show']);\n});\n\
        Route::get('/mine/{id}', [NoteController::class, 'show'])->middleware('auth:api');\n\
        Route::get('/odd/{id}', 'NoteController@show')->middleware('strange');\n";
    let controller = "<?php\nnamespace App\\Http\\Controllers;\nuse Illuminate\\Support\\Facades\\DB;\n\
        class NoteController {\n public function show($id) { return DB::select('SELECT 1 WHERE id = ?', [$id]); }\n}\n";
    let middleware = "<?php\nnamespace App\\Http\\Middleware;\nuse Closure;\nuse Firebase\\JWT\\JWT;\nuse Firebase\\JWT\\Key;\n\
        class Verify {\n public function handle($request, Closure $next) {\n\
        JWT::decode($request->bearerToken(), new Key(config('app.key'), 'RS256'));\n return $next($request);\n }\n}\n";
    let files = [
        ("composer.json", "{\"require\":{\"laravel/framework\":\"^12.0\"}}"),
        ("routes/web.php", routes),
        ("app/Http/Controllers/NoteController.php", controller),
        ("app/Http/Middleware/Verify.php", middleware),
    ];
    assert_eq!(
        guarded(&files),
        [
            "GET /mine/{id}: Check(Session)",
            "GET /odd/{id}: UnknownTested(\"strange\")",
            "GET /open/{id}: ",
            "GET /safe/notes/{id}: Check(Jwt)",
        ]
    );
}

#[test]
fn a_page_stands_behind_what_the_files_it_includes_ask() {
    let check = "<?php\n$claims = Firebase\\JWT\\JWT::decode($_SERVER['HTTP_AUTHORIZATION'], $key);\n";
    let store = "<?php\n$db = new PDO('sqlite:notes.db');\n";
    let page = "<?php\nrequire 'inc/check.php';\nrequire_once __DIR__ . '/inc/store.php';\n$db->query('SELECT 1');\n";
    let open = "<?php\nrequire_once __DIR__ . '/inc/store.php';\n$db->query('SELECT 1');\n";
    let files = [("inc/check.php", check), ("inc/store.php", store), ("safe.php", page), ("open.php", open)];
    assert_eq!(guarded(&files), ["ALL /open.php: ", "ALL /safe.php: Check(Jwt)"]);
}

#[test]
fn sinatra_filters_run_before_the_routes_they_cover() {
    let server = "require 'sinatra'\n\nbefore '/safe/*' do\n  halt 401 unless session[:user]\n  \
                  JWT.decode(params[:jwt], ENV['KEY'], true, algorithm: 'HS256')\nend\n\n\
                  get '/safe/notes' do\n  ApplicationRecord.where(id: 1)\nend\n\n\
                  get '/open' do\n  ApplicationRecord.where(id: 1)\nend\n";
    let found = guarded(&[("server.rb", server)]);
    assert_eq!(found, ["GET /open: ", "GET /safe/notes: Check(Jwt), Check(Session), Present"]);
}

#[test]
fn a_go_handler_stands_behind_what_wraps_it_wherever_its_methods_are_written() {
    let main = "package main\n\nimport \"net/http\"\n\nfunc main() {\n\ts := &server{}\n\
        \thttp.Handle(\"/safe\", verified(http.HandlerFunc(s.notes)))\n\thttp.HandleFunc(\"/open\", s.notes)\n}\n\n\
        type server struct{ db *sql.DB }\n";
    let notes = "package main\n\nimport (\n\t\"database/sql\"\n\t\"net/http\"\n\n\t\"github.com/golang-jwt/jwt/v5\"\n)\n\n\
        func (s *server) notes(w http.ResponseWriter, r *http.Request) {\n\tdb, _ := sql.Open(\"x\", \"y\")\n\tdb.Query(\"SELECT 1\")\n}\n\n\
        func verified(next http.Handler) http.Handler {\n\treturn http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {\n\
        \t\t_, err := jwt.Parse(r.Header.Get(\"Authorization\"), key)\n\t\tif err != nil {\n\t\t\thttp.Error(w, \"no\", 401)\n\t\t\treturn\n\t\t}\n\
        \t\tnext.ServeHTTP(w, r)\n\t})\n}\n";
    let found = guarded(&[("main.go", main), ("notes.go", notes)]);
    assert_eq!(found[0], "ALL /open: ");
    assert!(found[1].contains("Check(Jwt)"), "{found:?}");
}

#[test]
fn what_is_started_at_a_shell_is_no_page() {
    let page = "<?php\n$db = new PDO('sqlite:notes.db');\n$db->query('SELECT 1');\n";
    let script = format!("#!/usr/bin/env php\n{page}");
    let beside = [
        ("public/index.php", page),
        ("scripts/clean.php", page),
        ("routes/notes.php", page),
        ("jobs/clean.php", script.as_str()),
    ];
    // The front page may load a route by a name that it computes.
    assert_eq!(guarded(&beside), ["ALL /public/index.php: ", "ALL /routes/notes.php: "]);
    let all_served = [("index.php", page), ("scripts/clean.php", page)];
    assert_eq!(guarded(&all_served), ["ALL /index.php: ", "ALL /scripts/clean.php: "]);
}
