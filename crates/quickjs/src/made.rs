//! Code that a script makes of a text at run time: what is told of it.

use std::rc::Rc;

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;
use rquickjs::{
    Ctx, Error, Function, Module, Object, Result,
    loader::{ImportAttributes, Loader, Resolver},
    module::Declared,
};
use url::Url;

use crate::door::{Doorway, Made, Way};

/// Hexadecimal digits of a digest: enough to know a text again.
const DIGITS: usize = 16;

fn told(text: &str) -> (u64, String) {
    let hash = HEXLOWER.encode(digest(&SHA256, text.as_bytes()).as_ref());
    (text.len() as u64, hash[..DIGITS].to_owned())
}

/// What the prelude tells by.
pub(crate) fn functions<'js>(ctx: &Ctx<'js>, native: &Object<'js>, doorway: &Rc<Doorway>) -> Result<()> {
    let door = Rc::clone(doorway);
    let made = move |way: String, text: Option<String>, is_refused: bool, stack: String| {
        let way = match way.as_str() {
            "eval" => Way::Eval,
            "function" => Way::Function,
            "timer" => Way::Timer,
            _ => Way::Vm,
        };
        let text = text.as_deref().map(told);
        // A channel that is gone is told of by the next who uses it.
        let _ = door.made(Made { way, from: None, text, is_refused, at_load: false, stack });
    };
    native.set("made", Function::new(ctx.clone(), made)?)
}

/// Tells of addresses that are imported. Nothing is loaded from any.
pub(crate) struct Addresses(pub(crate) Rc<Doorway>);

impl Resolver for Addresses {
    fn resolve<'js>(
        &mut self,
        _: &Ctx<'js>,
        base: &str,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> Result<String> {
        if let Some(from) = origin(name) {
            let text = from.starts_with("data:").then(|| told(name));
            let made = Made {
                way: Way::Import,
                from: Some(from),
                text,
                is_refused: true,
                at_load: false,
                stack: String::new(),
            };
            let _ = self.0.made(made);
        }
        Err(Error::new_resolving(base, name))
    }
}

/// Scheme and host of an address that leads out of the app; none for files and names of packages.
fn origin(name: &str) -> Option<String> {
    let url = Url::parse(name).ok()?;
    match url.scheme() {
        "file" | "node" => None,
        scheme => Some(match url.host_str() {
            Some(host) => format!("{scheme}://{host}"),
            None => format!("{scheme}:"),
        }),
    }
}

/// No module is loaded by its name.
pub(crate) struct Nowhere;

impl Loader for Nowhere {
    fn load<'js>(
        &mut self,
        _: &Ctx<'js>,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> Result<Module<'js, Declared>> {
        Err(Error::new_loading(name))
    }
}
