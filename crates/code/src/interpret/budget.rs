//! How much work is worth it.

use std::collections::BTreeSet;

use crate::analysis::Limit;
use crate::hash::HashMap;
use crate::ir::{FunctionId, ModuleId};

/// Calls in one another.
const DEEPEST: usize = 64;
/// Ways in which one function is interpreted, before it is interpreted once more for all others together.
const MOST_CONTEXTS: u32 = 192;
/// Steps that all ways of one function may cost, beyond which it gets no new way.
const MOST_STEPS_OF_FUNCTION: u64 = 80_000;
/// Steps of an entry, at least.
const STEPS_OF_ENTRY: u64 = 600_000;

/// What has been spent. A step is one expression.
#[derive(Debug)]
pub(super) struct Budget {
    steps: u64,
    entry_ends_at: u64,
    all_end_at: u64,
    contexts: HashMap<(ModuleId, FunctionId), (u32, u64)>,
    pub(super) hits: BTreeSet<(ModuleId, FunctionId, Limit)>,
}

impl Budget {
    /// For a program of so many expressions.
    pub(super) fn for_program(expressions: usize) -> Self {
        Self {
            steps: 0,
            entry_ends_at: u64::MAX,
            all_end_at: 1_000_000 + 40 * expressions as u64,
            contexts: HashMap::default(),
            hits: BTreeSet::new(),
        }
    }

    /// A new entry begins.
    pub(super) fn begin(&mut self) {
        self.entry_ends_at = (self.steps + STEPS_OF_ENTRY).min(self.all_end_at);
    }

    /// One step; false where there is none left.
    pub(super) fn step(&mut self) -> bool {
        self.steps += 1;
        self.steps <= self.entry_ends_at
    }

    pub(super) fn steps(&self) -> u64 {
        self.steps
    }

    pub(super) fn is_spent(&self) -> bool {
        self.steps > self.entry_ends_at
    }

    /// Whether calls may go one deeper.
    pub(super) fn allows_depth(&self, depth: usize) -> bool {
        depth < DEEPEST
    }

    /// Whether a function may be interpreted in one more way.
    pub(super) fn allows_context(&self, function: (ModuleId, FunctionId)) -> bool {
        self.contexts
            .get(&function)
            .is_none_or(|(count, steps)| *count < MOST_CONTEXTS && *steps < MOST_STEPS_OF_FUNCTION)
    }

    /// Notes what one way cost.
    pub(super) fn spend(&mut self, function: (ModuleId, FunctionId), steps: u64) {
        let spent = self.contexts.entry(function).or_default();
        spent.0 += 1;
        spent.1 += steps;
    }

    /// Notes that a function was not followed to its end.
    pub(super) fn hit(&mut self, function: (ModuleId, FunctionId), limit: Limit) {
        self.hits.insert((function.0, function.1, limit));
    }
}
