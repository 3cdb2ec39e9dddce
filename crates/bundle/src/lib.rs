//! An app's sources to one script.
//!
//! In goes an app's directory and the handlers its manifest names (`file.export`); out comes one script of CommonJS that
//! exports each handler's module under its file's name, and a source map, by which [places](Places) in the script are told
//! as places in the sources. What the sources import is read from the directories that were named and from nowhere else; an
//! import that leads out of them is a problem with its place, and so is everything else that cannot be bundled. Nothing of
//! the app is run.
//!
//! The bundler reads what foreign sources name, in this process. Whoever runs it on sources that are not trusted runs it in
//! a process that can read nothing else and can be killed.
#![forbid(unsafe_code)]

mod entry;
mod places;
mod plugin;
mod prebuilt;
mod problem;
mod sources;

pub use self::{
    places::Places,
    prebuilt::prebuilt,
    problem::{Failure, Place, Problem},
    sources::{Bundle, Request, bundle},
};
