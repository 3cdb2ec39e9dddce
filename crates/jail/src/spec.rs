//! What a jail is to hold, and how tightly.

use std::{path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What holds a guest. Every outcome carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing but a process of its own and its deadline. Only where somebody said `--unsafe-no-jail`.
    None,
    /// System calls, files and resources are limited; the machine's processes and network are seen, not reached.
    Filtered,
    /// All of that, in namespaces of its own: no file, no network, no other process exists for it.
    Full,
}

/// Which system calls a guest gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Compute, and speak over the channel. For an engine that brings everything with it.
    Pure,
    /// And threads, and reading the files of the view. For a tool of ours that works on foreign files.
    Tool,
    /// And code made at run time, in a program of the machine that is started inside. For an engine that is no library of ours.
    /// What is not listed is refused, where it ends the process otherwise: such a program asks for much and does without.
    Runtime,
}

/// What exists below `/` for a guest. All of it can only be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Files and directories, absolute, each at its own path.
    pub read: Vec<PathBuf>,
    /// Programs that can be run, and the libraries they are linked to, each at its own path.
    #[serde(default)]
    pub run: Vec<PathBuf>,
}

/// How much a guest may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Memory of one process beside what the zygote had at its start, in bytes.
    pub memory: u64,
    /// Memory of the zygote and all its forks together, in bytes; held where a control group can be written.
    pub memory_together: u64,
    /// Time to load the program, by the clock on the wall.
    pub load: Duration,
    /// Processor time of one process.
    pub cpu: Duration,
    /// Invocations at the same time.
    pub concurrent: u32,
    /// What a guest may log in one invocation: lines and bytes. The rest is counted and dropped.
    pub log_lines: u32,
    /// See `log_lines`.
    pub log_bytes: usize,
    /// Calls to the host in one invocation; one more ends it.
    pub calls: u32,
    /// Bytes a guest may send in one invocation; one more ends it.
    pub sent_bytes: u64,
}

impl Default for Limits {
    /// The platform's defaults where it has any: 512 MB, 25 s, 100 requests to the network are counted elsewhere.
    fn default() -> Self {
        Self {
            memory: 512 << 20,
            memory_together: 2 << 30,
            load: Duration::from_secs(10),
            cpu: Duration::from_secs(25),
            concurrent: 32,
            log_lines: 1_000,
            log_bytes: 1 << 20,
            calls: 2_000,
            sent_bytes: 64 << 20,
        }
    }
}

/// The single walls of a jail. All stand; a test takes one away, to show that it is this one that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one wall, up or down")]
pub struct Guards {
    /// User, process, network, mount, IPC and host name namespaces.
    pub namespaces: bool,
    /// An empty root directory.
    pub root: bool,
    /// The list of system calls.
    pub seccomp: bool,
    /// No file, no TCP, no signal to outside.
    pub landlock: bool,
    /// Resource limits.
    pub rlimits: bool,
    /// A control group for all of a zygote's processes.
    pub cgroup: bool,
    /// Closing every descriptor but the channel.
    pub descriptors: bool,
    /// Killing at the deadline.
    pub deadline: bool,
    /// Limits on what is read from a guest: frames, calls, logs.
    pub budgets: bool,
    /// Giving up identity and capabilities.
    pub privileges: bool,
}

impl Default for Guards {
    fn default() -> Self {
        Self::all(true)
    }
}

impl Guards {
    pub(crate) fn all(stand: bool) -> Self {
        Self {
            namespaces: stand,
            root: stand,
            seccomp: stand,
            landlock: stand,
            rlimits: stand,
            cgroup: stand,
            descriptors: stand,
            deadline: stand,
            budgets: stand,
            privileges: stand,
        }
    }
}

/// What to start.
#[derive(Debug, Clone)]
pub struct Spec {
    /// The program that calls [`crate::enter`] first thing; this very program where nothing is said.
    pub launcher: Option<PathBuf>,
    /// The name of a guest the launcher registers.
    pub guest: String,
    /// Which system calls it gets.
    pub profile: Profile,
    /// Which files exist.
    pub view: View,
    /// What the guest is told besides the program.
    pub options: Value,
    /// The program to load.
    pub program: Vec<u8>,
    /// How much it may use.
    pub limits: Limits,
    /// The least that will do: where the machine gives less, [`crate::Zygote::start`] refuses.
    pub at_least: Level,
    guards: Guards,
}

impl Spec {
    /// A guest and its program, with every wall up, and never less than [`Level::Filtered`].
    #[must_use]
    pub fn new(guest: &str, program: Vec<u8>) -> Self {
        Self {
            launcher: None,
            guest: guest.to_owned(),
            profile: Profile::Pure,
            view: View::default(),
            options: Value::Null,
            program,
            limits: Limits::default(),
            at_least: Level::Filtered,
            guards: Guards::default(),
        }
    }

    /// No jail at all: `--unsafe-no-jail`.
    #[must_use]
    pub fn without_jail(mut self) -> Self {
        self.at_least = Level::None;
        self.guards = Guards { deadline: true, budgets: true, ..Guards::all(false) };
        self
    }

    /// Takes walls away, so that a test can show what each of them holds.
    #[cfg(feature = "weaken")]
    #[must_use]
    pub fn weakened(mut self, change: impl FnOnce(&mut Guards)) -> Self {
        self.at_least = Level::None;
        change(&mut self.guards);
        self
    }

    pub(crate) fn guards(&self) -> Guards {
        self.guards
    }
}

/// What a zygote is told first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Boot {
    pub(crate) guest: String,
    pub(crate) profile: Profile,
    pub(crate) view: View,
    pub(crate) limits: Limits,
    pub(crate) guards: Guards,
}
