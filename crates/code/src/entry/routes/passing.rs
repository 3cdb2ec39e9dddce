//! `app.all('/notes/*', guard)`: a route for every method whose handlers let the next one run is middleware.
//!
//! Source: expressjs.com/en/5x/api.html, `app.all`; read 2026-11-24.

use super::{invocation, paths::covers, registry::Registration};
use crate::{
    entry::{Invocation, loaded::Loaded},
    value::{Shape, Value},
};

const ALL: &str = ".all";

/// Whether a route lets those behind it run: its last handler takes what does that.
pub(super) fn goes_on(loaded: &Loaded<'_>, route: &Registration<'_>) -> bool {
    let most = match invocation(route.call) {
        Invocation::Route => 2,
        Invocation::KoaRoute | Invocation::HonoRoute => 1,
        _ => return false,
    };
    let takes_next = |value: &Value| match value.shape() {
        Shape::Function(closure) => {
            let function = &loaded.program.module(closure.module).functions[closure.function.index()];
            function.parameters.len() > most
        }
        Shape::External(external) => {
            let model = external.made_by.as_ref().and_then(|call| call.model);
            model.is_some_and(|model| model.check.is_some())
        }
        _ => false,
    };
    route.call.path.ends_with(ALL)
        && route.handlers.last().is_some_and(|last| last.alternatives().iter().all(takes_next))
}

/// Whether it runs before a route at a path: as middleware it would for all below its own, as a route for its own alone.
pub(super) fn runs_before(middleware: &Registration<'_>, route: &str) -> bool {
    let path = middleware.path.as_str();
    let is_whole = middleware.call.path.ends_with(ALL) && !path.contains('*');
    if is_whole { path.trim_end_matches('/') == route.trim_end_matches('/') } else { covers(path, route) }
}
