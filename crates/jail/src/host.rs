//! The supervisor's side: starts zygotes, answers calls, keeps deadlines.

use std::{
    collections::HashMap,
    fs::File,
    io,
    os::{
        fd::{AsFd, AsRawFd, OwnedFd},
        unix::{net::UnixStream, process::CommandExt},
    },
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    boot::{ARGUMENT, CONTROL, LIFELINE},
    control,
    outcome::{End, LogLine, Outcome, Usage},
    spec::{Boot, Level, Profile, Spec},
    sys,
    walls::resources::Group,
    wire::{Code, Exit, FromZygote, Init, Reply, Thrown, ToGuest, ToZygote},
};

mod conversation;
mod loading;
mod warm;

use conversation::{Budget, Conversation, Said};
pub use loading::Loaded;
pub use warm::Warm;

/// Who answers a guest's calls. Everything is decided here; nothing the guest says about itself counts.
pub trait Host {
    /// One call, as the guest made it: the descriptor and the path of the platform's `__forge_fetch__`, and how.
    ///
    /// It should be over well before the invocation's deadline: the guest is killed in time all the same, but nobody hears
    /// of it before this returns.
    fn call(&mut self, descriptor: &Value, path: &str, init: &Init) -> Reply;

    /// Told of code that the guest made of a text. The engine has done so, or refused it, already.
    fn code(&mut self, code: Code) {
        let _ = code;
    }

    /// Told how often that happened beside what was told of.
    fn more_code(&mut self, count: u64) {
        let _ = count;
    }

    /// Told before the first call: the number of the process that serves, which no other process of its zygote has.
    fn started(&mut self, process: u64) {
        let _ = process;
    }
}

/// One invocation to be made.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// What the guest is told, as JSON.
    pub envelope: Value,
    /// By when it must have ended.
    pub deadline: Duration,
}

/// Why there is no zygote.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The machine refused something we cannot do without.
    #[error("{what}: {source}")]
    Machine {
        /// What we wanted.
        what: &'static str,
        /// What the machine said.
        source: io::Error,
    },
    /// The jail would be weaker than asked for.
    #[error("the jail would be `{level:?}` at most: {}", because.join("; "))]
    TooWeak {
        /// What it would be.
        level: Level,
        /// What is missing, in the kernel's words.
        because: Vec<String>,
    },
    /// The zygote could not be made ready.
    #[error("the zygote could not be made ready: {because}")]
    Broken {
        /// Why.
        because: String,
    },
    /// The program threw while it was loaded.
    #[error("{}: {}", .error.name, .error.message)]
    Threw {
        /// What it threw.
        error: Thrown,
        /// What it had logged.
        logs: Vec<LogLine>,
    },
    /// Loading the program ended otherwise: late, or out of its limits.
    #[error("loading ended by {end:?}")]
    NotLoaded {
        /// How.
        end: End,
    },
}

/// A program, loaded, ready to be forked. Dropping it ends everything it started.
#[derive(Debug)]
pub struct Zygote {
    control: OwnedFd,
    process: Mutex<Child>,
    shared: Arc<Shared>,
    next: AtomicU64,
    spec: Spec,
    level: Level,
    loaded: Loaded,
    // After the process: a group with processes in it cannot go.
    group: Option<Group>,
    _lifeline: OwnedFd,
}

#[derive(Debug, Default)]
struct Shared {
    waiting: Mutex<HashMap<u64, Sender<Exit>>>,
    is_gone: AtomicBool,
}

/// How long after an end we wait to hear of it from the zygote before we end the zygote.
const GRACE: Duration = Duration::from_secs(2);

