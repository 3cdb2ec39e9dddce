//! What cannot be told is said so, with what it hangs on; and nothing that is read breaks the comparison.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{collections::BTreeMap, sync::Arc};

use assay_app::{Manifest, manifest::Variables};
use assay_policy::{Answer, Caveat, Certainty, Comparison, Environment, Grants, Open, compare};
use assay_source::{RelPath, SourceText};
use proptest::prelude::*;

fn grants(text: &str, variables: &[(&str, &str)]) -> Grants {
    let text = SourceText::new(RelPath::parse("manifest.yml").unwrap(), text.as_bytes());
    let manifest = Manifest::read(&Arc::new(text));
    let values: BTreeMap<String, String> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Grants::read(&manifest, &Variables(values))
}

fn comparison(old: &str, new: &str, variables: &[(&str, &str)]) -> Comparison {
    compare(&grants(old, variables), &grants(new, variables), Environment::Same)
}

fn backend(addresses: &[&str]) -> String {
    let items: String = addresses.iter().map(|address| format!("        - {address}\n")).collect();
    format!("app: {{}}\npermissions:\n  external:\n    fetch:\n      backend:\n{items}")
}

fn hangs_on(comparison: &Comparison) -> Vec<String> {
    let names = comparison.open.iter().map(|change| match &change.certainty {
        Certainty::Open(Open::Variables(names)) => names.join("+"),
        other => format!("{other:?}"),
    });
    names.collect()
}

#[test]
fn an_address_that_depends_on_a_variable_cannot_be_told() {
    let (old, new) = (backend(&["https://a.example.com"]), backend(&["https://${HOST}"]));
    let unknown = comparison(&old, &new, &[]);
    assert_eq!((unknown.answer(), hangs_on(&unknown)), (Answer::CannotTell, vec!["HOST".to_owned()]));
    // With its value it can.
    let same = comparison(&old, &new, &[("HOST", "a.example.com")]);
    assert_eq!(same.answer(), Answer::NotNeeded);
    let other = comparison(&old, &new, &[("HOST", "b.example.com")]);
    assert_eq!(other.answer(), Answer::Needed);
    assert_eq!(other.causes[0].what, "`fetch.backend` gains `https://b.example.com`");
}

#[test]
fn an_address_that_may_have_been_a_variables_before_cannot_be_told() {
    let (old, new) = (backend(&["https://${HOST}"]), backend(&["https://a.example.com"]));
    assert_eq!(hangs_on(&comparison(&old, &new, &[])), ["HOST"]);
    let below = backend(&["https://${SITE}.example.org"]);
    assert_eq!(comparison(&below, &new, &[]).answer(), Answer::Needed);
}

#[test]
fn where_nothing_was_a_variable_can_only_add() {
    let growth = comparison(
        &backend(&["https://a.example.com"]),
        &backend(&["https://a.example.com", "wss://${HOST}"]),
        &[],
    );
    assert_eq!(growth.answer(), Answer::Needed);
    assert_eq!(growth.causes[0].what, "`fetch.backend` gains `wss://${HOST}`");
}

#[test]
fn what_stands_in_both_versions_alike_is_the_same_in_one_environment_only() {
    let manifest = backend(&["https://${HOST}"]);
    let same = comparison(&manifest, &manifest, &[]);
    assert_eq!(same.answer(), Answer::NotNeeded);
    assert_eq!(same.caveats, [Caveat::KeptVariables(vec!["HOST".to_owned()])]);
    let separate = compare(&grants(&manifest, &[]), &grants(&manifest, &[]), Environment::Separate);
    assert_eq!((separate.answer(), hangs_on(&separate)), (Answer::CannotTell, vec!["HOST".to_owned()]));
    let moved = compare(
        &grants(&manifest, &[("HOST", "a.example.com")]),
        &grants(&manifest, &[("HOST", "b.example.com")]),
        Environment::Separate,
    );
    assert_eq!(moved.answer(), Answer::Needed);
}

#[test]
fn a_default_of_the_manifest_counts_and_is_said() {
    let with = |default: &str| {
        format!(
            "{}environment:\n  variables:\n    - key: HOST\n      default: {default}\n",
            backend(&["https://${HOST}"])
        )
    };
    let changed = comparison(&with("a.example.com"), &with("b.example.com"), &[]);
    assert_eq!(changed.answer(), Answer::Needed);
    assert_eq!(changed.caveats, [Caveat::Defaulted(vec!["HOST".to_owned()])]);
    let given = comparison(&with("a.example.com"), &with("b.example.com"), &[("HOST", "c.example.com")]);
    assert_eq!((given.answer(), given.caveats), (Answer::NotNeeded, Vec::new()));
}

#[test]
fn a_switch_that_depends_on_a_variable_cannot_be_told() {
    let with = |enabled: &str| format!("app:\n  licensing:\n    enabled: {enabled}\nmodules: {{}}\n");
    let unknown = comparison(&with("false"), &with("${PAID}"), &[]);
    assert_eq!(hangs_on(&unknown), ["PAID"]);
    assert_eq!(comparison(&with("false"), &with("${PAID}"), &[("PAID", "true")]).answer(), Answer::Needed);
    assert_eq!(comparison(&with("true"), &with("${PAID}"), &[]).answer(), Answer::NotNeeded);
    let trigger = |kind: &str| {
        format!(
            "modules:\n  webtrigger:\n    - key: hook\n      function: f\n      response:\n        type: {kind}\n"
        )
    };
    assert_eq!(hangs_on(&comparison(&trigger("static"), &trigger("${KIND}"), &[])), ["KIND"]);
}

