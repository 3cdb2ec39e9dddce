//! What causes an app to run: events, time, queues.

use assay_sandbox::{Caller, Delivery, Guard, Guards, Options, Package, ProductEvent, Verdict};
use jiff::SignedDuration;
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    held_by, held_by_rule,
    support::{APP, READ, SITES, World, jira, kvs, manifest, publish, stats},
    trial,
};

/// A trigger of the app, with what stands below it.
fn trigger(filter: &str) -> String {
    format!(
        "  trigger:\n    - key: watch\n      function: hear\n      events: [\"avi:jira:updated:issue\"]\n{filter}"
    )
}

const SCHEDULES: &str = "  scheduledTrigger:\n    - key: hourly\n      function: wake\n      interval: hour\n    - key: daily\n      function: wake\n      interval: day\n";
const CONSUMER: &str = "  consumer:\n    - key: worker\n      queue: work\n      function: work\n";

fn updated(site: &str) -> ProductEvent {
    ProductEvent {
        site: site.to_owned(),
        product: "jira".to_owned(),
        name: "avi:jira:updated:issue".to_owned(),
        body: json!({ "issue": { "key": "A-1", "fields": { "issuetype": { "name": "Bug" } } } }),
        actor: Caller::User("ann".to_owned()),
    }
}

/// The installations that were told, by their sites.
fn told(world: &World, all: &[Delivery]) -> Vec<String> {
    all.iter().map(|it| world.platform.installation(&it.installation).unwrap().site).collect()
}

fn given(delivery: &Delivery) -> &Value {
    delivery.answer.as_ref().unwrap().value().unwrap()
}