impl Zygote {
    /// Starts the launcher again as a zygote, puts up the walls, and loads the program. Calls to the host are refused
    /// meanwhile: what is loaded is shared by every invocation.
    ///
    /// # Errors
    /// Every way there is not to end up with a loaded program; nothing is left running.
    pub fn start(spec: &Spec) -> Result<Self, Error> {
        let began = Instant::now();
        let machine = |what| move |source| Error::Machine { what, source };
        let (control, theirs) = control::pair().map_err(machine("a channel to the zygote"))?;
        let (lifeline, ours) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)
            .map_err(|error| Error::Machine { what: "a pipe", source: error.into() })?;
        let process = spawn(spec, &theirs, &lifeline).map_err(machine("starting the zygote"))?;
        drop((theirs, lifeline));
        let threads = match spec.profile {
            Profile::Pure => 0,
            // As many as the machine has processors.
            Profile::Tool => 256,
            // Those of a runtime, and the process that stands before it.
            Profile::Runtime => spec.limits.concurrent * 24,
        };
        let processes = spec.limits.concurrent + 8 + threads;
        let group =
            spec.guards().cgroup.then(|| Group::around(process.id(), &spec.limits, processes)).flatten();
        let mut zygote = Self {
            control,
            process: Mutex::new(process),
            shared: Arc::default(),
            next: AtomicU64::new(1),
            spec: spec.clone(),
            level: Level::None,
            loaded: Loaded::default(),
            group,
            _lifeline: ours,
        };
        zygote.become_ready()?;
        zygote.load(began)?;
        zygote.listen().map_err(machine("a thread"))?;
        Ok(zygote)
    }

    /// What holds the guest.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }

    /// What came of loading the program.
    #[must_use]
    pub fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    /// Whether all its processes share a control group.
    #[must_use]
    pub fn has_control_group(&self) -> bool {
        self.group.is_some()
    }

    /// The number of its outermost process.
    #[must_use]
    pub fn process_id(&self) -> u32 {
        self.process.lock().unwrap_or_else(PoisonError::into_inner).id()
    }

    /// Whether it still answers. One that does not is to be started anew.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        !self.shared.is_gone.load(Ordering::Relaxed)
    }

    fn become_ready(&mut self) -> Result<(), Error> {
        let spec = &self.spec;
        let boot = Boot {
            guest: spec.guest.clone(),
            profile: spec.profile,
            view: spec.view.clone(),
            limits: spec.limits.clone(),
            guards: spec.guards(),
        };
        let broken = |error: io::Error| Error::Broken { because: error.to_string() };
        control::send(&self.control, &ToZygote::Boot { boot: Box::new(boot) }, None).map_err(broken)?;
        match self.hear(spec.limits.load).map_err(broken)? {
            Some(FromZygote::Ready { level, because }) if level >= spec.at_least => {
                self.level = level;
                drop(because);
                Ok(())
            }
            Some(FromZygote::Ready { level, because }) => Err(Error::TooWeak { level, because }),
            Some(FromZygote::Broken { because }) => Err(Error::Broken { because }),
            Some(FromZygote::Exited { .. }) | None => {
                Err(Error::Broken { because: "it ended before it was ready".into() })
            }
        }
    }

    fn hear(&self, within: Duration) -> io::Result<Option<FromZygote>> {
        if !conversation::can_read(self.control.as_fd(), Instant::now() + within)? {
            return Err(io::ErrorKind::TimedOut.into());
        }
        Ok(control::receive(&self.control)?.map(|(message, _)| message))
    }

    /// Hands on what the zygote tells of ended processes, in a thread that ends with it.
    fn listen(&self) -> io::Result<()> {
        let control = self.control.try_clone()?;
        let shared = Arc::clone(&self.shared);
        std::thread::Builder::new().name("assay-zygote".into()).spawn(move || {
            while let Ok(Some((FromZygote::Exited { id, exit }, _))) = control::receive(&control) {
                let waiting = shared.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
                if let Some(sender) = waiting {
                    let _ = sender.send(exit);
                }
            }
            shared.is_gone.store(true, Ordering::Relaxed);
            // Whoever waits hears that nothing will come.
            shared.waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
        })?;
        Ok(())
    }

    /// Makes one invocation, in a process of its own, and returns when that has ended.
    ///
    /// Several may be made at a time, from several threads.
    pub fn invoke(&self, invocation: &Invocation, host: &mut dyn Host) -> Outcome {
        let began = Instant::now();
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let until = began + invocation.deadline;
        let (sender, receiver) = channel();
        self.shared.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(id, sender);
        let deadline_ms = u64::try_from(invocation.deadline.as_millis()).unwrap_or(u64::MAX);
        let talk = self.begin(id, Some(deadline_ms), until).and_then(|mut talk| {
            talk.tell(&ToGuest::Invoke {}, invocation.envelope.to_string().into_bytes())?;
            Ok(talk)
        });
        let mut outcome = Outcome {
            end: End::Vanished,
            logs: Vec::new(),
            logs_dropped: 0,
            calls: 0,
            usage: Usage::default(),
            level: self.level,
        };
        let said = match talk {
            Ok(mut talk) => {
                host.started(id);
                let said = talk.listen(host);
                outcome.logs = std::mem::take(&mut talk.logs);
                (outcome.logs_dropped, outcome.calls) = (talk.logs_dropped, talk.calls);
                said
            }
            Err(error) => Err(error),
        };
        // One that closed its channel, or has said its last word, is about to end by itself.
        let is_over =
            matches!(said, Ok(Said::Result(_) | Said::Threw(_) | Said::Ended(End::Vanished)) | Err(_));
        if !is_over && self.spec.guards().deadline {
            let _ = control::send(&self.control, &ToZygote::Kill { id }, None);
        }
        let exit = self.exit(id, &receiver, until);
        outcome.usage.wall = began.elapsed();
        if let Some(exit) = &exit {
            outcome.usage.cpu = Duration::from_micros(exit.cpu_us);
            outcome.usage.peak_memory = exit.peak_kib << 10;
        }
        outcome.end = end(said, exit);
        outcome
    }

    /// Has a process made, with a channel to it. Without a deadline it is kept.
    fn begin(&self, id: u64, deadline_ms: Option<u64>, until: Instant) -> io::Result<Conversation> {
        let (ours, theirs) = UnixStream::pair()?;
        control::send(&self.control, &ToZygote::Start { id, deadline_ms }, Some(theirs.as_fd()))?;
        drop(theirs);
        Ok(Conversation::new(ours, until, self.budget()))
    }

    fn budget(&self) -> Budget {
        Budget::new(&self.spec.limits, self.spec.guards().budgets)
    }

    /// How the process ended. One that does not end, although it should have, is killed; a zygote that does not tell, too.
    fn exit(&self, id: u64, receiver: &Receiver<Exit>, until: Instant) -> Option<Exit> {
        let soon = Duration::from_millis(100).min(until.saturating_duration_since(Instant::now()));
        match receiver.recv_timeout(soon) {
            Ok(exit) => return Some(exit),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if self.spec.guards().deadline {
            let _ = control::send(&self.control, &ToZygote::Kill { id }, None);
        }
        let exit = receiver.recv_timeout(GRACE).ok();
        if exit.is_none() {
            self.end();
        }
        exit
    }

    /// Ends every process of it.
    fn end(&self) {
        self.shared.is_gone.store(true, Ordering::Relaxed);
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = process.kill();
        let _ = process.wait();
    }
}

