//! The engine: an app's script in a fresh context, with limits, and with what Node would give it.
//!
//! In goes one script of CommonJS; out come the handlers it exports, and for each invocation what the handler gave, as
//! JSON. The script reaches nothing by itself: what leaves the context leaves through one [`Door`], as calls and lines of
//! the log. What Node has and this does not says so when it is used, by name.
//!
//! The limits kept here (memory, stack, time between two instructions) are for good error messages. An engine has
//! built-in functions that nobody can interrupt; what holds a hostile script is the process around it.
#![expect(unsafe_code, reason = "the engine is a library of C")]

mod compression;
mod cryptography;
mod door;
mod isolate;
mod made;
mod native;
mod prelude;
mod zones;

pub use self::{
    door::{Answer, Call, Door, Made, Way},
    isolate::{Error, Isolate, Kept, Limits, Script, names},
    prelude::module,
};

/// Lets the libraries below look around: the one for random bytes asks the machine what it is, once, and the
/// one for local time looks for its zone. For whoever is about to
/// forbid looking.
pub fn warm_up() {
    cryptography::warm_up();
    isolate::warm_up();
}
