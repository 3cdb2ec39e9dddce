//! Addresses the app may reach.

use std::collections::{BTreeMap, BTreeSet};

use assay_app::manifest::EgressList;

use super::{
    Environment,
    notebook::{Draft, Notebook},
    turnover::{Turn, turn, turnover, variables},
};
use crate::{
    Grants, Kind,
    address::covers,
    grants::{EgressGrant, Flag},
    unknown::{is_certain, unknowns},
    words,
};

const LISTS: [EgressList; 9] = [
    EgressList::FetchBackend,
    EgressList::FetchClient,
    EgressList::Scripts,
    EgressList::Frames,
    EgressList::Navigation,
    EgressList::Images,
    EgressList::Media,
    EgressList::Fonts,
    EgressList::Styles,
];

/// Most entries of the old version that a new address is held against.
const MOST_OPENERS: usize = 100;

pub(super) fn compare(notes: &mut Notebook<'_>) {
    for list in LISTS {
        addresses(notes, list);
    }
    in_scope_data(notes);
    let configurable = (&notes.old.configurable_egress, &notes.new.configurable_egress);
    notes.switched(
        configurable.0,
        configurable.1,
        || {
            Draft::new(Kind::EgressConfigurable, "`external.configurable` is switched on")
                .gives("Addresses may be added while the app runs, each after an admin agrees to it")
        },
        Some(Draft::new(Kind::EgressFixed, "`external.configurable` is switched off")),
    );
}

/// The entries of one list, by what their address means.
type Doors<'g> = BTreeMap<String, Vec<&'g EgressGrant>>;

fn doors(grants: &Grants, list: EgressList) -> Doors<'_> {
    let mut doors = Doors::new();
    for grant in grants.egress.iter().filter(|grant| grant.list == list) {
        doors.entry(grant.meaning()).or_default().push(grant);
    }
    doors
}

fn addresses(notes: &mut Notebook<'_>, list: EgressList) {
    let (old, new): (&Grants, &Grants) = (notes.old, notes.new);
    let (before, after) = (doors(old, list), doors(new, list));
    let remotes: BTreeSet<&str> =
        before.values().flatten().filter_map(|grant| grant.remote.as_deref()).collect();
    let openers = openers(&before, list);
    let (was, is) = (of_list(old, list), of_list(new, list));
    let path = list.path();
    let turnover = turnover(was, is, notes.environment, EgressGrant::meaning);
    for moved in turnover.came {
        // A remote that was named here before: what becomes of its address is told of the remote.
        if moved.item.remote.as_deref().is_some_and(|remote| remotes.contains(remote)) {
            continue;
        }
        let meaning = moved.item.meaning();
        let wider = openers.iter().find(|(wide, _)| covers(list, wide, &meaning));
        let mut what = format!("`{path}` gains `{}`", moved.item.address);
        if let Some((_, wider)) = wider {
            what.push_str(&format!(", which opens nothing that `{}` did not", wider.address));
        }
        let draft = Draft::new(Kind::EgressAdded, what).after(moved.item.span).open(moved.open);
        let words = words::egress(list, &meaning);
        notes.came(if wider.is_some() { draft } else { draft.gives(words) });
    }
    for moved in turnover.went {
        let what = format!("`{path}` loses `{}`", moved.item.address);
        notes.went(Draft::new(Kind::EgressRemoved, what).before(moved.item.span).open(moved.open));
    }
    for kept in turnover.kept {
        notes.keeps(&kept.new.address.value);
        let meaning = kept.new.meaning();
        let (Some(was), Some(is)) = (before.get(&meaning), after.get(&meaning)) else { continue };
        let written = |grants: &[&EgressGrant]| -> BTreeSet<String> {
            grants.iter().map(|grant| grant.address.value.trim().to_owned()).collect()
        };
        if written(was).is_disjoint(&written(is)) {
            let what = format!(
                "`{path}` writes `{}` as `{}`; both mean the same, how Forge compares them is not published",
                kept.old.address, kept.new.address
            );
            notes.differs(Draft::new(Kind::EgressRespelled, what).before(kept.old.span).after(kept.new.span));
        }
        category(notes, was, is);
    }
}

