//! Queues: what an app publishes, and the consumers that get it.

use std::{iter, panic, thread};

use assay_jail::End;
use assay_policy::decide::request::QueueVerb;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Call, Cause, Delivery, Facts, Platform, held};
use crate::{
    decision::Refusal,
    error::Error,
    guard::Guard,
    queue::{Concurrency, Job},
    reuse::Reuse,
    state::{act::Installation, folder::random_id},
};

// Limits. Source: developer.atlassian.com/platform/forge/platform-quotas-and-limits and the page on async events, read
// 2026-11.
/// Most events published at a time.
const MOST_EVENTS: usize = 50;
/// Most bytes published at a time.
const MOST_BYTES: usize = 200_000;
/// Longest delay, in seconds.
const LONGEST_DELAY: i64 = 900;
/// Most retries of one event.
const MOST_RETRIES: u32 = 4;
/// Most bytes of what an event is retried with. Source: the page on limits of async events, read 2026-11.
const MOST_RETRY_DATA: usize = 4 << 10;
/// Shortest wait before a retry, in seconds. Source: `@forge/events` 3.0.
const SHORTEST_WAIT: i64 = 1;
/// Most bytes of the key of a concurrency. Ours.
const MOST_OF_A_KEY: usize = 256;
/// Most events of an installation in a minute of the platform's clock.
const MOST_IN_A_MINUTE: u32 = 500;

/// What the package `@forge/events` publishes. Source: version 3.0, observed 2026-11.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Published {
    queue_name: String,
    job_id: String,
    payload: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    #[serde(default)]
    body: Value,
    #[serde(default)]
    delay_in_seconds: i64,
    #[serde(default)]
    concurrency: Option<Concurrency>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    job_id: String,
}

/// What is answered to a call of a queue.
pub(crate) struct QueueAnswer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) refusal: Option<Refusal>,
}

impl QueueAnswer {
    fn of(status: u16, body: Value) -> Self {
        Self { status, body, refusal: None }
    }

    fn refused(status: u16, guard: Guard, reason: &str, fix: &str) -> Self {
        let body = json!({ "code": guard.id(), "message": reason });
        Self { status, body, refusal: Some(Refusal::of(guard, reason, fix)) }
    }
}

/// How many events an installation published in a minute.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Rate {
    minute: i64,
    events: u32,
}

impl Platform {
    /// Answers a call of a queue, for the installation the channel belongs to.
    pub(crate) fn queue_call(
        &self,
        facts: &Facts,
        verb: QueueVerb,
        body: &[u8],
    ) -> Result<QueueAnswer, Error> {
        let own = facts.installation.id.as_str();
        match verb {
            QueueVerb::Publish => self.publish(facts, body),
            QueueVerb::Stats => {
                let Ok(named) = serde_json::from_slice::<Named>(body) else { return Ok(malformed()) };
                let only = Some(own).filter(|_| self.options.guards.hold(Guard::OwnJobs));
                let tally = held(&self.queue).tally(only, &named.job_id);
                Ok(tally.map_or_else(unknown, |tally| {
                    let body = json!({ "success": tally.succeeded, "failed": tally.failed, "inProgress": tally.waiting });
                    QueueAnswer::of(200, body)
                }))
            }
            QueueVerb::Cancel => {
                let Ok(named) = serde_json::from_slice::<Named>(body) else { return Ok(malformed()) };
                let mut queue = held(&self.queue);
                if queue.tally(Some(own), &named.job_id).is_none() {
                    return Ok(unknown());
                }
                queue.cancel(own, &named.job_id)?;
                Ok(QueueAnswer::of(204, Value::Null))
            }
        }
    }

