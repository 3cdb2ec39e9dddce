//! What the outside does: packages, builtins and globals, as data.
//!
//! A value that comes from outside the program has a **path**: where it came from, and what was done to get it.
//! `@forge/api:asApp().requestJira` is the property `requestJira` of what the export `asApp` gave when it was called or
//! constructed; `pg:Pool()` is an instance; `express:()` is what calling the module itself gave. A [`Model`] says what
//! happens when the thing at a path is called, constructed, read or assigned to: what it does to the world, which
//! argument is what, what comes out, what it proves. Interpreting needs no other knowledge of any library; adding one is
//! a file in `data/models/`.
//!
//! Paths are looked up in one normal form: a leading `default` is dropped (`axios:default.get` is `axios:get`,
//! `axios:default` and `axios:` are the module itself, written `default` in data), `node:` is dropped, a subpath falls
//! back to its package (`jose/jwt/verify:jwtVerify` to `jose:jwtVerify`), and aliases are followed (`express:Router()` is
//! `express:App`). What no model speaks of is an event all the same.

mod api;
mod effect;
mod path;
mod read;
mod role;
mod yields;

pub use api::{Callback, Check, CheckKind, Model, Timing, Verdict};
pub use effect::{Effect, Identity};
pub use read::{ModelError, Models, Source};
pub use role::{Base, Position, Role};
pub use yields::{Cleansing, Part, Yields};
