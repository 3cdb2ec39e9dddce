//! One invocation of a function.

use std::{sync::Arc, time::Duration};

use assay_jail::{End, Invocation, Outcome, Thrown};
use serde_json::{Value, json};

use super::{Logged, Platform, account, app_account};
use crate::{
    decision::Record,
    error::Error,
    host::Desk,
    reuse::Reuse,
    state::{act::Installation, folder::random_id, package::Deployed},
    version::Kept,
};

/// What is to be invoked.
#[derive(Debug, Clone)]
pub struct Call {
    /// Of which installation.
    pub installation: String,
    /// The key of the function.
    pub function: String,
    /// The account that acts; none in schedules, events and web triggers.
    pub actor: Option<String>,
    /// What causes it.
    pub cause: Cause,
}

/// What causes an invocation, and so what the function is handed.
#[derive(Debug, Clone, PartialEq)]
pub enum Cause {
    /// A page calls one of the functions a resolver defines.
    Resolver {
        /// The module whose page it is.
        module: Option<String>,
        /// The name the resolver defined it under.
        key: String,
        /// What the page sends.
        payload: Value,
        /// What the page says of where it is. It is the page's word, and no more.
        extension: Value,
    },
    /// A module calls the function with a body of its own kind: a macro, an action, a validator.
    Module {
        /// The module.
        module: Option<String>,
        /// What it is handed.
        body: Value,
    },
    /// Something happened in a product, or to the app.
    Event {
        /// The trigger.
        module: String,
        /// What it is told.
        event: Value,
    },
    /// Its time has come.
    Schedule {
        /// The scheduled trigger.
        module: String,
    },
    /// Somebody on the web called.
    Web {
        /// The web trigger.
        module: String,
        /// The request, as the platform hands it on.
        request: Value,
    },
    /// A queue has something for it.
    Job {
        /// The consumer.
        module: String,
        /// The event.
        event: Value,
        /// The name a resolver defined what consumes it under, in older manifests.
        method: Option<String>,
    },
}

/// What came of an invocation.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its id.
    pub invocation: String,
    /// The process that served it, by a number no other has.
    pub process: String,
    /// How it ended, with what it used. Lines it logged are not here, but among the logs.
    pub outcome: Outcome,
    /// What was decided meanwhile.
    pub decisions: Vec<Record>,
    /// What it logged, and what was thrown where nobody caught it, as it is kept: redacted.
    pub logs: Vec<Logged>,
}

/// Why an invocation gave nothing.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Failure {
    /// The function threw.
    #[error("{}: {}", .0.name, .0.message)]
    Threw(Thrown),
    /// It was ended, or ended itself without an answer.
    #[error("it ended by {0:?}")]
    Ended(End),
}

impl Failure {
    /// In words, with the stack where there is one.
    pub(crate) fn told(&self) -> String {
        match self {
            Self::Threw(thrown) if !thrown.stack.is_empty() => format!("{self}\n{}", thrown.stack),
            _ => self.to_string(),
        }
    }
}

/// What the platform knows of an invocation. Nothing of it comes from the app.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) id: String,
    pub(crate) installation: Installation,
    /// Whose code runs.
    pub(crate) code: Arc<Deployed>,
    /// Whose permissions hold.
    pub(crate) granted: Arc<Deployed>,
    pub(crate) function: String,
    pub(crate) module: Option<String>,
    pub(crate) actor: Option<String>,
    /// The resource names of its contexts.
    pub(crate) contexts: Vec<String>,
    /// The app's account on the site.
    pub(crate) account: String,
    /// How many causes stand before it.
    pub(crate) depth: u32,
    pub(crate) deadline: Duration,
}

impl Platform {
    /// Invokes a function, and returns when its process has ended.
    ///
    /// What happens in products meanwhile, and what is put into queues, waits for [`Platform::settle`].
    ///
    /// # Errors
    /// There is no such installation or function, or its code does not load. What the app does wrong is an answer.
    pub fn invoke(&self, call: &Call) -> Result<Answer, Error> {
        self.invoke_at(call, 0)
    }

