//! The supervisor is killed again and again: nothing it acknowledged is lost, and nothing is done by half.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

use assay_sandbox::{Call, Caller, Cause, EnvironmentId, Installation, Options, Platform, ProductEvent};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    support::{APP, READ, Shared, kvs, manifest, package, publish},
    trial,
};

const DIRECTORY: &str = "ASSAY_TEST_PLATFORM";
pub(crate) const CONSUMER: &str = "  consumer:\n    - key: worker\n      queue: work\n      function: work\n";

const TRIGGER: &str =
    "  trigger:\n    - key: watch\n      function: hear\n      events: [\"avi:jira:updated:issue\"]\n";

fn happened(n: u64) -> ProductEvent {
    ProductEvent {
        site: "alpha".to_owned(),
        product: "jira".to_owned(),
        name: "avi:jira:updated:issue".to_owned(),
        body: json!({ "mark": n }),
        actor: Caller::Anonymous,
    }
}

fn open(directory: &Path) -> Platform {
    Platform::open(directory, Box::new(Shared::default()), Options::default()).unwrap()
}

fn main_installation(platform: &Platform) -> Option<Installation> {
    platform.installations().into_iter().find(|it| it.site == "alpha")
}

pub(crate) fn run(platform: &Platform, it: &Installation, calls: &[Value]) -> Value {
    let call = Call {
        installation: it.id.clone(),
        function: "main".to_owned(),
        actor: None,
        cause: Cause::Resolver {
            module: Some("panel".to_owned()),
            key: "run".to_owned(),
            payload: json!({ "calls": calls }),
            extension: Value::Null,
        },
    };
    platform.invoke(&call).unwrap().value().unwrap()["all"].clone()
}

pub(crate) fn number(platform: &Platform, it: &Installation, key: &str) -> u64 {
    let all = run(platform, it, &[kvs("get", &json!({ "key": key }))]);
    all[0]["body"]["value"].as_u64().unwrap_or(0)
}

/// The process that is killed, where this is it: invokes an app that writes, publishes, installs and removes, and says each
/// when it was acknowledged.
pub(crate) fn supervise_if_asked() {
    let Some(directory) = env::var_os(DIRECTORY) else { return };
    let platform = open(Path::new(&directory));
    let environment = EnvironmentId::new(APP, "production").unwrap();
    let it = main_installation(&platform).unwrap();
    let mut out = std::io::stdout();
    let start = number(&platform, &it, "left");
    for n in start + 1.. {
        // Two keys that belong together, and a job that says the same.
        let set = |key: &str| json!({ "key": key, "value": n });
        let all = run(
            &platform,
            &it,
            &[
                kvs("transaction", &json!({ "set": [set("left"), set("right")] })),
                publish("work", &format!("job-{n}"), &json!([{ "body": { "n": n }, "delayInSeconds": 900 }])),
                publish("work", &format!("now-{n}"), &json!([{ "body": { "mark": n } }])),
            ],
        );
        assert_eq!((&all[0]["status"], &all[1]["status"]), (&json!(200), &json!(201)), "{all}");
        platform.emit(happened(n)).unwrap();
        writeln!(out, "acknowledged {n}").unwrap();
        if n % 2 == 0 {
            let consent = platform.consent(&environment).unwrap();
            let second = platform.installations().into_iter().find(|it| it.site == "beta");
            match second {
                Some(second) => drop(platform.uninstall(&second.id, "an admin").unwrap()),
                None => drop(platform.install("beta", &["jira"], &consent, "an admin").unwrap()),
            }
            let (entries, head) = platform.ledger().unwrap();
            writeln!(out, "ledger {} {head}", entries.len()).unwrap();
        }
        // Deaths come while events are told and jobs are done, and while they wait.
        if n % 3 == 0 {
            platform.settle().unwrap();
        }
    }
}

/// Kills it so many times, each at another moment, and looks at what is there.
fn survives(deaths: u64, seed: u64) {
    let root = tempfile::tempdir().unwrap();
    {
        let platform = open(root.path());
        platform
            .deploy("production", &package(manifest(READ, &format!("{CONSUMER}{TRIGGER}"))), "a developer")
            .unwrap();
        let consent = platform.consent(&EnvironmentId::new(APP, "production").unwrap()).unwrap();
        platform.install("alpha", &["jira"], &consent, "an admin").unwrap();
    }
    let mut last = 0;
    let mut heads: Vec<(usize, String)> = Vec::new();
    for death in 0..deaths {
        let mut child = Command::new(env::current_exe().unwrap())
            .env(DIRECTORY, root.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut said = Vec::new();
        // At another step each time, and somewhere within the next.
        for _ in 0..=death % 4 {
            said.extend(lines.next());
        }
        assert!(!said.is_empty(), "it never began");
        for _ in 0..(death * 7919 + seed) % 400_000 {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What it still said before it died counts as well.
        said.extend(lines);
        let mut acknowledged = last;
        for line in &said {
            if let Some(n) = line.strip_prefix("acknowledged ") {
                acknowledged = n.parse().unwrap_or(acknowledged);
            }
            if let Some((count, head)) = line.strip_prefix("ledger ").and_then(|rest| rest.split_once(' '))
                && head.len() == 64
            {
                heads.push((count.parse().unwrap(), head.to_owned()));
            }
        }
        let platform = open(root.path());
        let it = main_installation(&platform).unwrap();
        let get = |key: &str| kvs("get", &json!({ "key": key }));
        let job = crate::support::stats(&format!("job-{acknowledged}"));
        let all = run(&platform, &it, &[get("left"), get("right"), job]);
        let value = |at: usize| all[at]["body"]["value"].as_u64().unwrap_or(0);
        let (left, right) = (value(0), value(1));
        assert_eq!(left, right, "half of what belongs together is there after death {death}");
        assert!(left >= acknowledged, "{acknowledged} was acknowledged, {left} is there after death {death}");
        let is_waiting = all[2]["body"]["inProgress"] == 1;
        assert!(acknowledged == 0 || is_waiting, "the job of {acknowledged} is lost: {all}");
        // What was acknowledged comes to be, sooner or later.
        platform.settle().unwrap();
        for n in (last + 1)..=acknowledged {
            let marks = [get(&format!("told-{n}")), get(&format!("done-{n}"))];
            let marks = run(&platform, &it, &marks);
            assert_eq!(
                (&marks[0]["status"], &marks[1]["status"]),
                (&json!(200), &json!(200)),
                "event and job of {n} after death {death}"
            );
        }
        last = left;
        let (entries, head) = platform.ledger().unwrap();
        for (count, acknowledged) in &heads {
            let next = entries.get(*count).map_or(head.as_str(), |entry| entry.previous.as_str());
            assert_eq!(next, acknowledged, "the ledger changed after death {death}");
        }
        // Nothing of a removed installation lies around.
        let stores = std::fs::read_dir(root.path().join("stores")).unwrap().count();
        assert!(
            stores <= platform.installations().len(),
            "data of what was removed is there after death {death}"
        );
    }
    assert!(last >= deaths / 4 && !heads.is_empty());
}

pub(crate) fn trials() -> Vec<Trial> {
    let part = |part: u64| {
        trial(format!("killed::nothing_acknowledged_is_lost_in_thirty_deaths_of_part_{part}"), move || {
            survives(30, part * 104_729);
        })
    };
    (1..=4).map(part).collect()
}
