//! What more than one function can see: module variables, fields of instances, captured variables that change.
//!
//! Every such place is a cell. Writing to one adds to what it may hold; only a module's own body, which runs once,
//! overwrites. A version tells whether anything has changed since.

use crate::hash::HashMap;
use crate::ir::{ModuleId, Name, VariableId};
use crate::value::{CellId, ObjectId, Value};

/// Writes to one cell that make it richer; after that it is unknown, but for its origins.
const MOST_GROWTH: u16 = 24;

#[derive(Debug, Default)]
struct Cell {
    value: Option<Value>,
    digest: u64,
    growth: u16,
}

/// All cells.
#[derive(Debug, Default)]
pub(super) struct Memory {
    cells: Vec<Cell>,
    variables: HashMap<(ModuleId, VariableId), CellId>,
    fields: HashMap<(u64, Option<ObjectId>, Name), CellId>,
    names: HashMap<(u64, ObjectId), Vec<Name>>,
    sites: HashMap<u64, CellId>,
    version: u64,
}

impl Memory {
    /// A new cell that holds nothing.
    pub(super) fn allocate(&mut self) -> CellId {
        self.cells.push(Cell::default());
        CellId(self.cells.len() as u32 - 1)
    }

    /// The cell of a variable at a module's top level.
    pub(super) fn variable(&mut self, module: ModuleId, variable: VariableId) -> CellId {
        if let Some(cell) = self.variables.get(&(module, variable)) {
            return *cell;
        }
        let cell = self.allocate();
        self.variables.insert((module, variable), cell);
        cell
    }

    /// The cell of a field of a class (`object` none) or of its instances.
    pub(super) fn field(&mut self, class: u64, object: Option<ObjectId>, name: &str) -> CellId {
        let key = (class, object, Name::from(name));
        if let Some(cell) = self.fields.get(&key) {
            return *cell;
        }
        let cell = self.allocate();
        if let Some(object) = object {
            self.names.entry((class, object)).or_default().push(key.2.clone());
        }
        self.fields.insert(key, cell);
        cell
    }

    /// The names of the fields of an instance that were written or asked for, in that order.
    pub(super) fn names(&self, class: u64, object: ObjectId) -> &[Name] {
        self.names.get(&(class, object)).map_or(&[], Vec::as_slice)
    }

    /// The cell of a field where there is one already.
    pub(super) fn known_field(&self, class: u64, object: Option<ObjectId>, name: &str) -> Option<CellId> {
        self.fields.get(&(class, object, Name::from(name))).copied()
    }

    /// The cell that belongs to a place of the program under given circumstances, by their digest.
    pub(super) fn at_site(&mut self, digest: u64) -> CellId {
        if let Some(cell) = self.sites.get(&digest) {
            return *cell;
        }
        let cell = self.allocate();
        self.sites.insert(digest, cell);
        cell
    }

    pub(super) fn read(&self, cell: CellId) -> Option<&Value> {
        self.cells[cell.0 as usize].value.as_ref()
    }

    /// What tells a cell's content apart from what it held before.
    pub(super) fn digest(&self, cell: CellId) -> u64 {
        self.cells[cell.0 as usize].digest
    }

    /// Adds to what a cell may hold.
    pub(super) fn add(&mut self, cell: CellId, value: &Value) {
        let cell = &mut self.cells[cell.0 as usize];
        let joined = match &cell.value {
            None => value.clone().without_truth(),
            Some(_) if cell.growth >= MOST_GROWTH => return,
            Some(known) => known.join(&value.clone().without_truth()).without_truth().bounded(),
        };
        let digest = joined.digest();
        if cell.value.is_some() && digest == cell.digest {
            return;
        }
        cell.growth += 1;
        cell.value =
            Some(if cell.growth < MOST_GROWTH { joined } else { Value::from_origins(joined.deep_origins()) });
        cell.digest = digest;
        self.version += 1;
    }

    /// Overwrites what a cell holds.
    pub(super) fn set(&mut self, cell: CellId, value: Value) {
        let digest = value.digest();
        let cell = &mut self.cells[cell.0 as usize];
        if cell.value.is_none() || cell.digest != digest {
            self.version += 1;
        }
        cell.value = Some(value);
        cell.digest = digest;
    }

    /// Grows with every change.
    pub(super) fn version(&self) -> u64 {
        self.version
    }
}