    fn publish(&self, facts: &Facts, body: &[u8]) -> Result<QueueAnswer, Error> {
        let guards = self.options.guards;
        if facts.depth >= self.options.deepest && guards.hold(Guard::DepthOfCauses) {
            let reason = "the job is the end of a long chain of events and jobs";
            return Ok(QueueAnswer::refused(
                405,
                Guard::DepthOfCauses,
                reason,
                "end the chain: a job that always publishes another never ends",
            ));
        }
        if body.len() > MOST_BYTES && guards.hold(Guard::LargestSize) {
            let reason = "more than 200 KB are published at once";
            return Ok(QueueAnswer::refused(
                413,
                Guard::LargestSize,
                reason,
                "keep the data, and publish its key",
            ));
        }
        let Ok(published) = serde_json::from_slice::<Published>(body) else { return Ok(malformed()) };
        let consumes = |queue: &str| {
            let mut consumers = facts.code.manifest.consumers.iter();
            consumers.any(|it| it.queue.as_ref().is_some_and(|own| own.value == queue))
        };
        let fits = (1..=256).contains(&published.job_id.len()) && consumes(&published.queue_name);
        if !fits || published.payload.is_empty() {
            return Ok(malformed());
        }
        if published.payload.len() > MOST_EVENTS && guards.hold(Guard::LargestSize) {
            let reason = "more than 50 events are published at once";
            return Ok(QueueAnswer::refused(413, Guard::LargestSize, reason, "publish fewer at a time"));
        }
        let now = self.now();
        if !self.takes(&facts.installation, now, published.payload.len()) {
            let reason = "more than 500 events are published in a minute";
            return Ok(QueueAnswer::refused(429, Guard::LargestSize, reason, "publish fewer, or later"));
        }
        let mut failed = Vec::new();
        let mut jobs = Vec::new();
        for (index, event) in published.payload.into_iter().enumerate() {
            if !(0..=LONGEST_DELAY).contains(&event.delay_in_seconds) {
                failed.push(json!({ "index": index, "errorMessage": "a delay is of 0 to 900 seconds" }));
                continue;
            }
            let is_limit = |it: &Concurrency| it.limit > 0 && (1..=MOST_OF_A_KEY).contains(&it.key.len());
            if event.concurrency.as_ref().is_some_and(|it| !is_limit(it)) {
                let because = "a concurrency has a key and a limit of 1 or more";
                failed.push(json!({ "index": index, "errorMessage": because }));
                continue;
            }
            jobs.push(Job {
                id: random_id(),
                batch: published.job_id.clone(),
                installation: facts.installation.id.clone(),
                queue: published.queue_name.clone(),
                body: event.body,
                due: now + SignedDuration::from_secs(event.delay_in_seconds),
                depth: facts.depth + 1,
                tried: 0,
                retry: Value::Null,
                number: 0,
                concurrency: event.concurrency,
            });
        }
        held(&self.queue).put(jobs)?;
        Ok(match failed.is_empty() {
            true => QueueAnswer::of(201, json!({ "jobId": published.job_id })),
            false => QueueAnswer::of(202, json!({ "jobId": published.job_id, "failedEvents": failed })),
        })
    }

    fn takes(&self, installation: &Installation, now: Timestamp, events: usize) -> bool {
        let mut rates = held(&self.rates);
        let rate = rates.entry(installation.id.clone()).or_default();
        let minute = now.as_second().div_euclid(60);
        if rate.minute != minute {
            *rate = Rate { minute, events: 0 };
        }
        rate.events = rate.events.saturating_add(u32::try_from(events).unwrap_or(u32::MAX));
        rate.events <= MOST_IN_A_MINUTE || !self.options.guards.hold(Guard::LargestSize)
    }

    /// Does jobs that are due, several at a time, and gives what came of them in the order they were due; none where none
    /// is. Of a job nobody consumes any more nothing is told.
    pub(crate) fn do_jobs(&self) -> Result<Option<Vec<Delivery>>, Error> {
        let at_once = match self.options.reuse {
            Reuse::Fresh => self.options.consumers.max(1),
            Reuse::TenantWarm | Reuse::CloudLike => 1,
        };
        let now = self.now();
        let jobs: Vec<Job> = {
            let mut queue = held(&self.queue);
            iter::from_fn(|| queue.take(now)).take(at_once).collect()
        };
        if jobs.is_empty() {
            return Ok(None);
        }
        let done: Vec<_> = thread::scope(|scope| {
            let doing: Vec<_> = jobs.iter().map(|job| scope.spawn(|| self.do_job(job))).collect();
            doing
                .into_iter()
                .map(|it| it.join().unwrap_or_else(|because| panic::resume_unwind(because)))
                .collect()
        });
        for (job, _) in jobs.iter().zip(&done).filter(|(_, done)| done.is_err()) {
            held(&self.queue).give_back(&job.id);
        }
        let deliveries: Result<Vec<_>, Error> = done.into_iter().collect();
        Ok(Some(deliveries?.into_iter().flatten().collect()))
    }

