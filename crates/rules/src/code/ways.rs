//! In which function on a way a check belongs.

use std::collections::{HashMap, HashSet};

use assay_code::{Analysis, Entry, EntryId, Event, Hop, Site};
use assay_source::Place;

use super::callers::caused_by_strangers;
use super::stored_data_unchecked::short_name;

/// The ways to all that users can cause.
pub(crate) struct Ways<'a> {
    code: &'a Analysis,
    /// Functions that several of those with one handler come through: where the handler is declared, and their heads.
    shared: HashMap<Place, HashMap<Site, Serves<'a>>>,
    /// Functions that serve more than one entry at all.
    of_many: HashSet<Site>,
    /// What happens where, on the first way there.
    at: HashMap<(EntryId, Site), &'a Event>,
}

/// Whom of those with one handler a function serves.
#[derive(PartialEq, Eq, Clone, Copy)]
enum Serves<'a> {
    One(&'a str),
    Several,
}

impl<'a> Ways<'a> {
    pub(crate) fn of(code: &'a Analysis) -> Ways<'a> {
        let mut ways = Ways { code, shared: HashMap::new(), of_many: HashSet::new(), at: HashMap::new() };
        let mut first: HashMap<Site, EntryId> = HashMap::new();
        for (event, entry, _) in caused_by_strangers(code) {
            ways.at.entry((entry.id, event.site)).or_insert(event);
            let name = short_name(entry);
            let of_handler = ways.shared.entry(entry.declared_at.clone()).or_default();
            for hop in event.hops.iter() {
                if *first.entry(hop.callee).or_insert(entry.id) != entry.id {
                    ways.of_many.insert(hop.callee);
                }
                let serves = of_handler.entry(hop.callee).or_insert(Serves::One(name));
                if *serves != Serves::One(name) {
                    *serves = Serves::Several;
                }
            }
        }
        ways
    }

    /// The function on the way to an event in which the check belongs: the entry's own. Where one function is the handler
    /// of several entries, that which it calls for this one alone; of one that only hands the invocation on, the next.
    pub(crate) fn end(&self, event: &Event, entry: &Entry) -> Site {
        let mut left = self.own_from(event, entry);
        while let Some(hop) = event.hops.get(left)
            && !self.of_many.contains(&hop.callee)
            && self.hands_on(hop)
        {
            left += 1;
        }
        let site = event.hops.get(left).map_or(event.site, |hop| hop.site);
        self.code.function_around(site).unwrap_or(site)
    }

    /// The same for what an entry does at a site; none where it does nothing there.
    pub(crate) fn end_at(&self, site: Site, entry: &Entry) -> Option<Site> {
        self.at.get(&(entry.id, site)).map(|event| self.end(event, entry))
    }

    /// The first hop within a function that no other entry with the same handler reaches; the first of all where all do.
    fn own_from(&self, event: &Event, entry: &Entry) -> usize {
        let Some(of_handler) = self.shared.get(&entry.declared_at) else { return 0 };
        let serves_one = |hop: &Hop| matches!(of_handler.get(&hop.callee), Some(Serves::One(_)));
        let others = of_handler.values().any(|serves| *serves != Serves::One(short_name(entry)));
        let own = event.hops.iter().position(serves_one).filter(|_| others);
        own.map_or(0, |own| own + 1)
    }

    /// True where the function around a call is a line or two, and what it calls takes the invocation apart.
    fn hands_on(&self, hop: &Hop) -> bool {
        const MOST_LINES: usize = 3;
        let hands_on = self.code.text_around(hop.site);
        hands_on.lines().count() <= MOST_LINES && self.code.text_around(hop.callee).contains("payload")
    }
}
