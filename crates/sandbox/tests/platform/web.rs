//! Web triggers: who gets in, what the function sees, and what goes out.

use assay_sandbox::{Guard, Guards, WebReply, WebRequest};
use jiff::{SignedDuration, Timestamp};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    held_by,
    support::{READ, SITES, World, manifest},
    trial,
};

const SIGNED: &str = "  webtrigger:\n    - key: hook\n      function: web\n      request:\n        authentication: hmacSharedSecret\n";
const OPEN: &str = "  webtrigger:\n    - key: hook\n      function: web\n";
const STATIC: &str = "  webtrigger:\n    - key: hook\n      function: web\n      response:\n        type: static\n        outputs:\n          - key: fine\n            statusCode: 202\n            contentType: text/plain\n            body: taken\n";

fn with(guards: Guards, trigger: &str) -> World {
    let world = World::new(guards);
    world.deploy("production", manifest(READ, trigger));
    for (site, _) in SITES {
        world.install("production", site);
    }
    world
}

fn request(answer: &Value) -> WebRequest {
    WebRequest {
        method: "POST".to_owned(),
        path: "/".to_owned(),
        headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
        body: answer.to_string().into_bytes(),
        ..WebRequest::default()
    }
}

fn fine() -> WebRequest {
    request(&json!({ "statusCode": 200, "body": "fine" }))
}

/// The status of one request that was signed, changed, and sent at a time.
fn signed(guards: Guards, change: impl Fn(&mut WebRequest, &[u8], Timestamp)) -> (World, u16) {
    let world = with(guards, SIGNED);
    world.platform.tick(SignedDuration::from_hours(10)).unwrap();
    let address = world.platform.web_address(&world.platform.installations()[0].id, "hook").unwrap();
    let secret = address.secret.unwrap();
    let mut request = fine();
    change(&mut request, secret.as_bytes(), world.platform.now());
    let status = world.platform.web(&address.id, &request).unwrap().status;
    (world, status)
}

