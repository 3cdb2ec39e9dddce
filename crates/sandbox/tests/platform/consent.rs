//! Nothing grows without approval.

use assay_policy::decide::Rule;
use assay_sandbox::{Error, Guard, Guards};
use libtest_mimic::Trial;
use serde_json::json;

use crate::{
    held_by, held_by_rule,
    support::{READ, World, egress, jira, manifest},
    trial,
};

const FETCH: &str = "  external:\n    fetch:\n      backend:\n";

fn with_egress(hosts: &[&str]) -> String {
    let entries: String = hosts.iter().map(|host| format!("        - address: \"{host}\"\n")).collect();
    manifest(&format!("{READ}{FETCH}{entries}"), "")
}

fn with_remote(url: &str) -> String {
    manifest(READ, &format!("remotes:\n  - key: api\n    baseUrl: {url}\n"))
}

fn with_provider(client: &str) -> String {
    manifest(
        READ,
        &format!(
            "providers:\n  auth:\n    - key: other\n      name: Other\n      type: oauth2\n      clientId: {client}\n      scopes: [read]\n      remotes: [api]\nremotes:\n  - key: api\n    baseUrl: https://api.other.example\n"
        ),
    )
}

/// A provider whose users log in at a remote of its own.
fn with_authorization(url: &str) -> String {
    let actions = "      remotes: [api, login]\n      actions:\n        authorization:\n          remote: login\n          path: /authorize\n";
    with_provider("one").replace("      remotes: [api]\n", actions).replace(
        "    baseUrl: https://api.other.example\n",
        &format!("    baseUrl: https://api.other.example\n  - key: login\n    baseUrl: {url}\n"),
    )
}

/// Whether the second version waits where the first one is installed.
fn waits(guards: Guards, first: String, second: String) -> bool {
    let world = World::new(guards);
    world.deploy("production", first);
    let it = world.install("production", "alpha");
    let told = world.deploy("production", second);
    let now = world.platform.installation(&it.id).unwrap();
    let is_waiting = told.waiting == [it.id.clone()] && now.code == it.code && now.granted == it.granted;
    assert_eq!(is_waiting, told.moved.is_empty(), "{told:?} {now:?}");
    is_waiting
}

fn growth(name: &'static str, first: String, second: String) -> Trial {
    held_by(&format!("consent::{name}"), Guard::GrowthWaits, move |guards| {
        waits(guards, first.clone(), second.clone())
    })
}

