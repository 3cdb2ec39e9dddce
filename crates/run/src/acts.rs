//! Doing things in a session, and what is seen of each.

use std::collections::BTreeMap;

use assay_observers as observers;
use assay_products::{Caller, ProductRequest};
use assay_sandbox::{
    Answer, Call, Cause, Delivery, JailLevel, ProductEvent, Record, Reuse, Verdict, WebRequest,
};
use serde_json::{Value, json};

use crate::{
    act::{Event, Invoke, Product, Web},
    error::Error,
    leak::{Leak, held, leaks},
    session::{Seen, Session, Told},
    watch,
};

impl Session {
    /// What an answer shows on a site; the leaks in it are written down with the function.
    fn leaks(&mut self, site: &str, within: &'static str, function: &str, text: &str) -> Vec<Leak> {
        let found = leaks(&self.products.lock(), site, within, text);
        for leak in &found {
            self.transcript.leaks.push(watch::leak(leak, function));
        }
        found
    }

    /// Writes down an invocation, with what of other sites it logged.
    fn note(&mut self, call: observers::Call, logs: &[assay_sandbox::Logged]) {
        for line in logs {
            self.leaks(&call.site.clone(), "log", &call.function.clone(), &line.text);
        }
        self.transcript.calls.push(call);
    }

    /// Writes down what ran the app and what held it.
    fn held_by(&mut self, answer: &Answer) {
        let level = JailLevel(answer.outcome.level);
        self.transcript.held_by.insert(level.with(Some(self.options.engine)));
    }

    fn canary(&self, site: &str) -> String {
        self.products.lock().site(site).map(|site| site.canary.clone()).unwrap_or_default()
    }

    pub(crate) fn deliveries(&mut self, mut seen: Seen, deliveries: Vec<Delivery>) -> Seen {
        for delivery in deliveries {
            let site =
                self.platform.installation(&delivery.installation).map(|it| it.site).unwrap_or_default();
            let (function, cause) = watch::caused(&self.app.manifest, &delivery.module, &delivery.cause);
            let (value, error) = match delivery.answer {
                Ok(answer) => {
                    let told = match answer.value() {
                        Ok(value) => (Some(value.clone()), delivery.complaint),
                        Err(failure) => (None, Some(failure.to_string())),
                    };
                    let canary = self.canary(&site);
                    self.held_by(&answer);
                    let call = watch::call(&answer, (&function, None), &site, cause, &canary);
                    self.note(call, &answer.logs);
                    seen.decisions.extend(answer.decisions);
                    told
                }
                Err(because) => (None, Some(because)),
            };
            let text = format!("{value:?}{error:?}");
            seen.leaks.extend(self.leaks(&site, "event", &function, &text));
            seen.deliveries.push(Told { site, module: delivery.module, cause: delivery.cause, value, error });
        }
        seen
    }

    pub(crate) fn invoke(&mut self, invoke: &Invoke) -> Result<Seen, Error> {
        let Invoke { function, key, payload, module, extension } = invoke.clone();
        let module = module.or_else(|| {
            let mut callers = self.app.manifest.callers(&function);
            callers.find_map(|module| module.key.as_ref()).map(|key| key.value.clone())
        });
        let name = key.clone();
        let cause = match key {
            Some(key) => Cause::Resolver { module, key, payload, extension },
            None => Cause::Module { module, body: payload },
        };
        let call = Call { installation: self.installation()?.id, function, actor: self.account(), cause };
        let answer = self.platform.invoke(&call)?;
        Ok(self.answered(&call.function, name.as_deref(), answer))
    }

    fn answered(&mut self, function: &str, name: Option<&str>, answer: Answer) -> Seen {
        let site = self.site().to_owned();
        let canary = self.canary(&site);
        let cause = observers::Cause::User(self.role().to_owned());
        self.held_by(&answer);
        let call = watch::call(&answer, (function, name), &site, cause, &canary);
        self.note(call, &answer.logs);
        let mut seen = Seen::default();
        let text = match answer.value() {
            Ok(value) => {
                seen.value = Some(value.clone());
                value.to_string()
            }
            Err(failure) => {
                seen.error = Some(failure.to_string());
                failure.to_string()
            }
        };
        seen.leaks = self.leaks(&site, "answer", function, &text);
        seen.decisions = answer.decisions;
        seen
    }

    /// Who acts, as a product is asked.
    fn caller(&self) -> Caller {
        self.account().map_or(Caller::Anonymous, Caller::User)
    }

    pub(crate) fn event(&self, event: &Event) -> Result<Seen, Error> {
        let product = event.name.split(':').nth(1).unwrap_or_default().to_owned();
        self.platform.emit(ProductEvent {
            site: self.site().to_owned(),
            product,
            name: event.name.clone(),
            body: event.body.clone(),
            actor: self.caller(),
        })?;
        Ok(Seen::default())
    }