    fn do_job(&self, job: &Job) -> Result<Option<Delivery>, Error> {
        let Ok(installation) = self.installation(&job.installation) else {
            held(&self.queue).done(&job.id, false)?;
            return Ok(None);
        };
        let code = self.version(&installation.environment, installation.code)?;
        let mut consumers = code.manifest.consumers.iter();
        let consumer = consumers.find(|it| it.queue.as_ref().is_some_and(|own| own.value == job.queue));
        let named = consumer.and_then(|it| Some((it.key.as_ref()?, it.function.as_ref()?)));
        let Some((module, function)) = named else {
            held(&self.queue).done(&job.id, false)?;
            return Ok(None);
        };
        let mut event =
            json!({ "body": job.body, "queueName": job.queue, "jobId": job.batch, "eventId": job.id });
        if job.tried > 0 {
            event["retryContext"] = json!({
                "retryCount": job.tried,
                "retryReason": job.retry["retryReason"],
                "retryData": job.retry["retryData"],
            });
        }
        let call = Call {
            installation: installation.id.clone(),
            function: function.value.clone(),
            actor: None,
            cause: Cause::Job {
                module: module.value.clone(),
                event,
                method: consumer.and_then(|it| it.method.as_ref()).map(|method| method.value.clone()),
            },
        };
        let answer = self.invoke_at(&call, job.depth).map_err(|error| error.to_string());
        let complaint = match again(job, answer.as_ref().ok()) {
            None => {
                let succeeded = answer.as_ref().is_ok_and(|answer| answer.value().is_ok());
                held(&self.queue).done(&job.id, succeeded)?;
                None
            }
            Some(Ok((after, retry))) => {
                let due = self.now() + SignedDuration::from_secs(after);
                held(&self.queue).put(vec![Job { due, tried: job.tried + 1, retry, ..job.clone() }])?;
                None
            }
            Some(Err(because)) => {
                held(&self.queue).done(&job.id, false)?;
                Some(because)
            }
        };
        Ok(Some(Delivery {
            installation: installation.id,
            module: module.value.clone(),
            cause: job.queue.clone(),
            answer,
            complaint,
        }))
    }
}

/// Whether a job is to be tried again: after how many seconds and with what, or why not any more. None where it is over.
///
/// The app asks for it by its answer. What the platform ends, for its time or its memory, the platform tries again, after a
/// wait that doubles: from one second on, since how long the hosted one waits is not published.
fn again(job: &Job, answer: Option<&Answer>) -> Option<Result<(i64, Value), String>> {
    let by_the_platform = |reason: &str| (1 << job.tried.min(MOST_RETRIES), json!({ "retryReason": reason }));
    let (after, retry) = match &answer?.outcome.end {
        End::Deadline | End::CpuSpent => by_the_platform("FUNCTION_TIME_OUT"),
        End::Killed => by_the_platform("FUNCTION_OUT_OF_MEMORY"),
        _ => {
            let options =
                answer?.value().ok().filter(|value| value["_retry"] == true)?["retryOptions"].clone();
            let after = options["retryAfter"].as_i64().unwrap_or(SHORTEST_WAIT);
            (after.clamp(SHORTEST_WAIT, LONGEST_DELAY), options)
        }
    };
    if job.tried >= MOST_RETRIES {
        return Some(Err(format!("it was tried {} times, and is given up", job.tried + 1)));
    }
    if retry["retryData"].to_string().len() > MOST_RETRY_DATA {
        return Some(Err(format!(
            "its retryData is larger than {MOST_RETRY_DATA} bytes, and it is given up"
        )));
    }
    Some(Ok((after, retry)))
}

fn malformed() -> QueueAnswer {
    QueueAnswer::of(
        400,
        json!({ "code": "INVALID_REQUEST", "message": "this is no event for a queue the manifest declares" }),
    )
}

/// The same whether there is no such job or it is another installation's.
fn unknown() -> QueueAnswer {
    QueueAnswer::of(404, json!({ "code": "JOB_NOT_FOUND", "message": "there is no such job" }))
}