    /// Invokes a function before which there stand so many causes.
    pub(crate) fn invoke_at(&self, call: &Call, depth: u32) -> Result<Answer, Error> {
        let facts = self.facts(call, depth)?;
        let handler = facts.code.function(&call.function)?.handler.as_ref();
        let handler = handler.map(|handler| handler.value.clone()).ok_or_else(|| Error::Manifest {
            because: format!("gives the function `{}` no handler", call.function),
        })?;
        let envelope = envelope(&facts, &handler, &call.cause, self);
        let engine = self.engine(&facts.installation.id, &facts.code)?;
        let mut desk = Desk::new(self, &facts, &engine);
        if let Cause::Resolver { extension: Value::Object(said), .. } = &call.cause {
            desk.believes(said.keys());
        }
        let invocation = Invocation { envelope, deadline: facts.deadline };
        let mut outcome = match self.options.reuse {
            Reuse::Fresh => engine.version.invoke(&invocation, &mut desk),
            Reuse::TenantWarm | Reuse::CloudLike => engine.version.invoke_again(&invocation, &mut desk),
        };
        facts.code.trace.outcome(&mut outcome);
        self.gather(depth + 1)?;
        let (process, decisions, secrets) = desk.end();
        let lines = std::mem::take(&mut outcome.logs);
        let mut answer =
            Answer { invocation: facts.id.clone(), process, outcome, decisions, logs: Vec::new() };
        answer.logs = self.keep_logs(&facts, lines, answer.value().err(), secrets);
        Ok(answer)
    }

    /// Where texts are kept in the process that serves an installation, between invocations: for finding what one tenant
    /// left for another. Empty where processes are fresh.
    ///
    /// # Errors
    /// There is no such installation, or its code does not load.
    pub fn search(&self, installation: &str, needles: &[&str]) -> Result<Vec<Kept>, Error> {
        let it = self.installation(installation)?;
        if self.options.reuse == Reuse::Fresh {
            return Ok(Vec::new());
        }
        let code = self.version(&it.environment, it.code)?;
        Ok(self.engine(installation, &code)?.version.search(needles))
    }

    fn facts(&self, call: &Call, depth: u32) -> Result<Facts, Error> {
        let installation = self.installation(&call.installation)?;
        let code = self.version(&installation.environment, installation.code)?;
        let granted = self.version(&installation.environment, installation.granted)?;
        let site = self.site(&installation.site)?;
        let declared = code.function(&call.function)?.timeout_seconds.as_ref().map(|it| it.value);
        let products = installation.products.iter();
        Ok(Facts {
            id: random_id(),
            contexts: products
                .map(|product| format!("ari:cloud:{product}::site/{}", site.cloud_id))
                .collect(),
            account: app_account(&installation.environment.app, &site.key),
            function: call.function.clone(),
            module: call.cause.module().map(str::to_owned),
            actor: call.actor.clone(),
            depth,
            deadline: call.cause.deadline(declared),
            installation,
            code,
            granted,
        })
    }
}

impl Cause {
    fn module(&self) -> Option<&str> {
        match self {
            Self::Resolver { module, .. } | Self::Module { module, .. } => module.as_deref(),
            Self::Event { module, .. }
            | Self::Schedule { module }
            | Self::Web { module, .. }
            | Self::Job { module, .. } => Some(module),
        }
    }

    /// How long a function may run that declares so many seconds.
    ///
    /// Source: developer.atlassian.com/platform/forge/platform-quotas-and-limits, read 2026-11: 25 s where somebody waits,
    /// 55 s behind a web trigger, and 55 s for queues and schedules where nothing is declared, up to 900.
    fn deadline(&self, declared: Option<u64>) -> Duration {
        let (usual, most) = match self {
            Self::Resolver { .. } | Self::Module { .. } | Self::Event { .. } => (25, 25),
            Self::Web { .. } => (55, 55),
            Self::Schedule { .. } | Self::Job { .. } => (55, 900),
        };
        Duration::from_secs(declared.unwrap_or(usual).clamp(1, most))
    }
}

impl Answer {
    /// What the function gave.
    ///
    /// # Errors
    /// Why it gave nothing.
    pub fn value(&self) -> Result<&Value, Failure> {
        match &self.outcome.end {
            End::Reply(reply) if reply["success"] == true => Ok(reply.get("body").unwrap_or(&Value::Null)),
            End::Reply(reply) => {
                let text = |key: &str| reply["error"][key].as_str().unwrap_or_default().to_owned();
                let stack = reply["error"]["stack"].as_array().into_iter().flatten();
                let stack: Vec<&str> = stack.filter_map(Value::as_str).collect();
                Err(Failure::Threw(Thrown {
                    name: text("errorType"),
                    message: text("errorMessage"),
                    stack: stack.join("\n"),
                }))
            }
            End::Threw(thrown) => Err(Failure::Threw(thrown.clone())),
            end => Err(Failure::Ended(end.clone())),
        }
    }
}

