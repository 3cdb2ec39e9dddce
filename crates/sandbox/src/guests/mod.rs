//! What runs in our jails: the engines, and the bundler.

#[cfg(feature = "bundle")]
mod bundler;
mod node;
mod quickjs;

use assay_jail::Maker;

#[cfg(feature = "bundle")]
pub(crate) use self::bundler::{BUNDLER, FAILURE};
pub(crate) use self::node::{NODE, Options as NodeOptions, installed as installed_node};
pub(crate) use self::quickjs::{Options, QUICKJS, SCRIPT_PATH, search};

/// Becomes a jailed process, if this program was started to be one, and does not return then.
///
/// To be called first thing in `main`.
pub fn enter() {
    let guests: &[(&str, Maker)] = &[
        (QUICKJS, quickjs::make),
        (NODE, node::make),
        #[cfg(feature = "bundle")]
        (BUNDLER, bundler::make),
    ];
    assay_jail::enter(guests);
}
