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

use super::{editor::Terminal, prompt, words};
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

/// Where lines come from.
pub(super) enum Lines {
    /// A terminal: each is asked for, and edited.
    Edited(Terminal),
    /// A pipe, or a terminal whose other half is none: they are read as they come.
    Read { is_asked_for: bool },
}

impl Lines {
    /// Reads lines from standard input, on a thread of its own.
    pub(super) fn read(to: Sender<Happening>) -> Result<Self> {
        let is_asked_for = std::io::stdin().is_terminal();
        if is_asked_for && std::io::stdout().is_terminal() {
            return Ok(Self::Edited(Terminal::open(to)?));
        }
        thread::spawn(move || {
            for line in std::io::stdin().lock().lines() {
                let Ok(line) = line else { break };
                if to.send(Happening::Line(line)).is_err() {
                    return;
                }
            }
            let _ = to.send(Happening::Ended);
        });
        Ok(Self::Read { is_asked_for })
    }

    fn ask(&self, session: &Session) -> Result<()> {
        match self {
            Self::Edited(terminal) => terminal.ask(session),
            Self::Read { is_asked_for: true } => output::print(&format!("{}> ", session.site()))?,
            Self::Read { is_asked_for: false } => {}
        }
        Ok(())
    }

    /// Says something while a line may be under way, and asks for it again where that is needed.
    fn say(&mut self, session: &Session, quiet: bool, text: &str) -> Result<()> {
        match self {
            Self::Edited(_) if quiet => Ok(()),
            Self::Edited(terminal) => terminal.say(text),
            Self::Read { .. } => {
                output::say(quiet, text);
                self.ask(session)
            }
        }
    }
}

/// What a session is served with.
pub(super) struct Hub {
    /// What happens.
    pub(super) happenings: Receiver<Happening>,
    /// The prompt's.
    pub(super) lines: Lines,
    /// It goes on when there are no more lines: tools may ask.
    pub(super) outlives_lines: bool,
    /// The app's folder.
    pub(super) directory: PathBuf,
    /// Nothing is said beside answers.
    pub(super) quiet: bool,
}

impl Hub {
    /// Serves until somebody ends it, and gives the session back.
    pub(super) fn serve(mut self, session: Session) -> Result<Session> {
        let mut session = session;
        self.lines.ask(&session)?;
        while let Ok(happening) = self.happenings.recv() {
            match happening {
                Happening::Line(line) => match prompt::obey(session, &line)? {
                    prompt::Then::GoOn(same) => {
                        session = same;
                        self.lines.ask(&session)?;
                    }
                    prompt::Then::End(session) => return Ok(session),
                },
                Happening::Ended if self.outlives_lines => continue,
                Happening::Ended => break,
                Happening::Saved => {
                    let said = match assay_run::load(&self.directory).and_then(|app| session.rebuild(app)) {
                        Ok(deployed) => words::rebuilt(&deployed),
                        Err(error) => format!("not rebuilt, the version before goes on: {error}\n"),
                    };
                    self.lines.say(&session, self.quiet, &said)?;
                }
                Happening::Asked(asked) => {
                    let Request { method, path, query, body, answer } = asked;
                    let (same, status, value) =
                        assay_run::api::answer(session, &method, &path, &query, &body);
                    // Whoever asked may have gone.
                    let _ = answer.send((status, value));
                    session = same.context("the session could not begin anew, and is over")?;
                }
            }
        }
        Ok(session)
    }
}
