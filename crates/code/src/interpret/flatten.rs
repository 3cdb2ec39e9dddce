//! From summaries to events: the ways from an entry down to everything that is done.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::entry::EntryId;
use crate::event::{Action, Call, Called, Event, Hop, Reach};
use crate::graph::Program;
use crate::guard::Guards;
use crate::hash::{HashMap, HashSet};
use crate::ir::Name;
use crate::site::Site;
use crate::value::{Digester, Value};

use super::flow::{ItemKind, Summary, SummaryId};
use super::held::{Held, Sets};
use super::run::registers;

/// Ways that one summary is walked in for one entry: each with less known than on those before.
const MOST_WAYS: usize = 6;
/// Events of one entry.
const MOST_EVENTS: usize = 20_000;
/// Events of one entry that stand at one site: with other values, or with less known.
const MOST_AT_SITE: u32 = 160;
/// The same for one caller.
const MOST_FROM_CALLER: u32 = 8;

/// A way into the program that was run, and what happens below it is still to be told.
#[derive(Debug)]
pub(super) struct Way {
    pub(super) entry: Option<EntryId>,
    pub(super) reach: Reach,
    /// What runs, with what holds at its start.
    pub(super) runs: Vec<(SummaryId, Guards)>,
    /// What the last of them returns goes to whoever came in.
    pub(super) answers: bool,
}

impl Way {
    /// One that is no entry's, with nothing known at its start.
    pub(super) fn unentered(reach: Reach, runs: impl IntoIterator<Item = SummaryId>) -> Self {
        let runs = runs.into_iter().map(|id| (id, Guards::none())).collect();
        Self { entry: None, reach, runs, answers: false }
    }

    /// What happens below it.
    pub(super) fn events(&self, program: &Program, summaries: &[Summary], sets: &mut Sets) -> Vec<Event> {
        let mut walk = Walk::new(program, summaries, sets, self.entry, self.reach);
        for (id, held) in &self.runs {
            walk.summary(*id, held);
        }
        if let Some((id, held)) = self.runs.last().filter(|_| self.answers) {
            walk.responses(*id, held, 8);
        }
        walk.events
    }
}

/// What happens below each of many ways, in their order: on as many threads as there are, since no walk needs another.
pub(super) fn events_of_each(program: &Program, summaries: &[Summary], ways: &[Way]) -> Vec<Vec<Event>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut sets = Sets::default();
        let mut done = Vec::new();
        loop {
            let position = next.fetch_add(1, Ordering::Relaxed);
            let Some(way) = ways.get(position) else { return done };
            done.push((position, way.events(program, summaries, &mut sets)));
        }
    };
    // Calls lie as deep in one another as where they were followed. Where the system gives no threads, this one does it.
    let threads = rayon::ThreadPoolBuilder::new().stack_size(super::run::STACK).build();
    let mut done = match threads {
        Ok(threads) => threads.broadcast(|_| work()).into_iter().flatten().collect(),
        Err(_) => work(),
    };
    done.sort_by_key(|(position, _)| *position);
    done.into_iter().map(|(_, events)| events).collect()
}

/// Ways into one summary, by what is known at its start.
#[derive(Debug, Default)]
struct Known {
    count: usize,
    held: [Held; MOST_WAYS],
}

/// Walks summaries for one entry.
pub(super) struct Walk<'i> {
    program: &'i Program,
    summaries: &'i [Summary],
    sets: &'i mut Sets,
    entry: Option<EntryId>,
    reach: Reach,
    visited: HashMap<SummaryId, Known>,
    seen: HashSet<(Site, u64, Held)>,
    at_site: HashMap<(Site, Option<Site>), u32>,
    hops: Vec<(Site, SummaryId)>,
    /// The same as rules read them, where an event was told here.
    way: Option<Arc<[Hop]>>,
    events: Vec<Event>,
}

impl<'i> Walk<'i> {
    pub(super) fn new(
        program: &'i Program,
        summaries: &'i [Summary],
        sets: &'i mut Sets,
        entry: Option<EntryId>,
        reach: Reach,
    ) -> Self {
        Self {
            program,
            summaries,
            sets,
            entry,
            reach,
            visited: HashMap::default(),
            seen: HashSet::default(),
            at_site: HashMap::default(),
            hops: Vec::new(),
            way: None,
            events: Vec::new(),
        }
    }

    /// Everything that is done below a summary, where this holds at its start.
    fn summary(&mut self, id: SummaryId, guards: &Guards) {
        let held = self.sets.of(guards);
        self.below(id, held);
    }

    fn below(&mut self, id: SummaryId, held: Held) {
        if self.events.len() >= MOST_EVENTS || !self.is_new_way(id, held) {
            return;
        }
        let summary = &self.summaries[id.index()];
        // Neighbours mostly stand under the same guards.
        let none = Guards::none();
        let mut last = (&none, held);
        for item in &summary.items {
            if !last.0.is_same(&item.guards) {
                let own = self.sets.of(&item.guards);
                last = (&item.guards, self.sets.union(held, own));
            }
            match &item.kind {
                ItemKind::Event(action) => self.event(item.site, last.1, action),
                ItemKind::Call { summary, detached } => {
                    self.enter(item.site, *summary);
                    self.below(*summary, if *detached { Held::NOTHING } else { last.1 });
                    self.leave();
                }
            }
        }
    }

