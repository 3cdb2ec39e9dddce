//! Languages other than JavaScript, lowered to the same small tree.
//!
//! In goes a file of one of the languages that [`READERS`] read, out comes an [`ir::Module`](assay_code::ir::Module), so
//! that one interpreter, one set of models and one set of rules read them all. What a language has that the tree has not
//! is spelt in its terms: keyword arguments become a last argument that is an object, decorators and annotations become
//! calls, a method's receiver becomes `this`. Each language also says how its files find each other. What the grammar
//! cannot take is a diagnostic, and the rest goes on.

#![forbid(unsafe_code)]

mod builder;
mod csharp;
mod format;
mod go;
mod java;
mod kotlin;
mod lowering;
mod members;
mod php;
mod python;
mod ruby;
mod text_builders;

use std::{borrow::Cow, sync::Arc};

use assay_code::{
    graph::{Lead, Names, Reader},
    ir::{Language, Module},
    lower::Lowered,
};
use assay_source::{Diagnostic, Level, SourceText, Span};
use tree_sitter::Node;

/// The readers of every language of this crate, for [`Program::load`](assay_code::graph::Program::load).
pub const READERS: &[&dyn Reader] = &[&TreeSitter];

/// Reads languages by their tree-sitter grammars.
struct TreeSitter;

/// What a language brings: a file of its own below this crate's `src`.
struct Frontend {
    /// Its grammar.
    grammar: fn() -> tree_sitter::Language,
    /// The text as its grammar can take it, every byte at its place.
    prepare: for<'s> fn(&'s str) -> Cow<'s, str>,
    /// From the root of a syntax tree to a module.
    lower: fn(Node<'_>, Arc<SourceText>) -> Module,
    /// Where each request of a module leads; see [`Reader::link`].
    link: fn(&mut Module, &Names<'_>) -> Vec<Lead>,
}

/// The list of languages.
fn frontend(language: Language) -> Option<Frontend> {
    Some(match language {
        Language::Java => Frontend {
            grammar: || tree_sitter_java::LANGUAGE.into(),
            prepare: as_it_is,
            lower: java::lower,
            link: java::link::link,
        },
        Language::Kotlin => Frontend {
            grammar: || tree_sitter_kotlin_ng::LANGUAGE.into(),
            prepare: kotlin::prepared,
            lower: kotlin::lower,
            link: java::link::link,
        },
        Language::Python => Frontend {
            grammar: || tree_sitter_python::LANGUAGE.into(),
            prepare: as_it_is,
            lower: python::lower,
            link: python::link::link,
        },
        Language::CSharp => Frontend {
            grammar: || tree_sitter_c_sharp::LANGUAGE.into(),
            prepare: as_it_is,
            lower: csharp::lower,
            link: csharp::link,
        },
        Language::Php => Frontend {
            grammar: || tree_sitter_php::LANGUAGE_PHP.into(),
            prepare: as_it_is,
            lower: php::lower,
            link: php::link,
        },
        Language::Ruby => Frontend {
            grammar: || tree_sitter_ruby::LANGUAGE.into(),
            prepare: as_it_is,
            lower: ruby::lower,
            link: ruby::link,
        },
        Language::Go => Frontend {
            grammar: || tree_sitter_go::LANGUAGE.into(),
            prepare: as_it_is,
            lower: go::lower,
            link: go::link,
        },
        _ => return None,
    })
}

impl Reader for TreeSitter {
    fn reads(&self, language: Language) -> bool {
        frontend(language).is_some()
    }

    fn lower(&self, text: &Arc<SourceText>) -> Lowered {
        lower_here(text)
    }

    fn link(&self, module: &mut Module, names: &Names<'_>) -> Vec<Lead> {
        match frontend(module.language) {
            Some(frontend) => (frontend.link)(module, names),
            None => module.requests.iter().map(|_| Lead::Nowhere("nothing reads it".to_owned())).collect(),
        }
    }
}

/// A thread of its own has room for the deepest tree that is lowered.
const STACK: usize = 64 << 20;

/// Lowers one file on a thread of its own. Never fails: what the grammar cannot take is left out of the module and told
/// in a diagnostic.
///
/// # Panics
/// Where the system gives no thread, as the standard library does.
pub fn lower(text: &Arc<SourceText>) -> Lowered {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let thread = thread.spawn_scoped(scope, || lower_here(text)).expect("the system gives a thread");
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn lower_here(text: &Arc<SourceText>) -> Lowered {
    let Some((language, frontend)) =
        Language::of(text.path()).and_then(|language| Some((language, frontend(language)?)))
    else {
        return Lowered { module: None, diagnostics: Vec::new() };
    };
    let mut parser = tree_sitter::Parser::new();
    parser
        .set_language(&(frontend.grammar)())
        .expect("the grammar's version is one the parser reads; a test holds that");
    let tree = parser
        .parse((frontend.prepare)(text.as_str()).as_bytes(), None)
        .expect("a parser with a language and no deadline gives a tree");
    let mut module = (frontend.lower)(tree.root_node(), text.clone());
    let mut diagnostics = Vec::new();
    // A separator that only the grammar misses (`interface A { fun a() }`) takes nothing away.
    if let Some(at) = first_error(tree.root_node()) {
        module.complete = false;
        let message = format!("a part of this file is not {language} and was not read");
        diagnostics.push(
            Diagnostic::new(Level::Warning, "code-syntax", message)
                .at(text.place(at), "")
                .help("the rest of the file was read, as far as that went"),
        );
    }
    Lowered { module: Some(module), diagnostics }
}

fn as_it_is(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}

fn span(node: Node<'_>) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}

fn first_error(root: Node<'_>) -> Option<Span> {
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
