//! What rules read: every entry of an app, and everything that happens from there.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use assay_app::App;
use assay_source::{Place, RelPath, SourceText, Span};

use crate::entry::{Entry, EntryId};
use crate::event::{Action, Call, Event};
use crate::graph::{Program, SkippedFile};
use crate::interpret;
use crate::ir::{Language, Name};
use crate::model::{Effect, Models};
use crate::site::Site;
use crate::value::Closure;

/// What an app's code does, as far as it was followed.
#[derive(Debug, Default)]
pub struct Analysis {
    /// Every way in, in a fixed order.
    pub entries: Vec<Entry>,
    /// Everything that is done, by entry and then in the order of the way; what runs at loading and what no entry
    /// reaches comes last.
    pub events: Vec<Event>,
    /// Where following the code was given up, and what it would have found is missing.
    pub budgets: Vec<BudgetHit>,
    /// Files of the app that were not read, or not whole: what they do is missing too.
    pub unread: Vec<SkippedFile>,
    /// Calls whose promise nobody waits for: they may still be at work when the function around them has answered.
    pub unawaited: BTreeSet<Site>,
    /// What following it cost: expressions that were interpreted, each as often as it was.
    pub steps: u64,
    /// How many functions the program has.
    pub functions: usize,
    /// False where nothing could be followed at all, for want of a thread to do it on.
    pub complete: bool,
    pub(crate) calls: Calls,
    pub(crate) modules: Vec<(RelPath, Arc<SourceText>)>,
    pub(crate) languages: Vec<Language>,
    /// Of each module's functions the whole and the head.
    pub(crate) functions_of: Vec<Vec<(Span, Span)>>,
}

/// Where among the events the calls of what others wrote stand, by what is asked for: every rule asks, and of most apps
/// there are many more events than a rule wants to see.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    by_effect: BTreeMap<Effect, Vec<u32>>,
    by_path: BTreeMap<Name, Vec<u32>>,
}

impl Calls {
    pub(crate) fn of(events: &[Event]) -> Self {
        let mut calls = Self::default();
        for (position, event) in events.iter().enumerate() {
            let Action::Call(call) = &event.action else { continue };
            let position = position as u32;
            if let Some(effect) = call.effect() {
                calls.by_effect.entry(effect).or_default().push(position);
            }
            match calls.by_path.get_mut(&call.path) {
                Some(known) => known.push(position),
                None => {
                    calls.by_path.insert(call.path.clone(), vec![position]);
                }
            }
        }
        calls
    }

    fn below(&self, prefix: &str) -> Vec<u32> {
        let paths = self
            .by_path
            .range::<str, _>((Bound::Included(prefix), Bound::Unbounded))
            .take_while(|(path, _)| path.starts_with(prefix));
        let mut found: Vec<u32> = paths.flat_map(|(_, positions)| positions).copied().collect();
        found.sort_unstable();
        found
    }
}

/// A function that was not followed to its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BudgetHit {
    /// Its name.
    pub function: Name,
    /// Where it is.
    pub site: Site,
    /// Which limit was hit.
    pub limit: Limit,
}

/// A limit of the work that one function or entry may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// Calls lie too deep in one another.
    Depth,
    /// It was called in too many different ways.
    Contexts,
    /// All work for the entry is used up.
    Steps,
}

/// Follows an app's program from every entry: what it does to the outside, on which way, and what holds there.
///
/// Deterministic, and bounded: where following the code was given up, [`Analysis::budgets`] says so.
pub fn analyse(program: &Program, app: &App) -> Analysis {
    interpret::run(program, app, Models::bundled())
}

impl Analysis {
    /// The place of a site, for people.
    pub fn place(&self, site: Site) -> Place {
        self.modules[site.module.index()].1.place(site.span)
    }

    /// The file of a site.
    pub fn file(&self, site: Site) -> &RelPath {
        &self.modules[site.module.index()].0
    }

    /// The language of a site's file.
    pub fn language(&self, site: Site) -> Language {
        self.languages[site.module.index()]
    }

    /// Every file that was read, with its language, in the order of paths.
    pub fn files(&self) -> impl Iterator<Item = (&RelPath, Language)> {
        self.modules.iter().map(|(path, _)| path).zip(self.languages.iter().copied())
    }

