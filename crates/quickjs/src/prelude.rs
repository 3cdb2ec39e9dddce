//! What a script finds: our own modules of JavaScript, one file each, run once for each context.

use rquickjs::{Ctx, Function, Object, Result, context::EvalOptions};

/// Before an app's script, on its first line.
pub(crate) const BEFORE_SCRIPT: &str = "(function (exports, require, module, __filename, __dirname) {";
/// After it.
pub(crate) const AFTER_SCRIPT: &str = "\n})";
/// After a script whose variables can be looked at: what looks them up by name is handed out.
pub(crate) const AFTER_INSPECTED_SCRIPT: &str = "\n;return (name) => eval(name);\n})";

/// A module's name as `require` knows it, and its text.
macro_rules! modules {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../prelude/", $name, ".js")))),*]
    };
}

/// In the order they are run: each may use those before it while it is run, and all others later.
const MODULES: &[(&str, &str)] = modules![
    "code",
    "errors",
    "events",
    "buffer",
    "text",
    "url",
    "util",
    "async_hooks",
    "abort",
    "timers",
    "streams",
    "fetch",
    "clone",
    "intl",
    "path",
    "querystring",
    "string_decoder",
    "assert",
    "os",
    "stream",
    "zlib",
    "crypto",
    "webcrypto",
    "http",
    "fs",
    "absent",
    "console",
    "process",
    "platform",
];

/// The text of one of our modules, for another engine: a function body over `exports`, `require`, `module` and `native`.
pub fn module(name: &str) -> Option<&'static str> {
    MODULES.iter().find(|(own, _)| *own == name).map(|(_, text)| *text)
}

/// Runs them all, and gives the functions the loop needs.
pub(crate) fn run<'js>(ctx: &Ctx<'js>, natives: Object<'js>) -> Result<Object<'js>> {
    let registry = Object::new(ctx.clone())?;
    for (name, text) in MODULES {
        let mut options = EvalOptions::default();
        options.strict = true;
        options.filename = Some(format!("node:{name}"));
        let code = format!("(function (exports, require, module, native) {{{text}\n}})");
        registry.set(*name, ctx.eval_with_options::<Function<'_>, _>(code, options)?)?;
    }
    let mut options = EvalOptions::default();
    options.strict = true;
    options.filename = Some("node:start".into());
    let start: Function<'js> = ctx.eval_with_options(include_str!("../prelude/start.js"), options)?;
    let names: Vec<&str> = MODULES.iter().map(|(name, _)| *name).collect();
    start.call((registry, names, natives))
}
