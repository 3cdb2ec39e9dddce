//! What an app's JavaScript and TypeScript says.
//!
//! In go the files of an app; out come its modules as a small tree ([`ir`]) tied together by what they ask for
//! ([`graph::Program`]), and what they do ([`Analysis`]): every entry point with who can reach it, every [`Event`] on the
//! way from there (a product is asked, a record is written, a text is logged), with where its values come from
//! ([`Origin`]) and what holds there ([`Guard`]). Rules are short queries over events. What libraries do is data
//! ([`model`]). The crate reads through `source`, runs nothing of the app, and drops nothing in silence: what it cannot
//! take whole is a diagnostic with a place, what it gives up on is a [`BudgetHit`].

#![forbid(unsafe_code)]

mod analysis;
mod descriptor;
mod entry;
mod event;
pub mod graph;
mod guard;
mod hash;
mod interpret;
pub mod ir;
mod looked_up;
pub mod lower;
pub mod model;
mod origin;
mod parse;
mod site;
mod unawaited;
mod value;

pub use analysis::{Analysis, BudgetHit, Limit, analyse};
pub use descriptor::written_descriptor;
pub use entry::{Audience, Entry, EntryId, Invocation, NEXT_HEADERS, Resolution, Side};
pub use event::{Action, Assign, Call, Event, Fetched, Hop, Match, Reach, Render, Target};
pub use guard::{Guard, GuardKind, Guards, NOT_PRODUCTION};
pub use interpret::{KEYWORDS, RECEIVER};
pub use origin::{Cleansed, Origin, Origins, Source};
pub use parse::Around;
pub use site::Site;
pub use value::{
    Array, Captured, CellId, ClassValue, Closure, Element, External, Fields, Instance, Native, Object,
    ObjectId, Part, Shape, Text, Truthiness, Union, Value,
};
