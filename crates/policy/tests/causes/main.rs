//! One test for each cause of a major version, with the changes beside it that are none.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{collections::BTreeMap, sync::Arc};

use assay_app::{Manifest, manifest::Variables};
use assay_policy::{Answer, Certainty, Change, Comparison, Environment, Grants, compare};
use assay_source::{Place, RelPath, SourceText};

mod remotes;

/// An app that asks for a little of everything.
const BASE: &str = r#"app:
  id: ari:cloud:ecosystem::app/1
  runtime:
    name: nodejs22.x
permissions:
  scopes:
    - read:jira-work
    - storage:app
  content:
    scripts:
      - unsafe-eval
  external:
    fetch:
      backend:
        - address: https://api.example.com
          category: analytics
          inScopeEUD: false
      client:
        - address: "*.example.com"
          inScopeEUD: false
    images:
      - https://img.example.com
modules:
  webtrigger:
    - key: hook
      function: main
      response:
        type: static
  endpoint:
    - key: notify
      remote: backend
      route:
        path: /notify
      auth:
        appSystemToken:
          enabled: false
  function:
    - key: main
      handler: index.run
remotes:
  - key: backend
    baseUrl: https://backend.example.com
    operations:
      - compute
providers:
  auth:
    - key: drive
      clientId: abc
      scopes: [read]
      remotes: [backend]
"#;

fn grants(text: &str, variables: &[(&str, &str)]) -> Grants {
    let text = SourceText::new(RelPath::parse("manifest.yml").unwrap(), text.as_bytes());
    let manifest = Manifest::read(&Arc::new(text));
    let values: BTreeMap<String, String> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Grants::read(&manifest, &Variables(values))
}

fn comparison(old: &str, new: &str) -> Comparison {
    compare(&grants(old, &[]), &grants(new, &[]), Environment::Same)
}

/// `scope-added: - write:jira-work`, with the line of the new manifest where it stands; `scope-removed, was: -
/// storage:app`, with that of the old one where it stood; `(assumed)` where no page says so.
fn told(changes: &[Change]) -> Vec<String> {
    let line = |place: &Place| {
        let excerpt = place.excerpt.as_ref().unwrap();
        excerpt.lines[(place.line() - excerpt.first_line) as usize].trim().to_owned()
    };
    changes
        .iter()
        .map(|change| {
            let assumed = if change.certainty == Certainty::Assumed { " (assumed)" } else { "" };
            match (&change.after, &change.before) {
                (Some(place), _) => format!("{}{assumed}: {}", change.kind.id(), line(place)),
                (None, Some(place)) => format!("{}{assumed}, was: {}", change.kind.id(), line(place)),
                (None, None) => panic!("{change:?} has no place"),
            }
        })
        .collect()
}

/// `BASE` with replacements, each of which has to be found.
fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from:?} is not in\n{text}");
        text.replacen(from, to, 1)
    })
}

#[track_caller]
fn needs_approval(edits: &[(&str, &str)], causes: &[&str]) {
    let comparison = comparison(BASE, &edited(edits));
    assert_eq!(told(&comparison.causes), causes);
    assert_eq!(told(&comparison.open), [""; 0]);
    assert_eq!(comparison.answer(), Answer::Needed);
}

#[track_caller]
fn is_free(edits: &[(&str, &str)], changes: &[&str]) {
    let comparison = comparison(BASE, &edited(edits));
    assert_eq!(told(&comparison.causes), [""; 0]);
    assert_eq!(told(&comparison.open), [""; 0]);
    assert_eq!(told(&comparison.free), changes);
    assert_eq!(comparison.answer(), Answer::NotNeeded);
}

const SCOPE: &str = "    - storage:app\n";
const ADDRESS: &str = "        - address: https://api.example.com\n          category: analytics\n          inScopeEUD: false\n";
const IMAGE: &str = "      - https://img.example.com\n";
const HOOK: &str = "    - key: hook\n      function: main\n      response:\n        type: static\n";
const URL: &str = "    baseUrl: https://backend.example.com\n";

