//! Tokens and hashes, held to the official libraries of npm in both directions.
//!
//! They are installed by `npm ci` in `crates/auth/tests/interop`, which `.ci/run` does. Where they are missing these
//! tests say so and pass, but not where `CI` is set.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};

use assay_auth::{
    Binding, ConnectToken, Draft, FitExpectation, FitToken, HmacKey, InstallToken, Jwks, Request,
    RsaPrivateKey, RsaPublicKey, Secret, SigningKey, TimeRules, UnixTime,
};
use serde_json::{Value, json};

const NOW: UnixTime = UnixTime(1_790_000_000);
const SECRET: &str = "a shared secret as long as such secrets are: 0123456789";
const APP: &str = "ari:cloud:ecosystem::app/8d1b7a1e-1f0e-4b0d-9a52-6f1e3d5c7b90";

/// The process that asks the libraries.
struct Bridge {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Bridge {
    /// None, and a word about it, where the libraries are not installed.
    fn open() -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop");
        let has_node =
            Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success());
        if !has_node || !folder.join("node_modules/jose").exists() {
            let missing = "skipped: needs node, and `npm ci` in crates/auth/tests/interop";
            assert!(std::env::var_os("CI").is_none(), "{missing}");
            eprintln!("{missing}");
            return None;
        }
        let mut child = Command::new("node")
            .arg("bridge.mjs")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Some(Self { child, to, from })
    }

    fn ask(&mut self, request: &Value) -> Result<Value, String> {
        writeln!(self.to, "{request}").unwrap();
        let mut line = String::new();
        self.from.read_line(&mut line).unwrap();
        let mut answer: Value = serde_json::from_str(&line).unwrap();
        match answer.get("error") {
            Some(error) => Err(error.to_string()),
            None => Ok(answer["ok"].take()),
        }
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn key() -> HmacKey {
    HmacKey::new(Secret::from(SECRET)).unwrap()
}

fn real_now() -> UnixTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    UnixTime(i64::try_from(since.as_secs()).unwrap())
}

/// A claim object of one of our drafts, for the other side to sign.
fn claims(draft: &Draft) -> Value {
    Value::Object(draft.claims.clone())
}

#[test]
fn query_hashes_are_those_of_the_official_library() {
    let Some(mut bridge) = Bridge::open() else { return };
    let paths = [
        "/",
        "/path",
        "/path/",
        "/a&b=c",
        "/base",
        "/base/x",
        "/base/x//",
        "/é",
        "/a%20b",
        "/a+b",
        "/a'(b)*",
    ];
    let queries = [
        "",
        "a=1",
        "b=2&a=1",
        "a=2&a=1&a=10",
        "a",
        "a=&b",
        "q=a+b",
        "q=a%2Bb",
        "q=%C3%A9",
        "q=é",
        "jwt=x.y.z&a=1",
        "jwt=x",
        "a%3A=x&a0=y",
        "f%5Bx%5D=1",
        "f[x]=1&f[y]=2",
        "q=*!%27()~",
        "&&a=1&",
        "B=1&a=2&A=3",
        "=v&a=1",
        "ids=-1&ids=1&ids=10&ids=2",
        "s=%F0%9F%98%80&s=%EF%BD%9E",
        "%EF%BD%9E=1&%F0%9F%98%80=2",
        "a=b=c",
        "a=%00",
        "a=1&a=1&a=",
        "x=%2C&x=,",
    ];
    for path in paths {
        for query in queries {
            for (method, base) in [("GET", ""), ("post", "https://app.example.com/base")] {
                let url = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
                let theirs =
                    bridge.ask(&json!({"command": "qsh", "method": method, "url": url, "base": base}));
                let base_path = if base.is_empty() { "" } else { "/base" };
                let request = Request { method, path, query, base_path, ..Request::default() };
                assert_eq!(
                    request.hash().unwrap().to_string(),
                    theirs.unwrap(),
                    "{method} {url} below `{base}`"
                );
            }
        }
    }
}

#[test]
fn hashes_of_forms_are_those_of_the_official_library() {
    let Some(mut bridge) = Bridge::open() else { return };
    for form in ["a=1&b=2", "b=x+y&a=%2F", "jwt=x&a=1", "user_id=&lic=none"] {
        let theirs = bridge
            .ask(&json!({"command": "qsh", "method": "POST", "url": "/hello", "base": "", "form": form}));
        let request = Request { method: "POST", path: "/hello", form: Some(form), ..Request::default() };
        assert_eq!(request.form_hash().unwrap().unwrap().to_string(), theirs.unwrap(), "{form}");
    }
}

#[test]
fn connect_tokens_go_both_ways() {
    let Some(mut bridge) = Bridge::open() else { return };
    let request = Request { method: "GET", path: "/hello", query: "a=1", ..Request::default() };
    let draft = Draft::connect("tenant", Some("account"), request.hash().unwrap(), NOW);
    let ours = draft.sign(SigningKey::Hmac(&key()));
    let theirs = bridge.ask(&json!({"command": "connect-verify", "token": ours, "secret": SECRET})).unwrap();
    assert_eq!(theirs, claims(&draft));
    assert!(bridge.ask(&json!({"command": "connect-verify", "token": ours, "secret": "other"})).is_err());

    let token =
        bridge.ask(&json!({"command": "connect-sign", "claims": claims(&draft), "secret": SECRET})).unwrap();
    let token = ConnectToken::parse(token.as_str().unwrap()).unwrap();
    let binding = Binding::Request(request);
    let seen = token.verify("tenant", &key(), &binding, &TimeRules::CONNECT, NOW).unwrap();
    assert_eq!(seen.account_id.as_deref(), Some("account"));
}

