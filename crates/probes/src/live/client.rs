//! The client: everything that is sent goes through here, or not at all.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    time::{Duration, Instant},
};

use assay_auth::Secret;
use assay_source::Digest;
use jiff::Timestamp;
use tokio::sync::Semaphore;

use super::{
    limits::Limits,
    masking,
    recording::Recording,
    request::Request,
    wire::{RawReply, Wire},
};
use crate::{Answer, NotOwned, Ownership, Reply, Survey, Trouble};

/// Where answers come from.
pub enum Transport {
    /// The network.
    Live(Box<Wire>),
    /// A recording: nothing is sent.
    Replay(Recording),
}

/// That the user allowed requests that may change something. Only the client makes one.
#[derive(Debug, Clone, Copy)]
pub struct MayChange(());

/// What a run sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// Requests that were sent, or would have been where a recording was replayed.
    pub requests: u64,
    /// Requests that were not, since the budget was spent.
    pub refused: u64,
}

/// Sends requests to the user's hosts, within the limits of the run.
///
/// It follows no redirect, keeps no cookie and decodes no content coding: an answer is what the server said. For one
/// thread.
pub struct Client {
    transport: Transport,
    owned: Ownership,
    limits: Limits,
    may_change: bool,
    hosts: RefCell<BTreeMap<String, Rc<Semaphore>>>,
    next_turn: Cell<Option<Instant>>,
    spent: Cell<Spent>,
    recording: RefCell<Recording>,
    told: Box<dyn Fn(&Request)>,
}

impl Client {
    /// A client that sends to the hosts of `owned` only. `now` is the moment of the run.
    pub fn new(transport: Transport, owned: Ownership, limits: Limits, now: Timestamp) -> Self {
        Self {
            transport,
            owned,
            limits,
            may_change: false,
            hosts: RefCell::default(),
            next_turn: Cell::new(None),
            spent: Cell::default(),
            recording: RefCell::new(Recording::new(now)),
            told: Box::new(|_| ()),
        }
    }

    /// The same with the user's permission to send what may change something.
    pub fn allow_changes(mut self) -> Self {
        self.may_change = true;
        self
    }

    /// The same with a listener that is told of each request before it is sent.
    pub fn tell(mut self, told: impl Fn(&Request) + 'static) -> Self {
        self.told = Box::new(told);
        self
    }

    /// The permission to send what may change something, where the user gave it. A case that needs it and does not
    /// get it is a skip: “needs `--change-state`”.
    pub fn may_change(&self) -> Option<MayChange> {
        self.may_change.then_some(MayChange(()))
    }

    /// The limits of the run.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What was sent so far.
    pub fn spent(&self) -> Spent {
        self.spent.get()
    }

    /// What was seen so far.
    pub fn recording(&self) -> Recording {
        self.recording.borrow().clone()
    }

    /// Sends a request and waits for its answer. It always comes back: with an answer, or with the trouble.
    pub async fn send(&self, request: Request) -> Answer {
        self.send_for(request, None).await.0
    }

    /// The same, with the raw value of one header of the answer, for a case that goes on with it: a session token
    /// that the app hands out. `header` is in lower case.
    pub async fn send_for_token(&self, request: Request, header: &str) -> (Answer, Option<Secret>) {
        self.send_for(request, Some(header)).await
    }

    /// Where answers come from.
    pub(super) fn transport(&self) -> &Transport {
        &self.transport
    }

    /// Keeps what a survey saw beside its requests.
    pub(super) fn keep_hosts(&self, survey: &Survey) {
        self.recording.borrow_mut().keep_hosts(survey);
    }

    async fn send_for(&self, request: Request, header: Option<&str>) -> (Answer, Option<Secret>) {
        let shown = request.shown();
        let begun = Instant::now();
        let outcome = self.outcome(&request).await;
        let elapsed = begun.elapsed();
        let (answer, token) = match outcome {
            Ok(Seen::Live(raw)) => {
                let token = header.and_then(|name| raw.header(name)).map(Secret::from);
                let reply = kept(raw, &request);
                (Answer { request: shown, outcome: Ok(reply), elapsed }, token)
            }
            Ok(Seen::Replayed(answer)) => {
                let token = header.and_then(|name| answer.reply()?.header(name)).map(Secret::from);
                (*answer, token)
            }
            Err(trouble) => (Answer { request: shown, outcome: Err(trouble), elapsed }, None),
        };
        let earlier = self.recording.borrow_mut().answers.insert(request.case.clone(), answer.clone());
        debug_assert!(earlier.is_none(), "two requests of a run are called `{}`", request.case);
        (answer, token)
    }

    async fn outcome(&self, request: &Request) -> Result<Seen, Trouble> {
        self.owned.check(&request.url).map_err(|NotOwned { host }| Trouble::NotOwned { host })?;
        let mut spent = self.spent.get();
        if spent.requests >= self.limits.requests {
            spent.refused += 1;
            self.spent.set(spent);
            return Err(Trouble::BudgetSpent { budget: self.limits.requests });
        }
        spent.requests += 1;
        self.spent.set(spent);
        (self.told)(request);
        match &self.transport {
            Transport::Replay(recording) => {
                let answer = recording.answers.get(&request.case).ok_or(Trouble::NotRecorded)?;
                Ok(Seen::Replayed(Box::new(answer.clone())))
            }
            Transport::Live(wire) => {
                let host = self.host(request.url.host_str().unwrap_or_default());
                let _turn = host.acquire().await;
                self.pace(request).await;
                wire.send(request, &self.limits, Instant::now() + self.limits.timeout).await.map(Seen::Live)
            }
        }
    }

    fn host(&self, name: &str) -> Rc<Semaphore> {
        let mut hosts = self.hosts.borrow_mut();
        let new = || Rc::new(Semaphore::new(self.limits.per_host.max(1)));
        Rc::clone(hosts.entry(name.to_owned()).or_insert_with(new))
    }

    /// Waits for this request's turn.
    async fn pace(&self, request: &Request) {
        let Some(per_second) = self.limits.pace(&request.url) else { return };
        let now = Instant::now();
        let turn = self.next_turn.get().map_or(now, |turn| turn.max(now));
        self.next_turn.set(Some(turn + Duration::from_secs_f64(1.0 / per_second)));
        tokio::time::sleep_until(turn.into()).await;
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({:?}, {:?})", self.owned, self.spent.get())
    }
}

enum Seen {
    Live(RawReply),
    Replayed(Box<Answer>),
}

/// What is kept of an answer; from here on nobody sees its secrets.
fn kept(raw: RawReply, request: &Request) -> Reply {
    let body = String::from_utf8_lossy(&raw.body);
    let comes_back = |secret: &String| {
        body.contains(secret.as_str()) || raw.headers.iter().any(|(_, value)| value.contains(secret.as_str()))
    };
    Reply {
        status: raw.status,
        digest: Digest::of(&raw.body),
        echoes_secret: request.secrets.iter().any(comes_back),
        headers: raw
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), masking::header(name, value)))
            .collect(),
        body: masking::body(&body),
        whole: raw.whole,
        secure: raw.secure,
    }
}
