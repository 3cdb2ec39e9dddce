//! When a secret came in, when it was last there, and whether it still is.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
};

use assay_secrets::{HistoricSecret, SecretId};
use assay_source::RelPath;
use gix::{
    ObjectId,
    hash::Kind,
    objs::{Find as _, Kind as Type, TreeRefIter},
};

use crate::{
    commits::Walk,
    contents::Contents,
    repository::{HistoryError, Objects, Repository},
    search::{Hit, Searched},
};

/// Most other places that are told of one secret.
const MOST_PLACES: usize = 20;

/// Tells each secret once.
pub(crate) fn tell(
    repository: &Repository,
    walk: &Walk,
    contents: &Contents,
    searched: &Searched,
) -> Result<Vec<HistoricSecret>, HistoryError> {
    let mut by_secret: BTreeMap<SecretId, Vec<&Hit>> = BTreeMap::new();
    for hit in &searched.hits {
        by_secret.entry(hit.detection.secret).or_default().push(hit);
    }
    let objects = repository.objects()?;
    let holders = Holders::of(contents, searched);
    let last = holders.last_positions(&objects, walk);
    let in_tips = holders.held_by_tips(&objects, walk);
    let tell_one = |(secret, hits): (SecretId, Vec<&Hit>)| {
        let first_of = |hit: &Hit| contents.blobs[&hit.blob].first;
        let path_of = |hit: &Hit| contents.paths.text(contents.blobs[&hit.blob].paths[0]);
        let first = hits.iter().min_by_key(|hit| (first_of(hit), path_of(hit), hit.line))?;
        // What it looks like at its clearest says what it is.
        let best = hits
            .iter()
            .min_by_key(|hit| (Reverse(hit.detection.certainty), first_of(hit), path_of(hit), hit.line))?;
        let position = first_of(first);
        let last = last.get(&secret).copied().unwrap_or(position).max(position);
        let path = path_of(first);
        let all = hits
            .iter()
            .flat_map(|hit| &contents.blobs[&hit.blob].paths)
            .map(|path| contents.paths.text(*path));
        let also: BTreeSet<String> = all.filter(|other| *other != path).collect();
        Some((
            position,
            HistoricSecret {
                secret,
                form: best.detection.form.clone(),
                certainty: best.detection.certainty,
                surroundings: best.detection.surroundings,
                path: rel(&path),
                line: first.line,
                also: also.iter().map(|path| rel(path)).take(MOST_PLACES).collect(),
                first: walk.commits[position as usize].told(),
                last: walk.commits[last as usize].told(),
                in_a_tip: in_tips.contains(&secret),
            },
        ))
    };
    let mut told: Vec<(u32, HistoricSecret)> = by_secret.into_iter().filter_map(tell_one).collect();
    told.sort_by(|(at, one), (other_at, other)| {
        (at, &one.path, one.line, one.secret).cmp(&(other_at, &other.path, other.line, other.secret))
    });
    Ok(told.into_iter().map(|(_, secret)| secret).collect())
}

fn rel(path: &str) -> RelPath {
    RelPath::parse(path).unwrap_or_else(|_| RelPath::root())
}

/// A folder or file on the way to a content that holds a secret.
#[derive(Debug, Default)]
struct Step {
    below: HashMap<Vec<u8>, usize>,
    /// The secrets of the contents that this file has had.
    contents: HashMap<ObjectId, Vec<SecretId>>,
}

/// The paths on which secrets stood, as a tree: the rest of the repository need not be looked at again.
#[derive(Debug)]
struct Holders {
    steps: Vec<Step>,
}

impl Holders {
    fn of(contents: &Contents, searched: &Searched) -> Self {
        let mut steps = vec![Step::default()];
        for hit in &searched.hits {
            for path in &contents.blobs[&hit.blob].paths {
                let mut at = 0;
                for part in contents.paths.parts(*path) {
                    at = match steps[at].below.get(part) {
                        Some(next) => *next,
                        None => {
                            steps.push(Step::default());
                            let new = steps.len() - 1;
                            steps[at].below.insert(part.to_owned(), new);
                            new
                        }
                    };
                }
                let secrets = steps[at].contents.entry(hit.blob).or_default();
                if !secrets.contains(&hit.detection.secret) {
                    secrets.push(hit.detection.secret);
                }
            }
        }
        Self { steps }
    }

    /// Position of the last commit that holds each secret.
    fn last_positions(&self, objects: &Objects, walk: &Walk) -> HashMap<SecretId, u32> {
        let (mut last, mut seen) = (HashMap::new(), HashSet::new());
        // From the newest on: what a folder holds was met where the folder was met first.
        for (position, commit) in walk.commits.iter().enumerate().rev() {
            self.visit(objects, commit.tree, &mut seen, &mut |secret| {
                last.entry(secret).or_insert(position as u32);
            });
        }
        last
    }

    /// The secrets that a reference's commit holds.
    fn held_by_tips(&self, objects: &Objects, walk: &Walk) -> HashSet<SecretId> {
        let (mut held, mut seen) = (HashSet::new(), HashSet::new());
        for tip in &walk.tips {
            self.visit(objects, walk.commits[*tip].tree, &mut seen, &mut |secret| {
                held.insert(secret);
            });
        }
        held
    }

    /// Calls `meet` for the secrets below a folder, except in folders that were visited before.
    fn visit(
        &self,
        objects: &Objects,
        top: ObjectId,
        seen: &mut HashSet<(usize, ObjectId)>,
        meet: &mut dyn FnMut(SecretId),
    ) {
        let mut buffer = Vec::new();
        let mut open = vec![(0, top)];
        while let Some((at, id)) = open.pop() {
            let step = &self.steps[at];
            if step.below.is_empty() || !seen.insert((at, id)) {
                continue;
            }
            let object =
                objects.try_find(&id, &mut buffer).ok().flatten().filter(|object| object.kind == Type::Tree);
            let Some(object) = object else { continue };
            for entry in TreeRefIter::from_bytes(object.data, Kind::Sha1).map_while(Result::ok) {
                let Some(next) = step.below.get::<[u8]>(entry.filename) else { continue };
                if entry.mode.is_tree() {
                    open.push((*next, entry.oid.to_owned()));
                } else if let Some(secrets) = self.steps[*next].contents.get(entry.oid) {
                    secrets.iter().copied().for_each(&mut *meet);
                }
            }
        }
    }
}