fn header<'r>(reply: &'r WebReply, name: &str) -> Option<&'r str> {
    reply.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("web::a_request_arrives_as_it_was_sent", || {
            let world = with(Guards::default(), OPEN);
            let address = world.platform.web_address(&world.platform.installations()[0].id, "hook").unwrap();
            let request = WebRequest {
                method: "PUT".to_owned(),
                path: "/deep/er".to_owned(),
                query: vec![("a".to_owned(), "1".to_owned()), ("a".to_owned(), "é&".to_owned())],
                headers: [
                    ("X-One", "1"),
                    ("x-one", "2"),
                    ("Cookie", "session=host"),
                    ("Connection", "close"),
                    ("Authorization", "Bearer of-the-caller"),
                ]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
                body: vec![b'{', 0xff, 0x00, b'}'],
            };
            let reply = world.platform.web(&address.id, &request).unwrap();
            let seen: Value = serde_json::from_slice(&reply.body).unwrap();
            assert_eq!(seen["method"], "PUT");
            assert_eq!(seen["path"], "/deep/er");
            assert_eq!(seen["queryParameters"], json!({ "a": ["1", "é&"] }));
            assert_eq!(
                seen["headers"],
                json!({ "x-one": ["1", "2"], "authorization": ["Bearer of-the-caller"] })
            );
            assert_eq!(seen["body"], "{\u{ff}\u{0}}");
        }),
        held_by("web::h33_an_address_nobody_was_given_leads_nowhere", Guard::UnknownAddress, |guards| {
            let world = with(guards, OPEN);
            let it = &world.platform.installations()[0];
            let own = world.platform.web_address(&it.id, "hook").unwrap();
            assert_eq!(own.id.len(), 32);
            let unknown = world.platform.web(&"0".repeat(32), &fine()).unwrap();
            let empty = world.platform.web("", &fine()).unwrap();
            assert_eq!(unknown, empty);
            unknown.status == 404
        }),
        trial(
            "web::h33_addresses_differ_and_those_of_an_app_that_is_gone_look_as_if_they_never_were",
            || {
                let world = with(Guards::default(), OPEN);
                let both = world.platform.installations();
                let addresses =
                    [0, 1].map(|at: usize| world.platform.web_address(&both[at].id, "hook").unwrap());
                assert_ne!(addresses[0].id, addresses[1].id);
                assert_eq!(world.platform.web(&addresses[0].id, &fine()).unwrap().status, 200);
                world.platform.uninstall(&both[0].id, "an admin").unwrap();
                let gone = world.platform.web(&addresses[0].id, &fine()).unwrap();
                assert_eq!(gone, world.platform.web("never", &fine()).unwrap());
                assert_eq!(world.platform.web(&addresses[1].id, &fine()).unwrap().status, 200);
            },
        ),
        held_by("web::h33_a_request_has_a_largest_size", Guard::LargestSize, |guards| {
            let world = with(guards, OPEN);
            let address = world.platform.web_address(&world.platform.installations()[0].id, "hook").unwrap();
            let headers = (0..101).map(|at| (format!("x-{at}"), "1".to_owned())).collect();
            world.platform.web(&address.id, &WebRequest { headers, ..fine() }).unwrap().status == 413
        }),
        trial("web::a_signed_request_gets_in", || {
            assert_eq!(signed(Guards::default(), |request, secret, now| request.sign(secret, now)).1, 200);
        }),
        held_by("web::h32_a_missing_signature_does_not", Guard::SignatureRight, |guards| {
            let world = with(guards, SIGNED);
            let address = world.platform.web_address(&world.platform.installations()[0].id, "hook").unwrap();
            world.platform.web(&address.id, &fine()).unwrap().status == 401
        }),
        held_by("web::h32_a_wrong_signature_does_not", Guard::SignatureRight, |guards| {
            signed(guards, |request, _, now| request.sign(b"another secret", now)).1 == 401
        }),
        held_by("web::h32_a_body_that_was_swapped_does_not", Guard::SignatureRight, |guards| {
            signed(guards, |request, secret, now| {
                request.sign(secret, now);
                request.body = json!({ "statusCode": 200, "body": "swapped" }).to_string().into_bytes();
            })
            .1 == 401
        }),
        held_by("web::h32_a_method_that_was_swapped_does_not", Guard::SignatureRight, |guards| {
            signed(guards, |request, secret, now| {
                request.sign(secret, now);
                request.method = "DELETE".to_owned();
            })
            .1 == 401
        }),
        held_by("web::h32_a_stale_signature_does_not", Guard::SignatureFresh, |guards| {
            signed(guards, |request, secret, now| request.sign(secret, now - SignedDuration::from_secs(301)))
                .1
                == 401
        }),
        held_by("web::h32_a_signature_of_later_does_not", Guard::SignatureFresh, |guards| {
            signed(guards, |request, secret, now| request.sign(secret, now + SignedDuration::from_secs(301)))
                .1
                == 401
        }),
        held_by("web::h32_a_replayed_signature_does_not", Guard::SignatureOnce, |guards| {
            let world = with(guards, SIGNED);
            let address = world.platform.web_address(&world.platform.installations()[0].id, "hook").unwrap();
            let mut request = fine();
            request.sign(address.secret.unwrap().as_bytes(), world.platform.now());
            assert_eq!(world.platform.web(&address.id, &request).unwrap().status, 200);
            world.platform.web(&address.id, &request).unwrap().status == 401
        }),
        held_by("web::h34_an_answer_sets_no_header_of_the_host", Guard::AnswerHeaders, |guards| {
            let world = with(guards, OPEN);
            let address = world.platform.web_address(&world.platform.installations()[0].id, "hook").unwrap();
            let answer = json!({ "statusCode": 200, "body": "<script>1</script>", "headers": {
                "Set-Cookie": ["session=mine; Path=/"], "Transfer-Encoding": ["chunked"], "Content-Security-Policy": ["default-src *"],
                "x-split": ["a\r\nset-cookie: b=c"], "Content-Type": ["text/html"], "X-Own": ["yes"],
            } });
            let reply = world.platform.web(&address.id, &request(&answer)).unwrap();
            assert_eq!(
                (header(&reply, "content-type"), header(&reply, "x-own")),
                (Some("text/html"), Some("yes"))
            );
            assert_eq!(header(&reply, "x-content-type-options"), Some("nosniff"));
            let bad = reply.headers.iter().any(|(name, value)| {
                name == "set-cookie"
                    || name == "transfer-encoding"
                    || value.contains('\n')
                    || value.contains("default-src")
            });
            let records = world.platform.decisions().unwrap();
            !bad && records.iter().any(|record| record.rule.as_deref() == Some("answer-headers"))
        }),
        trial("web::an_answer_that_is_none_is_an_error", || {
            let world = with(Guards::default(), OPEN);
            let address = world.platform.web_address(&world.platform.installations()[0].id, "hook").unwrap();
            for answer in
                [json!(null), json!("text"), json!({ "statusCode": 99 }), json!({ "statusCode": "200" })]
            {
                assert_eq!(
                    world.platform.web(&address.id, &request(&answer)).unwrap().status,
                    500,
                    "{answer}"
                );
            }
        }),
        trial("web::a_static_trigger_answers_what_the_manifest_says", || {
            let world = with(Guards::default(), STATIC);
            let address = world.platform.web_address(&world.platform.installations()[0].id, "hook").unwrap();
            let reply = world.platform.web(&address.id, &request(&json!({ "outputKey": "fine" }))).unwrap();
            assert_eq!(
                (reply.status, reply.body.as_slice(), header(&reply, "content-type")),
                (202, &b"taken"[..], Some("text/plain"))
            );
            let reply = world
                .platform
                .web(&address.id, &request(&json!({ "statusCode": 200, "body": "own words" })))
                .unwrap();
            assert_eq!(reply.status, 500);
        }),
        trial("web::h8_an_app_gets_addresses_of_its_own_installation_whoever_it_names", || {
            let world = with(Guards::default(), OPEN);
            let both = world.platform.installations();
            let call = |query: &str, variables: Value| json!([{ "type": "fpp", "provider": "app", "remote": "stargate" }, "/graphql", { "method": "POST", "body": json!({ "query": query, "variables": variables }).to_string() }]);
            let create =
                "mutation m($input: WebTriggerUrlInput!) { createWebTriggerUrl(input: $input) { url } }";
            let input = json!({ "input": { "triggerKey": "hook", "contextId": "ari:cloud:jira::site/cloud-beta", "envId": "other", "appId": "other" } });
            let (answer, _) = world.one(&both[0], None, call(create, input));
            let own = world.platform.web_address(&both[0].id, "hook").unwrap();
            assert_eq!(answer["body"]["data"]["createWebTriggerUrl"]["url"], own.url);
            let other = world.platform.web_address(&both[1].id, "hook").unwrap();
            let delete = "mutation d($id: ID!) { deleteWebTriggerUrl(id: $id) { success } }";
            let (answer, _) = world.one(&both[0], None, call(delete, json!({ "id": other.id })));
            assert_eq!(answer["body"]["data"]["deleteWebTriggerUrl"]["success"], false);
            assert_eq!(world.platform.web(&other.id, &fine()).unwrap().status, 200);
        }),
        trial("web::addresses_stay_what_they_are_when_the_platform_starts_again", || {
            let world = with(Guards::default(), OPEN);
            let id = world.platform.installations()[0].id.clone();
            let before = world.platform.web_address(&id, "hook").unwrap();
            let world = world.again();
            assert_eq!(world.platform.web_address(&id, "hook").unwrap(), before);
            assert_eq!(world.platform.web(&before.id, &fine()).unwrap().status, 200);
        }),
    ]
}
