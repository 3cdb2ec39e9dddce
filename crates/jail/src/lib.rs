//! A process that holds foreign code.
//!
//! In goes a guest (an engine, or a tool of ours), a program for it, and how tightly to hold it; out come, for each
//! invocation, what the program gave, what it logged, what it used, and how it ended. The guest reaches the world only by
//! asking the host over one channel, and the host decides each call. It refuses to start where the machine gives less than
//! was asked for, and never takes a guest's word for who is calling.
//!
//! One **zygote** for each program: it loads the program once and forks for each invocation, so a fresh copy with
//! everything loaded costs about a millisecond. Around it stand, in this order: namespaces of its own; a root directory
//! with nothing in it; no capabilities, nobody's identity; resource limits; Landlock; a list of system calls. Around each
//! fork once more Landlock, in a domain of its own, and a shorter list. The supervisor kills at the deadline.
//!
//! A program that wants to hold guests calls [`enter`] first thing in `main`: the zygote is this same program, started
//! again, before it has threads.
#![cfg(target_os = "linux")]

mod boot;
mod control;
mod frame;
mod guest;
mod host;
mod inside;
mod outcome;
mod spec;
mod sys;
mod walls;
mod wire;
mod zygote;

pub use self::{
    boot::enter,
    frame::{MAX_BODY, MAX_HEAD},
    guest::{Answer, Guest, Line, Maker},
    host::{Error, Host, Invocation, Loaded, Warm, Zygote},
    inside::{Inside, Running},
    outcome::{End, LogLine, Outcome, Usage},
    spec::{Guards, Level, Limits, Profile, Spec, View},
    wire::{Code, Init, Reply, Thrown, Way},
};
