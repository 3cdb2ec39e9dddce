//! Lines of a terminal: editing, what was typed before, and words completed.

use std::{
    sync::mpsc::{self, Sender},
    thread,
};

use anyhow::Result;
use assay_run::Session;
use rustyline::{
    CompletionType, Config, Context, Editor, ExternalPrinter, Helper,
    completion::{Completer, FilenameCompleter},
    error::ReadlineError,
    highlight::Highlighter,
    hint::Hinter,
    history::MemHistory,
    validate::Validator,
};

use super::hub::Happening;

/// A prompt to be shown, and what can be completed behind it.
struct Ask {
    prompt: String,
    words: Words,
}

/// A terminal on which lines are edited. One line is read for each [`Terminal::ask`].
pub(super) struct Terminal {
    asks: Sender<Ask>,
    printer: Box<dyn ExternalPrinter + Send>,
}

impl Terminal {
    /// Reads lines on a thread of its own. What was typed is kept in memory only, for a line may hold a secret, and not at
    /// all where it begins with a space.
    pub(super) fn open(to: Sender<Happening>) -> Result<Self> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .auto_add_history(true)
            .history_ignore_space(true)
            .build();
        let history = MemHistory::with_config(&config);
        let mut editor: Editor<Words, MemHistory> = Editor::with_history(config, history)?;
        let printer = Box::new(editor.create_external_printer()?);
        let (asks, asked) = mpsc::channel::<Ask>();
        thread::spawn(move || {
            for Ask { prompt, words } in asked {
                editor.set_helper(Some(words));
                let line = loop {
                    match editor.readline(&prompt) {
                        // As a shell has it: the line is given up, and another begun.
                        Err(ReadlineError::Interrupted) => {}
                        line => break line,
                    }
                };
                let happening = line.map_or(Happening::Ended, Happening::Line);
                let is_over = matches!(happening, Happening::Ended);
                if to.send(happening).is_err() || is_over {
                    return;
                }
            }
        });
        Ok(Self { asks, printer })
    }

    /// Has a line read.
    pub(super) fn ask(&self, session: &Session) {
        // Nobody reads any more once there are no more lines.
        let _ = self.asks.send(Ask { prompt: format!("{}> ", session.site()), words: Words::of(session) });
    }

    /// Says something above the line that is being edited.
    pub(super) fn say(&mut self, text: &str) -> Result<()> {
        Ok(self.printer.print(text.to_owned())?)
    }
}

/// What can be completed.
#[derive(Debug, Default)]
struct Words {
    functions: Vec<String>,
    triggers: Vec<String>,
    events: Vec<String>,
    people: Vec<String>,
    /// Ids of accounts: long, and offered only to who began one.
    accounts: Vec<String>,
}

const COMMANDS: [&str; 15] = [
    "as",
    "consent",
    "decisions",
    "event",
    "help",
    "invoke",
    "log",
    "product",
    "quit",
    "reset",
    "seed",
    "snapshot",
    "storage",
    "tick",
    "web",
];
const PEOPLE: [&str; 4] = ["admin", "user", "stranger", "nobody"];

impl Words {
    fn of(session: &Session) -> Self {
        let manifest = session.manifest();
        let functions = manifest.functions.iter().filter_map(|it| it.key.as_ref());
        let triggers = manifest.web_triggers.iter().filter_map(|it| it.key.as_ref());
        let events = manifest.triggers.iter().flat_map(|it| &it.events);
        let sites = session.platform().sites();
        let at_sites =
            PEOPLE.iter().flat_map(|person| sites.iter().map(move |site| format!("{person}@{}", site.key)));
        Self {
            functions: functions.map(|it| it.value.clone()).collect(),
            triggers: triggers.map(|it| it.value.clone()).collect(),
            events: events.map(|it| it.value.clone()).collect(),
            people: PEOPLE.iter().map(|it| (*it).to_owned()).chain(at_sites).collect(),
            accounts: sites.iter().flat_map(|site| site.accounts.clone()).collect(),
        }
    }

    /// Those that fit what stands before the cursor, with where the word begins.
    fn fitting(&self, before: &str) -> (usize, Vec<String>) {
        let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let (earlier, begun) = before.split_at(start);
        let earlier: Vec<&str> = earlier.split_whitespace().collect();
        let known = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let words = match earlier.as_slice() {
            [] => known(&COMMANDS),
            ["as"] if begun.is_empty() => self.people.clone(),
            ["as"] => self.people.iter().chain(&self.accounts).cloned().collect(),
            ["invoke"] => self.functions.clone(),
            ["event"] => self.events.clone(),
            ["web"] => self.triggers.clone(),
            ["web", _] | ["product"] => known(&["GET", "POST", "PUT", "PATCH", "DELETE"]),
            ["tick"] => known(&["5m", "1h", "1d", "1w"]),
            ["consent"] => known(&["approve"]),
            ["storage"] => known(&["list", "get", "set", "delete"]),
            ["storage", "get" | "set" | "delete"] => known(&["secret"]),
            _ => Vec::new(),
        };
        (start, words.into_iter().filter(|word| word.starts_with(begun)).collect())
    }
}

impl Completer for Words {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let before = &line[..at];
        if matches!(before.split_whitespace().next(), Some("seed" | "snapshot")) && before.contains(' ') {
            let (start, paths) = FilenameCompleter::new().complete_path(line, at)?;
            return Ok((start, paths.into_iter().map(|path| path.replacement).collect()));
        }
        let (start, mut fitting) = self.fitting(before);
        // What is settled is followed by what comes next.
        if let [only] = fitting.as_mut_slice() {
            only.push(' ');
        }
        Ok((start, fitting))
    }
}

impl Helper for Words {}
impl Highlighter for Words {}
impl Hinter for Words {
    type Hint = String;
}
impl Validator for Words {}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let owned = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
        Words {
            functions: owned(&["resolver", "report"]),
            triggers: owned(&["purge"]),
            events: owned(&["avi:jira:updated:issue"]),
            people: owned(&["admin", "user", "user@cedar", "user@maple"]),
            accounts: owned(&["712020:ada"]),
        }
    }

    #[test]
    fn each_word_is_completed_by_what_fits_in_its_place() {
        for (line, start, expected) in [
            ("in", 0, &["invoke"][..]),
            ("invoke re", 7, &["resolver", "report"]),
            ("invoke resolver re", 16, &[]),
            ("as ", 3, &["admin", "user", "user@cedar", "user@maple"]),
            ("as user@m", 3, &["user@maple"]),
            ("as 7", 3, &["712020:ada"]),
            ("  event avi", 8, &["avi:jira:updated:issue"]),
            ("web ", 4, &["purge"]),
            ("web purge D", 10, &["DELETE"]),
            ("consent a", 8, &["approve"]),
            ("storage set s", 12, &["secret"]),
            ("dance ", 6, &[]),
        ] {
            assert_eq!(
                words().fitting(line),
                (start, expected.iter().map(|it| (*it).to_owned()).collect()),
                "{line}"
            );
        }
    }

    #[test]
    fn every_command_that_help_lists_is_completed_and_no_other() {
        let mut listed: Vec<&str> =
            super::super::prompt::HELP.lines().filter_map(|line| line.split_whitespace().next()).collect();
        listed.dedup();
        listed.sort_unstable();
        assert_eq!(listed, COMMANDS);
    }
}
