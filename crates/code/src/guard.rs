//! What is known to hold on every way that leads somewhere.

use std::cmp::Ordering;
use std::sync::Arc;

use assay_source::Span;

use crate::event::Call;
use crate::ir::{ModuleId, Name};
use crate::looked_up;
use crate::model::{CheckKind, Part};
use crate::origin::{Origin, Origins, Source};
use crate::site::Site;
use crate::value::{Digester, Value};

/// As many facts are kept of ways that were taken apart.
const HEAVIEST: usize = 16;

/// One fact: a check was made, its result was used, and the other outcome doesn't lead here.
#[derive(Debug, Clone)]
pub struct Guard {
    /// What was checked.
    pub kind: GuardKind,
    /// What it was about: the ids of the resource, the token, the compared values. Compare with
    /// [`Value::names_same`].
    pub about: Vec<Value>,
    /// The call that checked; none for plain comparisons.
    pub call: Option<Arc<Call>>,
    /// Where the result was tested, or the check was made.
    pub site: Site,
    /// False where its result is tested in a way that doesn't say which outcome leads here.
    pub certain: bool,
    asks_who: bool,
    ways: Arc<[Guards]>,
    digest: u64,
}

/// What was checked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GuardKind {
    /// A library's check, see `call` for the details: permissions, tokens, digests, schemas, sessions.
    Check(CheckKind),
    /// A product was asked about the user's permissions: `permissions/check`, `mypermissions`, groups or roles of the
    /// user; in `call` the request.
    PermissionAsked,
    /// A product was asked as the user, and the answer was good: `about` are the values in the route.
    UserRead,
    /// A product was asked as the app (or as nobody), and the answer was tested.
    AppRead,
    /// The answer of a call, in `call`, was tested, and is that of one that failed. It proves nothing.
    Refused,
    /// Something in a store was tested: an allow-list, a record, a nonce.
    StoreTested,
    /// The account of the platform's context is equal to a value; `about` is that value.
    AccountCompared,
    /// A value is one of a list that the code or a store holds; `about` is the value, then the list.
    Member,
    /// A value equals a secret, compared plainly; `about` is the caller's side, then the secret's.
    SecretCompared {
        /// The secret may be missing on both sides, and then they are equal.
        can_be_missing: bool,
    },
    /// A value equals a constant of the code; `about` is the value, then the constant.
    ConstantCompared,
    /// Two values from outside are equal; `about` are both.
    Compared,
    /// A time that somebody sent was held against the clock; `about` are both. Which side was refused is not said.
    TimeCompared,
    /// A value is there at all (truthy); `about` is the value.
    Present,
    /// A value's type or form was tested: `typeof`, a regular expression, `Number.isInteger`; `about` is the value.
    TypeTested,
    /// A text begins with a slash; `about` is the text. Of an address of which [`Self::OneSlash`] holds too nothing is a host.
    SlashFirst,
    /// No second slash follows the first of a text; `about` is the text. Browsers take a backslash for one (URL Standard,
    /// section 4.4, "special" schemes), which is not asked about.
    OneSlash,
    /// A variable that is set to true on some of the ways here was tested; what led to them is in its name at best.
    FlagTested(Name),
    /// The answer of a call of which nothing is known was tested: `verifyCaller(req)` of some package.
    UnknownTested(Name),
    /// On each of several ways here something else was asked: the owner goes on by one, who may edit by another. See
    /// [`Guard::ways`]. Certain where the ways are known. Its site is that of the first of the tests.
    OneOfSeveral,
}

impl GuardKind {
    /// Whether one of its kind may say anything of the caller or of what they sent, beyond that it is there.
    fn tells(&self) -> bool {
        !matches!(
            self,
            Self::Present
                | Self::TypeTested
                | Self::SlashFirst
                | Self::OneSlash
                | Self::TimeCompared
                | Self::AppRead
                | Self::Refused
        )
    }

