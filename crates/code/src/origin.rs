//! Where a value came from.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::event::Fetched;
use crate::ir::Name;
use crate::model::{Cleansing, Part};
use crate::site::Site;
use crate::value::{Digester, Value};

/// Field names kept of a way into an object; deeper ones share the last.
const MOST_FIELDS: usize = 6;
/// Origins kept of one value, those that matter most first.
const MOST_ORIGINS: usize = 16;

/// One place a value came from. The same one is part of many sets, so copying it is a count.
#[derive(Clone)]
pub struct Origin(Arc<Known>);

/// What is known of one place a value came from.
#[derive(Clone)]
pub struct Known {
    /// The place.
    pub source: Source,
    /// The way into what came from there: `issue.key`, `items.[]`; empty for the whole.
    pub field: Name,
    /// What was done to it on the way.
    pub cleansed: Cleansed,
    /// Of the source alone.
    of_source: u64,
    digest: u64,
}

/// A place values come from. The order is that of interest.
#[derive(Debug, Clone)]
pub enum Source {
    /// A secret that is handed out or stored as one: `access token`, or the name of the store's function.
    Secret(Name, Option<Arc<Fetched>>),
    /// Whoever invokes the entry chose it.
    Caller(Part),
    /// A model chose it, from what a conversation said: inputs of an agent's action.
    Agent,
    /// A person at a front end typed or chose it, or it stands in the address.
    UserInput,
    /// The platform delivered it with an event: the fact is vouched for, texts in it were written by anybody.
    ProductEvent,
    /// `context.extension` and the like: from the page around the front end, not vouched for.
    Extension,
    /// The platform vouches for it: account, tenant, installation, license.
    Platform,
    /// What a token says of itself.
    Claims(Option<Site>),
    /// Lies in a store.
    Stored(Arc<Fetched>),
    /// A product or host answered it.
    Response(Arc<Fetched>),
    /// A variable of the environment.
    Environment(Name),
    /// A language model wrote it.
    Generated,
    /// What a file holds.
    File,
    /// An error that was caught.
    Error,
    /// Drawn at random; `true` where it can't be guessed.
    Random(bool),
    /// The time.
    Clock,
    /// A schedule's own request.
    Schedule,
    /// A parameter of a function that nobody the program shows calls.
    Parameter,
    /// State that outlives an invocation: a variable of a module, a static field.
    Shared(Name),
}

impl Source {
    fn rank(&self) -> u8 {
        match self {
            Self::Secret(..) => 0,
            Self::Caller(_) => 1,
            Self::Agent => 2,
            Self::UserInput => 3,
            Self::ProductEvent => 4,
            Self::Extension => 5,
            Self::Platform => 6,
            Self::Claims(_) => 7,
            Self::Stored(_) => 8,
            Self::Response(_) => 9,
            Self::Environment(_) => 10,
            Self::Generated => 11,
            Self::File => 12,
            Self::Error => 13,
            Self::Random(_) => 14,
            Self::Clock => 15,
            Self::Schedule => 16,
            Self::Parameter => 17,
            Self::Shared(_) => 18,
        }
    }

    fn digest(&self) -> u64 {
        let digester = Digester::tagged(60).add(self.rank());
        match self {
            Self::Secret(name, call) => digester.add(name).add(call.as_ref().map(|call| call.digest)),
            Self::Caller(part) => digester.add(part),
            Self::Claims(site) => digester.add(site),
            Self::Stored(call) | Self::Response(call) => digester.add(call.digest),
            Self::Environment(name) | Self::Shared(name) => digester.add(name),
            Self::Random(strong) => digester.add(strong),
            _ => digester,
        }
        .end()
    }

    /// Its name, and where it was brought in.
    fn place(&self) -> (&str, Option<Site>) {
        let name = match self {
            Self::Secret(name, _) | Self::Environment(name) | Self::Shared(name) => name,
            _ => "",
        };
        let site = match self {
            Self::Claims(site) => *site,
            _ => self.fetched().map(|fetched| fetched.call.site),
        };
        (name, site)
    }

    /// Somebody outside the app chose it freely: a caller, an agent, a person at a front end.
    pub fn is_chosen_outside(&self) -> bool {
        matches!(self, Self::Caller(_) | Self::Agent | Self::UserInput | Self::Extension)
    }

    /// The call that brought it in.
    pub fn fetched(&self) -> Option<&Fetched> {
        match self {
            Self::Secret(_, call) => call.as_deref(),
            Self::Stored(call) | Self::Response(call) => Some(call),
            _ => None,
        }
    }
}

impl Deref for Origin {
    type Target = Known;

