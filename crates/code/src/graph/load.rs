//! Reading a program.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use assay_app::App;
use assay_source::{Diagnostic, Level, RelPath, WhyPassedOver};
use rayon::prelude::*;

use super::{
    Lead, Names, Program, Reader, SkippedFile, Target, WhySkipped,
    resolve::{Destination, Resolver},
    skip,
};
use crate::{
    ir::{Language, Module, ModuleId, Name, RequestKind},
    lower::{self, Lowered},
    parse::is_template,
};

/// Files that may hold code.
const CODE: [&str; 11] = ["js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "vue", "svelte", "html"];
/// Most requests that lead nowhere that are told one by one.
const TOLD: usize = 20;

pub(super) fn load(app: &App, readers: &[&dyn Reader]) -> Program {
    crate::lower::workers().install(|| Loading::of(app, readers).run())
}

struct Loading<'a> {
    app: &'a App,
    readers: &'a [&'a dyn Reader],
    resolver: Resolver,
    /// Modules with what each of their requests leads to.
    read: BTreeMap<RelPath, (Module, Vec<Destination>)>,
    skipped: BTreeMap<RelPath, WhySkipped>,
    diagnostics: BTreeMap<RelPath, Vec<Diagnostic>>,
    /// Files that were read, whatever they turned out to be.
    seen: BTreeSet<RelPath>,
}

/// What a file turned out to be.
enum Reading {
    Module(Box<Module>, Vec<Destination>),
    Skipped(WhySkipped),
    /// It holds no code.
    Empty,
}

impl<'a> Loading<'a> {
    fn of(app: &'a App, readers: &'a [&'a dyn Reader]) -> Self {
        let resolver = Resolver::of(&app.tree);
        let (read, skipped, diagnostics) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { app, readers, resolver, read, skipped, diagnostics, seen: BTreeSet::new() }
    }

    /// Who reads a file that is no JavaScript.
    fn reader_of(&self, path: &RelPath) -> Option<&'a dyn Reader> {
        let language = Language::of(path)?;
        self.readers.iter().find(|reader| reader.reads(language)).copied()
    }

    fn is_code(&self, path: &RelPath) -> bool {
        is_code(path) || self.reader_of(path).is_some()
    }

    fn run(mut self) -> Program {
        let own: Vec<RelPath> =
            self.app.files().map(|file| file.path.clone()).filter(|path| self.is_code(path)).collect();
        for passed in self.app.tree.passed_over() {
            if matches!(passed.because, WhyPassedOver::TooLarge { .. })
                && self.app.owns(&passed.path)
                && self.is_code(&passed.path)
            {
                self.skipped.insert(passed.path.clone(), WhySkipped::TooLarge);
            }
        }
        let by_path =
            |path: &RelPath| skip::by_path(&path.relative_to(&self.app.root).unwrap_or_else(|| path.clone()));
        let others = self.app.files().map(|file| &file.path).filter(|path| is_of_another_language(path));
        let unread: Vec<RelPath> = others
            .filter(|path| by_path(path).is_none() && self.reader_of(path).is_none())
            .cloned()
            .collect();
        self.skipped.extend(unread.into_iter().map(|path| (path, WhySkipped::OtherLanguage)));
        let mut wanted = Vec::new();
        for path in own {
            match by_path(&path) {
                Some(because) => {
                    self.skipped.insert(path, because);
                }
                None => wanted.push((path, false)),
            }
        }
        while !wanted.is_empty() {
            self.take(&wanted);
            wanted = self.asked_for().into_iter().map(|path| (path, true)).collect();
        }
        self.finish()
    }

    /// Reads files in parallel; those that were asked for also where they look like something to leave out.
    fn take(&mut self, files: &[(RelPath, bool)]) {
        let readings: Vec<(Reading, Vec<Diagnostic>)> =
            files.par_iter().map(|(path, asked_for)| self.reading(path, *asked_for)).collect();
        for ((path, _), (reading, diagnostics)) in files.iter().zip(readings) {
            // Of a template the scripts are read, and what else it does is not.
            if !is_template(path) {
                self.skipped.remove(path);
            }
            self.seen.insert(path.clone());
            match reading {
                Reading::Module(module, destinations) => {
                    self.read.insert(path.clone(), (*module, destinations));
                }
                Reading::Skipped(_) if is_template(path) => {}
                Reading::Skipped(because) => {
                    self.skipped.insert(path.clone(), because);
                }
                Reading::Empty => {}
            }
            if !diagnostics.is_empty() && !is_template(path) {
                self.diagnostics.insert(path.clone(), diagnostics);
            }
        }
    }

