//! The key-value interface as an app sees it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{collections::BTreeMap, fs, path::Path};

use assay_store::{
    Answer, AttributeType, Entities, EntityType, Index, Installation, InstallationId, MasterKey, Operation,
};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use serde_json::{Value, json};

const NOW: &str = "2026-11-01T12:00:00Z";

fn entities() -> Entities {
    let employee = EntityType {
        attributes: [
            ("team", AttributeType::String),
            ("age", AttributeType::Integer),
            ("name", AttributeType::String),
        ]
        .map(|(name, kind)| (name.to_owned(), kind))
        .into(),
        indexes: [
            ("by-age".to_owned(), Index { partition: vec![], range: Some("age".to_owned()) }),
            (
                "by-team".to_owned(),
                Index { partition: vec!["team".to_owned()], range: Some("age".to_owned()) },
            ),
        ]
        .into(),
    };
    [("employee".to_owned(), employee)].into()
}

fn id(site: &str) -> InstallationId {
    InstallationId::new("app", "development", site).unwrap()
}

fn open(root: &Path, site: &str) -> Installation {
    Installation::open(root, &id(site), &MasterKey::new([3; 32]), entities()).unwrap()
}

struct App {
    data: Installation,
    now: Timestamp,
    _root: tempfile::TempDir,
}

