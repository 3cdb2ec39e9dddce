//! The system calls a guest may make. What is not listed ends the process at once.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};

use crate::spec::Profile;

/// Filters, compiled once, applied in each process.
#[derive(Debug)]
pub(crate) struct Filters {
    zygote: Vec<BpfProgram>,
    guest: Vec<BpfProgram>,
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

impl Filters {
    pub(crate) fn new(profile: Profile) -> Result<Self, seccompiler::Error> {
        let guest = match profile {
            Profile::Pure => vec![allow(pure()?)?],
            Profile::Tool => vec![absent(&[libc::SYS_clone3])?, allow(tool()?)?],
            // What serves an invocation is ours, and has a list of its own for what it starts.
            Profile::Runtime => Vec::new(),
        };
        let mut zygote = match profile {
            Profile::Pure => pure()?,
            Profile::Tool => tool()?,
            Profile::Runtime => runtime()?,
        };
        add(&mut zygote, FOR_THE_ZYGOTE);
        // A fork, and nothing that makes a namespace. A tool does not fork.
        if profile != Profile::Tool {
            zygote.insert(libc::SYS_clone, vec![no_flags(0, NAMESPACES)?]);
        }
        let zygote = match profile {
            Profile::Pure => vec![allow(zygote)?],
            Profile::Tool => vec![absent(&[libc::SYS_clone3])?, allow(zygote)?],
            Profile::Runtime => vec![absent(&[libc::SYS_clone3])?, or_refuse(zygote)?],
        };
        Ok(Self { zygote, guest })
    }

    /// For the process that loads the program, forks, and waits.
    pub(crate) fn apply_to_zygote(&self) -> Result<(), seccompiler::Error> {
        self.zygote.iter().try_for_each(|filter| seccompiler::apply_filter(filter))
    }

    /// For the process of one invocation; on top of the zygote's.
    pub(crate) fn apply_to_guest(&self) -> Result<(), seccompiler::Error> {
        if self.guest.is_empty() {
            return Ok(());
        }
        only_itself()?;
        // The list last: it has nothing that puts up another.
        self.guest.iter().try_for_each(|filter| seccompiler::apply_filter(filter))
    }
}

/// For a program of the machine that this process is about to become: no more processes, and nobody to signal.
pub(crate) fn apply_inside() -> Result<(), seccompiler::Error> {
    let mut rules = runtime()?;
    rules.insert(libc::SYS_clone, vec![thread()?]);
    only_itself()?;
    seccompiler::apply_filter(&or_refuse(rules)?)
}

/// It may signal itself, as `abort` does, and nobody else.
fn only_itself() -> Result<(), seccompiler::Error> {
    let own = u64::from(std::process::id());
    let others =
        SeccompRule::new(vec![SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, own)?])?;
    let rules = [libc::SYS_tgkill, libc::SYS_kill, libc::SYS_rt_tgsigqueueinfo, libc::SYS_rt_sigqueueinfo]
        .map(|call| (call, vec![others.clone()]));
    seccompiler::apply_filter(&compile(rules.into(), SeccompAction::Allow, SeccompAction::KillProcess)?)
}

fn compile(
    rules: Rules,
    otherwise: SeccompAction,
    listed: SeccompAction,
) -> Result<BpfProgram, seccompiler::Error> {
    let architecture = std::env::consts::ARCH.try_into()?;
    Ok(SeccompFilter::new(rules, otherwise, listed, architecture)?.try_into()?)
}

fn allow(rules: Rules) -> Result<BpfProgram, seccompiler::Error> {
    compile(rules, SeccompAction::KillProcess, SeccompAction::Allow)
}

/// What is not listed is refused, and the process goes on.
fn or_refuse(rules: Rules) -> Result<BpfProgram, seccompiler::Error> {
    compile(rules, SeccompAction::Errno(libc::EPERM.cast_unsigned()), SeccompAction::Allow)
}

/// Calls that are answered as by a kernel that does not have them, because a library asks and does without.
fn absent(calls: &[i64]) -> Result<BpfProgram, seccompiler::Error> {
    let rules = calls.iter().map(|call| (*call, Vec::new())).collect();
    compile(rules, SeccompAction::Allow, SeccompAction::Errno(libc::ENOSYS.cast_unsigned()))
}

fn add(rules: &mut Rules, calls: &[i64]) {
    rules.extend(calls.iter().map(|call| (*call, Vec::new())));
}

/// An argument that has none of these bits.
fn no_flags(argument: u8, flags: i32) -> Result<SeccompRule, seccompiler::Error> {
    let mask = u64::from(flags.cast_unsigned());
    let none = SeccompCondition::new(argument, SeccompCmpArgLen::Qword, SeccompCmpOp::MaskedEq(mask), 0)?;
    Ok(SeccompRule::new(vec![none])?)
}

const NAMESPACES: i32 = libc::CLONE_NEWUSER
    | libc::CLONE_NEWNS
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWCGROUP;

