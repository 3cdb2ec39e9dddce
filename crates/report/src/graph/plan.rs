//! What is drawn: boxes and arrows, before they have a place.

use std::collections::{BTreeMap, BTreeSet};

use assay_code::{
    Action, Audience, Entry, Event, Guard, GuardKind, Reach, Side, Site,
    model::{CheckKind, Effect, Role},
};

use super::effects::reached;
use crate::{
    code::{CodeView, audience},
    text::neutral,
};

/// Most functions that are drawn one by one; beyond, one box stands for a file.
const MOST_FUNCTIONS: usize = 36;
/// Most entries that are drawn one by one; beyond, one box stands for what its name begins with.
const MOST_ENTRIES: usize = 40;
/// Most things reached that are drawn one by one; beyond, one box stands for all of a kind.
const MOST_REACHED: usize = 48;

/// What a box lies in. Between any two runs a border of trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Zone {
    /// Who can cause code to run.
    People,
    /// In a browser.
    Browser,
    /// Functions of the app on the platform.
    Platform,
    /// Servers of the app's owner.
    Server,
    /// Atlassian's products.
    Products,
    /// What keeps data.
    Stores,
    /// Everything else.
    Network,
}

impl Zone {
    pub(super) const ALL: [Self; 7] = [
        Self::People,
        Self::Browser,
        Self::Platform,
        Self::Server,
        Self::Products,
        Self::Stores,
        Self::Network,
    ];

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::People => "Who can cause it to run",
            Self::Browser => "Browser",
            Self::Platform => "Functions on the platform",
            Self::Server => "Servers of the app",
            Self::Products => "Atlassian's products",
            Self::Stores => "Stores",
            Self::Network => "Elsewhere",
        }
    }

    /// A name for programs.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Browser => "browser",
            Self::Platform => "platform",
            Self::Server => "server",
            Self::Products => "products",
            Self::Stores => "stores",
            Self::Network => "network",
        }
    }

    fn of(side: Side) -> Self {
        match side {
            Side::FrontEnd => Self::Browser,
            Side::Backend => Self::Platform,
            Side::Server => Self::Server,
        }
    }
}

/// What a box stands for, which says how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Caller,
    Entry,
    /// An entry behind which nothing was found.
    Lost,
    Function,
    Reached,
    /// With more than a user's own rights, or about secrets.
    Grave,
}

/// A box.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) zone: Zone,
    pub(super) kind: Kind,
    pub(super) title: String,
    pub(super) detail: String,
}

/// The picture.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) name: String,
    pub(super) nodes: Vec<Node>,
    /// From, to, and whether it is checked who may on every way it stands for. In order, each pair once.
    pub(super) edges: BTreeMap<(usize, usize), bool>,
}

/// True for a check of who may, whose outcome decides. That a value is there, or looks right, is none.
fn asks_who(guard: &Guard) -> bool {
    let asks = match &guard.kind {
        GuardKind::Check(CheckKind::Schema | CheckKind::Shape) => false,
        GuardKind::SecretCompared { can_be_missing } => !can_be_missing,
        GuardKind::Check(_)
        | GuardKind::PermissionAsked
        | GuardKind::UserRead
        | GuardKind::AccountCompared => true,
        _ => false,
    };
    asks && guard.certain
}

/// How much is drawn one by one.
struct Grain {
    functions: bool,
    entries: bool,
    reached: bool,
}

impl Plan {
    /// The picture of an app: as much in detail as can be looked at.
    pub(super) fn of(view: &CodeView<'_>) -> Self {
        let entries = view.analysis.entries.len() <= MOST_ENTRIES;
        let mut grain = Grain { functions: true, entries, reached: true };
        let mut plan = Self::with(view, &grain);
        let number =
            |plan: &Self, kinds: &[Kind]| plan.nodes.iter().filter(|node| kinds.contains(&node.kind)).count();
        grain.functions = number(&plan, &[Kind::Function]) <= MOST_FUNCTIONS;
        grain.reached = number(&plan, &[Kind::Reached, Kind::Grave]) <= MOST_REACHED;
        if !grain.functions || !grain.reached {
            plan = Self::with(view, &grain);
        }
        plan
    }

    fn with(view: &CodeView<'_>, grain: &Grain) -> Self {
        let mut draft = Draft { view, grain, plan: Self::default(), numbers: BTreeMap::new() };
        draft.plan.name = neutral(view.name).into_owned();
        let entries: Vec<usize> = view.analysis.entries.iter().map(|entry| draft.entry(entry)).collect();
        for event in view.analysis.events.iter().filter(|event| event.reach == Reach::Entry) {
            draft.event(event, &entries);
        }
        draft.without_shortcuts();
        draft.plan
    }

    /// Boxes of a zone, by number.
    pub(super) fn of_zone(&self, zone: Zone) -> impl Iterator<Item = (usize, &Node)> {
        self.nodes.iter().enumerate().filter(move |(_, node)| node.zone == zone)
    }
}

