//! From a freshly started program to a zygote: two processes, because a namespace of processes begins with a child.
//!
//! The outer one holds nothing and waits: for the inner one to end, or for the supervisor to go. The inner one is the first
//! process of its namespace, so when it ends, for whatever reason, the kernel ends everything it started.

use std::{
    fs::File,
    io::{self, Read},
    os::fd::{AsFd, FromRawFd, OwnedFd},
};

use crate::{
    control,
    guest::Maker,
    spec::{Boot, Level, Profile},
    sys::{self, Forked},
    walls::{files, namespaces, resources, system_calls},
    wire::{FromZygote, ToZygote},
    zygote,
};

/// The argument that makes a program a zygote.
pub(crate) const ARGUMENT: &str = "assay-jail-zygote";
/// The descriptors it is started with.
pub(crate) const CONTROL: i32 = 3;
/// Ends when the supervisor does.
pub(crate) const LIFELINE: i32 = 4;

/// Becomes a zygote, if this process was started to be one, and does not return then.
///
/// To be called first thing in `main`, before any thread starts and before anything is opened. `guests` are those a
/// [`crate::Spec`] can name.
pub fn enter(guests: &[(&str, Maker)]) {
    let mut arguments = std::env::args_os();
    let (Some(_), Some(first), None) = (arguments.next(), arguments.next(), arguments.next()) else { return };
    if first != ARGUMENT {
        return;
    }
    // Nothing of what follows is told on a terminal: it may be the guest's.
    std::panic::set_hook(Box::new(|_| {}));
    let code = i32::from(outer(guests).is_err());
    sys::leave(code)
}

#[expect(unsafe_code, reason = "the two descriptors this program was started with")]
fn outer(guests: &[(&str, Maker)]) -> io::Result<()> {
    // SAFETY: the supervisor put them there, and nobody else in this process knows of them.
    let (control, lifeline) = unsafe { (OwnedFd::from_raw_fd(CONTROL), File::from_raw_fd(LIFELINE)) };
    let Some((ToZygote::Boot { boot }, _)) = control::receive(&control)? else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    match prepare(&boot) {
        Ok(prepared) => match sys::fork()? {
            Forked::Child => {
                drop(lifeline);
                inner(guests, &boot, prepared, control)
            }
            Forked::Parent(pid) => {
                drop(control);
                watch(pid, lifeline)
            }
        },
        Err(because) => control::send(&control, &FromZygote::Broken { because }, None),
    }
}

/// What the outer process found out.
struct Prepared {
    in_namespaces: bool,
    data_before: u64,
    because: Vec<String>,
}

fn prepare(boot: &Boot) -> Result<Prepared, String> {
    let told = |what: &str, error: &dyn std::fmt::Display| format!("{what}: {error}");
    let threads =
        std::fs::read_dir("/proc/self/task").map_err(|error| told("counting threads", &error))?.count();
    if threads != 1 {
        return Err(format!("{threads} threads run already; `enter` must be the first thing in `main`"));
    }
    let data_before = resources::data_now();
    let guards = boot.guards;
    if guards.privileges && rustix::process::geteuid().is_root() && boot.view.read.is_empty() {
        sys::become_nobody(namespaces::NOBODY).map_err(|error| told("giving up root", &error))?;
        // The files below `/proc/self` belong to root otherwise, and the namespace is set up by writing to them.
        sys::prctl(libc::PR_SET_DUMPABLE, 1).map_err(|error| told("prctl", &error))?;
    }
    let mut because = Vec::new();
    let mut in_namespaces = false;
    if guards.namespaces {
        match namespaces::enter() {
            Ok(()) => in_namespaces = true,
            Err(error) => because.push(told("namespaces", &error)),
        }
    }
    Ok(Prepared { in_namespaces, data_before, because })
}

/// Waits for the inner process; ends it when the supervisor is gone.
fn watch(pid: i32, mut lifeline: File) -> io::Result<()> {
    let process = rustix::process::Pid::from_raw(pid).ok_or(io::ErrorKind::InvalidInput)?;
    let process = rustix::process::pidfd_open(process, rustix::process::PidfdFlags::empty())?;
    loop {
        let mut fds = [
            rustix::event::PollFd::new(&process, rustix::event::PollFlags::IN),
            rustix::event::PollFd::new(&lifeline, rustix::event::PollFlags::IN),
        ];
        match rustix::event::poll(&mut fds, None) {
            Err(rustix::io::Errno::INTR) => continue,
            other => other?,
        };
        let is_gone = fds[0].revents() != rustix::event::PollFlags::empty();
        if !is_gone && lifeline.read(&mut [0]).is_ok_and(|count| count > 0) {
            continue;
        }
        let _ = sys::kill(pid, libc::SIGKILL);
        sys::wait(pid, true)?;
        return Ok(());
    }
}