#[test]
fn nothing_changed_needs_nothing() {
    is_free(&[], &[]);
}

#[test]
fn a_scope_that_is_added_swapped_or_removed_does() {
    needs_approval(
        &[(SCOPE, "    - storage:app\n    - write:jira-work\n")],
        &["scope-added: - write:jira-work"],
    );
    needs_approval(
        &[("read:jira-work", "write:jira-work")],
        &["scope-added: - write:jira-work", "scope-removed, was: - read:jira-work"],
    );
    needs_approval(&[(SCOPE, "")], &["scope-removed, was: - storage:app"]);
    // Order, comments, quotes, the map form, saying it twice.
    is_free(
        &[("    - read:jira-work\n    - storage:app\n", "    - storage:app # why\n    - 'read:jira-work'\n")],
        &[],
    );
    is_free(
        &[(
            "    - read:jira-work\n    - storage:app\n",
            "    read:jira-work: {}\n    storage:app:\n      allowImpersonation: false\n",
        )],
        &[],
    );
    is_free(&[(SCOPE, "    - storage:app\n    - storage:app\n")], &[]);
}

#[test]
fn a_scope_that_allows_impersonation_does_by_our_reading() {
    let map = "    read:jira-work:\n      allowImpersonation: true\n    storage:app: {}\n";
    needs_approval(
        &[("    - read:jira-work\n    - storage:app\n", map)],
        &["scope-impersonation (assumed): allowImpersonation: true"],
    );
    let back = comparison(&edited(&[("    - read:jira-work\n    - storage:app\n", map)]), BASE);
    assert_eq!(told(&back.free), ["scope-impersonation-removed (assumed), was: allowImpersonation: true"]);
}

#[test]
fn a_content_option_that_is_added_or_swapped_does() {
    needs_approval(
        &[("      - unsafe-eval\n", "      - unsafe-eval\n      - unsafe-inline\n")],
        &["content-option-added: - unsafe-inline"],
    );
    needs_approval(&[("unsafe-eval", "unsafe-hashes")], &["content-option-added: - unsafe-hashes"]);
    needs_approval(
        &[("      - unsafe-eval\n", "      - unsafe-eval\n    styles:\n      - unsafe-inline\n")],
        &["content-option-added: - unsafe-inline"],
    );
    is_free(
        &[("    scripts:\n      - unsafe-eval\n", "    scripts: []\n")],
        &["content-option-removed, was: - unsafe-eval"],
    );
    is_free(&[("      - unsafe-eval\n", "      - \"'unsafe-eval'\"\n")], &[]);
}

#[test]
fn an_address_that_is_added_or_swapped_does() {
    needs_approval(
        &[(IMAGE, "      - https://img.example.com\n      - https://other.example\n")],
        &["egress-added: - https://other.example"],
    );
    needs_approval(
        &[("https://img.example.com", "https://img.example.org")],
        &["egress-added: - https://img.example.org"],
    );
    needs_approval(&[("    images:", "    fonts:")], &["egress-added: - https://img.example.com"]);
    needs_approval(
        &[(IMAGE, "      - http://img.example.com\n")],
        &["egress-added: - http://img.example.com"],
    );
    // Only another spelling, or another place for the same.
    is_free(&[(IMAGE, "      - address: https://img.example.com\n")], &[]);
    is_free(&[(IMAGE, "      - IMG.example.com/\n")], &["egress-respelled (assumed): - IMG.example.com/"]);
    is_free(&[(IMAGE, "      - &image https://img.example.com\n      - *image\n")], &[]);
    is_free(
        &[("    images:\n      - https://img.example.com\n", "")],
        &["egress-removed, was: - https://img.example.com"],
    );
    needs_approval(
        &[(IMAGE, "      - https://img.example.com/a\n")],
        &["egress-added: - https://img.example.com/a"],
    );
}

