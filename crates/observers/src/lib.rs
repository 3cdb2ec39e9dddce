//! Observers: what can be said of an app by watching it run.
//!
//! In goes a [`Transcript`], what a local platform saw of one app, with the app's manifest and the ways into its code; out
//! come evidence and sweeps, by the method *observe*. An [`Observer`] has the shape of a rule: one file that says what is
//! wrong with what was seen, one page of the same name beside it. All of them are pure, and nothing is weighed here.
//!
//! A run shows the ways through the code that its calls took, and no other. So no sweep of an observer is ever whole: each
//! says how many ways in were run and leaves out, by a skip, what these calls did not lead through. What is seen counts
//! against a claim; that nothing was seen proves none.
#![forbid(unsafe_code)]

mod look;
mod observer;
mod scene;
mod seen;
mod transcript;

pub use look::{Found, Look};
pub use observer::Observer;
pub use scene::{Scene, Way};
pub use seen::tenant_data_crossed::declaration;
pub use transcript::{
    Call, Cause, Decision, End, Held, Leak, Line, Made, Masked, Request, Reuse, Transcript,
};

/// Every observer, in the order of their ids.
pub const OBSERVERS: &[&Observer] = &[
    &seen::call_refused::OBSERVER,
    &seen::code_made_at_run_time::OBSERVER,
    &seen::grant_exercised::OBSERVER,
    &seen::log_line_telling::OBSERVER,
    &seen::tenant_data_crossed::OBSERVER,
    &seen::user_served_as_app::OBSERVER,
    &seen::web_call_unproved::OBSERVER,
];

/// The observer of an id.
#[must_use]
pub fn observer(id: &str) -> Option<&'static Observer> {
    OBSERVERS.iter().copied().find(|observer| observer.id == id)
}
