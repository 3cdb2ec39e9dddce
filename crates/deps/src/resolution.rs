//! From what a lock file says to packages that stand in it once, each with its purpose and the way that leads to it.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap, HashMap},
};

use assay_advisories::Ecosystem;

use crate::{Anchor, Hash, Origin, Package, Purpose, Relation, Request, Version};

/// A package as one entry of a file has it.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) version: Version,
    pub(crate) origin: Origin,
    pub(crate) hashes: Vec<Hash>,
    pub(crate) deprecated: Option<String>,
    pub(crate) at: Anchor,
}

impl Entry {
    /// From the public registry, with nothing more said of it.
    pub(crate) fn new(ecosystem: Ecosystem, name: &str, version: Version, at: Anchor) -> Self {
        Self {
            name: ecosystem.normalized(name).into_owned(),
            version,
            origin: Origin::Registry,
            hashes: Vec::new(),
            deprecated: None,
            at,
        }
    }
}

/// A package among those of a [`Resolution`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Slot(usize);

/// Packages and who asks for whom, while a file is being read.
#[derive(Debug)]
pub(crate) struct Resolution {
    ecosystem: Ecosystem,
    entries: Vec<Entry>,
    by_identity: HashMap<(String, Version, Origin), Slot>,
    /// For each package what it brings in, and for what.
    edges: Vec<BTreeSet<(Slot, Purpose)>>,
    /// What the app asks for itself.
    roots: BTreeSet<(Slot, Purpose)>,
    /// What the file says of a package's purpose where it does not say who brings it in.
    told: HashMap<Slot, Purpose>,
    requests: Vec<(Request, Option<Slot>)>,
    only_reached: bool,
}

impl Resolution {
    pub(crate) fn new(ecosystem: Ecosystem) -> Self {
        Self {
            ecosystem,
            entries: Vec::new(),
            by_identity: HashMap::new(),
            edges: Vec::new(),
            roots: BTreeSet::new(),
            told: HashMap::new(),
            requests: Vec::new(),
            only_reached: false,
        }
    }

    /// Adds a package; one that is there already is the same, and what is new about it is kept.
    pub(crate) fn add(&mut self, entry: Entry) -> Slot {
        let identity = (entry.name.clone(), entry.version.clone(), entry.origin.clone());
        let slot = *self.by_identity.entry(identity).or_insert(Slot(self.entries.len()));
        match self.entries.get_mut(slot.0) {
            Some(known) => {
                known.hashes.extend(entry.hashes);
                known.deprecated = known.deprecated.take().or(entry.deprecated);
            }
            None => {
                self.entries.push(entry);
                self.edges.push(BTreeSet::new());
            }
        }
        slot
    }

    /// Notes that one package brings in another.
    pub(crate) fn brings(&mut self, from: Slot, to: Slot, purpose: Purpose) {
        if from != to {
            self.edges[from.0].insert((to, purpose));
        }
    }

    /// Notes that the app asks for a package without a request that could be shown.
    pub(crate) fn root(&mut self, slot: Slot, purpose: Purpose) {
        self.roots.insert((slot, purpose));
    }

    /// Notes that a manifest asks for something, and what it leads to.
    pub(crate) fn ask(&mut self, request: Request, slot: Option<Slot>) {
        if let Some(slot) = slot {
            self.roots.insert((slot, request.purpose));
        }
        self.requests.push((request, slot));
    }

    /// Adds what is asked for and was not found, as the request itself names it; the requests are given back.
    pub(crate) fn add_unfound(&mut self, entry: impl Fn(&Request) -> Option<Entry>) -> Vec<Request> {
        let unfound = self.requests.iter().enumerate().filter(|(_, (_, slot))| slot.is_none());
        let named: Vec<(usize, Entry)> =
            unfound.filter_map(|(at, (request, _))| Some((at, entry(request)?))).collect();
        let mut added = Vec::with_capacity(named.len());
        for (at, entry) in named {
            let slot = self.add(entry);
            let (request, found) = &mut self.requests[at];
            *found = Some(slot);
            self.roots.insert((slot, request.purpose));
            added.push(request.clone());
        }
        added
    }

    /// Notes what a package is for where nothing says who brings it in.
    pub(crate) fn tell(&mut self, slot: Slot, purpose: Purpose) {
        let told = self.told.entry(slot).or_insert(purpose);
        *told = (*told).min(purpose);
    }

    /// Leaves out what the app does not lead to: packages of others in a shared lock file.
    pub(crate) fn keep_reached(&mut self) {
        self.only_reached = true;
        // What others ask for has no request of a manifest at hand.
        let asked = self.requests.iter().filter_map(|(request, slot)| Some(((*slot)?, request.purpose)));
        self.roots = asked.collect();
    }