#[test]
fn a_manifest_that_is_cut_short_proves_no_absence() {
    let whole = "permissions:\n  scopes:\n    - read:jira-work\n    - storage:app\nmodules: {}\n";
    let cut = "permissions:\n  scopes:\n    - read:jira-work\nmodules: [\n";
    let after = comparison(whole, cut, &[]);
    assert_eq!(after.answer(), Answer::CannotTell);
    assert!(after.open.iter().all(|change| change.certainty == Certainty::Open(Open::NewUnreadable)));
    let before = comparison(cut, whole, &[]);
    assert_eq!(before.answer(), Answer::CannotTell);
    // What a broken new manifest adds is there all the same.
    let added = comparison("permissions:\n  scopes: []\n", cut, &[]);
    assert_eq!(added.answer(), Answer::Needed);
    // What is on unless something else is said may have been said behind the break.
    let remote = "remotes:\n  - key: r\n    baseUrl: https://r.example\n";
    let fetches = format!("{remote}    operations: [fetch]\n");
    let broken = comparison(&fetches, &format!("{remote}    operations: [\n"), &[]);
    assert_eq!(broken.answer(), Answer::CannotTell, "{broken:?}");
}

#[test]
fn a_permission_without_a_name_cannot_be_told() {
    let with = |extra: &str| format!("permissions:\n  scopes: []\n  external:\n    fonts: []\n{extra}");
    let unknown = comparison(&with(""), &with("    workers:\n      - https://a.example.com\n"), &[]);
    assert_eq!(unknown.answer(), Answer::CannotTell);
    assert_eq!(unknown.open[0].certainty, Certainty::Open(Open::Unlisted));
    let same = with("    workers: [https://a.example.com]\n");
    assert_eq!(
        comparison(&with("    workers:\n      - https://a.example.com\n"), &same, &[]).answer(),
        Answer::NotNeeded
    );
    assert_eq!(comparison(&same, &with(""), &[]).answer(), Answer::NotNeeded);
}

#[test]
fn what_changes_the_answer_is_said_beside_it() {
    let app = |rest: &str| format!("app:\n  id: ari:cloud:ecosystem::app/{rest}");
    let other = comparison(&app("1\n"), &app("2\n"), &[]);
    assert!(matches!(&other.caveats[..], [Caveat::DifferentApps { .. }]));
    let connect = app("1\n  connect:\n    key: k\n    remote: r\n");
    let paid = connect.replace("  connect:", "  licensing:\n    enabled: true\n  connect:");
    assert_eq!(comparison(&connect, &paid, &[]).caveats, [Caveat::ConnectPart]);
    let rolling = app("1\npermissions:\n  enforcement: app-managed\n  scopes: []\n");
    let more = rolling.replace("[]", "[storage:app]");
    assert_eq!(comparison(&rolling, &more, &[]).caveats, [Caveat::AppManaged]);
    // Where nobody is asked they say nothing.
    assert_eq!(comparison(&rolling, &rolling, &[]).caveats, []);
}

/// Pieces from which manifests are put together, right and wrong.
const LINES: [&str; 24] = [
    "permissions:",
    "  scopes:",
    "    - read:jira-work",
    "    - ${SCOPE}",
    "    write:jira-work: { allowImpersonation: true }",
    "  external:",
    "    fetch:",
    "      backend:",
    "        - https://${HOST}",
    "        - { address: '*', category: ${C}, inScopeEUD: ${E} }",
    "        - remote: r",
    "      client: '*.example.com'",
    "    images: [https://a.example, A.example/]",
    "  content: { scripts: [unsafe-eval], styles: ${S} }",
    "remotes:",
    "  - { key: r, baseUrl: { default: https://r.example, EU: '${EU}' }, operations: [storage] }",
    "  - key: r",
    "    configurable: { supportedPatterns: [${P}] }",
    "modules:",
    "  webtrigger: [{ key: w, function: f }, { response: { type: ${T} } }]",
    "  endpoint: { key: e, remote: r, auth: { appUserToken: { enabled: ${A} } } }",
    "providers: { auth: [{ key: p, clientId: ${ID} }] }",
    "app: { id: x, licensing: { enabled: true } }",
    "services: [{ key: s }, nothing, [",
];

fn manifest() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        9 => proptest::sample::select(&LINES[..]).prop_map(ToOwned::to_owned),
        1 => ".{0,12}",
    ];
    proptest::collection::vec(line, 0..16).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_version_compared_with_itself_asks_for_nothing_new(text in manifest()) {
        let comparison = comparison(&text, &text, &[]);
        prop_assert!(comparison.causes.is_empty(), "{comparison:?}");
        prop_assert!(comparison.free.is_empty(), "{comparison:?}");
    }

    #[test]
    fn any_two_texts_are_compared_and_every_change_has_a_place(old in manifest(), new in manifest()) {
        for environment in [Environment::Same, Environment::Separate] {
            let comparison = compare(&grants(&old, &[]), &grants(&new, &[]), environment);
            for change in comparison.causes.iter().chain(&comparison.open).chain(&comparison.free) {
                prop_assert!(change.before.is_some() || change.after.is_some(), "{change:?}");
            }
        }
    }

    #[test]
    fn values_for_every_variable_leave_nothing_open(old in manifest(), new in manifest()) {
        let values = ["SCOPE", "HOST", "C", "E", "S", "EU", "P", "T", "A", "ID"].map(|name| (name, "x"));
        let comparison = comparison(&old, &new, &values);
        for change in &comparison.open {
            prop_assert!(!matches!(change.certainty, Certainty::Open(Open::Variables(_))), "{change:?}");
        }
    }
}