impl Drop for Zygote {
    fn drop(&mut self) {
        self.end();
    }
}

/// What was said on the channel and how the process ended, as one.
fn end(said: io::Result<Said>, exit: Option<Exit>) -> End {
    match said {
        Ok(Said::Result(value)) => return End::Reply(value),
        Ok(Said::Threw(error)) => return End::Threw(error),
        Ok(Said::Ended(end @ (End::Flooded { .. } | End::ChannelBroken { .. } | End::Deadline))) => {
            return end;
        }
        Ok(Said::Ended(_)) | Err(_) => {}
    }
    let Some(exit) = exit else { return End::NotStarted { because: "the zygote is gone".into() } };
    match exit {
        Exit { refused: Some(because), .. } => End::NotStarted { because },
        Exit { overdue: true, .. } => End::Deadline,
        Exit { signal: Some(libc::SIGSYS), .. } => End::ForbiddenSystemCall,
        Exit { signal: Some(libc::SIGXCPU), .. } => End::CpuSpent,
        Exit { signal: Some(libc::SIGKILL), .. } => End::Killed,
        Exit { signal: Some(signal), .. } => End::Crashed { signal },
        Exit { code: Some(70), .. } => End::NotStarted { because: "its walls could not be put up".into() },
        _ => End::Vanished,
    }
}

#[expect(unsafe_code, reason = "descriptors for the new process are put in place between fork and exec")]
fn spawn(spec: &Spec, control: &OwnedFd, lifeline: &OwnedFd) -> io::Result<Child> {
    let launcher = match &spec.launcher {
        Some(launcher) => launcher.clone(),
        // Not by its name: that may be another program by now.
        None => "/proc/self/exe".into(),
    };
    // Numbers above those they get, so that neither lands on the other.
    let control = File::from(rustix::io::fcntl_dupfd_cloexec(control, LIFELINE + 1)?);
    let lifeline = File::from(rustix::io::fcntl_dupfd_cloexec(lifeline, LIFELINE + 1)?);
    let mut command = Command::new(launcher);
    // The platform runs in UTC, and the machine's own zone is nobody's business.
    command.arg(ARGUMENT).env_clear().env("TZ", "UTC0").current_dir("/");
    // An allocator, where the launcher has this one, counts nodes of memory in files otherwise, which the walls do not let it.
    command.env("MIMALLOC_USE_NUMA_NODES", "1");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let closes = spec.guards().descriptors;
    // SAFETY: two calls to `dup3` and one to `close_range`, which are allowed there.
    unsafe {
        command.pre_exec(move || {
            sys::duplicate_to(control.as_raw_fd(), CONTROL)?;
            sys::duplicate_to(lifeline.as_raw_fd(), LIFELINE)?;
            // Marked, not closed: the standard library tells of a failure over one of them.
            if closes { sys::close_on_exec_from(LIFELINE.cast_unsigned() + 1) } else { Ok(()) }
        });
    }
    command.spawn()
}
