//! Values that can be called, constructed, or asked for members.

use std::sync::Arc;

use crate::event::Call;
use crate::ir::{ClassId, FunctionId, ModuleId, Name, VariableId};
use crate::site::Site;

use super::Value;
use super::digest::Digester;

/// A place in the program's memory that more than one function can write to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellId(pub(crate) u32);

/// Tells apart the objects made at one site under different circumstances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub(crate) u64);

/// A variable as a function holds it.
#[derive(Debug, Clone)]
pub enum Captured {
    /// It doesn't change any more.
    Value(Value),
    /// It may.
    Cell(CellId),
}

/// A function of the program with what it has captured.
#[derive(Debug, Clone)]
pub struct Closure {
    /// Its module.
    pub module: ModuleId,
    /// Which function.
    pub function: FunctionId,
    /// Its `this`, where that is fixed: arrows, methods of instances, `bind`.
    pub this: Option<Value>,
    /// The arguments `bind` fixed.
    pub bound: Vec<Value>,
    /// What it has captured, by variable.
    pub(crate) captured: Arc<Captures>,
    /// Of the function and what it has captured: without what it is called with.
    pub(crate) code: u64,
    pub(crate) digest: u64,
}

impl Closure {
    pub(crate) fn new(
        module: ModuleId,
        function: FunctionId,
        this: Option<Value>,
        bound: Vec<Value>,
        captured: Arc<Captures>,
    ) -> Self {
        let code = Digester::tagged(48).add(module).add(function).add(captured.digest()).end();
        let digest = Digester::tagged(40)
            .add(code)
            .add(this.as_ref().map(Value::digest))
            .add_all(bound.iter().map(Value::digest))
            .end();
        Self { module, function, this, bound, captured, code, digest }
    }
}

impl Closure {
    /// The same function, of an instance.
    pub(crate) fn with_this(&self, this: Value) -> Self {
        Self::new(self.module, self.function, Some(this), self.bound.clone(), Arc::clone(&self.captured))
    }

    /// The same function with something else in the place of what it has captured, where that is given.
    pub(crate) fn with_captured(&self, given: &mut dyn FnMut(&Value) -> Option<Value>) -> Self {
        let captured = self.captured.0.iter().map(|(variable, captured)| {
            let other = match captured {
                Captured::Value(value) => given(value).map(Captured::Value),
                Captured::Cell(_) => None,
            };
            (*variable, other.unwrap_or_else(|| captured.clone()))
        });
        let captured = Arc::new(Captures(captured.collect()));
        Self::new(self.module, self.function, self.this.clone(), self.bound.clone(), captured)
    }
}

/// What a function has captured, in the order of variables.
#[derive(Debug, Clone, Default)]
pub(crate) struct Captures(Box<[(VariableId, Captured)]>);

impl Captures {
    /// Of variables that stand there once each.
    pub(crate) fn of(mut captured: Vec<(VariableId, Captured)>) -> Self {
        captured.sort_unstable_by_key(|(variable, _)| *variable);
        Self(captured.into())
    }

    pub(crate) fn get(&self, variable: VariableId) -> Option<&Captured> {
        let found = self.0.binary_search_by_key(&variable, |(variable, _)| *variable).ok()?;
        Some(&self.0[found].1)
    }

    fn digest(&self) -> u64 {
        let parts = self.0.iter().map(|(variable, captured)| match captured {
            Captured::Value(value) => (*variable, value.digest(), false),
            Captured::Cell(cell) => (*variable, u64::from(cell.0), true),
        });
        Digester::tagged(41).add_all(parts).end()
    }
}

/// A function that the engine provides because a library or the language would.
#[derive(Debug, Clone)]
pub enum Native {
    /// Fulfils a promise, sets a state: what it is called with goes to the cell.
    Store(CellId),
    /// `next` of a middleware.
    Next,
    /// A method of a value, taken without a call: `const { get } = client`.
    Method(Value, Name),
}

impl Native {
    pub(crate) fn digest(&self) -> u64 {
        match self {
            Self::Store(cell) => Digester::tagged(42).add(cell).end(),
            Self::Next => 43,
            Self::Method(value, name) => Digester::tagged(44).add(value.digest()).add(name).end(),
        }
    }
}

/// A class of the program.
#[derive(Debug, Clone)]
pub struct ClassValue {
    /// Its module.
    pub module: ModuleId,
    /// Which class.
    pub class: ClassId,
    /// What it extends.
    pub parent: Option<Value>,
    /// What its functions have captured.
    pub(crate) captured: Arc<Captures>,
    pub(crate) digest: u64,
}

impl ClassValue {
    pub(crate) fn new(
        module: ModuleId,
        class: ClassId,
        parent: Option<Value>,
        captured: Arc<Captures>,
    ) -> Self {
        let digest = Digester::tagged(45)
            .add(module)
            .add(class)
            .add(parent.as_ref().map(Value::digest))
            .add(captured.digest())
            .end();
        Self { module, class, parent, captured, digest }
    }
}

/// An instance of a class of the program. Its fields live in the interpreter, joined over all writes.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Its class.
    pub class: Arc<ClassValue>,
    /// Which of its instances; none for one that a framework hands out.
    pub object: Option<ObjectId>,
}

impl Instance {
    pub(crate) fn digest(&self) -> u64 {
        Digester::tagged(46).add(self.class.digest).add(self.object).end()
    }
}

/// Something that others wrote.
///
/// Its path is canonical: `@forge/api:asApp().requestJira`, `node:crypto:timingSafeEqual`, `global:console.log`. `()`
/// stands for what a call or a construction gave.
#[derive(Debug, Clone)]
pub struct External {
    /// Its path.
    pub path: Name,
    /// Where the object that it belongs to was made, by the last call or construction on its path.
    pub made_at: Option<Site>,
    /// Which of the objects made there; all members of one object agree.
    pub object: Option<ObjectId>,
    /// What it was made with: the arguments of the first call or construction on its path that had any.
    pub made_with: Arc<[Value]>,
    /// The last call on its path: of middleware the call that made it, with its settings.
    pub made_by: Option<Arc<Call>>,
    pub(crate) digest: u64,
}

impl External {
    pub(crate) fn new(
        path: Name,
        made_at: Option<Site>,
        object: Option<ObjectId>,
        made_with: Arc<[Value]>,
        made_by: Option<Arc<Call>>,
    ) -> Self {
        let digest = Digester::tagged(47)
            .add(&path)
            .add(made_at)
            .add(object)
            .add_all(made_with.iter().map(Value::digest))
            .add(made_by.as_ref().map(|call| call.digest()))
            .end();
        Self { path, made_at, object, made_with, made_by, digest }
    }
}