    /// Whether one of its kind leaves of a value only a few, or well-formed ones.
    pub fn narrows(&self) -> bool {
        matches!(self, Self::Member | Self::ConstantCompared | Self::TypeTested)
    }

    /// Whether one of its kind may say who calls; see [`Guard::asks_who`].
    fn asks_who(&self) -> bool {
        match self {
            Self::Check(kind) => !matches!(kind, CheckKind::Schema | CheckKind::Shape),
            Self::SecretCompared { .. }
            | Self::UserRead
            | Self::PermissionAsked
            | Self::AccountCompared
            // Something of another package, or of a store, was asked about the request.
            | Self::UnknownTested(_)
            | Self::StoreTested
            | Self::Compared => true,
            Self::AppRead
            | Self::Refused
            | Self::OneOfSeveral
            | Self::Member
            | Self::ConstantCompared
            | Self::Present
            | Self::FlagTested(_)
            | Self::TimeCompared
            | Self::SlashFirst
            | Self::OneSlash
            | Self::TypeTested => false,
        }
    }
}

impl Guard {
    /// A fact.
    pub(crate) fn new(
        kind: GuardKind,
        about: Vec<Value>,
        call: Option<Arc<Call>>,
        site: Site,
        certain: bool,
    ) -> Self {
        let digest = Digester::tagged(70)
            .add(&kind)
            .add_all(about.iter().map(Value::digest))
            .add(call.as_ref().map(|call| call.digest()))
            .add(site)
            .add(certain)
            .end();
        // A record that is looked up by the id of what is wanted is there for every caller alike.
        let asks_who =
            kind.asks_who() && (kind != GuardKind::StoreTested || looked_up::may_tell_the_caller(&about));
        Self { kind, about, call, site, certain, asks_who, ways: Arc::default(), digest }
    }

    /// The same, of a record that steps behind the call chose: `db.from('invitations').select().eq('token', token)`. What they
    /// were given is part of where it came from.
    pub(crate) fn chosen_by(mut self, origins: &Origins) -> Self {
        // `/invitations/:code` is an address that somebody was sent; `?code=` may be a country's.
        let is_sent = |origin: &Origin| {
            matches!(origin.source, Source::Caller(Part::Params))
                && origin.field.split('.').next() == Some("code")
        };
        let tells = |origin: &Origin| looked_up::is_handed_out(origin) || is_sent(origin);
        self.asks_who |= self.kind == GuardKind::StoreTested && origins.iter().any(tells);
        self
    }

    /// The same, of which is known that it is so for every caller alike.
    pub(crate) fn of_anybody(mut self) -> Self {
        self.asks_who = false;
        self
    }

    /// What holds where one of these ways was taken; none of them is empty.
    fn either(ways: Vec<Guards>) -> Self {
        let sites = ways.iter().flat_map(Guards::iter).map(|guard| guard.site);
        let site = sites.min().unwrap_or(Site::new(ModuleId(0), Span { start: 0, end: 0 }));
        let asks_who = ways.iter().all(|way| way.iter().any(Guard::asks_who));
        let known = ways.iter().map(Guards::weight).sum::<usize>() <= HEAVIEST
            && !ways.iter().flat_map(Guards::iter).any(Guard::is_of_unknown_ways);
        let ways: Arc<[Guards]> = if known { ways.into() } else { Arc::default() };
        let digest = Digester::tagged(72)
            .add_all(ways.iter().map(Guards::digest))
            .add(site)
            .add(known)
            .add(asks_who)
            .end();
        let kind = GuardKind::OneOfSeveral;
        Self { kind, about: Vec::new(), call: None, site, certain: known, asks_who, ways, digest }
    }

    /// Of [`GuardKind::OneOfSeveral`] what holds on each of the ways; empty where they were too many to keep apart.
    pub fn ways(&self) -> &[Guards] {
        &self.ways
    }

    fn is_of_unknown_ways(&self) -> bool {
        self.kind == GuardKind::OneOfSeveral && self.ways.is_empty()
    }

