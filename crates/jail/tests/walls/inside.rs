//! A program of the machine that runs inside and is hostile: each act with all walls of a runtime's jail, with each of those
//! that hold it alone, and with none. It may make code at run time and read what it is shown: that is what it is there for.

use std::{
    ffi::CString,
    io::{Read, Write},
    os::{
        fd::FromRawFd,
        unix::{fs::PermissionsExt, net::UnixStream},
    },
    path::PathBuf,
    process::Command,
    sync::OnceLock,
    time::Duration,
};

use assay_jail::{End, Guards, Guest, Inside, Level, Line, Profile, Spec, Thrown};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    ask, ask_within,
    channel::frame,
    guest::{NEVER, act_alone},
    has_namespaces, only_of,
    single::{
        Act, LANDLOCK, NAMESPACES, RLIMITS, ROOT, SECCOMP, a_listener, a_place_for_a_file,
        an_abstract_listener, gave_zero_or_more, plain, with_sibling,
    },
    start, trial,
};

const ARGUMENT: &str = "be-the-program-inside";

/// The guest that stands before the program.
struct Before(Option<CString>);

pub(crate) fn make() -> Box<dyn Guest> {
    Box::new(Before(None))
}

impl Guest for Before {
    fn load(&mut self, options: &Value, _: &[u8], _: &mut Line) -> Result<Value, Thrown> {
        self.0 = CString::new(options.as_str().unwrap()).ok();
        Ok(Value::Null)
    }

    fn invoke(&mut self, envelope: &[u8], line: &mut Line) -> Result<Vec<u8>, Thrown> {
        let inside =
            Inside { program: self.0.clone().unwrap(), arguments: vec![CString::new(ARGUMENT).unwrap()] };
        inside.serve(line, &Value::Null, b"", Some(envelope))
    }
}

/// This program as the one inside: it does what it is asked, and says what came of it.
pub(crate) fn be_it_if_asked() {
    if std::env::args().nth(1).as_deref() != Some(ARGUMENT) {
        return;
    }
    // SAFETY: the channel, which nobody else in this process knows of.
    let mut channel = unsafe { UnixStream::from_raw_fd(3) };
    read(&mut channel);
    let asked: Value = serde_json::from_slice(&read(&mut channel)).unwrap();
    let done = if asked["do"] == "number_then_call" {
        let number = std::process::id();
        let call = json!({ "kind": "call", "id": 1, "descriptor": number, "path": "/", "method": "GET", "headers": [] });
        channel.write_all(&frame(call.to_string().as_bytes(), b"")).unwrap();
        read(&mut channel);
        json!(200)
    } else {
        act_alone(&asked)
    };
    channel.write_all(&frame(b"{\"kind\":\"result\"}", done.to_string().as_bytes())).unwrap();
    std::process::exit(0);
}

/// The body of the next frame.
fn read(channel: &mut UnixStream) -> Vec<u8> {
    let mut part = |length: usize| {
        let mut bytes = vec![0; length];
        channel.read_exact(&mut bytes).unwrap();
        bytes
    };
    let lengths = part(8);
    let length = |at: usize| u32::from_le_bytes(lengths[at..at + 4].try_into().unwrap()) as usize;
    part(length(0));
    part(length(4))
}

/// This program where anybody may read it, and what it is linked to.
fn program() -> &'static [PathBuf] {
    static FILES: OnceLock<(tempfile::TempDir, Vec<PathBuf>)> = OnceLock::new();
    let (_, files) = FILES.get_or_init(|| {
        let own = std::env::current_exe().unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
        let program = folder.path().join("program");
        std::fs::copy(&own, &program).unwrap();
        let linked = Command::new("ldd").arg(&own).output().unwrap();
        let linked = String::from_utf8(linked.stdout).unwrap();
        let libraries = linked.split_whitespace().filter(|word| word.starts_with('/')).map(PathBuf::from);
        let files = std::iter::once(program).chain(libraries).collect();
        (folder, files)
    });
    files
}

fn spec() -> Spec {
    let mut spec = crate::spec();
    spec.guest = "inside".to_owned();
    spec.profile = Profile::Runtime;
    spec.view.run = program().to_vec();
    spec.options = json!(program()[0]);
    spec
}

fn only(up: impl FnOnce(&mut Guards)) -> Spec {
    only_of(spec(), up)
}