/// Memory, time, chance, the channel, and an end.
const COMPUTE: &[i64] = &[
    libc::SYS_brk,
    libc::SYS_clock_getres,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_close,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_futex,
    libc::SYS_getpid,
    libc::SYS_getrandom,
    libc::SYS_gettid,
    libc::SYS_gettimeofday,
    libc::SYS_kill,
    libc::SYS_madvise,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_nanosleep,
    libc::SYS_ppoll,
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_recvfrom,
    libc::SYS_restart_syscall,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_yield,
    libc::SYS_sendto,
    libc::SYS_sigaltstack,
    libc::SYS_tgkill,
    libc::SYS_write,
    libc::SYS_writev,
];

/// Before the fork, and to put up the walls of the fork.
const FOR_THE_ZYGOTE: &[i64] = &[
    libc::SYS_close_range,
    libc::SYS_dup,
    libc::SYS_dup3,
    libc::SYS_fcntl,
    libc::SYS_getppid,
    libc::SYS_landlock_restrict_self,
    libc::SYS_prctl,
    libc::SYS_prlimit64,
    libc::SYS_recvmsg,
    libc::SYS_rseq,
    libc::SYS_seccomp,
    libc::SYS_sendmsg,
    libc::SYS_set_robust_list,
    libc::SYS_set_tid_address,
    libc::SYS_setrlimit,
    libc::SYS_wait4,
];

fn pure() -> Result<Rules, seccompiler::Error> {
    let mut rules = Rules::new();
    add(&mut rules, COMPUTE);
    #[cfg(target_arch = "x86_64")]
    add(&mut rules, &[libc::SYS_poll, libc::SYS_time]);
    // Memory, but none that holds code made at run time.
    for call in [libc::SYS_mmap, libc::SYS_mprotect] {
        rules.insert(call, vec![no_flags(2, libc::PROT_EXEC)?]);
    }
    // The standard library asks whether a descriptor is open before it closes it, where it checks itself.
    let asks = SeccompCondition::new(1, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, libc::F_GETFD as u64)?;
    rules.insert(libc::SYS_fcntl, vec![SeccompRule::new(vec![asks])?]);
    Ok(rules)
}

fn tool() -> Result<Rules, seccompiler::Error> {
    let mut rules = pure()?;
    add(&mut rules, THREADS);
    add(&mut rules, FILES);
    #[cfg(target_arch = "x86_64")]
    add(
        &mut rules,
        &[libc::SYS_epoll_wait, libc::SYS_open, libc::SYS_stat, libc::SYS_lstat, libc::SYS_readlink],
    );
    rules.insert(libc::SYS_clone, vec![thread()?]);
    Ok(rules)
}

/// What a runtime with a compiler of its own needs, found with `strace` on Node 20. Its memory may hold code.
fn runtime() -> Result<Rules, seccompiler::Error> {
    let mut rules = tool()?;
    add(&mut rules, RUNTIME);
    #[cfg(target_arch = "x86_64")]
    add(&mut rules, &[libc::SYS_access, libc::SYS_arch_prctl, libc::SYS_dup2, libc::SYS_getrlimit]);
    Ok(rules)
}

const RUNTIME: &[i64] = &[
    libc::SYS_capget,
    libc::SYS_execve,
    libc::SYS_getegid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getpriority,
    libc::SYS_getrusage,
    libc::SYS_getsockname,
    libc::SYS_getsockopt,
    libc::SYS_getuid,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_pipe2,
    libc::SYS_pkey_alloc,
    libc::SYS_pkey_free,
    libc::SYS_pkey_mprotect,
    libc::SYS_prlimit64,
    libc::SYS_sched_getparam,
    libc::SYS_sched_getscheduler,
    libc::SYS_set_tid_address,
    libc::SYS_socketpair,
    libc::SYS_wait4,
];

/// A new thread of this process, not a new process.
fn thread() -> Result<SeccompRule, seccompiler::Error> {
    let flag = u64::from(libc::CLONE_THREAD.cast_unsigned());
    let is_thread = SeccompCondition::new(0, SeccompCmpArgLen::Qword, SeccompCmpOp::MaskedEq(flag), flag)?;
    Ok(SeccompRule::new(vec![is_thread])?)
}

const THREADS: &[i64] = &[
    libc::SYS_clone3,
    libc::SYS_epoll_create1,
    libc::SYS_epoll_ctl,
    libc::SYS_epoll_pwait,
    libc::SYS_eventfd2,
    libc::SYS_membarrier,
    libc::SYS_rseq,
    libc::SYS_sched_getaffinity,
    libc::SYS_set_robust_list,
];

const FILES: &[i64] = &[
    libc::SYS_dup,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_fadvise64,
    libc::SYS_fcntl,
    libc::SYS_fstat,
    libc::SYS_getcwd,
    libc::SYS_getdents64,
    libc::SYS_ioctl,
    libc::SYS_lseek,
    libc::SYS_newfstatat,
    libc::SYS_openat,
    libc::SYS_pread64,
    libc::SYS_prctl,
    libc::SYS_readlinkat,
    libc::SYS_statfs,
    libc::SYS_fstatfs,
    libc::SYS_statx,
    libc::SYS_sysinfo,
    libc::SYS_uname,
];
