//! The platform's clock, and what comes with time: schedules and delayed jobs.

use assay_app::manifest::ScheduledTrigger;
use jiff::{SignedDuration, Timestamp};

use super::{CLOCK, Call, Cause, Delivery, Platform, held};
use crate::{error::Error, state::act::Installation};

/// Most moments one tick stops at; a longer one is told in parts.
const MOST_MOMENTS: usize = 10_000;

impl Platform {
    /// Lets time pass, and does what falls due meanwhile, in its order and at its moment.
    ///
    /// Schedules fire at the full five minutes, hours, days and weeks since 1970, in UTC. The hosted platform counts from
    /// the deployment, and is seldom punctual.
    ///
    /// # Errors
    /// The state cannot be written. What was done before counts, and the clock stands where it was reached.
    pub fn tick(&self, by: SignedDuration) -> Result<Vec<Delivery>, Error> {
        let until = self.now() + by.max(SignedDuration::ZERO);
        let mut all = self.settle()?;
        for _ in 0..MOST_MOMENTS {
            let now = self.now();
            let job = held(&self.queue).next_due(now);
            let schedule = self.next_schedule(now)?;
            let Some(next) = job.into_iter().chain(schedule).min().filter(|next| *next <= until) else {
                self.set_clock(until)?;
                return Ok(all);
            };
            self.set_clock(next)?;
            if schedule == Some(next) {
                self.fire(next, &mut all)?;
            }
            all.extend(self.settle()?);
        }
        Ok(all)
    }

    fn set_clock(&self, to: Timestamp) -> Result<(), Error> {
        let mut clock = held(&self.clock);
        if *clock != to {
            self.folder.replace(&self.folder.path(CLOCK), to.to_string().as_bytes())?;
            *clock = to;
        }
        Ok(())
    }

    fn scheduled(&self) -> Result<Vec<(Installation, ScheduledTrigger, i64)>, Error> {
        let mut all = Vec::new();
        for installation in self.installations() {
            let code = self.version(&installation.environment, installation.code)?;
            for trigger in &code.manifest.scheduled_triggers {
                if let Some(seconds) = trigger.interval.as_ref().and_then(|it| interval(&it.value)) {
                    all.push((installation.clone(), trigger.clone(), seconds));
                }
            }
        }
        Ok(all)
    }

    fn next_schedule(&self, now: Timestamp) -> Result<Option<Timestamp>, Error> {
        let next = |seconds: i64| {
            Timestamp::from_second((now.as_second().div_euclid(seconds) + 1).saturating_mul(seconds)).ok()
        };
        Ok(self.scheduled()?.iter().filter_map(|(_, _, seconds)| next(*seconds)).min())
    }

    fn fire(&self, now: Timestamp, all: &mut Vec<Delivery>) -> Result<(), Error> {
        for (installation, trigger, seconds) in self.scheduled()? {
            let (Some(module), Some(function)) = (&trigger.key, &trigger.function) else { continue };
            if now.as_second() % seconds != 0 || now.subsec_nanosecond() != 0 {
                continue;
            }
            let call = Call {
                installation: installation.id.clone(),
                function: function.value.clone(),
                actor: None,
                cause: Cause::Schedule { module: module.value.clone() },
            };
            let answer = self.invoke(&call).map_err(|error| error.to_string());
            let value = answer.as_ref().ok().and_then(|answer| answer.value().ok());
            let complaint = value.filter(|value| !value["statusCode"].is_number()).map(|_| {
                "a scheduled function answers with a `statusCode`; the hosted platform logs an error 424 for this".to_owned()
            });
            all.push(Delivery {
                installation: installation.id.clone(),
                module: module.value.clone(),
                cause: "schedule".to_owned(),
                answer,
                complaint,
            });
        }
        Ok(())
    }
}

/// Source: developer.atlassian.com/platform/forge/manifest-reference/modules/scheduled-trigger, read 2026-11.
fn interval(word: &str) -> Option<i64> {
    Some(match word {
        "fiveMinute" => 300,
        "hour" => 3_600,
        "day" => 86_400,
        "week" => 604_800,
        _ => return None,
    })
}
