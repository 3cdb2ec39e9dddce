//! How much longer an invocation takes while other apps take all they can get.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use crate::{HELLO, invoke, part, script, series, start};

/// What `docs/run-figures.md` says: at most so much longer, for 99 of a hundred, with a bomb on each processor.
const BOUND: Duration = Duration::from_millis(100);

const BOMBS: [(&str, &str); 3] = [
    ("loops for ever", "bomb: () => { for (;;) {} },"),
    ("takes memory for ever", "bomb: () => { const all = []; for (;;) all.push(new Array(1e5).fill({})); },"),
    ("logs for ever", "bomb: () => { for (;;) console.log('x'.repeat(1000)); },"),
];

pub(crate) fn tell(count: usize) {
    let neighbour = start(&script(HELLO));
    let measured = || {
        let mut took = series(&neighbour, "index.hello", count);
        took.sort();
        took
    };
    let processors = thread::available_parallelism().map_or(1, usize::from);
    println!("| on each of {processors} processors an app that | p50 | p99 | longest |\n|---|---|---|---|");
    let tell = |name: &str, took: &[Duration]| {
        println!("| {name} | {:.1?} | {:.1?} | {:.1?} |", part(took, 50), part(took, 99), part(took, 100));
    };
    let alone = measured();
    tell("is not there", &alone);
    for (name, bomb) in BOMBS {
        let bombs: Vec<_> = (0..processors).map(|_| start(&script(bomb))).collect();
        let is_over = AtomicBool::new(false);
        let took = thread::scope(|scope| {
            for bomb in &bombs {
                scope.spawn(|| {
                    while !is_over.load(Ordering::Relaxed) {
                        invoke(bomb, "index.bomb", Duration::from_secs(2));
                    }
                });
            }
            let took = measured();
            is_over.store(true, Ordering::Relaxed);
            took
        });
        tell(name, &took);
        let delay = part(&took, 99).saturating_sub(part(&alone, 99));
        assert!(delay <= BOUND, "a neighbour that {name} delays by {delay:?}");
    }
}
