//! What is known of one thing outside.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Cleansing, Effect, Identity, Position, Role, Yields};
use crate::ir::Name;

/// What is known of the thing at one path. Everything is optional: a model says what it knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Model {
    /// What calling it does, or assigning to it where a role stands at `assigned`.
    #[serde(default)]
    pub effect: Option<Effect>,
    /// Which argument is what. A role may stand at several positions: the first that is there counts.
    #[serde(default)]
    pub roles: BTreeMap<Role, Positions>,
    /// As whom it asks a product.
    #[serde(default)]
    pub identity: Option<Identity>,
    /// Which product it asks: `jira`, `confluence`, `bitbucket`, `compass`; or which store or service it is.
    #[serde(default)]
    pub product: Option<Name>,
    /// The HTTP method it uses, where its name says it.
    #[serde(default)]
    pub method: Option<Name>,
    /// What calling it gives. Without it: the thing at the path with `()` behind it.
    #[serde(default)]
    pub yields: Option<Yields>,
    /// What reading it as a property gives. Without it: the thing at the path.
    #[serde(default)]
    pub reads: Option<Yields>,
    /// What the value it yields is cleansed by.
    #[serde(default)]
    pub cleanses: Vec<Cleansing>,
    /// What is proved by it.
    #[serde(default)]
    pub check: Option<Check>,
    /// The functions among its arguments, and what they are called with.
    #[serde(default)]
    pub callbacks: Vec<Callback>,
    /// It is written before a function, with settings in between or without: what it does, it does to that function, and
    /// its arguments are the settings and then the function. What it gives is the function.
    #[serde(default)]
    pub decorates: bool,
    /// Its first argument may be an object that says host and path of an address: `{ hostname, path, method }`. The address
    /// is then put together, and stands before it.
    #[serde(default)]
    pub address_in_options: bool,
    /// It never returns: `process.exit`, Next's `redirect`.
    #[serde(default)]
    pub never_returns: bool,
}

impl Model {
    /// Where something stands, in the order to look for it.
    pub fn positions(&self, role: Role) -> &[Position] {
        self.roles.get(&role).map_or(&[], |positions| positions.as_slice())
    }
}

/// One position, or several in the order to look for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Positions {
    /// One.
    One(Position),
    /// Several.
    Several(Vec<Position>),
}

impl Positions {
    /// As a list.
    pub fn as_slice(&self) -> &[Position] {
        match self {
            Self::One(position) => std::slice::from_ref(position),
            Self::Several(positions) => positions,
        }
    }
}

/// What a call proves where it turns out well.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Check {
    /// What is proved. What it is about says the role `resource`, `token`, `subject`, `left` and `right`.
    pub kind: CheckKind,
    /// When it has turned out well.
    pub when: Verdict,
    /// Where `true` switches it off: `decode(token, key, algorithm, true)`.
    #[serde(default)]
    pub unless: Option<Position>,
}

/// What can be proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckKind {
    /// The user has a permission.
    Permission,
    /// The user administers the site.
    AdminPermission,
    /// Two secrets are equal, compared in constant time.
    SecretCompared,
    /// A JSON Web Token was signed with a key; what else was asked of it stands in the call's roles.
    Jwt,
    /// A Forge invocation token was issued by the platform for this app.
    Fit,
    /// A Connect token was issued for an installation of this app.
    Connect,
    /// A keyed digest fits.
    Mac,
    /// A value has the shape of a schema.
    Schema,
    /// The session belongs to somebody who signed in.
    Session,
    /// A text looks like what its name says: an address, a number.
    Shape,
}

/// When a check has turned out well.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// `truthy`: what it yields is truthy.
    Truthy,
    /// `falsy`: what it yields is falsy.
    Falsy,
    /// `returns`: it comes back; else it throws (or its promise is refused).
    Returns,
    /// `field <name>`: that field of what it yields is truthy.
    Field(Name),
    /// `no <name>`: that field of what it yields is falsy (`error`).
    NoField(Name),
    /// `next`: what it yields is middleware, and lets the next handler run.
    Next,
    /// `no-error`: its last result, an error, is missing; what it yields is the first.
    NoError,
    /// `callback <n>`: the function at that argument is called with a falsy first argument.
    Callback(u8),
}

impl Verdict {
    fn read(text: &str) -> Option<Self> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        Some(match (word, rest) {
            ("truthy", "") => Self::Truthy,
            ("falsy", "") => Self::Falsy,
            ("returns", "") => Self::Returns,
            ("next", "") => Self::Next,
            ("no-error", "") => Self::NoError,
            ("field", name) if !name.is_empty() => Self::Field(name.into()),
            ("no", name) if !name.is_empty() => Self::NoField(name.into()),
            ("callback", number) => Self::Callback(number.parse().ok()?),
            _ => return None,
        })
    }
}

impl<'de> Deserialize<'de> for Verdict {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::read(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no outcome of a check")))
    }
}

/// A function among the arguments.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Callback {
    /// Where it stands.
    pub at: Position,
    /// What it is called with, argument by argument.
    #[serde(default)]
    pub with: Vec<Yields>,
    /// When.
    pub timing: Timing,
}

/// When a function that was handed over is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Timing {
    /// Before the call comes back, or soon after as its continuation: what held at the call holds in it.
    Now,
    /// Some time later, by itself: nothing holds in it that is not tested there.
    Later,
    /// When a request comes in: it is an entry point.
    OnRequest,
    /// When a person does something at the front end.
    OnUserAction,
}
