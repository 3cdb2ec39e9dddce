//! Events reach the installations they concern, and what waits is done.

use assay_app::manifest::Trigger;
use serde_json::{Value, json};

use super::{Answer, Call, Cause, Platform, held};
use crate::{
    decision::{Note, Refusal},
    error::Error,
    events::filter::{Course, course},
    guard::Guard,
    products::{Caller, ProductEvent},
    state::act::Installation,
    waiting::Waiting,
};

/// Something the platform did by itself, and what came of it.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// To which installation.
    pub installation: String,
    /// By which module: a trigger, a scheduled trigger, a consumer.
    pub module: String,
    /// Why: the event's name, `schedule`, or the queue's.
    pub cause: String,
    /// What came of it; an error where the function could not be invoked at all.
    pub answer: Result<Answer, String>,
    /// What is wrong with the answer, where the platform asks for a form it has not.
    pub complaint: Option<String>,
}

/// Largest event that is told, in bytes.
///
/// Source: developer.atlassian.com/platform/forge/platform-quotas-and-limits, read 2026-11.
const LARGEST: usize = 200_000;

impl Platform {
    /// Takes what happened in the products, as caused at this depth.
    pub(crate) fn gather(&self, depth: u32) -> Result<(), Error> {
        let events = held(&self.products).take_events();
        let events = events.into_iter().map(|event| Waiting { event, only: None, depth });
        held(&self.waiting).put(events.collect())
    }

    /// Tells one installation something of its own: that it was installed, that it was upgraded.
    pub(crate) fn tell(&self, installation: &Installation, name: &str, by: &str) -> Result<(), Error> {
        let body = json!({
            "id": format!("ari:cloud:ecosystem::installation/{}", installation.id),
            "app": { "id": installation.environment.app, "version": installation.code.to_string() },
            "environment": { "id": super::account::environment_id(&installation.environment.app, &installation.environment.name) },
            "installerAccountId": by,
        });
        let event = ProductEvent {
            site: installation.site.clone(),
            product: "forge".to_owned(),
            name: name.to_owned(),
            body,
            actor: Caller::Anonymous,
        };
        held(&self.waiting).put(vec![Waiting { event, only: Some(installation.id.clone()), depth: 0 }])
    }

    /// Something happens on a site, as if its product said so. When this returns, it will be told, whatever dies first.
    ///
    /// # Errors
    /// There is no such site, or the state cannot be written.
    pub fn emit(&self, event: ProductEvent) -> Result<(), Error> {
        self.site(&event.site)?;
        held(&self.waiting).put(vec![Waiting { event, only: None, depth: 0 }])
    }

    /// Tells all events that wait, and does all jobs that are due, and what those cause, until nothing is left.
    ///
    /// Both lie on the disk. What was being told or done at a death is told or done again, so that it happens once or more.
    /// Several jobs are done at the same time; what came of them is given in the order they were due.
    ///
    /// # Errors
    /// The state cannot be written.
    pub fn settle(&self) -> Result<Vec<Delivery>, Error> {
        self.gather(0)?;
        let mut all = Vec::new();
        loop {
            let event = held(&self.waiting).take();
            if let Some((number, event)) = event {
                let told = self.tell_all(&event, &mut all);
                let mut waiting = held(&self.waiting);
                match told {
                    Ok(()) => waiting.told(number)?,
                    Err(error) => {
                        waiting.give_back(number);
                        return Err(error);
                    }
                }
                continue;
            }
            match self.do_jobs()? {
                Some(deliveries) => all.extend(deliveries),
                None => return Ok(all),
            }
        }
    }

    fn tell_all(&self, waiting: &Waiting, all: &mut Vec<Delivery>) -> Result<(), Error> {
        let Waiting { event, only, depth } = waiting;
        for installation in self.installations() {
            let concerns = match only {
                Some(only) => *only == installation.id,
                None => installation.site == event.site || !self.options.guards.hold(Guard::EventOfItsSite),
            };
            if !concerns {
                continue;
            }
            let code = self.version(&installation.environment, installation.code)?;
            for trigger in &code.manifest.triggers {
                if trigger.events.iter().any(|it| it.value == event.name) {
                    all.extend(self.tell_one(&installation, trigger, event, *depth)?);
                }
            }
        }
        Ok(())
    }

    fn tell_one(
        &self,
        installation: &Installation,
        trigger: &Trigger,
        event: &ProductEvent,
        depth: u32,
    ) -> Result<Option<Delivery>, Error> {
        let (Some(module), Some(function)) = (&trigger.key, &trigger.function) else { return Ok(None) };
        let guards = self.options.guards;
        let granted = self.version(&installation.environment, installation.granted)?;
        let note = Note { kind: "event", subject: event.name.clone(), ..Note::default() };
        let refuse = |guard: Guard, reason: String, fix: &str| {
            let refusal = Some(Refusal::of(guard, reason, fix));
            self.note(installation, &function.value, Note { refusal, ..note.clone() });
            Ok(None)
        };
        if depth > self.options.deepest && guards.hold(Guard::DepthOfCauses) {
            let fix = "ignore what the app itself made happen: `filter.ignoreSelf`";
            return refuse(
                Guard::DepthOfCauses,
                "the event is the end of a long chain of events and jobs".to_owned(),
                fix,
            );
        }
        let is_own = event.actor.account()
            == Some(&*super::app_account(&installation.environment.app, &installation.site));
        let checks_scope = guards.hold(Guard::EventScope);
        match course(trigger, &event.name, &event.body, is_own, &granted.permissions, checks_scope) {
            Course::LeftOut => return Ok(None),
            Course::NotGranted(scope) => {
                let reason = format!("the event takes {scope}, which is not granted");
                return refuse(Guard::EventScope, reason, "add the scope, and have the admin approve it");
            }
            Course::NotUnderstood { told } => {
                let subject = format!("{}: the filter's expression", event.name);
                self.note(
                    installation,
                    &function.value,
                    Note { subject, is_unmodelled: true, ..note.clone() },
                );
                if !told {
                    return Ok(None);
                }
            }
            Course::Told => {}
        }
        let mut body = event.body.clone();
        if let Value::Object(fields) = &mut body {
            fields.insert("eventType".to_owned(), json!(event.name));
            fields.insert("selfGenerated".to_owned(), json!(is_own));
        }
        if body.to_string().len() > LARGEST && guards.hold(Guard::LargestSize) {
            let reason = format!("the event is larger than {LARGEST} bytes");
            return refuse(Guard::LargestSize, reason, "read what is needed when the event comes");
        }
        self.note(installation, &function.value, note.clone());
        let call = Call {
            installation: installation.id.clone(),
            function: function.value.clone(),
            actor: None,
            cause: Cause::Event { module: module.value.clone(), event: body },
        };
        let answer = self.invoke_at(&call, depth).map_err(|error| error.to_string());
        Ok(Some(Delivery {
            installation: installation.id.clone(),
            module: module.value.clone(),
            cause: event.name.clone(),
            answer,
            complaint: None,
        }))
    }
}