/// Entries of the old version that may open more than their own address.
fn openers<'g>(before: &Doors<'g>, list: EgressList) -> Vec<(String, &'g EgressGrant)> {
    let wide = |meaning: &str| list == EgressList::FetchBackend || meaning.contains('*');
    before
        .iter()
        .filter(|(meaning, _)| wide(meaning))
        .filter_map(|(meaning, grants)| Some((meaning.clone(), *grants.first()?)))
        .take(MOST_OPENERS)
        .collect()
}

fn of_list(grants: &Grants, list: EgressList) -> Vec<&EgressGrant> {
    grants.egress.iter().filter(|grant| grant.list == list).collect()
}

/// Compares the categories of all entries of one address.
fn category(notes: &mut Notebook<'_>, was: &[&EgressGrant], is: &[&EgressGrant]) {
    let of = |grants: &[&EgressGrant]| -> BTreeSet<Option<String>> {
        grants.iter().map(|grant| grant.category.as_ref().map(|category| category.value.clone())).collect()
    };
    let (Some(old), Some(new)) = (was.first(), is.first()) else { return };
    let (had, has) = (of(was), of(is));
    let Some(changed) = has.difference(&had).next() else { return };
    let told = |categories: &BTreeSet<Option<String>>| {
        let one = |category: &Option<String>| {
            category
                .as_ref()
                .map_or_else(|| "no category".to_owned(), |category| format!("the category `{category}`"))
        };
        words::and(&categories.iter().map(one).collect::<Vec<_>>())
    };
    let host = words::host(&new.meaning());
    let (kind, gives) = match changed {
        Some(category) => {
            (Kind::EgressCategoryChanged, format!("Data may go to {host} for another purpose: `{category}`"))
        }
        None => (
            Kind::EgressCategoryRemoved,
            format!("Data may go to {host} even where an admin has switched off its old category"),
        ),
    };
    let what =
        format!("`{}` in `{}` had {} and has {}", new.address, new.list.path(), told(&had), told(&has));
    let unknown = variables(had.iter().chain(&has).flatten().flat_map(|text| unknowns(text)).collect());
    notes.differs(Draft::new(kind, what).gives(gives).before(old.span).after(new.span).open(unknown));
}

/// `inScopeEUD`: the first address of all that receives end-user data counts, further ones do not.
fn in_scope_data(notes: &mut Notebook<'_>) {
    let (old, new): (&Grants, &Grants) = (notes.old, notes.new);
    let then = direct(old);
    let sent = then.iter().any(|grant| matches!(grant.in_scope_data, Flag::On(_)));
    let perhaps: Vec<String> = then
        .iter()
        .filter_map(|grant| match &grant.in_scope_data {
            Flag::Unknown(text) => Some(unknowns(&text.value)),
            _ => None,
        })
        .flatten()
        .collect();
    let by_door: BTreeMap<(EgressList, String), &EgressGrant> =
        then.iter().rev().map(|grant| ((grant.list, grant.meaning()), *grant)).collect();
    for now in direct(new) {
        let meaning = now.meaning();
        let known = notes.environment == Environment::Same || is_certain(&meaning);
        let Some(then) = by_door.get(&(now.list, meaning)).filter(|_| known) else { continue };
        let (address, list) = (&now.address, now.list.path());
        match turn(&then.in_scope_data, &now.in_scope_data, notes.environment) {
            Turn::Same => {}
            Turn::Off => {
                let what = format!("`{address}` in `{list}` no longer receives in-scope end-user data");
                notes.differs(Draft::new(Kind::InScopeDataLess, what).before(then.span).after(now.span));
            }
            turn => {
                let open = match turn {
                    Turn::MaybeOn(open) => Some(open),
                    _ => variables(perhaps.clone()).filter(|_| !sent),
                };
                let kind = if sent { Kind::InScopeDataFurther } else { Kind::InScopeDataFirst };
                let what = format!("`{address}` in `{list}` now receives in-scope end-user data");
                let draft = Draft::new(kind, what).before(then.span).after(now.span).open(open);
                let words =
                    "End-user data that data residency is about leaves the platform for the first time";
                notes.differs(if sent { draft } else { draft.gives(words) });
            }
        }
    }
}

/// Entries that name an address, not a remote: `inScopeEUD` is theirs.
fn direct(grants: &Grants) -> Vec<&EgressGrant> {
    grants.egress.iter().filter(|grant| grant.remote.is_none()).collect()
}
