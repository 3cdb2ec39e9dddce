//! A process that is kept: it serves one after the other, and ends as any other.

use std::time::Duration;

use assay_jail::{End, Host, Init, Invocation, Outcome, Reply, Warm, Zygote};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{others_are_fine, spec, start, trial};

/// A host that is told who serves.
#[derive(Default)]
struct Told(Vec<u64>);

impl Host for Told {
    fn call(&mut self, _: &Value, _: &str, _: &Init) -> Reply {
        Reply::json(200, &json!({}))
    }

    fn started(&mut self, process: u64) {
        self.0.push(process);
    }
}

fn again(zygote: &Zygote, warm: &mut Warm, what: Value, host: &mut Told) -> Outcome {
    zygote.invoke_in(warm, &Invocation { envelope: what, deadline: Duration::from_millis(800) }, host)
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("kept::one_process_serves_one_after_the_other", || {
            let zygote = start(&spec());
            let (mut warm, mut host) = (zygote.warm().unwrap(), Told::default());
            let numbers: Vec<End> = (0..3)
                .map(|_| again(&zygote, &mut warm, json!({ "do": "own_number" }), &mut host).end)
                .collect();
            assert!(
                matches!(numbers[0], End::Reply(_)) && numbers.iter().all(|it| *it == numbers[0]),
                "{numbers:?}"
            );
            assert!(host.0.iter().all(|it| *it == host.0[0]));
            let mut other = zygote.warm().unwrap();
            assert_ne!(again(&zygote, &mut other, json!({ "do": "own_number" }), &mut host).end, numbers[0]);
            others_are_fine(&zygote);
        }),
        trial("kept::what_throws_goes_on_and_what_is_late_is_over", || {
            let zygote = start(&spec());
            let (mut warm, mut host) = (zygote.warm().unwrap(), Told::default());
            assert!(matches!(
                again(&zygote, &mut warm, json!({ "do": "throw" }), &mut host).end,
                End::Threw(_)
            ));
            assert_eq!(
                again(&zygote, &mut warm, json!({ "do": "hello" }), &mut host).end,
                End::Reply(json!("hello"))
            );
            assert_eq!(again(&zygote, &mut warm, json!({ "do": "spin_deaf" }), &mut host).end, End::Deadline);
            assert!(warm.is_over());
            let after = again(&zygote, &mut warm, json!({ "do": "hello" }), &mut host);
            assert!(matches!(after.end, End::NotStarted { .. }));
            others_are_fine(&zygote);
        }),
        trial("kept::budgets_are_counted_for_each_invocation", || {
            let mut limited = spec();
            limited.limits.calls = 3;
            let zygote = start(&limited);
            let (mut warm, mut host) = (zygote.warm().unwrap(), Told::default());
            for _ in 0..3 {
                let outcome = again(&zygote, &mut warm, json!({ "do": "calls", "with": 3 }), &mut host);
                assert!(matches!(outcome.end, End::Reply(_)), "{outcome:?}");
                assert_eq!(outcome.calls, 3);
            }
            let outcome = again(&zygote, &mut warm, json!({ "do": "calls", "with": 4 }), &mut host);
            assert_eq!(outcome.end, End::Flooded { what: "calls" });
        }),
        trial("kept::one_that_is_let_go_ends", || {
            let zygote = start(&spec());
            let mut host = Told::default();
            // More than may run at a time: each is gone before the next.
            for _ in 0..40 {
                let mut warm = zygote.warm().unwrap();
                let outcome = again(&zygote, &mut warm, json!({ "do": "hello" }), &mut host);
                assert_eq!(outcome.end, End::Reply(json!("hello")));
            }
        }),
    ]
}
