//! What apps log, and who reads it.

use assay_sandbox::{Error, Guard, Guards, Redacted};
use libtest_mimic::Trial;
use serde_json::json;

use crate::{
    held_by,
    support::{READ, World, kvs, manifest},
    trial,
};

/// The app in production on alpha, with a variable.
fn world(guards: Guards) -> World {
    let world = World::new(guards);
    world.platform.set_variable(&World::environment("production"), "KEY", "tern-over-water", true).unwrap();
    world.deploy("production", manifest(READ, ""));
    world.install("production", "alpha");
    world
}

/// Whether a text is nowhere on the disk after the app logged these lines.
fn is_gone(guards: Guards, lines: &[String], text: &str) -> bool {
    let world = world(guards);
    let it = &world.platform.installations()[0];
    let answer = world.invoke(it, Some("account-ann-alpha"), json!({ "logs": lines }));
    assert_eq!(answer.logs.len(), lines.len());
    assert!(answer.outcome.logs.is_empty());
    let everything = world.everything();
    !everything.windows(text.len()).any(|window| window == text.as_bytes())
}

fn redacted(name: &'static str, line: &'static str, text: &'static str) -> Trial {
    held_by(&format!("logs::h51_{name}_is_not_written"), Guard::LogRedacted, move |guards| {
        is_gone(guards, &[line.to_owned()], text)
    })
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        redacted("a_variable", "the key is tern-over-water", "tern-over-water"),
        redacted("a_variable_in_base64", "dGVybi1vdmVyLXdhdGVy", "dGVybi1vdmVyLXdhdGVy"),
        redacted("an_account", "{\"by\":\"account-ann-alpha\"}", "account-ann-alpha"),
        redacted("a_mail_address", "mail to somebody.else@mail.example", "somebody.else@mail.example"),
        redacted("a_card", "paid with 4111 1111 1111 1111", "4111 1111 1111 1111"),
        redacted(
            "a_token",
            "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJlLW9mLXRoaXM",
            "eyJhbGciOiJIUzI1NiJ9",
        ),
        held_by("logs::h51_a_variable_over_two_lines_is_not_written", Guard::LogRedacted, |guards| {
            is_gone(guards, &["the key is tern-over".to_owned(), "-water, it says".to_owned()], "tern-over")
        }),
        held_by("logs::h51_what_is_thrown_is_not_written", Guard::LogRedacted, |guards| {
            let world = world(guards);
            let it = &world.platform.installations()[0];
            let answer = world.invoke(it, None, json!({ "throws": "no access with tern-over-water" }));
            assert!(answer.value().is_err());
            assert_eq!(answer.logs.len(), 1);
            !world.everything().windows(15).any(|window| window == b"tern-over-water")
        }),
        held_by("logs::h51_a_secret_of_the_store_is_not_written", Guard::LogRedacted, |guards| {
            let world = world(guards);
            let it = &world.platform.installations()[0];
            world.one(it, None, kvs("secret/set", &json!({ "key": "token", "value": "petrel-at-night" })));
            let calls = [kvs("secret/get", &json!({ "key": "token" }))];
            world.invoke(it, None, json!({ "calls": calls, "logs": ["read petrel-at-night"] }));
            !world.everything().windows(15).any(|window| window == b"petrel-at-night")
        }),
        trial("logs::what_was_taken_out_is_counted", || {
            let world = world(Guards::default());
            let it = &world.platform.installations()[0];
            world.invoke(it, None, json!({ "logs": ["a@mail.example b@mail.example \u{1b}[2J"] }));
            let logs = world.platform.logs(&World::environment("production"), "alpha").unwrap();
            assert_eq!(logs[0].redacted.get(&Redacted::Mail), Some(&2));
            assert!(!logs[0].text.contains('\u{1b}'));
        }),
        trial("logs::a_variable_in_the_open_is_taken_out_and_is_no_secret", || {
            let world = World::new(Guards::default());
            let environment = World::environment("production");
            for (name, value, is_encrypted) in [
                ("OPEN", "https://site.example", false),
                ("SAME", "petrel-at-night", false),
                ("KEY", "petrel-at-noon", true),
            ] {
                world.platform.set_variable(&environment, name, value, is_encrypted).unwrap();
            }
            world.deploy("production", manifest(READ, ""));
            let it = world.install("production", "alpha");
            // What the store keeps as a secret is one, in whatever variable it lies beside.
            let kept = kvs("secret/set", &json!({ "key": "token", "value": "petrel-at-night" }));
            world.invoke(&it, None, json!({ "calls": [kept], "logs": ["to https://site.example/x", "by petrel-at-night", "by petrel-at-noon"] }));
            let logs = world.platform.logs(&environment, "alpha").unwrap();
            let kinds: Vec<Vec<&Redacted>> = logs.iter().map(|it| it.redacted.keys().collect()).collect();
            assert_eq!(kinds, [[&Redacted::Variable], [&Redacted::Secret], [&Redacted::Secret]]);
        }),
        held_by("logs::an_admin_may_close_them_and_the_try_is_written_down", Guard::LogSwitch, |guards| {
            let world = world(guards);
            let environment = World::environment("production");
            let it = &world.platform.installations()[0];
            world.invoke(it, None, json!({ "logs": ["hello"] }));
            world.platform.switch_logs(&environment, "alpha", false, "an admin").unwrap();
            let read = world.platform.logs(&environment, "alpha");
            let records = world.platform.decisions().unwrap();
            let is_closed = matches!(read, Err(Error::LogsClosed { .. }))
                && records.iter().any(|record| record.rule.as_deref() == Some("log-switch"));
            world.platform.switch_logs(&environment, "alpha", true, "an admin").unwrap();
            assert_eq!(world.platform.logs(&environment, "alpha").unwrap().len(), 1);
            is_closed
        }),
        held_by("logs::nothing_attaches_to_production_or_staging", Guard::ProductionClosed, |guards| {
            let world = world(guards);
            let package = crate::support::package(manifest(READ, ""));
            assert!(world.platform.rebuild("development", &package).is_ok());
            ["production", "staging"].iter().all(|name| {
                matches!(world.platform.rebuild(name, &package), Err(Error::ProductionClosed { .. }))
            })
        }),
        trial("logs::each_environment_has_its_own", || {
            let world = world(Guards::default());
            world.deploy("development", manifest(READ, ""));
            let it = world.install("development", "alpha");
            world.invoke(&it, None, json!({ "logs": ["from development"] }));
            let read = |name: &str| world.platform.logs(&World::environment(name), "alpha").unwrap().len();
            assert_eq!((read("development"), read("production")), (1, 0));
        }),
    ]
}
