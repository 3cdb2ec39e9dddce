//! A program of the machine as the engine: it runs inside, as a process of its own, and speaks frames as a guest does.
//!
//! Between it and the host stands the guest's own process, which hands on what both say until the program has said its last
//! word. It says to the host what any guest may say, and the host reads it as strictly.

use std::{
    ffi::CString,
    io,
    os::{fd::AsRawFd, unix::net::UnixStream},
};

use rustix::event::{PollFd, PollFlags, poll};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    boot::CONTROL,
    frame::Frame,
    guest::Line,
    sys::{self, Forked},
    walls::system_calls,
    wire::{Thrown, ToGuest},
};

/// A program to run, one of those the [view](crate::View) lets run.
#[derive(Debug)]
pub struct Inside {
    /// Its path.
    pub program: CString,
    /// Its arguments. It finds its end of the channel as descriptor 3.
    pub arguments: Vec<CString>,
}

/// As much of a head as tells a last word from others.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Word {
    Result {},
    Threw {
        error: Thrown,
    },
    #[serde(other)]
    Other,
}

impl Inside {
    /// Starts it, has it load a program of the app, and serve an invocation where there is one; gives its last word. In a
    /// process with one thread, as [`crate::Guest::invoke`] is called in.
    ///
    /// A program that is killed takes this process with it, so that the host hears by what.
    ///
    /// # Errors
    /// What it threw, or that it cannot be started or ended without a word.
    pub fn serve(
        &self,
        line: &mut Line,
        options: &Value,
        program: &[u8],
        envelope: Option<&[u8]>,
    ) -> Result<Vec<u8>, Thrown> {
        let running = self.start()?;
        let said = running.load(options, program).and_then(|()| match envelope {
            Some(envelope) => running.tell(&ToGuest::Invoke {}, envelope),
            // Nothing more than loading.
            None => running.tell(&ToGuest::Load { options: Value::Null }, &[]),
        });
        let said = said.and_then(|()| relay(&running.channel, line));
        let Running { channel, process } = running;
        drop(channel);
        let went_by_itself = matches!(said, Ok(None) | Err(_));
        if !went_by_itself {
            let _ = sys::kill(process, libc::SIGKILL);
        }
        let ended = sys::wait(process, true).map_err(broken)?;
        match said.map_err(broken)? {
            Some(last) => last,
            None => {
                end_as(ended.map_or(0, |ended| ended.status));
                Err(Thrown::new("EngineError", "the engine ended without an answer"))
            }
        }
    }

    /// Starts it and has it load a program of the app, to serve one invocation after the other. See [`Inside::serve`].
    ///
    /// # Errors
    /// It cannot be started.
    pub fn keep(&self, options: &Value, program: &[u8]) -> Result<Running, Thrown> {
        let running = self.start()?;
        running.load(options, program).map_err(broken)?;
        Ok(running)
    }

    fn start(&self) -> Result<Running, Thrown> {
        let (channel, theirs) = UnixStream::pair().map_err(broken)?;
        match sys::fork().map_err(broken)? {
            Forked::Parent(process) => Ok(Running { channel, process }),
            Forked::Child => self.become_it(&theirs),
        }
    }

    fn become_it(&self, channel: &UnixStream) -> ! {
        let walled = || -> io::Result<()> {
            sys::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL.cast_unsigned().into())?;
            sys::duplicate_to(channel.as_raw_fd(), CONTROL)?;
            sys::close_range(CONTROL.cast_unsigned() + 1, u32::MAX)?;
            match sys::is_filtered() {
                true => system_calls::apply_inside().map_err(io::Error::other),
                false => Ok(()),
            }
        };
        if walled().is_ok() {
            let _ = sys::become_program(&self.program, &self.arguments);
        }
        sys::leave(70)
    }
}

fn broken(error: io::Error) -> Thrown {
    Thrown::new("EngineError", error.to_string())
}

/// Where a program was killed, this process is, by the same.
fn end_as(status: i32) {
    if libc::WIFSIGNALED(status) {
        let _ = sys::kill(std::process::id().cast_signed(), libc::WTERMSIG(status));
    }
}

/// A program that runs, and is kept. It ends with this process.
#[derive(Debug)]
pub struct Running {
    channel: UnixStream,
    process: i32,
}

impl Running {
    /// Has it serve an invocation; gives its last word. Between two it is stopped: nothing of it runs that nobody waits for.
    ///
    /// A program that ended takes this process with it, so that the host starts another.
    ///
    /// # Errors
    /// What it threw.
    pub fn serve(&mut self, line: &mut Line, envelope: &[u8]) -> Result<Vec<u8>, Thrown> {
        // It finds what it is asked when it wakes up, before what it had left for later.
        let told = self.tell(&ToGuest::Invoke {}, envelope);
        let said = told
            .and_then(|()| sys::kill(self.process, libc::SIGCONT))
            .and_then(|()| relay(&self.channel, line));
        if let Ok(Some(last)) = said {
            let _ = sys::kill(self.process, libc::SIGSTOP);
            return last;
        }
        let _ = sys::kill(self.process, libc::SIGKILL);
        end_as(sys::wait(self.process, true).ok().flatten().map_or(0, |ended| ended.status));
        sys::leave(1)
    }

    fn load(&self, options: &Value, program: &[u8]) -> io::Result<()> {
        self.tell(&ToGuest::Load { options: options.clone() }, program)
    }

    fn tell(&self, head: &ToGuest, body: &[u8]) -> io::Result<()> {
        Frame { head: serde_json::to_vec(head)?, body: body.to_vec() }.write(&mut &self.channel)
    }
}

/// Hands on what either says. Gives the program's last word; none where it went without one.
fn relay(mut program: &UnixStream, line: &Line) -> io::Result<Option<Result<Vec<u8>, Thrown>>> {
    let mut host = line.stream();
    loop {
        let mut fds = [PollFd::new(program, PollFlags::IN), PollFd::new(host, PollFlags::IN)];
        poll(&mut fds, None)?;
        let [from_program, from_host] = fds.map(|fd| !fd.revents().is_empty());
        if from_program {
            let frame = match Frame::read(&mut program) {
                Ok(Some(frame)) => frame,
                Ok(None) => return Ok(None),
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset => return Ok(None),
                Err(error) => return Err(error),
            };
            match serde_json::from_slice(&frame.head)? {
                Word::Result {} => return Ok(Some(Ok(frame.body))),
                Word::Threw { error } => return Ok(Some(Err(error))),
                Word::Other => frame.write(&mut host)?,
            }
        }
        if from_host {
            let frame = Frame::read(&mut host)?.ok_or(io::ErrorKind::UnexpectedEof)?;
            match frame.write(&mut program) {
                // It went meanwhile. What it said before is still to be heard.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                other => other?,
            }
        }
    }
}
