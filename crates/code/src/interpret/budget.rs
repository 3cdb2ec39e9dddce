//! How much work is worth it.

use std::collections::BTreeSet;

use crate::analysis::Limit;
use crate::hash::HashMap;
use crate::ir::{FunctionId, ModuleId};

/// Calls in one another.
const DEEPEST: usize = 64;
/// Ways in which one function is interpreted for what it is really called with. As many more are told apart by the
/// origins of that alone; all others are taken together.
const MOST_CONTEXTS: u32 = 192;
/// Steps that all ways of one function may cost, without what it calls, before less is told apart.
const MOST_STEPS_OF_FUNCTION: u64 = 80_000;
/// Steps of an entry, at least.
const STEPS_OF_ENTRY: u64 = 600_000;

/// How closely one way of a function is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// With what it is called with.
    Whole,
    /// With where that comes from.
    Origins,
    /// With where all of it comes from, over all further calls.
    Together,
}

/// The state of counting where a function began.
#[derive(Debug)]
pub(super) struct Entered {
    at: u64,
    of_callees: u64,
}

/// What has been spent. A step is one expression.
#[derive(Debug)]
pub(super) struct Budget {
    steps: u64,
    entry_ends_at: u64,
    all_end_at: u64,
    contexts: HashMap<(ModuleId, FunctionId), (u32, u64)>,
    /// Of the steps of the function that is being interpreted those of functions it has called.
    of_callees: u64,
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
            of_callees: 0,
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

    /// How closely one more way of a function is looked at.
    pub(super) fn detail(&self, function: (ModuleId, FunctionId)) -> Detail {
        let (ways, steps) = self.contexts.get(&function).copied().unwrap_or_default();
        let is_within =
            |times: u32| ways < times * MOST_CONTEXTS && steps < u64::from(times) * MOST_STEPS_OF_FUNCTION;
        match () {
            () if is_within(1) => Detail::Whole,
            () if is_within(2) => Detail::Origins,
            () => Detail::Together,
        }
    }

    /// A function begins. What this gives is for [`Self::leave`].
    pub(super) fn enter(&mut self) -> Entered {
        Entered { at: self.steps, of_callees: std::mem::take(&mut self.of_callees) }
    }

    /// Notes what one way of a function cost by itself.
    pub(super) fn leave(&mut self, function: (ModuleId, FunctionId), entered: &Entered) {
        let all = self.steps - entered.at;
        let spent = self.contexts.entry(function).or_default();
        spent.0 += 1;
        spent.1 += all.saturating_sub(self.of_callees);
        self.of_callees = entered.of_callees + all;
    }

    /// Notes that a function was not followed to its end.
    pub(super) fn hit(&mut self, function: (ModuleId, FunctionId), limit: Limit) {
        self.hits.insert((function.0, function.1, limit));
    }
}
