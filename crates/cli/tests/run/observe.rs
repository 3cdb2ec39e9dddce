//! What a run showed is evidence: it fails what it contradicts, and makes nothing green.

use std::path::Path;

use serde_json::Value;

use crate::{
    apps,
    common::{Ran, assay, row, rules, write},
    run,
};

const OBSERVERS: [&str; 7] = [
    "call-refused",
    "code-made-at-run-time",
    "grant-exercised",
    "log-line-telling",
    "tenant-data-crossed",
    "user-served-as-app",
    "web-call-unproved",
];

/// Plays the scenario, and gives what was said and the evidence that was written.
fn observe(app: &Path, scenario: &str) -> (Ran, String) {
    let beside = tempfile::tempdir().unwrap();
    write(beside.path(), "s.yaml", scenario);
    let path = |name: &str| beside.path().join(name).to_str().unwrap().to_owned();
    let (script, out) = (path("s.yaml"), path("run.json"));
    let arguments = ["--script", &script, "--observe", &out, "--secret-variable", "TOKEN=ASSAY_TEST_TOKEN"];
    let ran = run(app, &arguments, "");
    let text =
        std::fs::read_to_string(&out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err));
    (ran, text)
}

/// The report on a check and a run together, or on a run alone.
fn report(app: &Path, run: &str, with_check: bool) -> Value {
    let beside = tempfile::tempdir().unwrap();
    write(beside.path(), "run.json", run);
    let mut files = vec!["report", "run.json", "--format", "json"];
    if with_check {
        let check = assay(app, &["check", ".", "--format", "json"]);
        write(beside.path(), "check.json", &check.out);
        files.push("check.json");
    }
    assay(beside.path(), &files).json()
}

/// Rule, disposition and statement of every finding of an observer.
fn seen(report: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let findings = report["apps"][0]["findings"].as_array().unwrap().iter();
    let ours = findings.filter(|it| OBSERVERS.contains(&it["rule"].as_str().unwrap()));
    ours.map(|it| (text(&it["rule"]), text(&it["disposition"]), text(&it["statement"]))).collect()
}

#[test]
fn what_a_leaky_app_did_fails_its_rows_and_names_the_place() {
    let app = apps::leaky();
    let (ran, evidence) = observe(app.path(), apps::SCENARIO);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.contains("leak: a text of the site cedar was seen in the answer on maple"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("(src/cache.js:2)"), "{}", ran.out);
    assert!(!evidence.contains(apps::TOKEN) && !ran.out.contains(apps::TOKEN), "a secret was printed");
    let report = report(app.path(), &evidence, true);
    let seen = seen(&report);
    let has = |rule: &str, disposition: &str, part: &str| {
        seen.iter().any(|(own, how, what)| own == rule && how == disposition && what.contains(part))
    };
    assert!(has("tenant-data-crossed", "fail", "it lies in `cache.get("), "{seen:#?}");
    assert!(has("log-line-telling", "fail", "a secret of the app"), "{seen:#?}");
    assert!(has("log-line-telling", "fail", "a name or an address of a person"), "{seen:#?}");
    assert!(has("log-line-telling", "fail", "what users wrote"), "{seen:#?}");
    assert!(has("web-call-unproved", "fail", "had an effect: store kvs set"), "{seen:#?}");
    assert!(
        seen.iter().any(|(rule, _, what)| rule == "call-refused" && what.contains("collect.example.com")),
        "{seen:#?}"
    );
    assert!(
        has("code-made-at-run-time", "review", "code was made of a text by `Function`, at src/index.js:11:"),
        "{seen:#?}"
    );
    assert!(has("user-served-as-app", "review", "as the app for a user"), "{seen:#?}");
    for failed in ["FORGE-7", "FORGE-6", "FORGE-1", "SEC-8"] {
        assert_eq!(row(&report, failed)["outcome"], "fail", "{failed}");
    }
    assert!(evidence.contains("were seen to their end (quickjs, "), "what ran the app is not told");
    // The check's own findings stand beside: both speak of one release.
    assert!(rules(&report).iter().any(|rule| !OBSERVERS.contains(&rule.as_str())));
    let crossed = report["apps"][0]["findings"].as_array().unwrap().iter();
    let crossed: Vec<&Value> = crossed.filter(|it| it["rule"] == "tenant-data-crossed").collect();
    assert_eq!(crossed[0]["place"]["file"], "src/cache.js");
    assert_eq!(crossed[0]["place"]["region"]["start"]["line"], 2);
    assert_eq!(crossed[0]["method"], "observe");
}

