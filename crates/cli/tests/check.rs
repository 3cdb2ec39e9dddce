//! The main job, through the binary.

mod common;

use common::{QUIET, assay, example, folder, outcomes, row, rules, write};

#[test]
fn the_leaky_sample_fails_and_its_twin_does_not() {
    let leaky = assay(&example("leaky-notes"), &["check", ".", "--color", "never"]);
    assert_eq!(leaky.code, 1);
    insta::assert_snapshot!("leaky-notes", leaky.out);
    let tidy = assay(&example("tidy-notes"), &["check", ".", "--color", "never"]);
    assert_eq!(tidy.code, 0, "{}", tidy.out);
    insta::assert_snapshot!("tidy-notes", tidy.out);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for format in ["human", "json", "sarif"] {
        let run =
            || assay(&example("leaky-notes"), &["check", ".", "--format", format, "--color", "never"]).out;
        assert_eq!(run(), run(), "{format}");
    }
}

#[test]
fn several_formats_are_written_at_once() {
    let folder = folder(&[("manifest.yml", QUIET)]);
    let ran = assay(
        folder.path(),
        &["check", ".", "--format", "human", "--format", "json=a.json", "--format", "sarif=a.sarif"],
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("SETTLED"));
    for file in ["a.json", "a.sarif"] {
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
    }
}

#[test]
fn a_waiver_silences_the_exit_code_and_not_the_row() {
    let old = QUIET.replace("nodejs22.x", "nodejs18.x");
    let folder = folder(&[("manifest.yml", &old)]);
    assert_eq!(assay(folder.path(), &["check", "."]).code, 1);
    let waiver =
        "[[waivers]]\nrule = \"runtime-end-of-life\"\nreason = \"next sprint\"\nexpires = 2026-12-01\n";
    write(folder.path(), "assay.toml", waiver);
    let ran = assay(folder.path(), &["check", ".", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(row(&ran.json(), "FORGE-12")["outcome"], "fail");
    assert_eq!(assay(folder.path(), &["check", ".", "--no-config"]).code, 1);
    assert_eq!(assay(folder.path(), &["check", ".", "--now", "2026-12-02"]).code, 1);
}

#[test]
fn an_inline_comment_needs_a_reason_to_silence_a_finding() {
    for (comment, code) in [
        ("# assay-ignore runtime-end-of-life: moved next sprint", 0),
        ("# assay-ignore runtime-end-of-life", 1),
        ("# assay-ignore other-rule: moved next sprint", 1),
    ] {
        let old = QUIET.replace("nodejs22.x", &format!("nodejs18.x {comment}"));
        let folder = folder(&[("manifest.yml", &old)]);
        assert_eq!(assay(folder.path(), &["check", ".", "--fail-on", "medium"]).code, code, "{comment}");
    }
    let old = QUIET.replace("nodejs22.x", "nodejs18.x # assay-ignore runtime-end-of-life: moved next sprint");
    let folder = folder(&[("manifest.yml", &old)]);
    assert_eq!(assay(folder.path(), &["check", ".", "--no-config"]).code, 1, "an auditor hears no excuses");
}

#[test]
fn a_baseline_hides_what_was_known_and_shows_what_is_new() {
    let old = QUIET.replace("nodejs22.x", "nodejs18.x");
    let folder = folder(&[("manifest.yml", &old)]);
    for (format, file) in [("json", "base.json"), ("sarif", "base.sarif")] {
        assay(folder.path(), &["check", ".", "--format", &format!("{format}={file}")]);
        assert_eq!(assay(folder.path(), &["check", ".", "--baseline", file]).code, 0, "{format}");
        // Lines that move do not make a finding new …
        write(folder.path(), "manifest.yml", format!("# a comment\n\n{old}"));
        assert_eq!(assay(folder.path(), &["check", ".", "--baseline", file]).code, 0, "{format}");
        // … another fault does.
        let worse = old.replace("    - read:jira-work", "    - read:jira-work\n  external:\n    fetch:\n      backend:\n        - address: http://a.example.com");
        write(folder.path(), "manifest.yml", &worse);
        assert_eq!(assay(folder.path(), &["check", ".", "--baseline", file]).code, 1, "{format}");
        write(folder.path(), "manifest.yml", &old);
    }
}

#[test]
fn only_what_a_change_touches_counts_when_asked() {
    let old = QUIET.replace("nodejs22.x", "nodejs18.x");
    let folder = folder(&[("manifest.yml", &old), ("src/index.js", "")]);
    let git = |arguments: &[&str]| {
        let status = std::process::Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"])
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "first"]);
    write(folder.path(), "src/index.js", "// changed");
    assert_eq!(assay(folder.path(), &["check", ".", "--changed-since", "HEAD"]).code, 0);
    write(folder.path(), "manifest.yml", format!("{old}# changed\n"));
    assert_eq!(assay(folder.path(), &["check", ".", "--changed-since", "HEAD"]).code, 1);
    let ran = assay(folder.path(), &["check", ".", "--changed-since", "--output=x"]);
    assert_eq!(ran.code, 2, "a revision is never read as an option of git's");
    assert!(!folder.path().join("x").exists());
}

#[cfg(unix)]
#[test]
fn asking_what_changed_runs_nothing_the_repository_configures() {
    let folder = folder(&[("manifest.yml", QUIET), (".gitattributes", "* filter=x diff=x\n")]);
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
        let mut command = std::process::Command::new("git");
        assert!(
            command
                .args(identity)
                .args(arguments)
                .current_dir(folder.path())
                .output()
                .unwrap()
                .status
                .success()
        );
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "first"]);
    for (key, command) in [
        ("filter.x.clean", "touch PWNED; cat"),
        ("diff.x.command", "touch PWNED"),
        ("core.fsmonitor", "touch PWNED"),
    ] {
        git(&["config", key, command]);
    }
    write(folder.path(), "manifest.yml", QUIET.replace("nodejs22.x", "nodejs18.x"));
    assert_eq!(assay(folder.path(), &["check", ".", "--changed-since", "HEAD"]).code, 1);
    assert!(!folder.path().join("PWNED").exists());
}

