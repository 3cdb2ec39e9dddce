//! Whole small apps, and the ways into them.

use std::fmt::Write;

use assay_app::App;
use assay_code::{Entry, Resolution, Shape, Site, Value, analyse, graph::Program};

use crate::graph::app;

fn functions(manifest: &str) -> String {
    format!("{}modules:\n{manifest}", crate::graph::MANIFEST)
}

const PANEL: &str =
    "  jira:issuePanel:\n    - key: panel\n      resource: main\n      resolver: {function: resolver}
  function:\n    - {key: resolver, handler: index.handler}\n";

/// Every entry: who, what, how, where, and what runs.
fn told(app: &App) -> String {
    let program = Program::load(app, &[]);
    let analysis = analyse(&program, app);
    let mut out = String::new();
    for entry in &analysis.entries {
        tell(&program, entry, &mut out);
    }
    out
}

fn tell(program: &Program, entry: &Entry, out: &mut String) {
    let audiences: Vec<String> =
        entry.audiences.iter().map(|(audience, surface)| format!("{audience:?} by {surface}")).collect();
    writeln!(
        out,
        "{}: {:?} {:?} {:?} at {} ({})",
        entry.name,
        entry.audience,
        entry.side,
        entry.invocation,
        entry.declared_at,
        audiences.join(", ")
    )
    .unwrap();
    for handler in &entry.handlers {
        writeln!(
            out,
            "  runs {}",
            handler.alternatives().iter().map(|one| thing(program, one)).collect::<Vec<_>>().join(" or ")
        )
        .unwrap();
    }
    match &entry.resolution {
        Resolution::Resolved => {}
        Resolution::Partly { because } => writeln!(out, "  in part: {because}").unwrap(),
        Resolution::Unresolved { because } => writeln!(out, "  not found: {because}").unwrap(),
    }
}

fn thing(program: &Program, value: &Value) -> String {
    match value.shape() {
        Shape::Function(closure) => {
            let module = program.module(closure.module);
            let function = &module.functions[closure.function.index()];
            let site = Site::new(closure.module, function.head);
            format!(
                "{} at {}",
                function.name.as_deref().unwrap_or("a function"),
                module.text.place(site.span)
            )
        }
        Shape::Namespace(module) => format!("the module {}", program.module(*module).file),
        Shape::External(external) => external.path.to_string(),
        Shape::Element(element) => format!("<{}>", element.tag),
        _ => format!("{:?}", value.shape()).chars().take(60).collect(),
    }
}

/// An issue panel whose resolver is this file, and others beside it.
fn panel(index: &str, others: &[(&str, &str)]) -> String {
    let manifest = functions(PANEL);
    let mut files = vec![("manifest.yml", manifest.as_str()), ("src/index.js", index)];
    files.extend(others);
    told(&app(&files))
}

