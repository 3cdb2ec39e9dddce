//! The program: every file of the app that takes part, and what each asks of the others.

mod files;
mod load;
mod reader;
mod resolve;
mod skip;
mod workspace;

use std::collections::HashMap;

use assay_app::App;
use assay_source::{Diagnostic, RelPath};

pub use reader::{Lead, Names, Reader};
pub use skip::{SkippedFile, WhySkipped};

use crate::ir::{Module, ModuleId, Name, RequestId};

/// Every module of an app, tied together.
#[derive(Debug)]
pub struct Program {
    /// In the order of their paths; a [`ModuleId`] counts in here.
    pub modules: Vec<Module>,
    /// Code that was left out, in the order of paths.
    pub skipped: Vec<SkippedFile>,
    /// What could not be read or found.
    pub diagnostics: Vec<Diagnostic>,
    targets: Vec<Vec<Target>>,
    by_path: HashMap<RelPath, ModuleId>,
}

/// Where a request leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To a module of the program. JSON is one that exports its value, as CommonJS does.
    Module(ModuleId),
    /// To a package somebody else wrote.
    Package {
        /// `@forge/api`.
        name: Name,
        /// What follows the name, without the slash; mostly empty.
        subpath: Name,
    },
    /// To a module of Node, with its prefix: `node:fs`.
    Builtin(Name),
    /// To a file that is no code: a style, a picture.
    Data(RelPath),
    /// To code that was left out; [`Program::skipped`] says why.
    Skipped(RelPath),
    /// Out of the folder that was named, or to an address on the web.
    Outside,
    /// Nowhere.
    Unresolved {
        /// Why, in a few words.
        because: String,
    },
}

impl Program {
    /// Reads an app's code: all its files, and of the folders beside it what these ask for.
    ///
    /// Tests, stories, build output, vendored and minified code, and configuration of tools are left out and listed,
    /// unless code that takes part asks for them. Files are read in parallel; the result is the same at any number
    /// of threads. Languages other than JavaScript are read where there is a reader for them.
    pub fn load(app: &App, readers: &[&dyn Reader]) -> Self {
        load::load(app, readers)
    }

    /// A module.
    pub fn module(&self, id: ModuleId) -> &Module {
        &self.modules[id.index()]
    }

    /// Every module's number, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = ModuleId> + use<> {
        (0..self.modules.len() as u32).map(ModuleId)
    }

    /// Where a request of a module leads.
    pub fn target(&self, module: ModuleId, request: RequestId) -> &Target {
        &self.targets[module.index()][request.index()]
    }

    /// The module at a path.
    pub fn at(&self, path: &RelPath) -> Option<ModuleId> {
        self.by_path.get(path).copied()
    }

    /// The module a path without its extension means, as the platform and bundlers find it: `src/index` is
    /// `src/index.ts` or `src/index/index.js`.
    pub fn at_stem(&self, stem: &RelPath) -> Option<ModuleId> {
        let candidates = ["", "/index"].into_iter().flat_map(|index| {
            resolve::EXTENSIONS.iter().map(move |extension| format!("{stem}{index}{extension}"))
        });
        self.at(stem).or_else(|| {
            candidates.filter_map(|path| RelPath::parse(&path).ok()).find_map(|path| self.at(&path))
        })
    }

    /// Why a file of the app is not part of the program.
    pub fn skip_of(&self, path: &RelPath) -> Option<WhySkipped> {
        let found = self.skipped.binary_search_by(|skipped| skipped.file.cmp(path)).ok()?;
        Some(self.skipped[found].because)
    }
}
