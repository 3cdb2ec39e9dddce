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
    made, native, prelude,
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
    /// The name of its file, which lies in `/app`: stack traces name it by its path.
    pub name: String,
    /// `process.env`.
    pub environment: Vec<(String, String)>,
    /// Files beside the code, by their path below it, which it can read.
    pub files: Vec<(String, String)>,
    /// The variables of its top level can be looked at: [`Isolate::search`]. It runs a little slower.
    pub is_inspected: bool,
}

/// Where a text is kept.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Kept {
    /// Which of the texts, by its place in the list.
    pub needle: usize,
    /// The way to it, from a variable of the script's top level: `cache["A-1"].summary`.
    pub path: String,
    /// The file the variable comes from, where the bundler says so.
    pub file: Option<String>,
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
    search: Persistent<Function<'static>>,
    settle: Persistent<Function<'static>>,
    timers: Persistent<Function<'static>>,
    context: Context,
    runtime: Runtime,
    doorway: Rc<Doorway>,
    until: Rc<Cell<Option<Instant>>>,
    limits: Limits,
    /// Of the script's top level, where it is inspected.
    names: Vec<(String, Option<String>)>,
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
        runtime.set_loader(made::Addresses(Rc::clone(&doorway)), made::Nowhere);
        let [load, invoke, search, settle, timers] = context.with(|ctx| -> Result<_, Error> {
            let natives = native::object(&ctx, &doorway)?;
            let kit: Object<'_> = prelude::run(&ctx, natives).catch(&ctx).map_err(thrown)?;
            let mut functions = Vec::new();
            for name in ["load", "invoke", "search", "settle", "timers"] {
                functions.push(Persistent::save(&ctx, kit.get::<_, Function<'_>>(name)?));
            }
            Ok(functions.try_into().unwrap_or_else(|_| unreachable!("five names, five functions")))
        })?;
        Ok(Self {
            invoke,
            load,
            search,
            settle,
            timers,
            names: Vec::new(),
            context,
            runtime,
            doorway,
            until,
            limits,
        })
    }

    /// Runs a script's top level, and waits for nothing it started.
    ///
    /// # Errors
    /// What it threw, a mistake in its syntax among that.
    pub fn load(&mut self, script: &Script, door: &mut dyn Door) -> Result<(), Error> {
        self.until.set(Some(Instant::now() + self.limits.time));
        let doorway = Rc::clone(&self.doorway);
        let environment = serde_json::to_string(&script.environment).map_err(io::Error::from)?;
        let files = serde_json::to_string(&script.files).map_err(io::Error::from)?;
        let after = if script.is_inspected {
            self.names = names(&String::from_utf8_lossy(&script.code));
            prelude::AFTER_INSPECTED_SCRIPT
        } else {
            prelude::AFTER_SCRIPT
        };
        let outcome = doorway.during_run(door, true, || {
            self.context.with(|ctx| -> Result<(), Error> {
                let options = EvalOptions::default();
                let mut options = options;
                options.strict = false;
                options.filename = Some(format!("/app/{}", script.name));
                // On the script's own first line, so that lines stay what they are.
                let mut code = prelude::BEFORE_SCRIPT.as_bytes().to_vec();
                code.extend_from_slice(&script.code);
                code.extend_from_slice(after.as_bytes());
                let wrapper: Value<'_> = ctx.eval_with_options(code, options).catch(&ctx).map_err(thrown)?;
                let load = self.load.clone().restore(&ctx)?;
                load.call::<_, ()>((wrapper, script.name.as_str(), environment, files))
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
        let outcome = doorway.during_run(door, false, || self.serve(envelope));
        self.until.set(None);
        outcome
    }

    /// Where texts are kept between invocations, as far as that can be reached from the script's top level. Nothing where the
    /// script is not inspected.
    ///
    /// # Errors
    /// Looking took too long, or the script made it impossible.
    pub fn search(&mut self, needles: &[String]) -> Result<Vec<Kept>, Error> {
        self.until.set(Some(Instant::now() + self.limits.time));
        let asked = serde_json::json!({ "needles": needles, "names": self.names }).to_string();
        let found = self.context.with(|ctx| -> Result<String, Error> {
            let search = self.search.clone().restore(&ctx)?;
            search.call::<_, String>((asked,)).catch(&ctx).map_err(thrown)
        });
        self.until.set(None);
        Ok(serde_json::from_str(&found?).map_err(io::Error::from)?)
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

/// The variables a script declares at its top level, each with the file a bundler's comment names for it. By the first words
/// of lines that are not indented: bundlers write one declaration a line.
pub fn names(code: &str) -> Vec<(String, Option<String>)> {
    const DECLARING: [&str; 7] =
        ["const ", "let ", "var ", "function ", "function* ", "async function ", "class "];
    let mut file = None;
    let mut names = Vec::new();
    for line in code.lines() {
        if let Some(path) = line.strip_prefix("//#region ") {
            file = Some(path.trim().to_owned());
        } else if line.starts_with("//#endregion") {
            file = None;
        }
        let declared = DECLARING.iter().find_map(|word| line.strip_prefix(word)).unwrap_or_default();
        let is_part = |char: char| char == '_' || char == '$' || char.is_alphanumeric();
        let name: String = declared.chars().take_while(|char| is_part(*char)).collect();
        if !name.is_empty() {
            names.push((name, file.clone()));
        }
    }
    names
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