    /// How many packages there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The packages of a name, in the order they were added.
    pub(crate) fn named(&self, name: &str) -> impl Iterator<Item = (Slot, &Entry)> {
        let entries = self.entries.iter().enumerate();
        entries.filter(move |(_, entry)| entry.name == name).map(|(at, entry)| (Slot(at), entry))
    }

    /// The packages ordered by name and version, and the requests that lead to them.
    pub(crate) fn finish(self) -> (Vec<Package>, Vec<Request>) {
        let reached = self.reach();
        let kept = |at: &usize| !self.only_reached || reached[*at].is_some();
        let mut order: Vec<usize> = (0..self.entries.len()).filter(kept).collect();
        order.sort_by(|a, b| {
            let key =
                |at: &usize| (&self.entries[*at].name, &self.entries[*at].version, &self.entries[*at].origin);
            key(a).cmp(&key(b))
        });
        let mut places = vec![0; self.entries.len()];
        for (place, &at) in order.iter().enumerate() {
            places[at] = place;
        }
        let mut asked: HashMap<usize, Anchor> = HashMap::new();
        for (request, slot) in &self.requests {
            if let Some(slot) = slot {
                asked.entry(slot.0).or_insert_with(|| request.at.clone());
            }
        }
        let direct: BTreeSet<Slot> = self.roots.iter().map(|(slot, _)| *slot).collect();
        let mut packages: Vec<(usize, Package)> = Vec::with_capacity(order.len());
        for (at, entry) in self.entries.into_iter().enumerate() {
            if self.only_reached && reached[at].is_none() {
                continue;
            }
            let mut hashes = entry.hashes;
            hashes.sort();
            hashes.dedup();
            let mut depends_on: Vec<usize> = self.edges[at].iter().map(|(to, _)| places[to.0]).collect();
            depends_on.sort_unstable();
            depends_on.dedup();
            let way = &reached[at];
            let package = Package {
                ecosystem: self.ecosystem,
                name: entry.name,
                version: entry.version,
                relation: if direct.contains(&Slot(at)) { Relation::Direct } else { Relation::Transitive },
                purpose: way
                    .as_ref()
                    .map(|way| way.purpose)
                    .or_else(|| self.told.get(&Slot(at)).copied())
                    .unwrap_or(Purpose::Production),
                deprecated: entry.deprecated,
                origin: entry.origin,
                hashes,
                depends_on,
                brought_by: way.as_ref().and_then(|way| way.through).map(|slot| places[slot.0]),
                read_at: entry.at,
                asked_at: asked.remove(&at),
            };
            packages.push((places[at], package));
        }
        packages.sort_by_key(|(place, _)| *place);
        let packages = packages.into_iter().map(|(_, package)| package).collect();
        let requests = self
            .requests
            .into_iter()
            .map(|(request, slot)| Request { resolved: slot.map(|slot| places[slot.0]), ..request });
        (packages, requests.collect())
    }

    /// The shortest way to each package among those of its purpose, which is the first in the order of [`Purpose`]
    /// that any way to it has; a way is for what its last-ranking step is for.
    fn reach(&self) -> Vec<Option<Way>> {
        let mut reached: Vec<Option<Way>> = vec![None; self.entries.len()];
        for purpose in [Purpose::Production, Purpose::Optional, Purpose::Peer, Purpose::Development] {
            // By length, then by slot: the same file gives the same ways.
            let mut waiting: BinaryHeap<Reverse<(u32, Slot, Option<Slot>)>> = BinaryHeap::new();
            waiting.extend(
                self.roots.iter().filter(|(_, of)| *of == purpose).map(|(slot, _)| Reverse((1, *slot, None))),
            );
            for (at, way) in reached.iter().enumerate() {
                let Some(way) = way else { continue };
                let steps = self.edges[at].iter().filter(|(_, of)| *of == purpose);
                waiting.extend(steps.map(|(to, _)| Reverse((way.length + 1, *to, Some(Slot(at))))));
            }
            while let Some(Reverse((length, slot, through))) = waiting.pop() {
                if reached[slot.0].is_some() {
                    continue;
                }
                reached[slot.0] = Some(Way { purpose, length, through });
                let steps = self.edges[slot.0].iter().filter(|(_, of)| *of <= purpose);
                waiting.extend(steps.map(|(to, _)| Reverse((length + 1, *to, Some(slot)))));
            }
        }
        reached
    }
}

#[derive(Debug, Clone)]
struct Way {
    purpose: Purpose,
    length: u32,
    through: Option<Slot>,
}
