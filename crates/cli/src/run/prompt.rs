//! The prompt: a line in, what came of it out.

use std::path::Path;

use anyhow::{Result, anyhow, bail};
use assay_run::{Act, Entry, Event, Invoke, Key, Product, Session, Storage, Web};
use serde_json::Value;

use super::words;
use crate::output;

pub(super) const HELP: &str = "\
as WHO                          act as admin, user, stranger, nobody or an account; @SITE changes the site
invoke FUNCTION [KEY] [JSON]    invoke a function; KEY is the name a resolver defines, JSON the payload
event NAME [JSON]               a product says that something happened on this site
tick TIME                       let time pass: 5m, 1h, 1d
web TRIGGER [METHOD] [BODY]     call a web trigger
product METHOD PATH [JSON]      ask or change a product by hand, as who acts
storage [list]                  what the app keeps on this site; of secrets the keys only
storage get|delete [ENTITY/]KEY read or delete one; `secret KEY` in the place of the key means a secret
storage set [ENTITY/]KEY JSON   keep something
log                             what the app logged on this site, redacted as it is kept
decisions [COUNT]               what was decided last, and why
seed FILE                       put contents of a file into products and storage
snapshot DIRECTORY              copy the state as it stands; --state goes on from there
reset                           remove everything that was kept, and begin anew
consent [approve]               what the app asks for and was given; approve what waits
help                            this
quit                            the end
";

/// What comes after a line.
pub(super) enum Then {
    /// The next line.
    GoOn(Session),
    /// Nothing.
    End(Session),
}

/// Does what a line says. What cannot be done is told, and no reason to stop; a session that cannot begin anew is over.
pub(super) fn obey(mut session: Session, line: &str) -> Result<Then> {
    let line = line.trim();
    let (word, rest) = split(line);
    match word {
        "quit" | "exit" => return Ok(Then::End(session)),
        "reset" => {
            let session = session.reset()?;
            output::print(&words::beginning(&session)?)?;
            return Ok(Then::GoOn(session));
        }
        _ => {}
    }
    match answer(&mut session, word, rest) {
        Ok(text) => output::print(&text)?,
        Err(error) => output::print(&format!("{error:#}\n"))?,
    }
    Ok(Then::GoOn(session))
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
                .map(|it| format!("{}\n", words::kept_decision(it)))
                .collect()
        }
        "consent" => consent(session, rest)?,
        "seed" if rest.is_empty() => bail!("which file? `seed FILE`"),
        "seed" => {
            let count = session.seed(&super::seed(Path::new(rest))?)?;
            format!("{count} things were put in place\n")
        }
        "snapshot" if rest.is_empty() => bail!("into which directory? `snapshot DIRECTORY`"),
        "snapshot" => {
            session.snapshot(Path::new(rest))?;
            format!("`--state {rest}` goes on from here; the key to what is sealed lies there as well\n")
        }
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
        "storage" => Act::Storage(storage(rest)?),
        "product" => {
            let (method, rest) = split(rest);
            let (path, body) = split(rest);
            Act::Product(Product { request: format!("{method} {path}"), body: json(body)? })
        }
        other => bail!("`{other}` is no command; `help` lists them"),
    })
}

/// `list`, `get KEY`, `set ENTITY/KEY JSON`, `delete secret KEY`.
fn storage(text: &str) -> Result<Storage> {
    let (verb, rest) = split(text);
    if matches!(verb, "" | "list") {
        return Ok(Storage::List);
    }
    let (first, behind) = split(rest);
    let secret = first == "secret" && !behind.is_empty();
    let (name, value) = if secret { split(behind) } else { (first, behind) };
    let (entity, key) = match name.split_once('/').filter(|_| !secret) {
        Some((entity, key)) => (Some(entity.to_owned()), key.to_owned()),
        None => (None, name.to_owned()),
    };
    if key.is_empty() {
        bail!("which key? `storage get KEY`, `storage set KEY JSON`, `storage delete KEY`");
    }
    Ok(match verb {
        "get" => Storage::Get(Key { key, entity, secret }),
        "delete" => Storage::Delete(Key { key, entity, secret }),
        "set" if value.is_empty() => bail!("what is to be kept? `storage set KEY JSON`"),
        "set" => {
            // What is to be kept may be a secret: it is not repeated.
            let value = serde_json::from_str(value).map_err(|_| anyhow!("what is to be kept is no JSON"))?;
            Storage::Set(Entry { key, entity, secret, value })
        }
        other => bail!("`{other}` is nothing that is done with storage: list, get, set, delete"),
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
