//! Every commit that a reference reaches, parents before children.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap, HashSet},
};

use assay_secrets::{Commit, NotSeen};
use gix::{
    ObjectId,
    hash::Kind,
    objs::{CommitRefIter, Find as _},
};
use jiff::{Timestamp, tz::TimeZone};

use crate::{
    Missing,
    repository::{HistoryError, Repository},
};

/// A commit, as far as the walk needs it.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) id: ObjectId,
    pub(crate) tree: ObjectId,
    parents: Vec<ObjectId>,
    /// Seconds since 1970 by the committer's clock, which may say anything.
    seconds: i64,
}

impl Node {
    /// The commit as it is told.
    pub(crate) fn told(&self) -> Commit {
        let day = Timestamp::from_second(self.seconds)
            .map_or_else(|_| "(no date)".to_owned(), |time| time.to_zoned(TimeZone::UTC).date().to_string());
        Commit { id: self.id.to_string(), date: day }
    }
}

/// The commits of a repository.
#[derive(Debug)]
pub(crate) struct Walk {
    /// Parents before children; among those that could come next, the one with the earliest date, then the least
    /// id. The order is a matter of content only.
    pub(crate) commits: Vec<Node>,
    /// Positions of the references' commits in that order.
    pub(crate) tips: Vec<usize>,
}

/// Walks from the tips to the roots.
pub(crate) fn walk(repository: &Repository, not_seen: &mut Vec<NotSeen>) -> Result<Walk, HistoryError> {
    let objects = repository.objects()?;
    let mut buffer = Vec::new();
    let mut known: HashSet<ObjectId> = repository.tips.iter().copied().collect();
    let mut open: Vec<ObjectId> = repository.tips.clone();
    let (mut nodes, mut missing, mut cut) = (Vec::new(), Missing::default(), false);
    while let Some(id) = open.pop() {
        let data = objects.try_find(&id, &mut buffer).ok().flatten();
        let Some(mut node) = data.and_then(|object| node(id, object.data)) else {
            missing.note(id.to_hex_with_len(10));
            continue;
        };
        if repository.shallow.contains(&id) {
            cut |= !node.parents.is_empty();
            node.parents.clear();
        }
        open.extend(node.parents.iter().copied().filter(|parent| known.insert(*parent)));
        nodes.push(node);
    }
    if cut {
        let why = "this is a shallow clone, which ends there; `git fetch --unshallow` brings the rest";
        not_seen.push(NotSeen::other("the history before the oldest commits", why));
    }
    missing.tell("commits", "they are not in this repository, or cannot be read", not_seen);
    let commits = in_order(nodes);
    let positions: HashMap<ObjectId, usize> =
        commits.iter().enumerate().map(|(at, node)| (node.id, at)).collect();
    let tips = repository.tips.iter().filter_map(|tip| positions.get(tip).copied()).collect();
    Ok(Walk { commits, tips })
}

fn node(id: ObjectId, data: &[u8]) -> Option<Node> {
    let commit = || CommitRefIter::from_bytes(data, Kind::Sha1);
    Some(Node {
        id,
        tree: commit().tree_id().ok()?,
        parents: commit().parent_ids().collect(),
        seconds: commit().committer().ok().map_or(0, |committer| committer.seconds()),
    })
}

/// Parents before children. A commit cannot be its own ancestor, its id would have to hold itself; should two be
/// told so all the same, they come last.
fn in_order(mut nodes: Vec<Node>) -> Vec<Node> {
    nodes.sort_by_key(|node| node.id);
    let positions: HashMap<ObjectId, usize> =
        nodes.iter().enumerate().map(|(at, node)| (node.id, at)).collect();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    let mut waits_for: Vec<usize> = vec![0; nodes.len()];
    for (at, node) in nodes.iter().enumerate() {
        for parent in node.parents.iter().filter_map(|parent| positions.get(parent)) {
            children[*parent].push(at);
            waits_for[at] += 1;
        }
    }
    let key = |at: usize| Reverse((nodes[at].seconds, at));
    let mut next: BinaryHeap<_> = (0..nodes.len()).filter(|&at| waits_for[at] == 0).map(key).collect();
    let mut order = Vec::with_capacity(nodes.len());
    while let Some(Reverse((_, at))) = next.pop() {
        order.push(at);
        for &child in &children[at] {
            waits_for[child] -= 1;
            if waits_for[child] == 0 {
                next.push(key(child));
            }
        }
    }
    order.extend((0..nodes.len()).filter(|&at| waits_for[at] > 0));
    let mut nodes: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| nodes[at].take()).collect()
}
