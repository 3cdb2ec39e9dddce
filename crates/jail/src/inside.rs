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
        let broken = |error: io::Error| Thrown::new("EngineError", error.to_string());
        let (ours, theirs) = UnixStream::pair().map_err(broken)?;
        let pid = match sys::fork().map_err(broken)? {
            Forked::Parent(pid) => pid,
            Forked::Child => self.become_it(&theirs),
        };
        drop(theirs);
        let said = tell(&ours, options, program, envelope).and_then(|()| relay(&ours, line));
        drop(ours);
        let went_by_itself = matches!(said, Ok(None) | Err(_));
        if !went_by_itself {
            let _ = sys::kill(pid, libc::SIGKILL);
        }
        let ended = sys::wait(pid, true).map_err(broken)?;
        match said.map_err(broken)? {
            Some(last) => last,
            None => {
                let status = ended.map_or(0, |ended| ended.status);
                if libc::WIFSIGNALED(status) {
                    let _ = sys::kill(std::process::id().cast_signed(), libc::WTERMSIG(status));
                }
                Err(Thrown::new("EngineError", "the engine ended without an answer"))
            }
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

fn tell(mut to: &UnixStream, options: &Value, program: &[u8], envelope: Option<&[u8]>) -> io::Result<()> {
    let mut send = |head: &ToGuest, body: &[u8]| {
        Frame { head: serde_json::to_vec(head)?, body: body.to_vec() }.write(&mut to)
    };
    send(&ToGuest::Load { options: options.clone() }, program)?;
    match envelope {
        Some(envelope) => send(&ToGuest::Invoke {}, envelope),
        // Nothing more than loading.
        None => send(&ToGuest::Load { options: Value::Null }, &[]),
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