const ACTS: &[Act] = &[
    Act {
        name: "reading_a_file",
        asked: || plain(json!({ "do": "open", "with": "/etc/passwd" })),
        walls: &[ROOT, LANDLOCK],
        succeeded: gave_zero_or_more,
    },
    Act {
        name: "listing_processes",
        asked: || plain(json!({ "do": "open", "with": "/proc/1/status" })),
        walls: &[ROOT, LANDLOCK],
        succeeded: gave_zero_or_more,
    },
    Act {
        name: "connecting_to_the_machine",
        asked: a_listener,
        walls: &[NAMESPACES, LANDLOCK, SECCOMP],
        succeeded: gave_zero_or_more,
    },
    Act {
        name: "connecting_to_an_abstract_socket",
        asked: an_abstract_listener,
        walls: &[NAMESPACES, LANDLOCK, SECCOMP],
        succeeded: gave_zero_or_more,
    },
    Act {
        name: "signalling_the_supervisor",
        asked: || plain(json!({ "do": "signal", "with": std::process::id() })),
        walls: &[NAMESPACES, LANDLOCK, SECCOMP],
        succeeded: gave_zero_or_more,
    },
    Act {
        name: "making_a_process",
        asked: || plain(json!({ "do": "fork", "with": 1 })),
        walls: &[SECCOMP],
        succeeded: |end| *end == End::Reply(json!(1)),
    },
    Act {
        name: "running_another_program",
        asked: || plain(json!({ "do": "execute", "with": "/bin/true" })),
        walls: &[ROOT, LANDLOCK],
        // It took the program's place, and ended well, so nobody answered.
        succeeded: |end| matches!(end, End::Threw(error) if error.message.contains("without an answer")),
    },
    Act {
        name: "leaving_a_file",
        asked: a_place_for_a_file,
        walls: &[ROOT, LANDLOCK, RLIMITS],
        succeeded: |end| *end == End::Reply(json!(11)),
    },
    Act {
        name: "using_up_descriptors",
        asked: || plain(json!({ "do": "duplicate_raised", "with": 2000 })),
        walls: &[RLIMITS],
        succeeded: |end| *end == End::Reply(json!(2000)),
    },
    Act {
        name: "taking_memory",
        asked: || plain(json!({ "do": "memory", "with": 200 })),
        walls: &[RLIMITS],
        succeeded: |end| *end == End::Reply(json!(200)),
    },
    Act {
        name: "making_a_namespace",
        asked: || plain(json!({ "do": "namespace" })),
        walls: &[SECCOMP],
        succeeded: gave_zero_or_more,
    },
];

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for act in ACTS {
        let outcome = |spec: &Spec| {
            let (asked, _kept) = (act.asked)();
            ask(&start(spec), asked)
        };
        trials.push(trial(format!("inside::{}_is_held_by_all_walls", act.name), move || {
            let outcome = outcome(&spec());
            assert!(!(act.succeeded)(&outcome.end), "{outcome:?}");
        }));
        for (wall, up) in act.walls {
            trials.push(trial(format!("inside::{}_is_held_by_{wall}_alone", act.name), move || {
                if matches!(*wall, "namespaces" | "root") && !has_namespaces() {
                    eprintln!("not tried: this machine has no namespaces for us");
                    return;
                }
                let outcome = outcome(&only(up));
                assert!(!(act.succeeded)(&outcome.end), "{outcome:?}");
            }));
        }
        trials.push(trial(format!("inside::{}_works_without_walls", act.name), move || {
            let outcome = outcome(&only(|_| {}));
            assert!((act.succeeded)(&outcome.end), "{outcome:?}");
        }));
    }
    // Reading what it is shown is not refused.
    for (name, _) in NEVER.iter().filter(|(name, _)| *name != "openat") {
        trials.push(trial(format!("inside::the_call_{name}_is_refused"), move || {
            let asked = json!({ "do": "call_gives", "with": name });
            let refused = End::Reply(json!(-libc::EPERM));
            assert_eq!(ask(&start(&only(|guards| guards.seccomp = true)), asked.clone()).end, refused);
            assert_ne!(ask(&start(&only(|_| {})), asked).end, refused, "it is refused without the list");
        }));
    }
    trials.push(trial("inside::a_sibling_is_neither_signalled_nor_traced", siblings));
    trials.push(trial("inside::the_program_has_its_channel_and_no_other_descriptor", || {
        // Beside the three that lead nowhere.
        assert_eq!(ask(&start(&spec()), json!({ "do": "descriptors" })).end, End::Reply(json!(4)));
    }));
    trials.push(trial("inside::the_program_is_nobody", || {
        let asked = json!({ "do": "user" });
        let End::Reply(told) = ask(&start(&spec()), asked.clone()).end else { panic!() };
        assert_ne!(told[0], 0, "{told}");
        // SAFETY: it asks.
        let own = unsafe { libc::getuid() };
        let End::Reply(told) = ask(&start(&only(|_| {})), asked).end else { panic!() };
        assert_eq!(told[0], own, "{told}");
    }));
    trials.push(trial("inside::processor_time_and_the_deadline_end_it", || {
        let mut limited = only(|guards| guards.rlimits = true);
        limited.limits.cpu = Duration::ZERO;
        let asked = json!({ "do": "use_processor", "with": 1500 });
        let long = Duration::from_secs(60);
        assert_eq!(ask_within(&start(&limited), asked.clone(), long).end, End::CpuSpent);
        assert_eq!(ask_within(&start(&only(|_| {})), asked, long).end, End::Reply(json!("spun")));
        let short = Duration::from_secs(2);
        assert_eq!(ask_within(&start(&spec()), json!({ "do": "spin_deaf" }), short).end, End::Deadline);
    }));
    trials.push(trial("inside::levels_are_told_as_they_are", || {
        assert!(start(&spec()).level() >= Level::Filtered);
        assert_eq!(start(&spec().weakened(|guards| guards.namespaces = false)).level(), Level::Filtered);
        assert_eq!(start(&spec().weakened(|guards| guards.seccomp = false)).level(), Level::None);
    }));
    trials
}

fn siblings() {
    if !has_namespaces() {
        eprintln!("not tried: this machine has no namespaces for us");
        return;
    }
    let slept = End::Reply(json!(200));
    let in_namespace = |up: fn(&mut Guards)| {
        only(move |guards| {
            guards.namespaces = true;
            up(guards);
        })
    };
    assert_eq!(with_sibling(&spec(), "kill").1, slept);
    assert!(!gave_zero_or_more(&with_sibling(&spec(), "trace").0));
    for (wall, up) in [LANDLOCK, SECCOMP] {
        assert_eq!(with_sibling(&in_namespace(up), "kill").1, slept, "{wall}");
        assert!(!gave_zero_or_more(&with_sibling(&in_namespace(up), "trace").0), "{wall}");
    }
    assert_ne!(with_sibling(&in_namespace(|_| {}), "kill").1, slept);
    assert!(gave_zero_or_more(&with_sibling(&in_namespace(|_| {}), "trace").0));
}