    /// Whether it may say who calls: a proof, or a test of something that only the right caller would bring.
    pub fn asks_who(&self) -> bool {
        self.asks_who
    }

    /// Their order in a set; it tells them apart too.
    pub(crate) fn order(&self) -> (Site, u64) {
        (self.site, self.digest)
    }

    /// Whether it was about what this value names.
    pub fn covers(&self, value: &Value) -> bool {
        self.about.iter().any(|about| about.names_same(value))
    }
}

/// The name of the flag that is tested where a setting says that no customers are served: `NODE_ENV !== 'production'`.
pub const NOT_PRODUCTION: &str = "not in production";

/// A set of facts in a fixed order.
#[derive(Debug, Clone, Default)]
pub struct Guards(Option<Arc<Set>>);

#[derive(Debug)]
struct Set {
    list: Vec<Arc<Guard>>,
    digest: u64,
    /// One bit for each fact, by its digest: what has a bit that another has not is no part of it.
    bits: u64,
}

impl Guards {
    /// Nothing is known.
    pub fn none() -> Self {
        Self(None)
    }

    /// One fact.
    pub(crate) fn one(guard: Guard) -> Self {
        Self::sorted(vec![Arc::new(guard)])
    }

    /// These facts; repeated ones once.
    pub(crate) fn all(facts: Vec<Guard>) -> Self {
        let mut list: Vec<Arc<Guard>> = facts.into_iter().map(Arc::new).collect();
        list.sort_by_key(|guard| guard.order());
        list.dedup_by_key(|guard| guard.order());
        Self::sorted(list)
    }

    /// These facts, each of which is there once.
    pub(crate) fn of(mut list: Vec<Arc<Guard>>) -> Self {
        list.sort_by_key(|guard| guard.order());
        Self::sorted(list)
    }

    /// Of a list that is sorted and has nothing twice.
    fn sorted(list: Vec<Arc<Guard>>) -> Self {
        if list.is_empty() {
            return Self(None);
        }
        let digest = Digester::tagged(71).add_all(list.iter().map(|guard| guard.digest)).end();
        let bits = list.iter().fold(0, |bits, guard| bits | 1 << (guard.digest % 64));
        Self(Some(Arc::new(Set { list, digest, bits })))
    }

    /// True for none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Each, in the order of the program's text.
    pub fn iter(&self) -> impl Iterator<Item = &Guard> {
        self.facts().iter().map(|guard| &**guard)
    }

    /// The facts, in the order of the program's text.
    pub(crate) fn facts(&self) -> &[Arc<Guard>] {
        self.0.as_ref().map_or(&[], |set| &set.list)
    }

    /// What holds where both hold.
    #[must_use]
    pub(crate) fn and(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (_, None) => self.clone(),
            (None, _) => other.clone(),
            (Some(left), Some(right)) if left.digest == right.digest => self.clone(),
            _ if self.implies(other) => self.clone(),
            _ if other.implies(self) => other.clone(),
            (Some(left), Some(right)) => {
                let mut list = Vec::with_capacity(left.list.len() + right.list.len());
                let (mut left, mut right) = (left.list.iter().peekable(), right.list.iter().peekable());
                loop {
                    let next = match (left.peek(), right.peek()) {
                        (Some(mine), Some(theirs)) => match mine.order().cmp(&theirs.order()) {
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
                        Some(guard) => list.push(Arc::clone(guard)),
                        None => break,
                    }
                }
                Self::sorted(list)
            }
        }
    }

