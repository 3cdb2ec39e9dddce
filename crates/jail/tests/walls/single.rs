//! Each act, with all walls, with each of the walls that hold it alone, and with none.

use std::net::TcpListener;

use assay_jail::{End, Guards, Level};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{ask, guest::NEVER, has_namespaces, none, only, others_are_fine, spec, start, trial};

pub(crate) type Wall = (&'static str, fn(&mut Guards));

pub(crate) const ROOT: Wall = ("root", |guards| {
    guards.namespaces = true;
    guards.root = true;
});
pub(crate) const NAMESPACES: Wall = ("namespaces", |guards| guards.namespaces = true);
pub(crate) const SECCOMP: Wall = ("seccomp", |guards| guards.seccomp = true);
pub(crate) const LANDLOCK: Wall = ("landlock", |guards| guards.landlock = true);
pub(crate) const RLIMITS: Wall = ("rlimits", |guards| guards.rlimits = true);
const DESCRIPTORS: Wall = ("descriptors", |guards| guards.descriptors = true);
/// The processes of one program are nobody's to trace once they are not dumpable.
const PRIVILEGES: Wall = ("privileges", |guards| guards.privileges = true);

/// What a guest tries, which walls hold it each by itself, and how success looks.
pub(crate) struct Act {
    pub(crate) name: &'static str,
    pub(crate) asked: fn() -> (Value, Box<dyn std::any::Any>),
    pub(crate) walls: &'static [Wall],
    pub(crate) succeeded: fn(&End) -> bool,
}

pub(crate) fn gave_zero_or_more(end: &End) -> bool {
    matches!(end, End::Reply(value) if value.as_i64().is_some_and(|it| it >= 0) || value == true)
}

pub(crate) fn plain(asked: Value) -> (Value, Box<dyn std::any::Any>) {
    (asked, Box::new(()))
}

pub(crate) fn a_listener() -> (Value, Box<dyn std::any::Any>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    (json!({ "do": "connect", "with": port }), Box::new(listener))
}

pub(crate) fn an_abstract_listener() -> (Value, Box<dyn std::any::Any>) {
    use std::os::{linux::net::SocketAddrExt, unix::net};
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let next = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let name = format!("assay-test-{}-{next}", std::process::id());
    let address = net::SocketAddr::from_abstract_name(&name).unwrap();
    let listener = net::UnixListener::bind_addr(&address).unwrap();
    (json!({ "do": "connect_abstract", "with": name }), Box::new(listener))
}

pub(crate) fn a_place_for_a_file() -> (Value, Box<dyn std::any::Any>) {
    let directory = tempfile::tempdir().unwrap();
    #[cfg(unix)]
    std::os::unix::fs::chown(directory.path(), Some(65_534), None).ok();
    let path = directory.path().join("left");
    (json!({ "do": "write_file", "with": path }), Box::new(directory))
}

const ACTS: &[Act] = &[
    Act {
        name: "reading_a_file",
        asked: || plain(json!({ "do": "open", "with": "/etc/passwd" })),
        walls: &[ROOT, LANDLOCK, SECCOMP],
        succeeded: gave_zero_or_more,
    },
    Act {
        name: "listing_processes",
        asked: || plain(json!({ "do": "open", "with": "/proc/1/status" })),
        walls: &[ROOT, LANDLOCK, SECCOMP],
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
        name: "running_a_program",
        asked: || plain(json!({ "do": "execute", "with": "/bin/true" })),
        walls: &[ROOT, LANDLOCK, SECCOMP],
        // It replaced the guest, and ended well, so nobody answered.
        succeeded: |end| *end == End::Vanished,
    },
    Act {
        name: "making_code_at_run_time",
        asked: || plain(json!({ "do": "executable_memory" })),
        walls: &[SECCOMP],
        succeeded: gave_zero_or_more,
    },
    Act {
        name: "leaving_a_file",
        asked: a_place_for_a_file,
        walls: &[ROOT, LANDLOCK, SECCOMP, RLIMITS],
        succeeded: |end| *end == End::Reply(json!(11)),
    },
    Act {
        name: "using_up_descriptors",
        asked: || plain(json!({ "do": "duplicate", "with": 500 })),
        walls: &[SECCOMP, RLIMITS],
        succeeded: |end| *end == End::Reply(json!(500)),
    },
    Act {
        name: "finding_descriptors_that_were_left_open",
        asked: || plain(json!({ "do": "descriptors_by_reading" })),
        walls: &[DESCRIPTORS],
        succeeded: |end| matches!(end, End::Reply(count) if count.as_u64().unwrap() > 1),
    },
];

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for act in ACTS {
        trials.push(trial(format!("single::{}_is_held_by_all_walls", act.name), || {
            let zygote = start(&spec());
            let (asked, _kept) = (act.asked)();
            let outcome = ask(&zygote, asked);
            assert!(!(act.succeeded)(&outcome.end), "{outcome:?}");
            others_are_fine(&zygote);
        }));
        for (wall, up) in act.walls {
            trials.push(trial(format!("single::{}_is_held_by_{wall}_alone", act.name), move || {
                if matches!(*wall, "namespaces" | "root") && !has_namespaces() {
                    eprintln!("not tried: this machine has no namespaces for us");
                    return;
                }
                let zygote = start(&only(up));
                let (asked, _kept) = (act.asked)();
                let outcome = ask(&zygote, asked);
                assert!(!(act.succeeded)(&outcome.end), "{outcome:?}");
            }));
        }
        trials.push(trial(format!("single::{}_works_without_walls", act.name), || {
            let zygote = start(&only(|_| {}));
            let (asked, _kept) = (act.asked)();
            let outcome = ask(&zygote, asked);
            assert!((act.succeeded)(&outcome.end), "{outcome:?}");
        }));
    }
    for (name, _) in NEVER {
        trials.push(trial(format!("single::the_call_{name}_ends_the_process"), move || {
            let asked = json!({ "do": "call", "with": name });
            let zygote = start(&only(|guards| guards.seccomp = true));
            assert_eq!(ask(&zygote, asked.clone()).end, End::ForbiddenSystemCall);
            others_are_fine(&zygote);
            assert_eq!(ask(&start(&only(|_| {})), asked).end, End::Reply(json!("came back")));
        }));
    }
    trials.push(trial("single::a_sibling_cannot_be_signalled", siblings_cannot_be_signalled));
    trials.push(trial("single::a_sibling_cannot_be_traced", siblings_cannot_be_traced));
    trials.push(trial("single::the_guest_is_nobody", the_guest_is_nobody));
    trials.push(trial("single::levels_are_told_as_they_are", levels));
    trials
}

