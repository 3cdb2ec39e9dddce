//! The store by its older interface, which packages up to `@forge/storage` 2 speak.

use assay_policy::decide::Rule;
use assay_sandbox::Guards;
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    held_by_rule,
    support::{READ, World, kvs},
    trial,
};

/// A call of the older interface.
fn older(field: &str, variables: &Value) -> Value {
    let body = json!({ "query": format!("{{ {field}(a: $a) {{ value }} }}"), "variables": variables });
    json!([
        { "type": "fpp", "provider": "app", "remote": "stargate" },
        "/forge/entities/graphql",
        { "method": "POST", "body": body.to_string() },
    ])
}

fn set(key: &str, value: &str, encrypted: bool) -> Value {
    let input = json!({ "contextAri": "ari:cloud:jira::site/cloud-beta", "key": key, "value": value, "encrypted": encrypted });
    older("setAppStoredEntity", &json!({ "input": input }))
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("stores::what_one_interface_keeps_the_other_gives", || {
            let (world, [alpha, beta]) = World::on_both(Guards::default(), READ);
            let (told, answer) = world.one(&alpha, None, set("k", "of alpha", false));
            let outcome = &told["body"]["data"]["appStorage"]["setAppStoredEntity"];
            assert_eq!((&outcome["success"], &outcome["errors"]), (&json!(true), &Value::Null));
            assert_eq!(answer.decisions[0].subject, "kvs set");
            let (told, _) = world.one(&alpha, None, kvs("get", &json!({ "key": "k" })));
            assert_eq!(told["body"]["value"], "of alpha");
            let all = json!({ "where": [{ "field": "key", "condition": "STARTS_WITH", "value": "k" }] });
            let (told, _) = world.one(&alpha, None, older("appStoredEntities", &all));
            assert_eq!(told["body"]["data"]["appStoredEntities"]["edges"][0]["node"]["value"], "of alpha");
            // The context the request named is another tenant's, and nothing is there.
            let (told, _) = world.one(&beta, None, older("appStoredEntity", &json!({ "key": "k" })));
            assert_eq!(told["body"]["data"]["appStoredEntity"]["value"], Value::Null);
        }),
        trial("stores::a_secret_of_the_older_interface_is_one", || {
            let (world, [alpha, _]) = World::on_both(Guards::default(), READ);
            let answer = world.invoke(
                &alpha,
                None,
                json!({ "calls": [set("s", "curlew-at-dawn", true)], "logs": ["it is curlew-at-dawn"] }),
            );
            assert!(!answer.logs[0].text.contains("curlew"), "{:?}", answer.logs);
            assert!(!world.everything().windows(6).any(|window| window == b"curlew"));
            let (told, _) = world.one(&alpha, None, kvs("get", &json!({ "key": "s" })));
            assert_eq!(told["status"], 404);
            let asked = json!({ "key": "s", "encrypted": true });
            let (told, _) = world.one(&alpha, None, older("appStoredEntity", &asked));
            assert_eq!(told["body"]["data"]["appStoredEntity"]["value"], "curlew-at-dawn");
        }),
        trial("stores::graphql_that_is_no_operation_of_the_package_is_listed", || {
            let (world, [alpha, _]) = World::on_both(Guards::default(), READ);
            let (told, answer) = world.one(&alpha, None, older("somethingElse", &json!({})));
            assert_eq!(told["status"], 501);
            assert_eq!(answer.decisions[0].verdict, assay_sandbox::Verdict::Unmodelled);
        }),
        held_by_rule("stores::the_older_interface_takes_the_scope", Rule::StorageNotGranted, |guards| {
            let (world, [alpha, _]) = World::on_both(guards, "  scopes:\n    - read:jira-work\n");
            let (told, _) = world.one(&alpha, None, older("appStoredEntity", &json!({ "key": "k" })));
            told["status"] == 403
        }),
    ]
}