#[test]
fn an_address_that_opens_nothing_new_does_all_the_same() {
    let swapped = comparison(BASE, &edited(&[("https://api.example.com", "https://api.example.com/v2")]));
    assert_eq!(told(&swapped.causes), ["egress-added: - address: https://api.example.com/v2"]);
    let cause = &swapped.causes[0];
    assert_eq!(
        cause.what,
        "`fetch.backend` gains `https://api.example.com/v2`, which opens nothing that `https://api.example.com` did not"
    );
    assert_eq!(cause.gives, None);
    let client = "        - address: \"*.example.com\"\n          inScopeEUD: false\n";
    let more = format!("{client}        - address: https://api.example.com\n");
    let comparison = comparison(BASE, &edited(&[(client, &more)]));
    assert_eq!(told(&comparison.causes), ["egress-added: - address: https://api.example.com"]);
    let cause = &comparison.causes[0];
    assert_eq!(
        cause.what,
        "`fetch.client` gains `https://api.example.com`, which opens nothing that `*.example.com` did not"
    );
    assert_eq!(cause.gives, None);
}

#[test]
fn a_category_that_is_given_or_taken_does() {
    needs_approval(
        &[("\"*.example.com\"\n", "\"*.example.com\"\n          category: analytics\n")],
        &["egress-category-changed: - address: \"*.example.com\""],
    );
    needs_approval(
        &[("          category: analytics\n", "")],
        &["egress-category-removed (assumed): - address: https://api.example.com"],
    );
}

#[test]
fn the_first_address_for_end_user_data_does_a_further_one_does_not() {
    // The images are a text: it says nothing, so end-user data counts as going there already.
    is_free(
        &[("inScopeEUD: false", "inScopeEUD: true")],
        &["in-scope-data-further: - address: https://api.example.com"],
    );
    let none = edited(&[(IMAGE, "      - address: https://img.example.com\n        inScopeEUD: false\n")]);
    let first = comparison(&none, &none.replacen("inScopeEUD: false", "inScopeEUD: true", 1));
    assert_eq!(told(&first.causes), ["in-scope-data-first: - address: https://api.example.com"]);
    let unsaid = comparison(&none, &none.replacen("          inScopeEUD: false\n", "", 1));
    assert_eq!(told(&unsaid.causes), ["in-scope-data-first: - address: https://api.example.com"]);
    let back = comparison(&none.replacen("inScopeEUD: false", "inScopeEUD: true", 1), &none);
    assert_eq!(told(&back.free), ["in-scope-data-less: - address: https://api.example.com"]);
}

#[test]
fn a_dynamic_web_trigger_does_a_static_one_does_not() {
    let more = |kind: &str| format!("{HOOK}    - key: other\n      function: main\n{kind}");
    needs_approval(&[(HOOK, &more(""))], &["web-trigger-dynamic-added: - key: other"]);
    needs_approval(
        &[(HOOK, &more("      response:\n        type: dynamic\n"))],
        &["web-trigger-dynamic-added: - key: other"],
    );
    is_free(
        &[(HOOK, &more("      response:\n        type: static\n"))],
        &["web-trigger-static-added: - key: other"],
    );
    needs_approval(&[("type: static", "type: dynamic")], &["web-trigger-made-dynamic: type: dynamic"]);
    needs_approval(
        &[("      response:\n        type: static\n", "")],
        &["web-trigger-made-dynamic: - key: hook"],
    );
    let back = comparison(&edited(&[("type: static", "type: dynamic")]), BASE);
    assert_eq!(told(&back.free), ["web-trigger-made-static: - key: hook"]);
    is_free(
        &[("  webtrigger:\n", "  webtrigger:\n    # why\n"), ("function: main", "function: 'main'")],
        &[],
    );
    is_free(&[(HOOK, ""), ("  webtrigger:\n", "")], &["web-trigger-removed, was: - key: hook"]);
}

