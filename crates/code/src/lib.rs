//! What an app's JavaScript and TypeScript says.

#![forbid(unsafe_code)]

pub mod ir;
