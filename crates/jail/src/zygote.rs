//! The zygote: loads the program once, forks for each invocation, kills what is late, tells how each ended.
//!
//! It runs nothing of the app after loading, so it always answers.

use std::{
    collections::BTreeMap,
    io,
    os::{
        fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd},
        unix::net::UnixStream,
    },
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::{
    boot::Walled,
    control,
    guest::{Guest, Line},
    spec::{Boot, Profile},
    sys::{self, Forked},
    walls::resources,
    wire::{Exit, FromZygote, Thrown, ToGuest, ToZygote},
};

/// An invocation's process.
struct Running {
    id: u64,
    /// None for one that is kept: the host ends it.
    overdue_at: Option<Instant>,
    is_overdue: bool,
}

/// Serves until the supervisor goes, and ends with everything it started.
pub(crate) fn serve(
    boot: &Boot,
    walled: &Walled,
    mut guest: Box<dyn Guest>,
    control: BorrowedFd<'_>,
) -> io::Result<()> {
    let signals = walled.signals.as_fd();
    let own = std::process::id();
    let mut running: BTreeMap<i32, Running> = BTreeMap::new();
    loop {
        let until = running.values().filter(|it| !it.is_overdue).filter_map(|it| it.overdue_at).min();
        if wait(control, signals, until)? {
            let Some((message, with)) = control::receive(control)? else { break };
            match (message, with) {
                (ToZygote::Load {}, Some(channel)) => {
                    load(guest.as_mut(), Line::new(UnixStream::from(channel)))
                }
                (ToZygote::Start { id, deadline_ms }, Some(channel)) => {
                    let most = usize::try_from(boot.limits.concurrent).unwrap_or(usize::MAX);
                    if running.len() >= most {
                        let refused = Some(format!("{most} invocations run already"));
                        report(control, id, Exit { refused, ..Exit::default() })?;
                        continue;
                    }
                    match sys::fork() {
                        Ok(Forked::Child) => {
                            child(boot, walled, guest.as_mut(), channel, own, deadline_ms.is_none())
                        }
                        Ok(Forked::Parent(pid)) => {
                            let overdue_at = deadline_ms.map(|ms| Instant::now() + Duration::from_millis(ms));
                            running.insert(pid, Running { id, overdue_at, is_overdue: false });
                        }
                        Err(error) => {
                            let refused = Some(format!("no process could be made: {error}"));
                            report(control, id, Exit { refused, ..Exit::default() })?;
                        }
                    }
                }
                (ToZygote::Kill { id }, None) => {
                    for (pid, _) in running.iter().filter(|(_, it)| it.id == id) {
                        sys::kill(*pid, libc::SIGKILL)?;
                    }
                }
                _ => return Err(io::ErrorKind::InvalidData.into()),
            }
        }
        let now = Instant::now();
        let is_late = |it: &Running| boot.guards.deadline && it.overdue_at.is_some_and(|at| at <= now);
        for (pid, it) in running.iter_mut().filter(|(_, it)| is_late(it)) {
            it.is_overdue = true;
            sys::kill(*pid, libc::SIGKILL)?;
        }
        while !running.is_empty()
            && let Some(ended) = sys::wait(-1, false)?
        {
            if let Some(it) = running.remove(&ended.pid) {
                let exit = Exit {
                    code: libc::WIFEXITED(ended.status).then(|| libc::WEXITSTATUS(ended.status)),
                    signal: libc::WIFSIGNALED(ended.status).then(|| libc::WTERMSIG(ended.status)),
                    overdue: it.is_overdue,
                    refused: None,
                    cpu_us: ended.cpu_us,
                    peak_kib: ended.peak_kib,
                };
                report(control, it.id, exit)?;
            }
        }
    }
    for pid in running.keys() {
        let _ = sys::kill(*pid, libc::SIGKILL);
    }
    Ok(())
}

fn report(control: BorrowedFd<'_>, id: u64, exit: Exit) -> io::Result<()> {
    control::send(control, &FromZygote::Exited { id, exit }, None)
}

