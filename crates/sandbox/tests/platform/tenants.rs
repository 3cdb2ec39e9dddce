//! What belongs to one tenant, environment or user stays there.

use assay_policy::decide::Rule;
use assay_sandbox::{Guards, Options};
use libtest_mimic::Trial;
use serde_json::json;

use crate::{
    held_by_rule,
    support::{READ, SITES, World, jira, kvs, manifest, rules},
    trial,
};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("tenants::h1_the_same_key_gives_each_tenant_its_own", || {
            let (world, both) = World::on_both(Guards::default(), READ);
            for _ in 0..3 {
                for (it, (_, own)) in both.iter().zip(SITES) {
                    let answer = world.invoke(
                        it,
                        Some("ann"),
                        json!({ "remember": own, "calls": [jira("user", "GET", "/rest/api/3/issue/A-1")] }),
                    );
                    let value = answer.value().unwrap();
                    assert_eq!(value["all"][0]["body"]["fields"]["summary"], own);
                    assert_eq!(value["kept"], json!([own]));
                }
            }
        }),
        trial("tenants::h6_calls_at_the_same_time_get_their_own_answers", || {
            let (world, both) = World::on_both(Guards::default(), READ);
            let processes = std::sync::Mutex::new(std::collections::BTreeSet::new());
            std::thread::scope(|scope| {
                for n in 0..8_usize {
                    let (world, both, processes) = (&world, &both, &processes);
                    scope.spawn(move || {
                        for _ in 0..5 {
                            let (site, own) = SITES[n % 2];
                            let user = format!("user-{n}");
                            let calls = [
                                jira("user", "GET", "/rest/api/3/issue/A-1"),
                                kvs("set", &json!({ "key": user, "value": site })),
                            ];
                            let answer = world.invoke(
                                &both[n % 2],
                                Some(&user),
                                json!({ "calls": calls, "remember": user }),
                            );
                            let value = answer.value().unwrap();
                            assert_eq!(value["all"][0]["body"]["fields"]["summary"], own);
                            assert_eq!(value["kept"], json!([user]));
                            assert_eq!(value["context"]["accountId"], user);
                            assert!(processes.lock().unwrap().insert(answer.process.clone()));
                        }
                    });
                }
            });
        }),
        trial("tenants::each_call_has_a_process_of_its_own", || {
            let (world, both) = World::on_both(Guards::default(), READ);
            let mut seen = std::collections::BTreeSet::new();
            for _ in 0..5 {
                for it in &both {
                    assert!(seen.insert(world.invoke(it, None, json!({})).process));
                }
            }
        }),
        trial("tenants::h7_variables_are_of_their_environment", || {
            let world = World::new(Guards::default());
            let mut seen = Vec::new();
            for name in ["development", "staging", "production"] {
                let environment = World::environment(name);
                world.platform.set_variable(&environment, "KEY", &format!("of {name}"), true).unwrap();
                world.deploy(name, manifest(READ, ""));
                let it = world.install(name, "alpha");
                seen.push(world.invoke(&it, None, json!({ "env": "KEY" })).value().unwrap()["env"].clone());
                assert_eq!(world.platform.variables(&environment).unwrap()[0].value, None);
            }
            assert_eq!(seen, ["of development", "of staging", "of production"]);
            let everything = world.everything();
            assert!(!everything.windows(13).any(|it| it == b"of production"), "a sealed variable lies open");
        }),
        trial("tenants::h8_what_the_app_says_of_itself_changes_nothing", || {
            let (world, both) = World::on_both(Guards::default(), READ);
            let call = json!([
                { "type": "fpp", "provider": "app", "remote": "jira", "installationId": both[1].id, "cloudId": "cloud-beta", "tenant": "beta" },
                "/rest/api/3/issue/A-1",
                { "headers": { "x-forge-installation": both[1].id, "forge-proxy-target": "https://beta.atlassian.example" } },
            ]);
            let (answer, _) = world.one(&both[0], None, call);
            assert_eq!(answer["body"]["fields"]["summary"], "heron");
            assert!(
                world
                    .products
                    .0
                    .lock()
                    .unwrap()
                    .asked
                    .iter()
                    .all(|(site, _, call)| site == "alpha" && call.headers.is_empty())
            );
        }),
        trial("tenants::h9_no_key_leads_out_of_a_store", || {
            let (world, both) = World::on_both(Guards::default(), READ);
            let set = |it, key: &str| {
                world.one(it, None, kvs("set", &json!({ "key": key, "value": "osprey" }))).0["status"].clone()
            };
            assert_eq!(set(&both[1], "note"), 200);
            for key in ["note", "../note", &format!("{}/note", both[1].id), "nоte", &"k".repeat(501), "a\0b"]
            {
                let (answer, _) = world.one(&both[0], None, kvs("get", &json!({ "key": key })));
                assert_ne!(answer["status"], 200, "{key}");
                assert!(!answer.to_string().contains("osprey"), "{key}");
            }
        }),
        trial("tenants::h10_a_cursor_of_another_tenant_shows_nothing_of_it", || {
            let (world, both) = World::on_both(Guards::default(), READ);
            for (it, (_, own)) in both.iter().zip(SITES) {
                for n in 0..25 {
                    world.one(it, None, kvs("set", &json!({ "key": format!("k{n:02}"), "value": own })));
                }
            }
            let (first, _) = world.one(&both[1], None, kvs("query", &json!({ "limit": 10 })));
            let cursor = first["body"]["cursor"].clone();
            assert!(cursor.is_string());
            let (answer, _) =
                world.one(&both[0], None, kvs("query", &json!({ "limit": 10, "after": cursor })));
            assert!(!answer.to_string().contains("osprey"), "{answer}");
        }),
        held_by_rule(
            "tenants::h11_a_context_of_another_tenant_is_refused",
            Rule::IdentityClaimed,
            |guards| {
                let (world, both) = World::on_both(guards, READ);
                let call = json!([{ "type": "fpp", "provider": "app", "contextAri": "ari:cloud:jira::site/cloud-beta" }, "/rest/api/3/issue/A-1", {}]);
                let (answer, all) = world.one(&both[0], None, call);
                // Even where the name is not refused, the channel decides which site answers.
                assert!(!answer.to_string().contains("osprey"));
                rules(&all) == ["identity-claimed"]
            },
        ),
        held_by_rule(
            "tenants::h12_a_product_that_is_not_installed_is_not_called",
            Rule::ProductNotInstalled,
            |guards| {
                let (world, both) = World::on_both(
                    guards,
                    "  scopes:\n    - read:confluence-content.all\n    - read:page:confluence\n",
                );
                let call = json!([{ "type": "fpp", "provider": "app", "remote": "confluence" }, "/wiki/api/v2/pages/1", {}]);
                let (_, all) = world.one(&both[0], None, call);
                let asked = world.products.0.lock().unwrap().asked.len();
                rules(&all) == ["product-not-installed"] && asked == 0
            },
        ),
        trial("tenants::an_app_of_its_makers_alone_may_call_where_it_is_not_installed", || {
            let world = World::with(Options { distributed: false, ..Options::default() });
            world.deploy("development", manifest("  scopes:\n    - read:page:confluence\n", ""));
            let it = world.install("development", "alpha");
            let call = json!([{ "type": "fpp", "provider": "app", "remote": "confluence" }, "/wiki/api/v2/pages/1", {}]);
            let (answer, _) = world.one(&it, None, call);
            assert_eq!((&answer["status"], world.products.0.lock().unwrap().asked.len()), (&json!(501), 1));
        }),
        held_by_rule(
            "tenants::h14_no_call_is_made_for_another_user",
            Rule::ImpersonationNotGranted,
            |guards| {
                let (world, both) = World::on_both(guards, READ);
                let call = json!([{ "type": "fpp", "provider": "user", "remote": "jira", "accountId": "bob" }, "/rest/api/3/issue/A-1", {}]);
                let (_, all) = world.one(&both[0], Some("ann"), call);
                rules(&all) == ["impersonation-not-granted"]
            },
        ),
        trial("tenants::h14_who_acts_is_not_what_the_page_says", || {
            let (world, both) = World::on_both(Guards::default(), READ);
            let answer = world.platform.invoke(&assay_sandbox::Call {
                installation: both[0].id.clone(),
                function: "main".to_owned(),
                actor: Some("ann".to_owned()),
                cause: assay_sandbox::Cause::Resolver {
                    module: Some("panel".to_owned()),
                    key: "run".to_owned(),
                    payload: json!({ "accountId": "bob" }),
                    extension: json!({ "accountId": "bob", "cloudId": "cloud-beta" }),
                },
            });
            let answer = answer.unwrap();
            let value = answer.value().unwrap();
            assert_eq!(value["context"]["accountId"], "ann");
            assert_eq!(value["context"]["cloudId"], "cloud-alpha");
            assert_eq!(value["context"]["extension"]["accountId"], "bob");
            assert_eq!(value["backend"]["principal"]["accountId"], "ann");
        }),
        trial("tenants::h52_a_secret_is_read_by_its_own_verb_only", || {
            let (world, both) = World::on_both(Guards::default(), READ);
            world.one(
                &both[0],
                None,
                kvs("secret/set", &json!({ "key": "token", "value": "tern-in-the-vault" })),
            );
            for call in [
                kvs("get", &json!({ "key": "token" })),
                kvs(
                    "query",
                    &json!({ "where": [{ "property": "key", "condition": "BEGINS_WITH", "values": ["t"] }] }),
                ),
                kvs("batch/get", &json!([{ "key": "token" }])),
                kvs("entity/get", &json!({ "entityName": "secret", "key": "token" })),
                kvs("transaction", &json!({ "check": [{ "key": "token", "conditions": {} }] })),
            ] {
                let (answer, _) = world.one(&both[0], None, call);
                assert!(!answer.to_string().contains("tern-in"), "{answer}");
            }
            let (answer, _) = world.one(&both[0], None, kvs("secret/get", &json!({ "key": "token" })));
            assert_eq!(answer["body"]["value"], "tern-in-the-vault");
            let everything = world.everything();
            assert!(
                !everything.windows(17).any(|it| it == b"tern-in-the-vault"),
                "a secret lies open on the disk"
            );
        }),
        crate::held_by(
            "tenants::h54_uninstalling_removes_what_was_kept",
            assay_sandbox::Guard::DataRemoved,
            |guards| {
                let (world, both) = World::on_both(guards, READ);
                world.one(&both[0], None, kvs("set", &json!({ "key": "note", "value": "heron-was-here" })));
                let there = |world: &World| world.everything().windows(14).any(|it| it == b"heron-was-here");
                assert!(there(&world));
                world.platform.uninstall(&both[0].id, "an admin").unwrap();
                let again = world.install("production", "alpha");
                let (answer, _) = world.one(&again, None, kvs("get", &json!({ "key": "note" })));
                assert_eq!(answer["status"], 404);
                !there(&world)
            },
        ),
        trial("tenants::a_new_version_has_its_own_entities_on_the_same_data", || {
            let entity = |attribute: &str| {
                let entities = format!(
                    "  storage:\n    entities:\n      - name: note\n        attributes:\n          {attribute}:\n            type: string\nmodules:\n"
                );
                manifest(READ, "").replace("modules:\n", &entities)
            };
            let world = World::new(Guards::default());
            world.deploy("production", entity("old"));
            let it = world.install("production", "alpha");
            let set = |key: &str, attribute: &str| {
                let body = json!({ "entityName": "note", "key": key, "value": { attribute: "x" } });
                world.one(&it, None, kvs("entity/set", &body)).0["status"].clone()
            };
            assert_eq!((set("a", "old"), set("a", "new")), (json!(200), json!(400)));
            assert_eq!(world.deploy("production", entity("new")).moved, std::slice::from_ref(&it.id));
            assert_eq!((set("b", "old"), set("b", "new")), (json!(400), json!(200)));
            let (answer, _) =
                world.one(&it, None, kvs("entity/get", &json!({ "entityName": "note", "key": "a" })));
            assert_eq!(answer["body"]["value"]["old"], "x");
        }),
        trial("tenants::h55_no_call_reaches_the_ledger_or_the_records", || {
            let (world, both) = World::on_both(Guards::default(), READ);
            let before = world.platform.ledger().unwrap();
            for call in [
                json!([{ "type": "ledger" }, "/append", {}]),
                json!([{ "type": "egress" }, "file:///ledger.jsonl", { "method": "PUT" }]),
                kvs("../../ledger.jsonl", &json!({})),
            ] {
                let (answer, _) = world.one(&both[0], None, call);
                assert!(answer["status"].as_u64().unwrap() >= 400, "{answer}");
            }
            assert_eq!(world.platform.ledger().unwrap(), before);
            assert_eq!(world.platform.decisions().unwrap().len(), 3);
        }),
    ]
}