/// What the process is told: the platform's envelope, made of what the platform knows.
fn envelope(facts: &Facts, handler: &str, cause: &Cause, platform: &Platform) -> Value {
    let Facts { installation, code, .. } = facts;
    let environment = &installation.environment;
    let context = facts.contexts.first();
    let module = facts.module.as_deref();
    let kind = module.and_then(|key| {
        let mut modules = code.manifest.modules.iter();
        modules
            .find(|it| it.key.as_ref().is_some_and(|own| own.value == key))
            .map(|it| it.kind.value.as_str())
    });
    let mut backend = json!({
        "installContext": context,
        "installation": {
            "ari": format!("ari:cloud:ecosystem::installation/{}", installation.id),
            "contexts": facts.contexts.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
        },
    });
    if let Some(account) = &facts.actor {
        backend["principal"] = json!({ "accountId": account });
    }
    let permissions = &facts.granted.grants;
    let backend_fetch: Vec<&str> = permissions
        .egress
        .iter()
        .filter(|entry| entry.list == assay_app::manifest::EgressList::FetchBackend)
        .map(|entry| entry.address.value.as_str())
        .collect();
    json!({
        "handler": handler,
        "body": cause.body(facts, platform),
        "variables": [],
        "_meta": {
            "appContext": {
                "appId": environment.app,
                "appVersion": code.number.to_string(),
                "environmentId": account::environment_id(&environment.app, &environment.name),
                "environmentType": environment.kind().word(),
                "invocationId": facts.id,
                "installationId": installation.id,
                "functionKey": facts.function,
                "moduleType": kind,
                "moduleKey": module,
                "permissions": {
                    "scopes": facts.granted.permissions.scopes.keys().collect::<Vec<_>>(),
                    "external": { "fetch": { "backend": backend_fetch } },
                },
            },
            "contextAri": context,
            "aaid": facts.actor,
            "timeout": facts.deadline.as_secs(),
            "tracing": { "traceId": facts.id, "spanId": &facts.id[..16] },
            "backend": backend,
        },
    })
}

impl Cause {
    /// The function's first argument.
    fn body(&self, facts: &Facts, platform: &Platform) -> Value {
        match self {
            Self::Resolver { key, payload, extension, .. } => {
                json!({ "call": { "functionKey": key, "payload": payload }, "context": page(facts, extension, platform) })
            }
            Self::Module { body, .. } => body.clone(),
            Self::Event { event, .. } | Self::Job { event, method: None, .. } => event.clone(),
            Self::Job { event, method: Some(method), .. } => {
                let mut payload = event["body"].clone();
                if let (Value::Object(fields), Some(retry)) = (&mut payload, event.get("retryContext")) {
                    fields.insert("retryContext".to_owned(), retry.clone());
                }
                let call = json!({ "functionKey": method, "payload": payload, "jobId": event["jobId"] });
                json!({ "call": call, "context": page(facts, &Value::Null, platform) })
            }
            Self::Schedule { module } => {
                let site = platform.site(&facts.installation.site).ok();
                json!({ "context": { "cloudId": site.map(|site| &site.cloud_id), "moduleKey": module } })
            }
            Self::Web { request, .. } => request.clone(),
        }
    }
}

/// The context of a page: what the page says of itself below `extension`, and the rest as the platform knows it.
fn page(facts: &Facts, extension: &Value, platform: &Platform) -> Value {
    let environment = &facts.installation.environment;
    let site = platform.site(&facts.installation.site).ok();
    json!({
        "accountId": facts.actor,
        "cloudId": site.map(|site| &site.cloud_id),
        "siteUrl": site.map(|site| format!("https://{}", site.host)),
        "environmentId": account::environment_id(&environment.app, &environment.name),
        "environmentType": environment.kind().word(),
        "moduleKey": facts.module,
        "locale": "en-US",
        "timezone": "UTC",
        "extension": extension,
    })
}