#[test]
fn a_function_is_found_however_it_is_defined() {
    let mut out = String::new();
    for (shape, index, others) in [
        (
            "inline",
            "import Resolver from '@forge/resolver'; const r = new Resolver(); r.define('a', async (req) => {}); export const handler = r.getDefinitions();",
            &[][..],
        ),
        (
            "by reference",
            "import Resolver from '@forge/resolver'; const r = new Resolver(); const f = () => 1; function g() {} r.define('f', f); r.define('g', g); export const handler = r.getDefinitions();",
            &[],
        ),
        (
            "imported",
            "import Resolver from '@forge/resolver'; import { f } from './f'; const r = new Resolver(); r.define('f', f); export const handler = r.getDefinitions();",
            &[("src/f.js", "export const f = () => {}")],
        ),
        (
            "re-exported",
            "export { handler } from './resolvers';",
            &[(
                "src/resolvers/index.js",
                "import R from '@forge/resolver'; const r = new R(); r.define('a', () => {}); export const handler = r.getDefinitions();",
            )],
        ),
        (
            "imported and exported",
            "import { handler } from './r'; export { handler };",
            &[(
                "src/r.js",
                "import R from '@forge/resolver'; const r = new R(); r.define('a', () => {}); export const handler = r.getDefinitions();",
            )],
        ),
        (
            "chained",
            "import Resolver from '@forge/resolver'; export const handler = new Resolver().define('a', () => {}).define('b', () => {}).getDefinitions();",
            &[],
        ),
        (
            "a table",
            "import { makeResolver } from '@forge/resolver'; export const handler = makeResolver({ a: async () => {}, b() {} });",
            &[],
        ),
        (
            "a helper in another file",
            "import Resolver from '@forge/resolver'; import { register } from './register'; const r = new Resolver(); register(r); export const handler = r.getDefinitions();",
            &[(
                "src/register.js",
                "export function register(resolver) { resolver.define('a', () => {}); more(resolver); } const more = (r) => r.define('b', () => {})",
            )],
        ),
        (
            "a loop",
            "import Resolver from '@forge/resolver'; const r = new Resolver(); const table = { a: () => {}, b: () => {} }; for (const [name, f] of Object.entries(table)) r.define(name, f); Object.keys(table).forEach((k) => r.define('x' + k, table[k])); export const handler = r.getDefinitions();",
            &[],
        ),
        (
            "a wrapper",
            "import Resolver from '@forge/resolver'; const withAuth = (f) => async (req) => { if (!req.context.accountId) return; return f(req) }; const r = new Resolver(); r.define('a', withAuth(() => {})); export const handler = r.getDefinitions();",
            &[],
        ),
        (
            "wrapped whole",
            "import Resolver from '@forge/resolver'; const r = new Resolver(); r.define('a', () => {}); const inner = r.getDefinitions(); export const handler = async (...args) => inner(...args);",
            &[],
        ),
        (
            "CommonJS",
            "const Resolver = require('@forge/resolver').default; const r = new Resolver(); r.define('a', require('./a')); exports.handler = r.getDefinitions();",
            &[("src/a.js", "module.exports = async () => {}")],
        ),
        (
            "module.exports",
            "const { default: Resolver } = require('@forge/resolver'); const r = new Resolver(); r.define('a', () => {}); module.exports = { handler: r.getDefinitions() };",
            &[],
        ),
        ("a plain function", "export async function handler(req) { return req.payload }", &[]),
        (
            "a class",
            "import Resolver from '@forge/resolver'; class Api { constructor() { this.r = new Resolver(); this.r.define('a', this.a.bind(this)); this.r.define('b', Api.b); } a() {} static b() {} } export const handler = new Api().r.getDefinitions();",
            &[],
        ),
        ("nothing", "export const other = 1;", &[]),
        (
            "no definitions",
            "import Resolver from '@forge/resolver'; export const handler = new Resolver().getDefinitions();",
            &[],
        ),
        (
            "a computed name",
            "import Resolver from '@forge/resolver'; const r = new Resolver(); r.define(process.env.NAME, () => {}); export const handler = r.getDefinitions();",
            &[],
        ),
    ] {
        writeln!(out, "# {shape}\n{}", panel(index, others)).unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn a_default_export_is_a_handler_too() {
    let manifest = functions(
        "  jira:issuePanel:\n    - {key: panel, resolver: {function: resolver}}\n  function:\n    - {key: resolver, handler: api/index.default}\n",
    );
    let index = "import Resolver from '@forge/resolver'; const r = new Resolver(); r.define('a', () => {}); export default r.getDefinitions();";
    insta::assert_snapshot!(told(&app(&[("manifest.yml", &manifest), ("src/api/index.ts", index)])));
}

#[test]
fn who_can_invoke_a_function_comes_with_its_modules() {
    let manifest = functions(
        "  jira:adminPage:\n    - {key: settings, resource: main, resolver: {function: resolver}}
  jira:issuePanel:\n    - {key: panel, resource: main, resolver: {function: resolver}}
  webtrigger:\n    - {key: hook, function: hook}\n    - {key: hook2, function: job}
  scheduledTrigger:\n    - {key: nightly, function: job, interval: day}
  trigger:\n    - {key: changed, function: event, events: ['avi:jira:updated:issue']}
  consumer:\n    - {key: worker, queue: q, function: job}
  action:\n    - {key: act, function: act, actionVerb: GET, name: Act, description: d}
  jira:unheardOf:\n    - {key: odd, function: odd}
  function:
    - {key: resolver, handler: index.handler}
    - {key: hook, handler: hooks.hook}
    - {key: job, handler: hooks.job}
    - {key: event, handler: hooks.event}
    - {key: act, handler: hooks.act}
    - {key: odd, handler: hooks.odd}
    - {key: lost, handler: hooks.lost}
    - {key: gone, handler: gone.run}
  macro:\n    - {key: m, function: gone}\n",
    );
    insta::assert_snapshot!(told(&app(&[
        ("manifest.yml", &manifest),
        (
            "src/index.js",
            "import Resolver from '@forge/resolver'; const r = new Resolver(); r.define('save', () => {}); export const handler = r.getDefinitions();"
        ),
        (
            "src/hooks.js",
            "export const hook = (request) => ({}), job = () => {}, event = async (event) => {}, act = (inputs) => {}; export const odd = 1;"
        ),
    ])));
}

#[test]
fn a_front_end_begins_where_its_page_does() {
    let manifest = format!(
        "{}resources:
  - {{key: vite, path: static/vite/dist}}
  - {{key: react, path: static/react/build}}
  - {{key: plain, path: static/plain}}
  - {{key: native, path: src/frontend/index.jsx}}
  - {{key: lost, path: static/lost/build}}
modules:
  jira:issuePanel:
    - {{key: panel, resource: vite}}
    - {{key: ui, resource: native, render: native}}
    - {{key: gone, resource: lost}}
  jira:adminPage:
    - {{key: settings, resource: react}}
",
        crate::graph::MANIFEST
    );
    insta::assert_snapshot!(told(&app(&[
        ("manifest.yml", &manifest),
        ("static/vite/package.json", "{}"),
        (
            "static/vite/index.html",
            "<div id=root></div><script type=\"module\" src=\"/src/entry.tsx\"></script>"
        ),
        ("static/vite/src/entry.tsx", "import { invoke } from '@forge/bridge'; invoke('a')"),
        ("static/react/package.json", "{}"),
        ("static/react/public/index.html", "<div id=root></div>"),
        ("static/react/src/index.js", "import App from './App'"),
        ("static/react/src/App.js", "export default () => null"),
        ("static/plain/index.html", "<script src=app.js></script><script>start()</script>"),
        ("static/plain/app.js", "function start() {}"),
        (
            "src/frontend/index.jsx",
            "import ForgeReconciler, { Text } from '@forge/react'; ForgeReconciler.render(<Text/>)"
        ),
    ])));
}

/// What is built into the folder of the only app of a repository lies beside it.
#[test]
fn a_front_end_may_be_a_project_beside_the_app() {
    let manifest = functions(&format!("{PANEL}resources:\n  - {{key: main, path: static/board/build}}\n"));
    let asks = r#"{"dependencies": {"@forge/bridge": "5"}}"#;
    let page = ("ui/board/src/index.js", "import { invoke } from '@forge/bridge'; invoke('a')");
    let told = |manifest: &str, package: &str, other: &str| {
        let files = [
            ("app/manifest.yml", manifest),
            ("app/package.json", "{}"),
            ("ui/board/package.json", package),
            page,
            ("ui/other/package.json", other),
            ("ui/other/src/index.js", "invoke('b')"),
        ];
        told(&app(&files))
    };
    assert!(told(&manifest, asks, "{}").contains("runs the module ui/board/src/index.js"));
    // Of several the name says which.
    assert!(told(&manifest, asks, asks).contains("runs the module ui/board/src/index.js"));
    assert!(!told(&manifest, asks, asks).contains("ui/other"));
    let elsewhere = manifest.replace("board", "somewhere");
    assert!(told(&elsewhere, asks, asks).contains("not found"));
    assert!(told(&manifest, "{}", "{}").contains("not found"));
}

#[test]
fn a_route_carries_what_runs_before_it() {
    let package = r#"{"name": "server", "dependencies": {"express": "4", "atlassian-connect-express": "1"}}"#;
    let descriptor = r#"{"key": "k", "baseUrl": "https://a.example", "authentication": {"type": "jwt"}, "lifecycle": {"installed": "/installed"}, "modules": {"webPanels": [{"key": "panel", "url": "/api/notes/{issue.id}?x=1"}]}}"#;
    insta::assert_snapshot!(told(&app(&[
        ("package.json", package),
        ("atlassian-connect.json", descriptor),
        (
            "app.js",
            "const express = require('express'); const { notes } = require('./notes'); const app = express();
app.get('/health', (req, res) => res.send('ok'));
app.use(express.json());
app.use(function log(req, res, next) { next() });
app.use('/api', authenticate, notes);
app.post('/installed', [verify, save]);
app.use('/hook', (req, res) => res.end());
app.route('/both').get(both).post(authenticate, both);
function authenticate(req, res, next) { if (req.headers.a) next(); else res.sendStatus(401) }
function verify(req, res, next) { next() } function save(req, res) {} function both(req, res) {}
app.set('port', 3000);
if (app.get('env') === 'development') app.get('/debug', both);
app.listen(app.get('port'));",
        ),
        (
            "notes.js",
            "const { Router } = require('express'); const notes = Router(); const admin = new Router();
notes.get('/notes/:id', list); notes.use(late); notes.delete('/notes/:id', list); notes.use('/admin', admin); admin.put('/', require('./handlers').put);
function list(req, res) {} function late(req, res, next) { next() }
exports.notes = notes;",
        ),
        ("handlers.js", "exports.put = async (req, res) => {}"),
    ])));
}

#[test]
fn controllers_workers_and_files_by_convention_answer_too() {
    let manifest = crate::graph::MANIFEST;
    insta::assert_snapshot!(told(&app(&[
        ("app/manifest.yml", &format!("{manifest}remotes:\n  - key: r\n    baseUrl: https://r.example\n")),
        ("app/nest/main.ts", "import { NestFactory } from '@nestjs/core'; import { Notes } from './notes.controller'; async function bootstrap() { const app = await NestFactory.create(Notes); await app.listen(3000); } bootstrap();"),
        ("app/nest/notes.controller.ts", "import { Controller, Get, Post, UseGuards, Param, Body } from '@nestjs/common'; import { Guard } from './guard';
@Controller('notes') @UseGuards(Guard)
export class Notes { constructor(private readonly store: Store) {}
  @Get(':id') one(@Param('id') id: string) { return this.store.get(id) }
  @Post() @UseGuards(AuthGuard('jwt')) async add(@Body() body: any) {} 
  private helper() {} }
class Store { get(id: string) {} }"),
        ("app/nest/guard.ts", "export class Guard { canActivate(context) { return !!context.switchToHttp().getRequest().user } }"),
        ("app/web/package.json", r#"{"dependencies": {"next": "14"}}"#),
        ("app/web/pages/api/notes/[id].ts", "export default function handler(req, res) { res.json({}) }"),
        ("app/web/src/app/api/(group)/all/[...path]/route.ts", "export async function GET(request: Request) { return Response.json({}) } export const POST = GET;"),
        ("app/worker/index.ts", "export default { async fetch(request: Request, env) { return new Response('') } }"),
        ("app/lambda/package.json", r#"{"devDependencies": {"@types/aws-lambda": "8"}}"#),
        ("app/lambda/hook.ts", "export const handler = async (event) => ({ statusCode: 200 })"),
        ("app/koa/index.js", "const Koa = require('koa'); const Router = require('@koa/router'); const app = new Koa(); const router = new Router({ prefix: '/v1' }); router.get('/notes', async (ctx) => { ctx.body = 1 }); app.use(router.routes()).use(router.allowedMethods()); app.listen(1)"),
        ("app/fastify/index.js", "import Fastify from 'fastify'; const server = Fastify(); server.route({ method: 'PUT', url: '/a', handler: put }); server.get('/b', { schema: {} }, async (request, reply) => {}); async function put() {}"),
        ("app/hono/index.ts", "import { Hono } from 'hono'; const app = new Hono(); app.use('*', async (c, next) => next()); app.get('/c', (c) => c.json({})); export default app;"),
        ("app/http/index.mjs", "import http from 'node:http'; http.createServer((req, res) => res.end()).listen(1)"),
        ("app/later/app.js", "const express = require('express'); module.exports.createApp = function () { const app = express(); app.get('/later', (req, res) => {}); return app }"),
    ])));
}

#[test]
fn pages_of_apps_without_a_manifest_run_the_scripts_they_name() {
    let app = app(&[
        (
            "index.html",
            "<script src=\"https://p.trellocdn.com/power-up.min.js\"></script><script src=\"./js/client.js?v=2\"></script>",
        ),
        ("card/panel.html", "<script src=\"/shared.js\"></script>\n<script>TrelloPowerUp.iframe();</script>"),
        ("js/client.js", "TrelloPowerUp.initialize({});"),
        ("public/shared.js", "console.log('shared');"),
        ("about.html", "<p>No code</p>"),
    ]);
    let told = told(&app);
    assert!(told.contains("index.html: SamePerson FrontEnd Module at index.html:1:1 (AnyUser by index.html)\n  runs the module js/client.js"), "{told}");
    assert!(told.contains("card/panel.html: SamePerson FrontEnd"), "{told}");
    assert!(told.contains("  runs the module public/shared.js\n  runs the module card/panel.html"), "{told}");
    assert!(!told.contains("about.html"), "{told}");
}

#[test]
fn a_cloud_function_answers_at_the_name_it_is_exported_by() {
    let app = app(&[
        ("package.json", r#"{ "name": "hooks", "dependencies": { "firebase-functions": "*" } }"#),
        (
            "atlassian-connect.json",
            r#"{ "key": "a", "baseUrl": "https://a.example.com", "lifecycle": { "installed": "/installed" }, "modules": {} }"#,
        ),
        (
            "index.js",
            "const functions = require('firebase-functions');\nexports.installed = functions.https.onRequest((request, response) => { response.send(request.body); });\nexports.key = 'a';",
        ),
    ]);
    let told = told(&app);
    assert!(told.contains("ALL /installed: Anonymous Server Route at index.js:2"), "{told}");
    assert!(!told.contains("/key"), "{told}");
}
