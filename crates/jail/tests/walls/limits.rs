//! What is used up: time, processor, memory, processes; and what is left when the supervisor is killed.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use assay_jail::{End, Error, Zygote};
use libtest_mimic::Trial;
use serde_json::json;

use crate::{ask, ask_within, only, others_are_fine, processes::descendants, spec, start, trial};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("limits::the_deadline_ends_a_loop_that_ignores_signals", || {
            let zygote = start(&spec());
            let outcome = ask_within(&zygote, json!({ "do": "spin_deaf" }), Duration::from_millis(300));
            assert_eq!(outcome.end, End::Deadline);
            others_are_fine(&zygote);
        }),
        trial("limits::without_the_deadline_it_goes_on", || {
            let asked = json!({ "do": "spin", "with": 900 });
            let short = Duration::from_millis(300);
            assert_eq!(ask_within(&start(&spec()), asked.clone(), short).end, End::Deadline);
            let zygote = start(&spec().weakened(|guards| guards.deadline = false));
            let outcome = ask_within(&zygote, asked, short);
            // Nobody listens any more, and nobody killed it.
            assert!(outcome.usage.wall >= Duration::from_millis(850), "{outcome:?}");
        }),
        trial("limits::processor_time_ends_what_the_deadline_does_not", || {
            let mut limited = only(|guards| guards.rlimits = true);
            limited.limits.cpu = Duration::ZERO;
            let asked = json!({ "do": "use_processor", "with": 1500 });
            let long = Duration::from_secs(60);
            assert_eq!(ask_within(&start(&limited), asked.clone(), long).end, End::CpuSpent);
            assert_eq!(ask_within(&start(&only(|_| {})), asked, long).end, End::Reply(json!("spun")));
        }),
        trial("limits::memory_is_refused_past_the_limit", || {
            // 64 MB were asked for, and 64 are for the engine.
            let asked = json!({ "do": "memory", "with": 200 });
            for held in [spec(), only(|guards| guards.rlimits = true)] {
                let End::Reply(got) = ask(&start(&held), asked.clone()).end else { panic!() };
                assert!((64..200).contains(&got.as_u64().unwrap()), "{got}");
            }
            assert_eq!(ask(&start(&only(|_| {})), asked).end, End::Reply(json!(200)));
        }),
        trial("limits::a_control_group_holds_all_processes_together", || {
            let grouped = only(|guards| guards.cgroup = true);
            let zygote = start(&grouped);
            if !zygote.has_control_group() {
                eprintln!("not tried: no control group can be made here");
                return;
            }
            let asked = json!({ "do": "memory", "with": 400 });
            assert_eq!(ask(&zygote, asked.clone()).end, End::Killed);
            others_are_fine(&zygote);
            let End::Reply(made) = ask(&zygote, json!({ "do": "fork", "with": 100 })).end else { panic!() };
            assert!(made.as_u64().unwrap() < 60, "{made}");
            let zygote = start(&only(|_| {}));
            assert_eq!(ask(&zygote, asked).end, End::Reply(json!(400)));
            assert_eq!(ask(&zygote, json!({ "do": "fork", "with": 100 })).end, End::Reply(json!(100)));
        }),
        trial("limits::crashes_are_told_apart", || {
            let zygote = start(&spec());
            assert_eq!(ask(&zygote, json!({ "do": "crash" })).end, End::Crashed { signal: libc::SIGSEGV });
            assert_eq!(ask(&zygote, json!({ "do": "abort" })).end, End::Crashed { signal: libc::SIGABRT });
            let End::Threw(error) = ask(&zygote, json!({ "do": "throw" })).end else { panic!() };
            assert_eq!(error.message, "thrown");
            others_are_fine(&zygote);
        }),
        trial("limits::more_invocations_at_once_than_allowed_are_not_started", || {
            let mut narrow = spec();
            narrow.limits.concurrent = 1;
            let zygote = start(&narrow);
            let ends = std::thread::scope(|scope| {
                let running: Vec<_> = (0..3)
                    .map(|_| scope.spawn(|| ask(&zygote, json!({ "do": "spin", "with": 500 })).end))
                    .collect();
                running.into_iter().map(|it| it.join().unwrap()).collect::<Vec<_>>()
            });
            let refused = ends.iter().filter(|end| matches!(end, End::NotStarted { .. })).count();
            assert_eq!(refused, 2, "{ends:?}");
            others_are_fine(&zygote);
        }),
        trial("limits::a_top_level_that_spins_is_given_up", || {
            let mut spinning = spec();
            spinning.options = json!({ "at_load": "spin" });
            spinning.limits.load = Duration::from_millis(500);
            let error = Zygote::start(&spinning).unwrap_err();
            assert!(matches!(error, Error::NotLoaded { end: End::Deadline }), "{error}");
        }),
        trial("limits::a_top_level_that_throws_is_told", || {
            let mut throwing = spec();
            throwing.options = json!({ "at_load": "throw" });
            let error = Zygote::start(&throwing).unwrap_err();
            assert_eq!(error.to_string(), "TypeError: at the top level");
        }),
        trial("limits::a_top_level_cannot_call_the_host", || {
            let mut calling = spec();
            calling.options = json!({ "at_load": "call" });
            let told = start(&calling).loaded().told.clone();
            assert!(told.as_str().unwrap().starts_with("nothing can be called"), "{told}");
        }),
        trial("limits::nothing_is_left_when_the_supervisor_is_killed", supervisor_killed),
    ]
}

/// This program as a supervisor that can be killed: it starts a guest that spins, and tells its zygote's number.
pub(crate) fn supervise_if_asked() {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() != Some("supervise-and-spin") {
        return;
    }
    let mut spec = spec();
    if arguments.next().as_deref() == Some("filtered") {
        spec = spec.weakened(|guards| guards.namespaces = false);
    }
    let zygote = start(&spec);
    println!("{}", zygote.process_id());
    ask_within(&zygote, json!({ "do": "spin_deaf" }), Duration::from_secs(100));
    std::process::exit(0);
}

fn supervisor_killed() {
    for how in ["full", "filtered"] {
        let mut supervisor = Command::new(std::env::current_exe().unwrap())
            .args(["supervise-and-spin", how])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(supervisor.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let zygote: u32 = line.trim().parse().unwrap();
        // The outer process, the zygote, and the invocation.
        let began = Instant::now();
        let mut family = descendants(zygote);
        while family.len() < 3 && began.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(20));
            family = descendants(zygote);
        }
        assert_eq!(family.len(), 3, "{family:?}");
        supervisor.kill().unwrap();
        supervisor.wait().unwrap();
        let began = Instant::now();
        while family.iter().any(|pid| is_running(*pid)) {
            assert!(began.elapsed() < Duration::from_secs(10), "{how}: some of {family:?} still run");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Running, that is neither gone nor only waiting to be asked after.
fn is_running(pid: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| !stat.rsplit(')').next().unwrap().trim_start().starts_with(['Z', 'X']))
}