/// Waits for a packet, an ended child, or a moment. Says whether there is a packet.
fn wait(control: BorrowedFd<'_>, signals: BorrowedFd<'_>, until: Option<Instant>) -> io::Result<bool> {
    let wait = until.map(|until| {
        let wait = until.saturating_duration_since(Instant::now());
        Timespec { tv_sec: wait.as_secs().cast_signed(), tv_nsec: wait.subsec_nanos().into() }
    });
    let mut fds = [PollFd::new(&control, PollFlags::IN), PollFd::new(&signals, PollFlags::IN)];
    match poll(&mut fds, wait.as_ref()) {
        Err(rustix::io::Errno::INTR) => return Ok(false),
        other => other?,
    };
    let [packet, ended] = fds.map(|fd| fd.revents() != PollFlags::empty());
    if ended {
        // Only that there were some counts; which is asked of the kernel.
        let _ = rustix::io::read(signals, &mut [0; 1024]);
    }
    Ok(packet)
}

fn load(guest: &mut dyn Guest, mut line: Line) {
    let Ok((ToGuest::Load { options }, program)) = line.receive() else { return };
    let outcome = guarded(|| {
        let told = guest.load(&options, &program, &mut line)?;
        Ok(told.to_string().into_bytes())
    });
    let _ = line.finish(outcome);
}

/// A panic of ours, or of a library, becomes an error of this one invocation.
fn guarded<T>(what: impl FnOnce() -> Result<T, Thrown>) -> Result<T, Thrown> {
    catch_unwind(AssertUnwindSafe(what)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
        Err(Thrown::new("EngineError", text))
    })
}

/// The process of one invocation, or of one after the other.
fn child(
    boot: &Boot,
    walled: &Walled,
    guest: &mut dyn Guest,
    channel: OwnedFd,
    zygote: u32,
    is_kept: bool,
) -> ! {
    let code = match end_with(zygote).and_then(|()| wall_in(boot, walled, channel)) {
        Ok(channel) => {
            let mut line = Line::new(UnixStream::from(channel));
            let mut served = serve_one(guest, &mut line);
            while is_kept && served.is_ok() {
                served = serve_one(guest, &mut line);
            }
            i32::from(served.is_err())
        }
        Err(_) => 70,
    };
    sys::leave(code)
}

fn serve_one(guest: &mut dyn Guest, line: &mut Line) -> io::Result<()> {
    let outcome = loop {
        break match line.receive() {
            Ok((ToGuest::Invoke {}, envelope)) => guarded(|| guest.invoke(&envelope, line)),
            // An answer an earlier invocation did not wait for.
            Ok((ToGuest::Reply { .. }, _)) => continue,
            Ok(_) => Err(Thrown::new("EngineError", "the first frame is no invocation")),
            Err(error) => return Err(error),
        };
    };
    line.finish(outcome)
}

/// Ends this process when the zygote does, where there is no namespace of processes to see to it.
fn end_with(zygote: u32) -> io::Result<()> {
    sys::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL.cast_unsigned().into())?;
    // It may have ended before we asked.
    if std::os::unix::process::parent_id() == zygote {
        Ok(())
    } else {
        Err(io::ErrorKind::NotConnected.into())
    }
}

/// The last walls, and the channel as the only descriptor, in the place of the control channel.
fn wall_in(boot: &Boot, walled: &Walled, channel: OwnedFd) -> io::Result<OwnedFd> {
    let guards = boot.guards;
    if let Some(rules) = &walled.files {
        rules.apply().map_err(io::Error::other)?;
    }
    let channel = if guards.descriptors {
        let keep = crate::boot::CONTROL;
        sys::duplicate_to(channel.as_raw_fd(), keep)?;
        std::mem::forget(channel);
        if boot.profile == Profile::Pure {
            // The zygote has closed these; what it opened since may have got their numbers.
            sys::close_range(0, keep.cast_unsigned() - 1)?;
        }
        sys::close_range(keep.cast_unsigned() + 1, u32::MAX)?;
        #[expect(unsafe_code, reason = "the descriptor just made")]
        // SAFETY: it is open, and its former owner in this process, the zygote's loop, never runs again.
        unsafe {
            OwnedFd::from_raw_fd(keep)
        }
    } else {
        channel
    };
    if guards.rlimits {
        resources::apply_to_guest(boot.limits.cpu)?;
    }
    if let Some(filters) = &walled.system_calls {
        debug_assert!(boot.profile != Profile::Tool, "a tool has done its work when it is loaded");
        filters.apply_to_guest().map_err(io::Error::other)?;
    }
    Ok(channel)
}
