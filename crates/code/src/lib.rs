//! What an app's JavaScript and TypeScript says.
//!
//! In go the files of an app; out come its modules as a small tree ([`ir`]) without syntax in the way. The crate
//! reads through `source`, runs nothing of the app, and drops nothing in silence: what it cannot take whole is a
//! diagnostic with a place.

#![forbid(unsafe_code)]

mod analysis;
mod entry;
mod event;
pub mod graph;
mod guard;
mod interpret;
pub mod ir;
pub mod lower;
pub mod model;
mod parse;
mod origin;
mod site;
mod value;

pub use analysis::{Analysis, analyse, BudgetHit, Limit};
pub use entry::{Audience, Entry, EntryId, Invocation, Resolution, Side};
pub use event::{Action, Assign, Call, Event, Fetched, Hop, Reach, Render, Target};
pub use guard::{Guard, GuardKind, Guards};
pub use origin::{Cleansed, Origin, Origins, Source};
pub use site::Site;
pub use value::{
    Array, Captured, CellId, ClassValue, Closure, Element, External, Instance, Native, Object, ObjectId, Part, Shape, Text,
    Truthiness, Value,
};
