//! Sessions with whole apps: bundled, deployed, installed on two sites, and asked.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use assay_run::{
    Act, Error, Invoke, Loaded, Options, Outcome, Scenario, Session, first_scenario, junit, load, run, sarif,
};
use assay_sandbox::{Outward, Reuse};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::json;

fn main() {
    assay_sandbox::enter();
    let arguments = Arguments::from_args();
    let tests: Vec<(&str, fn())> = vec![
        ("the_example_keeps_what_its_scenario_promises", example),
        ("a_scenario_that_promises_too_much_is_told", too_much),
        ("the_same_cache_leaks_nothing_where_each_call_has_its_process", fresh),
        ("a_first_scenario_walks_every_function_as_everybody", first),
        ("what_was_kept_is_there_in_the_next_session", kept),
        ("what_is_no_app_is_told", no_app),
    ];
    let tests = tests.into_iter().map(|(name, test)| {
        Trial::test(name, move || -> Result<(), Failed> {
            test();
            Ok(())
        })
    });
    libtest_mimic::run(&arguments, tests.collect()).exit();
}

fn example_directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/live-notes")
}

fn shared_cache() -> Loaded {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/apps/shared-cache")).unwrap()
}

fn options(state: &Path) -> Options {
    Options {
        state: state.to_owned(),
        environment: "development".into(),
        outward: Outward::Closed,
        development: None,
        variables: Vec::new(),
        engine: assay_sandbox::EngineKind::default(),
        without_jail: false,
        reuse: Reuse::Fresh,
    }
}

fn play(app: Loaded, scenario: &Scenario) -> Vec<Outcome> {
    let state = tempfile::tempdir().unwrap();
    let mut session = Session::open(app, options(state.path())).unwrap();
    run(scenario, &mut session, |_| ())
}

fn scenario(text: &str) -> Scenario {
    Scenario::read(Path::new("scenario.yaml"), text).unwrap()
}

fn unmet(outcomes: &[Outcome]) -> Vec<(u32, &str, String)> {
    let all = outcomes
        .iter()
        .flat_map(|it| it.unmet.iter().map(|unmet| (it.step.line(), unmet.what, unmet.because.clone())));
    all.collect()
}

fn example() {
    let text = std::fs::read_to_string(example_directory().join("scenario.yaml")).unwrap();
    let outcomes = play(load(&example_directory()).unwrap(), &scenario(&text));
    assert_eq!(unmet(&outcomes), []);
    assert!(outcomes.len() > 8);
}

fn too_much() {
    let text = "\
steps:
  - name: the stranger sees <it>
    as: stranger@cedar
    invoke: { function: resolver, key: read, payload: { issueKey: TEAM-1 } }
    expect: { value: { status: 200 }, deny: [scope-not-granted], allow: [DELETE] }
  - as: user@nowhere
    tick: 5m
  - as: admin@cedar
    invoke: { function: gone }
";
    let outcomes = play(load(&example_directory()).unwrap(), &scenario(text));
    let what: Vec<_> = unmet(&outcomes).into_iter().map(|(line, what, _)| (line, what)).collect();
    assert_eq!(what, [(2, "value"), (2, "allow"), (2, "deny"), (6, "error"), (8, "error")]);
    let xml = junit("s.yaml", &outcomes);
    assert!(xml.contains("tests=\"3\" failures=\"3\"") && xml.contains("sees &lt;it&gt;"), "{xml}");
    let log = sarif("s.yaml", "0", &outcomes);
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 5);
    assert_eq!(log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"], 2);
}

const BOTH_TENANTS: &str = "\
steps:
  - as: user@cedar
    invoke: { function: resolver, key: read, payload: { issueKey: TEAM-1 } }
    expect: { succeeds: true, contains: [CANARY-cedar] }
  - as: user@maple
    invoke: { function: resolver, key: read, payload: { issueKey: TEAM-1 } }
    expect: { succeeds: true }
";

fn fresh() {
    assert_eq!(unmet(&play(shared_cache(), &scenario(BOTH_TENANTS))), []);
}

fn first() {
    let app = load(&example_directory()).unwrap();
    let text = first_scenario(&app.manifest);
    let read = scenario(&text);
    let names: Vec<&str> = read.steps.iter().map(|it| it.name.as_str()).collect();
    for who in ["admin@cedar", "user@cedar", "stranger@cedar", "user@maple"] {
        assert!(names.contains(&format!("resolver as {who}").as_str()), "{names:?}");
    }
    assert!(names.contains(&"anybody calls note-count") && names.contains(&"a week passes"), "{names:?}");
    // It runs as it stands; what is to be filled in fails as the app does, and nothing is expected of it yet.
    assert_eq!(unmet(&play(app, &read)), []);
}

fn kept() {
    let (state, app) = (tempfile::tempdir().unwrap(), load(&example_directory()).unwrap());
    let act = |key: &str, payload| {
        Act::Invoke(Invoke {
            function: "resolver".into(),
            key: Some(key.into()),
            payload,
            ..Invoke::default()
        })
    };
    let mut session = Session::open(app.clone(), options(state.path())).unwrap();
    session.perform(&act("write", json!({ "issueKey": "TEAM-1", "text": "kept" }))).unwrap();
    drop(session);
    let mut session = Session::open(app.clone(), options(state.path())).unwrap();
    let seen = session.perform(&act("read", json!({ "issueKey": "TEAM-1" }))).unwrap();
    assert_eq!(seen.value.unwrap()["note"], "kept");
}

fn no_app() {
    let directory = tempfile::tempdir().unwrap();
    assert!(matches!(load(directory.path()), Err(Error::NoManifest { .. })));
    std::fs::write(directory.path().join("manifest.yml"), "modules: {}\n").unwrap();
    assert!(matches!(load(directory.path()), Err(Error::Manifest { .. })));
    std::fs::write(
        directory.path().join("manifest.yml"),
        "modules:\n  function:\n    - { key: f, handler: index.f }\n",
    )
    .unwrap();
    std::fs::write(directory.path().join("package.json"), "{}").unwrap();
    let Err(Error::Bundle { because, hint }) = load(directory.path()) else { panic!() };
    assert!(because.contains("index") && hint.contains("npm ci"), "{because} {hint}");
}
