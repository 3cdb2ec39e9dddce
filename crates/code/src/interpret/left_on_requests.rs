//! What middleware leaves on a request for what comes after it: `req.invocation = claims`, `res.locals.tenant = row`.
//!
//! Source: expressjs.com, "Using middleware" and `res.locals`; read 2026-11-24.

use crate::value::{CellId, Digester, Shape, Value};

use super::Interpreter;
use super::flow::Frame;

/// Objects that live as long as a request, to whose fields programs write.
const OF_REQUESTS: [&str; 4] =
    ["express:Request.", "express:Response.locals.", "koa:Context.state.", "fastify:Request."];

/// What frameworks and their sessions put there themselves, and rules know by its name.
const KNOWN: [&str; 12] = [
    "user", "session", "auth", "body", "query", "params", "headers", "cookies", "url", "path", "method",
    "raw",
];

impl<'p> Interpreter<'p> {
    /// Keeps what is written to a field of a request.
    pub(super) fn leave_on_request(&mut self, path: &str, value: &Value) {
        let Some(name) = name_on_request(path) else { return };
        // A client or a function is another thing; what nothing is known of says nothing.
        let is_data =
            matches!(value.shape, Shape::Unknown | Shape::Object(_) | Shape::Text(_) | Shape::Array(_));
        if is_data && !value.deep_origins().is_empty() {
            let cell = self.cell_on_request(name);
            self.memory.add(cell, value);
        }
    }

    /// What was left under a name.
    pub(super) fn found_on_request(&mut self, frame: &mut Frame<'p>, path: &str) -> Option<Value> {
        let cell = self.cell_on_request(name_on_request(path)?);
        frame.reads.insert(cell, self.memory.digest(cell));
        self.memory.read(cell).cloned()
    }

    fn cell_on_request(&mut self, name: &str) -> CellId {
        self.memory.at_site(Digester::tagged(153).add(name).end())
    }
}

fn name_on_request(path: &str) -> Option<&str> {
    let name = OF_REQUESTS.iter().find_map(|object| path.strip_prefix(object))?;
    (!name.contains(['.', '(', '*']) && !KNOWN.contains(&name)).then_some(name)
}
