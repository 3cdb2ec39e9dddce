//! Where a value came from.

mod set;

use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::event::Fetched;
use crate::ir::Name;
use crate::model::{Cleansing, Part};
use crate::site::Site;
use crate::value::{Digester, Value};

pub use set::Origins;

/// Field names kept of a way into an object; deeper ones share the last.
const MOST_FIELDS: usize = 6;

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
    /// What a file holds, by the call that read it.
    File(Arc<Fetched>),
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
            Self::File(_) => 12,
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
            Self::Stored(call) | Self::Response(call) | Self::File(call) => digester.add(call.digest),
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
        Self::sealed(self.source.clone(), self.of_source, field, self.cleansed.of_parts())
    }

    /// Of any element the one of this name; anything else as it is.
    pub(crate) fn element_named(&self, name: &str) -> Self {
        let Some(whole) = self.field.strip_suffix("[]") else { return self.clone() };
        let field = Name::from(format!("{whole}{name}").as_str());
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

    /// Whether it is the host of a parsed address, and the other is that address or a part of it: `url.host`, `url.href`.
    pub fn is_host_of(&self, address: &Self) -> bool {
        let (of, name) = self.field.rsplit_once('.').unwrap_or(("", &self.field));
        let is_host = self.of_source == address.of_source && matches!(name, "origin" | "host" | "hostname");
        let whole = address.field.rsplit_once('.').map_or("", |(whole, _)| whole);
        is_host && (of == address.field.as_str() || of == whole && !of.is_empty())
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

/// What was done to a value on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cleansed(u32);

impl Cleansed {
    /// It went through a call of which nothing is known: it may not be what it was.
    pub const THROUGH_UNKNOWN: Self = Self(1 << 31);
    /// Only its presence, size or kind is left: a comparison, a length.
    pub const SUMMED_UP: Self = Self(1 << 30);

    /// It was written out as text, whatever it is: nothing of it is hidden in a longer text.
    pub const WRITTEN_OUT: Self = Self(1 << 29);

    /// It went through a function that is called in too many ways to be told apart: it may be another of its arguments, or a
    /// part of one.
    pub const WIDENED: Self = Self(1 << 28);

    /// It is what the body of an answer held, and not the answer itself.
    pub const READ_OUT: Self = Self(1 << 26);

    /// It was cut to a part, as texts and lists are: of a text a part is shown instead of the whole, of a list some elements
    /// are there as they were.
    pub const CUT: Self = Self(1 << 27 | 1 << (Cleansing::Masked as u32));

    /// By these.
    pub fn by(cleansings: &[Cleansing]) -> Self {
        Self(cleansings.iter().fold(0, |bits, cleansing| bits | 1 << (*cleansing as u32)))
    }

    /// All of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is left of it for a field or an element: what has parts was no text that was cut.
    fn of_parts(self) -> Self {
        if self.0 & Self::CUT.0 == Self::CUT.0 { Self(self.0 & !Self::CUT.0) } else { self }
    }

    /// True where it was cleansed in this way.
    pub fn contains(self, cleansing: Cleansing) -> bool {
        self.0 & (1 << (cleansing as u32)) != 0
    }

    /// True where it was cleansed in one of these ways.
    pub fn contains_any(self, cleansings: &[Cleansing]) -> bool {
        self.0 & Self::by(cleansings).0 != 0
    }

    /// True where nothing was done to it but to write it out.
    pub fn is_as_it_came(self) -> bool {
        self.0 & !(Self::WRITTEN_OUT.0 | Self::WIDENED.0 | Self::READ_OUT.0) == 0
    }

    /// True where it went through a function that is called in too many ways to be told apart.
    pub fn is_widened(self) -> bool {
        self.0 & Self::WIDENED.0 != 0
    }

    /// True where it is what the body of an answer held.
    pub fn is_read_out(self) -> bool {
        self.0 & Self::READ_OUT.0 != 0
    }

    /// True where it was written out as text.
    pub fn is_written_out(self) -> bool {
        self.0 & Self::WRITTEN_OUT.0 != 0
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
