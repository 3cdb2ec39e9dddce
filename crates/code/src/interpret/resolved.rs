//! What holds where a promise of the program's own making is resolved: `new Promise((resolve, reject) => check(…, error => …))`.

use crate::guard::{GuardKind, Guards};
use crate::hash::HashMap;
use crate::value::CellId;

use super::Interpreter;

/// Of promises that are being made, or were, by the cell of what they will be.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// What held wherever it was resolved; none where it was not yet.
    held: HashMap<CellId, Option<Guards>>,
    /// What the checks proved whose continuations are being run.
    proved: Vec<Guards>,
}

impl Resolved {
    /// A promise is made.
    pub(super) fn begin(&mut self, cell: CellId) {
        self.held.entry(cell).or_default();
    }

    /// What was proved wherever a promise was resolved.
    pub(super) fn holds(&self, cell: CellId) -> Guards {
        self.held.get(&cell).cloned().flatten().unwrap_or_default()
    }
}

impl Interpreter<'_> {
    /// Runs what a check goes on with where all is well.
    pub(super) fn where_proved<T>(&mut self, proved: &Guards, run: impl FnOnce(&mut Self) -> T) -> T {
        self.resolved.proved.push(proved.clone());
        let result = run(self);
        self.resolved.proved.pop();
        result
    }

    /// A promise is resolved where this holds. Of what was tested on the way only proofs count: that an answer came without an
    /// error says nothing of who asks.
    pub(super) fn resolve(&mut self, cell: CellId, held: &Guards) {
        let Some(known) = self.resolved.held.get_mut(&cell) else { return };
        let proved = self.resolved.proved.iter().fold(held.clone(), |all, proved| all.and(proved));
        let is_proof = |kind: &GuardKind, certain: bool| certain && matches!(kind, GuardKind::Check(_));
        let facts =
            proved.facts().iter().filter(|fact| is_proof(&fact.kind, fact.certain) && fact.asks_who());
        let proved = Guards::of(facts.cloned().collect());
        *known = Some(match known.take() {
            Some(before) => before.both(&proved),
            None => proved,
        });
    }
}