#[test]
fn licensing_that_is_switched_on_does_off_does_not() {
    let with = |enabled: &str| format!("  licensing:\n    enabled: {enabled}\npermissions:\n");
    needs_approval(&[("permissions:\n", &with("true"))], &["licensing-enabled: enabled: true"]);
    is_free(&[("permissions:\n", &with("false"))], &[]);
    let off = comparison(&edited(&[("permissions:\n", &with("true"))]), BASE);
    assert_eq!(told(&off.free), ["licensing-disabled (assumed), was: enabled: true"]);
}

#[test]
fn a_provider_that_comes_goes_or_changes_its_client_does() {
    needs_approval(
        &[("    - key: drive\n", "    - key: drive2\n")],
        &["provider-added: - key: drive2", "provider-removed, was: - key: drive"],
    );
    needs_approval(&[("clientId: abc", "clientId: xyz")], &["provider-client-changed: clientId: xyz"]);
    needs_approval(
        &[(
            "providers:\n  auth:\n    - key: drive\n      clientId: abc\n      scopes: [read]\n      remotes: [backend]\n",
            "",
        )],
        &["provider-removed, was: - key: drive"],
    );
    is_free(
        &[("scopes: [read]", "scopes: [read, write]")],
        &["provider-scopes-added (assumed): scopes: [read, write]"],
    );
    is_free(&[("clientId: abc", "clientId: \"abc\"")], &[]);
}

#[test]
fn addresses_that_customers_may_add_do() {
    let external = |enabled: &str| format!("  external:\n    configurable:\n      enabled: {enabled}\n");
    needs_approval(&[("  external:\n", &external("true"))], &["egress-configurable: enabled: true"]);
    is_free(&[("  external:\n", &external("false"))], &[]);
}

#[test]
fn databases_files_models_and_containers_do() {
    let module = |module: &str| format!("modules:\n{module}");
    needs_approval(
        &[("modules:\n", &module("  sql:\n    - key: main\n      engine: mysql\n"))],
        &["sql-added: - key: main"],
    );
    needs_approval(
        &[("modules:\n", &module("  objectStore:\n    - key: files\n"))],
        &["object-store-added: - key: files"],
    );
    let llm = edited(&[("modules:\n", &module("  llm:\n    - key: llm\n      model: [claude]\n"))]);
    assert_eq!(told(&comparison(BASE, &llm).causes), ["llm-added: - key: llm"]);
    let family = llm.replace("[claude]", "[claude, other]");
    assert_eq!(told(&comparison(&llm, &family).causes), ["llm-family-added: model: [claude, other]"]);
    assert_eq!(told(&comparison(&llm, BASE).free), ["hosted-removed, was: - key: llm"]);
    let service = format!("{BASE}services:\n  - key: java\n");
    assert_eq!(told(&comparison(BASE, &service).causes), ["service-added: - key: java"]);
    let further = format!("{service}  - key: go\n");
    assert_eq!(told(&comparison(&service, &further).causes), ["further-service-added (assumed): - key: go"]);
}

#[test]
fn a_connect_part_does_by_our_reading() {
    let connect = "  connect:\n    key: my-app\n    remote: backend\npermissions:\n";
    needs_approval(&[("permissions:\n", connect)], &["connect-added (assumed): key: my-app"]);
}

#[test]
fn runtime_functions_triggers_and_pages_do_not() {
    is_free(&[("nodejs22.x", "nodejs24.x")], &[]);
    is_free(&[("    - key: main\n", "    - key: more\n      handler: index.more\n    - key: main\n")], &[]);
    is_free(
        &[(
            "modules:\n",
            "modules:\n  jira:issuePanel:\n    - key: panel\n      title: Panel\n      function: main\n",
        )],
        &[],
    );
    is_free(
        &[(
            "modules:\n",
            "modules:\n  trigger:\n    - key: t\n      function: main\n      events: [avi:jira:created:issue]\n",
        )],
        &[],
    );
}