fn inner(guests: &[(&str, Maker)], boot: &Boot, prepared: Prepared, control: OwnedFd) -> ! {
    let broken =
        |because: String| i32::from(control::send(&control, &FromZygote::Broken { because }, None).is_err());
    let code = match guests.iter().find(|(name, _)| *name == boot.guest) {
        None => broken(format!("the launcher has no guest `{}`", boot.guest)),
        Some((_, make)) => {
            // Before the walls: libraries look around once, when they start, and nothing foreign is here yet.
            let guest = make();
            match wall_in(boot, prepared) {
                Err(because) => broken(because),
                Ok(walled) => {
                    let ready = FromZygote::Ready { level: walled.level, because: walled.because.clone() };
                    let served = control::send(&control, &ready, None)
                        .and_then(|()| zygote::serve(boot, &walled, guest, control.as_fd()));
                    i32::from(served.is_err())
                }
            }
        }
    };
    sys::leave(code)
}

/// What stands around the zygote, and what is still to be put up around each fork.
pub(crate) struct Walled {
    /// Tells of ended children.
    pub(crate) signals: OwnedFd,
    pub(crate) level: Level,
    pub(crate) because: Vec<String>,
    pub(crate) files: Option<files::Rules>,
    pub(crate) system_calls: Option<system_calls::Filters>,
}

/// Puts up every wall that was asked for. A wall that does not stand is a lower level, or no zygote.
fn wall_in(boot: &Boot, prepared: Prepared) -> Result<Walled, String> {
    let guards = boot.guards;
    let told = |what: &str, error: &dyn std::fmt::Display| format!("{what}: {error}");
    let Prepared { in_namespaces, data_before, mut because } = prepared;
    // Dies with the outer one, where there is no namespace of processes to see to it.
    sys::prctl(libc::PR_SET_PDEATHSIG, 9).map_err(|error| told("prctl", &error))?;
    let mut is_full = in_namespaces;
    if in_namespaces && guards.root {
        namespaces::empty_root(&boot.view).map_err(|error| told("an empty root", &error))?;
    } else {
        is_full = false;
    }
    if guards.privileges {
        sys::drop_capabilities().map_err(|error| told("capabilities", &error))?;
        sys::prctl(libc::PR_SET_DUMPABLE, 0).map_err(|error| told("prctl", &error))?;
        sys::prctl(libc::PR_SET_NO_NEW_PRIVS, 1).map_err(|error| told("prctl", &error))?;
    }
    if guards.rlimits {
        resources::apply(&boot.limits, boot.profile, data_before)
            .map_err(|error| told("resource limits", &error))?;
    }
    if guards.descriptors && boot.profile == Profile::Pure {
        sys::close_range(0, CONTROL.cast_unsigned() - 1).map_err(|error| told("descriptors", &error))?;
    }
    // Made now, for the list of system calls has nothing that makes one.
    let signals = sys::child_signals().map_err(|error| told("a descriptor for signals", &error))?;
    let mut files = None;
    if guards.landlock {
        let rules = files::Rules::new(&boot.view).map_err(|error| told("landlock", &error))?;
        if rules.apply().map_err(|error| told("landlock", &error))? {
            files = Some(rules);
        } else {
            because.push("landlock: this kernel does not have it".into());
        }
    }
    let mut system_calls = None;
    if guards.seccomp {
        let filters = system_calls::Filters::new(boot.profile).map_err(|error| told("seccomp", &error))?;
        filters.apply_to_zygote().map_err(|error| told("seccomp", &error))?;
        system_calls = Some(filters);
    }
    let is_filtered = system_calls.is_some() && files.is_some() && guards.rlimits && guards.privileges;
    let level = match (is_full, is_filtered) {
        (true, true) => Level::Full,
        (false, true) => Level::Filtered,
        _ => Level::None,
    };
    Ok(Walled { signals, level, because, files, system_calls })
}