#[test]
fn a_tidy_app_has_nothing_against_it_and_no_row_is_green_by_a_run() {
    let app = apps::tidy();
    let (ran, evidence) = observe(app.path(), apps::SCENARIO);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("3 of 3 steps as expected"), "{}", ran.out);
    let alone = report(app.path(), &evidence, false);
    assert_eq!(seen(&alone), []);
    let sweeps = alone["apps"][0]["sweeps"].as_array().unwrap();
    assert!(sweeps.iter().all(|sweep| sweep["method"] == "observe"));
    // One way was seen to its end; the web trigger was never let in.
    let logs = sweeps.iter().find(|it| it["by"] == "log-line-telling").unwrap();
    assert_eq!((&logs["examined"], &logs["population"]), (&1.into(), &2.into()), "{logs:#}");
    for open in ["FORGE-6", "SEC-8"] {
        assert_eq!(row(&alone, open)["outcome"], "unknown", "{open}");
    }
    let passed = alone["apps"][0]["rows"].as_array().unwrap().iter().filter(|row| row["outcome"] == "pass");
    assert_eq!(passed.count(), 0);
    // Two of two scopes were declared, one was used.
    let used = alone["apps"][0]["evidence"].as_array().unwrap().iter();
    let used: Vec<&str> =
        used.filter(|it| it["by"] == "grant-exercised").map(|it| it["statement"].as_str().unwrap()).collect();
    assert_eq!(used, ["`read:jira-work` was used by 2 calls; 1 of 2 scopes were used in this run"]);
}

#[test]
fn what_a_check_proves_stays_proved_beside_a_run() {
    let app = apps::tidy();
    let (_, evidence) = observe(app.path(), apps::SCENARIO);
    let check = assay(app.path(), &["check", ".", "--format", "json"]).json();
    let both = report(app.path(), &evidence, true);
    let outcomes = |report: &Value| -> Vec<(String, String)> {
        crate::common::outcomes(report).into_iter().filter(|(_, outcome)| outcome == "pass").collect()
    };
    assert_eq!(outcomes(&check), outcomes(&both));
    assert!(!outcomes(&check).is_empty());
}

#[test]
fn a_run_of_nothing_looked_at_nothing() {
    let app = apps::leaky();
    let (_, evidence) = observe(app.path(), "steps:\n  - as: user@cedar\n");
    let report = report(app.path(), &evidence, false);
    assert_eq!(seen(&report), []);
    for sweep in report["apps"][0]["sweeps"].as_array().unwrap() {
        assert_eq!(sweep["examined"], 0, "{sweep}");
    }
    assert_eq!(row(&report, "FORGE-6")["outcome"], "not-checked");
}

#[test]
fn processes_of_their_own_say_nothing_of_what_is_left_in_one() {
    let app = apps::leaky();
    let (ran, evidence) = observe(app.path(), &apps::SCENARIO.replace("reuse: cloud-like\n", ""));
    assert!(!ran.out.contains("leak"), "{}", ran.out);
    let report = report(app.path(), &evidence, false);
    assert!(!seen(&report).iter().any(|(rule, ..)| rule == "tenant-data-crossed"));
    let row = row(&report, "SEC-8");
    assert_eq!(row["outcome"], "not-checked");
    assert!(row["because"].as_str().unwrap().contains("--reuse cloud-like"), "{row:#}");
}
