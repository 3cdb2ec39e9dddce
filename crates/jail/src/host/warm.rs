//! A process that serves one invocation after the other, as platforms do that keep functions warm. What one leaves behind,
//! the next one meets.

use std::{
    io,
    sync::{
        PoisonError,
        atomic::Ordering,
        mpsc::{Receiver, channel},
    },
    time::Instant,
};

use super::{Conversation, Host, Invocation, Said, Zygote, end};
use crate::{
    control,
    outcome::{End, Outcome},
    wire::{Exit, ToGuest, ToZygote},
};

/// A kept process. Dropping it ends it.
#[derive(Debug)]
pub struct Warm {
    id: u64,
    talk: Conversation,
    receiver: Receiver<Exit>,
    is_over: bool,
}

impl Warm {
    /// Whether it ended: late, over its limits, or by itself.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.is_over
    }
}

impl Zygote {
    /// A process that is kept. Its processor time is counted over all it serves, and ends it as it ends any.
    ///
    /// # Errors
    /// What the machine says.
    pub fn warm(&self) -> io::Result<Warm> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = channel();
        self.shared.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(id, sender);
        let talk = self.begin(id, None, Instant::now())?;
        Ok(Warm { id, talk, receiver, is_over: false })
    }

    /// Makes one invocation in a process that is kept. What it used is known in part only: its time by the clock on the
    /// wall, and the rest when the process has ended.
    pub fn invoke_in(&self, warm: &mut Warm, invocation: &Invocation, host: &mut dyn Host) -> Outcome {
        let began = Instant::now();
        let until = began + invocation.deadline;
        let mut outcome = Outcome::not_started("the process that was kept has ended".to_owned(), self.level);
        if warm.is_over {
            return outcome;
        }
        warm.talk.again(until, self.budget());
        host.started(warm.id);
        let envelope = invocation.envelope.to_string().into_bytes();
        let said = warm.talk.tell(&ToGuest::Invoke {}, envelope).and_then(|()| warm.talk.listen(host));
        outcome.logs = std::mem::take(&mut warm.talk.logs);
        (outcome.logs_dropped, outcome.calls) = (warm.talk.logs_dropped, warm.talk.calls);
        outcome.end = match said {
            Ok(Said::Result(value)) => End::Reply(value),
            Ok(Said::Threw(error)) => End::Threw(error),
            said => {
                warm.is_over = true;
                let _ = control::send(&self.control, &ToZygote::Kill { id: warm.id }, None);
                let exit = self.exit(warm.id, &warm.receiver, until);
                end(said, exit)
            }
        };
        outcome.usage.wall = began.elapsed();
        outcome
    }
}
