//! The guest's side: what runs inside, and its end of the channel.

use std::{io, os::unix::net::UnixStream, time::Duration};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde_json::Value;

use crate::{
    frame::Frame,
    wire::{Code, FromGuest, Init, Thrown, ToGuest},
};

/// What a jail holds: an engine, or a tool.
///
/// Everything here runs in a jailed process. What the guest says is a claim; the host decides.
pub trait Guest {
    /// Loads a program, once, in the zygote. What it gives is told to the host as it is.
    ///
    /// # Errors
    /// What the program threw at its top level.
    fn load(&mut self, options: &Value, program: &[u8], line: &mut Line) -> Result<Value, Thrown>;

    /// Serves one invocation, in a process of its own that ends with it. Gives JSON.
    ///
    /// # Errors
    /// What the program threw.
    fn invoke(&mut self, envelope: &[u8], line: &mut Line) -> Result<Vec<u8>, Thrown>;
}

/// How a launcher makes a guest. It is called before the walls stand, and before anything foreign is there: what a library
/// wants to look at once, it may look at here. It must start no thread.
pub type Maker = fn() -> Box<dyn Guest>;

/// The guest's end of the channel.
#[derive(Debug)]
pub struct Line {
    stream: UnixStream,
}

/// The host's answer to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The number the guest gave its call.
    pub id: u64,
    /// The HTTP status.
    pub status: u16,
    /// Header fields.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The address that answered.
    pub url: Option<String>,
    /// Why there is none.
    pub failure: Option<String>,
}

impl Line {
    pub(crate) fn new(stream: UnixStream) -> Self {
        Self { stream }
    }

    /// Sends a call. The answer comes by [`Line::next`], in any order. Numbers must grow from call to call.
    ///
    /// # Errors
    /// What the channel says; it is gone when the host is.
    pub fn call(&mut self, id: u64, descriptor: Value, path: &str, init: Init) -> io::Result<()> {
        let Init { method, headers, body, stack } = init;
        let path = path.to_owned();
        self.send(&FromGuest::Call { id, descriptor, path, method, headers, stack }, body)
    }

    /// Sends a line of the log. Levels are the platform's: 20 debug, 30 info, 40 warn, 50 error, 60 fatal.
    ///
    /// # Errors
    /// What the channel says.
    pub fn log(&mut self, level: u8, text: &str) -> io::Result<()> {
        self.send(&FromGuest::Log { level }, text.as_bytes().to_vec())
    }

    /// Tells of code that was made of a text.
    ///
    /// # Errors
    /// What the channel says.
    pub fn code(&mut self, code: Code) -> io::Result<()> {
        self.send(&FromGuest::Code { code }, Vec::new())
    }

    /// Tells how often that happened beside what was told of.
    ///
    /// # Errors
    /// What the channel says.
    pub fn more_code(&mut self, count: u64) -> io::Result<()> {
        self.send(&FromGuest::MoreCode { count }, Vec::new())
    }

    /// Waits for an answer, for ever where no time is given; `None` when the time is over.
    ///
    /// # Errors
    /// What the channel says; `UnexpectedEof` when the host has gone.
    pub fn next(&mut self, wait: Option<Duration>) -> io::Result<Option<Answer>> {
        if let Some(wait) = wait {
            let wait = Timespec { tv_sec: wait.as_secs().cast_signed(), tv_nsec: wait.subsec_nanos().into() };
            let mut fds = [PollFd::new(&self.stream, PollFlags::IN)];
            if poll(&mut fds, Some(&wait))? == 0 {
                return Ok(None);
            }
        }
        match self.receive()? {
            (ToGuest::Reply { id, status, headers, url, failure }, body) => {
                Ok(Some(Answer { id, status, headers, body, url, failure }))
            }
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    pub(crate) fn stream(&self) -> &UnixStream {
        &self.stream
    }

    pub(crate) fn receive(&mut self) -> io::Result<(ToGuest, Vec<u8>)> {
        let Frame { head, body } = Frame::read(&mut self.stream)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        Ok((serde_json::from_slice(&head)?, body))
    }

    pub(crate) fn finish(&mut self, outcome: Result<Vec<u8>, Thrown>) -> io::Result<()> {
        match outcome {
            Ok(json) => self.send(&FromGuest::Result {}, json),
            Err(error) => self.send(&FromGuest::Threw { error }, Vec::new()),
        }
    }

    /// The bare stream, so that a test can say what no well-behaved guest would.
    #[cfg(feature = "weaken")]
    pub fn raw(&mut self) -> &mut UnixStream {
        &mut self.stream
    }

    fn send(&mut self, head: &FromGuest, body: Vec<u8>) -> io::Result<()> {
        Frame { head: serde_json::to_vec(head)?, body }.write(&mut self.stream)
    }
}
