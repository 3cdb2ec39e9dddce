//! The prompt, from a pipe.

use crate::{
    apps,
    common::{example, write},
    run,
};

#[test]
fn what_is_typed_is_done_and_told() {
    let ran = run(
        &example("live-notes"),
        &[],
        "# a comment\n\ninvoke resolver read {\"issueKey\": \"TEAM-1\"}\nas stranger@maple\ninvoke resolver rename {\"issueKey\": \"OPEN-1\", \"summary\": \"x\"}\nweb note-count\ntick 1d\nlog\ndecisions 1\nconsent\nhelp\nquit\ninvoke never\n",
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("installed on cedar (jira, confluence) and maple (jira, confluence); jailed"));
    for told in [
        "Portal shows the wrong clinic",
        "acting as",
        "[scope-not-granted]",
        "HTTP 200",
        "ran nightly on cedar because of schedule",
        "version 1.1.0 was approved",
        "snapshot DIRECTORY",
    ] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    assert!(!ran.out.contains("never"), "what stands behind `quit` is not done");
    assert!(ran.out.contains("  [quickjs, "), "{}", ran.out);
}

#[test]
fn mistakes_are_told_and_the_next_line_is_done() {
    let ran = run(
        &example("live-notes"),
        &[],
        "dance\ninvoke\ninvoke gone\nas somebody\ntick soon\nweb gone\nproduct GET\nstorage dance x\nstorage get\nstorage set a {\ndecisions many\nseed gone.yaml\nsnapshot\ninvoke resolver read {\"issueKey\"\nas admin\n",
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    for told in [
        "`dance` is no command; `help` lists them",
        "which function? `invoke FUNCTION [KEY] [JSON]`",
        "there is no function `gone`",
        "`somebody` is nobody",
        "`soon` is no time",
        "there is no web trigger `gone`",
        "a method and a path are needed",
        "`dance` is nothing that is done with storage",
        "which key?",
        "is no JSON",
        "`gone.yaml` cannot be read",
        "into which directory?",
        "acting as Ada Osei (admin)",
    ] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
}

#[test]
fn what_is_kept_is_seen_changed_seeded_copied_and_reset() {
    let beside = tempfile::tempdir().unwrap();
    write(
        beside.path(),
        "seed.yaml",
        "cedar:\n  products:\n    - { request: PUT /rest/api/3/issue/TEAM-1, body: { fields: { summary: Seeded } } }\n  storage:\n    - { key: \"note:10001\", value: from the seed }\n    - { key: token, secret: true, value: heron-hush-77 }\n",
    );
    let (seed, copy) = (beside.path().join("seed.yaml"), beside.path().join("copy"));
    let read = "invoke resolver read {\"issueKey\": \"TEAM-1\"}\n";
    let ran = run(
        &example("live-notes"),
        &["--seed", seed.to_str().unwrap()],
        &format!(
            "storage\n{read}storage get secret token\nstorage set note:10001 \"by hand\"\nstorage set secret other \"heron-hush-88\"\nstorage set secret third heron-hush-99\nas user@maple\nstorage\nas user@cedar\nsnapshot {}\nstorage delete note:10001\nstorage get note:10001\nreset\nstorage\n{read}",
            copy.display()
        ),
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("from the seed") && ran.out.contains("\"summary\": \"Seeded\""), "{}", ran.out);
    assert!(
        ran.out.contains("\"isSecret\": true") && ran.out.contains("what is to be kept is no JSON"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("KEY_NOT_FOUND"), "{}", ran.out);
    assert!(!ran.out.contains("heron-hush"), "a secret was printed: {}", ran.out);
    let after = ran.out.rsplit("acting as").next().unwrap();
    assert!(after.contains("[]") && after.contains("Portal shows the wrong clinic"), "{after}");
    // The copy is of the moment it was made, and a session goes on from it.
    let ran = run(&example("live-notes"), &["--state", copy.to_str().unwrap()], read);
    assert!(ran.out.contains("by hand") && ran.out.contains("Seeded"), "{}{}", ran.out, ran.err);
}

#[test]
fn production_is_not_looked_into() {
    let ran = run(&example("live-notes"), &["--environment", "production"], "storage\nstorage set a 1\n");
    assert_eq!(ran.out.matches("production is closed: looking into what is kept").count(), 2, "{}", ran.out);
}

#[test]
fn what_the_process_keeps_is_told_where_it_is_shared() {
    let app = apps::leaky();
    let lines = "invoke resolver read {\"issueKey\": \"TEAM-1\"}\nas user@maple\ninvoke resolver read {\"issueKey\": \"TEAM-1\"}\n";
    let ran = run(app.path(), &["--reuse", "cloud-like"], lines);
    assert!(ran.out.contains("KEPT a text of cedar in `cache.get("), "{}", ran.out);
    assert!(ran.out.contains("LEAK a text of the site cedar was seen in the answer on maple"), "{}", ran.out);
    assert!(ran.out.contains("(src/cache.js:2)"), "{}", ran.out);
    let warm = run(app.path(), &["--reuse", "tenant-warm"], lines);
    assert!(!warm.out.contains("LEAK") && !warm.out.contains("KEPT"), "{}", warm.out);
}