#[test]
fn every_app_of_a_repository_is_assessed_on_its_own() {
    let old = QUIET.replace("nodejs22.x", "nodejs18.x");
    let folder = folder(&[("apps/one/manifest.yml", QUIET), ("apps/two/manifest.yml", &old)]);
    let ran = assay(folder.path(), &["check", ".", "--format", "json"]);
    assert_eq!(ran.code, 1);
    let report = ran.json();
    let apps = report["apps"].as_array().unwrap();
    assert_eq!(
        apps.iter().map(|app| app["path"].as_str().unwrap()).collect::<Vec<_>>(),
        ["apps/one", "apps/two"]
    );
    assert!(apps[0]["findings"].as_array().unwrap().iter().all(|finding| finding["disposition"] != "fail"));
    assert_eq!(assay(folder.path(), &["check", "apps/one"]).code, 0);
}

#[test]
fn saved_assessments_are_merged_and_judged_again() {
    let folder = folder(&[("manifest.yml", QUIET)]);
    assay(folder.path(), &["check", ".", "--format", "json=a.json"]);
    let config = "[[attestations]]\nrequirement = \"ALL-12\"\nstatement = \"we follow it\"\nowner = \"lead\"\ndate = 2026-10-01\nexpires = 2027-10-01\n";
    write(folder.path(), "assay.toml", config);
    assay(folder.path(), &["check", ".", "--format", "json=b.json"]);
    let merged = assay(folder.path(), &["report", "a.json", "b.json", "--format", "json"]);
    assert_eq!(merged.code, 0, "{}", merged.err);
    assert_eq!(row(&merged.json(), "ALL-12")["outcome"], "attested");
    let alone = assay(folder.path(), &["report", "b.json", "--format", "json"]).json();
    let fresh = assay(folder.path(), &["check", ".", "--format", "json"]).json();
    assert_eq!(outcomes(&alone), outcomes(&fresh));
    // Judged for a later day, the attestation has expired.
    let later = assay(folder.path(), &["report", "b.json", "--now", "2028-01-01", "--format", "json"]).json();
    assert_eq!(row(&later, "ALL-12")["outcome"], "unknown");
}

#[test]
fn the_type_can_be_set_by_hand() {
    let folder = folder(&[("manifest.yml", QUIET)]);
    let report = assay(folder.path(), &["check", ".", "--format", "json"]).json();
    assert_eq!(report["apps"][0]["types"][0]["type"], "forge");
    let report = assay(folder.path(), &["check", ".", "--type", "forge-remote", "--format", "json"]).json();
    assert_eq!(report["apps"][0]["types"][0]["type"], "forge-remote");
    write(folder.path(), "assay.toml", "type = [\"forge\", \"oauth\"]\n");
    let report = assay(folder.path(), &["check", ".", "--format", "json"]).json();
    assert_eq!(report["apps"][0]["types"].as_array().unwrap().len(), 2);
    // No code is there that could need the scope: a doubt, and no failure.
    assert_eq!(rules(&report), ["scope-unused"]);
    assert_eq!(report["apps"][0]["findings"][0]["disposition"], "review");
}

#[test]
fn init_writes_a_configuration_that_reads_without_a_mistake() {
    let leaky = example("leaky-notes");
    let text = assay(&leaky, &["init", "--print"]).out;
    insta::assert_snapshot!("init", text);
    // Every commented block, once uncommented, is right.
    let lines: Vec<&str> = text
        .lines()
        .map(|line| {
            line.strip_prefix("# ").filter(|rest| rest.starts_with("[[") || is_setting(rest)).unwrap_or(line)
        })
        .collect();
    let folder = folder(&[("manifest.yml", QUIET)]);
    write(folder.path(), "assay.toml", lines.join("\n").replace("runtimes = \"runtimes.toml\"", ""));
    let ran = assay(folder.path(), &["check", ".", "--format", "json"]);
    assert!(!ran.err.contains("config-"), "{}\n{}", ran.err, lines.join("\n"));
    let again = assay(folder.path(), &["init", "."]);
    assert_eq!(again.code, 2, "a file that is there is not overwritten");
}

fn is_setting(line: &str) -> bool {
    let key = line.split('=').next().unwrap_or_default().trim();
    line.contains(" = ") && !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}
