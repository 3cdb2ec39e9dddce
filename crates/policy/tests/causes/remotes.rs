//! Remotes.

use assay_policy::Answer;

use super::{ADDRESS, BASE, URL, comparison, edited, is_free, needs_approval, told};

#[test]
fn a_remote_that_is_new_does_one_that_goes_does_not() {
    let second =
        "  - key: second\n    baseUrl: https://second.example.com\n    operations: [fetch]\nproviders:\n";
    needs_approval(&[("providers:\n", second)], &["remote-added: - key: second"]);
    let back = comparison(&edited(&[("providers:\n", second)]), BASE);
    assert_eq!(told(&back.free), ["remote-removed, was: - key: second"]);
    needs_approval(
        &[("  - key: backend\n    baseUrl", "  - key: server\n    baseUrl")],
        &["remote-renamed (assumed): - key: server"],
    );
}

#[test]
fn an_address_of_functions_that_becomes_a_remote_does_not() {
    let remote = "  - key: api\n    baseUrl: https://api.example.com\n    operations: [fetch]\nproviders:\n";
    let direct = edited(&[(ADDRESS, "        - https://api.example.com\n")]);
    let named = edited(&[(ADDRESS, "        - remote: api\n"), ("providers:\n", remote)]);
    assert_eq!(told(&comparison(&direct, &named).free), ["remote-moved: - key: api"]);
    assert_eq!(comparison(&direct, &named).answer(), Answer::NotNeeded);
    // The way back opens nothing either.
    assert_eq!(told(&comparison(&named, &direct).free), ["remote-removed, was: - key: api"]);
    // A remote that is used for more than fetching is a new one.
    let computes = named.replace("[fetch]", "[fetch, compute]");
    assert_eq!(told(&comparison(&direct, &computes).causes), ["remote-added: - key: api"]);
}

#[test]
fn a_remote_that_moves_does() {
    needs_approval(
        &[("https://backend.example.com", "https://backend.example.org")],
        &["remote-url-changed: baseUrl: https://backend.example.org"],
    );
    needs_approval(
        &[("https://backend.example.com", "https://backend.example.com/v2")],
        &["remote-url-changed: baseUrl: https://backend.example.com/v2"],
    );
    is_free(&[("https://backend.example.com", "https://Backend.example.com/")], &[]);
    let by_region =
        |regions: &str| format!("    baseUrl:\n      default: https://backend.example.com\n{regions}");
    is_free(&[(URL, &by_region(""))], &[]);
    let eu = by_region("      EU: https://eu.example.com\n");
    needs_approval(&[(URL, &eu)], &["remote-region-added: EU: https://eu.example.com"]);
    let europe = edited(&[(URL, &eu)]);
    assert_eq!(
        told(&comparison(&europe, BASE).causes),
        ["remote-region-removed, was: EU: https://eu.example.com"]
    );
    let moved = europe.replace("https://eu.example.com", "https://eu.example.org");
    assert_eq!(told(&comparison(&europe, &moved).causes), ["remote-url-changed: EU: https://eu.example.org"]);
}

#[test]
fn a_remote_that_stores_end_user_data_does() {
    let operations = "    operations:\n      - compute\n";
    let stores = "    operations: [compute, storage]\n    storage:\n      inScopeEUD: true\n";
    needs_approval(
        &[(operations, stores)],
        &[
            "remote-stores-data: inScopeEUD: true",
            "remote-operation-added (assumed): operations: [compute, storage]",
        ],
    );
    let keeps = stores.replace("true", "false");
    needs_approval(
        &[(operations, &keeps)],
        &["remote-operation-added (assumed): operations: [compute, storage]"],
    );
    let (stores, keeps) = (edited(&[(operations, stores)]), edited(&[(operations, &keeps)]));
    assert_eq!(told(&comparison(&keeps, &stores).causes), ["remote-stores-data: inScopeEUD: true"]);
    assert_eq!(told(&comparison(&stores, &keeps).free), ["remote-stores-less: - key: backend"]);
    // Without operations a remote counts as storing end-user data.
    needs_approval(&[(operations, "")], &["remote-stores-data: - key: backend"]);
    let two = edited(&[(operations, "    operations: [compute, fetch]\n")]);
    assert_eq!(
        told(&comparison(&two, BASE).free),
        ["remote-operation-removed, was: operations: [compute, fetch]"]
    );
}

#[test]
fn a_remote_that_is_sent_tokens_does_by_our_reading() {
    let sent = format!("{URL}    auth:\n      appUserToken:\n        enabled: true\n");
    needs_approval(&[(URL, &sent)], &["remote-token-added (assumed): enabled: true"]);
}

#[test]
fn a_remote_that_customers_may_set_does() {
    let set = |patterns: &str| format!("{URL}    configurable:\n      name: My site\n{patterns}");
    needs_approval(&[(URL, &set(""))], &["remote-configurable: name: My site"]);
    let narrow = edited(&[(URL, &set("      supportedPatterns: ['*.example.com']\n"))]);
    let wide = edited(&[(URL, &set("      supportedPatterns: ['*.example.com', '*.example.org']\n"))]);
    let any = edited(&[(URL, &set(""))]);
    assert_eq!(
        told(&comparison(&narrow, &wide).causes),
        ["remote-patterns-widened (assumed): supportedPatterns: ['*.example.com', '*.example.org']"]
    );
    assert_eq!(
        told(&comparison(&narrow, &any).causes),
        ["remote-patterns-widened (assumed): - key: backend"]
    );
    assert_eq!(told(&comparison(&any, &narrow).causes), [""; 0]);
}

#[test]
fn an_endpoint_that_changes_does() {
    needs_approval(&[("path: /notify", "path: /tell")], &["endpoint-changed: - key: notify"]);
    needs_approval(&[("enabled: false", "enabled: true")], &["endpoint-changed: - key: notify"]);
    needs_approval(
        &[("  function:\n", "    - key: more\n      remote: backend\n  function:\n")],
        &["endpoint-added (assumed): - key: more"],
    );
    is_free(&[("      auth:\n        appSystemToken:\n          enabled: false\n", "")], &[]);
}
