//! The state of one activation, and where two ways meet.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::event::Action;
use crate::guard::Guards;
use crate::hash::{HashMap, HashSet};
use crate::ir::{ExpressionId, FunctionId, Module, ModuleId, Name, VariableId};
use crate::site::Site;
use crate::value::{Captures, CellId, Value};

/// What is known at one point of a function.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    /// By slot. Copied where it is written to after a fork.
    locals: Rc<Vec<Option<Value>>>,
    pub(super) this: Value,
    pub(super) guards: Guards,
    /// False where nothing leads here.
    pub(super) alive: bool,
}

impl Flow {
    pub(super) fn new(locals: usize, this: Value) -> Self {
        Self { locals: Rc::new(vec![None; locals]), this, guards: Guards::none(), alive: true }
    }

    pub(super) fn local(&self, slot: usize) -> Option<&Value> {
        self.locals[slot].as_ref()
    }

    pub(super) fn set_local(&mut self, slot: usize, value: Value) {
        Rc::make_mut(&mut self.locals)[slot] = Some(value);
    }

    /// Goes on only where this holds.
    pub(super) fn assume(&mut self, guards: Option<&Guards>) {
        match guards {
            Some(guards) => self.guards = self.guards.and(guards),
            None => self.alive = false,
        }
    }

    /// What is known where either way led.
    #[must_use]
    pub(super) fn join(self, other: Self) -> Self {
        if !other.alive {
            return self;
        }
        if !self.alive {
            return other;
        }
        let locals = if Rc::ptr_eq(&self.locals, &other.locals) {
            self.locals
        } else {
            let pairs = self.locals.iter().zip(other.locals.iter());
            Rc::new(
                pairs
                    .map(|(left, right)| match (left, right) {
                        (Some(left), Some(right)) => Some(left.join(right)),
                        (left, right) => left.as_ref().or(right.as_ref()).cloned(),
                    })
                    .collect(),
            )
        };
        Self {
            locals,
            this: self.this.join(&other.this),
            guards: self.guards.both(&other.guards),
            alive: true,
        }
    }
}

impl Flow {
    /// Joins another way into this one.
    pub(super) fn merge(&mut self, other: Self) {
        let mine = std::mem::replace(self, Self::new(0, Value::undefined()));
        *self = mine.join(other);
    }

    /// Whether nothing was written to since.
    pub(super) fn same_locals(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.locals, &other.locals)
            || self.locals.iter().zip(other.locals.iter()).all(|(left, right)| match (left, right) {
                (Some(left), Some(right)) => left.digest() == right.digest(),
                (None, None) => true,
                _ => false,
            })
    }
}

/// Something a function does, with what holds there, relative to its start.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) site: Site,
    pub(super) guards: Guards,
    pub(super) kind: ItemKind,
}

#[derive(Debug, Clone)]
pub(super) enum ItemKind {
    /// An event.
    Event(Arc<Action>),
    /// A call of a function of the program.
    Call {
        summary: SummaryId,
        /// It runs by itself later: what holds at the call doesn't hold in it.
        detached: bool,
    },
}

/// What interpreting one function once, with one set of arguments, gave.
#[derive(Debug)]
pub(super) struct Summary {
    pub(super) module: ModuleId,
    pub(super) function: FunctionId,
    pub(super) items: Vec<Item>,
    /// Anything worth telling happens in it, or in what it calls.
    pub(super) does_something: bool,
    /// It lets the next handler run, or something it calls does.
    pub(super) hands_on: bool,
    /// None where it never returns.
    pub(super) value: Option<Value>,
    /// Each way it returns.
    pub(super) returns: Vec<Return>,
    /// What holds wherever it returned.
    pub(super) ensures: Guards,
    /// The objects given for parameters, as they were left, where they were written to.
    pub(super) left: Vec<(usize, Value)>,
    /// The same for `this`.
    pub(super) this_left: Option<Value>,
    /// What was read of memory, and how it was.
    pub(super) reads: Vec<(CellId, u64)>,
}

/// One `return`.
#[derive(Debug, Clone)]
pub(super) struct Return {
    pub(super) site: Site,
    pub(super) value: Value,
    pub(super) guards: Guards,
    /// It gives on what this call gave.
    pub(super) of: Option<SummaryId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SummaryId(pub(super) u32);

impl SummaryId {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// One function while it is interpreted.
#[derive(Debug)]
pub(super) struct Frame<'p> {
    pub(super) module: ModuleId,
    pub(super) function: FunctionId,
    pub(super) ir: &'p Module,
    pub(super) captured: Arc<Captures>,
    /// Own variables that other functions may write to, or that were captured before they had a value.
    pub(super) cells: BTreeMap<VariableId, CellId>,
    pub(super) arguments: Vec<Value>,
    /// Tells this activation apart from others.
    pub(super) key: u64,
    pub(super) flow: Flow,
    pub(super) items: Vec<Item>,
    pub(super) returns: Vec<Return>,
    pub(super) yields: Vec<Value>,
    pub(super) reads: HashMap<CellId, u64>,
    /// Summaries whose reads are among them.
    pub(super) read_by: HashSet<SummaryId>,
    /// Loops, switches and labels around, innermost last.
    pub(super) jumps: Vec<Jump>,
    /// Where `throw` leads to inside `try`, innermost last.
    pub(super) catches: Vec<Vec<(Flow, Value)>>,
    /// The call whose result nobody looks at.
    pub(super) unused: Option<ExpressionId>,
    /// The last call of a function of the program, by its expression.
    pub(super) last_call: Option<(ExpressionId, SummaryId)>,
}

/// Where `break` and `continue` lead to.
#[derive(Debug)]
pub(super) struct Jump {
    pub(super) label: Option<Name>,
    /// `continue` may mean it, and `break` without a label too.
    pub(super) is_loop: bool,
    /// `break` without a label may mean it.
    pub(super) takes_break: bool,
    pub(super) broken: Vec<Flow>,
    pub(super) continued: Vec<Flow>,
}

impl Jump {
    pub(super) fn new(label: Option<Name>, is_loop: bool, takes_break: bool) -> Self {
        Self { label, is_loop, takes_break, broken: Vec::new(), continued: Vec::new() }
    }
}

impl Frame<'_> {
    pub(super) fn site(&self, expression: ExpressionId) -> Site {
        Site::new(self.module, self.ir.expressions[expression.index()].span)
    }
}
