//! The prompt: a line in, what came of it out.

use std::io::{BufRead as _, IsTerminal as _};

use anyhow::{Result, anyhow, bail};
use assay_run::{Act, Event, Invoke, Product, Session, Web};
use serde_json::Value;

use super::words;
use crate::output;

const HELP: &str = "\
as WHO                          act as admin, user, stranger, nobody or an account; @SITE changes the site
invoke FUNCTION [KEY] [JSON]    invoke a function; KEY is the name a resolver defines, JSON the payload
event NAME [JSON]               a product says that something happened on this site
tick TIME                       let time pass: 5m, 1h, 1d
web TRIGGER [METHOD] [BODY]     call a web trigger
product METHOD PATH [JSON]      ask or change a product by hand, as who acts
log                             what the app logged on this site, redacted as it is kept
decisions [COUNT]               what was decided last, and why
consent [approve]               what the app asks for and was given; approve what waits
help                            this
quit                            the end
";

/// Asks and answers until the end: of a terminal with its own editing of lines, or of a pipe.
pub(super) fn serve(session: &mut Session) -> Result<()> {
    let stdin = std::io::stdin();
    let ask = |session: &Session| match stdin.is_terminal() {
        true => output::print(&format!("{}> ", session.site())),
        false => Ok(()),
    };
    ask(session)?;
    for line in stdin.lock().lines() {
        if !obey(session, &line?)? {
            break;
        }
        ask(session)?;
    }
    Ok(())
}

/// Does what a line says, and says whether to go on. What cannot be done is told, and no reason to stop.
fn obey(session: &mut Session, line: &str) -> Result<bool> {
    let line = line.trim();
    let (word, rest) = split(line);
    if matches!(word, "quit" | "exit") {
        return Ok(false);
    }
    match answer(session, word, rest) {
        Ok(text) => output::print(&text)?,
        Err(error) => output::print(&format!("{error:#}\n"))?,
    }
    Ok(true)
}

fn answer(session: &mut Session, word: &str, rest: &str) -> Result<String> {
    Ok(match word {
        "" | "#" => String::new(),
        "help" | "?" => HELP.to_owned(),
        "as" => {
            session.act_as(&rest.parse().map_err(|because: String| anyhow!(because))?)?;
            format!("acting as {}\n", session.who())
        }
        "log" => {
            let lines = session.platform().logs(session.environment(), session.site())?;
            let lines = lines.iter().map(|line| format!("{} {} {}\n", line.at, line.function, line.text));
            lines.collect()
        }
        "decisions" => {
            let count: usize = if rest.is_empty() { 20 } else { rest.parse()? };
            let all = session.platform().decisions()?;
            all.iter()
                .skip(all.len().saturating_sub(count))
                .map(|it| format!("{}\n", words::decision(it)))
                .collect()
        }
        "consent" => consent(session, rest)?,
        _ => {
            let act = act(word, rest)?;
            words::seen(&session.perform(&act)?)
        }
    })
}

fn act(word: &str, rest: &str) -> Result<Act> {
    Ok(match word {
        "invoke" => {
            let (function, rest) = split(rest);
            if function.is_empty() {
                bail!("which function? `invoke FUNCTION [KEY] [JSON]`");
            }
            let (key, payload) = match rest.starts_with(['{', '[', '"']) {
                true => ("", rest),
                false => split(rest),
            };
            Act::Invoke(Invoke {
                function: function.to_owned(),
                key: (!key.is_empty()).then(|| key.to_owned()),
                payload: json(payload)?,
                ..Invoke::default()
            })
        }
        "event" => {
            let (name, body) = split(rest);
            Act::Event(Event { name: name.to_owned(), body: json(body)? })
        }
        "tick" => Act::Tick(rest.to_owned()),
        "web" => {
            let (trigger, rest) = split(rest);
            let (method, body) = split(rest);
            Act::Web(Web {
                trigger: trigger.to_owned(),
                method: (!method.is_empty()).then(|| method.to_ascii_uppercase()),
                body: if body.is_empty() { Value::Null } else { Value::from(body) },
                ..Web::default()
            })
        }
        "product" => {
            let (method, rest) = split(rest);
            let (path, body) = split(rest);
            Act::Product(Product { request: format!("{method} {path}"), body: json(body)? })
        }
        other => bail!("`{other}` is no command; `help` lists them"),
    })
}

fn consent(session: &Session, rest: &str) -> Result<String> {
    let installation = session.installation()?;
    let pending = session.platform().pending(&installation.id)?;
    if rest == "approve" {
        let Some(pending) = pending else { return Ok("nothing waits\n".to_owned()) };
        let now = session.platform().approve(&installation.id, &pending, "the admin")?;
        return Ok(format!("version {} runs with what it asks for\n", now.granted));
    }
    let shown = match &pending {
        Some(pending) => pending.clone(),
        None => session.platform().consent(session.environment())?,
    };
    let mut out = match pending {
        Some(_) => format!("version {} waits for the admin's approval; new in it:\n", shown.version),
        None => format!("version {} was approved:\n", shown.version),
    };
    for ask in &shown.asks {
        let gives = ask.gives.as_deref().map_or(String::new(), |it| format!(" — {it}"));
        out.push_str(&format!("  {}{gives}\n", ask.what));
    }
    Ok(out)
}

/// The first word, and the rest.
fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim()))
}

fn json(text: &str) -> Result<Value> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(text).map_err(|error| anyhow!("`{text}` is no JSON: {error}"))
}