    fn reading(&self, path: &RelPath, asked_for: bool) -> (Reading, Vec<Diagnostic>) {
        let Ok(text) = self.app.tree.read(path) else {
            return (Reading::Skipped(WhySkipped::Unparsable), Vec::new());
        };
        if let Some(because) =
            skip::by_text(text.as_str()).filter(|because| !asked_for || !because.yields_to_a_request())
        {
            return (Reading::Skipped(because), Vec::new());
        }
        let is_data = path.extension().is_some_and(|extension| extension == "json");
        let reader = self.reader_of(path);
        let Lowered { module, diagnostics } = match reader {
            Some(reader) => reader.lower(&text),
            None if is_data => lower::data(&text),
            None => lower::module_on_worker(&text),
        };
        let Some(mut module) = module else {
            let reading = if diagnostics.is_empty() {
                Reading::Empty
            } else {
                Reading::Skipped(WhySkipped::Unparsable)
            };
            return (reading, diagnostics);
        };
        // That it is not followed whole is known.
        module.complete |= is_template(path);
        // Other languages find files by the names these go by, which are known once all were read.
        let destinations = match reader {
            Some(_) => Vec::new(),
            None => module
                .requests
                .iter()
                .map(|request| self.resolver.resolve(path, &request.specifier))
                .collect(),
        };
        (Reading::Module(Box::new(module), destinations), diagnostics)
    }

    /// Files that modules ask for and that were not read yet.
    fn asked_for(&self) -> BTreeSet<RelPath> {
        self.read
            .values()
            .flat_map(|(_, destinations)| destinations)
            .filter_map(|destination| match destination {
                Destination::File(path) => Some(path),
                _ => None,
            })
            .filter(|path| is_code(path) || path.extension().is_some_and(|extension| extension == "json"))
            .filter(|path| !self.seen.contains(*path) || self.yields(path))
            .cloned()
            .collect()
    }

    /// It was read, and left out for a reason that does not hold where other code asks for it.
    fn yields(&self, path: &RelPath) -> bool {
        self.skipped.get(path).is_some_and(|because| because.yields_to_a_request())
    }

    /// Ties the modules of other languages together.
    fn link(&mut self) {
        let provided: Vec<(Language, Name, RelPath)> = (self.read.values())
            .flat_map(|(module, _)| {
                let name = |name: &Name| (module.language, name.clone(), module.file.clone());
                module.provides.iter().map(name)
            })
            .collect();
        let tree = &self.app.tree;
        let has_file = |path: &RelPath| tree.contains(path);
        let names = Names::of(&provided, &has_file);
        let readers = self.readers;
        for (module, destinations) in self.read.values_mut() {
            if let Some(reader) = readers.iter().find(|reader| reader.reads(module.language)) {
                *destinations = reader.link(module, &names).into_iter().map(destination).collect();
            }
        }
    }

    fn finish(mut self) -> Program {
        self.link();
        let by_path: HashMap<RelPath, ModuleId> = self
            .read
            .keys()
            .enumerate()
            .map(|(index, path)| (path.clone(), ModuleId(index as u32)))
            .collect();
        let mut diagnostics: Vec<Diagnostic> = self.diagnostics.into_values().flatten().collect();
        let (mut modules, mut targets, mut missing) = (Vec::new(), Vec::new(), Vec::new());
        for (module, destinations) in self.read.into_values() {
            let of_module: Vec<Target> = destinations
                .into_iter()
                .map(|destination| match destination {
                    Destination::File(path) => match by_path.get(&path) {
                        Some(&id) => Target::Module(id),
                        None if self.skipped.contains_key(&path) => Target::Skipped(path),
                        None => Target::Data(path),
                    },
                    Destination::Package { name, subpath } => Target::Package { name, subpath },
                    Destination::Builtin(name) => Target::Builtin(name),
                    Destination::Outside => Target::Outside,
                    Destination::Nowhere(because) => Target::Unresolved { because },
                })
                .collect();
            for (request, target) in module.requests.iter().zip(&of_module) {
                if let Target::Unresolved { because } = target
                    && request.kind != RequestKind::Types
                    && !is_template(&module.file)
                {
                    missing.push((
                        module.text.place(request.span),
                        request.specifier.clone(),
                        because.clone(),
                    ));
                }
            }
            modules.push(module);
            targets.push(of_module);
        }
        let untold = missing.len().saturating_sub(TOLD);
        for (place, specifier, because) in missing.into_iter().take(TOLD) {
            diagnostics.push(
                Diagnostic::new(
                    Level::Note,
                    "code-import-unresolved",
                    format!("`{specifier}` leads nowhere: {because}"),
                )
                .at(place, "what it would do is not known"),
            );
        }
        if untold > 0 {
            let message = format!("{untold} more imports lead nowhere");
            diagnostics.push(Diagnostic::new(Level::Note, "code-import-unresolved", message));
        }
        let skipped = self.skipped.into_iter().map(|(file, because)| SkippedFile { file, because }).collect();
        Program { modules, skipped, diagnostics, targets, by_path }
    }
}

fn destination(lead: Lead) -> Destination {
    match lead {
        Lead::File(path) => Destination::File(path),
        Lead::Package { name, subpath } => Destination::Package { name, subpath },
        Lead::Nowhere(because) => Destination::Nowhere(because),
    }
}

fn is_of_another_language(path: &RelPath) -> bool {
    path.extension().is_some_and(|extension| skip::OTHER_LANGUAGES.contains(&extension.as_str()))
}

fn is_code(path: &RelPath) -> bool {
    let Some(extension) = path.extension() else { return false };
    // Declarations of types hold nothing that runs.
    let name = path.file_name();
    let declares = [".d.ts", ".d.mts", ".d.cts"].iter().any(|ending| name.ends_with(ending));
    (CODE.contains(&extension.as_str()) || is_template(path)) && !declares
}
