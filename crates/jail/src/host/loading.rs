//! Loading a program into its zygote, once.

use std::{
    os::{fd::AsFd, unix::net::UnixStream},
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{Budget, Conversation, Error, Host, Said, Zygote};
use crate::{
    control,
    outcome::{End, LogLine},
    wire::{Code, Init, Reply, ToGuest, ToZygote},
};

/// What came of loading.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Loaded {
    /// What the guest said of it.
    pub told: Value,
    /// What the program logged at its top level.
    pub logs: Vec<LogLine>,
    /// The code its top level made of texts.
    pub code: Vec<Code>,
    /// How often it did so beside.
    pub more_code: u64,
    /// How long it took, from the start of the process.
    pub wall: Duration,
}

impl Zygote {
    pub(super) fn load(&mut self, began: Instant) -> Result<(), Error> {
        let machine = |source| Error::Machine { what: "a channel to the program", source };
        let (ours, theirs) = UnixStream::pair().map_err(machine)?;
        control::send(&self.control, &ToZygote::Load {}, Some(theirs.as_fd())).map_err(machine)?;
        drop(theirs);
        let until = Instant::now() + self.spec.limits.load;
        let mut talk =
            Conversation::new(ours, until, Budget::new(&self.spec.limits, self.spec.guards().budgets));
        let mut nobody = NotYet::default();
        let said = talk
            .tell(&ToGuest::Load { options: self.spec.options.clone() }, self.spec.program.clone())
            .and_then(|()| talk.listen(&mut nobody));
        let logs = std::mem::take(&mut talk.logs);
        match said {
            Ok(Said::Result(told)) => {
                let NotYet { code, more_code } = nobody;
                self.loaded = Loaded { told, logs, code, more_code, wall: began.elapsed() };
                Ok(())
            }
            Ok(Said::Threw(error)) => Err(Error::Threw { error, logs }),
            Ok(Said::Ended(end)) => Err(Error::NotLoaded { end }),
            Err(_) => Err(Error::NotLoaded { end: End::Vanished }),
        }
    }
}

/// Nobody answers while a program is loaded.
#[derive(Default)]
struct NotYet {
    code: Vec<Code>,
    more_code: u64,
}

impl Host for NotYet {
    fn call(&mut self, _: &Value, _: &str, _: &Init) -> Reply {
        Reply {
            failure: Some(
                "nothing can be called while the app is loaded: its top level is shared by every call".into(),
            ),
            ..Reply::default()
        }
    }

    fn code(&mut self, code: Code) {
        self.code.push(code);
    }

    fn more_code(&mut self, count: u64) {
        self.more_code = self.more_code.saturating_add(count);
    }
}
