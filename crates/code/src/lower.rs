//! From a syntax tree to [`crate::ir`].

mod chain;
mod class;
mod data;
mod expression;
mod function;
mod jsx;
mod module;
mod names;
mod pattern;
mod statement;
mod typescript;

use std::sync::{Arc, OnceLock};

use assay_source::{Diagnostic, Level, SourceText, Span};
use oxc::{allocator::Allocator, diagnostics::OxcDiagnostic, semantic::SemanticBuilder};

pub(crate) use data::data;

use crate::{
    ir::{self, Module},
    parse,
};

/// One file, lowered, and what was wrong with it.
#[derive(Debug)]
pub struct Lowered {
    /// Its tree; none where it holds no code, or none that could be read.
    pub module: Option<Module>,
    /// What could not be read, each with its place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Stack a file of ordinary nesting needs, unoptimised builds included, in bytes.
const BASE_STACK: usize = 12 << 20;
/// Stack one more level of nesting needs while parsing, in bytes.
const STACK_PER_LEVEL: usize = 6 << 10;
/// Most stack that is asked for, in bytes. It is reserved, not used: only a file that nests that deep touches it.
const LARGEST_STACK: usize = 1 << 30;
/// Stack of the threads that files are lowered on in parallel, in bytes.
pub(crate) const WORKER_STACK: usize = 64 << 20;

/// The threads that files are lowered on.
pub(crate) fn workers() -> &'static rayon::ThreadPool {
    static WORKERS: OnceLock<rayon::ThreadPool> = OnceLock::new();
    WORKERS.get_or_init(|| {
        let builder = rayon::ThreadPoolBuilder::new().stack_size(WORKER_STACK);
        builder.build().expect("the system gives a process its first threads")
    })
}

/// Parses and lowers one file on a thread of its own, whose stack fits the file.
///
/// Recovers where it can: a file is read as each dialect it may be in; what the parser repaired is there, with
/// `complete` unset; levels of nesting beyond [`ir::DEEPEST`] become [`ir::ExpressionKind::Opaque`].
pub fn module(text: &Arc<SourceText>) -> Lowered {
    let stack = stack_for(text.as_str());
    on_own_thread(text, stack)
}

/// As [`module`], on this thread where its stack (of [`WORKER_STACK`]) is enough.
pub(crate) fn module_on_worker(text: &Arc<SourceText>) -> Lowered {
    match stack_for(text.as_str()) {
        stack if stack <= WORKER_STACK => lower(text),
        stack => on_own_thread(text, stack),
    }
}

fn stack_for(text: &str) -> usize {
    parse::nesting(text).saturating_mul(STACK_PER_LEVEL).saturating_add(BASE_STACK)
}

fn on_own_thread(text: &Arc<SourceText>, stack: usize) -> Lowered {
    if stack > LARGEST_STACK {
        return Lowered { module: None, diagnostics: vec![too_deep(text)] };
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(stack).spawn_scoped(scope, || lower(text));
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(lowered)) => lowered,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => Lowered { module: None, diagnostics: vec![too_deep(text)] },
        }
    })
}

fn too_deep(text: &SourceText) -> Diagnostic {
    Diagnostic::new(Level::Error, "code-too-deep", "the code nests deeper than can be followed")
        .at(text.place(Span::new(0, 0)), "the file is left out")
}

fn lower(text: &Arc<SourceText>) -> Lowered {
    let Some((code, dialect)) = parse::script_of(text.path(), text.as_str()) else {
        return Lowered { module: None, diagnostics: Vec::new() };
    };
    let allocator = Allocator::default();
    let parsed = parse::parse(&allocator, &code, dialect);
    if parsed.panicked {
        let diagnostics = complaints(text, &parsed.errors, Level::Error, "the file is left out");
        return Lowered { module: None, diagnostics };
    }
    let mut diagnostics = complaints(
        text,
        &parsed.errors,
        Level::Warning,
        "the rest of the file was read, as far as that went",
    );
    let semantic = SemanticBuilder::new().build(&parsed.program).semantic;
    let (mut module, cuts) = module::Lowering::new(semantic.scoping()).module(text, &parsed.program);
    module.complete = parsed.errors.is_empty() && cuts.is_empty();
    if let Some(&cut) = cuts.first() {
        diagnostics.push(
            Diagnostic::new(
                Level::Warning,
                "code-too-deep",
                format!(
                    "the code nests more than {} levels deep here; what is deeper was not read",
                    ir::DEEPEST
                ),
            )
            .at(text.place(cut), ""),
        );
    }
    Lowered { module: Some(module), diagnostics }
}

/// At most a few: the first mistake is the one to mend.
const COMPLAINTS: usize = 3;

fn complaints(text: &SourceText, errors: &[OxcDiagnostic], level: Level, help: &str) -> Vec<Diagnostic> {
    errors
        .iter()
        .take(COMPLAINTS)
        .map(|error| {
            let at = error.labels.first().map_or(Span::default(), |label| {
                let start = label.offset() as usize;
                Span::new(start, start + label.len() as usize)
            });
            let message = format!("the code cannot be parsed: {}", error.message);
            Diagnostic::new(level, "code-syntax", message).at(text.place(at), "").help(help)
        })
        .collect()
}
