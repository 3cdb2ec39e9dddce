//! What rules make of more than an app: what people said about it, and what could not be read.

mod common;
mod examined;

use assay_evidence::Bearing;
use assay_rules::{AnonymousEndpoint, Examination, Settings};
use examined::{DESCRIPTOR, examine_files, findings};

const OPEN: &str = "\
app:
  id: ari:cloud:ecosystem::app/3a1c9f0e-6b7d-4c8a-9e2f-1d2c3b4a5f60
modules:
  webtrigger:
    - key: status
      function: status
  macro:
    - key: notes
      unlicensedAccess: [anonymous]
      resolver:
        function: status
  function:
    - key: status
      handler: index.status
";

/// A function is called that the lost part declares.
const BROKEN: &str = "\
app:
  id: ari:cloud:ecosystem::app/3a1c9f0e-6b7d-4c8a-9e2f-1d2c3b4a5f60
modules:
  webtrigger:
    - key: status
      function: status
   function:
  - key: status
      handler: index.status
";

fn examine(manifest: &str, settings: &Settings) -> Vec<(&'static str, Examination)> {
    examine_files(&[("manifest.yml", manifest)], settings)
}

#[test]
fn what_is_named_as_anonymous_with_a_reason_is_not_reported() {
    let named = |endpoint: &str| AnonymousEndpoint {
        endpoint: endpoint.to_owned(),
        reason: "the status page is public".to_owned(),
    };
    let before = examine(OPEN, &Settings::default());
    assert_eq!(findings(&before, "web-trigger-anonymous"), 1);
    assert_eq!(findings(&before, "unlicensed-access"), 1);
    let settings = Settings { anonymous: vec![named("status"), named("notes")], ..Settings::default() };
    let after = examine(OPEN, &settings);
    assert_eq!(findings(&after, "web-trigger-anonymous"), 0);
    assert_eq!(findings(&after, "unlicensed-access"), 0);
}

#[test]
fn a_manifest_that_was_not_read_whole_leaves_no_look_whole() {
    for (rule, examination) in examine(BROKEN, &Settings::default()) {
        assert!(examination.sweeps.iter().all(|sweep| !sweep.is_whole()), "{rule}");
    }
}

#[test]
fn what_seems_missing_from_a_manifest_that_was_not_read_whole_is_no_finding() {
    let examined = examine(BROKEN, &Settings::default());
    for rule in ["function-missing", "function-not-wired", "reference-missing", "runtime-missing-or-legacy"] {
        assert_eq!(findings(&examined, rule), 0, "{rule}");
    }
}

const REMOTE: &str = "\
app:
  id: ari:cloud:ecosystem::app/3a1c9f0e-6b7d-4c8a-9e2f-1d2c3b4a5f60
remotes:
  - key: backend
    baseUrl: https://notes.example.com
";

/// Rules about all code of an app, its server's included.
const ABOUT_ALL_CODE: [&str; 18] = [
    "code-evaluated",
    "command-injection",
    "cookie-unprotected",
    "cors-open",
    "filter-injection",
    "html-injection",
    "open-redirect",
    "path-traversal",
    "pattern-from-input",
    "plain-http-call",
    "request-forgery",
    "sensitive-data-logged",
    "server-route-open",
    "sql-injection",
    "template-injection",
    "tls-verification-off",
    "token-decoded-not-verified",
    "unsafe-deserialisation",
];

fn no_look_about_code_is_whole(files: &[(&str, &str)]) {
    let examined = examine_files(files, &Settings::default());
    for rule in ABOUT_ALL_CODE {
        let (_, examination) =
            examined.iter().find(|(id, _)| *id == rule).unwrap_or_else(|| panic!("{rule}"));
        for sweep in &examination.sweeps {
            assert!(!sweep.skipped.is_empty(), "{rule} calls its look at {} whole", sweep.about);
        }
    }
}

#[test]
fn a_server_in_a_language_that_is_not_followed_was_not_looked_at() {
    no_look_about_code_is_whole(&[
        ("atlassian-connect.json", DESCRIPTOR),
        ("server.py", "app = Flask('notes')\n"),
    ]);
}

