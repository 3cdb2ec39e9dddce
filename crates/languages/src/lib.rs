//! Java and Python, lowered to the same small tree as JavaScript.
//!
//! In goes a file of one of the [`Language`]s, out comes an [`ir::Module`](assay_code::ir::Module), so that one
//! interpreter, one set of models and one set of rules read them all. What a language has that the tree has not is
//! spelt in its terms: keyword arguments become a last argument that is an object, decorators and annotations become
//! calls, a method's receiver becomes `this`. What the grammar cannot take is a diagnostic, and the rest goes on.

#![forbid(unsafe_code)]

mod builder;
mod java;
mod python;

use std::sync::Arc;

use assay_code::ir::Module;
use assay_source::{Diagnostic, Level, RelPath, SourceText, Span};

/// A language this crate reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// `.java`
    Java,
    /// `.py`
    Python,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Java, Self::Python];

    /// The language of a file, by its name.
    pub fn of(path: &RelPath) -> Option<Self> {
        match path.extension()?.as_str() {
            "java" => Some(Self::Java),
            "py" => Some(Self::Python),
            _ => None,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Java => "Java",
            Self::Python => "Python",
        }
    }
}

/// A file, lowered.
#[derive(Debug)]
pub struct Lowered {
    /// What it says.
    pub module: Module,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// A thread of its own has room for the deepest tree that is lowered.
const STACK: usize = 64 << 20;

/// Lowers one file. Never fails: what the grammar cannot take is left out of the module and told in a diagnostic.
///
/// # Panics
/// Where the system gives no thread, as the standard library does.
pub fn lower(language: Language, text: &Arc<SourceText>) -> Lowered {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let thread =
            thread.spawn_scoped(scope, || lower_here(language, text)).expect("the system gives a thread");
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn lower_here(language: Language, text: &Arc<SourceText>) -> Lowered {
    let mut parser = tree_sitter::Parser::new();
    let grammar = match language {
        Language::Java => tree_sitter_java::LANGUAGE.into(),
        Language::Python => tree_sitter_python::LANGUAGE.into(),
    };
    parser.set_language(&grammar).expect("the grammar's version is one the parser reads; a test holds that");
    let tree =
        parser.parse(text.as_str(), None).expect("a parser with a language and no deadline gives a tree");
    let mut module = match language {
        Language::Java => java::lower(tree.root_node(), text.clone()),
        Language::Python => python::lower(tree.root_node(), text.clone()),
    };
    let mut diagnostics = Vec::new();
    if tree.root_node().has_error() {
        module.complete = false;
        let message = format!("a part of this file is not {} and was not read", language.name());
        diagnostics.extend(first_error(tree.root_node()).map(|at| {
            Diagnostic::new(Level::Warning, "code-syntax", message)
                .at(text.place(at), "")
                .help("the rest of the file was read, as far as that went")
        }));
    }
    Lowered { module, diagnostics }
}

fn span(node: tree_sitter::Node<'_>) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}

fn first_error(root: tree_sitter::Node<'_>) -> Option<Span> {
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if node.is_error() || node.is_missing() {
            return Some(span(node));
        }
        let mut cursor = node.walk();
        let mut children: Vec<_> = node.children(&mut cursor).filter(|child| child.has_error()).collect();
        children.reverse();
        open.extend(children);
    }
    None
}
