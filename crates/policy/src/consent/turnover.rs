//! What came and what went between two lists, where some names depend on variables.

use std::collections::{BTreeMap, BTreeSet};

use assay_app::Spanned;

use super::{Environment, Open};
use crate::{
    grants::Flag,
    unknown::{is_certain, may_equal, unknowns},
};

/// A list's entry before and after.
pub(super) struct Kept<'a, T> {
    pub(super) old: &'a T,
    pub(super) new: &'a T,
}

/// An entry that came or went; with the reason where that is not certain.
pub(super) struct Moved<'a, T> {
    pub(super) item: &'a T,
    pub(super) open: Option<Open>,
}

/// What came of two lists.
pub(super) struct Turnover<'a, T> {
    pub(super) kept: Vec<Kept<'a, T>>,
    pub(super) came: Vec<Moved<'a, T>>,
    pub(super) went: Vec<Moved<'a, T>>,
}

/// Compares two lists by name; of several entries with one name the first counts.
///
/// A name with a variable equals the same text in the same environment. Otherwise it may equal any name its
/// written parts admit; what came is then open where it may have been there before, and what went where it
/// may still be there.
pub(super) fn turnover<'a, T>(
    old: impl IntoIterator<Item = &'a T>,
    new: impl IntoIterator<Item = &'a T>,
    environment: Environment,
    name: impl Fn(&T) -> String,
) -> Turnover<'a, T> {
    let named = |list: &mut dyn Iterator<Item = &'a T>| -> Vec<(String, &'a T)> {
        let mut seen = BTreeSet::new();
        list.map(|item| (name(item), item)).filter(|(name, _)| seen.insert(name.clone())).collect()
    };
    let (old, new) = (named(&mut old.into_iter()), named(&mut new.into_iter()));
    let by_name: BTreeMap<&str, &'a T> = old.iter().map(|(name, item)| (name.as_str(), *item)).collect();
    let same = |name: &str| environment == Environment::Same || is_certain(name);
    let mut both = BTreeSet::new();
    let mut kept = Vec::new();
    for (name, item) in &new {
        if let Some(old) = by_name.get(name.as_str()).filter(|_| same(name)) {
            both.insert(name.as_str());
            kept.push(Kept { old: *old, new: *item });
        }
    }
    Turnover { kept, came: moved(&new, &old, &both), went: moved(&old, &new, &both) }
}

/// What stands here and not there.
fn moved<'a, T>(
    here: &[(String, &'a T)],
    there: &[(String, &'a T)],
    both: &BTreeSet<&str>,
) -> Vec<Moved<'a, T>> {
    let left: Vec<&str> =
        there.iter().map(|(name, _)| name.as_str()).filter(|name| !both.contains(name)).collect();
    let uncertain: Vec<&str> = left.iter().copied().filter(|name| !is_certain(name)).collect();
    // Beyond this, what might be the same is not tried out: it counts as possible.
    let few = here.len().min(there.len()) <= MOST_TRIED;
    let twins = |name: &str| -> Vec<String> {
        if is_certain(name) {
            let others = uncertain.iter().filter(|other| !few || may_equal(other, name));
            return others.take(MOST_NAMED).flat_map(|other| unknowns(other)).collect();
        }
        let possible =
            !few || there.iter().any(|(other, _)| may_equal(name, other) || may_equal(other, name));
        if possible { unknowns(name) } else { Vec::new() }
    };
    let came = here.iter().filter(|(name, _)| !both.contains(name.as_str()));
    came.map(|(name, item)| Moved { item: *item, open: variables(twins(name)) }).collect()
}

/// Longest list in which every pair is tried out; real ones are far shorter.
const MOST_TRIED: usize = 500;
/// Most entries whose variables are named for one change.
const MOST_NAMED: usize = 20;

/// The reason, where there are variables to name.
pub(super) fn variables(mut names: Vec<String>) -> Option<Open> {
    names.sort();
    names.dedup();
    (!names.is_empty()).then_some(Open::Variables(names))
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Became {
    /// The same.
    Same,
    /// Another.
    Another,
    /// Perhaps another.
    Perhaps(Open),
}

/// Compares a text.
pub(super) fn became(was: &str, is: &str, environment: Environment) -> Became {
    let depends = unknowns(was).into_iter().chain(unknowns(is)).collect();
    match variables(depends) {
        None if was == is => Became::Same,
        Some(_) if was == is && environment == Environment::Same => Became::Same,
        Some(open) if may_equal(was, is) || may_equal(is, was) => Became::Perhaps(open),
        _ => Became::Another,
    }
}

/// What became of a switch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Turn {
    /// Nothing, or nothing that matters.
    Same,
    /// It was off and is on.
    On,
    /// It was on and is off.
    Off,
    /// It may have been switched on.
    MaybeOn(Open),
}

/// Compares a switch.
pub(super) fn turn(old: &Flag, new: &Flag, environment: Environment) -> Turn {
    let open = |texts: &[&Spanned<String>]| {
        let names = texts.iter().flat_map(|text| unknowns(&text.value)).collect();
        variables(names).map_or(Turn::Same, Turn::MaybeOn)
    };
    match (old, new) {
        (Flag::Off, Flag::On(_)) => Turn::On,
        (Flag::On(_), Flag::Off) => Turn::Off,
        (Flag::Unknown(old), Flag::Unknown(new))
            if old.value == new.value && environment == Environment::Same =>
        {
            Turn::Same
        }
        (Flag::Unknown(old), Flag::Unknown(new)) => open(&[old, new]),
        (Flag::Unknown(old), Flag::On(_)) => open(&[old]),
        (Flag::Off, Flag::Unknown(new)) => open(&[new]),
        (Flag::On(_), Flag::On(_) | Flag::Unknown(_)) | (Flag::Off | Flag::Unknown(_), Flag::Off) => {
            Turn::Same
        }
    }
}
