//! The one way out of a context.

use std::{cell::Cell, io, ptr::NonNull, time::Duration};

use serde::Deserialize;
use serde_json::Value;

/// A call a script makes: the three arguments of the platform's `__forge_fetch__`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Counts up from 1 within an invocation.
    pub id: u64,
    /// Which service is meant, in the script's own words.
    pub descriptor: Value,
    /// Path, or address.
    pub path: String,
    /// Method, as written.
    pub method: String,
    /// Header fields in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The stack where it was made, one frame a line.
    pub stack: String,
}

/// What came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The number of the call.
    pub id: u64,
    /// The HTTP status.
    pub status: u16,
    /// Header fields.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The address that answered, where it is another than was asked for.
    pub url: Option<String>,
    /// Why there is no answer: the promise is rejected with this.
    pub failure: Option<String>,
}

/// Code that a script made of a text, or asked for elsewhere: without the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// By what.
    pub way: Way,
    /// Where it was to come from: a scheme, with the host where there is one. None for what is a text of the script.
    pub from: Option<String>,
    /// How long the text is, in bytes, and the beginning of its SHA-256 in hexadecimal; none where it is not known.
    pub text: Option<(u64, String)>,
    /// It is not done here.
    pub is_refused: bool,
    /// While the script was loaded.
    pub at_load: bool,
    /// The stack where it was made, one frame a line; empty where the engine does not say.
    pub stack: String,
}

/// The ways to make code of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// `eval` was reached for. What was done with it does not show.
    Eval,
    /// A constructor of functions: of plain ones, of asynchronous ones, of generators.
    Function,
    /// `import()` of an address.
    Import,
    /// A timer that was given a text.
    Timer,
    /// The module `vm`.
    Vm,
}

/// Who carries calls out and answers in.
pub trait Door {
    /// Sends a call; its answer comes by [`Door::next`].
    ///
    /// # Errors
    /// What stops it for good.
    fn call(&mut self, call: Call) -> io::Result<()>;

    /// Sends a line of the log, with the platform's numbers for levels: 20 debug, 30 info, 40 warn, 50 error, 60 fatal.
    ///
    /// # Errors
    /// What stops it for good.
    fn log(&mut self, level: u8, text: &str) -> io::Result<()>;

    /// Tells of code that was made of a text: of the first few of a run.
    ///
    /// # Errors
    /// What stops it for good.
    fn made(&mut self, made: Made) -> io::Result<()>;

    /// Tells, at the end of a run, how often that happened beside what was told of.
    ///
    /// # Errors
    /// What stops it for good.
    fn made_more(&mut self, count: u64) -> io::Result<()>;

    /// Waits for an answer, for ever where no time is given; `None` when the time is over.
    ///
    /// # Errors
    /// What stops it for good.
    fn next(&mut self, wait: Option<Duration>) -> io::Result<Option<Answer>>;
}

/// A call's head as the prelude writes it.
#[derive(Deserialize)]
pub(crate) struct Head {
    pub(crate) id: u64,
    pub(crate) descriptor: Value,
    pub(crate) path: String,
    pub(crate) method: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) stack: String,
}

/// Most tidings of code that was made, in one run. The others are counted.
const MOST_MADE: u32 = 20;

/// The door of the moment. There is one only while the script runs.
#[derive(Debug, Default)]
pub(crate) struct Doorway {
    door: Cell<Option<NonNull<dyn Door>>>,
    is_loading: Cell<bool>,
    made: Cell<u32>,
    made_more: Cell<u64>,
}

impl Doorway {
    /// Opens the door for as long as `run` takes.
    fn during<T>(&self, door: &mut (dyn Door + '_), run: impl FnOnce() -> T) -> T {
        /// Closes it, however `run` ends.
        struct Close<'a>(&'a Doorway);
        impl Drop for Close<'_> {
            fn drop(&mut self) {
                self.0.door.set(None);
            }
        }
        let pointer: NonNull<dyn Door + '_> = NonNull::from(door);
        // SAFETY: only the lifetime changes, and `Close` takes the pointer back before that lifetime ends.
        let pointer: NonNull<dyn Door> = unsafe { std::mem::transmute(pointer) };
        self.door.set(Some(pointer));
        let _close = Close(self);
        run()
    }

    /// The same for one run: of loading, or of serving.
    pub(crate) fn during_run<T>(
        &self,
        door: &mut (dyn Door + '_),
        is_loading: bool,
        run: impl FnOnce() -> T,
    ) -> T {
        self.is_loading.set(is_loading);
        self.made.set(0);
        self.made_more.set(0);
        self.during(door, || {
            let outcome = run();
            let more = self.made_more.get();
            if more > 0 {
                // A channel that is gone is told of by the next who uses it.
                let _ = self.with(|door| door.made_more(more));
            }
            outcome
        })
    }

    /// Tells of code that was made, or counts it.
    pub(crate) fn made(&self, made: Made) -> io::Result<()> {
        if self.made.get() >= MOST_MADE {
            self.made_more.set(self.made_more.get().saturating_add(1));
            return Ok(());
        }
        self.made.set(self.made.get() + 1);
        self.with(|door| door.made(Made { at_load: self.is_loading.get(), ..made }))
    }

    /// What the door says; an error where there is none.
    pub(crate) fn with<T>(&self, what: impl FnOnce(&mut dyn Door) -> io::Result<T>) -> io::Result<T> {
        // Taken for the time of the call, so that there is never a second reference to it.
        let Some(mut pointer) = self.door.take() else { return Err(io::ErrorKind::NotConnected.into()) };
        // SAFETY: `during` has the only reference, and waits.
        let outcome = what(unsafe { pointer.as_mut() });
        self.door.set(Some(pointer));
        outcome
    }
}
