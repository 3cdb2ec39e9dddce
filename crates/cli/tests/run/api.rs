//! The interface for tools, over real HTTP.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, ChildStdin, Command, Stdio},
};

use serde_json::{Value, json};

use crate::common::example;

/// A session that listens; it ends with this.
struct Listening {
    child: Child,
    _stdin: ChildStdin,
    address: String,
    token: String,
}

impl Listening {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_assay"))
            .args(["run", example("live-notes").to_str().unwrap(), "--listen", "127.0.0.1:0"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let first = lines.next().unwrap();
        let address = first.split("http://").nth(1).unwrap().split(',').next().unwrap().to_owned();
        let token = lines.next().unwrap().strip_prefix("token: ").unwrap().to_owned();
        // Whoever drops the other end of a pipe ends who writes to it.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, _stdin: stdin, address, token }
    }

    /// Status and body of the answer to a request with these header lines.
    fn send(&self, request: &str, headers: &str, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(stream, "{request} HTTP/1.1\r\n{headers}Content-Length: {length}\r\n\r\n{body}").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let status =
            text.split(' ').nth(1).and_then(|it| it.parse().ok()).unwrap_or_else(|| panic!("{text}"));
        let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        (status, serde_json::from_str(body).unwrap_or_else(|_| json!(body)))
    }

    fn ask(&self, request: &str, body: Value) -> (u16, Value) {
        let (address, token) = (&self.address, &self.token);
        let headers =
            format!("Host: {address}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n");
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(request, &headers, &body)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn tools_do_what_a_prompt_does_and_are_answered_as_is_described() {
    let there = Listening::start();
    let (status, document) = there.ask("GET /v1/openapi.json", Value::Null);
    assert_eq!((status, &document["openapi"]), (200, &json!("3.1.0")));
    let described = |name: &str, answer: &Value| {
        let schema =
            json!({ "$ref": format!("#/components/schemas/{name}"), "components": document["components"] });
        let told = jsonschema::validate(&schema, answer).map_err(|error| error.to_string());
        assert_eq!(told, Ok(()), "{name}: {answer:#}");
    };
    let ask = |request: &str, body: Value, name: &str| {
        let (status, answer) = there.ask(request, body);
        assert_eq!(status, 200, "{request}: {answer}");
        described(name, &answer);
        answer
    };
    assert_eq!(ask("GET /v1/session", Value::Null, "Session")["site"], "cedar");
    let read =
        json!({ "invoke": { "function": "resolver", "key": "read", "payload": { "issueKey": "TEAM-1" } } });
    let rename = json!({ "invoke": { "function": "resolver", "key": "rename", "payload": { "issueKey": "TEAM-1", "summary": "x" } } });
    assert_eq!(
        ask("POST /v1/acts", read.clone(), "Seen")["value"]["summary"],
        "Portal shows the wrong clinic"
    );
    assert_eq!(ask("POST /v1/acts", rename, "Seen")["decisions"][0]["rule"], "scope-not-granted");
    ask("POST /v1/acts", json!({ "tick": "1d" }), "Seen");
    ask("POST /v1/acts", json!({ "web": { "trigger": "note-count" } }), "Seen");
    let seed = json!({ "maple": { "storage": [{ "key": "note:10001", "value": "seeded" }, { "key": "s", "secret": true, "value": "heron-hush" }] } });
    assert_eq!(ask("POST /v1/seed", seed, "Seeded")["count"], 2);
    assert_eq!(ask("POST /v1/as", json!({ "who": "user@maple" }), "Session")["site"], "maple");
    assert_eq!(ask("POST /v1/acts", read.clone(), "Seen")["value"]["note"], "seeded");
    let kept = ask("POST /v1/acts", json!({ "storage": "list" }), "Seen");
    assert!(
        kept["value"].as_array().unwrap().len() == 2 && !kept.to_string().contains("heron-hush"),
        "{kept}"
    );
    assert!(
        !ask("GET /v1/decisions?count=3", Value::Null, "Decisions")["decisions"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    ask("GET /v1/log", Value::Null, "Lines");
    assert_eq!(ask("GET /v1/consent", Value::Null, "Consent")["waits"], false);
    ask("POST /v1/reset", Value::Null, "Session");
    ask("POST /v1/as", json!({ "who": "user@maple" }), "Session");
    assert_eq!(ask("POST /v1/acts", read, "Seen")["value"]["note"], Value::Null);
    for (request, body, status) in [
        ("POST /v1/acts", json!({ "dance": 1 }), 400),
        ("POST /v1/acts", json!({ "invoke": { "function": "gone" } }), 409),
        ("POST /v1/as", json!({ "who": "somebody" }), 400),
        ("POST /v1/as", json!({ "who": "user@nowhere" }), 409),
        ("POST /v1/consent/approve", Value::Null, 409),
        ("GET /v1/decisions?count=many", Value::Null, 400),
        ("DELETE /v1/session", Value::Null, 405),
        ("GET /v1/../etc/passwd", Value::Null, 404),
    ] {
        let (given, answer) = there.ask(request, body);
        assert_eq!(given, status, "{request}: {answer}");
        described("Problem", &answer);
    }
}

#[test]
fn whoever_has_no_token_or_comes_from_a_page_is_not_answered() {
    let there = Listening::start();
    let (host, token) =
        (format!("Host: {}\r\n", there.address), format!("Authorization: Bearer {}\r\n", there.token));
    let port = there.address.rsplit(':').next().unwrap();
    for (headers, status) in [
        (format!("{host}{token}"), 200),
        (format!("Host: localhost:{port}\r\n{token}"), 200),
        (host.clone(), 401),
        (format!("{host}Authorization: Bearer {}\r\n", "0".repeat(64)), 401),
        (format!("Host: rebound.example:{port}\r\n{token}"), 421),
        (format!("{host}{token}Origin: http://{}\r\n", there.address), 403),
        (format!("{host}{token}Origin: null\r\n"), 403),
        (format!("{host}{token}Sec-Fetch-Site: cross-site\r\n"), 403),
    ] {
        assert_eq!(there.send("GET /v1/session", &headers, "").0, status, "{headers}");
    }
    assert_eq!(
        there.send("POST /v1/acts", &format!("{host}{token}Content-Type: text/plain\r\n"), "{}").0,
        415
    );
    assert_eq!(
        there
            .send(
                "POST /v1/acts",
                &format!("{host}{token}Content-Type: application/json\r\n"),
                &" ".repeat((1 << 20) + 1)
            )
            .0,
        413
    );
    // It is there all the same.
    assert_eq!(there.send("GET /v1/session", &format!("{host}{token}"), "").0, 200);
}

#[test]
fn other_machines_are_let_in_only_where_that_is_said() {
    let ran = crate::run(&example("live-notes"), &["--listen", "0.0.0.0:0"], "");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--listen-anywhere"), "{}", ran.err);
}
