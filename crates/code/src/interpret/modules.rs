//! Modules: run once, in the order of their imports; variables at their top level; what they export.

use std::sync::Arc;

use crate::event::{Action, Assign, Target};
use crate::graph::Target as Resolved;
use crate::ir::{
    Exported, ExpressionId, Format, FunctionId, ImportedName, ModuleId, Name, RequestId, RequestKind,
    VariableId, VariableKind,
};
use crate::site::Site;
use crate::value::{Digester, Shape, Value};

use super::Interpreter;
use super::flow::{Frame, SummaryId};
use super::targets::{self, Step};

/// Modules that a computed name may mean.
const MOST_BESIDE: usize = 48;
/// Re-exports in one another.
pub(super) const MOST_HOPS: u8 = 24;

/// How far a module has come.
#[derive(Debug, Default)]
pub(super) struct ModuleState {
    pub(super) stage: Stage,
    /// What its body did.
    pub(super) body: Option<SummaryId>,
    /// `export default <expression>`.
    pub(super) default: Option<Value>,
    /// `module.exports`.
    pub(super) exports: Option<Value>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    #[default]
    Waiting,
    Running,
    Done,
}

impl<'p> Interpreter<'p> {
    /// Runs a module's body, and before it those it imports. Once; a module in a cycle sees what is there so far.
    pub(crate) fn load(&mut self, module: ModuleId) {
        if self.modules[module.index()].stage != Stage::Waiting {
            return;
        }
        self.modules[module.index()].stage = Stage::Running;
        let ir = &self.program.modules[module.index()];
        for (index, request) in ir.requests.iter().enumerate() {
            if request.kind == RequestKind::Import
                && let Resolved::Module(target) = self.program.target(module, RequestId(index as u32))
            {
                self.load(*target);
            }
        }
        let key = Digester::tagged(120).add(module).end();
        let body = FunctionId(0);
        let mut frame = self.frame(module, body, Arc::default(), Value::undefined(), key);
        self.active.push((module, body, key));
        self.statements(&mut frame, &ir.functions[0].body);
        self.active.pop();
        frame.reads.clear();
        frame.read_by.clear();
        let summary = self.finish(frame);
        let id = self.remember(key, summary);
        self.seen.insert((module, body));
        let state = &mut self.modules[module.index()];
        state.body = Some(id);
        state.stage = Stage::Done;
    }

    /// Called where a function of a module is about to run.
    pub(super) fn modules_are_loaded(&mut self, module: ModuleId) {
        if self.modules[module.index()].stage == Stage::Waiting {
            self.load(module);
        }
    }

    /// A variable at the top level of the frame's module.
    pub(super) fn module_variable(&mut self, frame: &mut Frame<'p>, variable: VariableId) -> Value {
        let declared = &frame.ir.variables[variable.index()];
        if declared.kind == VariableKind::Import {
            if let Some(known) = self.packages.get(&(frame.module, variable)) {
                return known.clone();
            }
            if let Some(import) = frame.ir.imports.iter().find(|import| import.variable == variable) {
                let (value, cell) = self.imported(frame.module, import.request, &import.name, MOST_HOPS);
                if let Some(cell) = cell {
                    frame.reads.insert(cell, self.memory.digest(cell));
                }
                if !matches!(self.program.target(frame.module, import.request), Resolved::Module(_)) {
                    self.packages.insert((frame.module, variable), value.clone());
                }
                return value;
            }
        }
        if let Some(owner) = self.required.owner((frame.module, variable))
            && let Some(value) = self.owned_variable(frame, owner)
        {
            return value;
        }
        let cell = self.memory.variable(frame.module, variable);
        if !matches!(declared.kind, VariableKind::Function | VariableKind::Class) {
            frame.reads.insert(cell, self.memory.digest(cell));
        }
        self.memory.read(cell).cloned().unwrap_or_else(Value::undefined)
    }

    /// A variable that another module hands out; none before that module has one.
    pub(super) fn owned_variable(
        &mut self,
        frame: &mut Frame<'p>,
        (module, variable): (ModuleId, VariableId),
    ) -> Option<Value> {
        let cell = self.memory.variable(module, variable);
        let value = self.memory.read(cell).cloned()?;
        frame.reads.insert(cell, self.memory.digest(cell));
        Some(value)
    }

    pub(super) fn declare_module_variable(
        &mut self,
        frame: &mut Frame<'p>,
        variable: VariableId,
        value: Value,
    ) {
        let cell = self.memory.variable(frame.module, variable);
        if frame.function.index() == 0 && frame.flow.guards.is_empty() {
            self.memory.set(cell, value);
        } else {
            self.memory.add(cell, &value);
        }
    }