    /// Notes a way into a summary; false where nothing new can come of it.
    fn is_new_way(&mut self, id: SummaryId, held: Held) -> bool {
        let known = self.visited.entry(id).or_default();
        if known.held[..known.count].iter().any(|known| self.sets.implies(held, *known)) {
            return false;
        }
        let Some(free) = known.held.get_mut(known.count) else { return false };
        *free = held;
        known.count += 1;
        true
    }

    fn enter(&mut self, site: Site, summary: SummaryId) {
        self.hops.push((site, summary));
        self.way = None;
    }

    fn leave(&mut self) {
        self.hops.pop();
        self.way = None;
    }

    /// What a summary's function answers, each way it returns by itself.
    fn responses(&mut self, id: SummaryId, guards: &Guards, depth: u8) {
        let held = self.sets.of(guards);
        self.responses_below(id, held, depth);
    }

    fn responses_below(&mut self, id: SummaryId, held: Held, depth: u8) {
        let summary = &self.summaries[id.index()];
        for one in &summary.returns {
            let own = self.sets.of(&one.guards);
            let held = self.sets.union(held, own);
            match one.of {
                Some(inner) if depth > 0 => {
                    self.enter(one.site, inner);
                    self.responses_below(inner, held, depth - 1);
                    self.leave();
                }
                _ if one.value.is_undefined() => {}
                _ => {
                    self.event(one.site, held, &Arc::new(Action::Respond(one.value.clone().without_truth())))
                }
            }
        }
    }

    fn event(&mut self, site: Site, held: Held, action: &Arc<Action>) {
        if self.events.len() >= MOST_EVENTS || is_internal(action) {
            return;
        }
        // A loop over a table registers each of its handlers at one site.
        let registers = matches!(&**action, Action::Call(call) if registers(call));
        // What stands where enough was told already is not even looked at.
        if self.at_site.get(&(site, None)).is_some_and(|count| *count >= MOST_AT_SITE) && !registers
            || !self.seen.insert((site, digest(action), held))
        {
            return;
        }
        let caller = self.hops.last().map(|hop| hop.0);
        for (key, most) in [((site, None), MOST_AT_SITE), ((site, caller.or(Some(site))), MOST_FROM_CALLER)] {
            let count = self.at_site.entry(key).or_default();
            *count += 1;
            if *count > most && !registers {
                return;
            }
        }
        let hops = match &self.way {
            Some(way) => Arc::clone(way),
            None => {
                let way: Arc<[Hop]> =
                    self.hops.iter().map(|(site, summary)| self.hop(*site, *summary)).collect();
                Arc::clone(self.way.insert(way))
            }
        };
        let guards = self.sets.guards(held);
        let (entry, reach) = (self.entry, self.reach);
        self.events.push(Event { entry, site, hops, guards, action: (**action).clone(), reach });
    }

    fn hop(&self, site: Site, summary: SummaryId) -> Hop {
        let summary = &self.summaries[summary.index()];
        let function = &self.program.modules[summary.module.index()].functions[summary.function.index()];
        Hop {
            site,
            function: function.name.clone().unwrap_or_default(),
            callee: Site::new(summary.module, function.head),
        }
    }

    /// What holds at every call of `next` below a summary; none where there is no such call.
    pub(super) fn held_at_next(&mut self, id: SummaryId) -> Option<Guards> {
        let mut met: Option<Guards> = None;
        self.next(id, Held::NOTHING, 12, &mut met);
        met
    }

    fn next(&mut self, id: SummaryId, held: Held, depth: u8, met: &mut Option<Guards>) {
        let summary = &self.summaries[id.index()];
        if depth == 0 || !summary.hands_on || !self.is_new_way(id, held) {
            return;
        }
        for item in &summary.items {
            let own = self.sets.of(&item.guards);
            let held = self.sets.union(held, own);
            match &item.kind {
                ItemKind::Event(action) if is_internal(action) => {
                    let held = self.sets.guards(held);
                    *met = Some(match met.take() {
                        Some(met) => met.both(&held),
                        None => held,
                    });
                }
                ItemKind::Event(_) => {}
                ItemKind::Call { summary, .. } => self.next(*summary, held, depth - 1, met),
            }
        }
    }
}

/// Marks of our own among the events.
pub(super) fn is_internal(action: &Action) -> bool {
    matches!(action, Action::Call(call) if call.path == super::run::NEXT)
}

fn digest(action: &Action) -> u64 {
    match action {
        Action::Call(call) => call.digest(),
        Action::Assign(assign) => Digester::tagged(180)
            .add(&assign.target)
            .add(assign.key.as_ref().map(Value::digest))
            .add(assign.value.digest())
            .end(),
        Action::Render(render) => {
            Digester::tagged(181).add(&render.tag).add(render.attributes.digest()).end()
        }
        Action::Respond(value) => Digester::tagged(182).add(value.digest()).end(),
        Action::Import(value) => Digester::tagged(183).add(value.digest()).end(),
        Action::Match(one) => Digester::tagged(184).add(&one.pattern).add(one.subject.digest()).end(),
    }
}

/// The mark that the next handler runs from here.
pub(super) fn mark(site: Site) -> Arc<Call> {
    Arc::new(Call::new(Called {
        path: Name::from(super::run::NEXT),
        construct: false,
        model: None,
        receiver: Value::undefined(),
        arguments: Vec::new(),
        used: true,
        site,
    }))
}
