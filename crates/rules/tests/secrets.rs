//! What the rules write down never shows the secret that they found; what they did not look at is told.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use assay_rules::{HistoryLook, RULES, Settings};

/// Secrets of several forms, next to each other so that each stands in the excerpts of others.
const MANIFEST: &str = "\
app:
  id: ari:cloud:ecosystem::app/3a1c9f0e-6b7d-4c8a-9e2f-1d2c3b4a5f60
environment:
  variables:
    - key: MAIL_PWD
      default: hunter2!x
    - key: ACME_KEY_SECRET
      default: 'p@ss:w*rd9'
providers:
  auth:
    - key: acme
      actions:
        exchange:
          overrides:
            headers:
              X-Subscription-Key: k9,z8;y7x6
              Authorization: Basic bm90OnJlYWw=
            body:
              client_secret: >-
                folded9secret
              assertion: \"esc\\x61ped-8\"
# old: ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8
";

#[test]
fn a_secret_that_is_found_is_not_shown() {
    let secret_rules = ["provider-secret-in-manifest", "secret-in-manifest"];
    let mut evidence = Vec::new();
    common::each_case([("manifest.yml", MANIFEST)], &Settings::default(), HistoryLook::NotAsked, |case| {
        let rules = RULES.iter().filter(|rule| secret_rules.contains(&rule.id));
        evidence.extend(rules.flat_map(|rule| rule.run(case).evidence));
    });
    assert_eq!(evidence.len(), 7);
    let shown = format!("{evidence:?}");
    for secret in
        ["hunter2", "p@ss", "w*rd9", "k9,z8", "bm90OnJlYWw", "folded9secret", "ped-8", "a1B2c3D4e5F6g7H8"]
    {
        assert!(!shown.contains(secret), "{secret}");
    }
}

/// What the rule about addresses says it did not look at, of an app with these files.
fn not_looked_at_in_addresses(files: &[(&str, &str)]) -> Vec<String> {
    let manifest = "app:\n  id: ari:cloud:ecosystem::app/3a1c9f0e-6b7d-4c8a-9e2f-1d2c3b4a5f60\n";
    let files = files.iter().copied().chain([("manifest.yml", manifest)]);
    let rule = RULES.iter().find(|rule| rule.id == "secret-in-url").unwrap();
    let mut skipped = Vec::new();
    common::each_case(files, &Settings::default(), HistoryLook::NotAsked, |case| {
        skipped.extend(rule.run(case).sweeps.into_iter().flat_map(|sweep| sweep.skipped));
    });
    skipped.into_iter().map(|skip| skip.what).collect()
}

#[test]
fn addresses_in_languages_that_nobody_follows_are_not_called_looked_at() {
    let script = ("src/index.js", "export const run = () => fetch('https://api.acme.net/v1/boards');\n");
    assert_eq!(not_looked_at_in_addresses(&[script]), Vec::<String>::new());
    let server = [
        script,
        ("server/app.py", "requests.get(BASE + '/boards', params={'token': token})\n"),
        ("server/views/list.ejs", "<a href='<%= address %>'>all</a>\n"),
        ("server/tests/test_app.py", "def test_boards(): pass\n"),
    ];
    assert_eq!(
        not_looked_at_in_addresses(&server),
        ["addresses that 2 files (`.ejs`, `.py`) may put together of parts"]
    );
}
