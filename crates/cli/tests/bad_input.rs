//! Input we do not control: a clear diagnostic with its place and a remedy, the exit code as documented,
//! nothing else lost.

mod common;

use common::{QUIET, assay, folder, outcomes, row, rules, write};

#[test]
fn a_broken_manifest_leaves_its_rows_unknown_and_keeps_what_stands_before() {
    let broken =
        QUIET.replace("nodejs22.x", "nodejs18.x") + "  external:\n    fetch: [\"https://a.example.com\n";
    let folder = folder(&[("manifest.yml", &broken)]);
    let ran = assay(folder.path(), &["check", ".", "--format", "json"]);
    let report = ran.json();
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(rules(&report).contains(&"runtime-end-of-life".to_owned()), "{:?}", rules(&report));
    // Whether it has egress cannot be told, so neither table is certain and nothing is green.
    for id in ["FORGE-4", "FORGE-R-4", "FORGE-2"] {
        assert_eq!(row(&report, id)["outcome"], "unknown", "{}", row(&report, id));
    }
    let human = assay(folder.path(), &["check", ".", "--color", "never"]);
    assert!(human.out.contains("error[yaml-syntax]"), "{}", human.out);
    assert!(human.out.contains("manifest.yml:23:13"), "{}", human.out);
    assert!(human.out.contains("help:"), "{}", human.out);
}

#[test]
fn an_alias_bomb_is_refused_quickly_and_said_so() {
    let mut bomb = String::from("app: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    bomb.push_str("modules: {}\npermissions: {scopes: []}\n");
    let folder = folder(&[("manifest.yml", &bomb)]);
    let ran = assay(folder.path(), &["check", ".", "--color", "never"]);
    assert!(matches!(ran.code, 0 | 1), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("alias"), "{}", ran.out);
}

#[test]
fn deep_nesting_ends_in_a_diagnostic() {
    let deep = format!("app: {{id: x}}\nmodules: {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let json = format!(
        "{{\"key\": \"a\", \"baseUrl\": \"https://a.example.com\", \"modules\": {}",
        "[".repeat(100_000)
    );
    for (name, content) in [("manifest.yml", deep), ("atlassian-connect.json", json)] {
        let folder = folder(&[(name, &content)]);
        let ran = assay(folder.path(), &["check", ".", "--color", "never"]);
        assert!(matches!(ran.code, 0..=2), "{name}: {} {}", ran.code, ran.err);
        assert!((ran.out + &ran.err).contains("error["), "{name}");
    }
}

#[test]
fn bytes_that_are_no_text_are_told() {
    let folder = folder(&[]);
    let latin1 = QUIET.replace("title: Panel", "title: Caf\u{e9}").replace("nodejs22.x", "nodejs18.x");
    let latin1: Vec<u8> = latin1.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    write(folder.path(), "manifest.yml", latin1);
    let ran = assay(folder.path(), &["check", ".", "--color", "never"]);
    assert_eq!(ran.code, 1, "the runtime is found all the same: {}{}", ran.out, ran.err);
    assert!(ran.out.contains("warning[yaml-not-utf8]") && ran.out.contains("manifest.yml:8"), "{}", ran.out);
}

#[test]
fn a_folder_without_an_app_is_a_usage_error() {
    let folder = folder(&[("README.md", "nothing")]);
    let ran = assay(folder.path(), &["check", "."]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("no Atlassian app was found") && ran.err.contains("help"), "{}", ran.err);
    let ran = assay(folder.path(), &["check", "missing"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("there is no directory `missing`"), "{}", ran.err);
    let ran = assay(folder.path(), &["check", "README.md"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("name the app's directory"), "{}", ran.err);
}

#[test]
fn a_mistake_in_the_configuration_is_shown_and_costs_nothing_else() {
    let config = "fail_on = \"hgih\"\n\n[[attestations]]\nrequirement = \"ALL-12\"\nstatement = \"we follow it\"\nowner = \"security@example.com\"\ndate = 2026-10-01\nexpires = 2027-10-01\n";
    let folder = folder(&[("manifest.yml", QUIET), ("assay.toml", config)]);
    let ran = assay(folder.path(), &["check", ".", "--format", "json"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("assay.toml:1:11") && ran.err.contains("`hgih` is no severity"), "{}", ran.err);
    assert_eq!(row(&ran.json(), "ALL-12")["outcome"], "attested");
}

#[test]
fn a_saved_report_that_is_none_is_refused_with_the_reason() {
    let folder = folder(&[("a.json", "{\"schema\": \"other\"}"), ("b.json", "{"), ("manifest.yml", QUIET)]);
    for (file, word) in [("a.json", "other"), ("b.json", "b.json"), ("c.json", "c.json")] {
        let ran = assay(folder.path(), &["report", file]);
        assert_eq!(ran.code, 2, "{file}: {}", ran.out);
        assert!(ran.err.contains(word), "{file}: {}", ran.err);
    }
    let ran = assay(folder.path(), &["check", ".", "--baseline", "a.json"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("baseline"), "{}", ran.err);
}

#[test]
fn wrong_arguments_are_a_usage_error() {
    let folder = folder(&[("manifest.yml", QUIET)]);
    for arguments in [
        &["check", ".", "--format", "pdf"][..],
        &["check", ".", "--fail-on", "huge"],
        &["check", ".", "--require", "FORGE-x"],
        &["check", ".", "--now", "yesterday"],
        &["check", ".", "--type", "plugin"],
        &["check", ".", "--changed-since", "HEAD"],
        &["explain", "no-such-thing"],
        &["frobnicate"],
    ] {
        let ran = assay(folder.path(), arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        assert!(!ran.err.is_empty());
    }
}

#[test]
fn text_of_the_app_cannot_drive_the_terminal() {
    let hostile = QUIET.replace("read:jira-work", "\"read:\\x1b]0;pwned\\x07\\x1b[2Jx\\u202Ey\"");
    let folder = folder(&[("manifest.yml", &hostile)]);
    for arguments in
        [&["check", ".", "--color", "never"][..], &["check", ".", "--color", "always", "--verbose"]]
    {
        let ran = assay(folder.path(), arguments);
        assert!(
            !ran.out.contains("\x1b]") && !ran.out.contains("\x1b[2J") && !ran.out.contains('\u{202E}'),
            "{}",
            ran.out
        );
    }
}

#[test]
fn links_out_of_the_app_are_not_followed() {
    let outside = folder(&[("secret.yml", "app: {id: x}\nmodules: {}\ntoken: hunter2hunter2\n")]);
    let folder = folder(&[("sub/manifest.yml", QUIET)]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path().join("secret.yml"), folder.path().join("manifest.yml"))
        .unwrap();
    let ran = assay(folder.path(), &["check", ".", "--format", "json"]);
    let report = ran.json();
    assert_eq!(report["apps"].as_array().unwrap().len(), 1);
    assert_eq!(report["apps"][0]["path"], "sub");
    assert!(!outcomes(&report).is_empty());
}