    /// `x = value`, where `x` is a variable at the module's top level.
    pub(super) fn assign_module_variable(
        &mut self,
        frame: &mut Frame<'p>,
        variable: VariableId,
        value: Value,
    ) {
        let site = Site::new(frame.module, frame.ir.variables[variable.index()].span);
        self.write_in_module_variable(frame, variable, value.clone(), &[], value, site, None);
    }

    /// Writes to a variable at the module's top level, or into it. `whole` is what it holds then.
    #[expect(clippy::too_many_arguments, reason = "one write, told in full")]
    pub(super) fn write_in_module_variable(
        &mut self,
        frame: &mut Frame<'p>,
        variable: VariableId,
        whole: Value,
        steps: &[Step],
        value: Value,
        site: Site,
        filed: Option<Value>,
    ) {
        let owner = self.variable_owner(frame.module, variable);
        let Some(owner) = owner else { return };
        self.write_in_owned_variable(frame, owner, whole, steps, value, site, filed);
    }

    /// The same, where the variable's own module is known.
    #[expect(clippy::too_many_arguments, reason = "one write, told in full")]
    pub(super) fn write_in_owned_variable(
        &mut self,
        frame: &mut Frame<'p>,
        (module, variable): (ModuleId, VariableId),
        whole: Value,
        steps: &[Step],
        value: Value,
        site: Site,
        filed: Option<Value>,
    ) {
        let cell = self.memory.variable(module, variable);
        let at_loading = frame.function.index() == 0;
        if at_loading && module == frame.module {
            // Straight through its own body the last write counts; in a branch of it either may.
            self.memory.add(cell, &whole);
            return;
        }
        self.memory.add(cell, &whole);
        if let Some(digest) = frame.reads.get_mut(&cell) {
            *digest = self.memory.digest(cell);
        }
        let ir = &self.program.modules[module.index()];
        let declared = &ir.variables[variable.index()];
        let mut field = targets::dotted(steps);
        let mut key = targets::computed(steps);
        if let Some(filed) = filed {
            // `cache.set(key, value)`, `list.push(value)`
            field = if field.is_empty() { Name::from("*") } else { Name::from(format!("{field}.*")) };
            key = key.or_else(|| (!filed.is_undefined()).then_some(filed));
        }
        let target = Target::ModuleVariable {
            name: declared.name.clone(),
            declared: Site::new(module, declared.span),
            field,
        };
        self.note(frame, site, Action::Assign(Arc::new(Assign { target, model: None, key, value })));
    }

    /// The module variable behind a name, through imports.
    pub(super) fn variable_owner(
        &mut self,
        module: ModuleId,
        variable: VariableId,
    ) -> Option<(ModuleId, VariableId)> {
        let ir = &self.program.modules[module.index()];
        if ir.variables[variable.index()].kind != VariableKind::Import {
            return Some(self.required.owner((module, variable)).unwrap_or((module, variable)));
        }
        let import = ir.imports.iter().find(|import| import.variable == variable)?;
        let Resolved::Module(target) = self.program.target(module, import.request) else { return None };
        let name = match &import.name {
            ImportedName::Default => "default",
            ImportedName::Named(name) => name,
            ImportedName::Namespace => return None,
        };
        self.export_owner(*target, name, MOST_HOPS)
    }

    pub(super) fn export_owner(
        &mut self,
        module: ModuleId,
        name: &str,
        hops: u8,
    ) -> Option<(ModuleId, VariableId)> {
        if hops == 0 {
            return None;
        }
        let ir = &self.program.modules[module.index()];
        for export in ir.exports.iter().filter(|export| export.name == name) {
            match &export.exported {
                Exported::Variable(variable) => {
                    return match ir.variables[variable.index()].kind {
                        VariableKind::Import => self.variable_owner(module, *variable),
                        _ => Some((module, *variable)),
                    };
                }
                Exported::From(request, ImportedName::Named(name)) => {
                    if let Resolved::Module(target) = self.program.target(module, *request) {
                        return self.export_owner(*target, name, hops - 1);
                    }
                }
                _ => {}
            }
        }
        let all: Vec<ModuleId> = self.star_exports(module);
        all.into_iter().find_map(|target| self.export_owner(target, name, hops - 1))
    }

    pub(super) fn star_exports(&self, module: ModuleId) -> Vec<ModuleId> {
        let ir = &self.program.modules[module.index()];
        ir.exports
            .iter()
            .filter_map(|export| match &export.exported {
                Exported::All(request) => match self.program.target(module, *request) {
                    Resolved::Module(target) => Some(*target),
                    _ => None,
                },
                _ => None,
            })
            .collect()
    }

