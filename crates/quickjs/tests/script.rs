//! What a script finds, and how it ends.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::Duration;

use assay_quickjs::{Error, Limits, Way};
use serde_json::json;
use support::{Answering, isolate, run, value};

#[test]
fn every_check_of_the_prelude_holds() {
    let mut failures = Vec::new();
    for (name, code) in support::checks() {
        let mut door = Answering::default();
        let script = format!(
            "const assert = require('assert'); exports.run = async () => {{\n{code}\n return 'held'; }};"
        );
        match run(&script, json!(null), &mut door) {
            Ok(reply) if reply["body"] == "held" => {}
            Ok(reply) => {
                failures.push(format!("{name}: {}", serde_json::to_string_pretty(&reply["error"]).unwrap()))
            }
            Err(error) => failures.push(format!("{name}: {error:?}")),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_handler_is_found_by_file_and_name() {
    assert_eq!(value("exports['index.run'] = async (body) => body.x * 2", json!({ "x": 21 })), json!(42));
    assert_eq!(value("exports.index = { run: () => 'inner' }", json!({})), json!("inner"));
    assert_eq!(value("exports.run = () => 'plain'", json!({})), json!("plain"));
    let mut door = Answering::default();
    let reply = run("exports.other = 1", json!({}), &mut door).unwrap();
    assert_eq!(reply["error"]["errorType"], "HandlerNotFound");
    let reply = run("exports.x = 1", json!({}), &mut door).unwrap();
    assert_eq!(reply["success"], false);
}

#[test]
fn what_is_thrown_is_told_with_its_stack() {
    let mut door = Answering::default();
    let script = "\nfunction deep() { throw new RangeError('too far'); }\nexports.run = async () => { await 1; deep(); };";
    let reply = run(script, json!({}), &mut door).unwrap();
    assert_eq!(reply["error"]["errorType"], "RangeError");
    assert_eq!(reply["error"]["errorMessage"], "too far");
    assert!(reply["error"]["stack"][0].as_str().unwrap().contains("deep (/app/app.js:2:"), "{reply}");
}

#[test]
fn a_mistake_in_the_syntax_has_its_line() {
    let mut isolate = isolate(Limits::default());
    let error = support::load(&mut isolate, "let fine = 1;\nlet broken = = 2;", &mut Answering::default())
        .unwrap_err();
    let Error::Threw { name, stack, .. } = &error else { panic!("{error}") };
    assert_eq!(name, "SyntaxError");
    assert!(stack.contains("/app/app.js:2"), "{stack}");
}

/// The form in which `@forge/api` up to 4 asks: a request by HTTP with a word in place of an agent.
#[test]
fn requests_of_the_platforms_older_packages_are_its_calls() {
    let script = "const https = require('https');
        const ask = (address, agent, headers) => new Promise((done, fail) => {
            https.get(address, { agent, headers }, (response) => { response.resume(); response.on('end', done); }).on('error', fail);
        });
        exports.run = async () => {
            await ask('https://jira/rest/api/3/issue/A-1?fields=summary', 'FORGE_PRODUCT_REQUEST', { authorization: 'Forge user', accept: 'a/b' });
            await ask('https://stargate/graphql', 'FORGE_PRODUCT_REQUEST', { authorization: 'Forge app' });
            await ask('https://jira/rest/api/3/myself', 'FORGE_PRODUCT_REQUEST', { authorization: 'Basic x' });
            await ask('https://maps/?path=%2Fv1%2Fplaces', 'EXTERNAL_AUTH_REQUEST', { authorization: 'Forge user atlas account-1' });
            await ask('https://atl-paas.net/?path=%2Fv1&remoteKey=own', 'FORGE_REMOTE_COMPUTE_REQUEST', {});
            await ask('https://jira/rest/api/3/myself', undefined, { authorization: 'Forge app' });
        };";
    let mut door = Answering::default();
    run(script, json!({}), &mut door).unwrap();
    let authorization = |it: &assay_quickjs::Call| {
        let mut headers = it.headers.iter();
        headers.find(|(name, _)| name == "authorization").map(|(_, value)| value.clone())
    };
    let asked: Vec<_> =
        door.calls.iter().map(|it| (it.descriptor.clone(), it.path.as_str(), authorization(it))).collect();
    let product = |provider, remote| json!({ "type": "fpp", "provider": provider, "remote": remote });
    let provider = json!({ "type": "tpp", "provider": "atlas", "remote": "maps", "accountId": "account-1" });
    let wanted = [
        (product("user", "jira"), "/rest/api/3/issue/A-1?fields=summary", None),
        (product("app", "stargate"), "/graphql", None),
        (product("none", "jira"), "/rest/api/3/myself", Some("Basic x".to_owned())),
        (provider, "/v1/places", None),
        (json!({ "type": "frc", "remote": "own" }), "/v1", None),
        (
            json!({ "type": "egress", "redirect": "manual" }),
            "https://jira/rest/api/3/myself",
            Some("Forge app".to_owned()),
        ),
    ];
    assert_eq!(asked, wanted);
}

#[test]
fn calls_leave_by_the_door_and_answers_come_back() {
    let mut door = Answering::default();
    let script = "exports.run = async () => {
        const answers = await Promise.all([
            __forge_fetch__({ type: 'fpp', provider: 'app', remote: 'jira' }, '/rest/api/3/myself', { headers: { A: 'b' } }),
            fetch('https://Example.org/x?y=1', { method: 'post', body: 'text' }),
        ]);
        return [answers.map((it) => it.status), await answers[0].json(), answers[1].headers.get('content-type')];
    }";
    let reply = run(script, json!({}), &mut door).unwrap();
    assert_eq!(
        reply["body"],
        json!([[200, 200], { "path": "/rest/api/3/myself" }, "application/json"]),
        "{reply}"
    );
    assert_eq!(door.calls[0].descriptor, json!({ "type": "fpp", "provider": "app", "remote": "jira" }));
    assert_eq!(door.calls[0].headers, [("a".to_owned(), "b".to_owned())]);
    assert_eq!(door.calls[1].descriptor, json!({ "type": "egress", "redirect": "follow" }));
    assert_eq!(
        (door.calls[1].path.as_str(), door.calls[1].method.as_str()),
        ("https://example.org/x?y=1", "POST")
    );
    assert_eq!(door.calls[1].body, b"text");
}

#[test]
fn code_made_of_texts_is_told_with_its_size_and_its_place_and_the_first_of_many() {
    let mut door = Answering::default();
    let script = "exports.run = () => {
        const scope = 20;
        const sum = eval('scope + 1') + Function('a', 'return a')(21);
        for (let at = 0; at < 50; at += 1) Function('return ' + at);
        return [sum, Function.prototype.constructor === Function, (() => {}) instanceof Function, new Function() instanceof Function];
    }";
    let reply = run(script, json!({}), &mut door).unwrap();
    assert_eq!(reply["body"], json!([42, true, true, true]), "{reply}");
    let [first, second, ..] = door.made.as_slice() else { panic!("{:?}", door.made) };
    assert_eq!((first.way, first.text.as_ref(), first.at_load), (Way::Eval, None, false));
    // The texts are told as one: `a`, a new line, `return a`.
    assert_eq!((second.way, second.text.as_ref().unwrap().0), (Way::Function, 10));
    assert!(second.stack.contains("/app/app.js:3:"), "{}", second.stack);
    assert_eq!((door.made.len(), door.made_more), (20, 33));
}

#[test]
fn a_call_that_fails_rejects() {
    let mut door = Answering { failure: Some("no route".into()), ..Answering::default() };
    let script = "exports.run = () => fetch('https://example.org').catch((error) => [error.name, error.cause.message])";
    assert_eq!(run(script, json!({}), &mut door).unwrap()["body"], json!(["TypeError", "no route"]));
}

#[test]
fn logs_leave_by_the_door_in_order() {
    let mut door = Answering::default();
    run(
        "exports.run = () => { console.log('a', { b: 1 }); console.error('%s!', 'c'); }",
        json!({}),
        &mut door,
    )
    .unwrap();
    assert_eq!(door.logs, [(30, "a { b: 1 }".to_owned()), (50, "c!".to_owned())]);
}

#[test]
fn the_platforms_globals_are_what_they_are() {
    let script = "'use strict'; exports.run = () => {
        const told = [];
        for (const name of ['__forge_fetch__', '__forge_runtime__']) {
            try { globalThis[name] = 1; told.push('set'); } catch { told.push('kept'); }
            try { delete globalThis[name]; told.push('deleted'); } catch { told.push('kept'); }
        }
        try { __forge_runtime__.aaid = 'another'; told.push('changed'); } catch { told.push('kept'); }
        return [told, __forge_runtime__.aaid, typeof __forge_runtime__.proxy, typeof native];
    }";
    let told = value(script, json!({}));
    assert_eq!(told, json!([["kept", "kept", "kept", "kept", "kept"], "someone", "undefined", "undefined"]));
}

