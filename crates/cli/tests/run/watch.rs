//! Rebuilding on save.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
};

use crate::{apps, common::write, run};

#[test]
fn what_is_saved_runs_next_and_what_cannot_be_built_does_not() {
    let app = apps::tidy();
    let mut child = Command::new(env!("CARGO_BIN_EXE_assay"))
        .args(["run", app.path().to_str().unwrap(), "--watch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let mut wait_for =
        |what: &str| said.by_ref().find(|line| line.contains(what)).unwrap_or_else(|| panic!("{what}"));
    wait_for("acting as");
    // An answer shows that the watcher, which begins before lines are read, has seen the files as they are.
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut invoke = || {
        writeln!(stdin, "invoke resolver read {{\"issueKey\": \"TEAM-1\"}}").unwrap();
        stdin.flush().unwrap();
    };
    invoke();
    out.by_ref().find(|line| line.contains("Portal shows the wrong clinic")).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(600));
    write(
        app.path(),
        "src/index.js",
        "export const resolver = async () => 'the second';\nexport const purge = async () => ({ statusCode: 204 });\n",
    );
    assert!(wait_for("rebuilt").contains("version 1.2.0 runs"));
    invoke();
    out.by_ref().find(|line| line.contains("the second")).unwrap();
    write(app.path(), "src/index.js", "export const resolver = async ( => 1;\n");
    wait_for("not rebuilt, the version before goes on");
    invoke();
    out.by_ref().find(|line| line.contains("the second")).unwrap();
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn production_is_not_rebuilt() {
    let app = apps::tidy();
    let ran = run(app.path(), &["--watch", "--environment", "production"], "");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("production is closed: rebuilding on save"), "{}", ran.err);
}
