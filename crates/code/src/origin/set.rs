//! Sets of origins.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::sync::Arc;

use crate::value::Digester;

use super::{Cleansed, Origin};

/// Origins kept of one value, those that matter most first.
const MOST_ORIGINS: usize = 16;

/// A set of origins in a fixed order.
#[derive(Debug, Clone, Default)]
pub struct Origins(Option<Arc<Set>>);

#[derive(Debug)]
struct Set {
    list: Vec<Origin>,
    digest: u64,
}

impl Set {
    fn holds(&self, other: &Self) -> bool {
        other.list.len() <= self.list.len()
            && other.list.iter().all(|origin| self.list.iter().any(|mine| mine.digest == origin.digest))
    }
}

impl Origins {
    /// From nowhere in particular.
    pub fn none() -> Self {
        Self(None)
    }

    /// One.
    pub fn one(origin: Origin) -> Self {
        Self::of(vec![origin])
    }

    /// These; repeated ones once. Of one thing cleansed and not cleansed, both stay.
    pub fn of(mut list: Vec<Origin>) -> Self {
        list.sort_by(Origin::order);
        list.dedup();
        Self::sorted(list)
    }

    /// Of a list that is sorted and has nothing twice.
    fn sorted(mut list: Vec<Origin>) -> Self {
        list.truncate(MOST_ORIGINS);
        if list.is_empty() {
            return Self(None);
        }
        let digest = Digester::tagged(62).add_all(list.iter().map(|origin| origin.digest)).end();
        Self(Some(Arc::new(Set { list, digest })))
    }

    /// All of these together.
    pub(crate) fn union_all(all: impl IntoIterator<Item = Self>) -> Self {
        all.into_iter().fold(Self::none(), |left, right| left.union(&right))
    }

    /// Whether both are the very same list in memory.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(left), Some(right)) => Arc::ptr_eq(left, right),
            _ => false,
        }
    }

    /// True for none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Each, those that matter most first.
    pub fn iter(&self) -> std::slice::Iter<'_, Origin> {
        self.as_slice().iter()
    }

    /// As a list.
    pub fn as_slice(&self) -> &[Origin] {
        self.0.as_ref().map_or(&[], |set| &set.list)
    }

    /// Both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (_, None) => self.clone(),
            (None, _) => other.clone(),
            (Some(left), Some(right)) if left.digest == right.digest => self.clone(),
            (Some(left), Some(right)) if left.holds(right) => self.clone(),
            (Some(left), Some(right)) if right.holds(left) => other.clone(),
            (Some(left), Some(right)) => {
                Made::of(left.digest, right.digest, || Self::merged(&left.list, &right.list))
            }
        }
    }

    /// The union of two lists that are sorted.
    fn merged(left: &[Origin], right: &[Origin]) -> Self {
        let mut list: Vec<Origin> = Vec::with_capacity((left.len() + right.len()).min(MOST_ORIGINS));
        let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
        while list.len() < MOST_ORIGINS {
            let next = match (left.peek(), right.peek()) {
                (Some(mine), Some(theirs)) => match mine.order(theirs) {
                    Ordering::Less => left.next(),
                    Ordering::Greater => right.next(),
                    Ordering::Equal => {
                        right.next();
                        left.next()
                    }
                },
                (Some(_), None) => left.next(),
                (None, _) => right.next(),
            };
            match next {
                Some(origin) => list.push(origin.clone()),
                None => break,
            }
        }
        Self::sorted(list)
    }

    /// All of them one field deeper.
    #[must_use]
    pub fn at_field(&self, name: &str) -> Self {
        let Some(set) = &self.0 else { return Self(None) };
        Made::of(set.digest, Digester::tagged(63).add(name).end(), || {
            Self::of(self.iter().map(|origin| origin.at_field(name)).collect())
        })
    }

    /// All of them cleansed.
    #[must_use]
    pub fn cleansed_by(&self, cleansing: Cleansed) -> Self {
        if cleansing == Cleansed::default() {
            return self.clone();
        }
        let Some(set) = &self.0 else { return Self(None) };
        Made::of(set.digest, Digester::tagged(64).add(cleansing.0).end(), || {
            Self::of(self.iter().map(|origin| origin.cleansed_by(cleansing)).collect())
        })
    }

    /// Those of which this is true.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&Origin) -> bool) -> Self {
        Self::of(self.iter().filter(|origin| keep(origin)).cloned().collect())
    }

    pub(crate) fn digest(&self) -> u64 {
        self.0.as_ref().map_or(0, |set| set.digest)
    }
}

/// Sets that were made of others lately, by digests of what they were made of: the same ones meet again and again, and what
/// comes of that is the same every time. Each thread has its own.
struct Made(Vec<Option<(u64, u64, Origins)>>);

impl Made {
    /// How many are remembered, at most.
    const MOST: usize = 1 << 13;

    fn of(left: u64, right: u64, make: impl FnOnce() -> Origins) -> Origins {
        thread_local! {
            static MADE: RefCell<Made> = const { RefCell::new(Made(Vec::new())) };
        }
        MADE.with_borrow_mut(|made| {
            if made.0.is_empty() {
                made.0.resize_with(Self::MOST, || None);
            }
            let slot = &mut made.0[(left ^ right.rotate_left(21)) as usize % Self::MOST];
            match slot {
                Some((known_left, known_right, set)) if (*known_left, *known_right) == (left, right) => {
                    set.clone()
                }
                _ => {
                    let set = make();
                    *slot = Some((left, right, set.clone()));
                    set
                }
            }
        })
    }
}

impl<'a> IntoIterator for &'a Origins {
    type Item = &'a Origin;
    type IntoIter = std::slice::Iter<'a, Origin>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
