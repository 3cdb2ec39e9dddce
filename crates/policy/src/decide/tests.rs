//! Requests made to deceive, each refused by the rule that is there for it, and let through without that rule.

use serde_json::{Value, json};

use super::{permissions::Impersonation, *};

struct Anybody;

impl Rights for Anybody {
    fn refuses(&self, account: &str, operation: &Operation, _: &[String]) -> Option<String> {
        (account == "stranger" && operation.method != "GET").then(|| "it may only read".to_owned())
    }
}

const SCOPES: [&str; 4] = ["read:jira-work", "write:jira-work", "manage:jira-configuration", "storage:app"];

fn permissions() -> Permissions {
    Permissions {
        scopes: SCOPES.iter().map(|scope| ((*scope).to_owned(), Impersonation::No)).collect(),
        egress: ["*.good.example"].iter().filter_map(|entry| egress::Entry::parse(entry)).collect(),
        remotes: [("api".to_owned(), Url::parse("https://api.example.com/v1").unwrap())].into(),
        providers: [("github".to_owned(), vec!["api".to_owned()])].into(),
        sql: false,
        objects: false,
    }
}

fn ask(permissions: &Permissions, actor: Option<&str>, guards: Guards, call: &Call) -> Decision {
    let (products, contexts) = (["jira".to_owned()], ["ari:cloud:jira::site/one".to_owned()]);
    let context = Context {
        permissions,
        products: &products,
        contexts: &contexts,
        distributed: true,
        actor,
        rights: &Anybody,
        requests_left: call.left,
        guards,
    };
    match Request::read(&call.descriptor, call.path, &call.options) {
        Ok(request) => decide(&context, &request),
        Err(denial) => Decision::Deny(denial),
    }
}

struct Call {
    descriptor: Value,
    path: &'static str,
    options: Value,
    actor: Option<&'static str>,
    left: u32,
}

fn call(descriptor: Value, path: &'static str, options: Value) -> Call {
    Call { descriptor, path, options, actor: Some("alice"), left: 9 }
}

fn jira(provider: &str, path: &'static str, options: Value) -> Call {
    call(json!({"type": "fpp", "provider": provider, "remote": "jira"}), path, options)
}

fn of(method: &str) -> Value {
    json!({ "method": method })
}

/// A rule, and a call it is there for.
fn hostile() -> Vec<(Rule, Call)> {
    let other = json!({"type": "fpp", "provider": "user", "remote": "jira", "accountId": "bob"});
    let foreign =
        json!({"type": "fpp", "provider": "app", "remote": "jira", "contextAri": "ari:cloud:jira::site/two"});
    vec![
        (
            Rule::NoActingUser,
            Call { actor: None, ..call(json!({"type": "tpp", "provider": "github"}), "/x", json!({})) },
        ),
        (Rule::ImpersonationNotGranted, call(other, "/rest/api/3/myself", json!({}))),
        (Rule::IdentityClaimed, call(foreign, "/rest/api/3/issue/A-1", json!({}))),
        (
            Rule::ProductNotInstalled,
            call(
                json!({"type": "fpp", "provider": "app", "remote": "confluence"}),
                "/wiki/rest/api/content/1",
                json!({}),
            ),
        ),
        (Rule::ScopeNotGranted, jira("app", "/rest/api/3/webhook", json!({}))),
        (Rule::UserMayNot, Call { actor: Some("stranger"), ..jira("user", "/rest/api/3/issue", of("POST")) }),
        (Rule::IdentityChange, jira("app", "/rest/api/3/group/user", of("POST"))),
        (Rule::IdentityChange, jira("app", "/rest/api/3/Group/User", of("POST"))),
        (Rule::IdentityChange, jira("app", "/rest/api/2//group/./user", of("POST"))),
        (Rule::PathAmbiguous, jira("app", "/rest/api/3/issue/A-1%2F..%2F..%2Fwebhook", json!({}))),
        (Rule::PathAmbiguous, jira("app", "/rest/api/3/issue/%252e%252e/webhook", json!({}))),
        (
            Rule::MethodOverridden,
            jira("app", "/rest/api/3/issue/A-1", json!({"headers": {"X-HTTP-Method-Override": "DELETE"}})),
        ),
        (Rule::MethodOverridden, jira("app", "/rest/api/3/issue/A-1?_method=DELETE", json!({}))),
        (
            Rule::AddressMalformed,
            call(json!({"type": "egress"}), "https://user@api.good.example/", json!({})),
        ),
        (Rule::SchemeNotAllowed, call(json!({"type": "egress"}), "http://api.good.example/", json!({}))),
        (Rule::EgressNotDeclared, call(json!({"type": "egress"}), "https://evil.example/", json!({}))),
        (
            Rule::OutsideBaseUrl,
            call(json!({"type": "frc", "remote": "api"}), "https://evil.example/", json!({})),
        ),
        (Rule::OutsideBaseUrl, call(json!({"type": "tpp", "provider": "github"}), "/../v2", json!({}))),
        (
            Rule::StorageNotGranted,
            call(json!({"type": "sql", "provider": "app", "remote": "sql"}), "/api/v1/execute", json!({})),
        ),
        (Rule::BudgetSpent, Call { left: 0, ..jira("app", "/rest/api/3/issue/A-1", json!({})) }),
    ]
}

