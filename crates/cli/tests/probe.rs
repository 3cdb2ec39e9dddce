//! `assay probe`, against apps that run in this process.
#![expect(clippy::unwrap_used, reason = "tests")]
#![cfg(feature = "probe")]

mod common;

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use common::{assay, folder, row, rules};
use serde_json::Value;

/// A running app: every path answers the same page, but for the descriptor's.
struct App {
    port: u16,
    asked: Arc<AtomicUsize>,
}

const DESCRIPTOR: &str = r#"{
  "key": "com.example.hello", "name": "Hello", "baseUrl": "http://127.0.0.1:PORT",
  "authentication": { "type": "jwt" }, "apiMigrations": { "signed-install": true, "context-qsh": true },
  "lifecycle": { "installed": "/installed" }, "scopes": ["READ"],
  "modules": { "generalPages": [{ "key": "hello", "url": "/hello?issue={issue.key}", "name": { "value": "Hello" } }] }
}
"#;

/// Everything a page of an app should come with.
const GOOD: &str = "Content-Security-Policy: default-src 'none'; script-src 'self' https://connect-cdn.atl-paas.net; frame-ancestors https://*.atlassian.net https://*.jira.com\r
Referrer-Policy: no-referrer\r
Cache-Control: no-cache, no-store\r
X-Content-Type-Options: nosniff\r
Set-Cookie: __Host-sid=a1b2c3; Path=/; Secure; HttpOnly; SameSite=None; Partitioned\r
";

const BAD: &str = "Set-Cookie: connect.sid=s3cr3tvalue; Path=/\r\nReferrer-Policy: unsafe-url\r\n";

impl App {
    fn start(headers: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let count = Arc::clone(&count);
                std::thread::spawn(move || {
                    let (mut head, mut byte) = (Vec::new(), [0]);
                    while !head.ends_with(b"\r\n\r\n") {
                        match stream.read(&mut byte) {
                            Ok(1) => head.push(byte[0]),
                            _ => return,
                        }
                    }
                    count.fetch_add(1, Ordering::SeqCst);
                    let _ =
                        stream.write_all(answer(&String::from_utf8_lossy(&head), headers, port).as_bytes());
                });
            }
        });
        Self { port, asked }
    }

    fn descriptor(&self) -> String {
        format!("http://127.0.0.1:{}/atlassian-connect.json", self.port)
    }
}

fn answer(head: &str, headers: &str, port: u16) -> String {
    let path = head.split_whitespace().nth(1).unwrap_or_default();
    let (status, kind, body) = match path {
        "/atlassian-connect.json" => {
            ("200 OK", "application/json", DESCRIPTOR.replace("PORT", &port.to_string()))
        }
        path if path.starts_with("/hello") => ("200 OK", "text/html", "<p>hello</p>".to_owned()),
        "/installed" => ("401 Unauthorized", "text/plain", "no".to_owned()),
        _ => ("404 Not Found", "text/html", "<p>nothing</p>".to_owned()),
    };
    let length = body.len();
    let body = if head.starts_with("HEAD ") { String::new() } else { body };
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}"
    )
}

fn probe(folder: &Path, app: &App, more: &[&str]) -> common::Ran {
    let descriptor = app.descriptor();
    let arguments = ["probe", &descriptor, "--i-own", "127.0.0.1", "--no-dns", "--no-config"];
    assay(folder, &[&arguments[..], more].concat())
}

/// Findings of the probes of headers and cookies.
fn header_findings(report: &Value) -> Vec<String> {
    let mut found = rules(report);
    let about = ["content-", "referrer-", "page-", "session-", "framing-", "answers-", "secret-"];
    found.retain(|rule| about.iter().any(|start| rule.starts_with(start)));
    found.sort();
    found.dedup();
    found
}

