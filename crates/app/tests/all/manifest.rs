use std::collections::BTreeMap;

use assay_app::{
    Manifest, Spanned,
    cards::InvokedBy,
    egress::{Destination, destination, ways_out},
    manifest::{EgressForm, EgressList, Module, UnlistedKind, Variables},
};
use assay_source::Span;
use insta::assert_snapshot;

use crate::{source, told};

fn manifest(text: &str) -> Manifest {
    Manifest::read(&source("manifest.yml", text))
}

fn remote() -> Manifest {
    manifest(include_str!("seeds/remote.yml"))
}

fn value<T: Clone>(spanned: &Option<Spanned<T>>) -> T {
    spanned.as_ref().expect("it stands there").value.clone()
}

fn values(list: &[Spanned<String>]) -> Vec<&str> {
    list.iter().map(Spanned::as_str).collect()
}

#[test]
fn a_manifest_without_faults_leaves_no_diagnostic() {
    for seed in
        [include_str!("seeds/remote.yml"), include_str!("seeds/rovo.yml"), include_str!("seeds/styles.yml")]
    {
        let manifest = manifest(seed);
        assert_eq!(told(&manifest.diagnostics), "");
        assert!(manifest.is_complete());
    }
}

#[test]
fn the_app_block_is_understood() {
    let app = remote().app;
    let runtime = app.runtime.unwrap();
    assert_eq!((value(&runtime.name).as_str(), value(&runtime.memory_mb)), ("nodejs22.x", 256));
    assert!(value(&app.licensing) && value(&app.user_access));
    let connect = app.connect.unwrap();
    assert_eq!(value(&connect.remote), "cellar");
    assert_eq!(value(&connect.authentication), "jwt");
}

#[test]
fn modules_are_flat_and_know_what_they_call() {
    let manifest = remote();
    let module = |path: &str| -> &Module { manifest.modules.iter().find(|it| it.path == path).unwrap() };
    let panel = module("modules.jira:issuePanel[0]");
    assert_eq!(values(&panel.functions), ["resolver"]);
    assert_eq!(values(&panel.resources), ["main"]);
    assert!(panel.card.unwrap().invoked_by.contains(&InvokedBy::AnyUser));
    assert_eq!(values(&module("modules.jira:adminPage[0]").endpoints), ["cellar-endpoint"]);
    assert_eq!(values(&module("modules.consumer[0]").functions), ["worker"]);
    assert!(module("modules.function[0]").functions.is_empty());
    let callers: Vec<&str> = manifest.callers("hook").map(Module::name).collect();
    assert_eq!(callers, ["hook", "open-hook"]);
    assert_eq!(manifest.document.text.slice(panel.kind.span), "jira:issuePanel");
}

#[test]
fn an_unlisted_module_is_kept_and_its_functions_found() {
    let manifest = remote();
    let module = manifest.modules_of("jira:unheardOfSurface").next().unwrap();
    assert!(module.card.is_none());
    assert_eq!(values(&module.functions), ["opened"]);
}

#[test]
fn names_nobody_documented_are_listed() {
    let manifest = remote();
    let unlisted: Vec<(UnlistedKind, &str)> =
        manifest.unlisted.iter().map(|it| (it.what, it.name.as_str())).collect();
    assert_eq!(
        unlisted,
        [
            (UnlistedKind::Event, "avi:cellar:opened:bottle"),
            (UnlistedKind::ModuleType, "jira:unheardOfSurface"),
            (UnlistedKind::Scope, "sip:wine"),
            (UnlistedKind::EgressList, "sounds"),
        ]
    );
    assert_eq!(manifest.document.text.slice(manifest.unlisted[2].span), "sip:wine");
}

