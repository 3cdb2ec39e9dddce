//! What an app does to the outside.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::entry::EntryId;
use crate::guard::{GuardKind, Guards};
use crate::ir::Name;
use crate::model::{Base, Effect, Identity, Model, Position, Role};
use crate::site::Site;
use crate::value::{Digester, Shape, Value};

/// One thing an app does to the outside, on one way from an entry point.
#[derive(Debug, Clone)]
pub struct Event {
    /// From where; none for code that no entry reaches, and for what runs when a module is loaded.
    pub entry: Option<EntryId>,
    /// Where it stands.
    pub site: Site,
    /// The calls that lead from the entry's handler to it, outermost first.
    pub hops: Arc<[Hop]>,
    /// What holds on every way that this event stands for.
    pub guards: Guards,
    /// What is done.
    pub action: Action,
    /// What kind of code does it.
    pub reach: Reach,
}

/// How the code that does something is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// From an entry.
    Entry,
    /// It runs when its module is loaded.
    Loading,
    /// No entry that was resolved reaches it: who calls it with what is not known.
    Orphan,
}

/// One call on the way to an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Where the call stands.
    pub site: Site,
    /// What is called, as far as it has a name.
    pub function: Name,
    /// Where that is written.
    pub callee: Site,
}

/// What is done.
#[derive(Debug, Clone)]
pub enum Action {
    /// Something that others wrote is called or constructed.
    Call(Arc<Call>),
    /// Something that outlives the invocation is assigned to.
    Assign(Arc<Assign>),
    /// An element is drawn.
    Render(Arc<Render>),
    /// An entry answers with this.
    Respond(Value),
    /// A module is loaded whose name is computed.
    Import(Value),
    /// A text meets a pattern of the program that repeats what it repeats.
    Match(Arc<Match>),
}

/// A call of something that others wrote.
#[derive(Debug, Clone)]
pub struct Call {
    /// The canonical path of what is called: `@forge/api:asApp().requestJira`.
    pub path: Name,
    /// It is constructed (`new`).
    pub construct: bool,
    /// What is known of it.
    pub model: Option<&'static Model>,
    /// What stands before the dot.
    pub receiver: Value,
    /// What it is called with; for a tagged template the text with its holes, and after it the values.
    pub arguments: Vec<Value>,
    /// Somebody looks at what it gives.
    pub used: bool,
    /// Where it stands.
    pub site: Site,
    digest: u64,
}

/// A call, before it has its digest.
pub(crate) struct Called {
    pub(crate) path: Name,
    pub(crate) construct: bool,
    pub(crate) model: Option<&'static Model>,
    pub(crate) receiver: Value,
    pub(crate) arguments: Vec<Value>,
    pub(crate) used: bool,
    pub(crate) site: Site,
}

impl Call {
    pub(crate) fn new(called: Called) -> Self {
        let Called { path, construct, model, receiver, arguments, used, site } = called;
        let digest = Digester::tagged(80)
            .add(&path)
            .add(construct)
            .add(receiver.digest())
            .add_all(arguments.iter().map(Value::digest))
            .add(site)
            .end();
        Self { path, construct, model, receiver, arguments, used, site, digest }
    }

    /// The same with other arguments.
    pub(crate) fn with_arguments(&self, arguments: Vec<Value>) -> Self {
        Self::new(Called {
            path: self.path.clone(),
            construct: self.construct,
            model: self.model,
            receiver: self.receiver.clone(),
            arguments,
            used: self.used,
            site: self.site,
        })
    }

    /// What it does, where that is known.
    pub fn effect(&self) -> Option<Effect> {
        self.model.and_then(|model| model.effect)
    }

    /// Whether an argument switches off the check it would make: nothing is proved then.
    pub fn is_switched_off(&self) -> bool {
        let switch =
            self.model.and_then(|model| model.check.as_ref()).and_then(|check| check.unless.as_ref());
        switch.is_some_and(|position| {
            self.all_at(position).iter().any(|value| matches!(value.shape(), Shape::Boolean(Some(true))))
        })
    }

    /// As whom, where its model says so.
    pub fn identity(&self) -> Option<Identity> {
        self.model.and_then(|model| model.identity)
    }

    /// What stands in a role, where its model says where; `undefined` where nothing stands there.
    pub fn role(&self, role: Role) -> Value {
        let Some(model) = self.model else { return Value::undefined() };
        // `fetch(address)`, where the options may stand first: an address is none.
        let fits = |index: usize, value: &Value| match role {
            Role::Options if index > 0 => value.is_of_fields(),
            Role::Options => !value.is_undefined() && !value.is_scalar(),
            _ => !value.is_undefined(),
        };
        let mut found: Vec<Value> = Vec::new();
        let positions = model.positions(role);
        for (index, position) in positions.iter().enumerate() {
            let (values, goes_on) = self.all_before(position, &positions[index + 1..]);
            let one_by_one = values.iter().flat_map(Value::alternatives).filter(|value| fits(index, value));
            let fitting: Vec<Value> = one_by_one.cloned().collect();
            if !fitting.is_empty() {
                found.push(Value::join_all(if role == Role::Options { fitting } else { values }));
            }
            if !found.is_empty() && !goes_on {
                break;
            }
        }
        Value::join_all(found)
    }

    /// It is told not to look at a token's signature: `options={"verify_signature": False}`, `verify=False`, or gets `nil` for
    /// the function that finds the key.
    pub fn skips_signature(&self) -> bool {
        if self.effect() == Some(Effect::TokenVerify)
            && matches!(self.role(Role::Secret).shape(), Shape::Null)
        {
            return true;
        }
        let off = |value: &Value, name: &str| value.field(name).as_boolean() == Some(false);
        self.arguments.iter().any(|argument| {
            !argument.is_scalar()
                && (off(argument, "verify")
                    || off(&argument.field("options"), "verify_signature")
                    || off(argument, "verify_signature"))
        })
    }

