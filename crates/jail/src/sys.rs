//! System calls that have no safe wrapper, each with the reason why it is safe here.
#![expect(unsafe_code, reason = "fork, unshare and what comes with them")]

use std::{
    ffi::{CStr, CString, c_int, c_ulong},
    io,
    os::fd::{FromRawFd, OwnedFd, RawFd},
};

/// Where `fork` returned.
pub(crate) enum Forked {
    /// In the new process.
    Child,
    /// In the old one, with the new one's number.
    Parent(i32),
}

fn checked(result: c_int) -> io::Result<c_int> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result) }
}

/// A copy of this process. Only while it has one thread: the copy has no other, and would wait for their locks for ever.
pub(crate) fn fork() -> io::Result<Forked> {
    // SAFETY: `enter` made sure that there is one thread, and nothing here starts another before this.
    match checked(unsafe { libc::fork() })? {
        0 => Ok(Forked::Child),
        pid => Ok(Forked::Parent(pid)),
    }
}

/// Leaves without running anything of a program that was loaded: no destructors, no buffers written.
pub(crate) fn leave(code: i32) -> ! {
    // SAFETY: ends the process.
    unsafe { libc::_exit(code) }
}

/// New namespaces for this process, or, for processes, for its children.
pub(crate) fn unshare(flags: c_int) -> io::Result<()> {
    // SAFETY: one thread; no memory, no descriptor table is unshared.
    checked(unsafe { libc::unshare(flags) }).map(drop)
}

/// Who waited-for processes were: number, status as `wait` gives it, what they used.
pub(crate) struct Waited {
    pub(crate) pid: i32,
    pub(crate) status: c_int,
    pub(crate) cpu_us: u64,
    pub(crate) peak_kib: u64,
}

/// One process that has ended, if there is one. `block` waits for it.
pub(crate) fn wait(pid: i32, block: bool) -> io::Result<Option<Waited>> {
    let mut status = 0;
    // SAFETY: plain data, for which zeroes are a value.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    let options = if block { 0 } else { libc::WNOHANG };
    // SAFETY: both places are ours and live.
    let pid = checked(unsafe { libc::wait4(pid, &raw mut status, options, &raw mut usage) })?;
    let micros = |time: libc::timeval| time.tv_sec.cast_unsigned() * 1_000_000 + time.tv_usec.cast_unsigned();
    Ok((pid > 0).then(|| Waited {
        pid,
        status,
        cpu_us: micros(usage.ru_utime) + micros(usage.ru_stime),
        peak_kib: usage.ru_maxrss.cast_unsigned(),
    }))
}

/// Kills a process that is ours.
pub(crate) fn kill(pid: i32, signal: c_int) -> io::Result<()> {
    // SAFETY: a number and a number.
    checked(unsafe { libc::kill(pid, signal) }).map(drop)
}

/// Closes every descriptor from `first` to `last`.
pub(crate) fn close_range(first: u32, last: u32) -> io::Result<()> {
    // SAFETY: callers own what they close: in a forked process, everything but what they keep outside the range.
    checked(unsafe { libc::syscall(libc::SYS_close_range, first, last, 0) } as c_int).map(drop)
}

/// The descriptor once more, as number `to`, kept over `execve`.
pub(crate) fn duplicate_to(from: RawFd, to: RawFd) -> io::Result<()> {
    if from == to {
        // SAFETY: clears the one flag there is.
        return checked(unsafe { libc::fcntl(from, libc::F_SETFD, 0) }).map(drop);
    }
    // SAFETY: callers own `to`.
    checked(unsafe { libc::dup3(from, to, 0) }).map(drop)
}

/// `prctl` with one argument.
pub(crate) fn prctl(option: c_int, argument: c_ulong) -> io::Result<()> {
    // SAFETY: only with options whose argument is a number.
    checked(unsafe { libc::prctl(option, argument, 0, 0, 0) }).map(drop)
}