#[test]
fn typed_modules_are_understood() {
    let manifest = remote();
    let function = manifest.function("resolver").unwrap();
    assert_eq!((value(&function.timeout_seconds), value(&function.memory_mb)), (25, 512));
    assert_eq!(values(&function.providers), ["vineyard"]);
    let [hook, open] = manifest.web_triggers.as_slice() else { panic!("two web triggers") };
    assert!(!hook.is_dynamic() && open.is_dynamic());
    assert_eq!(value(&hook.authentication), "hmacSharedSecret");
    assert_eq!(values(&manifest.triggers[0].events), ["avi:jira:created:issue", "avi:cellar:opened:bottle"]);
    assert!(value(&manifest.triggers[0].ignores_self));
    assert_eq!(value(&manifest.scheduled_triggers[0].interval), "day");
    assert_eq!(value(&manifest.consumers[0].function), "worker");
    let endpoint = &manifest.endpoints[0];
    assert_eq!(value(&endpoint.path), "/bottles");
    assert!(value(&endpoint.app_user_token) && !value(&endpoint.app_system_token));
    assert_eq!(value(&manifest.sql_databases[0].engine), "mysql");
    assert_eq!(value(&manifest.resources[0].tunnel_port), 3000);
    let variables: Vec<&str> = manifest.environment.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(variables, ["IMAGE_HOST", "VINEYARD_BASIC"]);
}

#[test]
fn agents_and_actions_are_understood() {
    let manifest = manifest(include_str!("seeds/rovo.yml"));
    assert_eq!(values(&manifest.agents[0].actions), ["pour", "look"]);
    let [pour, look] = manifest.actions.as_slice() else { panic!("two actions") };
    assert_eq!(value(&pour.verb), "UPDATE");
    let inputs: Vec<(&str, bool)> =
        pour.inputs.iter().map(|it| (it.name.as_str(), value(&it.required))).collect();
    assert_eq!(inputs, [("bottle", true), ("glasses", false)]);
    assert!(look.verb.is_none());
    assert_eq!(value(&look.kind), "read");
}

#[test]
fn scopes_are_read_as_a_list_and_as_a_map() {
    let permissions = remote().permissions;
    let scopes: Vec<(&str, bool)> = permissions
        .scopes
        .iter()
        .map(|it| (it.name.as_str(), it.allow_impersonation.is_some_and(|it| it.value)))
        .collect();
    assert_eq!(scopes, [("read:jira-work", true), ("write:jira-work", false), ("sip:wine", false)]);
    let mixed = manifest(
        "permissions:\n  scopes:\n    - read:jira-work\n    - write:jira-work:\n        allowImpersonation: true\n",
    );
    assert_eq!(mixed.permissions.scopes.len(), 2);
    assert!(value(&mixed.permissions.scopes[1].allow_impersonation));
}

#[test]
fn egress_is_one_list_of_entries() {
    let permissions = remote().permissions;
    let entries: Vec<String> = permissions
        .egress
        .iter()
        .map(|it| {
            let target = it.address.as_ref().or(it.remote.as_ref()).unwrap();
            format!("{} {target} {:?}", it.list.path(), it.form)
        })
        .collect();
    assert_eq!(
        entries,
        [
            "fetch.backend https://api.example.com Map",
            "fetch.backend cellar Map",
            "fetch.client *.example.com Text",
            "images https://${IMAGE_HOST}/x Text",
        ]
    );
    let first = &permissions.egress[0];
    assert_eq!((first.list, first.form), (EgressList::FetchBackend, EgressForm::Map));
    assert_eq!((value(&first.category).as_str(), value(&first.in_scope_eud)), ("analytics", false));
    assert!(value(&permissions.egress_is_configurable));
    assert_eq!(values(&permissions.content_scripts), ["unsafe-inline"]);
}

