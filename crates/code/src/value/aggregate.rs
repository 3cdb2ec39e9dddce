//! Values made of values.

use crate::ir::Name;
use crate::origin::Origins;
use crate::site::Site;

use super::digest::Digester;
use super::{Fields, Value};

/// Values in one tree, counted as often as they occur. Trees share their branches, so few lines of a program can make
/// one with more leaves than could ever be visited.
const LARGEST: u32 = 4096;
/// Branches up to this size stay where a tree is trimmed.
const KEPT: u32 = 48;

/// The size of a tree of these branches, where necessary without the large ones but for their origins.
pub(super) fn trimmed<'v>(branches: impl Iterator<Item = &'v mut Value>) -> u32 {
    let branches: Vec<&mut Value> = branches.collect();
    let whole = branches.iter().fold(1u32, |size, value| size.saturating_add(value.size()));
    if whole <= LARGEST {
        return whole;
    }
    let mut left = 1u32;
    for value in branches {
        if value.size() > KEPT {
            *value = Value::from_origins(value.deep_origins());
        }
        left = left.saturating_add(value.size());
    }
    left
}

/// An object: known fields, and what any other field may be.
#[derive(Debug, Clone)]
pub struct Object {
    fields: Fields,
    rest: Option<Value>,
    digest: u64,
    depth: u16,
    size: u32,
    within: Origins,
}

impl Object {
    /// An object of these fields; `rest` is what any other field may be, none where there is no other.
    pub fn new(fields: impl Into<Fields>, mut rest: Option<Value>) -> Self {
        let mut fields = fields.into();
        let size = trimmed(fields.values_mut().chain(&mut rest));
        let digest = Digester::tagged(30)
            .add_all(fields.iter().map(|(name, value)| (name, value.digest())))
            .add(rest.as_ref().map(Value::digest))
            .end();
        let depth = 1 + fields.values().chain(&rest).map(Value::depth).max().unwrap_or(0);
        let within = Origins::union_all(fields.values().chain(&rest).map(Value::deep_origins));
        Self { fields, rest, digest, depth, size, within }
    }

    /// The known fields, by name.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// What any other field may be; none where there is no other.
    pub fn rest(&self) -> Option<&Value> {
        self.rest.as_ref()
    }

    pub(crate) fn digest(&self) -> u64 {
        self.digest
    }

    pub(crate) fn depth(&self) -> u16 {
        self.depth
    }

    /// How many values it holds, each as often as it occurs.
    pub(crate) fn size(&self) -> u32 {
        self.size
    }

    /// Where everything in it came from.
    pub(crate) fn within(&self) -> &Origins {
        &self.within
    }
}

/// An array (or a set, or the rounds of an iterator): known first elements, and what any further one may be.
#[derive(Debug, Clone)]
pub struct Array {
    elements: Vec<Value>,
    rest: Option<Value>,
    digest: u64,
    depth: u16,
    size: u32,
    within: Origins,
}

impl Array {
    /// An array of these; `rest` is what any further element may be, none where there is no further.
    pub fn new(mut elements: Vec<Value>, mut rest: Option<Value>) -> Self {
        let size = trimmed(elements.iter_mut().chain(&mut rest));
        let digest = Digester::tagged(31)
            .add_all(elements.iter().map(Value::digest))
            .add(rest.as_ref().map(Value::digest))
            .end();
        let depth = 1 + elements.iter().chain(&rest).map(Value::depth).max().unwrap_or(0);
        let within = Origins::union_all(elements.iter().chain(&rest).map(Value::deep_origins));
        Self { elements, rest, digest, depth, size, within }
    }

    /// The known first elements.
    pub fn elements(&self) -> &[Value] {
        &self.elements
    }

    /// What any further element may be; none where there is no further.
    pub fn rest(&self) -> Option<&Value> {
        self.rest.as_ref()
    }

    pub(crate) fn digest(&self) -> u64 {
        self.digest
    }

    pub(crate) fn depth(&self) -> u16 {
        self.depth
    }

    /// How many values it holds, each as often as it occurs.
    pub(crate) fn size(&self) -> u32 {
        self.size
    }

    /// Where everything in it came from.
    pub(crate) fn within(&self) -> &Origins {
        &self.within
    }
}

/// What may be one of several: never nested, never empty, sorted by name where they have one.
#[derive(Debug, Clone)]
pub struct Union {
    values: Vec<Value>,
    digest: u64,
    depth: u16,
    size: u32,
    within: Origins,
}

impl Union {
    pub(super) fn new(values: Vec<Value>) -> Self {
        let digest = Digester::tagged(11).add_all(values.iter().map(Value::digest)).end();
        let depth = values.iter().map(Value::depth).max().unwrap_or(0);
        let size = values.iter().fold(1, |size: u32, value| size.saturating_add(value.size()));
        let within = Origins::union_all(values.iter().map(Value::deep_origins));
        Self { values, digest, depth, size, within }
    }

    pub(super) fn digest(&self) -> u64 {
        self.digest
    }

    pub(super) fn depth(&self) -> u16 {
        self.depth
    }

    pub(super) fn size(&self) -> u32 {
        self.size
    }

    pub(super) fn within(&self) -> &Origins {
        &self.within
    }
}

impl std::ops::Deref for Union {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.values
    }
}

/// A JSX element.
#[derive(Debug, Clone)]
pub struct Element {
    /// `div`; for components the name they are written with, `Panel`, `ui.Panel`; empty for a fragment.
    pub tag: Name,
    /// What a component's name stands for.
    pub component: Option<Value>,
    /// An object of the attributes, with `children` where there are any.
    pub attributes: Value,
    /// Where it stands.
    pub site: Site,
    pub(crate) digest: u64,
    pub(crate) depth: u16,
}

impl Element {
    /// An element.
    pub fn new(tag: Name, component: Option<Value>, attributes: Value, site: Site) -> Self {
        let digest = Digester::tagged(32)
            .add(&tag)
            .add(component.as_ref().map(Value::digest))
            .add(attributes.digest())
            .add(site)
            .end();
        let depth = 1 + attributes.depth();
        Self { tag, component, attributes, site, digest, depth }
    }
}