impl App {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        Self { data: open(root.path(), "one"), now: NOW.parse().unwrap(), _root: root }
    }

    fn ask(&mut self, path: &str, body: Value) -> Answer {
        assert!(Operation::of(&format!("/api/v1/{path}")).is_some(), "{path}");
        self.data.answer(&format!("/api/v1/{path}"), body.to_string().as_bytes(), self.now)
    }

    fn ok(&mut self, path: &str, body: Value) -> Value {
        let answer = self.ask(path, body);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer.body.unwrap_or(Value::Null)
    }

    fn code(&mut self, path: &str, body: Value) -> String {
        let answer = self.ask(path, body);
        assert!(answer.status >= 400, "{path}: {answer:?}");
        answer.body.unwrap()["code"].as_str().unwrap().to_owned()
    }

    fn keys(&mut self, path: &str, body: Value) -> Vec<String> {
        let answer = self.ok(path, body);
        answer["data"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn a_value_is_kept_until_it_is_deleted() {
    let mut app = App::new();
    assert_eq!(app.code("get", json!({"key": "a"})), "KEY_NOT_FOUND");
    assert_eq!(app.ok("set", json!({"key": "a", "value": {"n": [1, null, "é"]}})), Value::Null);
    assert_eq!(app.ok("get", json!({"key": "a"})), json!({"key": "a", "value": {"n": [1, null, "é"]}}));
    app.ok("delete", json!({"key": "a"}));
    assert_eq!(app.code("delete", json!({"key": "a"})), "KEY_NOT_FOUND");
}

#[test]
fn metadata_is_told_where_it_is_asked_for() {
    let mut app = App::new();
    app.ok("set", json!({"key": "a", "value": 1, "options": {"ttl": {"value": 1, "unit": "HOURS"}}}));
    app.now += 1.minute();
    app.ok("set", json!({"key": "a", "value": 2, "options": {"ttl": {"value": 1, "unit": "HOURS"}}}));
    let told = app.ok(
        "get",
        json!({"key": "a", "options": {"metadataFields": ["CREATED_AT", "UPDATED_AT", "EXPIRE_TIME"]}}),
    );
    let start: Timestamp = NOW.parse().unwrap();
    assert_eq!(told["createdAt"], start.as_millisecond());
    assert_eq!(told["updatedAt"], (start + 1.minute()).as_millisecond());
    assert_eq!(told["expireTime"], "2026-11-01T13:01:00Z");
}

#[test]
fn what_has_expired_is_gone() {
    let mut app = App::new();
    for path in ["set", "secret/set"] {
        app.ok(path, json!({"key": "a", "value": 1, "options": {"ttl": {"value": 30, "unit": "SECONDS"}}}));
    }
    app.now += 31.seconds();
    assert_eq!(app.code("get", json!({"key": "a"})), "KEY_NOT_FOUND");
    assert_eq!(app.code("secret/get", json!({"key": "a"})), "KEY_NOT_FOUND");
    assert_eq!(app.keys("query", json!({})), [""; 0]);
    app.ok("set", json!({"key": "a", "value": 2, "options": {"keyPolicy": "FAIL_IF_EXISTS"}}));
    assert_eq!(
        app.code("set", json!({"key": "b", "value": 1, "options": {"ttl": {"value": 400, "unit": "DAYS"}}})),
        "INVALID_REQUEST"
    );
}

#[test]
fn a_key_that_exists_can_be_protected_and_the_earlier_value_asked_for() {
    let mut app = App::new();
    for (set, get) in [("set", "get"), ("secret/set", "secret/get")] {
        app.ok(set, json!({"key": "a", "value": 1}));
        assert_eq!(
            app.code(set, json!({"key": "a", "value": 2, "options": {"keyPolicy": "FAIL_IF_EXISTS"}})),
            "KEY_ALREADY_EXISTS"
        );
        assert_eq!(app.ok(get, json!({"key": "a"}))["value"], 1);
        let told = app.ok(
            set,
            json!({"key": "a", "value": 3, "options": {"keyPolicy": "OVERRIDE", "returnValue": "PREVIOUS"}}),
        );
        assert_eq!(told["value"], 1);
        let told = app.ok(
            set,
            json!({"key": "a", "value": 4, "options": {"keyPolicy": "OVERRIDE", "returnValue": "LATEST"}}),
        );
        assert_eq!(told["value"], 4);
    }
}

#[test]
fn keys_and_values_have_bounds() {
    let mut app = App::new();
    for key in ["", " ", "a/b", "a\u{0}", "é", "../x", &"k".repeat(501)] {
        assert_eq!(app.code("set", json!({"key": key, "value": 1})), "INVALID_KEY", "{key}");
        assert_eq!(app.code("get", json!({"key": key})), "INVALID_KEY", "{key}");
    }
    app.ok("set", json!({"key": "k".repeat(500), "value": 1}));
    assert_eq!(app.code("set", json!({"key": "a", "value": "x".repeat(240 * 1024)})), "PAYLOAD_TOO_LARGE");
    assert_eq!(
        app.code("secret/set", json!({"key": "a", "value": "x".repeat(128 * 1024)})),
        "PAYLOAD_TOO_LARGE"
    );
    let deep = (0..33).fold(json!(1), |inner, _| json!([inner]));
    assert_eq!(app.code("set", json!({"key": "a", "value": deep})), "MAX_DEPTH");
    assert_eq!(app.code("set", json!({"key": "a"})), "INVALID_REQUEST");
}

#[test]
fn pages_of_keys_are_in_order_and_complete() {
    let mut app = App::new();
    for n in 0..25 {
        app.ok("set", json!({"key": format!("note-{n:02}"), "value": n}));
        app.ok("set", json!({"key": format!("other-{n:02}"), "value": n}));
    }
    let mut seen = Vec::new();
    let mut after = Value::Null;
    loop {
        let page = app.ok("query", json!({"limit": 7, "after": after, "where": [{"property": "key", "condition": "BEGINS_WITH", "values": ["note-"]}]}));
        seen.extend(page["data"].as_array().unwrap().iter().map(|row| row["value"].as_i64().unwrap()));
        after = page["cursor"].clone();
        if after.is_null() {
            break;
        }
    }
    assert_eq!(seen, (0..25).collect::<Vec<_>>());
    assert_eq!(app.keys("query", json!({})).len(), 10);
    assert_eq!(
        app.code("query", json!({"where": [{"property": "value", "condition": "EQUAL_TO", "values": [1]}]})),
        "INVALID_REQUEST"
    );
}

#[test]
fn entities_are_found_along_their_indexes() {
    let mut app = App::new();
    for (key, team, age) in [("ann", "red", 30), ("bob", "blue", 25), ("cyd", "red", 41), ("dee", "red", 25)]
    {
        app.ok(
            "entity/set",
            json!({"entityName": "employee", "key": key, "value": {"team": team, "age": age, "name": key}}),
        );
    }
    let query = |index: &str, more: Value| {
        let mut query = json!({"entityName": "employee", "indexName": index});
        query.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        query
    };
    assert_eq!(app.keys("entity/query", query("by-age", json!({}))), ["bob", "dee", "ann", "cyd"]);
    assert_eq!(app.keys("entity/query", query("by-age", json!({"sort": "DESC", "limit": 1}))), ["cyd"]);
    assert_eq!(
        app.keys("entity/query", query("by-team", json!({"partition": ["red"]}))),
        ["dee", "ann", "cyd"]
    );
    assert_eq!(
        app.keys(
            "entity/query",
            query(
                "by-team",
                json!({"partition": ["red"], "range": {"condition": "BETWEEN", "values": [26, 40]}})
            )
        ),
        ["ann"]
    );
    assert_eq!(
        app.keys(
            "entity/query",
            query("by-key", json!({"range": {"condition": "BEGINS_WITH", "values": ["b"]}}))
        ),
        ["bob"]
    );
    let filters = json!({"filters": {"or": [{"property": "name", "condition": "EQUAL_TO", "values": ["bob"]}, {"property": "age", "condition": "GREATER_THAN", "values": [40]}]}});
    assert_eq!(app.keys("entity/query", query("by-age", filters)), ["bob", "cyd"]);
    let first = app.ok("entity/query", query("by-age", json!({"limit": 2})));
    assert_eq!(
        app.keys("entity/query", query("by-age", json!({"limit": 2, "cursor": first["cursor"]}))),
        ["ann", "cyd"]
    );
    assert_eq!(
        app.code("entity/query", query("by-team", json!({"cursor": first["cursor"], "partition": ["red"]}))),
        "INVALID_CURSOR"
    );
    assert_eq!(app.code("entity/query", query("by-team", json!({}))), "INVALID_REQUEST");
    assert_eq!(app.code("entity/query", query("nothing", json!({}))), "INVALID_REQUEST");
}

#[test]
fn only_declared_entities_and_attributes_are_taken() {
    let mut app = App::new();
    assert_eq!(
        app.code("entity/set", json!({"entityName": "ghost", "key": "a", "value": {}})),
        "SCHEMA_NOT_FOUND"
    );
    for value in [json!({"age": "30"}), json!({"wage": 1}), json!("ann")] {
        assert_eq!(
            app.code("entity/set", json!({"entityName": "employee", "key": "a", "value": value})),
            "INVALID_REQUEST"
        );
    }
    app.ok("set", json!({"key": "ann", "value": 1}));
    assert_eq!(app.code("entity/get", json!({"entityName": "employee", "key": "ann"})), "KEY_NOT_FOUND");
    assert_eq!(app.code("get", json!({"entityName": "employee", "key": "ann"})), "INVALID_REQUEST");
}

#[test]
fn a_transaction_happens_as_a_whole() {
    let mut app = App::new();
    app.ok("entity/set", json!({"entityName": "employee", "key": "ann", "value": {"age": 30}}));
    let grow = |age: i64| {
        json!({
            "set": [{"key": "count", "value": age}, {"entityName": "employee", "key": "ann", "value": {"age": age}}],
            "check": [{"entityName": "employee", "key": "bob", "conditions": {"and": [{"property": "age", "condition": "NOT_EXISTS", "values": [true]}]}}],
        })
    };
    app.ok("transaction", grow(31));
    assert_eq!(app.ok("get", json!({"key": "count"}))["value"], 31);
    app.ok("entity/set", json!({"entityName": "employee", "key": "bob", "value": {"age": 1}}));
    assert_eq!(app.code("transaction", grow(32)), "CONDITION_CHECK_FAILED");
    assert_eq!(app.ok("get", json!({"key": "count"}))["value"], 31);
    let half = json!({"set": [{"key": "x", "value": 1}, {"key": "a/b", "value": 1}]});
    assert_eq!(app.code("transaction", half), "INVALID_KEY");
    assert_eq!(app.code("get", json!({"key": "x"})), "KEY_NOT_FOUND");
    let twice = json!({"set": [{"key": "x", "value": 1}], "delete": [{"key": "x"}]});
    assert_eq!(app.code("transaction", twice), "INVALID_REQUEST");
    let many: Vec<Value> = (0..26).map(|n| json!({"key": n.to_string(), "value": n})).collect();
    assert_eq!(app.code("transaction", json!({"set": many})), "INVALID_REQUEST");
}

#[test]
fn an_item_of_a_batch_fails_by_itself() {
    let mut app = App::new();
    let told = app.ok("batch/set", json!([{"key": "a", "value": 1}, {"key": "b/c", "value": 2}, {"entityName": "ghost", "key": "d", "value": {}}]));
    assert_eq!(told["successfulKeys"], json!([{"key": "a"}]));
    assert_eq!(told["failedKeys"].as_array().unwrap().len(), 2);
    let told = app.ok("batch/get", json!([{"key": "a"}, {"key": "z"}]));
    assert_eq!(told["successfulKeys"], json!([{"key": "a", "value": 1}]));
    assert_eq!(told["failedKeys"][0]["error"]["code"], "KEY_NOT_FOUND");
    app.ok("batch/delete", json!([{"key": "a"}]));
    assert_eq!(app.code("get", json!({"key": "a"})), "KEY_NOT_FOUND");
}

#[test]
fn one_installation_knows_nothing_of_another() {
    let root = tempfile::tempdir().unwrap();
    let now = NOW.parse().unwrap();
    let (mut one, mut two) = (open(root.path(), "one"), open(root.path(), "two"));
    let ask = |data: &mut Installation, path: &str, body: Value| {
        data.answer(path, body.to_string().as_bytes(), now)
    };
    for n in 0..3 {
        ask(&mut one, "/api/v1/set", json!({"key": format!("k{n}"), "value": "canary-one"}));
        ask(&mut two, "/api/v1/set", json!({"key": format!("k{n}"), "value": "canary-two"}));
    }
    ask(&mut two, "/api/v1/secret/set", json!({"key": "s", "value": "canary-secret"}));
    assert_eq!(ask(&mut one, "/api/v1/secret/get", json!({"key": "s"})).status, 404);
    let page = ask(&mut two, "/api/v1/query", json!({"limit": 1})).body.unwrap();
    let stolen = ask(&mut one, "/api/v1/query", json!({"limit": 1, "after": page["cursor"]}));
    assert_eq!(stolen.body.unwrap()["code"], "INVALID_CURSOR");
    let answers = ask(&mut one, "/api/v1/query", json!({"limit": 100})).body.unwrap().to_string();
    assert!(answers.contains("canary-one") && !answers.contains("canary-two"));

    // A secret copied into another file does not open there.
    drop((one, two));
    let file = |site: &str| id(site).folder(root.path()).join("data.sqlite");
    fs::copy(file("two"), file("one")).unwrap();
    let mut one = open(root.path(), "one");
    assert_eq!(ask(&mut one, "/api/v1/secret/get", json!({"key": "s"})).status, 500);
}

#[test]
fn no_secret_lies_on_the_disk_in_the_clear_and_nothing_is_left_of_what_was_removed() {
    let root = tempfile::tempdir().unwrap();
    let mut data = open(root.path(), "one");
    let body = json!({"key": "token", "value": "hunter2-canary"}).to_string();
    assert_eq!(data.answer("/api/v1/secret/set", body.as_bytes(), NOW.parse().unwrap()).status, 200);
    let bytes = || -> Vec<u8> {
        let folder = id("one").folder(root.path());
        fs::read_dir(folder).unwrap().flat_map(|file| fs::read(file.unwrap().path()).unwrap()).collect()
    };
    assert!(!bytes().windows(7).any(|window| window == b"hunter2"));
    drop(data);
    assert!(!bytes().windows(7).any(|window| window == b"hunter2"));
    assert!(Installation::remove(root.path(), &id("one")).unwrap());
    assert!(!Installation::remove(root.path(), &id("one")).unwrap());
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the order of writes, what is read is what a plain map would hold.
    #[test]
    fn it_is_a_map(steps in proptest::collection::vec((0..3u8, "[a-c]{1,2}", 0..5i64), 1..40)) {
        let mut app = App::new();
        let mut map = BTreeMap::new();
        for (what, key, value) in steps {
            match what {
                0 => {
                    app.ok("set", json!({"key": key, "value": value}));
                    map.insert(key, value);
                }
                1 => {
                    let gone = app.ask("delete", json!({"key": key})).status == 200;
                    prop_assert_eq!(gone, map.remove(&key).is_some());
                }
                _ => {
                    let got = app.ask("get", json!({"key": key}));
                    let value = (got.status == 200).then(|| got.body.unwrap()["value"].as_i64().unwrap());
                    prop_assert_eq!(value, map.get(&key).copied());
                }
            }
        }
        prop_assert_eq!(app.keys("query", json!({"limit": 100})), map.into_keys().collect::<Vec<_>>());
    }

    /// Nothing an app sends breaks the store: it answers, and goes on working.
    #[test]
    fn anything_is_answered(path in "(/api/v1/)?(get|set|query|transaction|batch/set|entity/query|secret/set|[a-z/]{0,9})", body in "[\\[\\]{}\":,a-zA-Z0-9 ._-]{0,60}") {
        let mut app = App::new();
        let answer = app.data.answer(&path, body.as_bytes(), app.now);
        prop_assert!(answer.status == 200 || answer.body.is_some());
        app.ok("set", json!({"key": "still", "value": "here"}));
    }
}