    fn deref(&self) -> &Known {
        &self.0
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Origin")
            .field("source", &self.source)
            .field("field", &self.field)
            .field("cleansed", &self.cleansed)
            .field("of_source", &self.of_source)
            .field("digest", &self.digest)
            .finish()
    }
}

impl Origin {
    /// The whole of what comes from there.
    pub fn new(source: Source) -> Self {
        Self::at(source, "")
    }

    /// A field of what comes from there, dotted.
    pub fn at(source: Source, field: &str) -> Self {
        let of_source = source.digest();
        Self::sealed(source, of_source, Name::from(field), Cleansed::default())
    }

    fn sealed(source: Source, of_source: u64, field: Name, cleansed: Cleansed) -> Self {
        let digest = Digester::tagged(61).add(of_source).add(&field).add(cleansed.0).end();
        Self(Arc::new(Known { source, field, cleansed, of_source, digest }))
    }

    /// Their order in a set: what matters most first. Among those that matter alike the program's text decides, and the
    /// digest only where that says nothing.
    fn order(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) || self.digest == other.digest {
            return Ordering::Equal;
        }
        self.source
            .rank()
            .cmp(&other.source.rank())
            .then_with(|| self.field.cmp(&other.field))
            .then_with(|| self.source.place().cmp(&other.source.place()))
            .then_with(|| self.digest.cmp(&other.digest))
    }

    /// The same, one field deeper.
    #[must_use]
    pub fn at_field(&self, name: &str) -> Self {
        let mut field = self.field.clone();
        // Of a longer way the beginning is kept, and the last name, which says most.
        if field.split('.').filter(|part| !part.is_empty()).count() >= MOST_FIELDS {
            let end = field.rfind('.').unwrap_or_default();
            field.truncate(end);
        }
        if !field.is_empty() {
            field.push('.');
        }
        field.push_str(name);
        // What is known of a whole is not known of its parts, but for what a schema says.
        Self::sealed(self.source.clone(), self.of_source, field, self.cleansed)
    }

    /// The same, cleansed.
    #[must_use]
    pub fn cleansed_by(&self, cleansing: Cleansed) -> Self {
        let cleansed = self.cleansed.and(cleansing);
        if cleansed == self.cleansed {
            return self.clone();
        }
        Self::sealed(self.source.clone(), self.of_source, self.field.clone(), cleansed)
    }

    /// Whether both name the same thing: the same source and field.
    pub fn names_same(&self, other: &Self) -> bool {
        self.of_source == other.of_source && self.field == other.field
    }

    /// Whether it may be missing where nobody looked.
    pub fn may_be_missing(&self) -> bool {
        matches!(
            self.source,
            Source::Caller(_)
                | Source::Agent
                | Source::UserInput
                | Source::Stored(_)
                | Source::Environment(_)
                | Source::Secret(..)
        )
    }

    /// The last name of the way into it: `key` of `issue.key`.
    pub fn last_field(&self) -> &str {
        self.field.rsplit('.').next().unwrap_or_default()
    }
}

impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}

impl Eq for Origin {}

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

/// What was done to a value on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cleansed(u32);

impl Cleansed {
    /// It went through a call of which nothing is known: it may not be what it was.
    pub const THROUGH_UNKNOWN: Self = Self(1 << 31);
    /// Only its presence, size or kind is left: a comparison, a length.
    pub const SUMMED_UP: Self = Self(1 << 30);

    /// By these.
    pub fn by(cleansings: &[Cleansing]) -> Self {
        Self(cleansings.iter().fold(0, |bits, cleansing| bits | 1 << (*cleansing as u32)))
    }

    /// All of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True where it was cleansed in this way.
    pub fn contains(self, cleansing: Cleansing) -> bool {
        self.0 & (1 << (cleansing as u32)) != 0
    }

    /// True where it was cleansed in one of these ways.
    pub fn contains_any(self, cleansings: &[Cleansing]) -> bool {
        self.0 & Self::by(cleansings).0 != 0
    }

    /// True where a call of which nothing is known lies between.
    pub fn is_through_unknown(self) -> bool {
        self.0 & Self::THROUGH_UNKNOWN.0 != 0
    }

    /// True where only its presence, size or kind is left.
    pub fn is_summed_up(self) -> bool {
        self.0 & Self::SUMMED_UP.0 != 0
    }
}

impl Value {
    /// The same with all origins in it one step more cleansed; what it is is forgotten.
    #[must_use]
    pub(crate) fn derived(&self, cleansing: Cleansed) -> Self {
        Self::from_origins(self.deep_origins().cleansed_by(cleansing))
    }
}
