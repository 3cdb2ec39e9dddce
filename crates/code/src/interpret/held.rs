//! Sets of facts by number.
//!
//! What holds on a way is asked for at every call on it, and the same sets come up on many ways of many entries. Each
//! fact and each set is kept once and named by a number; what two sets are together is worked out once.

use std::sync::Arc;

use crate::guard::{Guard, Guards};
use crate::hash::HashMap;
use crate::site::Site;

/// Pairs whose union is remembered at once: beyond that they are forgotten, so that memory stays bounded.
const MOST_UNIONS: usize = 1 << 20;

/// A set of facts.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Held(u32);

impl Held {
    /// Nothing is known.
    pub(super) const NOTHING: Self = Self(0);

    fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Debug)]
struct Set {
    /// Numbers of facts, increasing.
    facts: Arc<[u32]>,
    /// One bit for each fact, by its number: what has a bit that another has not is no part of it.
    bits: u64,
    /// The same as rules read it, where it was asked for.
    guards: Option<Guards>,
}

/// All facts and sets that came up.
#[derive(Debug)]
pub(super) struct Sets {
    numbers: HashMap<(Site, u64), u32>,
    facts: Vec<Arc<Guard>>,
    sets: Vec<Set>,
    by_facts: HashMap<Arc<[u32]>, Held>,
    by_digest: HashMap<u64, Held>,
    unions: HashMap<(Held, Held), Held>,
}

impl Default for Sets {
    fn default() -> Self {
        let nothing = Set { facts: Arc::from([]), bits: 0, guards: Some(Guards::none()) };
        Self {
            numbers: HashMap::default(),
            facts: Vec::new(),
            by_facts: HashMap::from_iter([(Arc::clone(&nothing.facts), Held::NOTHING)]),
            sets: vec![nothing],
            by_digest: HashMap::default(),
            unions: HashMap::default(),
        }
    }
}

impl Sets {
    /// The set of these facts.
    pub(super) fn of(&mut self, guards: &Guards) -> Held {
        if guards.is_empty() {
            return Held::NOTHING;
        }
        if let Some(known) = self.by_digest.get(&guards.digest()) {
            return *known;
        }
        let mut facts: Vec<u32> = Vec::with_capacity(guards.facts().len());
        for fact in guards.facts() {
            let number = self.numbers.entry(fact.order()).or_insert_with(|| {
                self.facts.push(Arc::clone(fact));
                self.facts.len() as u32 - 1
            });
            facts.push(*number);
        }
        facts.sort_unstable();
        let set = self.set(&facts);
        self.by_digest.insert(guards.digest(), set);
        set
    }

    /// What holds where both hold.
    pub(super) fn union(&mut self, left: Held, right: Held) -> Held {
        if right == Held::NOTHING || left == right {
            return left;
        }
        if left == Held::NOTHING {
            return right;
        }
        let pair = (left.min(right), left.max(right));
        if let Some(known) = self.unions.get(&pair) {
            return *known;
        }
        let (mine, theirs) = (&self.sets[left.index()].facts, &self.sets[right.index()].facts);
        let mut facts: Vec<u32> = mine.iter().chain(theirs.iter()).copied().collect();
        facts.sort_unstable();
        facts.dedup();
        let union = self.set(&facts);
        if self.unions.len() >= MOST_UNIONS {
            self.unions.clear();
        }
        self.unions.insert(pair, union);
        union
    }

    /// True where everything in `part` is in `whole` too.
    pub(super) fn implies(&self, whole: Held, part: Held) -> bool {
        if whole == part || part == Held::NOTHING {
            return true;
        }
        let (whole, part) = (&self.sets[whole.index()], &self.sets[part.index()]);
        if part.bits & !whole.bits != 0 || part.facts.len() > whole.facts.len() {
            return false;
        }
        let mut rest = whole.facts.iter();
        part.facts.iter().all(|fact| rest.by_ref().any(|mine| mine == fact))
    }

    /// The set as rules read it.
    pub(super) fn guards(&mut self, set: Held) -> Guards {
        if let Some(known) = &self.sets[set.index()].guards {
            return known.clone();
        }
        let facts = &self.sets[set.index()].facts;
        let guards = Guards::of(facts.iter().map(|fact| Arc::clone(&self.facts[*fact as usize])).collect());
        self.sets[set.index()].guards = Some(guards.clone());
        guards
    }

    fn set(&mut self, facts: &[u32]) -> Held {
        if let Some(known) = self.by_facts.get(facts) {
            return *known;
        }
        let facts: Arc<[u32]> = facts.into();
        let bits = facts.iter().fold(0, |bits, fact| bits | 1 << (fact % 64));
        let set = Held(self.sets.len() as u32);
        self.by_facts.insert(Arc::clone(&facts), set);
        self.sets.push(Set { facts, bits, guards: None });
        set
    }
}

#[cfg(test)]
mod tests {
    use assay_source::Span;

    use super::{Held, Sets};
    use crate::guard::{Guard, GuardKind, Guards};
    use crate::ir::ModuleId;
    use crate::site::Site;

    /// A set with a fact for each of these places.
    fn at(places: &[usize]) -> Guards {
        let fact = |place: &usize| {
            let site = Site::new(ModuleId(0), Span::new(*place, *place + 1));
            Guards::one(Guard::new(GuardKind::Present, Vec::new(), None, site, true))
        };
        places.iter().map(fact).fold(Guards::none(), |all, one| all.and(&one))
    }

    #[test]
    fn sets_by_number_agree_with_sets_of_facts() {
        let some = [vec![], vec![1], vec![2, 70], vec![1, 2], vec![1, 2, 70], vec![70, 3, 66]];
        let mut sets = Sets::default();
        for left in &some {
            for right in &some {
                let (mine, theirs) = (at(left), at(right));
                let (a, b) = (sets.of(&mine), sets.of(&theirs));
                assert_eq!(sets.implies(a, b), mine.implies(&theirs), "{left:?} {right:?}");
                let union = sets.union(a, b);
                assert_eq!(union, sets.union(b, a));
                assert_eq!(sets.guards(union).digest(), mine.and(&theirs).digest(), "{left:?} {right:?}");
            }
        }
        assert_eq!(sets.of(&Guards::none()), Held::NOTHING);
    }
}
