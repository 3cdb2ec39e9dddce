//! Where in the program something stands.

use assay_source::Span;

use crate::ir::ModuleId;

/// A stretch of a module. [`crate::Analysis::place`] turns it into a place a person can open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site {
    /// The module.
    pub module: ModuleId,
    /// The stretch, in bytes of its file.
    pub span: Span,
}

impl Site {
    /// A stretch of a module.
    pub fn new(module: ModuleId, span: Span) -> Self {
        Self { module, span }
    }
}