    /// Everything that stands in a role: several values where its position stands for several.
    pub fn role_all(&self, role: Role) -> Vec<Value> {
        let Some(model) = self.model else { return Vec::new() };
        // Of several positions the first that is there counts.
        let mut found: Vec<Value> = Vec::new();
        let positions = model.positions(role);
        for (index, position) in positions.iter().enumerate() {
            let (values, goes_on) = self.all_before(position, &positions[index + 1..]);
            found.extend(values.into_iter().filter(|value| !value.is_undefined()));
            if !found.is_empty() && !goes_on {
                break;
            }
        }
        found
    }

    /// What stands at a position, and whether the argument may be meant by a later one too: `fetch(address)` where
    /// `fetch(request)` is possible. Only what is known to be an object has its field there; all else is meant whole.
    fn all_before(&self, position: &Position, later: &[Position]) -> (Vec<Value>, bool) {
        let Base::Argument(index) = position.base else { return (self.all_at(position), false) };
        let is_whole = |other: &Position| other.base == position.base && other.path.is_empty();
        if position.path.is_empty() || !later.iter().any(is_whole) {
            return (self.all_at(position), false);
        }
        let argument = self.argument(usize::from(index));
        let alternatives = argument.alternatives();
        let (objects, others): (Vec<Value>, Vec<Value>) =
            alternatives.iter().cloned().partition(Value::is_of_fields);
        (below(objects, position), !others.is_empty())
    }

    /// An argument, by position; `undefined` where there is none.
    pub fn argument(&self, index: usize) -> Value {
        self.arguments.get(index).cloned().unwrap_or_else(Value::undefined)
    }

    pub(crate) fn all_at(&self, position: &Position) -> Vec<Value> {
        let start: Vec<Value> = match position.base {
            Base::Argument(index) => self.arguments.get(usize::from(index)).cloned().into_iter().collect(),
            Base::From(index) => self.arguments.iter().skip(usize::from(index)).cloned().collect(),
            Base::Receiver => vec![self.receiver.clone()],
            Base::Values => self
                .arguments
                .first()
                .into_iter()
                .flat_map(Value::texts)
                .flat_map(|text| text.holes().cloned().collect::<Vec<_>>())
                .collect(),
            Base::Assigned => self.arguments.last().cloned().into_iter().collect(),
        };
        below(start, position)
    }

    pub(crate) fn digest(&self) -> u64 {
        self.digest
    }
}

/// The fields that a position names of values.
fn below(start: Vec<Value>, position: &Position) -> Vec<Value> {
    position.path.iter().fold(start, |values, step| {
        values
            .iter()
            .flat_map(|value| match step.as_str() {
                // A text has no fields to hold a role: `fetch(address)` where `fetch(request)` is meant too.
                _ if value.is_scalar() => Vec::new(),
                "*" => value.fields().values().cloned().chain(value.elements()).collect(),
                name => vec![value.field_ignoring_case(name)],
            })
            .filter(|value| !value.is_undefined())
            .collect()
    })
}

/// An assignment to something that outlives the invocation.
#[derive(Debug, Clone)]
pub struct Assign {
    /// To what.
    pub target: Target,
    /// What is known of it, for properties of what others wrote.
    pub model: Option<&'static Model>,
    /// The key, where a property with a computed name is written (`cache[tenant] = …`, `cache.set(tenant, …)`).
    pub key: Option<Value>,
    /// What.
    pub value: Value,
}

/// What is assigned to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A variable of a module, or something in it: its name, where it is declared, and the way into it.
    ModuleVariable {
        /// Its name.
        name: Name,
        /// Where it is declared.
        declared: Site,
        /// Dotted; empty for the variable itself, `*` for a computed name.
        field: Name,
    },
    /// A static field of a class: class, field.
    ClassStatic {
        /// The class's name.
        class: Name,
        /// The field.
        field: Name,
        /// Where the class is.
        declared: Site,
    },
    /// A field of an object that a framework makes once and hands to all who ask for one of its class.
    SingletonField {
        /// The class's name.
        class: Name,
        /// The field.
        field: Name,
        /// Where the class is.
        declared: Site,
        /// The function that writes it looks at what is there before: it is filled once, or renewed.
        looked_at: bool,
    },
    /// A property of what others wrote, or of a global: its path, `global:document.body.innerHTML`.
    External(Name),
    /// A property of a value that somebody chose the name of: `target[payload.key] = …`.
    Computed,
}

/// A text and the pattern it meets. Only of patterns that repeat within a repetition, since others end soon.
#[derive(Debug, Clone)]
pub struct Match {
    /// Between the slashes.
    pub pattern: Name,
    /// What meets it.
    pub subject: Value,
}

/// An element that is drawn.
#[derive(Debug, Clone)]
pub struct Render {
    /// Its tag, `a`; for components the name they are written with.
    pub tag: Name,
    /// What a component's name stands for, as a path; none for elements of HTML.
    pub component: Option<Name>,
    /// An object of its attributes.
    pub attributes: Value,
}

/// A call that brought a value in.
#[derive(Clone)]
pub struct Fetched {
    /// The call.
    pub call: Arc<Call>,
    pub(crate) digest: u64,
    /// What a test of it proves, where that was asked for.
    pub(crate) tested: OnceLock<(GuardKind, Vec<Value>)>,
}

impl fmt::Debug for Fetched {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Fetched").field("call", &self.call).field("digest", &self.digest).finish()
    }
}

impl Fetched {
    pub(crate) fn new(call: Arc<Call>) -> Self {
        let digest = call.digest();
        Self { call, digest, tested: OnceLock::new() }
    }
}
