//! What an app may call, and how.

use std::{
    collections::BTreeMap,
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};

use assay_policy::decide::Rule;
use assay_sandbox::{
    Caller, Guard, Guards, Incoming, Network, Options, Outgoing, Outward, Recording, Replay,
};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    held_by, held_by_rule,
    support::{READ, World, egress, jira, kvs, manifest, rules},
    trial,
};

pub(crate) const LISTED: &str = "  external:\n    fetch:\n      backend:\n        - address: a.example\n        - address: \"*.b.example\"\n";

/// A network of the tests: names with what they lead to, asked one after the other, and pages.
#[derive(Default)]
struct Wires {
    names: Mutex<BTreeMap<&'static str, Vec<&'static str>>>,
    pages: BTreeMap<&'static str, Incoming>,
    sent: Mutex<Vec<(SocketAddr, Outgoing)>>,
}

impl Network for Wires {
    fn resolve(&self, host: &str, _: Duration) -> io::Result<Vec<IpAddr>> {
        let mut names = self.names.lock().unwrap();
        let Some(answers) = names.get_mut(host.trim_end_matches('.')) else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let answer = if answers.len() > 1 { answers.remove(0) } else { answers[0] };
        Ok(answer.split(' ').map(|address| address.parse().unwrap()).collect())
    }

    fn send(&self, to: SocketAddr, request: &Outgoing, _: Duration) -> io::Result<Incoming> {
        self.sent.lock().unwrap().push((to, request.clone()));
        let page = self.pages.get(request.url.as_str()).cloned();
        Ok(page.unwrap_or(Incoming { status: 200, body: b"reached".to_vec(), ..Incoming::default() }))
    }
}

fn redirect(status: u16, to: &str) -> Incoming {
    Incoming { status, headers: vec![("location".to_owned(), to.to_owned())], ..Incoming::default() }
}

/// What comes of one call outside, with what was sent.
fn outside(guards: Guards, wires: Wires, call: Value) -> (Value, Vec<String>, Vec<(SocketAddr, Outgoing)>) {
    let wires = Arc::new(wires);
    let outward = Outward::Live(Arc::clone(&wires) as Arc<dyn Network>);
    let world = World::with(Options { guards, outward, ..Options::default() });
    world.deploy("production", manifest(&format!("{READ}{LISTED}"), ""));
    let it = world.install("production", "alpha");
    let (answer, all) = world.one(&it, None, call);
    let sent = wires.sent.lock().unwrap().clone();
    (answer, rules(&all), sent)
}