#[test]
fn each_hostile_call_is_refused_by_its_rule_and_only_by_it() {
    let permissions = permissions();
    for (rule, call) in hostile() {
        let decision = ask(&permissions, call.actor, Guards::default(), &call);
        let Decision::Deny(denial) = &decision else { panic!("{rule:?} {}: {decision:?}", call.path) };
        assert_eq!(denial.rule, rule, "{}: {denial:?}", call.path);
        assert!(!denial.reason.is_empty() && !denial.fix.is_empty() && denial.status >= 400, "{denial:?}");
        let without = ask(&permissions, call.actor, Guards::without(rule), &call);
        let still = matches!(&without, Decision::Deny(denial) if denial.rule == rule);
        assert!(!still, "{rule:?} is not what refuses {}: {without:?}", call.path);
    }
}

#[test]
fn undeclared_keys_are_refused() {
    let permissions = permissions();
    for descriptor in [
        json!({"type": "frc", "remote": "other"}),
        json!({"type": "tpp", "provider": "other"}),
        json!({"type": "tpp", "provider": "github", "remote": "other"}),
    ] {
        let call = call(descriptor, "/x", json!({}));
        let decision = ask(&permissions, call.actor, Guards::default(), &call);
        assert!(
            matches!(&decision, Decision::Deny(denial) if denial.rule == Rule::RemoteNotDeclared),
            "{decision:?}"
        );
    }
}

#[test]
fn what_is_granted_goes_through_and_carries_nothing_of_its_own() {
    let headers = json!({"headers": {"Accept": "application/json", "Authorization": "Bearer x", "Cookie": "a=b", "X-Forwarded-For": "::1", "Forge-Proxy-Target": "/x"}});
    let call = jira("user", "/rest/api/3/issue/A-1?fields=summary", headers);
    let Decision::Allow(allowed) = ask(&permissions(), call.actor, Guards::default(), &call) else {
        panic!()
    };
    assert_eq!(allowed.target, "/rest/api/3/issue/A-1?fields=summary");
    assert_eq!(allowed.scopes, ["read:jira-work"]);
    assert_eq!(allowed.headers, [("accept".to_owned(), "application/json".to_owned())]);
}

#[test]
fn what_is_not_modelled_is_said() {
    for (descriptor, path) in [
        (json!({"type": "llm", "model": "x"}), "/"),
        (json!({"type": "fpp", "provider": "app", "remote": "stargate"}), "/graphql"),
        (json!({"type": "fpp", "provider": "app", "remote": "bitbucket"}), "/2.0/repositories"),
        (json!({"type": "fpp", "provider": "app", "remote": "jira"}), "/rest/made/up"),
    ] {
        let call = call(descriptor, path, json!({}));
        let decision = ask(&permissions(), call.actor, Guards::default(), &call);
        assert!(matches!(decision, Decision::Unmodelled(_)), "{path}: {decision:?}");
    }
}

#[test]
fn every_rule_has_its_own_id_and_a_requirement() {
    let mut ids: Vec<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), Rule::ALL.len());
    for rule in Rule::ALL {
        assert!(!rule.requirements().is_empty());
        assert_eq!(serde_json::to_value(rule).unwrap(), json!(rule.id()));
    }
}

proptest::proptest! {
    /// A call that goes through uses granted scopes only, and means what its canonical path means.
    #[test]
    fn nothing_goes_through_beyond_what_is_granted(
        path in "/(rest/api/[23]|wiki)(/(issue|user|group|webhook|[.]{1,2}|%2e%2e|%2[fF]|;|A-1|%25[25]e|search|Group)){0,5}",
        method in "GET|POST|PUT|DELETE",
        kept in proptest::collection::vec(proptest::bool::ANY, SCOPES.len()),
    ) {
        let mut permissions = permissions();
        for (scope, kept) in SCOPES.iter().zip(kept) {
            if !kept {
                permissions.scopes.remove(*scope);
            }
        }
        let path: &'static str = Box::leak(path.into_boxed_str());
        let call = jira("app", path, of(&method));
        if let Decision::Allow(allowed) = ask(&permissions, call.actor, Guards::default(), &call) {
            proptest::prop_assert!(allowed.scopes.iter().all(|scope| permissions.scopes.contains_key(*scope)));
            let target: &'static str = Box::leak(allowed.target.into_boxed_str());
            let again = jira("app", target, of(&method));
            let Decision::Allow(again) = ask(&permissions, again.actor, Guards::default(), &again) else {
                panic!("{path} was sent on as {target}, which is refused")
            };
            proptest::prop_assert_eq!(again.operation.map(|it| it.path), allowed.operation.map(|it| it.path));
            proptest::prop_assert!(assay_app::operations::identity_change(Some(&method), &target.to_lowercase()).is_none());
        }
    }
}
