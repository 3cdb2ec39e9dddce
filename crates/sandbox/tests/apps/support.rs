//! A host that answers as a product would, and what starts an app.

use std::{collections::BTreeMap, path::Path, time::Duration};

use assay_sandbox::{Host, Init, Invocation, Outcome, Reply, Version, VersionOptions};
use serde_json::{Value, json};

/// Answers what the tests' apps ask, and remembers it.
#[derive(Default)]
pub(crate) struct Product {
    pub(crate) asked: Vec<(Value, String, String)>,
    kvs: BTreeMap<String, Value>,
}

impl Host for Product {
    fn call(&mut self, descriptor: &Value, path: &str, init: &Init) -> Reply {
        self.asked.push((descriptor.clone(), path.to_owned(), init.method.clone()));
        let body: Value = serde_json::from_slice(&init.body).unwrap_or_default();
        let key = body["key"].as_str().unwrap_or_default().to_owned();
        match (descriptor["type"].as_str(), descriptor["remote"].as_str(), path) {
            (Some("fpp"), Some("jira"), path) if path.starts_with("/rest/api/3/issue/") => {
                Reply::json(200, &json!({ "fields": { "summary": "a summary" } }))
            }
            (Some("fpp"), Some("confluence"), _) => Reply::refusal(403, "OUT_OF_SCOPE"),
            (Some("fpp"), Some("stargate"), path) if path.starts_with("/webhook/queue/publish/") => {
                Reply { status: 201, ..Reply::default() }
            }
            (Some("kvs"), _, "/api/v1/set") => {
                self.kvs.insert(key, body["value"].clone());
                Reply { status: 200, ..Reply::default() }
            }
            (Some("kvs"), _, "/api/v1/get") => match self.kvs.get(&key) {
                Some(value) => Reply::json(200, &json!({ "key": key, "value": value })),
                None => Reply::json(404, &json!({ "code": "KEY_NOT_FOUND", "message": "no such key" })),
            },
            (Some("egress"), _, "https://api.example.org/echo") => {
                let body = String::from_utf8_lossy(&init.body).into_owned();
                Reply::json(200, &json!({ "method": init.method, "body": body }))
            }
            (Some("egress"), _, "https://api.example.org/status/404") => Reply::json(404, &json!({})),
            (Some("egress"), _, address) => Reply::json(200, &json!({ "path": address })),
            _ => Reply::json(501, &json!({ "code": "NOT_MODELLED" })),
        }
    }
}

/// The directory of the tests' packages: `npm ci --prefix crates/sandbox/tests/npm` installs them.
#[cfg(feature = "bundle")]
pub(crate) fn packages() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/npm"))
}

/// Whether the packages are installed.
#[cfg(feature = "bundle")]
pub(crate) fn can_be_tried() -> bool {
    packages().join("node_modules").is_dir()
}

/// An app of one file of CommonJS.
pub(crate) fn app(code: &str) -> Version {
    Version::start(
        &format!("exports.index = {{}};\n(function (exports) {{ {code}\n}})(exports.index);"),
        &VersionOptions::default(),
    )
    .unwrap()
}

/// The script of an app's handlers.
#[cfg(feature = "bundle")]
pub(crate) fn script(directory: &Path, handlers: &[&str]) -> String {
    let handlers = handlers.iter().map(|it| (*it).to_owned()).collect();
    let request =
        assay_sandbox::BundleRequest { directory: directory.to_owned(), beside: Vec::new(), handlers };
    assay_sandbox::bundle(&request).unwrap().code
}

pub(crate) fn ask(version: &Version, handler: &str, body: &Value) -> (Outcome, Product) {
    ask_within(version, handler, body, Duration::from_secs(20))
}

pub(crate) fn ask_within(
    version: &Version,
    handler: &str,
    body: &Value,
    deadline: Duration,
) -> (Outcome, Product) {
    let envelope = json!({
        "handler": handler,
        "body": body,
        "_meta": {
            "appContext": {
                "appId": "an-app", "appVersion": "1.1.0", "environmentId": "an-environment",
                "environmentType": "DEVELOPMENT", "invocationId": "1", "installationId": "an-installation",
                "functionKey": "fn", "moduleKey": "m", "moduleType": "t",
            },
            "contextAri": "ari:cloud:jira::site/a-site",
            "aaid": "someone",
            "backend": { "installContext": "ari:cloud:jira::site/a-site", "principal": { "accountId": "someone" } },
        },
    });
    let mut product = Product::default();
    let outcome = version.invoke(&Invocation { envelope, deadline }, &mut product);
    (outcome, product)
}

/// What the function gave.
pub(crate) fn body(outcome: &Outcome) -> &Value {
    let assay_sandbox::End::Reply(reply) = &outcome.end else { panic!("{outcome:?}") };
    assert_eq!(reply["success"], true, "{reply}");
    &reply["body"]
}