    /// The text of a site's file.
    pub fn text(&self, site: Site) -> &Arc<SourceText> {
        &self.modules[site.module.index()].1
    }

    /// The head of the function a reader would name for a site: the outermost around it that is no longer than
    /// 150 lines, so a handler and not the callback in it, nor the function that registers all handlers. None at the
    /// top level of a module.
    pub fn function_around(&self, site: Site) -> Option<Site> {
        self.around(site).map(|(_, head)| Site::new(site.module, *head))
    }

    /// The text of that function; of the whole file at the top level of a module.
    pub fn text_around(&self, site: Site) -> &str {
        let text = self.text(site);
        let function = self.around(site).and_then(|(whole, _)| text.as_str().get(whole.start..whole.end));
        function.unwrap_or_else(|| text.as_str())
    }

    /// The text of a function.
    pub fn text_of(&self, function: &Closure) -> Option<&str> {
        let index = function.function.index().checked_sub(1)?;
        let (whole, head) = self.functions_of.get(function.module.index())?.get(index)?;
        self.text(Site::new(function.module, *head)).as_str().get(whole.start..whole.end)
    }

    /// The function around a site, from its head's first letter to its end, and the head.
    fn around(&self, site: Site) -> Option<&(Span, Span)> {
        const MOST_LINES: u32 = 150;
        let functions = self.functions_of.get(site.module.index())?;
        let text = self.text(site);
        let lines =
            |whole: &Span| text.position(whole.end).line.saturating_sub(text.position(whole.start).line);
        let mut around: Vec<_> = functions
            .iter()
            .filter(|(whole, _)| whole.start <= site.span.start && site.span.end <= whole.end)
            .collect();
        around.sort_by_key(|(whole, _)| whole.end - whole.start);
        let short = around.iter().rev().find(|(whole, _)| lines(whole) <= MOST_LINES);
        short.or(around.first()).copied()
    }

    /// Whether a site lies in the function with this head, as a hop's `callee` says it.
    pub fn is_within(&self, site: Site, head: Site) -> bool {
        let functions = self.functions_of.get(head.module.index()).map_or(&[][..], Vec::as_slice);
        site.module == head.module
            && functions.iter().any(|(whole, own)| {
                *own == head.span && whole.start <= site.span.start && site.span.end <= whole.end
            })
    }

    /// An entry.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.index()]
    }

    /// The entry of an event, where it has one.
    pub fn entry_of(&self, event: &Event) -> Option<&Entry> {
        event.entry.map(|id| self.entry(id))
    }

    /// All that happens from an entry on.
    pub fn events_of(&self, entry: EntryId) -> impl Iterator<Item = &Event> {
        // They stand in the order of entries, and those of none last.
        let place = |event: &Event| event.entry.map_or(u32::MAX, |id| id.0);
        let from = self.events.partition_point(|event| place(event) < entry.0);
        self.events[from..].iter().take_while(move |event| event.entry == Some(entry))
    }

    /// Every call of what others wrote.
    pub fn calls(&self) -> impl Iterator<Item = (&Event, &Call)> {
        self.events.iter().filter_map(|event| match &event.action {
            Action::Call(call) => Some((event, &**call)),
            _ => None,
        })
    }

    /// Every call of what others wrote from an entry on.
    pub fn calls_of(&self, entry: EntryId) -> impl Iterator<Item = (&Event, &Call)> {
        self.events_of(entry).filter_map(|event| match &event.action {
            Action::Call(call) => Some((event, &**call)),
            _ => None,
        })
    }

    /// Every call with this effect.
    pub fn calls_with(&self, effect: Effect) -> impl Iterator<Item = (&Event, &Call)> {
        self.at(self.calls.by_effect.get(&effect).map_or(&[][..], Vec::as_slice).iter().copied())
    }

    /// Everything of others that is called, by its path, each once.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.calls.by_path.keys().map(Name::as_str)
    }

    /// Every call of something whose path begins like this: `global:console.`.
    pub fn calls_below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a Event, &'a Call)> {
        self.at(self.calls.below(prefix).into_iter())
    }

    fn at(&self, positions: impl Iterator<Item = u32>) -> impl Iterator<Item = (&Event, &Call)> {
        positions.filter_map(|position| {
            let event = &self.events[position as usize];
            match &event.action {
                Action::Call(call) => Some((event, &**call)),
                _ => None,
            }
        })
    }
}
