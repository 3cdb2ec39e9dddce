//! The prompt at a terminal: what people type, and what they see.

use std::{
    io::{Read as _, Write as _},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::{Duration, Instant},
};

use crate::common::example;

/// Somebody at a terminal. `script` makes one; it is part of every Debian.
struct Typing {
    child: Child,
    keys: ChildStdin,
    screen: Receiver<Vec<u8>>,
    seen: String,
}

impl Typing {
    fn at(arguments: &str) -> Self {
        let app = example("live-notes");
        let command = format!("{} run {} {arguments}", env!("CARGO_BIN_EXE_assay"), app.display());
        let mut child = Command::new("script")
            .args(["--quiet", "--return", "--command", &command, "/dev/null"])
            .env("TERM", "xterm")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (to, screen) = channel();
        let mut out = child.stdout.take().unwrap();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = out.read(&mut bytes) {
                if to.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let keys = child.stdin.take().unwrap();
        Self { child, keys, screen, seen: String::new() }
    }

    /// Types something.
    fn keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits until something shows, and forgets what came before.
    fn sees(&mut self, text: &str) -> String {
        let began = Instant::now();
        loop {
            if let Some(at) = self.seen.find(text) {
                let before = self.seen[..at].to_owned();
                self.seen.drain(..at + text.len());
                return before;
            }
            let left = Duration::from_secs(60).saturating_sub(began.elapsed());
            let more = self.screen.recv_timeout(left);
            let more = more.unwrap_or_else(|_| panic!("`{text}` never shows: {:?}", self.seen));
            self.seen.push_str(&String::from_utf8_lossy(&more));
        }
    }

    fn ends(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Typing {
    fn drop(&mut self) {
        // One that a failed test leaves behind ends with its terminal.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const UP: &str = "\x1b[A";
const LEFT: &str = "\x1b[D";

#[test]
fn lines_are_edited_completed_and_brought_back() {
    let mut typing = Typing::at("");
    typing.sees("cedar> ");
    // The tabulator completes the command and the function.
    typing.keys("inv\tresol\t");
    typing.sees("invoke resolver");
    typing.keys("read {\"issueKey\": \"TEAM-1\"}\r");
    typing.sees("Portal shows the wrong clinic");
    typing.sees("cedar> ");
    // A typing error, mended with the arrows.
    typing.keys(&format!("as usr@maple{}e\r", LEFT.repeat(7)));
    typing.sees("acting as");
    typing.sees("maple> ");
    // The line before the last is brought back, and done where one is now.
    typing.keys(&format!("{UP}{UP}"));
    typing.sees("invoke resolver read");
    typing.keys("\r");
    typing.sees("\"summary\"");
    typing.sees("maple> ");
    // Ctrl-C gives a line up, Ctrl-D is the end.
    typing.keys("dance\x03");
    typing.sees("maple> ");
    typing.keys("as admin\r");
    let before = typing.sees("acting as");
    assert!(!before.contains("no command"), "{before}");
    typing.sees("maple> ");
    typing.keys("\x04");
    assert_eq!(typing.ends(), Some(0));
}

#[test]
fn a_line_that_begins_with_a_space_is_not_brought_back() {
    let mut typing = Typing::at("");
    typing.sees("cedar> ");
    typing.keys("help\r");
    typing.sees("the end");
    typing.sees("cedar> ");
    typing.keys(" storage set secret token \"tern-vault\"\r");
    typing.sees("cedar> ");
    typing.keys(UP);
    typing.sees("help");
    typing.keys("\r");
    let before = typing.sees("the end");
    assert!(!before.contains("tern-vault"), "{before}");
    typing.sees("cedar> ");
    typing.keys("quit\r");
    assert_eq!(typing.ends(), Some(0));
}