#[test]
fn remotes_and_providers_are_understood() {
    let manifest = remote();
    let cellar = manifest.remote("cellar").unwrap();
    let urls: Vec<(Option<&str>, &str)> = cellar
        .base_urls
        .iter()
        .map(|it| (it.region.as_ref().map(Spanned::as_str), it.url.as_str()))
        .collect();
    assert_eq!(
        urls,
        [(Some("default"), "https://cellar.example.com"), (Some("eu"), "https://eu.cellar.example.com")]
    );
    assert!(value(&cellar.stores_in_scope_eud) && value(&cellar.app_user_token));
    assert!(cellar.configurable.is_none() && manifest.remote("plain").unwrap().configurable.is_some());
    let provider = &manifest.providers[0];
    assert_eq!(
        (value(&provider.client_id).as_str(), values(&provider.remotes)),
        ("vineyard-client", vec!["vineyard-api"])
    );
    let exchange = &provider.actions[1];
    let overrides: Vec<(&str, &str)> =
        exchange.overrides.iter().map(|it| (it.name.as_str(), it.value.as_str())).collect();
    assert_eq!(
        overrides,
        [("headers.Authorization", "Basic ${VINEYARD_BASIC}"), ("body.client_secret", "nothing")]
    );
    assert_eq!(exchange.overrides[0].value.variables(), ["VINEYARD_BASIC"]);
}

#[test]
fn empty_sections_are_no_fault() {
    let manifest = manifest("app:\npermissions:\nmodules:\n  macro:\nremotes:\nproviders: ~\nresources:\n");
    assert_eq!(told(&manifest.diagnostics), "");
    assert!(manifest.is_complete() && manifest.modules.is_empty());
}

