//! What a program puts on its server for all who are handed it: `fastify.decorate('authenticate', check)`.
//!
//! Source: fastify.dev, "Decorators"; read 2026-11-23.

use crate::event::Call;
use crate::value::{CellId, Digester, Value};

use super::Interpreter;
use super::flow::Frame;

const LIBRARY: &str = "fastify:";

impl<'p> Interpreter<'p> {
    /// Keeps what a call puts on a server.
    pub(super) fn put_on_server(&mut self, call: &Call) {
        if !call.path.starts_with(LIBRARY) || !call.path.ends_with(".decorate") {
            return;
        }
        if let Some(name) = call.argument(0).as_constant() {
            let cell = self.cell_on_server(name);
            self.memory.add(cell, &call.argument(1));
        }
    }

    /// What lies on a server under a name, where the program put something there.
    pub(super) fn found_on_server(
        &mut self,
        frame: &mut Frame<'p>,
        server: &str,
        name: &str,
    ) -> Option<Value> {
        if !server.starts_with(LIBRARY) {
            return None;
        }
        let cell = self.cell_on_server(name);
        frame.reads.insert(cell, self.memory.digest(cell));
        self.memory.read(cell).cloned()
    }

    fn cell_on_server(&mut self, name: &str) -> CellId {
        self.memory.at_site(Digester::tagged(151).add(name).end())
    }
}
