//! One channel, heard strictly: each frame in time, within budget, of a known shape.

use std::{
    io::{self, ErrorKind, Read, Write},
    os::{fd::BorrowedFd, unix::net::UnixStream},
    time::{Duration, Instant},
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde_json::Value;

use super::Host;
use crate::{
    frame::Frame,
    outcome::{End, LogLine},
    spec::Limits,
    wire::{FromGuest, Init, Thrown, ToGuest},
};

/// How an invocation's talk ended.
#[derive(Debug)]
pub(super) enum Said {
    Result(Value),
    Threw(Thrown),
    Ended(End),
}

/// What is left of what a guest may say.
#[derive(Debug)]
pub(super) struct Budget {
    calls: u32,
    log_lines: u32,
    log_bytes: usize,
    sent_bytes: u64,
    code: u32,
}

/// Most tidings of code that was made, in one invocation: an engine tells of a few and counts the others.
const CODE: u32 = 64;

impl Budget {
    pub(super) fn new(limits: &Limits, holds: bool) -> Self {
        if !holds {
            return Self {
                calls: u32::MAX,
                log_lines: u32::MAX,
                log_bytes: usize::MAX,
                sent_bytes: u64::MAX,
                code: u32::MAX,
            };
        }
        let Limits { calls, log_lines, log_bytes, sent_bytes, .. } = *limits;
        Self { calls, log_lines, log_bytes, sent_bytes, code: CODE }
    }
}

/// A channel until a moment.
#[derive(Debug)]
pub(super) struct Conversation {
    timed: Timed,
    budget: Budget,
    last_call: Option<u64>,
    pub(super) logs: Vec<LogLine>,
    pub(super) logs_dropped: u64,
    pub(super) calls: u32,
}

impl Conversation {
    pub(super) fn new(stream: UnixStream, until: Instant, budget: Budget) -> Self {
        Self {
            timed: Timed { stream, until, read: 0, most: budget.sent_bytes },
            budget,
            last_call: None,
            logs: Vec::new(),
            logs_dropped: 0,
            calls: 0,
        }
    }

    /// The same channel, for the next invocation of a process that is kept.
    pub(super) fn again(&mut self, until: Instant, budget: Budget) {
        (self.timed.until, self.timed.read, self.timed.most) = (until, 0, budget.sent_bytes);
        (self.budget, self.last_call) = (budget, None);
        (self.logs_dropped, self.calls) = (0, 0);
        self.logs.clear();
    }

    pub(super) fn tell(&mut self, head: &ToGuest, body: Vec<u8>) -> io::Result<()> {
        Frame { head: serde_json::to_vec(head)?, body }.write(&mut self.timed)
    }

    /// Answers until the guest has said its last word, or one too many.
    pub(super) fn listen(&mut self, host: &mut dyn Host) -> io::Result<Said> {
        loop {
            let frame = match Frame::read(&mut self.timed) {
                Ok(Some(frame)) => frame,
                Ok(None) => return Ok(Said::Ended(End::Vanished)),
                Err(error) => {
                    return match error.kind() {
                        ErrorKind::TimedOut => Ok(Said::Ended(End::Deadline)),
                        ErrorKind::QuotaExceeded => Ok(Said::Ended(End::Flooded { what: "bytes" })),
                        ErrorKind::InvalidData => Ok(broken(error.to_string())),
                        _ => Err(error),
                    };
                }
            };
            let said = match serde_json::from_slice::<FromGuest>(&frame.head) {
                Ok(said) => said,
                // Its own words stay out: they are the guest's.
                Err(error) => {
                    return Ok(broken(format!(
                        "a head that is not understood, at column {}",
                        error.column()
                    )));
                }
            };
            match said {
                FromGuest::Log { level } => self.note(level, &frame.body),
                FromGuest::Code { .. } | FromGuest::MoreCode { .. } if self.budget.code == 0 => {
                    return Ok(Said::Ended(End::Flooded { what: "code" }));
                }
                FromGuest::Code { code } => {
                    self.budget.code -= 1;
                    host.code(code);
                }
                FromGuest::MoreCode { count } => {
                    self.budget.code -= 1;
                    host.more_code(count);
                }
                FromGuest::Result {} => {
                    return Ok(match serde_json::from_slice(&frame.body) {
                        Ok(value) => Said::Result(value),
                        Err(error) if error.is_syntax() => broken("a result that is no JSON, or too deep"),
                        Err(_) => broken("a result that is no JSON"),
                    });
                }
                FromGuest::Threw { error } => return Ok(Said::Threw(error)),
                FromGuest::Call { id, descriptor, path, method, headers, stack } => {
                    if self.last_call.is_some_and(|last| id <= last) {
                        return Ok(broken("the number of a call that was made before"));
                    }
                    self.last_call = Some(id);
                    if self.calls >= self.budget.calls {
                        return Ok(Said::Ended(End::Flooded { what: "calls" }));
                    }
                    self.calls += 1;
                    let init = Init { method, headers, body: frame.body, stack };
                    let reply = host.call(&descriptor, &path, &init);
                    let head = ToGuest::Reply {
                        id,
                        status: reply.status,
                        headers: reply.headers,
                        url: reply.url,
                        failure: reply.failure,
                    };
                    match self.tell(&head, reply.body) {
                        Ok(()) => {}
                        // It went, or does not read. How it ended is heard elsewhere.
                        Err(error) if error.kind() == ErrorKind::TimedOut => {
                            return Ok(Said::Ended(End::Deadline));
                        }
                        // It ended without waiting for this answer. What it said before is still to be heard.
                        Err(error)
                            if matches!(error.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset) => {
                        }
                        Err(error) if error.kind() == ErrorKind::InvalidInput => {
                            let failure = Some("the answer is larger than can be handed on".to_owned());
                            let head =
                                ToGuest::Reply { id, status: 0, headers: Vec::new(), url: None, failure };
                            self.tell(&head, Vec::new())?;
                        }
                        Err(error) => return Err(error),
                    }
                }
            }
        }
    }

    fn note(&mut self, level: u8, text: &[u8]) {
        if self.budget.log_lines == 0 || text.len() > self.budget.log_bytes {
            self.logs_dropped += 1;
            return;
        }
        self.budget.log_lines -= 1;
        self.budget.log_bytes -= text.len();
        self.logs.push(LogLine { level, text: String::from_utf8_lossy(text).into_owned() });
    }
}

fn broken(because: impl Into<String>) -> Said {
    Said::Ended(End::ChannelBroken { because: because.into() })
}

/// Whether there is something to read before a moment.
pub(super) fn can_read(descriptor: BorrowedFd<'_>, until: Instant) -> io::Result<bool> {
    wait(descriptor, PollFlags::IN, until)
}

fn wait(descriptor: BorrowedFd<'_>, what: PollFlags, until: Instant) -> io::Result<bool> {
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let left = Timespec { tv_sec: left.as_secs().cast_signed(), tv_nsec: left.subsec_nanos().into() };
        match poll(&mut [PollFd::new(&descriptor, what)], Some(&left)) {
            Ok(count) => return Ok(count > 0),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// A stream that ends at a moment, whatever the other side does.
#[derive(Debug)]
struct Timed {
    stream: UnixStream,
    until: Instant,
    read: u64,
    most: u64,
}

impl Timed {
    fn wait(&self, what: PollFlags) -> io::Result<()> {
        use std::os::fd::AsFd;
        if wait(self.stream.as_fd(), what, self.until)? { Ok(()) } else { Err(ErrorKind::TimedOut.into()) }
    }
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.wait(PollFlags::IN)?;
        let count = self.stream.read(buffer)?;
        self.read += count as u64;
        if self.read > self.most {
            return Err(ErrorKind::QuotaExceeded.into());
        }
        Ok(count)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        use rustix::net::{SendFlags, send};
        loop {
            self.wait(PollFlags::OUT)?;
            // Without blocking: `poll` says that there is room for something, not for all of it.
            match send(&self.stream, bytes, SendFlags::NOSIGNAL | SendFlags::DONTWAIT) {
                Err(rustix::io::Errno::AGAIN) => std::thread::sleep(Duration::from_micros(50)),
                other => return Ok(other?),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
