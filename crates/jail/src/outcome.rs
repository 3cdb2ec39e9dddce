//! How an invocation ended.

use std::time::Duration;

use serde_json::Value;

use crate::{spec::Level, wire::Thrown};

/// What came of one invocation.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// How it ended.
    pub end: End,
    /// What it logged, in its order.
    pub logs: Vec<LogLine>,
    /// Lines it logged over its limits, which were dropped.
    pub logs_dropped: u64,
    /// Calls it made.
    pub calls: u32,
    /// What it used.
    pub usage: Usage,
    /// What held it.
    pub level: Level,
}

impl Outcome {
    /// Of an invocation that never was one.
    #[must_use]
    pub fn not_started(because: String, level: Level) -> Self {
        Self {
            end: End::NotStarted { because },
            logs: Vec::new(),
            logs_dropped: 0,
            calls: 0,
            usage: Usage::default(),
            level,
        }
    }
}

/// The ways there are.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// The app's function gave this.
    Reply(Value),
    /// It threw.
    Threw(Thrown),
    /// It was killed at its deadline.
    Deadline,
    /// It was killed for the processor time it used.
    CpuSpent,
    /// It was killed for a system call that is not listed. An app cannot make one without having broken its engine.
    ForbiddenSystemCall,
    /// It was killed from outside, as the machine does when a control group is out of memory.
    Killed,
    /// It crashed, by this signal.
    Crashed {
        /// The signal's number.
        signal: i32,
    },
    /// It ended without an answer.
    Vanished,
    /// It said something over the channel that no well-behaved engine says, and was killed.
    ChannelBroken {
        /// What that was.
        because: String,
    },
    /// It asked or sent more than it may, and was killed.
    Flooded {
        /// What there was too much of.
        what: &'static str,
    },
    /// It was never started.
    NotStarted {
        /// Why.
        because: String,
    },
}

/// One line of an app's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// The platform's numbers: 20 debug, 30 info, 40 warn, 50 error, 60 fatal.
    pub level: u8,
    /// The text, as the app wrote it: not redacted.
    pub text: String,
}

/// What an invocation used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Time by the clock on the wall, from asking to knowing that it ended.
    pub wall: Duration,
    /// Processor time, of the program and of the kernel for it.
    pub cpu: Duration,
    /// The most memory it held at a time, in bytes, including what it shares with its zygote.
    pub peak_memory: u64,
}