fn public() -> Wires {
    Wires {
        names: Mutex::new(
            [
                ("a.example", vec!["93.184.215.14"]),
                ("c.b.example", vec!["93.184.215.15"]),
                ("evil.example", vec!["93.184.215.16"]),
            ]
            .into(),
        ),
        ..Wires::default()
    }
}

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = vec![
        trial("calls::each_identity_is_who_it_is", || {
            let (world, both) = World::on_both(Guards::default(), READ);
            for provider in ["app", "user"] {
                world.one(&both[0], Some("ann"), jira(provider, "GET", "/rest/api/3/issue/A-1"));
            }
            let asked = world.products.0.lock().unwrap();
            assert!(matches!(&asked.asked[0].1, Caller::App(account) if account.starts_with("assay-app:")));
            assert_eq!(asked.asked[1].1, Caller::User("ann".to_owned()));
        }),
        held_by_rule("calls::without_a_scope_the_product_is_not_asked", Rule::ScopeNotGranted, |guards| {
            let (world, both) = World::on_both(guards, READ);
            let (_, all) = world.one(&both[0], Some("ann"), jira("user", "PUT", "/rest/api/3/issue/A-1"));
            let asked = world.products.0.lock().unwrap().asked.len();
            rules(&all) == ["scope-not-granted"] && asked == 0
        }),
        held_by_rule("calls::a_user_may_no_more_than_the_product_lets_them", Rule::UserMayNot, |guards| {
            let (world, both) = World::on_both(guards, "  scopes:\n    - write:jira-work\n");
            let (_, all) =
                world.one(&both[0], Some("stranger"), jira("user", "PUT", "/rest/api/3/issue/A-1"));
            rules(&all) == ["user-may-not"]
        }),
        held_by_rule("calls::nobody_acts_where_nobody_is", Rule::NoActingUser, |guards| {
            let world = World::new(guards);
            let provider = "providers:\n  auth:\n    - key: other\n      type: oauth2\n      clientId: c\n      remotes: [api]\nremotes:\n  - key: api\n    baseUrl: https://api.other.example\n";
            world.deploy("production", manifest(READ, provider));
            let it = world.install("production", "alpha");
            let (answer, all) = world.one(&it, None, jira("user", "GET", "/rest/api/3/issue/A-1"));
            assert_eq!(answer["error"], "NEEDS_AUTHENTICATION_ERR");
            assert_eq!(rules(&all), ["no-acting-user"]);
            let (_, all) = world.one(&it, None, json!([{ "type": "tpp", "provider": "other" }, "/x", {}]));
            rules(&all) == ["no-acting-user"]
        }),
        held_by_rule("calls::storage_takes_its_scope", Rule::StorageNotGranted, |guards| {
            let (world, both) = World::on_both(guards, "  scopes:\n    - read:jira-work\n");
            let (_, all) = world.one(&both[0], None, kvs("set", &json!({ "key": "a", "value": 1 })));
            rules(&all) == ["storage-not-granted"]
        }),
        held_by_rule("calls::requests_run_out", Rule::BudgetSpent, |guards| {
            let (world, both) = World::on_both(guards, READ);
            let calls: Vec<Value> = (0..101).map(|_| jira("app", "GET", "/rest/api/3/issue/A-1")).collect();
            let answer = world.invoke(&both[0], None, json!({ "calls": calls }));
            rules(&answer) == ["budget-spent"]
        }),
        trial("calls::what_is_not_modelled_is_listed", || {
            let (world, both) = World::on_both(Guards::default(), READ);
            for call in [
                json!([{ "type": "llm", "model": "m" }, "/", {}]),
                jira("app", "GET", "/rest/servicedeskapi/request"),
                json!([{ "type": "fpp", "provider": "app", "remote": "bitbucket" }, "/2.0/repositories", {}]),
                json!([{ "type": "fpp", "provider": "user", "remote": "compass" }, "/v1/components", {}]),
                jira("app", "GET", "/rest/api/3/issue/B-2"),
                json!([{ "type": "fpp", "provider": "app", "remote": "stargate" }, "/graphql", { "method": "POST", "body": "{}" }]),
            ] {
                let (answer, all) = world.one(&both[0], Some("ann"), call);
                assert_eq!(answer["status"], 501, "{answer}");
                assert_eq!(all.decisions[0].verdict, assay_sandbox::Verdict::Unmodelled);
            }
        }),
        trial("calls::what_had_no_effect_and_what_was_believed_is_written_down", || {
            let (world, both) = World::on_both(Guards::default(), READ);
            let (answer, all) =
                world.one(&both[0], None, jira("app", "GET", "/rest/api/3/issue/A-1?expand=names"));
            assert_eq!(answer["status"], 200);
            assert_eq!(all.decisions[0].remarks, ["without effect here: parameter expand"]);
            let call = assay_sandbox::Call {
                installation: both[0].id.clone(),
                function: "main".to_owned(),
                actor: Some("ann".to_owned()),
                cause: assay_sandbox::Cause::Resolver {
                    module: Some("panel".to_owned()),
                    key: "run".to_owned(),
                    payload: json!({}),
                    extension: json!({ "issue": { "key": "B-1 of somebody" }, "not a\nword": 1 }),
                },
            };
            let all = world.platform.invoke(&call).unwrap().decisions;
            assert_eq!((all[0].kind.as_str(), all[0].subject.as_str()), ("context", "extension"));
            assert!(
                all[0].remarks[0].ends_with("believed, here as on the platform: issue"),
                "{:?}",
                all[0].remarks
            );
        }),
        trial("calls::h19_graphql_reaches_no_product_by_alias_in_batches_or_beside_a_query", || {
            let (world, both) = World::on_both(Guards::default(), READ);
            for body in [
                json!({ "query": "mutation { a: addUserToGroup(group: \"admins\", user: \"x\") { ok } }" }),
                json!([{ "query": "{ me { name } }" }, { "query": "mutation { grantAdmin(user: \"x\") { ok } }" }]),
                json!({ "query": "query Q { me { name } } mutation M { grantAdmin(user: \"x\") { ok } }", "operationName": "M" }),
            ] {
                for (remote, path) in
                    [("stargate", "/graphql"), ("jira", "/gateway/api/graphql"), ("jira", "/rest/gira/1/")]
                {
                    let call = json!([{ "type": "fpp", "provider": "app", "remote": remote }, path, { "method": "POST", "body": body.to_string() }]);
                    let (answer, all) = world.one(&both[0], Some("ann"), call);
                    assert_eq!((&answer["status"], all.decisions.len()), (&json!(501), 1), "{answer}");
                    assert_eq!(all.decisions[0].verdict, assay_sandbox::Verdict::Unmodelled);
                }
            }
            assert!(world.products.0.lock().unwrap().asked.is_empty());
        }),
        trial("calls::outside_is_closed_unless_somebody_opens_it", || {
            let world = World::new(Guards::default());
            world.deploy("production", manifest(&format!("{READ}{LISTED}"), ""));
            let it = world.install("production", "alpha");
            let (answer, all) = world.one(&it, None, egress("https://a.example/x"));
            assert_eq!(answer["status"], 503);
            assert_eq!(rules(&all), ["live-egress-off"]);
            assert_eq!(all.decisions[0].host.as_deref(), Some("a.example"));
        }),
        trial("calls::what_was_recorded_is_answered_again_and_holds_no_secret", || {
            let folder = tempfile::tempdir().unwrap();
            let secret = "tern-vault-of-the-app";
            let mut wires = public();
            let answer = format!("{{\"n\":1,\"echo\":\"{secret}\",\"refresh_token\":\"abcdef0123456789\"}}");
            let headers = [("content-type", "application/json"), ("set-cookie", "SID=abc123")];
            let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            wires.pages.insert(
                "https://a.example/x?page=2",
                Incoming { status: 200, headers, body: answer.into_bytes() },
            );
            let recording = Arc::new(Recording::into(folder.path()).unwrap());
            let recorded = Outward::Recorded(Arc::new(wires), recording);
            let ask = |outward: Outward, urls: &[&str]| {
                let world = World::with(Options { outward, ..Options::default() });
                world.platform.set_variable(&World::environment("production"), "KEY", secret, true).unwrap();
                world.deploy("production", manifest(&format!("{READ}{LISTED}"), ""));
                let it = world.install("production", "alpha");
                urls.iter().map(|url| world.one(&it, None, egress(url)).0).collect::<Vec<_>>()
            };
            let answers = ask(recorded, &["https://a.example/x?page=2", "https://a.example/y"]);
            assert_eq!(answers[0]["body"]["echo"], secret);
            let kept = World::below(folder.path());
            for gone in [secret, "abcdef0123456789", "abc123", "of-the-app"] {
                assert!(!kept.windows(gone.len()).any(|it| it == gone.as_bytes()), "{gone} was kept");
            }
            let replayed = || Outward::Replayed(Arc::new(Replay::read(folder.path()).unwrap()));
            let urls = ["https://a.example/x?page=2#y", "https://a.example/x", "https://evil.example/x"];
            let answers = ask(replayed(), &urls);
            assert_eq!((&answers[0]["status"], &answers[0]["body"]["n"]), (&json!(200), &json!(1)));
            assert_eq!((&answers[1]["status"], &answers[2]["status"]), (&json!(503), &json!(403)));
        }),
        held_by("calls::h46_a_redirect_to_what_is_not_listed_ends", Guard::RedirectChecked, |guards| {
            let mut wires = public();
            wires.pages.insert("https://a.example/x", redirect(302, "https://evil.example/took"));
            let (_, rules, sent) = outside(guards, wires, egress("https://a.example/x"));
            rules == ["egress-not-declared"] && sent.len() == 1
        }),
        held_by_rule("calls::h46_a_redirect_to_a_lower_protocol_ends", Rule::SchemeNotAllowed, |guards| {
            let mut wires = public();
            wires.pages.insert("https://a.example/x", redirect(307, "http://a.example/x"));
            let (_, rules, _) = outside(guards, wires, egress("https://a.example/x"));
            rules == ["scheme-not-allowed"]
        }),
        held_by("calls::h46_credentials_do_not_follow_to_another_origin", Guard::CredentialsStay, |guards| {
            let mut wires = public();
            wires.pages.insert("https://a.example/x", redirect(302, "https://c.b.example/x"));
            let (_, _, sent) = outside(guards, wires, egress("https://a.example/x"));
            let has = |at: usize| sent[at].1.headers.iter().any(|(name, _)| name == "authorization");
            assert!(has(0));
            !has(1)
        }),
        held_by_rule(
            "calls::h47_a_name_that_leads_inside_is_not_connected_to",
            Rule::AddressNotPublic,
            |guards| {
                let wires = Wires {
                    names: Mutex::new([("a.example", vec!["93.184.215.14 169.254.169.254"])].into()),
                    ..Wires::default()
                };
                let (_, rules, sent) = outside(guards, wires, egress("https://a.example/x"));
                rules == ["address-not-public"] && sent.is_empty()
            },
        ),
        held_by("calls::h47_a_second_answer_of_the_name_is_not_used", Guard::CheckedAddress, |guards| {
            let wires = Wires {
                names: Mutex::new([("a.example", vec!["93.184.215.14", "127.0.0.1"])].into()),
                ..Wires::default()
            };
            let (_, _, sent) = outside(guards, wires, egress("https://a.example/x"));
            sent[0].0.ip().to_string() == "93.184.215.14"
        }),
        held_by_rule(
            "calls::h56_no_way_leads_to_the_platforms_own_machine",
            Rule::AddressNotPublic,
            |guards| {
                let wires = Wires {
                    names: Mutex::new([("a.example", vec!["::ffff:127.0.0.1"])].into()),
                    ..Wires::default()
                };
                let (_, rules, sent) = outside(guards, wires, egress("https://a.example/control"));
                rules == ["address-not-public"] && sent.is_empty()
            },
        ),
        trial("calls::h48_what_leaves_by_a_listed_host_is_written_down_with_its_volume", || {
            let wires = Arc::new(public());
            let outward = Outward::Live(Arc::clone(&wires) as Arc<dyn Network>);
            let world = World::with(Options { outward, ..Options::default() });
            world.deploy("production", manifest(&format!("{READ}{LISTED}"), ""));
            let it = world.install("production", "alpha");
            let address = format!("https://a.example/{}", "x".repeat(1000));
            let (_, all) = world.one(&it, None, egress(&address));
            let record = &all.decisions[0];
            assert_eq!((record.host.as_deref(), record.bytes_out), (Some("a.example"), 1018));
            assert!(!serde_json::to_string(record).unwrap().contains("xxx"));
            let (answer, all) =
                world.one(&it, None, json!([{ "type": "emails" }, "/emails", { "method": "POST" }]));
            assert_eq!(
                (&answer["status"], all.decisions[0].subject.as_str()),
                (&json!(501), "emails: emails")
            );
        }),
    ];
    for (name, url, rule) in [
        ("an_unlisted_host", "https://evil.example/", Rule::EgressNotDeclared),
        ("an_ipv4_literal", "https://10.0.0.1/", Rule::EgressNotDeclared),
        ("a_decimal_address", "https://2130706433/", Rule::EgressNotDeclared),
        ("a_hexadecimal_address", "https://0x7f000001/", Rule::EgressNotDeclared),
        ("an_octal_address", "https://0177.0.0.1/", Rule::EgressNotDeclared),
        ("a_mapped_address", "https://[::ffff:127.0.0.1]/", Rule::EgressNotDeclared),
        ("another_port", "https://a.example:8443/", Rule::EgressNotDeclared),
        ("plain_http", "http://a.example/", Rule::SchemeNotAllowed),
        ("a_user_name", "https://evil@a.example/", Rule::AddressMalformed),
        ("a_backslash", "https://evil.example\\.b.example/", Rule::AddressMalformed),
        ("a_tab", "https://a.exa\tmple/", Rule::AddressMalformed),
        ("a_look_alike", "https://а.example/", Rule::EgressNotDeclared),
    ] {
        trials.push(held_by_rule(&format!("calls::h45_{name}_is_refused"), rule, move |guards| {
            let (_, rules, sent) = outside(guards, public(), egress(url));
            rules == [rule.id()] && sent.is_empty()
        }));
    }
    for (name, method, path, header, rule) in [
        ("a_group_is_not_changed", "POST", "/rest/api/3/group/user", None, Rule::IdentityChange),
        ("capitals_hide_nothing", "POST", "/rest/api/3/Group/User", None, Rule::IdentityChange),
        ("dots_hide_nothing", "POST", "/rest/api/3/issue/../group/user", None, Rule::IdentityChange),
        ("doubled_slashes_hide_nothing", "POST", "/rest/api/3//group/user", None, Rule::IdentityChange),
        (
            "an_encoded_slash_is_refused",
            "GET",
            "/rest/api/3/issue/A-1%2F..%2F..%2Fwebhook",
            None,
            Rule::PathAmbiguous,
        ),
        (
            "another_method_is_refused",
            "GET",
            "/rest/api/3/issue/A-1",
            Some("x-http-method-override"),
            Rule::MethodOverridden,
        ),
    ] {
        trials.push(held_by_rule(&format!("calls::h19_{name}"), rule, move |guards| {
            let (world, both) = World::on_both(guards, READ);
            let headers = header.map(|name| json!({ name: "DELETE" })).unwrap_or_default();
            let call = json!([{ "type": "fpp", "provider": "app", "remote": "jira" }, path, { "method": method, "headers": headers }]);
            let (_, all) = world.one(&both[0], None, call);
            let asked = world.products.0.lock().unwrap().asked.len();
            rules(&all) == [rule.id()] && asked == 0
        }));
    }
    trials
}