pub(crate) fn trials() -> Vec<Trial> {
    let scoped = |scope: &str| manifest(&format!("{READ}    - {scope}\n"), "");
    vec![
        growth("h15_a_scope_more_waits", manifest(READ, ""), scoped("write:jira-work")),
        growth(
            "h17_another_base_url_waits",
            with_remote("https://a.example"),
            with_remote("https://b.example"),
        ),
        growth(
            "h17_a_base_url_of_a_region_waits",
            with_remote("https://a.example"),
            with_remote("\n      default: https://a.example\n      EU: https://eu.evil.example"),
        ),
        growth(
            "h17_another_base_url_of_a_region_waits",
            with_remote("\n      default: https://a.example\n      EU: https://eu.a.example"),
            with_remote("\n      default: https://a.example\n      EU: https://eu.evil.example"),
        ),
        growth(
            "h17_another_authorisation_address_waits",
            with_authorization("https://login.other.example"),
            with_authorization("https://login.evil.example"),
        ),
        growth("h17_another_client_id_waits", with_provider("one"), with_provider("two")),
        growth("h18_a_wider_wildcard_waits", with_egress(&["api.a.example"]), with_egress(&["*.a.example"])),
        growth("h18_everything_waits", with_egress(&["*.a.example"]), with_egress(&["*"])),
        growth("h18_a_look_alike_waits", with_egress(&["b.example"]), with_egress(&["bü.example"])),
        growth(
            "an_impersonating_scope_waits",
            manifest("  scopes:\n    read:jira-work:\n      allowImpersonation: false\n", ""),
            manifest("  scopes:\n    read:jira-work:\n      allowImpersonation: true\n", ""),
        ),
        trial("consent::h18_another_spelling_of_the_same_host_does_not_wait", || {
            let spelled = with_egress(&["https://API.a.example.:443/"]);
            assert!(!waits(Guards::default(), with_egress(&["api.a.example"]), spelled));
        }),
        held_by(
            "consent::h16_a_variable_that_widens_the_same_manifest_waits",
            Guard::GrowthWaits,
            |guards| {
                let world = World::new(guards);
                let environment = World::environment("production");
                let deploy = || {
                    let text = format!(
                        "{}environment:\n  variables:\n    - key: HOST\n      default: api.a.example\n",
                        with_egress(&["${HOST}"])
                    );
                    world.deploy("production", text)
                };
                deploy();
                let it = world.install("production", "alpha");
                world.platform.set_variable(&environment, "HOST", "*.a.example", false).unwrap();
                deploy().waiting == [it.id]
            },
        ),
        held_by(
            "consent::h18_what_was_removed_waits_when_it_comes_back",
            Guard::GrowthWaits,
            move |guards| {
                let world = World::new(guards);
                world.deploy("production", with_egress(&["a.example", "b.example"]));
                let it = world.install("production", "alpha");
                assert_eq!(
                    world.deploy("production", with_egress(&["a.example"])).moved,
                    std::slice::from_ref(&it.id)
                );
                world.deploy("production", with_egress(&["a.example", "b.example"])).waiting == [it.id]
            },
        ),
        held_by(
            "consent::h18_an_approval_of_what_was_there_before_is_none",
            Guard::ApprovalOfWhatWasShown,
            move |guards| {
                let world = World::new(guards);
                world.deploy("production", manifest(READ, ""));
                let consent = world.platform.consent(&World::environment("production")).unwrap();
                world.deploy("production", scoped("write:jira-work"));
                let installed = world.platform.install("alpha", &["jira"], &consent, "an admin");
                matches!(installed, Err(Error::ApprovalOutdated { .. }))
            },
        ),
        held_by(
            "consent::h18_an_upgrade_is_approved_as_it_was_shown",
            Guard::ApprovalOfWhatWasShown,
            move |guards| {
                let world = World::new(guards);
                world.deploy("production", manifest(READ, ""));
                let it = world.install("production", "alpha");
                world.deploy("production", scoped("write:jira-work"));
                let shown = world.platform.pending(&it.id).unwrap().unwrap();
                assert!(shown.asks.iter().any(|ask| ask.what.contains("write:jira-work")), "{shown:?}");
                world.deploy("production", scoped("manage:jira-configuration"));
                matches!(
                    world.platform.approve(&it.id, &shown, "an admin"),
                    Err(Error::ApprovalOutdated { .. })
                )
            },
        ),
        trial("consent::what_is_approved_is_had_and_what_waits_is_not", move || {
            let world = World::new(Guards::default());
            world.deploy("production", manifest(READ, ""));
            let it = world.install("production", "alpha");
            world.deploy("production", scoped("write:jira-work"));
            let write = || {
                world.one(&it, Some("ann"), jira("user", "PUT", "/rest/api/3/issue/A-1")).0["status"].clone()
            };
            assert_eq!(write(), 403);
            let shown = world.platform.pending(&it.id).unwrap().unwrap();
            world.platform.approve(&it.id, &shown, "an admin").unwrap();
            assert_eq!(write(), 204);
            assert_eq!(world.platform.pending(&it.id).unwrap(), None);
        }),
        held_by_rule(
            "consent::new_code_of_an_app_managed_app_has_the_old_permissions",
            Rule::ScopeNotGranted,
            |guards| {
                let managed =
                    |scope: &str| manifest(&format!("  enforcement: app-managed\n{READ}{scope}"), "");
                let world = World::new(guards);
                world.deploy("production", managed(""));
                let it = world.install("production", "alpha");
                let told = world.deploy("production", managed("    - write:jira-work\n"));
                assert_eq!(told.code_only, std::slice::from_ref(&it.id));
                let (answer, all) = world.one(&it, Some("ann"), jira("user", "PUT", "/rest/api/3/issue/A-1"));
                let scopes = &all.value().unwrap()["meta"]["permissions"]["scopes"];
                assert_eq!(scopes, &json!(["read:jira-work", "storage:app"]));
                assert_eq!(all.value().unwrap()["meta"]["appVersion"], told.version.to_string());
                answer["status"] == 403
            },
        ),
        trial("consent::the_first_screen_lists_everything", || {
            let world = World::new(Guards::default());
            world.deploy("production", with_egress(&["*.a.example"]));
            let asks = world.platform.consent(&World::environment("production")).unwrap().asks;
            let all: String = asks.iter().map(|ask| format!("{}\n", ask.what)).collect();
            for part in ["read:jira-work", "storage:app", "*.a.example"] {
                assert!(all.contains(part), "{part} in {all}");
            }
        }),
        trial("consent::the_ledger_says_who_approved_what", || {
            let world = World::new(Guards::default());
            world.deploy("production", manifest(READ, ""));
            let it = world.install("production", "alpha");
            world.platform.uninstall(&it.id, "another admin").unwrap();
            let (entries, head) = world.platform.ledger().unwrap();
            let by: Vec<&str> = entries.iter().map(|entry| entry.by.as_str()).collect();
            assert_eq!(by, ["a developer", "an admin", "another admin"]);
            assert_eq!(head.len(), 64);
        }),
        trial("consent::a_closed_door_stays_closed_until_it_is_approved", || {
            let world = World::new(Guards::default());
            world.deploy("production", with_egress(&["a.example"]));
            let it = world.install("production", "alpha");
            world.deploy("production", with_egress(&["a.example", "b.example"]));
            let (answer, _) = world.one(&it, Some("ann"), egress("https://b.example/"));
            assert_eq!(answer["body"]["code"], "egress-not-declared");
        }),
        trial("consent::whatever_is_deployed_nothing_is_had_that_was_not_approved", never_more_than_approved),
    ]
}

