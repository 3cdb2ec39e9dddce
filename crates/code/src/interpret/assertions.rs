//! Calls that come back only where what they are handed holds: `assert(user)`, `ctx.assert(sent === kept, 403)`.
//!
//! Source: nodejs.org/api/assert.html; koajs.com, `ctx.assert`; github.com/jshttp/http-assert; read 2026-11-24.

use crate::guard::Guards;
use crate::site::Site;
use crate::value::Value;

use super::{checks, comparisons};

/// Of what a call is handed, the first has to be true.
const TRUE: [&str; 9] = [
    "koa:Context.assert",
    "http-assert:",
    "assert:",
    "assert:ok",
    "assert:strict",
    "assert:strict.ok",
    "assert/strict:",
    "invariant:",
    "tiny-invariant:",
];
/// The first two have to be the same.
const EQUAL: [&str; 7] = [
    "http-assert:equal",
    "http-assert:strictEqual",
    "assert:equal",
    "assert:strictEqual",
    "assert:strict.equal",
    "assert/strict:equal",
    "assert/strict:strictEqual",
];

/// What holds behind an assertion; none where a call is none.
pub(super) fn asserted(path: &str, arguments: &[Value], site: Site, held: &Guards) -> Option<Guards> {
    let path = path.strip_prefix("node:").unwrap_or(path);
    let path = path.strip_suffix("default").unwrap_or(path);
    let first = arguments.first()?;
    if TRUE.contains(&path) {
        return Some(checks::told(first, site).0.unwrap_or_default());
    }
    let second = arguments.get(1).filter(|_| EQUAL.contains(&path))?;
    Some(comparisons::equality(first, second, site, held).0.unwrap_or_default())
}
