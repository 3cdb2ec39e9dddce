//! A session on the local platform.
//!
//! In goes an app's directory; it is bundled, deployed, and installed on every seeded site with the admins' approval of all
//! it asks for. Then things are done, as a user of a site or as nobody: functions invoked, events told, time let pass, web
//! triggers called, products changed. Out comes, for each, what was answered, what the platform decided meanwhile, what was
//! logged, and whether a text of one site was seen on another.
//!
//! A [`Scenario`] is a list of such things with what is expected of each. Nothing is printed here.
#![forbid(unsafe_code)]
#![cfg(target_os = "linux")]

mod act;
mod acts;
pub mod api;
mod error;
mod expect;
mod first;
mod handed;
mod junit;
mod leak;
mod load;
mod renew;
mod sarif;
mod scenario;
mod seed;
mod session;
mod storage;
mod watch;

pub use self::{
    act::{Act, Event, Invoke, Person, Product, Web, Who},
    error::Error,
    expect::{Expectation, Unmet},
    first::first_scenario,
    junit::junit,
    leak::{Held, Leak},
    load::{Loaded, load, manifest},
    sarif::sarif,
    scenario::{Outcome, Scenario, Step, run},
    seed::{Seed, SiteSeed},
    session::{Options, Seen, Session, Told},
    storage::{Entry, Key, Storage},
};
