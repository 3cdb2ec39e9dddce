//! Scenarios: what is expected, the files that are written, the exit codes.

use serde_json::Value;

use crate::{
    common::{example, folder, write},
    run,
};

const WRONG: &str = "\
steps:
  - name: the stranger may <write> & more
    as: stranger@cedar
    invoke: { function: resolver, key: write, payload: { issueKey: TEAM-1 } }
    expect: { succeeds: true }
  - name: the user reads
    as: user@cedar
    invoke: { function: resolver, key: read, payload: { issueKey: TEAM-1 } }
    expect: { value: { status: 200 } }
";

#[test]
fn a_step_that_is_not_as_expected_stands_in_both_files_and_in_the_exit_code() {
    let beside = folder(&[("s.yaml", WRONG)]);
    let path = |name: &str| beside.path().join(name).to_str().unwrap().to_owned();
    let (script, junit, sarif) = (path("s.yaml"), path("run.xml"), path("run.sarif"));
    let formats =
        ["--format", "human", "--format", &format!("junit={junit}"), "--format", &format!("sarif={sarif}")];
    let arguments = [&["--script", script.as_str(), "--assert"], &formats[..]].concat();
    let ran = run(&example("live-notes"), &arguments, "");
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(
        ran.out.contains("FAIL the stranger may <write> & more")
            && ran.out.contains("1 of 2 steps as expected"),
        "{}",
        ran.out
    );
    let xml = std::fs::read_to_string(junit).unwrap();
    assert!(
        xml.contains("tests=\"2\" failures=\"1\"") && xml.contains("may &lt;write&gt; &amp; more"),
        "{xml}"
    );
    let log: Value = serde_json::from_str(&std::fs::read_to_string(sarif).unwrap()).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["region"]["startLine"], 2);
    // Without being asked to, it does not fail the build.
    let ran = run(&example("live-notes"), &["--script", &script], "");
    assert_eq!(ran.code, 0);
}

#[test]
fn the_examples_own_scenario_is_met_and_told_as_json() {
    let script = example("live-notes").join("scenario.yaml");
    let ran = run(
        &example("live-notes"),
        &["--script", script.to_str().unwrap(), "--assert", "--format", "json"],
        "",
    );
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let steps = ran.json()["steps"].as_array().unwrap().clone();
    assert!(steps.len() > 8 && steps.iter().all(|step| step["unmet"] == Value::Array(Vec::new())));
}

#[test]
fn a_first_scenario_is_written_and_runs_as_it_stands() {
    let written = run(&example("live-notes"), &["--init-script"], "");
    assert_eq!((written.code, written.err.as_str()), (0, ""));
    let beside = folder(&[("first.yaml", &written.out)]);
    let script = beside.path().join("first.yaml");
    let ran = run(&example("live-notes"), &["--script", script.to_str().unwrap(), "--assert"], "");
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("ok   resolver as stranger@cedar"), "{}", ran.out);
}

#[test]
fn mistakes_in_a_scenario_are_told_with_their_lines_and_nothing_runs() {
    let beside = folder(&[(
        "s.yaml",
        "reuse: often\nsteps:\n  - tick: 5m\n    expect: { valu: 1 }\n  - dance: yes\n    tick: 1h\n",
    )]);
    let script = beside.path().join("s.yaml");
    let ran = run(&example("live-notes"), &["--script", script.to_str().unwrap(), "--assert"], "");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    for told in ["s.yaml:1:", "s.yaml:4:", "s.yaml:5:", "is no scenario"] {
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
    }
    let ran = run(&example("live-notes"), &["--script", "gone.yaml"], "");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("`gone.yaml` cannot be read"), "{}", ran.err);
}

#[test]
fn what_is_no_app_is_told_with_what_to_do() {
    let nothing = folder(&[]);
    let ran = run(nothing.path(), &[], "");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("there is no manifest.yml in it"), "{}", ran.err);
    write(
        nothing.path(),
        "manifest.yml",
        "app:\n  name: nobody\nmodules:\n  function:\n    - { key: f, handler: index.f }\n",
    );
    write(nothing.path(), "src/index.js", "export const f = () => 1;\n");
    let ran = run(nothing.path(), &[], "");
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("the manifest names no app") && ran.err.contains("forge register"),
        "{}",
        ran.err
    );
    for wrong in [
        ["--variable", "A"],
        ["--secret-variable", "A=ASSAY_NOT_SET"],
        ["--environment", "My Own"],
        ["--reuse", "often"],
    ] {
        let ran = run(&example("live-notes"), &wrong, "");
        assert_eq!(ran.code, 2, "{wrong:?}: {}", ran.err);
    }
}
