//! Copies of the state while it is in use.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use assay_sandbox::{Error, Guards, Options, Platform};
use libtest_mimic::Trial;
use serde_json::json;

use crate::{
    killed::{CONSUMER, number, run},
    support::{READ, Shared, World, kvs, manifest, publish, stats},
    trial,
};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("snapshot::a_copy_made_while_apps_write_is_of_one_moment", || {
            let world = World::new(Guards::default());
            world.deploy("production", manifest(READ, CONSUMER));
            let it = world.install("production", "alpha");
            let copies = tempfile::tempdir().unwrap();
            let is_over = AtomicBool::new(false);
            let mut acknowledged = Vec::new();
            thread::scope(|scope| {
                let writer = scope.spawn(|| {
                    // Two keys that belong together, and a job that comes after them.
                    for n in 1.. {
                        let set = |key: &str| json!({ "key": key, "value": n });
                        let calls = [
                            kvs("transaction", &json!({ "set": [set("left"), set("right")] })),
                            publish(
                                "work",
                                &format!("job-{n}"),
                                &json!([{ "body": n, "delayInSeconds": 900 }]),
                            ),
                        ];
                        run(&world.platform, &it, &calls);
                        if is_over.load(Ordering::Relaxed) {
                            return n;
                        }
                    }
                    0
                });
                for copy in 0..10 {
                    acknowledged.push(number(&world.platform, &it, "left"));
                    world.platform.snapshot(&copies.path().join(copy.to_string())).unwrap();
                }
                is_over.store(true, Ordering::Relaxed);
                assert!(writer.join().unwrap() > 1);
            });
            for (copy, acknowledged) in acknowledged.into_iter().enumerate() {
                let directory = copies.path().join(copy.to_string());
                let platform =
                    Platform::open(&directory, Box::new(Shared::default()), Options::default()).unwrap();
                let (left, right) = (number(&platform, &it, "left"), number(&platform, &it, "right"));
                assert_eq!(left, right, "half of what belongs together is in copy {copy}");
                assert!(left >= acknowledged, "what was acknowledged before copy {copy} is not in it");
                // A job is published after its keys were written, so none is ahead of them.
                let next = run(&platform, &it, &[stats(&format!("job-{}", left + 1))]);
                assert_eq!(next[0]["status"], 404, "copy {copy} is of two moments");
                platform.ledger().unwrap();
            }
        }),
        trial("snapshot::what_is_there_is_not_written_over_and_nothing_is_left_of_a_failure", || {
            let world = World::new(Guards::default());
            let folder = tempfile::tempdir().unwrap();
            let there = folder.path().join("there");
            std::fs::write(&there, "kept").unwrap();
            assert!(matches!(world.platform.snapshot(&there), Err(Error::State { .. })));
            assert!(matches!(
                world.platform.snapshot(&folder.path().join("no/where")),
                Err(Error::State { .. })
            ));
            assert_eq!(World::below(folder.path()), b"kept");
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        }),
    ]
}
