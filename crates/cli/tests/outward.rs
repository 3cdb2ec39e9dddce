//! Calls of a running app that leave the local platform: to other hosts, and to a site of the user's own.
#![cfg(all(feature = "run", target_os = "linux"))]

mod common;

use std::{
    net::TcpListener,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

use serde_json::{Value, json};
use tempfile::TempDir;

use common::{assay, folder, write};

const MANIFEST: &str = "\
app:
  id: ari:cloud:ecosystem::app/5b0f6c7e-2f5d-4c43-9d0b-6a4f0e6c1d23
modules:
  jira:issuePanel:
    - key: panel
      title: Panel
      resource: page
      resolver:
        function: ask
  function:
    - key: ask
      handler: index.ask
resources:
  - key: page
    path: static
permissions:
  scopes:
    - read:jira-work
  external:
    fetch:
      backend:
        - address: api.service.invalid
";

/// An app that makes the call it is told to, with `scenario.yaml` beside it.
fn app(scenario: &str) -> TempDir {
    let code = "export const ask = async ({ call: { payload: { descriptor, path } } }) => {
        try {
            const answer = descriptor ? await __forge_fetch__(descriptor, path, {}) : await fetch(path);
            return { status: answer.status, body: await answer.json() };
        } catch (error) { return { failed: error.message }; }
    };";
    let steps = format!("steps:\n{scenario}");
    folder(&[("manifest.yml", MANIFEST), ("src/index.js", code), ("scenario.yaml", &steps)])
}

fn step(name: &str, who: &str, payload: &Value, expect: &str) -> String {
    format!(
        "  - name: {name}\n    as: {who}\n    invoke: {{ function: ask, key: ask, payload: {payload} }}\n    expect: {expect}\n"
    )
}

/// An exchange, as recordings hold it.
fn recorded(directory: &TempDir, number: u32, url: &str, body: &Value) {
    let kept = json!({ "form": "assay-exchange-1", "method": "GET", "url": url, "status": 200, "headers": [["content-type", "application/json"]], "text": body.to_string() });
    write(directory.path(), &format!("{number:05}-get.json"), kept.to_string());
}

#[test]
fn a_recording_answers_and_what_it_lacks_is_refused() {
    let recording = tempfile::tempdir().unwrap();
    recorded(&recording, 1, "https://api.service.invalid/things?page=1", &json!({ "n": 1 }));
    let call = |url: &str| json!({ "path": url });
    let app = app(&[
        step(
            "recorded",
            "user@cedar",
            &call("https://api.service.invalid/things?page=1"),
            "{ value: { status: 200, body: { n: 1 } }, deny: [] }",
        ),
        step(
            "not recorded",
            "user@cedar",
            &call("https://api.service.invalid/things?page=2"),
            "{ deny: [live-egress-off] }",
        ),
        step(
            "not listed",
            "user@cedar",
            &call("https://other.service.invalid/"),
            "{ deny: [egress-not-declared] }",
        ),
    ]
    .concat());
    let replay = format!("replay={}", recording.path().display());
    let ran = assay(app.path(), &["run", ".", "--script", "scenario.yaml", "--assert", "--egress", &replay]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let ran = assay(app.path(), &["run", ".", "--script", "scenario.yaml", "--assert"]);
    assert_eq!(ran.code, 1, "without the recording nothing answers: {}{}", ran.out, ran.err);
}

#[test]
fn no_proxy_of_the_environment_is_asked() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let connected = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&connected);
    thread::spawn(move || {
        listener.incoming().for_each(|_| {
            count.fetch_add(1, Ordering::SeqCst);
        })
    });
    let call = json!({ "path": "https://api.service.invalid/" });
    let app = app(&step("live", "user@cedar", &call, "{ value: { failed: fetch failed } }"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
    command.args(["run", ".", "--script", "scenario.yaml", "--assert", "--egress", "live"]);
    for name in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        command.env(name, &proxy);
    }
    let output = command.current_dir(app.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(connected.load(Ordering::SeqCst), 0);
}

#[test]
fn a_recorded_site_answers_beside_the_others_and_knows_its_owner_alone() {
    let recording = tempfile::tempdir().unwrap();
    let at = |path: &str| format!("https://dev.example{path}");
    recorded(&recording, 1, &at("/rest/api/3/myself"), &json!({ "accountId": "712020:owner" }));
    recorded(&recording, 2, &at("/_edge/tenant_info"), &json!({ "cloudId": "c-dev" }));
    recorded(&recording, 3, &at("/rest/api/3/issue/DEV-1"), &json!({ "key": "DEV-1" }));
    let call = |who: &str, key: &str| json!({ "descriptor": { "type": "fpp", "provider": who, "remote": "jira" }, "path": format!("/rest/api/3/issue/{key}") });
    let found = "{ value: { status: 200, body: { key: DEV-1 } }, deny: [], unmodelled: [] }";
    let app = app(&[
        step("as its owner", "user@development", &call("user", "DEV-1"), found),
        step("as the app", "user@development", &call("app", "DEV-1"), found),
        step("not recorded", "user@development", &call("user", "DEV-2"), "{ unmodelled: [issueIdOrKey] }"),
        step(
            "as somebody else",
            "712020:somebody@development",
            &call("user", "DEV-1"),
            "{ deny: [user-may-not] }",
        ),
        step("as nobody", "nobody@development", &call("user", "DEV-1"), "{ deny: [no-acting-user] }"),
        step(
            "elsewhere as ever",
            "user@cedar",
            &call("user", "TEAM-1"),
            "{ value: { status: 200, body: { key: TEAM-1 } } }",
        ),
    ]
    .concat());
    let kept = recording.path().display().to_string();
    let site = ["--site", "https://dev.example", "--site-replay", kept.as_str()];
    let ran =
        assay(app.path(), &[&["run", ".", "--script", "scenario.yaml", "--assert"], &site[..]].concat());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn mistakes_are_told_before_anything_is_run() {
    let app = app("");
    for (arguments, told) in [
        (vec!["--egress", "on"], "record=DIRECTORY"),
        (vec!["--egress", "replay=nowhere"], "nowhere"),
        (vec!["--proxy", "http://127.0.0.1:1"], "--egress live"),
        (vec!["--site", "https://dev.example"], "--site-token"),
        (vec!["--site-user", "me@mail.example"], "--site"),
        (
            vec![
                "--site",
                "https://dev.example",
                "--site-user",
                "me@mail.example",
                "--site-token",
                "a-token",
            ],
            "env:NAME",
        ),
        (
            vec![
                "--site",
                "http://dev.example",
                "--site-user",
                "me@mail.example",
                "--site-token",
                "env:PATH",
            ],
            "https://",
        ),
    ] {
        let ran = assay(app.path(), &[&["run", "."], &arguments[..]].concat());
        assert_eq!(ran.code, 2, "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(told), "{arguments:?}: {}", ran.err);
    }
}
