//! From text to a syntax tree, whichever dialect it turns out to be.

mod around;
mod holes;
mod nesting;
mod scripts;

pub use around::Around;
pub(crate) use holes::is_template;
pub(crate) use nesting::nesting;
pub(crate) use scripts::{SHOWN, script_of};

use oxc::{
    allocator::Allocator,
    ast::ast::Program,
    diagnostics::OxcDiagnostic,
    parser::{ParseOptions, Parser},
    span::SourceType,
};

/// What a file is written in, as far as its name or its markup says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `.js`, `.jsx`, a script without a language.
    JavaScript,
    /// `.mjs`, `<script type="module">`.
    JavaScriptModule,
    /// `.cjs`.
    CommonJs,
    /// `.ts`, `.mts`, `.cts`, `lang="ts"`.
    TypeScript,
    /// `.tsx`, `lang="tsx"`.
    TypeScriptWithJsx,
}

impl Dialect {
    /// By the extension of a file, in lower case.
    pub(crate) fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "js" | "jsx" => Self::JavaScript,
            "mjs" => Self::JavaScriptModule,
            "cjs" => Self::CommonJs,
            "ts" | "mts" | "cts" => Self::TypeScript,
            "tsx" => Self::TypeScriptWithJsx,
            _ => return None,
        })
    }

    /// What it may be read as, the likeliest first. A name is a promise that is often broken: type annotations in
    /// `.js`, `<T>x` casts in `.tsx`, sloppy scripts that call themselves modules.
    fn readings(self) -> [SourceType; 4] {
        let script = SourceType::script().with_jsx(true);
        let unambiguous = SourceType::unambiguous().with_jsx(true);
        let (ts, tsx) = (SourceType::ts(), SourceType::tsx());
        match self {
            Self::JavaScript => [unambiguous, script, tsx, ts],
            Self::JavaScriptModule => [SourceType::mjs().with_jsx(true), script, tsx, ts],
            Self::CommonJs => [SourceType::cjs().with_jsx(true), unambiguous, tsx, ts],
            Self::TypeScript => [ts, tsx, ts.with_script(true), unambiguous],
            Self::TypeScriptWithJsx => [tsx, ts, tsx.with_script(true), unambiguous],
        }
    }
}

/// A file as the parser took it.
pub(crate) struct Parsed<'a> {
    /// Its tree; empty where `panicked`.
    pub(crate) program: Program<'a>,
    /// What was wrong with it, in the order of the file.
    pub(crate) errors: Vec<OxcDiagnostic>,
    /// The parser gave up.
    pub(crate) panicked: bool,
}

/// Parses a text as the first of its dialect's readings that has no error; else as the one that went furthest.
pub(crate) fn parse<'a>(allocator: &'a Allocator, text: &'a str, dialect: Dialect) -> Parsed<'a> {
    let mut best: Option<Parsed<'a>> = None;
    for reading in dialect.readings() {
        let parsed = parse_as(allocator, text, reading);
        if parsed.errors.is_empty() && !parsed.panicked {
            return parsed;
        }
        let is_better = best
            .as_ref()
            .is_none_or(|best| (parsed.panicked, parsed.errors.len()) < (best.panicked, best.errors.len()));
        if is_better {
            best = Some(parsed);
        }
    }
    best.expect("a dialect has readings")
}

fn parse_as<'a>(allocator: &'a Allocator, text: &'a str, reading: SourceType) -> Parsed<'a> {
    let options = ParseOptions {
        allow_return_outside_function: true,
        preserve_parens: false,
        ..ParseOptions::default()
    };
    let result = Parser::new(allocator, text, reading).with_options(options).parse();
    Parsed {
        program: result.program,
        errors: result.diagnostics.into_iter().collect(),
        panicked: result.panicked,
    }
}