#[test]
fn wrong_types_are_told_and_the_rest_is_read() {
    let manifest = manifest(
        "app: just a text\nmodules:\n  macro: {key: a, function: run}\n  webtrigger: hook\n  function:\n    - key: [run]\n      \
         handler: index.run\n      timeoutSeconds: soon\nremotes: {key: r}\npermissions:\n  scopes: read:jira-work\n  external:\n    \
         fetch: everywhere\n    images: https://img.example.com\nresources:\n  - main\n",
    );
    assert_snapshot!(told(&manifest.diagnostics), @"
    Warning manifest-wrong-type: `app` should be a map; it is a text
      manifest.yml:1:6 a map is expected here
      help: correct it: what stands here is passed over, the rest of the manifest is read
    Warning manifest-wrong-type: `modules.macro` should be a list; it is a map
      manifest.yml:3:10 a list is expected here
      help: put it into a list; it is read as a list of one
    Warning manifest-wrong-type: `modules.webtrigger` should be a list; it is a text
      manifest.yml:4:15 a list is expected here
      help: put it into a list; it is read as a list of one
    Warning manifest-wrong-type: `modules.function[0].key` should be a text; it is a list
      manifest.yml:6:12 a text is expected here
      help: correct it: what stands here is passed over, the rest of the manifest is read
    Warning manifest-wrong-type: `modules.function[0].timeoutSeconds` should be a whole number; it is a text
      manifest.yml:8:23 a whole number is expected here
      help: correct it: what stands here is passed over, the rest of the manifest is read
    Warning manifest-wrong-type: `remotes` should be a list; it is a map
      manifest.yml:9:10 a list is expected here
      help: put it into a list; it is read as a list of one
    Warning manifest-wrong-type: `permissions.scopes` should be a list; it is a text
      manifest.yml:11:11 a list is expected here
      help: put it into a list; it is read as a list of one
    Warning manifest-wrong-type: `permissions.external.fetch` should be a map; it is a text
      manifest.yml:13:12 a map is expected here
      help: correct it: what stands here is passed over, the rest of the manifest is read
    Warning manifest-wrong-type: `permissions.external.images` should be a list; it is a text
      manifest.yml:14:13 a list is expected here
      help: put it into a list; it is read as a list of one
    Warning manifest-wrong-type: `resources[0]` should be a map; it is a text
      manifest.yml:16:5 a map is expected here
      help: correct it: what stands here is passed over, the rest of the manifest is read
    ");
    assert_eq!(manifest.modules.len(), 2);
    assert_eq!(value(&manifest.functions[0].handler), "index.run");
    assert_eq!(manifest.permissions.scopes.len(), 1);
    assert_eq!(manifest.permissions.egress.len(), 1);
    assert_eq!(manifest.remotes.len(), 1);
}

#[test]
fn what_is_no_map_is_no_manifest() {
    let manifest = manifest("- a\n- b\n");
    assert!(!manifest.is_complete());
    assert_snapshot!(told(&manifest.diagnostics), @"
    Error manifest-not-a-map: a manifest is a map of keys such as `app` and `modules`; this is a list
      manifest.yml:1:1 
      help: start with `app:` and `modules:`
    ");
}

#[test]
fn a_value_that_depends_on_a_variable_is_uncertain() {
    let at = |text: &str| Spanned::new(text.to_owned(), Span::default());
    assert_eq!(at("https://${A}.x/${B_2}").variables(), ["A", "B_2"]);
    assert!(
        !at("${A}").is_certain() && !at("{{localBaseUrl}}/x").is_certain() && !at("<%= url %>").is_certain()
    );
    for certain in ["$A", "${", "${}x", "a{b}c", "/panel?issue={issue.key}", "{{"] {
        assert!(at(certain).variables().is_empty(), "{certain}");
    }
    assert!(at("/panel?issue={issue.key}").is_certain());
}

#[test]
fn variables_are_resolved_and_spans_kept() {
    let manifest = remote();
    let variables = Variables(BTreeMap::from([("IMAGE_HOST".to_owned(), "img.example.com".to_owned())]));
    let resolved = manifest.resolve(&variables);
    let (before, after) = (&manifest.permissions.egress[3], &resolved.permissions.egress[3]);
    assert_eq!(value(&after.address), "https://img.example.com/x");
    assert_eq!(before.span, after.span);
    assert_eq!(resolved.providers[0].actions[1].overrides[0].value.as_str(), "Basic ${VINEYARD_BASIC}");
}

#[test]
fn where_an_address_leads_is_told() {
    use Destination::*;
    for (address, expected) in [
        ("https://api.atlassian.com", Atlassian),
        ("*.atlassian.net", Atlassian),
        ("https://x.ATLASSIAN.net:443/path?q", Atlassian),
        ("atlassian.com.", Atlassian),
        ("https://atlassian.com.evil.example", Outside),
        ("evilatlassian.com", Outside),
        ("https://atlassian.com@evil.example/", Outside),
        ("https://evil.example\\.atlassian.com/", Outside),
        ("https://evil.example#.atlassian.com", Outside),
        ("*", Outside),
        ("*.com", Outside),
        ("*atlassian.net", Outside),
        ("https://*.example.com", Outside),
        ("http://localhost:3000", Outside),
        ("'self'", Nowhere),
        ("data:", Nowhere),
        ("blob:", Nowhere),
        ("https://${HOST}/x", Uncertain),
        ("${HOST}", Uncertain),
        ("https://${TENANT}.atlassian.net", Uncertain),
        ("https://api.atlassian.com/${PATH}", Atlassian),
    ] {
        let address = Spanned::new(address.to_owned(), Span::default());
        assert_eq!(destination(&address), expected, "{address}");
    }
}

#[test]
fn every_way_out_is_named_the_plainest_first() {
    let manifest = remote();
    let ways: Vec<String> =
        ways_out(&manifest).iter().map(|way| format!("{:?} {}", way.truth, way.reason)).collect();
    assert_snapshot!(ways.join("\n"), @"
    Yes the manifest has the remote `cellar`
    Yes the manifest has the remote `plain`
    Yes the app's Connect part runs on the remote `cellar`
    Yes the manifest has the endpoint `cellar-endpoint`
    Yes the manifest has the auth provider `vineyard`
    Yes `permissions.external.fetch.backend` allows `https://api.example.com`, which is not Atlassian's
    Yes `permissions.external.fetch.backend` allows the remote `cellar`
    Yes `permissions.external.fetch.client` allows `*.example.com`, which is not Atlassian's
    Yes `permissions.external.configurable` lets customers add addresses
    Unknown `permissions.external.images` allows `https://${IMAGE_HOST}/x`, which depends on a variable
    ");
}
