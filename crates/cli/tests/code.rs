//! `assay entries` and `assay graph`, on whole small apps.

mod common;

use common::{assay, folder};
use tempfile::TempDir;

const MANIFEST: &str = "app:
  id: ari:cloud:ecosystem::app/1
  runtime: {name: nodejs22.x}
modules:
  jira:adminPage:
    - {key: settings, resource: page, resolver: {function: resolver}}
  jira:issuePanel:
    - {key: panel, resource: page, resolver: {function: resolver}}
  webtrigger:
    - {key: hook, function: hook}
  function:
    - {key: resolver, handler: index.handler}
    - {key: hook, handler: hook.run}
resources:
  - {key: page, path: static/page}
";

const INDEX: &str = "import Resolver from '@forge/resolver';
import api, { route } from '@forge/api';
import { kvs } from '@forge/kvs';
const resolver = new Resolver();
resolver.define('save', async ({ payload }) => kvs.set('settings', payload));
resolver.define('read', ({ payload }) => read(payload.key));
async function read(key) {
  return api.asApp().requestJira(route`/rest/api/3/issue/${key}`);
}
export const handler = resolver.getDefinitions();
";

const PAGE: &str = "<script src=\"page.js\"></script>";

fn app() -> TempDir {
    folder(&[
        ("manifest.yml", MANIFEST),
        ("src/index.js", INDEX),
        ("src/index.test.js", "test('a')"),
        ("static/page/index.html", PAGE),
        (
            "static/page/page.js",
            "import { invoke } from '@forge/bridge'; invoke('read', { key: 'A-1' }); fetch('https://api.example.com/x');",
        ),
    ])
}

/// The same app where somebody chose names to break what shows them.
fn hostile() -> TempDir {
    let evil = "\"]; evil <script>alert(1)</script> `x` --> \\u202e #quot; \\u001b[31m";
    let index = INDEX.replace("'read',", &format!("'{}',", evil.replace('\'', "")));
    folder(&[
        ("manifest.yml", MANIFEST),
        ("package.json", "{\"name\": \"\\\"><script>\"}"),
        ("src/index.js", &index),
        (
            "src/hook.js",
            "export const run = (request) => fetch('https://\"><svg onload=x>.example/' + request.body)",
        ),
        ("static/page/index.html", PAGE),
        ("static/page/page.js", ""),
    ])
}

#[test]
fn entries_say_who_can_take_them_and_what_is_missing() {
    let folder = app();
    let ran = assay(folder.path(), &["entries", "."]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let out = ran.out.replace(&folder.path().file_name().unwrap().to_string_lossy().into_owned(), "<app>");
    insta::assert_snapshot!(out);
}

#[test]
fn entries_are_there_for_programs() {
    let folder = app();
    let ran = assay(folder.path(), &["entries", ".", "--format", "json"]);
    let json = ran.json();
    let entries = json["apps"][0]["entries"].as_array().unwrap();
    let of = |name: &str| entries.iter().find(|entry| entry["name"] == name).unwrap();
    assert_eq!(of("resolver/save")["audience"], "any-user");
    assert_eq!(of("resolver/save")["handlers"][0]["place"], "src/index.js:5:25");
    assert_eq!(of("hook")["resolution"], "unresolved");
    assert_eq!(of("hook")["audience"], "anonymous");
    assert_eq!(of("page")["side"], "front-end");
    assert_eq!(json["apps"][0]["skipped"][0]["because"], "a test");
    let text = serde_json::to_string(&json).unwrap();
    assert!(!text.contains(folder.path().to_str().unwrap()), "no path of this machine");
}

#[test]
fn the_picture_is_the_same_in_every_language() {
    let folder = app();
    let draw = |format: &str| {
        let ran = assay(folder.path(), &["graph", ".", "--format", format]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out.replace(&folder.path().file_name().unwrap().to_string_lossy().into_owned(), "app")
    };
    insta::assert_snapshot!("mermaid", draw("mermaid"));
    insta::assert_snapshot!("dot", draw("dot"));
    let svg = draw("svg");
    for shown in
        ["GET /rest/api/3/issue/{}", "resolver/save", "any user", "admins", "api.example.com", "settings"]
    {
        assert!(svg.contains(shown), "{shown}\n{svg}");
    }
    assert_eq!(svg, draw("svg"), "the same bytes");
}

#[test]
fn names_of_an_app_are_text_in_every_form() {
    let folder = hostile();
    let draw = |verb: &str, format: &str| {
        let ran = assay(folder.path(), &[verb, ".", "--format", format]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(!ran.out.contains('\u{1b}') && !ran.out.contains('\u{202e}'), "{}", ran.out);
        ran.out
    };
    let svg = draw("graph", "svg");
    assert!(!svg.contains("<script") && !svg.contains("<svg onload"), "{svg}");
    let mermaid = draw("graph", "mermaid");
    assert!(!mermaid.contains("<script") && !mermaid.contains('`'), "{mermaid}");
    let dot = draw("graph", "dot");
    for line in dot.lines() {
        let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        assert!(quotes % 2 == 0, "{line}");
    }
    draw("entries", "human");
}
