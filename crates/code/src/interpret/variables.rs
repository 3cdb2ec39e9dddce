//! Variables, and what functions capture of them.

use std::sync::Arc;

use crate::guard::{Guard, GuardKind, Guards};
use crate::ir::{FunctionId, FunctionKind, Name, VariableId, VariableKind};
use crate::site::Site;
use crate::value::{Captured, Captures, CellId, Closure, Digester, Shape, Value};

use super::Interpreter;
use super::flow::Frame;

impl<'p> Interpreter<'p> {
    /// Reads a variable.
    pub(super) fn variable(&mut self, frame: &mut Frame<'p>, variable: VariableId) -> Value {
        let declared = &frame.ir.variables[variable.index()];
        // What is imported inside a function is the same wherever it is asked for.
        if declared.function.index() == 0 || declared.kind == VariableKind::Import {
            return self.module_variable(frame, variable);
        }
        if let Some(value) = self.read_own(frame, variable) {
            return flag(value, &declared.name, Site::new(frame.module, declared.span));
        }
        match frame.captured.get(variable) {
            Some(Captured::Value(value)) => value.clone(),
            Some(Captured::Cell(cell)) => {
                let cell = *cell;
                frame.reads.insert(cell, self.memory.digest(cell));
                self.memory.read(cell).cloned().unwrap_or_else(Value::undefined)
            }
            None => Value::undefined(),
        }
    }

    /// A variable of the frame's own function, where it has a value.
    pub(super) fn read_own(&mut self, frame: &mut Frame<'p>, variable: VariableId) -> Option<Value> {
        let declared = &frame.ir.variables[variable.index()];
        if declared.function != frame.function {
            return None;
        }
        if self.scopes[frame.module.index()].is_shared(variable) {
            let cell = frame.cells.get(&variable)?;
            return self.memory.read(*cell).cloned();
        }
        frame.flow.local(self.scopes[frame.module.index()].slot(variable)).cloned()
    }

    /// A variable whose value may be told more exactly: a local one.
    pub(super) fn narrowable(&mut self, frame: &mut Frame<'p>, variable: VariableId) -> Option<Value> {
        let declared = &frame.ir.variables[variable.index()];
        let is_local = declared.function == frame.function
            && declared.function.index() != 0
            && !self.scopes[frame.module.index()].is_shared(variable);
        is_local.then(|| self.read_own(frame, variable)).flatten()
    }

    /// A function, with what it captures here.
    pub(super) fn closure(&mut self, frame: &mut Frame<'p>, function: FunctionId) -> Value {
        let ir = &frame.ir.functions[function.index()];
        let scopes = &self.scopes[frame.module.index()];
        let keeps_this = ir.kind == FunctionKind::Arrow && scopes.uses_this(function);
        let this = keeps_this.then(|| frame.flow.this.clone());
        let captured = self.capture(frame, &ir.captures);
        // `this` of an arrow at a module's top level is nothing worth keeping.
        let this = this.filter(|_| frame.function.index() != 0 || !frame.flow.this.is_undefined());
        let closure = Arc::new(Closure::new(frame.module, function, this, Vec::new(), captured));
        if !self.seen.contains(&(frame.module, function)) {
            self.made.insert((frame.module, function), Arc::clone(&closure));
        }
        Value::of(Shape::Function(closure))
    }

    /// What these variables hold here.
    pub(super) fn capture(&mut self, frame: &mut Frame<'p>, variables: &[VariableId]) -> Arc<Captures> {
        let mut captured = Vec::with_capacity(variables.len());
        for &variable in variables {
            let declared = &frame.ir.variables[variable.index()];
            if declared.function.index() == 0 || declared.kind == VariableKind::Import {
                continue;
            }
            let kept = if declared.function != frame.function {
                frame.captured.get(variable).cloned()
            } else {
                match frame.cells.get(&variable) {
                    Some(cell) => Some(Captured::Cell(*cell)),
                    None if self.scopes[frame.module.index()].is_shared(variable) => {
                        Some(Captured::Cell(self.cell_of(frame, variable)))
                    }
                    None => match self.read_own(frame, variable) {
                        Some(value) => Some(Captured::Value(value.without_truth())),
                        None => Some(Captured::Cell(self.cell_of(frame, variable))),
                    },
                }
            };
            if let Some(kept) = kept {
                captured.push((variable, kept));
            }
        }
        Arc::new(Captures::of(captured))
    }

    /// The cell of a variable of the frame's function.
    pub(super) fn cell_of(&mut self, frame: &mut Frame<'p>, variable: VariableId) -> CellId {
        if let Some(cell) = frame.cells.get(&variable) {
            return *cell;
        }
        let digest =
            Digester::tagged(110).add(frame.key).add(frame.module).add(frame.function).add(variable).end();
        let cell = self.memory.at_site(digest);
        frame.cells.insert(variable, cell);
        cell
    }
}

/// A boolean that was `true` on one way and `false` on the other, known by its name where it is tested.
fn flag(value: Value, name: &Name, declared: Site) -> Value {
    let is_flag =
        matches!(value.shape, Shape::Boolean(None)) && value.truth.is_none() && value.origins.is_empty();
    if !is_flag {
        return value;
    }
    let guard = Guard::new(GuardKind::FlagTested(name.clone()), Vec::new(), None, declared, true);
    value.with_truth(Some(Guards::one(guard)), Some(Guards::none()))
}
