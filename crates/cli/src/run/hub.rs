//! What happens while a session is open, from all sides, one thing after the other: lines of a prompt, files that were saved,
//! requests of tools.

use std::{
    io::{BufRead as _, IsTerminal as _},
    path::PathBuf,
    sync::mpsc::{Receiver, Sender},
    thread,
};

use anyhow::{Context as _, Result};
use assay_run::Session;
use tokio::sync::oneshot;

use super::{prompt, words};
use crate::output;

/// Something that happened.
pub(super) enum Happening {
    /// A line was written at the prompt.
    Line(String),
    /// There will be no more lines.
    Ended,
    /// The app's files are not as they were.
    Saved,
    /// A tool asks.
    Asked(Request),
}

/// What a tool asks, and where the answer goes.
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) body: Vec<u8>,
    /// HTTP status and body.
    pub(super) answer: oneshot::Sender<(u16, serde_json::Value)>,
}

/// Reads lines from standard input: of a terminal with its own editing, or of a pipe.
pub(super) fn read_lines(to: Sender<Happening>) {
    thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            if to.send(Happening::Line(line)).is_err() {
                return;
            }
        }
        let _ = to.send(Happening::Ended);
    });
}

/// What a session is served with.
pub(super) struct Hub {
    /// What happens.
    pub(super) happenings: Receiver<Happening>,
    /// It goes on when there are no more lines: tools may ask.
    pub(super) outlives_lines: bool,
    /// The app's folder.
    pub(super) directory: PathBuf,
    /// Nothing is said beside answers.
    pub(super) quiet: bool,
}

impl Hub {
    /// Serves until somebody ends it, and gives the session back.
    pub(super) fn serve(&self, session: Session) -> Result<Session> {
        let mut session = session;
        let asks = std::io::stdin().is_terminal();
        let ask = |session: &Session| match asks {
            true => output::print(&format!("{}> ", session.site())),
            false => Ok(()),
        };
        ask(&session)?;
        while let Ok(happening) = self.happenings.recv() {
            match happening {
                Happening::Line(line) => match prompt::obey(session, &line)? {
                    prompt::Then::GoOn(same) => session = same,
                    prompt::Then::End(session) => return Ok(session),
                },
                Happening::Ended if self.outlives_lines => continue,
                Happening::Ended => break,
                Happening::Saved => {
                    let said = match assay_run::load(&self.directory).and_then(|app| session.rebuild(app)) {
                        Ok(deployed) => words::rebuilt(&deployed),
                        Err(error) => format!("not rebuilt, the version before goes on: {error}\n"),
                    };
                    output::say(self.quiet, &said);
                }
                Happening::Asked(asked) => {
                    let Request { method, path, query, body, answer } = asked;
                    let (same, status, value) =
                        assay_run::api::answer(session, &method, &path, &query, &body);
                    // Whoever asked may have gone.
                    let _ = answer.send((status, value));
                    session = same.context("the session could not begin anew, and is over")?;
                    continue;
                }
            }
            ask(&session)?;
        }
        Ok(session)
    }
}