    /// What holds whichever of the two holds.
    #[must_use]
    pub(crate) fn both(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (None, _) | (_, None) => Self(None),
            (Some(left), Some(right)) if left.digest == right.digest => self.clone(),
            _ if other.implies(self) => self.clone(),
            _ if self.implies(other) => other.clone(),
            (Some(left), Some(_)) => {
                let mut list: Vec<Arc<Guard>> =
                    left.list.iter().filter(|guard| other.contains(guard)).cloned().collect();
                if let (Some(mut ways), Some(theirs)) = (self.ways_beyond(&list), other.ways_beyond(&list)) {
                    ways.extend(theirs);
                    list.push(Arc::new(Guard::either(without_stricter(ways))));
                }
                list.extend(self.narrowed_with(other));
                list.sort_by_key(|guard| guard.order());
                Self::sorted(list)
            }
        }
    }

    /// Values that are well-formed on either way, by different tests: one of two beginnings, one of some constants.
    fn narrowed_with(&self, other: &Self) -> Vec<Arc<Guard>> {
        let narrow = |guards: &Self| -> Vec<Arc<Guard>> {
            guards.facts().iter().filter(|guard| guard.kind.narrows()).cloned().collect()
        };
        let (mine, theirs) = (narrow(self), narrow(other));
        let mut found: Vec<Arc<Guard>> = Vec::new();
        for guard in &mine {
            let Some(value) = guard.about.first() else { continue };
            let same =
                |their: &&Arc<Guard>| their.about.first().is_some_and(|it| it.digest() == value.digest());
            let Some(their) = theirs.iter().find(same).filter(|their| their.digest != guard.digest) else {
                continue;
            };
            let site = guard.site.min(their.site);
            let certain = guard.certain && their.certain;
            let met = Guard::new(GuardKind::TypeTested, vec![value.clone()], None, site, certain);
            if !found.iter().any(|known| known.digest == met.digest) {
                found.push(Arc::new(met));
            }
        }
        found
    }

    /// The ways on which more is known than this, each with what tells of the caller; none where one has nothing to tell.
    fn ways_beyond(&self, common: &[Arc<Guard>]) -> Option<Vec<Self>> {
        let is_common = |guard: &Guard| common.binary_search_by_key(&guard.order(), |it| it.order()).is_ok();
        let telling: Vec<Arc<Guard>> =
            self.facts().iter().filter(|guard| guard.kind.tells() && !is_common(guard)).cloned().collect();
        match telling.as_slice() {
            [] => None,
            [only] if !only.ways.is_empty() => Some(only.ways.to_vec()),
            _ => Some(vec![Self::sorted(telling)]),
        }
    }

    /// How many facts there are, those of ways apart counted too.
    fn weight(&self) -> usize {
        self.iter().map(|guard| 1 + guard.ways.iter().map(Self::weight).sum::<usize>()).sum()
    }

    /// Whether something of this kind holds, whichever way was taken.
    pub fn surely(&self, is: &impl Fn(&Guard) -> bool) -> bool {
        self.iter()
            .any(|guard| is(guard) || !guard.ways.is_empty() && guard.ways.iter().all(|way| way.surely(is)))
    }

    /// True where everything in `other` is known here too.
    pub(crate) fn implies(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(mine), Some(theirs)) => {
                Arc::ptr_eq(mine, theirs)
                    || theirs.bits & !mine.bits == 0
                        && theirs.list.len() <= mine.list.len()
                        && theirs.list.iter().all(|guard| self.contains(guard))
            }
        }
    }

    fn contains(&self, guard: &Guard) -> bool {
        self.facts().binary_search_by(|mine| mine.order().cmp(&guard.order())).is_ok()
    }

    /// Whether both are the very same set in memory.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(left), Some(right)) => Arc::ptr_eq(left, right),
            _ => false,
        }
    }

    pub(crate) fn digest(&self) -> u64 {
        self.0.as_ref().map_or(0, |set| set.digest)
    }
}

/// Of some ways those that ask the least: whoever gets by the one gets by all.
fn without_stricter(ways: Vec<Guards>) -> Vec<Guards> {
    let mut kept: Vec<Guards> = Vec::new();
    for way in ways {
        if kept.iter().any(|it| way.implies(it)) {
            continue;
        }
        kept.retain(|it| !it.implies(&way));
        kept.push(way);
    }
    kept.sort_by_key(Guards::digest);
    kept
}
