//! What runs in our jails: the engine.

mod quickjs;

use assay_jail::Maker;

pub(crate) use self::quickjs::{Options, QUICKJS, search};

/// Becomes a jailed process, if this program was started to be one, and does not return then.
///
/// To be called first thing in `main`.
pub fn enter() {
    let guests: &[(&str, Maker)] = &[(QUICKJS, quickjs::make)];
    assay_jail::enter(guests);
}