/// A host that tells the number of who calls, and answers only when it may.
struct Holding {
    tell: std::sync::mpsc::Sender<Value>,
    go: std::sync::mpsc::Receiver<()>,
}

impl assay_jail::Host for Holding {
    fn call(&mut self, descriptor: &Value, _: &str, _: &assay_jail::Init) -> assay_jail::Reply {
        self.tell.send(descriptor.clone()).unwrap();
        let _ = self.go.recv();
        assay_jail::Reply::json(200, &Value::Null)
    }
}

/// What an act on another process of the same program gave, and how that other process ended.
pub(crate) fn with_sibling(spec: &assay_jail::Spec, act: &'static str) -> (End, End) {
    use std::sync::mpsc::channel;
    let zygote = start(spec);
    std::thread::scope(|scope| {
        let ((tell, told), (may_go, go)) = (channel(), channel());
        let sibling = scope.spawn({
            let zygote = &zygote;
            move || {
                let envelope = json!({ "do": "number_then_call" });
                let deadline = std::time::Duration::from_secs(20);
                zygote.invoke(&assay_jail::Invocation { envelope, deadline }, &mut Holding { tell, go }).end
            }
        });
        let number = told.recv().unwrap();
        let done = ask(&zygote, json!({ "do": act, "with": number })).end;
        may_go.send(()).unwrap();
        (done, sibling.join().unwrap())
    })
}

/// In a namespace of its own, so that numbers can be guessed; the walls in question beside.
fn in_namespace(up: fn(&mut Guards)) -> assay_jail::Spec {
    only(move |guards| {
        guards.namespaces = true;
        up(guards);
    })
}

fn siblings_cannot_be_signalled() {
    if !has_namespaces() {
        eprintln!("not tried: this machine has no namespaces for us");
        return;
    }
    let slept = End::Reply(json!(200));
    assert_eq!(with_sibling(&spec(), "kill").1, slept);
    for (_, up) in [LANDLOCK, SECCOMP] {
        assert_eq!(with_sibling(&in_namespace(up), "kill").1, slept);
    }
    assert_eq!(with_sibling(&in_namespace(|_| {}), "kill").1, End::Killed);
}

fn siblings_cannot_be_traced() {
    if !has_namespaces() {
        eprintln!("not tried: this machine has no namespaces for us");
        return;
    }
    assert!(!gave_zero_or_more(&with_sibling(&spec(), "trace").0));
    for (wall, up) in [LANDLOCK, SECCOMP, PRIVILEGES] {
        assert!(!gave_zero_or_more(&with_sibling(&in_namespace(up), "trace").0), "{wall}");
    }
    assert!(gave_zero_or_more(&with_sibling(&in_namespace(|_| {}), "trace").0));
}

fn the_guest_is_nobody() {
    let asked = json!({ "do": "user" });
    let mut seccomp_off = only(|guards| {
        guards.privileges = true;
        guards.namespaces = true;
    });
    seccomp_off.at_least = Level::None;
    let End::Reply(told) = ask(&start(&seccomp_off), asked.clone()).end else { panic!() };
    assert_ne!(told[0], 0, "{told}");
    let End::Reply(told) = ask(&start(&only(|_| {})), asked).end else { panic!() };
    // SAFETY: it asks.
    assert_eq!(told[0], unsafe { libc::getuid() }, "{told}");
}

fn levels() {
    let level = start(&spec()).level();
    assert!(level >= Level::Filtered, "{level:?}");
    assert_eq!(start(&spec().weakened(|guards| guards.namespaces = false)).level(), Level::Filtered);
    for (_, down) in [
        ("seccomp", (|guards: &mut Guards| guards.seccomp = false) as fn(&mut Guards)),
        ("landlock", |guards| guards.landlock = false),
        ("rlimits", |guards| guards.rlimits = false),
        ("everything", |guards| *guards = none()),
    ] {
        assert_eq!(start(&spec().weakened(down)).level(), Level::None);
    }
    assert_eq!(start(&spec().without_jail()).level(), Level::None);
    let mut demanding = spec().weakened(|guards| guards.namespaces = false);
    demanding.at_least = Level::Full;
    let error = assay_jail::Zygote::start(&demanding).unwrap_err();
    assert!(matches!(error, assay_jail::Error::TooWeak { level: Level::Filtered, .. }), "{error}");
}
