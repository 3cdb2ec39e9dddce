//! Which contents the files of a history have had: each once, with the first commit that holds it and its paths.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicUsize, Ordering},
};

use assay_secrets::NotSeen;
use gix::{
    ObjectId,
    hash::Kind,
    objs::{Find as _, Kind as Type, TreeRefIter},
};

use crate::{
    Missing,
    commits::Walk,
    repository::{HistoryError, Objects, Repository},
    threads,
};

/// Most paths that are kept of one content or one folder: a repository can be made in which a few objects have
/// more paths than there are atoms.
const MOST_PATHS: usize = 8;

/// Deepest folder that is looked into.
const DEEPEST: usize = 200;

/// A path, by its number in [`Paths`].
pub(crate) type PathId = u32;

/// Paths, each kept once, with its parent.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    names: Vec<(PathId, Box<[u8]>)>,
    numbers: HashMap<(PathId, Box<[u8]>), PathId>,
}

/// The top of the repository.
pub(crate) const TOP: PathId = PathId::MAX;

impl Paths {
    fn below(&mut self, parent: PathId, name: &[u8]) -> PathId {
        let key = (parent, Box::from(name));
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let number = self.names.len() as PathId;
        self.names.push(key.clone());
        self.numbers.insert(key, number);
        number
    }

    /// The parts of a path, from the top.
    pub(crate) fn parts(&self, mut path: PathId) -> Vec<&[u8]> {
        let mut parts = Vec::new();
        while let Some((parent, name)) = self.names.get(path as usize) {
            parts.push(&**name);
            path = *parent;
        }
        parts.reverse();
        parts
    }

    /// A path as text.
    pub(crate) fn text(&self, path: PathId) -> String {
        self.parts(path).iter().map(|part| String::from_utf8_lossy(part)).collect::<Vec<_>>().join("/")
    }
}

/// What is known of one content.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    /// Position of the first commit that holds it.
    pub(crate) first: u32,
    /// Its paths, in the order they were met.
    pub(crate) paths: Vec<PathId>,
}

/// The contents of a history.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    pub(crate) paths: Paths,
    pub(crate) blobs: HashMap<ObjectId, Content>,
}

/// One stretch of the walk, looked at by one thread.
#[derive(Default)]
struct Stretch {
    contents: Contents,
    /// The paths at which a folder was looked into.
    folders: HashMap<ObjectId, Vec<PathId>>,
    missing: Missing,
    too_deep: Missing,
}

/// Looks into every folder of every commit, each once.
pub(crate) fn gather(
    repository: &Repository,
    walk: &Walk,
    not_seen: &mut Vec<NotSeen>,
) -> Result<Contents, HistoryError> {
    // Stretches are looked at by themselves, and the earliest that met a content says where it came in. Each begins
    // with a whole look at one commit: few and long ones are best.
    let length = walk.commits.len().div_ceil(threads() * 2).max(500);
    let count = walk.commits.len().div_ceil(length);
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<(usize, Stretch)>, HistoryError> {
        let objects = repository.objects()?;
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return Ok(done);
            }
            let mut stretch = Stretch::default();
            let range = at * length..walk.commits.len().min((at + 1) * length);
            for position in range {
                stretch.look_into(&objects, walk.commits[position].tree, position as u32);
            }
            done.push((at, stretch));
        }
    };
    let results: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads().min(count.max(1))).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join()).collect()
    });
    let mut stretches = Vec::new();
    for result in results {
        stretches.extend(result.map_err(|_| HistoryError::unreadable("a reader broke"))??);
    }
    stretches.sort_by_key(|(at, _)| *at);
    let mut all = Contents::default();
    let (mut missing, mut too_deep) = (Missing::default(), Missing::default());
    for (_, stretch) in stretches {
        missing.merge(stretch.missing);
        too_deep.merge(stretch.too_deep);
        all.take(stretch.contents);
    }
    missing.tell("folders of the history", "they are not in this repository, or cannot be read", not_seen);
    too_deep.tell("folders of the history", "they lie deeper than is looked", not_seen);
    Ok(all)
}

impl Contents {
    /// Takes in what a later stretch met.
    fn take(&mut self, later: Contents) {
        if self.blobs.is_empty() {
            *self = later;
            return;
        }
        let mut renumbered: Vec<PathId> = Vec::with_capacity(later.paths.names.len());
        for (parent, name) in &later.paths.names {
            // Parents were numbered before what lies below them.
            let parent = if *parent == TOP { TOP } else { renumbered[*parent as usize] };
            renumbered.push(self.paths.below(parent, name));
        }
        for (id, content) in later.blobs {
            let paths = content.paths.iter().map(|path| renumbered[*path as usize]);
            match self.blobs.entry(id) {
                std::collections::hash_map::Entry::Vacant(vacant) => {
                    vacant.insert(Content { first: content.first, paths: paths.collect() });
                }
                std::collections::hash_map::Entry::Occupied(mut occupied) => {
                    for path in paths {
                        note_path(&mut occupied.get_mut().paths, path);
                    }
                }
            }
        }
    }
}

fn note_path(paths: &mut Vec<PathId>, path: PathId) -> bool {
    let is_new = paths.len() < MOST_PATHS && !paths.contains(&path);
    if is_new {
        paths.push(path);
    }
    is_new
}

impl Stretch {
    fn look_into(&mut self, objects: &Objects, top: ObjectId, position: u32) {
        let mut buffer = Vec::new();
        let mut open = vec![(top, TOP, 0)];
        while let Some((id, path, depth)) = open.pop() {
            if !note_path(self.folders.entry(id).or_default(), path) {
                continue;
            }
            let Some(object) =
                objects.try_find(&id, &mut buffer).ok().flatten().filter(|it| it.kind == Type::Tree)
            else {
                self.missing.note(id.to_hex_with_len(10));
                continue;
            };
            for entry in TreeRefIter::from_bytes(object.data, Kind::Sha1) {
                let Ok(entry) = entry else {
                    self.missing.note(id.to_hex_with_len(10));
                    break;
                };
                if entry.mode.is_tree() {
                    if depth >= DEEPEST {
                        self.too_deep.note(id.to_hex_with_len(10));
                        continue;
                    }
                    let below = self.contents.paths.below(path, entry.filename);
                    open.push((entry.oid.to_owned(), below, depth + 1));
                } else if !entry.mode.is_commit() {
                    self.note_blob(entry.oid.to_owned(), path, entry.filename, position);
                }
            }
        }
    }

    fn note_blob(&mut self, id: ObjectId, folder: PathId, name: &[u8], position: u32) {
        let Contents { paths, blobs } = &mut self.contents;
        let content = blobs.entry(id).or_insert_with(|| Content { first: position, paths: Vec::new() });
        let is_known = |known: &PathId| {
            let (parent, its_name) = &paths.names[*known as usize];
            *parent == folder && **its_name == *name
        };
        if content.paths.len() < MOST_PATHS && !content.paths.iter().any(is_known) {
            let path = paths.below(folder, name);
            content.paths.push(path);
        }
    }
}