#[test]
fn a_server_whose_code_is_elsewhere_was_not_looked_at() {
    no_look_about_code_is_whole(&[("atlassian-connect.json", DESCRIPTOR)]);
    no_look_about_code_is_whole(&[("manifest.yml", REMOTE)]);
}

#[test]
fn a_file_that_cannot_be_read_as_code_was_not_looked_at() {
    let broken = "const app = require('express')();\napp.get('/', (req, res) => {{{ ) res.end(\n";
    no_look_about_code_is_whole(&[
        ("atlassian-connect.json", DESCRIPTOR),
        ("package.json", "{ \"main\": \"server.js\", \"dependencies\": { \"express\": \"^5.1.0\" } }"),
        (
            "server.js",
            "require('./routes');\nconst app = require('express')();\napp.get('/', (q, r) => r.end());\n",
        ),
        ("routes.js", broken),
    ]);
}

/// A strategy of the app's own that writes a state among the options may send one.
#[test]
fn a_strategy_that_writes_a_state_itself_fails_nothing() {
    let told = |method: &str| {
        let strategy = format!(
            "import {{ PassportStrategy }} from '@nestjs/passport';
import {{ Strategy }} from 'passport-atlassian-oauth2';
export class Atlassian extends PassportStrategy(Strategy, 'atlassian') {{
  constructor() {{ super({{ clientID: 'a', callbackURL: 'https://notes.example.com/callback' }}); }}
  {method}
}}
"
        );
        let main = "import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import { Atlassian } from './atlassian';
@Module({ providers: [Atlassian] })
class App {}
NestFactory.create(App).then((app) => app.listen(3000));
";
        let package = r#"{ "dependencies": { "@nestjs/core": "*", "passport-atlassian-oauth2": "*" } }"#;
        let files =
            [("package.json", package), ("src/main.ts", main), ("src/atlassian.ts", strategy.as_str())];
        let examined = examine_files(&files, &Settings::default());
        let of_rule = examined.iter().find(|(id, _)| *id == "oauth-state-missing");
        let evidence = of_rule.and_then(|(_, examination)| examination.evidence.first());
        evidence.map(|evidence| matches!(evidence.bearing, Bearing::Contradicts { .. }))
    };
    assert_eq!(told(""), Some(true));
    let forwards =
        "authenticate(req, options) { options.state = req.query.state; super.authenticate(req, options); }";
    assert_ne!(told(forwards), Some(true));
}

/// Of a logger that is called in too many ways to be told apart the first ones fail where they stand; the others are for
/// review, once.
#[test]
fn what_too_many_ways_lead_through_is_for_review_at_the_end() {
    let ways = |from: usize| -> String {
        (from..from + 70).map(|i| format!("  note('{i}', {{ text{i}: payload.description }});\n")).collect()
    };
    let defined: String = (0..4)
        .map(|part| {
            format!("resolver.define('part{part}', async ({{ payload }}) => {{\n{}}});\n", ways(part * 70))
        })
        .collect();
    let code = format!(
        "import Resolver from '@forge/resolver';
import {{ note }} from './logger';
const resolver = new Resolver();
{defined}export const handler = resolver.getDefinitions();
"
    );
    let logger = "export const note = (what, more) => console.log(what, JSON.stringify(more));\n";
    let manifest = OPEN
        .replace("webtrigger:\n    - key: status\n      function: status\n  macro", "macro")
        .replace("index.status", "index.handler");
    let files =
        [("manifest.yml", manifest.as_str()), ("src/index.js", code.as_str()), ("src/logger.js", logger)];
    let examined = examine_files(&files, &Settings::default());
    let of_rule = examined.iter().find(|(id, _)| *id == "sensitive-data-logged").expect("the rule runs");
    let (fails, reviews): (Vec<_>, Vec<_>) =
        of_rule.1.evidence.iter().partition(|it| matches!(it.bearing, Bearing::Contradicts { .. }));
    assert!((100..280).contains(&fails.len()), "{}", fails.len());
    assert_eq!(reviews.len(), 1);
}
