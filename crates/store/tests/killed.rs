//! A process that is killed loses nothing it had acknowledged, and leaves nothing half done.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

use assay_store::{Entities, Installation, InstallationId, MasterKey};
use jiff::Timestamp;
use serde_json::{Value, json};

const FOLDER: &str = "ASSAY_TEST_STORE";
const DEATHS: u64 = 200;

fn open(root: &Path) -> Installation {
    let id = InstallationId::new("app", "development", "site").unwrap();
    Installation::open(root, &id, &MasterKey::new([1; 32]), Entities::new()).unwrap()
}

fn number(data: &mut Installation, key: &str) -> u64 {
    let body = json!({ "key": key }).to_string();
    let answer = data.answer("/api/v1/get", body.as_bytes(), Timestamp::UNIX_EPOCH);
    if answer.status == 404 {
        return 0;
    }
    answer.body.unwrap()["value"]["n"].as_u64().unwrap()
}

/// The process that is killed: writes a pair of numbers that belong together, again and again, and says each when it was
/// acknowledged.
#[test]
#[ignore = "run by the test below, as a process of its own"]
fn writer() {
    let root = env::var_os(FOLDER).unwrap();
    let mut data = open(Path::new(&root));
    let mut out = std::io::stdout();
    let start = number(&mut data, "left");
    // More than one page, so that a write is more than one step.
    let padding = "x".repeat(20_000);
    for n in start + 1.. {
        let pair = |key: &str| -> Value { json!({ "key": key, "value": { "n": n, "padding": padding } }) };
        let body = json!({ "set": [pair("left"), pair("right")] }).to_string();
        let answer = data.answer("/api/v1/transaction", body.as_bytes(), Timestamp::UNIX_EPOCH);
        assert_eq!(answer.status, 200);
        println!("\nacknowledged {n}");
        out.flush().unwrap();
    }
}

#[test]
fn what_was_acknowledged_survives_every_death() {
    let root = tempfile::tempdir().unwrap();
    let mut last = 0;
    for death in 0..DEATHS {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "writer", "--ignored", "--nocapture"])
            .env(FOLDER, root.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        // Another moment each time: behind a number of writes, and somewhere within the next.
        let mut acknowledged = last;
        for _ in 0..=death % 5 {
            let line = lines.by_ref().find(|line| line.starts_with("acknowledged ")).unwrap();
            acknowledged = line["acknowledged ".len()..].parse().unwrap();
        }
        for _ in 0..(death * 7919) % 40_000 {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What it still said before it died counts as well.
        for line in lines {
            acknowledged =
                line.strip_prefix("acknowledged ").and_then(|n| n.parse().ok()).unwrap_or(acknowledged);
        }
        let mut data = open(root.path());
        let (left, right) = (number(&mut data, "left"), number(&mut data, "right"));
        assert_eq!(left, right, "a transaction was done by half after death {death}");
        assert!(
            left >= acknowledged,
            "{acknowledged} was acknowledged, and {left} is kept after death {death}"
        );
        last = left;
    }
    assert!(last >= DEATHS);
}
