//! A context with limits, and the loop that runs it.

use std::{
    cell::Cell,
    io,
    rc::Rc,
    time::{Duration, Instant},
};

use rquickjs::{
    CatchResultExt, CaughtError, Context, Ctx, Function, Object, Persistent, Runtime, TypedArray, Value,
    context::EvalOptions,
    promise::{Promise, PromiseState},
};

use crate::{
    door::{Answer, Door, Doorway},
    native, prelude,
};

/// How much a context may use. See the crate's words on what these are worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The heap, in bytes.
    pub memory: usize,
    /// The stack, in bytes.
    pub stack: usize,
    /// Time for one run, by the clock on the wall. Functions built into the engine are not interrupted.
    pub time: Duration,
}

impl Default for Limits {
    /// The platform's: 512 MB and 25 s.
    fn default() -> Self {
        Self { memory: 512 << 20, stack: 1 << 20, time: Duration::from_secs(25) }
    }
}

/// A script to load.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// One script of CommonJS, whose `module.exports` holds the handlers.
    pub code: Vec<u8>,
    /// Its name in stack traces.
    pub name: String,
    /// `process.env`.
    pub environment: Vec<(String, String)>,
}

/// What ends a run early.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The script threw.
    #[error("{name}: {message}")]
    Threw {
        /// The error's name.
        name: String,
        /// Its message.
        message: String,
        /// Its stack, one frame a line.
        stack: String,
    },
    /// It neither came to an end nor waits for anything that could still happen.
    #[error("the handler's promise can never be settled: it waits for nothing that could still happen")]
    NeverSettles,
    /// The other side of the door is gone.
    #[error("the channel to the host: {0}")]
    Door(#[from] io::Error),
    /// The engine could not be set up.
    #[error("the engine: {0}")]
    Engine(#[from] rquickjs::Error),
}

/// A context, with a script in it or about to be.
pub struct Isolate {
    // In this order: values go before their context, the context before its runtime.
    invoke: Persistent<Function<'static>>,
    load: Persistent<Function<'static>>,
    settle: Persistent<Function<'static>>,
    timers: Persistent<Function<'static>>,
    context: Context,
    runtime: Runtime,
    doorway: Rc<Doorway>,
    until: Rc<Cell<Option<Instant>>>,
    limits: Limits,
}

/// Asks for local time once: the library of C looks for its zone then, in files.
pub(crate) fn warm_up() {
    let asked = Runtime::new().and_then(|runtime| {
        Context::full(&runtime)?.with(|ctx| ctx.eval::<f64, _>("new Date(0).getTimezoneOffset()"))
    });
    drop(asked);
}

impl std::fmt::Debug for Isolate {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Isolate").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Isolate {
    /// A context with everything a script finds in Node, and no script.
    ///
    /// # Errors
    /// [`Error::Engine`] where there is no memory for it; [`Error::Threw`] would be a mistake of ours.
    pub fn new(limits: Limits) -> Result<Self, Error> {
        let runtime = Runtime::new()?;
        runtime.set_memory_limit(limits.memory);
        runtime.set_max_stack_size(limits.stack);
        runtime.set_gc_threshold(4 << 20);
        let until: Rc<Cell<Option<Instant>>> = Rc::default();
        let deadline = Rc::clone(&until);
        runtime.set_interrupt_handler(Some(Box::new(move || {
            deadline.get().is_some_and(|until| Instant::now() >= until)
        })));
        let context = Context::full(&runtime)?;
        let doorway = Rc::new(Doorway::default());
        let [load, invoke, settle, timers] = context.with(|ctx| -> Result<_, Error> {
            let natives = native::object(&ctx, &doorway)?;
            let kit: Object<'_> = prelude::run(&ctx, natives).catch(&ctx).map_err(thrown)?;
            let mut functions = Vec::new();
            for name in ["load", "invoke", "settle", "timers"] {
                functions.push(Persistent::save(&ctx, kit.get::<_, Function<'_>>(name)?));
            }
            Ok(functions.try_into().unwrap_or_else(|_| unreachable!("four names, four functions")))
        })?;
        Ok(Self { invoke, load, settle, timers, context, runtime, doorway, until, limits })
    }

    /// Runs a script's top level, and waits for nothing it started.
    ///
    /// # Errors
    /// What it threw, a mistake in its syntax among that.
    pub fn load(&mut self, script: &Script, door: &mut dyn Door) -> Result<(), Error> {
        self.until.set(Some(Instant::now() + self.limits.time));
        let doorway = Rc::clone(&self.doorway);
        let environment = serde_json::to_string(&script.environment).map_err(io::Error::from)?;
        let outcome = doorway.during(door, || {
            self.context.with(|ctx| -> Result<(), Error> {
                let options = EvalOptions::default();
                let mut options = options;
                options.strict = false;
                options.filename = Some(script.name.clone());
                // On the script's own first line, so that lines stay what they are.
                let mut code = prelude::BEFORE_SCRIPT.as_bytes().to_vec();
                code.extend_from_slice(&script.code);
                code.extend_from_slice(prelude::AFTER_SCRIPT.as_bytes());
                let wrapper: Value<'_> = ctx.eval_with_options(code, options).catch(&ctx).map_err(thrown)?;
                let load = self.load.clone().restore(&ctx)?;
                load.call::<_, ()>((wrapper, script.name.as_str(), environment))
                    .catch(&ctx)
                    .map_err(thrown)?;
                Ok(())
            })?;
            self.run_jobs()
        });
        self.until.set(None);
        outcome
    }

    /// Serves one invocation: the envelope and the answer are JSON as the platform has them.
    ///
    /// An isolate that served one has that one's traces in it. For a fresh one, fork before.
    ///
    /// # Errors
    /// What the handler threw, or why nothing more can come.
    pub fn invoke(&mut self, envelope: &str, door: &mut dyn Door) -> Result<String, Error> {
        self.until.set(Some(Instant::now() + self.limits.time));
        let doorway = Rc::clone(&self.doorway);
        let outcome = doorway.during(door, || self.serve(envelope));
        self.until.set(None);
        outcome
    }

    fn serve(&self, envelope: &str) -> Result<String, Error> {
        let promise = self.context.with(|ctx| -> Result<_, Error> {
            let invoke = self.invoke.clone().restore(&ctx)?;
            let promise: Promise<'_> = invoke.call((envelope,)).catch(&ctx).map_err(thrown)?;
            Ok(Persistent::save(&ctx, promise))
        })?;
        loop {
            self.run_jobs()?;
            let (settled, next_timer) = self.context.with(|ctx| -> Result<_, Error> {
                let promise = promise.clone().restore(&ctx)?;
                if promise.state() != PromiseState::Pending {
                    let result = promise.result::<String>().unwrap_or(Err(rquickjs::Error::Unknown));
                    return Ok((Some(result.catch(&ctx).map_err(thrown)), None));
                }
                let timers = self.timers.clone().restore(&ctx)?;
                // Milliseconds to the next timer; less than nothing where there is none. Those due have run.
                let next: f64 = timers.call(()).catch(&ctx).map_err(thrown)?;
                Ok((None, Some(next)))
            })?;
            if let Some(settled) = settled {
                return settled;
            }
            if self.runtime.is_job_pending() {
                continue;
            }
            self.wait(next_timer.unwrap_or(-1.0))?;
        }
    }

    /// Waits for a timer or an answer, whichever comes first.
    fn wait(&self, next_timer: f64) -> Result<(), Error> {
        let waits_for_answers = self.context.with(|ctx| -> Result<bool, Error> {
            let settle = self.settle.clone().restore(&ctx)?;
            settle.call::<_, bool>(()).catch(&ctx).map_err(thrown)
        })?;
        let timer = (next_timer >= 0.0).then(|| Duration::from_micros((next_timer * 1000.0) as u64));
        if !waits_for_answers {
            let Some(timer) = timer else { return Err(Error::NeverSettles) };
            std::thread::sleep(timer);
            return Ok(());
        }
        let Some(answer) = self.doorway.with(|door| door.next(timer))? else { return Ok(()) };
        let Answer { id, status, headers, body, url, failure } = answer;
        let head = serde_json::json!({
            "id": id, "status": status, "headers": headers, "url": url, "failure": failure,
        });
        self.context.with(|ctx| -> Result<(), Error> {
            let settle = self.settle.clone().restore(&ctx)?;
            let body = TypedArray::<u8>::new(ctx.clone(), body)?;
            settle.call::<_, bool>((head.to_string(), body)).catch(&ctx).map_err(thrown)?;
            Ok(())
        })
    }

    fn run_jobs(&self) -> Result<(), Error> {
        loop {
            match self.runtime.execute_pending_job() {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                // The job threw where nobody could catch it: its time is over, or its memory.
                Err(exception) => {
                    return exception.0.with(|ctx| Err(caught(&ctx)));
                }
            }
        }
    }
}

fn caught(ctx: &Ctx<'_>) -> Error {
    thrown(CaughtError::from_error(ctx, rquickjs::Error::Exception))
}

/// What a script threw, whatever it was. Reading it runs none of the script's own code where it is an error.
fn thrown(error: CaughtError<'_>) -> Error {
    let (name, message, stack) = match error {
        CaughtError::Exception(exception) => {
            let name = exception.as_object().get::<_, String>("name").unwrap_or_else(|_| "Error".into());
            (name, exception.message().unwrap_or_default(), exception.stack().unwrap_or_default())
        }
        CaughtError::Value(value) => {
            let text = value.as_string().and_then(|text| text.to_string().ok());
            (
                "Error".into(),
                text.unwrap_or_else(|| format!("a value of type {}", value.type_name())),
                String::new(),
            )
        }
        CaughtError::Error(error) => return Error::Engine(error),
    };
    Error::Threw { name, message, stack }
}