#[test]
fn install_tokens_go_both_ways() {
    let Some(mut bridge) = Bridge::open() else { return };
    let request = Request { method: "POST", path: "/installed", ..Request::default() };
    let (base_url, rsa) = ("https://app.example.com", RsaPrivateKey::generate().unwrap());
    let draft = Draft::install("tenant", base_url, "key-1", request.hash().unwrap(), NOW);
    let ours = draft.sign(SigningKey::Rsa(&rsa));
    let ask = json!({"command": "install-verify", "token": ours, "key": rsa.public_pem()});
    let theirs = bridge.ask(&ask).unwrap();
    assert_eq!(theirs, json!({"claims": claims(&draft), "kid": "key-1"}));

    let made = bridge.ask(&json!({"command": "new-key", "kid": "key-1"})).unwrap();
    let ask =
        json!({"command": "install-sign", "claims": claims(&draft), "key": made["private"], "kid": "key-1"});
    let token = bridge.ask(&ask).unwrap();
    let token = InstallToken::parse(token.as_str().unwrap()).unwrap();
    assert_eq!(token.key_id().as_str(), "key-1");
    let public = RsaPublicKey::from_pem(made["public"].as_str().unwrap()).unwrap();
    assert_eq!(
        token.verify(base_url, &public, &request, &TimeRules::ONE_CALL, NOW).unwrap().tenant,
        "tenant"
    );
}

#[test]
fn forge_invocation_tokens_go_both_ways() {
    let Some(mut bridge) = Bridge::open() else { return };
    let rsa = RsaPrivateKey::generate().unwrap();
    let draft = Draft::fit(APP, "installation", Some("account"), "key-1", NOW);
    let ours = draft.sign(SigningKey::Rsa(&rsa));
    let ask = json!({
        "command": "fit-verify", "token": ours, "keys": {"keys": [rsa.jwk("key-1")]},
        "issuer": "forge/invocation-token", "audience": APP, "now": NOW.0,
    });
    assert_eq!(bridge.ask(&ask).unwrap(), claims(&draft));

    let made = bridge.ask(&json!({"command": "new-key", "kid": "key-2"})).unwrap();
    let ask =
        json!({"command": "fit-sign", "claims": claims(&draft), "key": made["private"], "kid": "key-2"});
    let token = bridge.ask(&ask).unwrap();
    let keys = Jwks::parse(made["keys"].to_string().as_bytes()).unwrap();
    let expected = FitExpectation { app_id: APP.to_owned(), ..FitExpectation::default() };
    let token = FitToken::parse(token.as_str().unwrap()).unwrap();
    let seen = token.verify(&expected, &keys, &TimeRules::ONE_CALL, NOW).unwrap();
    assert_eq!(
        (seen.installation_id.as_str(), seen.account_id.as_deref()),
        ("installation", Some("account"))
    );
    // A key of theirs is a key of ours, in both text forms.
    let private = RsaPrivateKey::from_pem(&Secret::from(made["private"].as_str().unwrap())).unwrap();
    assert_eq!(private.public_pem().trim_end(), made["public"].as_str().unwrap().trim_end());
}

#[test]
fn an_app_on_the_official_framework_takes_our_token_and_we_take_the_one_it_issues() {
    let Some(mut bridge) = Bridge::open() else { return };
    let now = real_now();
    let request = Request { method: "GET", path: "/hello", query: "issue=A-1", ..Request::default() };
    let draft = Draft::connect("tenant", Some("account"), request.hash().unwrap(), now);
    let mut ask = |draft: &Draft| {
        let authorization = format!("JWT {}", draft.sign(SigningKey::Hmac(&key())));
        let call = json!({"path": "/hello?issue=A-1", "method": "GET", "authorization": authorization});
        bridge.ask(&json!({"command": "app", "tenants": {"tenant": SECRET}, "request": call})).unwrap()
    };
    let answer = ask(&draft);
    assert_eq!(answer["status"], 200);
    let session = ConnectToken::parse(answer["session"].as_str().unwrap()).unwrap();
    let binding = Binding::Session { app_key: "assay-interop" };
    assert_eq!(session.claimed_tenant(&binding).unwrap(), "tenant");
    let later = now.plus(5);
    let claims = session.verify("tenant", &key(), &binding, &TimeRules::CONNECT, later).unwrap();
    assert_eq!(claims.account_id.as_deref(), Some("account"));

    let other = Request { query: "issue=B-2", ..request };
    assert_eq!(ask(&Draft::connect("tenant", None, other.hash().unwrap(), now))["status"], 401);
}

#[test]
fn an_app_on_the_official_framework_takes_our_forge_invocation_token() {
    let Some(mut bridge) = Bridge::open() else { return };
    let rsa = RsaPrivateKey::generate().unwrap();
    let mut ask = |app: &str| {
        let token = Draft::fit(app, "installation", None, "key-1", real_now()).sign(SigningKey::Rsa(&rsa));
        let call = json!({"path": "/remote", "method": "POST", "authorization": format!("Bearer {token}"), "body": "{}"});
        let keys = json!({"keys": [rsa.jwk("key-1")]});
        bridge.ask(&json!({"command": "app", "appId": APP, "keys": keys, "request": call})).unwrap()["status"]
            .take()
    };
    assert_eq!(ask(APP), 200);
    assert_eq!(ask("ari:cloud:ecosystem::app/another"), 401);
}