    /// What an import binding stands for, and the cell it lives in.
    pub(super) fn imported(
        &mut self,
        module: ModuleId,
        request: RequestId,
        name: &ImportedName,
        hops: u8,
    ) -> (Value, Option<crate::value::CellId>) {
        match self.program.target(module, request) {
            Resolved::Module(target) => {
                let target = *target;
                match name {
                    ImportedName::Default => self.exported_with_cell(target, "default", hops),
                    ImportedName::Named(name) => self.exported_with_cell(target, name, hops),
                    ImportedName::Namespace => (self.whole(target, false), None),
                }
            }
            _ => {
                let library = self.outside(module, request);
                let value = match (library, name) {
                    (None, _) => Value::unknown(),
                    (Some(library), ImportedName::Named(name)) => {
                        let path = super::external::member_path(&library, name);
                        self.external_read(&path, None)
                    }
                    (Some(library), _) => self.external(&library, None),
                };
                (value, None)
            }
        }
    }

    /// The path that stands for what a request outside the program resolves to: `@forge/api:`.
    pub(super) fn outside(&self, module: ModuleId, request: RequestId) -> Option<Name> {
        match self.program.target(module, request) {
            Resolved::Package { name, subpath } if subpath.is_empty() => Some(Name::from(format!("{name}:"))),
            // In other languages than JavaScript a package inside another is a member of it.
            Resolved::Package { name, subpath } if self.program.module(module).language.registry() != "" => {
                Some(Name::from(format!("{name}:{}", subpath.replace('/', "."))))
            }
            Resolved::Package { name, subpath } => Some(Name::from(format!("{name}/{subpath}:"))),
            Resolved::Builtin(name) => {
                Some(Name::from(format!("{}:", name.strip_prefix("node:").unwrap_or(name))))
            }
            _ => None,
        }
    }

    /// `require('x')` and `import('x')`.
    pub(super) fn request_value(
        &mut self,
        frame: &mut Frame<'p>,
        request: RequestId,
        is_require: bool,
    ) -> Value {
        match self.program.target(frame.module, request) {
            Resolved::Module(target) => {
                let target = *target;
                self.load(target);
                self.whole(target, is_require)
            }
            _ => match self.outside(frame.module, request) {
                Some(library) => self.external(&library, None),
                None => Value::unknown(),
            },
        }
    }

    /// `require('./' + name)`: any of the modules that lie there.
    pub(super) fn computed_import(
        &mut self,
        frame: &mut Frame<'p>,
        id: ExpressionId,
        name: ExpressionId,
    ) -> Value {
        let name = self.expression(frame, name);
        self.note(frame, frame.site(id), Action::Import(name.clone()));
        let own = &frame.ir.file;
        let prefix = match name.as_text().map(crate::value::Text::prefix) {
            Some(prefix) if prefix.starts_with('.') => prefix,
            // `require(path.join(__dirname, name))`
            _ if frame.ir.text.slice(frame.site(id).span).contains("__dirname") => "./",
            _ => return name.derived(crate::origin::Cleansed::THROUGH_UNKNOWN),
        };
        let folder = prefix.rsplit_once('/').map_or(".", |(folder, _)| folder);
        let Ok(folder) = own.parent().join(folder) else { return Value::unknown() };
        let beside: Vec<ModuleId> = self
            .program
            .ids()
            .filter(|module| *module != frame.module && self.program.module(*module).file.parent() == folder)
            .take(MOST_BESIDE)
            .collect();
        let all: Vec<Value> = beside
            .into_iter()
            .map(|module| {
                self.load(module);
                self.whole(module, true)
            })
            .collect();
        if all.is_empty() { Value::unknown() } else { Value::join_all(all) }
    }

    /// A module as one value.
    pub(super) fn whole(&self, module: ModuleId, is_require: bool) -> Value {
        let ir = &self.program.modules[module.index()];
        // Compiled for Node, a file that imports and assigns `module.exports` gives what it assigned.
        let is_common = ir.format == Format::CommonJs || ir.exports.is_empty();
        match &self.modules[module.index()].exports {
            Some(exports) if is_require && is_common => exports.clone(),
            _ => Value::of(Shape::Namespace(module)),
        }
    }

    /// What a name that is used as a type stands for: a class of the program, or something others wrote.
    pub(super) fn type_value(&mut self, module: ModuleId, variable: VariableId) -> Option<Value> {
        let ir = &self.program.modules[module.index()];
        let declared = &ir.variables[variable.index()];
        match declared.kind {
            VariableKind::Import => {
                let import = ir.imports.iter().find(|import| import.variable == variable)?;
                Some(self.imported(module, import.request, &import.name, MOST_HOPS).0)
            }
            VariableKind::Class if declared.function.index() == 0 => {
                let cell = self.memory.variable(module, variable);
                self.memory.read(cell).cloned()
            }
            _ if ir.language == crate::ir::Language::Python && declared.function.index() == 0 => {
                let cell = self.memory.variable(module, variable);
                self.memory.read(cell).filter(|value| super::dependencies::is_annotation(value)).cloned()
            }
            _ => None,
        }
    }
}
