//! The platform's own packages and the packages most used beside them, unmodified, from the registry.

use std::{
    fmt::Write as _,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use assay_sandbox::{CodeError, End, Level, Version, VersionOptions};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    support::{ask, ask_within, body, can_be_tried, packages, script},
    trial,
};

pub(crate) fn trials() -> Vec<Trial> {
    // Counted as ignored, never as passed, where there is nothing to try them on.
    let missing = !can_be_tried();
    vec![
        trial("packages::a_resolver_of_the_platforms_own_packages_answers", resolver)
            .with_ignored_flag(missing),
        trial("packages::thirty_packages_do_what_they_do_elsewhere", compatibility)
            .with_ignored_flag(missing),
        trial("packages::another_bundlers_script_does_the_same", differential).with_ignored_flag(missing),
    ]
}

fn resolver() {
    let directory = packages();
    let script = script(directory, &["index.run", "index.trigger"]);
    let version = Version::start(&script, &VersionOptions::default()).unwrap();
    assert!(version.level() >= Level::Filtered);
    let call = |function: &str, payload: Value| {
        let body = json!({
            "call": { "functionKey": function, "payload": payload },
            "context": { "accountId": "somebody-else" },
        });
        ask(&version, "index.run", &body)
    };
    let (outcome, product) = call("issue", json!({ "key": "A-1" }));
    let seen = json!({ "at": 1, "by": "someone" });
    let wanted = json!({ "status": 200, "summary": "A summary", "seen": seen, "served": 1 });
    assert_eq!(body(&outcome), &wanted);
    let asked: Vec<_> =
        product.asked.iter().map(|(descriptor, path, _)| (descriptor.clone(), path.as_str())).collect();
    assert_eq!(asked[0].0, json!({ "type": "fpp", "provider": "user", "remote": "jira" }));
    assert_eq!(asked[0].1, "/rest/api/3/issue/A-1?fields=summary");
    assert_eq!(asked[1], (json!({ "type": "kvs", "provider": "app", "remote": "kvs" }), "/api/v1/set"));
    // A copy for each: nothing is counted from call to call.
    assert_eq!(body(&call("issue", json!({ "key": "A-1" })).0)["served"], 1);
    assert_eq!(body(&call("missing", json!({})).0), &json!({ "value": null }));
    assert_eq!(body(&call("queue", json!({})).0), &json!({ "queued": "string" }));
    assert_eq!(body(&call("outside", json!({})).0), &json!({ "status": 200 }));
    let (outcome, _) = call("refused", json!({}));
    let End::Reply(reply) = &outcome.end else { panic!("{outcome:?}") };
    assert_eq!(
        (&reply["success"], &reply["error"]["errorType"]),
        (&json!(false), &json!("PROXY_ERR")),
        "{reply}"
    );
    let (outcome, _) = call("fails", json!({}));
    let End::Reply(reply) = &outcome.end else { panic!("{outcome:?}") };
    assert_eq!(reply["error"]["errorMessage"], "as told");
    let (outcome, _) = ask(&version, "index.trigger", &json!({ "eventType": "avi:jira:created:issue" }));
    assert_eq!(body(&outcome)["type"], "avi:jira:created:issue");
    assert_eq!(outcome.logs[0].text, "event avi:jira:created:issue");
}

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(directory.join("src/packages"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Each package bundled alone, loaded, and asked for what its file expects. The table beside it is what came of it.
fn compatibility() {
    let directory = packages();
    let names = names(directory);
    let only = std::env::var("ASSAY_PACKAGE").ok();
    let mut table = String::from(
        "# Packages\n\nEach is installed from the registry, bundled, loaded in the jail, and asked for what its file in \
         `src/packages` expects. Written by the test `packages::thirty_packages_do_what_they_do_elsewhere` when it is run with \
         `ASSAY_WRITE=1`; the test fails when this is not what it finds.\n\n| package | version | works |\n|---|---|---|\n",
    );
    let mut notes = Vec::new();
    for name in names.iter().filter(|name| only.as_ref().is_none_or(|only| only == *name)) {
        let worked = works(directory, name);
        let manifest =
            std::fs::read_to_string(directory.join("node_modules").join(name).join("package.json")).unwrap();
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        let version = manifest["version"].as_str().unwrap();
        let word = if worked.is_ok() { "yes" } else { "no" };
        let _ = writeln!(table, "| `{name}` | {version} | {word} |");
        if let Err(because) = worked {
            notes.push(format!("{name}: {because}"));
        }
    }
    if only.is_some() {
        assert!(notes.is_empty(), "{}", notes.join("\n"));
        return;
    }
    let path = directory.join("PACKAGES.md");
    if std::env::var_os("ASSAY_WRITE").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), table, "{}", notes.join("\n"));
}

fn works(directory: &Path, name: &str) -> Result<(), String> {
    let script = script(directory, &[&format!("packages/{name}.run")]);
    let told = told(&script, name)?;
    if told["got"] == told["wanted"] { Ok(()) } else { Err(told.to_string()) }
}

/// What the file of a package gives, and what it expects to: told by the file.
fn told(script: &str, name: &str) -> Result<Value, String> {
    let script = format!(
        "{script}\nexports.check = async () => {{ const part = exports['packages/{name}'];
        return {{ got: await part.run(), wanted: part.expected }}; }};"
    );
    // Where it is thrown differs from bundle to bundle.
    let because = |error| match error {
        CodeError::Load(thrown) => format!("{}: {}", thrown.name, thrown.message),
        error => error.to_string(),
    };
    let version = Version::start(&script, &VersionOptions::default()).map_err(because)?;
    let (outcome, _) = ask_within(&version, "check", &json!({}), Duration::from_secs(20));
    let End::Reply(reply) = &outcome.end else { return Err(format!("{:?}", outcome.end)) };
    if reply["success"] == true { Ok(reply["body"].clone()) } else { Err(reply.to_string()) }
}

/// Each package bundled by ours and by esbuild, which is installed with them: both scripts give the same.
fn differential() {
    let directory = packages();
    let esbuild = directory.join("node_modules/.bin/esbuild");
    let mut differ = Vec::new();
    for name in names(directory) {
        let entry = format!("exports[\"packages/{name}\"] = require(\"./src/packages/{name}.js\");");
        let mut process = Command::new(&esbuild)
            .args(["--bundle", "--platform=node", "--format=cjs", "--log-level=error"])
            .current_dir(directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        process.stdin.take().unwrap().write_all(entry.as_bytes()).unwrap();
        let output = process.wait_with_output().unwrap();
        assert!(output.status.success(), "{name}");
        let theirs = told(&String::from_utf8(output.stdout).unwrap(), &name);
        let ours = told(&script(directory, &[&format!("packages/{name}.run")]), &name);
        if ours != theirs {
            differ.push(format!("{name}: {ours:?}, but {theirs:?}"));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