/// Gives up every identity but `id`, for this process.
pub(crate) fn become_nobody(id: u32) -> io::Result<()> {
    // SAFETY: an empty list; then numbers.
    unsafe {
        checked(libc::setgroups(0, std::ptr::null()))?;
        checked(libc::setresgid(id, id, id))?;
        checked(libc::setresuid(id, id, id))?;
    }
    Ok(())
}

/// Gives up every capability: those it has, may take back, or could hand on.
pub(crate) fn drop_capabilities() -> io::Result<()> {
    for capability in 0..64 {
        match prctl(libc::PR_CAPBSET_DROP, capability) {
            Ok(()) => {}
            // Past the last one there is; or, outside a namespace of ours, not ours to drop.
            Err(error) if matches!(error.raw_os_error(), Some(libc::EINVAL | libc::EPERM)) => break,
            Err(error) => return Err(error),
        }
    }
    // `_LINUX_CAPABILITY_VERSION_3`, this process; effective, permitted, inheritable, twice 32 of them.
    let header: [u32; 2] = [0x2008_0522, 0];
    let none: [u32; 6] = [0; 6];
    // SAFETY: the kernel reads two words of the header and six of the data.
    checked(unsafe { libc::syscall(libc::SYS_capset, header.as_ptr(), none.as_ptr()) } as c_int).map(drop)
}

/// A descriptor that tells of ended children, and the signal that would otherwise, held back.
pub(crate) fn child_signals() -> io::Result<OwnedFd> {
    // SAFETY: the set is initialised by `sigemptyset` before it is read.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        checked(libc::sigemptyset(&raw mut set))?;
        checked(libc::sigaddset(&raw mut set, libc::SIGCHLD))?;
        checked(libc::sigprocmask(libc::SIG_BLOCK, &raw const set, std::ptr::null_mut()))?;
        let descriptor = checked(libc::signalfd(-1, &raw const set, libc::SFD_CLOEXEC | libc::SFD_NONBLOCK))?;
        Ok(OwnedFd::from_raw_fd(descriptor))
    }
}

/// Becomes another program, with these arguments and no environment. Returns only where that fails.
pub(crate) fn become_program(path: &CStr, arguments: &[CString]) -> io::Error {
    let arguments = arguments.iter().map(CString::as_c_str);
    let mut pointers: Vec<_> = std::iter::once(path).chain(arguments).map(CStr::as_ptr).collect();
    pointers.push(std::ptr::null());
    let none = [std::ptr::null()];
    // SAFETY: both lists end with a null pointer, and what they point to lives until the call.
    unsafe { libc::execve(path.as_ptr(), pointers.as_ptr(), none.as_ptr()) };
    io::Error::last_os_error()
}

/// Whether a list of system calls stands around this process.
pub(crate) fn is_filtered() -> bool {
    // SAFETY: asks.
    unsafe { libc::prctl(libc::PR_GET_SECCOMP, 0, 0, 0, 0) == 2 }
}

/// Sets a resource limit, both its values.
pub(crate) fn limit(resource: libc::__rlimit_resource_t, value: u64) -> io::Result<()> {
    limit_softly(resource, value, value)
}

/// Sets a resource limit: where it begins to be felt, and where it is final.
pub(crate) fn limit_softly(resource: libc::__rlimit_resource_t, soft: u64, hard: u64) -> io::Result<()> {
    let limit = libc::rlimit { rlim_cur: soft, rlim_max: hard };
    // SAFETY: the place is ours and live.
    checked(unsafe { libc::setrlimit(resource, &raw const limit) }).map(drop)
}

/// Marks every descriptor from `first` on as closed on exec.
pub(crate) fn close_on_exec_from(first: u32) -> io::Result<()> {
    // SAFETY: marks; closes nothing.
    checked(
        unsafe { libc::syscall(libc::SYS_close_range, first, u32::MAX, libc::CLOSE_RANGE_CLOEXEC) } as c_int
    )
    .map(drop)
}