    pub(crate) fn web(&mut self, web: &Web) -> Result<Seen, Error> {
        let address = self.platform.web_address(&self.installation()?.id, &web.trigger)?;
        let body = match &web.body {
            Value::Null => Vec::new(),
            Value::String(text) => text.clone().into_bytes(),
            other => other.to_string().into_bytes(),
        };
        let method =
            web.method.clone().unwrap_or_else(|| if body.is_empty() { "GET" } else { "POST" }.to_owned());
        let pairs = |map: &BTreeMap<String, String>| {
            map.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
        };
        let site = self.site().to_owned();
        let logged = |session: &Self| session.platform.logs(&session.environment, &site).unwrap_or_default();
        let (before, lines_before) = (self.platform.decisions()?.len(), logged(self).len());
        let reply = self.platform.web(
            &address.id,
            &WebRequest {
                method,
                path: web.path.clone().unwrap_or_else(|| "/".to_owned()),
                query: pairs(&web.query),
                headers: pairs(&web.headers),
                body,
            },
        )?;
        let decisions: Vec<_> = self.platform.decisions()?.into_iter().skip(before).collect();
        // What the platform itself refused never reached the app.
        let reached = !decisions
            .iter()
            .any(|it| it.kind == "web" && it.verdict == Verdict::Deny && matches!(reply.status, 401 | 413));
        let (function, cause) = watch::called(&self.app.manifest, web, reply.status);
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        if reached {
            let lines: Vec<_> = logged(self).into_iter().skip(lines_before).collect();
            let end = if reply.status == 500 { observers::End::Threw } else { observers::End::Answered };
            let canary = self.canary(&site);
            self.transcript.held_by.extend(decisions.iter().filter_map(Record::held_by));
            let call = watch::of(&decisions, &lines, end, (&function, None), &site, cause, &canary);
            self.note(call, &lines);
        }
        let leaks = self.leaks(&site, "answer", &function, &text);
        Ok(Seen {
            value: Some(serde_json::from_str(&text).unwrap_or_else(|_| json!(text))),
            status: Some(reply.status),
            decisions,
            leaks,
            ..Seen::default()
        })
    }

    /// Asks a product as the user who acts: not the app's doing, so nothing is decided.
    pub(crate) fn product(&self, product: &Product) -> Result<Seen, Error> {
        // Who acts is looked up in the products: before they are locked.
        let caller = self.caller();
        let (status, value) = self.ask(self.site(), &caller, product)?;
        Ok(Seen { value: Some(value), status: Some(status), ..Seen::default() })
    }

    /// Asks a product of a site.
    pub(crate) fn ask(&self, site: &str, caller: &Caller, product: &Product) -> Result<(u16, Value), Error> {
        let Some((method, path)) = product.request.trim().split_once(' ') else {
            return Err(Error::Unknown(
                "a method and a path are needed, such as `GET /rest/api/3/myself`".to_owned(),
            ));
        };
        let path = path.trim();
        let request = ProductRequest {
            product: if path.starts_with("/wiki") { "confluence" } else { "jira" }.to_owned(),
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: if product.body.is_null() { Vec::new() } else { product.body.to_string().into_bytes() },
        };
        let reply = self.products.lock().answer(site, caller, &request);
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        Ok((reply.status, serde_json::from_str(&text).unwrap_or_else(|_| json!(text))))
    }

    /// Where processes are used again for whoever is next, looks for what they keep of one site.
    pub(crate) fn look_into_the_process(&mut self, seen: &mut Seen) -> Result<(), Error> {
        if self.options.reuse != Reuse::CloudLike {
            return Ok(());
        }
        let installation = self.installation()?.id;
        let sites: Vec<(String, String)> =
            self.products.lock().sites().map(|site| (site.key.clone(), site.canary.clone())).collect();
        let needles: Vec<&str> = sites.iter().map(|(_, canary)| canary.as_str()).collect();
        let found = self.platform.search(&installation, &needles)?;
        let all: Vec<_> =
            found.iter().map(|kept| held(kept, &sites[kept.needle].0, &self.app.directory)).collect();
        for leak in &mut seen.leaks {
            leak.held = all.iter().filter(|held| held.of == leak.of).cloned().collect();
        }
        for leak in &mut self.transcript.leaks {
            if leak.held.is_empty() {
                leak.held = all.iter().filter(|held| held.of == leak.of).map(watch::held).collect();
            }
        }
        let is_told = |of: &str| seen.leaks.iter().any(|leak| leak.of == of);
        seen.kept = all.into_iter().filter(|held| !is_told(&held.of)).collect();
        for held in &seen.kept {
            let (known, leak) = (&mut self.transcript.leaks, watch::kept(held, &sites));
            if !known.contains(&leak) {
                known.push(leak);
            }
        }
        Ok(())
    }
}
