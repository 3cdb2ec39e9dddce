//! Languages other than JavaScript: who reads them, and how their files find each other.

use std::{collections::HashMap, sync::Arc};

use assay_source::{RelPath, SourceText};

use crate::{
    ir::{Language, Module, Name},
    lower::Lowered,
    model::Models,
};

/// Reads the files of some languages into a program. It runs on several threads at once.
pub trait Reader: Sync {
    /// Whether it reads a language.
    fn reads(&self, language: Language) -> bool;

    /// Lowers one file. Never fails: what cannot be read is left out of the module, which is then not complete, and told
    /// in a diagnostic. Its [`Module::provides`] holds every name by which other files may ask for it.
    fn lower(&self, text: &Arc<SourceText>) -> Lowered;

    /// Where each request of a module leads, in their order, now that every file is known. It may change how names are
    /// imported first: whether `import b` of a Python package `a` means a name in it or a file beside it is known
    /// only here.
    fn link(&self, module: &mut Module, names: &Names<'_>) -> Vec<Lead>;
}

/// Where a request leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lead {
    /// To a file of the program, or beside it.
    File(RelPath),
    /// To what others wrote. `name` is as [`Language::library`] spells it.
    Package {
        /// `@python/flask`.
        name: Name,
        /// What follows the name, without the slash; mostly empty.
        subpath: Name,
    },
    /// Nowhere, and why in a few words.
    Nowhere(String),
}

/// The names that the files of a program go by, in the languages that are not JavaScript.
pub struct Names<'a> {
    /// By registry and name.
    by_name: HashMap<&'static str, HashMap<Name, Vec<&'a RelPath>>>,
    has_file: &'a dyn Fn(&RelPath) -> bool,
}

impl<'a> Names<'a> {
    /// Those that modules provide. `has_file` says whether a file lies in the tree.
    pub(super) fn of(
        provided: &'a [(Language, Name, RelPath)],
        has_file: &'a dyn Fn(&RelPath) -> bool,
    ) -> Self {
        let mut by_name: HashMap<_, HashMap<Name, Vec<&RelPath>>> = HashMap::new();
        for (language, name, file) in provided {
            let of_registry = by_name.entry(language.registry()).or_default();
            of_registry.entry(name.clone()).or_default().push(file);
        }
        Self { by_name, has_file }
    }

    /// The file that provides a name to a module. Of several the nearest: the one that shares most folders with it, then
    /// the first.
    pub fn file(&self, asking: &Module, name: &str) -> Option<&'a RelPath> {
        let parts = |path: &RelPath| -> Vec<String> { path.as_str().split('/').map(str::to_owned).collect() };
        let own = parts(&asking.file);
        let shared =
            |path: &RelPath| parts(path).iter().zip(&own).take_while(|(one, other)| one == other).count();
        // The last of equals is what `max_by_key` gives.
        self.files(asking, name).rev().max_by_key(|path| shared(path))
    }

    /// Every file that provides a name to a module, in the order of their paths.
    pub fn files(
        &self,
        asking: &Module,
        name: &str,
    ) -> impl DoubleEndedIterator<Item = &'a RelPath> + use<'_, 'a> {
        let found = self.by_name.get(asking.language.registry()).and_then(|names| names.get(name));
        found.map_or(&[][..], Vec::as_slice).iter().copied()
    }

    /// Whether a file lies in the tree.
    pub fn has_file(&self, path: &RelPath) -> bool {
        (self.has_file)(path)
    }

    /// Whether anything is known of a library, named as [`Language::library`] spells it.
    pub fn is_known(&self, library: &str) -> bool {
        Models::bundled().knows(library)
    }

    /// Whether a model speaks of a thing of a library: which of the packages a file imports as a whole a name is of can
    /// mostly be told by that.
    pub fn is_modelled(&self, library: &str, name: &str) -> bool {
        Models::bundled().speaks_of(library, name)
    }
}