#[test]
fn a_host_that_nobody_owns_is_never_asked() {
    let (app, folder) = (App::start(BAD), folder(&[]));
    let ran = assay(folder.path(), &["probe", &app.descriptor(), "--no-dns"]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.err.contains("--i-own 127.0.0.1"), "{}", ran.err);
    assert_eq!(app.asked.load(Ordering::SeqCst), 0);
}

#[test]
fn a_bad_app_fails_by_what_it_answered() {
    let (app, folder) = (App::start(BAD), folder(&[]));
    let ran = probe(folder.path(), &app, &["--format", "json"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let report = ran.json();
    let expected = [
        "content-policy-missing",
        "content-policy-open-to-scripts",
        "content-type-guessed",
        "framing-at-odds-with-products",
        "page-kept-by-caches",
        "referrer-policy-missing-or-weak",
        "session-cookie-unprotected",
    ];
    assert_eq!(header_findings(&report), expected);
    for id in ["CONNECT-7.1", "CONNECT-7.2", "CONNECT-7.3", "CONNECT-7.4"] {
        assert_eq!(row(&report, id)["outcome"], "fail", "{id}");
    }
    let found = report["apps"][0]["findings"].as_array().unwrap();
    let cookie = found.iter().find(|finding| finding["rule"] == "session-cookie-unprotected").unwrap();
    assert_eq!(cookie["live"]["depth"], "black-box");
    assert!(cookie["live"]["repeat"][0].as_str().unwrap().starts_with("curl "), "{cookie}");
    assert_eq!(cookie["live"]["exchanges"][0]["response"]["status"], 200);
    assert!(!ran.out.contains("s3cr3tvalue"), "the value of a cookie is shown");
}

#[test]
fn a_good_app_is_silent_and_what_was_not_seen_stays_open() {
    let (app, folder) = (App::start(GOOD), folder(&[]));
    let report = probe(folder.path(), &app, &["--format", "json"]).json();
    assert_eq!(header_findings(&report), [] as [&str; 0]);
    for id in ["CONNECT-7.1", "CONNECT-7.2", "CONNECT-7.3", "CONNECT-7.4"] {
        assert_eq!(row(&report, id)["outcome"], "pass", "{}", row(&report, id));
    }
    // Nobody answered over TLS, and nobody asked for names.
    for id in ["CONNECT-3", "CONNECT-6.1", "CONNECT-6.2", "CONNECT-6.3"] {
        assert_ne!(row(&report, id)["outcome"], "pass", "{id}");
    }
}

#[test]
fn a_recording_gives_the_same_evidence_offline() {
    let (app, folder) = (App::start(BAD), folder(&[]));
    let live = probe(folder.path(), &app, &["--format", "json", "--record", "kept"]);
    let before = app.asked.load(Ordering::SeqCst);
    let again = probe(folder.path(), &app, &["--format", "json", "--replay", "kept"]);
    assert_eq!(app.asked.load(Ordering::SeqCst), before, "a replay asked the app");
    assert_eq!(live.out, again.out);
    let kept = std::fs::read_to_string(folder.path().join("kept/recording.json")).unwrap();
    assert!(!kept.contains("s3cr3tvalue"), "the value of a cookie was kept");
}

#[test]
fn source_and_live_proof_are_judged_together() {
    let app = App::start(GOOD);
    let descriptor = DESCRIPTOR.replace("PORT", &app.port.to_string());
    let folder = folder(&[("atlassian-connect.json", &descriptor), ("index.js", "// nothing\n")]);
    let checked = assay(folder.path(), &["check", ".", "--format", "json=source.json", "-q"]);
    assert!(checked.code < 2, "{}", checked.err);
    let owned = ["probe", ".", "--i-own", "127.0.0.1", "--no-dns", "--format", "json=live.json", "-q"];
    let probed = assay(folder.path(), &owned);
    assert!(probed.code < 2, "{}", probed.err);
    for files in [["source.json", "live.json"], ["live.json", "source.json"]] {
        let merged = assay(folder.path(), &[&["report"], &files[..], &["--format", "json"]].concat()).json();
        assert_eq!(merged["apps"].as_array().unwrap().len(), 1);
        assert_eq!(row(&merged, "CONNECT-7.1")["outcome"], "pass", "{}", row(&merged, "CONNECT-7.1"));
        let alone: Value =
            serde_json::from_str(&std::fs::read_to_string(folder.path().join("source.json")).unwrap())
                .unwrap();
        assert_eq!(row(&alone, "CONNECT-7.1")["outcome"], "not-checked");
        let next = row(&alone, "CONNECT-7.1")["because"].as_str().unwrap();
        assert!(next.contains("assay probe"), "{next}");
    }
}

/// A server's code: two routes that are paths, one that is a pattern.
const SERVER: &str = r#"
const express = require("express");
const app = express();
app.get("/hello/:id", (req, res) => res.send("hello"));
app.post("/trello-webhook", (req, res) => res.sendStatus(200));
app.get("/files/*", (req, res) => res.send("file"));
app.listen(3000);
"#;

#[test]
fn routes_of_the_code_are_what_is_asked() {
    let app = App::start(GOOD);
    let folder = folder(&[
        ("package.json", r#"{"name": "power-up", "dependencies": {"express": "4.22.0"}}"#),
        ("index.js", SERVER),
    ]);
    let base = format!("http://127.0.0.1:{}", app.port);
    let arguments = ["probe", ".", "--type", "trello", "--base-url", &base, "--i-own", "127.0.0.1"];
    let more =
        ["--no-dns", "--also", "/hello/mine", "--app-id", "5e66784c606cb1160a8f5dc0", "--record", "kept"];
    let ran = assay(folder.path(), &[&arguments[..], &more, &["--format", "json"]].concat());
    assert!(ran.code < 2, "{}", ran.err);
    assert!(ran.err.contains("3 endpoints at 127.0.0.1"), "{}", ran.err);
    let kept = std::fs::read_to_string(folder.path().join("kept/recording.json")).unwrap();
    for path in ["/hello/10001", "/hello/mine", "/trello-webhook"] {
        assert!(kept.contains(&format!("{base}{path}\"")), "{path}");
    }
    assert!(!kept.contains("/files/"), "a pattern was asked for");
    let nowhere = assay(folder.path(), &["probe", ".", "--type", "trello", "--i-own", "127.0.0.1"]);
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.err.contains("--base-url"), "{}", nowhere.err);
}

#[test]
fn what_only_one_user_may_see_is_unknown_until_two_are_named() {
    let (app, folder) = (App::start(GOOD), folder(&[]));
    let report = probe(folder.path(), &app, &["--format", "json"]).json();
    assert_ne!(row(&report, "CONNECT-1.2")["outcome"], "pass");
    assert!(report.to_string().contains("no address was named that one user may see"), "{report}");
    let ran = probe(folder.path(), &app, &["--restricted", "/hello?issue=SEC-1"]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.err.contains("--account"), "{}", ran.err);
}

#[test]
fn mistakes_on_the_command_line_are_told() {
    let (app, folder) = (App::start(GOOD), folder(&[]));
    for (more, words) in [
        (&["--tenant", "key=hunter2"][..], "never stands on a command line"),
        (&["--tenant", "key=env:ASSAY_TEST_NO_SUCH"], "ASSAY_TEST_NO_SUCH"),
        (&["--proxy", "socks5://localhost"], "socks5"),
        (&["--type", "forge"], "connect, remote, trello, 3lo"),
        (&["--replay", "nowhere"], "nowhere"),
        (&["--rdap", "nowhere.json"], "nowhere.json"),
        (&["--rdap", "http://rdap.example.com"], "no address of an RDAP server"),
        (&["--key-server", "0.0.0.0:0"], "an address at which the app reaches this machine"),
        (&["--webhook-secret", "hunter2"], "never stands on a command line"),
        (&["--ca-file", "nowhere.pem"], "nowhere.pem"),
    ] {
        let ran = probe(folder.path(), &app, more);
        assert_eq!(ran.code, 2, "{more:?}: {}", ran.out);
        assert!(ran.err.contains(words), "{more:?}: {}", ran.err);
        assert!(!ran.err.contains("hunter2") || words.contains("command line"), "{}", ran.err);
    }
    let ran = assay(folder.path(), &["probe", "no-such-folder"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("neither a directory nor an address"), "{}", ran.err);
}

#[test]
fn the_first_line_says_how_much_and_how_fast() {
    let (app, folder) = (App::start(GOOD), folder(&[]));
    let ran = probe(folder.path(), &app, &["--budget", "100"]);
    assert!(
        ran.err.starts_with("3 endpoints at 127.0.0.1: at most 100 requests, 8 at a time at each host\n"),
        "{}",
        ran.err
    );
    // The descriptor is asked for by a name that only `--resolve` knows.
    let address = format!("http://app.example.com:{}/atlassian-connect.json", app.port);
    let owned = ["probe", &address, "--i-own", "127.0.0.1", "--i-own", "app.example.com"];
    let more = ["--resolve", "app.example.com=127.0.0.1", "--no-dns", "--no-config", "--rate", "1000"];
    let ran = assay(folder.path(), &[&owned[..], &more, &["--concurrency", "1"]].concat());
    let paced =
        "at most 2000 requests, one at a time at each host, 1000 a second at most, but for loopback\n";
    assert!(ran.err.contains(paced), "{}", ran.err);
}

/// What a terminal of 80 columns is sent while `assay` probes; none where `script` is not there to make one.
#[cfg(target_os = "linux")]
fn on_a_terminal(folder: &Path, app: &App, more: &str) -> Option<String> {
    let assay = env!("CARGO_BIN_EXE_assay");
    let command = format!(
        "stty cols 80; '{assay}' probe {} --i-own 127.0.0.1 --no-dns --no-config {more}",
        app.descriptor()
    );
    let mut script = std::process::Command::new("script");
    let output = script.args(["-qc", &command, "/dev/null"]).current_dir(folder).output();
    match output {
        Ok(output) => Some(String::from_utf8(output.stdout).unwrap()),
        Err(_) => {
            let missing = "skipped: needs `script` of util-linux";
            assert!(std::env::var_os("CI").is_none(), "{missing}");
            None
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_terminal_shows_what_goes_on_in_one_line_that_is_wiped() {
    let (app, folder) = (App::start(GOOD), folder(&[]));
    let Some(shown) = on_a_terminal(folder.path(), &app, "") else { return };
    let wipe = "\r\u{1b}[K";
    let drawn: Vec<&str> = shown.split(wipe).skip(1).collect();
    let (last, lines) = drawn.split_last().unwrap();
    assert!(lines.len() >= 2, "{shown}");
    for line in lines {
        let count = line.split(' ').next().unwrap().parse::<u64>();
        assert!(count.is_ok() && line.contains(" requests, now http://127.0.0.1:"), "{line}");
        assert!(line.chars().count() < 80 && !line.contains(['\n', '?']), "{line}");
    }
    // Wiped before the last word, so that nothing of it is left.
    assert!(last.contains(" of at most 2000 requests were sent"), "{last}");
    let quiet = on_a_terminal(folder.path(), &app, "--quiet").unwrap();
    assert!(!quiet.contains(" requests"), "{quiet}");
}

#[test]
fn what_is_no_terminal_is_sent_no_progress() {
    let (app, folder) = (App::start(GOOD), folder(&[]));
    let ran = probe(folder.path(), &app, &[]);
    assert!(!ran.err.contains('\u{1b}') && !ran.err.contains(", now "), "{}", ran.err);
}