fn with(guards: Guards, permissions: &str, more: &str) -> World {
    let world = World::new(guards);
    world.deploy("production", manifest(permissions, more));
    for (site, _) in SITES {
        world.install("production", site);
    }
    world.platform.settle().unwrap();
    world
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("happenings::an_event_reaches_every_installation_of_its_site", || {
            let world = with(Guards::default(), READ, &trigger(""));
            world.deploy("staging", manifest(READ, &trigger("")));
            world.install("staging", "alpha");
            world.platform.settle().unwrap();
            world.platform.emit(updated("alpha")).unwrap();
            let all = world.platform.settle().unwrap();
            assert_eq!(told(&world, &all), ["alpha", "alpha"]);
            assert_eq!(given(&all[0])["event"]["eventType"], "avi:jira:updated:issue");
            assert_eq!(given(&all[0])["actor"], Value::Null);
        }),
        held_by(
            "happenings::h13_an_event_of_one_site_starts_nothing_on_another",
            Guard::EventOfItsSite,
            |guards| {
                let world = with(guards, READ, &trigger(""));
                world.platform.emit(updated("alpha")).unwrap();
                told(&world, &world.platform.settle().unwrap()) == ["alpha"]
            },
        ),
        held_by("happenings::an_event_takes_its_scope", Guard::EventScope, |guards| {
            let world = with(guards, "  scopes:\n    - storage:app\n", &trigger(""));
            world.platform.emit(updated("alpha")).unwrap();
            let is_quiet = world.platform.settle().unwrap().is_empty();
            let records = world.platform.decisions().unwrap();
            is_quiet && records.iter().any(|record| record.rule.as_deref() == Some("event-scope"))
        }),
        trial("happenings::what_the_app_did_itself_is_left_out_where_it_asks_for_that", || {
            for (filter, expected) in [("      filter:\n        ignoreSelf: true\n", 0), ("", 1)] {
                let world = with(
                    Guards::default(),
                    "  scopes:\n    - read:jira-work\n    - write:jira-work\n",
                    &trigger(filter),
                );
                let it = &world.platform.installations()[0];
                world.one(it, None, jira("app", "PUT", "/rest/api/3/issue/A-1"));
                let all = world.platform.settle().unwrap();
                assert_eq!(all.len(), expected, "{filter}");
            }
        }),
        trial("happenings::a_filter_is_followed_and_one_that_is_not_understood_is_listed", || {
            for (expression, on_error, expected, listed) in [
                ("event.issue.fields.issuetype.name == 'Bug'", "", 1, false),
                ("event.issue.fields.issuetype.name == 'Task'", "", 0, false),
                ("event.issue.comments.some(c => c.id > 3)", "", 0, true),
                ("event.issue.comments.some(c => c.id > 3)", "        onError: RECEIVE_AND_LOG\n", 1, true),
            ] {
                let filter = format!("      filter:\n        expression: \"{expression}\"\n{on_error}");
                let world = with(Guards::default(), READ, &trigger(&filter));
                world.platform.emit(updated("alpha")).unwrap();
                assert_eq!(world.platform.settle().unwrap().len(), expected, "{expression}");
                let records = world.platform.decisions().unwrap();
                assert_eq!(
                    records.iter().any(|it| it.verdict == Verdict::Unmodelled),
                    listed,
                    "{expression}"
                );
            }
        }),
        held_by("happenings::a_chain_of_causes_ends", Guard::DepthOfCauses, |guards| {
            let world = World::with(Options { guards, deepest: 3, ..Options::default() });
            // Without the guard the chain is broken by the app itself, at its twelfth link.
            world.deploy("production", manifest(READ, CONSUMER));
            let it = world.install("production", "alpha");
            world.one(&it, None, publish("work", "chain", &json!([{ "body": { "again": 12 } }])));
            let done = world.platform.settle().unwrap().len();
            assert!(done > 2);
            done < 12
        }),
        held_by("happenings::an_event_that_causes_itself_ends", Guard::DepthOfCauses, |guards| {
            let world = World::with(Options { guards, deepest: 3, ..Options::default() });
            let more = trigger("");
            world.deploy(
                "production",
                manifest(
                    "  scopes:\n    - read:jira-work\n    - write:jira-work\n    - storage:app\n",
                    &more,
                ),
            );
            let it = world.install("production", "alpha");
            world.platform.settle().unwrap();
            world.one(&it, None, kvs("set", &json!({ "key": "echo", "value": 12 })));
            world.platform.emit(updated("alpha")).unwrap();
            let done = world.platform.settle().unwrap().len();
            assert!(done > 2);
            done < 12
        }),
        held_by("happenings::a_large_event_is_not_told", Guard::LargestSize, |guards| {
            let world = with(guards, READ, &trigger(""));
            let body = json!({ "text": "x".repeat(200_001) });
            world.platform.emit(ProductEvent { body, ..updated("alpha") }).unwrap();
            world.platform.settle().unwrap().is_empty()
        }),
        trial("happenings::schedules_fire_at_their_time_and_for_nobody", || {
            let world = with(Guards::default(), READ, SCHEDULES);
            assert!(world.platform.tick(SignedDuration::from_mins(59)).unwrap().is_empty());
            let all = world.platform.tick(SignedDuration::from_mins(1)).unwrap();
            assert_eq!(all.len(), 2);
            assert_eq!(given(&all[0])["statusCode"], 200);
            assert_eq!(world.platform.now().as_second(), 3600);
            let all = world.platform.tick(SignedDuration::from_hours(23)).unwrap();
            assert_eq!(all.iter().filter(|it| it.module == "daily").count(), 2);
            assert_eq!(all.iter().filter(|it| it.module == "hourly").count(), 46);
        }),
        held_by_rule(
            "happenings::h31_no_user_acts_in_a_schedule",
            assay_policy::decide::Rule::NoActingUser,
            |guards| {
                // What refuses is that there is nobody; the rule is what says so for a service's account.
                let provider = "providers:\n  auth:\n    - key: other\n      type: oauth2\n      clientId: c\n      remotes: [api]\nremotes:\n  - key: api\n    baseUrl: https://api.other.example\n";
                let world = with(guards, READ, &format!("{SCHEDULES}{provider}"));
                let all = world.platform.tick(SignedDuration::from_hours(1)).unwrap();
                let answers = &given(&all[0])["asked"];
                assert_eq!(answers[0]["error"], "NEEDS_AUTHENTICATION_ERR");
                assert!(world.products.0.lock().unwrap().asked.is_empty());
                answers[1]["status"] == 401
            },
        ),
        trial("happenings::jobs_wait_for_their_delay_and_are_told_once", || {
            let world = with(Guards::default(), READ, CONSUMER);
            let it = &world.platform.installations()[0];
            let (answer, _) = world.one(it, None, publish("work", "one", &json!([{ "body": { "n": 1 }, "delayInSeconds": 60 }, { "body": { "n": 2 } }, { "body": {}, "delayInSeconds": 901 }])));
            assert_eq!(
                (&answer["status"], &answer["body"]["failedEvents"][0]["index"]),
                (&json!(202), &json!(2))
            );
            let all = world.platform.settle().unwrap();
            assert_eq!(all.len(), 1);
            assert_eq!(given(&all[0])["event"]["body"]["n"], 2);
            let (answer, _) = world.one(it, None, stats("one"));
            assert_eq!(answer["body"], json!({ "success": 1, "failed": 0, "inProgress": 1 }));
            assert_eq!(world.platform.tick(SignedDuration::from_secs(59)).unwrap().len(), 0);
            assert_eq!(world.platform.tick(SignedDuration::from_secs(1)).unwrap().len(), 1);
            assert_eq!(world.platform.tick(SignedDuration::from_hours(1)).unwrap().len(), 0);
        }),
        trial("happenings::a_job_is_tried_again_as_it_asks_and_then_given_up", || {
            let world = with(Guards::default(), READ, CONSUMER);
            let it = &world.platform.installations()[0];
            world.one(it, None, publish("work", "one", &json!([{ "body": { "retry": 1 } }])));
            let all = world.platform.tick(SignedDuration::from_secs(100)).unwrap();
            assert_eq!(all.len(), 5);
            assert_eq!(given(&all[2])["event"]["retryContext"]["retryCount"], 2);
            assert_eq!(given(&all[2])["event"]["retryContext"]["retryData"], json!({ "kept": "x" }));
            assert!(all[4].complaint.is_some());
            assert_eq!(world.one(it, None, stats("one")).0["body"]["failed"], 1);
        }),
        trial("happenings::jobs_are_done_at_the_same_time_as_far_as_their_limit_lets_them", || {
            // Each waits for the other: they meet only where both are under way. Without a limit there is time for that.
            for (concurrency, looks, expected) in [
                (json!(null), 1_000, [true, true]),
                (json!({ "key": "k", "limit": 2 }), 1_000, [true, true]),
                (json!({ "key": "k", "limit": 1 }), 20, [false, false]),
            ] {
                let world = with(Guards::default(), READ, CONSUMER);
                let it = &world.platform.installations()[0];
                let job = |is: &str, meets: &str| json!({ "body": { "is": is, "meets": meets, "looks": looks }, "concurrency": concurrency });
                world.one(it, None, publish("work", "pair", &json!([job("a", "b"), job("b", "a")])));
                let all = world.platform.settle().unwrap();
                let met: Vec<bool> = all.iter().map(|it| given(it)["met"] == true).collect();
                assert_eq!(met, expected, "{concurrency}");
            }
            let world = with(Guards::default(), READ, CONSUMER);
            let it = &world.platform.installations()[0];
            let limitless = json!([{ "body": {}, "concurrency": { "key": "k", "limit": 0 } }]);
            let (answer, _) = world.one(it, None, publish("work", "none", &limitless));
            assert_eq!(
                (&answer["status"], &answer["body"]["failedEvents"][0]["index"]),
                (&json!(202), &json!(0))
            );
        }),
        trial("happenings::what_the_platform_ends_is_tried_again_after_waits_that_double", || {
            let world = World::new(Guards::default());
            let text = manifest(READ, CONSUMER)
                .replace("handler: index.work\n", "handler: index.work\n      timeoutSeconds: 1\n");
            world.deploy("production", text);
            let it = &world.install("production", "alpha");
            world.one(it, None, publish("work", "one", &json!([{ "body": { "spin": true } }])));
            for (seconds, tries) in [(0, 1), (1, 1), (1, 0), (1, 1), (3, 0), (1, 1), (8, 1), (900, 0)] {
                let all = world.platform.tick(SignedDuration::from_secs(seconds)).unwrap();
                assert_eq!(all.len(), tries, "after {seconds} s more");
            }
            assert_eq!(
                world.one(it, None, stats("one")).0["body"],
                json!({ "success": 0, "failed": 1, "inProgress": 0 })
            );
        }),
        trial("happenings::a_retry_with_more_data_than_may_be_is_given_up", || {
            let world = with(Guards::default(), READ, CONSUMER);
            let it = &world.platform.installations()[0];
            world.one(it, None, publish("work", "one", &json!([{ "body": { "retry": 5_000 } }])));
            let all = world.platform.tick(SignedDuration::from_secs(100)).unwrap();
            assert_eq!(all.len(), 1);
            assert!(all[0].complaint.as_ref().unwrap().contains("4096"));
        }),
        trial("happenings::an_older_consumer_is_called_as_its_resolver_defines_it", || {
            let older = "  consumer:\n    - key: worker\n      queue: work\n      resolver:\n        function: main\n        method: listener\n";
            let world = World::new(Guards::default());
            let code = "exports.index = { run: async ({ call, context }) => {
                if (call.functionKey !== 'run') return { call, cloud: context.cloudId };
                const path = '/webhook/queue/publish/{contextAri}/{environmentId}/{appId}/{appVersion}';
                const body = JSON.stringify({ queueName: 'work', jobId: 'one', payload: [{ body: { n: 1 } }] });
                return (await __forge_fetch__({ type: 'fpp', provider: 'app', remote: 'stargate' }, path, { method: 'POST', body })).status;
            } };";
            let package =
                Package { manifest: manifest(READ, older), code: code.to_owned(), ..Package::default() };
            world.platform.deploy("production", &package, "a developer").unwrap();
            let it = world.install("production", "alpha");
            assert_eq!(world.invoke(&it, None, Value::Null).value().unwrap(), 201);
            let all = world.platform.settle().unwrap();
            assert_eq!(
                given(&all[0]),
                &json!({ "call": { "functionKey": "listener", "payload": { "n": 1 }, "jobId": "one" }, "cloud": "cloud-alpha" })
            );
        }),
        held_by("happenings::h13_a_job_of_another_installation_is_not_there", Guard::OwnJobs, |guards| {
            let world = with(guards, READ, CONSUMER);
            let both = world.platform.installations();
            world.one(
                &both[1],
                None,
                publish("work", "secret job", &json!([{ "body": {}, "delayInSeconds": 60 }])),
            );
            let (answer, _) = world.one(&both[0], None, stats("secret job"));
            answer["status"] == 404
        }),
        held_by("happenings::what_is_published_has_a_largest_size", Guard::LargestSize, |guards| {
            let world = with(guards, READ, CONSUMER);
            let it = &world.platform.installations()[0];
            let many: Vec<Value> = (0..51).map(|_| json!({ "body": 1 })).collect();
            let (answer, _) = world.one(it, None, publish("work", "one", &json!(many)));
            answer["status"] == 413
        }),
        held_by("happenings::no_more_is_published_in_a_minute_than_may_be", Guard::LargestSize, |guards| {
            let world = with(guards, READ, CONSUMER);
            let it = &world.platform.installations()[0];
            let fifty: Vec<Value> = (0..50).map(|_| json!({ "body": 1, "delayInSeconds": 900 })).collect();
            let calls: Vec<Value> =
                (0..11).map(|at| publish("work", &format!("{at}"), &json!(fifty))).collect();
            let answer = world.invoke(it, None, json!({ "calls": calls }));
            let all = answer.value().unwrap()["all"].clone();
            assert_eq!(all[9]["status"], 201);
            all[10]["status"] == 429
        }),
        trial("happenings::h8_a_queue_call_that_fills_in_an_identity_is_refused", || {
            let world = with(Guards::default(), READ, CONSUMER);
            let both = world.platform.installations();
            let path = format!("/webhook/queue/publish/ari:cloud:jira::site/cloud-beta/production/{APP}/1");
            let call = json!([{ "type": "fpp", "provider": "app", "remote": "stargate" }, path, { "method": "POST", "body": "{}" }]);
            let (answer, _) = world.one(&both[0], None, call);
            assert_eq!(answer["body"]["code"], "identity-claimed");
        }),
        trial("happenings::an_installation_is_told_that_it_was_made", || {
            let world = World::new(Guards::default());
            world.deploy("production", manifest(READ, "  trigger:\n    - key: born\n      function: hear\n      events: [\"avi:forge:installed:app\", \"avi:forge:upgraded:app\"]\n"));
            let it = world.install("production", "alpha");
            let all = world.platform.settle().unwrap();
            assert_eq!(all.len(), 1);
            assert!(given(&all[0])["event"]["id"].as_str().unwrap().ends_with(&it.id));
            world.deploy("production", manifest(READ, "  trigger:\n    - key: born\n      function: hear\n      events: [\"avi:forge:upgraded:app\"]\n"));
            assert_eq!(world.platform.settle().unwrap().len(), 1);
        }),
    ]
}