#[test]
fn nothing_is_left_to_wait_for_is_told() {
    let error =
        run("exports.run = () => new Promise(() => {})", json!({}), &mut Answering::default()).unwrap_err();
    assert!(matches!(error, Error::NeverSettles), "{error}");
}

#[test]
fn a_loop_ends_with_its_time() {
    let limits = Limits { time: Duration::from_millis(300), ..Limits::default() };
    for body in ["for (;;) {}", "/(a+)+$/.test('a'.repeat(60) + 'b')", "for (;;) await null"] {
        let mut isolate = isolate(limits.clone());
        let mut door = Answering::default();
        support::load(&mut isolate, &format!("exports.run = async () => {{ {body} }}"), &mut door).unwrap();
        let error = isolate.invoke(&support::envelope(&json!({})), &mut door).unwrap_err();
        assert!(matches!(error, Error::Threw { .. }), "{body}: {error}");
    }
}

#[test]
fn memory_ends_with_its_limit() {
    let limits = Limits { memory: 32 << 20, ..Limits::default() };
    for body in [
        "const all = []; for (;;) all.push(new Array(1000).fill(1))",
        "return 'x'.repeat(2 ** 28).length",
        "return Buffer.alloc(2 ** 28)",
    ] {
        let mut isolate = isolate(limits.clone());
        let mut door = Answering::default();
        support::load(&mut isolate, &format!("exports.run = () => {{ {body} }}"), &mut door).unwrap();
        match isolate.invoke(&support::envelope(&json!({})), &mut door) {
            Ok(reply) => assert!(reply.contains("\"success\":false"), "{reply}"),
            Err(error) => assert!(error.to_string().contains("memory"), "{error}"),
        }
    }
}

#[test]
fn deep_recursion_is_an_error_of_the_script() {
    let script =
        "exports.run = () => { const f = () => f() + 1; try { f(); } catch (error) { return error.name; } }";
    assert_eq!(value(script, json!({})), json!("RangeError"));
}

#[test]
fn timers_run_in_their_order_and_immediates_before_them() {
    let script = "exports.run = () => new Promise((resolve) => {
        const seen = [];
        setTimeout(() => { seen.push('late'); resolve(seen); }, 500);
        const gone = setTimeout(() => seen.push('never'), 10);
        setTimeout(() => seen.push('soon'), 5);
        setImmediate(() => { seen.push('immediate'); Promise.resolve().then(() => seen.push('micro')); });
        process.nextTick(() => seen.push('tick'));
        clearTimeout(gone);
    })";
    assert_eq!(value(script, json!({})), json!(["tick", "immediate", "micro", "soon", "late"]));
}