/// Whatever is deployed in whatever order, an installation has no scope its admin did not approve last.
fn never_more_than_approved() {
    use proptest::{
        collection::vec,
        prelude::*,
        test_runner::{Config, TestRunner},
    };
    const SCOPES: [&str; 3] = ["read:jira-work", "write:jira-work", "manage:jira-project"];
    let step = (0..8_u8, any::<bool>(), any::<bool>());
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let histories = vec(step, 1..8);
    runner
        .run(&histories, |history| {
            let world = World::new(Guards::default());
            let of = |mask: u8| -> Vec<&str> {
                (0..SCOPES.len()).filter(|at| mask & (1 << at) != 0).map(|at| SCOPES[at]).collect()
            };
            let version = |mask: u8, managed: bool| {
                let lines: String = of(mask).iter().map(|scope| format!("    - {scope}\n")).collect();
                let managed = if managed { "  enforcement: app-managed\n" } else { "" };
                manifest(&format!("{managed}  scopes:\n{lines}    - storage:app\n"), "")
            };
            world.deploy("production", version(1, false));
            let it = world.install("production", "alpha");
            let mut approved = of(1);
            for (mask, managed, approves) in history {
                world.deploy("production", version(mask, managed));
                if approves && let Some(shown) = world.platform.pending(&it.id).unwrap() {
                    world.platform.approve(&it.id, &shown, "an admin").unwrap();
                    approved = of(mask);
                }
                let answer = world.invoke(&it, None, serde_json::json!({}));
                let had: Vec<String> =
                    serde_json::from_value(answer.value().unwrap()["meta"]["permissions"]["scopes"].clone())
                        .unwrap();
                let had: Vec<&str> =
                    had.iter().map(String::as_str).filter(|scope| *scope != "storage:app").collect();
                prop_assert!(had.iter().all(|scope| approved.contains(scope)), "{had:?} of {approved:?}");
                // What was given up is no longer approved.
                if had.len() < approved.len() {
                    approved = SCOPES.iter().copied().filter(|scope| had.contains(scope)).collect();
                }
            }
            Ok(())
        })
        .unwrap();
}
