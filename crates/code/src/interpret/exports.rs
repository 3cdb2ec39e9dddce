//! What modules give to others.

use std::sync::Arc;

use crate::ir::{Exported, ModuleId, Name, VariableKind};
use crate::value::{Fields, Object, Shape, Value};

use super::Interpreter;
use super::flow::Frame;
use super::modules::MOST_HOPS;
use super::targets::Step;

impl<'p> Interpreter<'p> {
    /// What a module exports under a name; `undefined` where it doesn't. Loads the module.
    pub(crate) fn exported(&mut self, module: ModuleId, name: &str) -> Value {
        self.exported_with_cell(module, name, MOST_HOPS).0
    }

    pub(super) fn exported_with_cell(
        &mut self,
        module: ModuleId,
        name: &str,
        hops: u8,
    ) -> (Value, Option<crate::value::CellId>) {
        if hops == 0 {
            return (Value::unknown(), None);
        }
        self.load(module);
        let ir = &self.program.modules[module.index()];
        for export in ir.exports.iter().filter(|export| export.name == name) {
            match &export.exported {
                Exported::Variable(variable) => {
                    if ir.variables[variable.index()].kind == VariableKind::Import {
                        if let Some(import) = ir.imports.iter().find(|import| import.variable == *variable) {
                            return self.imported(module, import.request, &import.name, hops - 1);
                        }
                        continue;
                    }
                    let cell = self.memory.variable(module, *variable);
                    let volatile = !matches!(
                        ir.variables[variable.index()].kind,
                        VariableKind::Function | VariableKind::Class
                    );
                    let value = self.memory.read(cell).cloned().unwrap_or_else(Value::undefined);
                    return (value, volatile.then_some(cell));
                }
                Exported::Expression(_) => {
                    let value = self.modules[module.index()].default.clone();
                    return (value.unwrap_or_else(Value::unknown), None);
                }
                Exported::From(request, name) => return self.imported(module, *request, name, hops - 1),
                Exported::All(_) => {}
            }
        }
        if let Some(exports) = self.modules[module.index()].exports.clone() {
            // CommonJS seen from an ES module: the whole is the default, fields are names.
            let field = match &exports.shape {
                Shape::Object(_) => exports.field(name),
                Shape::External(external) => {
                    let path = super::external::member_path(&external.path, name);
                    self.external_read(&path, None)
                }
                _ => Value::undefined(),
            };
            if name == "default" && (field.is_undefined() || matches!(exports.shape, Shape::External(_))) {
                return (exports, None);
            }
            return (field, None);
        }
        if name != "default" {
            for target in self.star_exports(module) {
                let found = self.exported_with_cell(target, name, hops - 1);
                if !found.0.is_undefined() {
                    return found;
                }
            }
            // `export * from 'package'`: what it has is not known, but it may be this.
            for export in &ir.exports {
                if let Exported::All(request) = &export.exported
                    && let Some(library) = self.outside(module, *request)
                {
                    let path = super::external::member_path(&library, name);
                    return (self.external_read(&path, None), None);
                }
            }
        }
        (Value::undefined(), None)
    }

    /// The names a module exports, in order; those of `export *` included.
    pub(crate) fn export_names(&mut self, module: ModuleId) -> Vec<Name> {
        self.load(module);
        let mut names: Vec<Name> = Vec::new();
        let mut waiting = vec![module];
        let mut done = Vec::new();
        while let Some(module) = waiting.pop() {
            if done.contains(&module) {
                continue;
            }
            done.push(module);
            let ir = &self.program.modules[module.index()];
            names.extend(ir.exports.iter().map(|export| export.name.clone()).filter(|name| !name.is_empty()));
            waiting.extend(self.star_exports(module));
            if let Some(exports) = &self.modules[module.index()].exports {
                names.extend(exports.fields().keys().cloned());
            }
        }
        names.sort();
        names.dedup();
        names
    }

    pub(super) fn export_default(&mut self, frame: &Frame<'p>, value: Value) {
        self.modules[frame.module.index()].default = Some(value);
    }

    /// `module.exports = value`, `export = value`.
    pub(super) fn export_all(&mut self, frame: &Frame<'p>, value: Value) {
        self.modules[frame.module.index()].exports = Some(value);
    }

    /// What `exports` and `module.exports` hold.
    pub(super) fn exports_of(&self, module: ModuleId) -> Value {
        self.modules[module.index()]
            .exports
            .clone()
            .unwrap_or_else(|| Value::of(Shape::Object(Arc::new(Object::new(Fields::default(), None)))))
    }

    /// Writes to `exports` or `module.exports`; false where the name means something else.
    pub(super) fn write_exports(
        &mut self,
        frame: &mut Frame<'p>,
        root: &str,
        steps: &[Step],
        value: &Value,
    ) -> bool {
        let steps = match (root, steps) {
            ("exports", steps) if !steps.is_empty() => steps,
            ("module", [Step::Name(name), steps @ ..]) if name == "exports" => steps,
            _ => return false,
        };
        let [Step::Name(name), rest @ ..] = steps else {
            if steps.is_empty() {
                self.export_all(frame, value.clone());
            }
            return true;
        };
        if !rest.is_empty() {
            return true;
        }
        let exports = self.exports_of(frame.module);
        if let Shape::Object(object) = &exports.shape {
            let mut fields = object.fields().clone();
            fields.insert(name.clone(), value.clone());
            let object = Value::of(Shape::Object(Arc::new(Object::new(fields, object.rest().cloned()))));
            self.export_all(frame, object);
        }
        true
    }
}