struct Draft<'a, 'v> {
    view: &'a CodeView<'v>,
    grain: &'a Grain,
    plan: Plan,
    numbers: BTreeMap<(Zone, Kind, String, String), usize>,
}

impl Draft<'_, '_> {
    fn node(&mut self, zone: Zone, kind: Kind, title: &str, detail: &str) -> usize {
        let (title, detail) = (neutral(title).into_owned(), neutral(detail).into_owned());
        let plan = &mut self.plan;
        *self.numbers.entry((zone, kind, title.clone(), detail.clone())).or_insert_with(|| {
            plan.nodes.push(Node { zone, kind, title, detail });
            plan.nodes.len() - 1
        })
    }

    fn edge(&mut self, from: usize, to: usize, guarded: bool) {
        if from != to {
            self.plan.edges.entry((from, to)).and_modify(|known| *known &= guarded).or_insert(guarded);
        }
    }

    fn entry(&mut self, entry: &Entry) -> usize {
        let kind = if entry.handlers.is_empty() { Kind::Lost } else { Kind::Entry };
        let name = match entry.name.split_once('/') {
            Some((key, _)) if !self.grain.entries && !key.is_empty() => format!("{key}/…"),
            _ => entry.name.to_string(),
        };
        let detail = if self.grain.entries { entry.declared_at.to_string() } else { String::new() };
        let node = self.node(Zone::of(entry.side), kind, &name, &detail);
        let callers: BTreeSet<Audience> = entry.audiences.iter().map(|(audience, _)| *audience).collect();
        for caller in callers {
            let caller = self.node(Zone::People, Kind::Caller, audience(caller), "");
            self.edge(caller, node, false);
        }
        node
    }

    fn event(&mut self, event: &Event, entries: &[usize]) {
        let Some(entry) = event.entry else { return };
        let Action::Call(call) = &event.action else { return };
        let zone = Zone::of(self.view.analysis.entry(entry).side);
        let guarded = event.guards.iter().any(asks_who);
        let invoked = (call.effect() == Some(Effect::InvokeBackend)).then(|| call.role(Role::Name));
        let invoked: Vec<usize> = invoked
            .iter()
            .flat_map(|name| name.constants())
            .flat_map(|name| self.defined(name, entries))
            .collect();
        let what = reached(call);
        if what.is_none() && invoked.is_empty() {
            return;
        }
        let mut from = entries[entry.index()];
        for to in invoked {
            self.edge(from, to, false);
        }
        let Some(what) = what else { return };
        // Of the functions on the way, the one that does it; a page is one box.
        if let (Some(hop), true) = (event.hops.last(), zone != Zone::Browser) {
            let to = self.function(zone, &hop.function, hop.callee);
            self.edge(from, to, false);
            from = to;
        }
        let kind = if what.grave { Kind::Grave } else { Kind::Reached };
        let title = if self.grain.reached { what.title } else { what.zone.title().to_owned() };
        let to = self.node(what.zone, kind, &title, &what.detail);
        self.edge(from, to, guarded);
    }

    /// Where a page leads from a caller to an entry, the arrow past the page says nothing more.
    fn without_shortcuts(&mut self) {
        let edges = &self.plan.edges;
        let zone = |node: usize| self.plan.nodes[node].zone;
        let by_page = |caller: usize, entry: usize| {
            edges.keys().any(|&(page, to)| {
                to == entry && zone(page) == Zone::Browser && edges.contains_key(&(caller, page))
            })
        };
        let shortcuts: Vec<(usize, usize)> = edges
            .keys()
            .copied()
            .filter(|&(from, to)| {
                zone(from) == Zone::People && zone(to) != Zone::Browser && by_page(from, to)
            })
            .collect();
        shortcuts.iter().for_each(|edge| {
            self.plan.edges.remove(edge);
        });
    }

    /// Entries of the backend that a front end invokes by name.
    fn defined(&self, name: &str, entries: &[usize]) -> Vec<usize> {
        let is_it = |entry: &&Entry| {
            entry.side == Side::Backend
                && entry.name.split_once('/').is_some_and(|(_, defined)| defined == name)
        };
        self.view.analysis.entries.iter().filter(is_it).map(|entry| entries[entry.id.index()]).collect()
    }

    fn function(&mut self, zone: Zone, name: &str, site: Site) -> usize {
        let file = self.view.analysis.file(site).to_string();
        if !self.grain.functions {
            let (folder, name) = file.rsplit_once('/').unwrap_or(("", &file));
            return self.node(zone, Kind::Function, name, folder);
        }
        let line = self.view.analysis.place(site).line();
        let name = if name.is_empty() { "a function" } else { name };
        self.node(zone, Kind::Function, name, &format!("{file}:{line}"))
    }
}
