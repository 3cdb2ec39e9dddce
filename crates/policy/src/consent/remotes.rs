//! The app's own servers.

use std::collections::{BTreeMap, BTreeSet};

use assay_app::{
    Spanned,
    manifest::{EgressList, RegionalUrl},
};

use super::{
    notebook::{Draft, Notebook},
    turnover::{Became, became, turnover},
};
use crate::{
    Grants, Kind, address,
    grants::{EgressGrant, Flag, RemoteGrant},
    unknown::is_certain,
    words,
};

pub(super) fn compare(notes: &mut Notebook<'_>) {
    let (old, new): (&Grants, &Grants) = (notes.old, notes.new);
    let turnover = turnover(&old.remotes, &new.remotes, notes.environment, |remote| remote.key.clone());
    let gone: BTreeMap<BTreeSet<String>, &RemoteGrant> =
        turnover.went.iter().rev().map(|moved| (addresses(moved.item), moved.item)).collect();
    let direct: BTreeSet<String> = old
        .egress
        .iter()
        .filter(|grant| grant.list == EgressList::FetchBackend && is_certain(&grant.address.value))
        .map(EgressGrant::meaning)
        .collect();
    let mut renamed = BTreeSet::new();
    for moved in turnover.came {
        renamed.extend(added(notes, moved.item, &gone, &direct));
    }
    for moved in turnover.went.iter().filter(|moved| !renamed.contains(moved.item.key.as_str())) {
        let what = format!("the remote `{}` is removed", moved.item.key);
        notes.went(Draft::new(Kind::RemoteRemoved, what).before(moved.item.span));
    }
    for kept in turnover.kept {
        urls(notes, kept.old, kept.new);
        uses(notes, kept.old, kept.new);
        tokens(notes, kept.old, kept.new);
        configuration(notes, kept.old, kept.new);
    }
}

/// Its addresses in the one spelling, whatever the region.
fn addresses(remote: &RemoteGrant) -> BTreeSet<String> {
    remote.base_urls.iter().map(|base| url(&base.url)).collect()
}

/// A base URL in one spelling; its path counts.
fn url(url: &Spanned<String>) -> String {
    let spelled = address::meaning(url);
    spelled.strip_suffix('/').map(ToOwned::to_owned).unwrap_or(spelled)
}

/// Tells of a new remote; returns the key it had before, where it is an old one.
fn added<'g>(
    notes: &mut Notebook<'g>,
    remote: &RemoteGrant,
    gone: &BTreeMap<BTreeSet<String>, &'g RemoteGrant>,
    direct: &BTreeSet<String>,
) -> Option<&'g str> {
    let addresses = addresses(remote);
    let hosts: Vec<String> = addresses.iter().map(|address| words::host(address)).collect();
    let key = &remote.key;
    if let Some(twin) = gone.get(&addresses).filter(|twin| !hosts.is_empty() && !grows(twin, remote)) {
        let what = format!("the remote `{}` is now called `{key}`", twin.key);
        notes.came(Draft::new(Kind::RemoteRenamed, what).before(twin.span).after(remote.span));
        return Some(&twin.key);
    }
    if was_direct(remote, direct) {
        let what = format!("{} of `fetch.backend` is declared as the remote `{key}`", words::and(&hosts));
        notes.came(Draft::new(Kind::RemoteMoved, what).after(remote.span));
        return None;
    }
    let stores = if remote.stores_data == Flag::Off { "" } else { ", and end-user data may be stored there" };
    let (what, to) = match hosts.as_slice() {
        [] => (format!("the remote `{key}` is added"), "at an address that customers set".to_owned()),
        hosts => {
            let at = format!("at {}", words::and(hosts));
            (format!("the remote `{key}` is added, {at}"), at)
        }
    };
    notes.came(
        Draft::new(Kind::RemoteAdded, what)
            .gives(format!("The app may send data to a server of its own, {to}{stores}"))
            .after(remote.span),
    );
    None
}

/// True where a remote under a new key may do something the one under the old key could not.
fn grows(old: &RemoteGrant, new: &RemoteGrant) -> bool {
    let on = |flag: &Flag| *flag != Flag::Off;
    let operations = |remote: &RemoteGrant| -> BTreeSet<String> {
        remote.operations.iter().map(|operation| operation.value.clone()).collect()
    };
    on(&new.stores_data) && !on(&old.stores_data)
        || on(&new.user_token) && !on(&old.user_token)
        || on(&new.system_token) && !on(&old.system_token)
        || on(&new.configurable) && !on(&old.configurable)
        || !operations(new).is_subset(&operations(old))
}

/// True for a remote that only says otherwise what `fetch.backend` said before.
fn was_direct(remote: &RemoteGrant, direct: &BTreeSet<String>) -> bool {
    let fetches =
        !remote.operations.is_empty() && remote.operations.iter().all(|operation| operation.value == "fetch");
    let off = [&remote.user_token, &remote.system_token, &remote.configurable, &remote.stores_data]
        .into_iter()
        .all(|flag| *flag == Flag::Off);
    let mut named = remote.base_urls.iter().map(|base| address::meaning(&base.url));
    fetches && off && !remote.base_urls.is_empty() && named.all(|address| direct.contains(&address))
}

fn urls(notes: &mut Notebook<'_>, old: &RemoteGrant, new: &RemoteGrant) {
    let region = |base: &RegionalUrl| {
        base.region.as_ref().map_or_else(|| "default".to_owned(), |region| region.value.clone())
    };
    let key = &new.key;
    let known = addresses(old);
    let turnover = turnover(&old.base_urls, &new.base_urls, notes.environment, region);
    for kept in &turnover.kept {
        let (was, is) = (url(&kept.old.url), url(&kept.new.url));
        let open = match became(&was, &is, notes.environment) {
            Became::Same => {
                notes.keeps(&is);
                continue;
            }
            Became::Another => None,
            Became::Perhaps(open) => Some(open),
        };
        let of = match region(kept.new).as_str() {
            "default" => String::new(),
            region => format!(" for `{region}`"),
        };
        let what = format!(
            "the address of the remote `{key}`{of} changes from `{}` to `{}`",
            kept.old.url, kept.new.url
        );
        notes.differs(
            Draft::new(Kind::RemoteUrlChanged, what)
                .gives(format!("The app's data goes to another address, {}", words::host(&is)))
                .before(kept.old.url.span)
                .after(kept.new.url.span)
                .open(open),
        );
    }
    for moved in &turnover.came {
        let base = moved.item;
        let (region, address) = (region(base), url(&base.url));
        let (what, gives) = if known.contains(&address) {
            (format!("the remote `{key}` names its address for `{region}` too: `{}`", base.url), None)
        } else {
            let gives = format!("Data of customers in `{region}` goes to {}", words::host(&address));
            (format!("the remote `{key}` gets an address for `{region}`: `{}`", base.url), Some(gives))
        };
        let draft = Draft::new(Kind::RemoteRegionAdded, what).after(base.url.span);
        notes.came(match gives {
            Some(gives) => draft.gives(gives),
            None => draft,
        });
    }
    for moved in &turnover.went {
        let what = format!("the remote `{key}` loses its address for `{}`", region(moved.item));
        notes.went(
            Draft::new(Kind::RemoteRegionRemoved, what)
                .gives("Data kept at the region's address may be lost")
                .before(moved.item.url.span),
        );
    }
}

fn uses(notes: &mut Notebook<'_>, old: &RemoteGrant, new: &RemoteGrant) {
    let key = &new.key;
    notes.switched(
        &old.stores_data,
        &new.stores_data,
        || {
            Draft::new(
                Kind::RemoteStoresData,
                format!("the remote `{key}` now stores in-scope end-user data"),
            )
            .gives("End-user data is stored outside the platform, on a server of the app's own")
            .before(old.span)
        },
        Some(
            Draft::new(
                Kind::RemoteStoresLess,
                format!("the remote `{key}` no longer stores in-scope end-user data"),
            )
            .after(new.span),
        ),
    );
    // Without operations a remote counts as storing; that is told above.
    if old.operations.is_empty() || new.operations.is_empty() {
        return;
    }
    let turnover =
        turnover(&old.operations, &new.operations, notes.environment, |operation| operation.value.clone());
    for moved in turnover.came {
        let what = format!("the remote `{key}` is used for `{}` as well", moved.item);
        notes.came(
            Draft::new(Kind::RemoteOperationAdded, what)
                .gives(format!("The app's own server is used for more: `{}`", moved.item))
                .before(old.span)
                .after(moved.item.span)
                .open(moved.open),
        );
    }
    for moved in turnover.went {
        let what = format!("the remote `{key}` is no longer used for `{}`", moved.item);
        notes.went(Draft::new(Kind::RemoteOperationRemoved, what).before(moved.item.span));
    }
}

fn tokens(notes: &mut Notebook<'_>, old: &RemoteGrant, new: &RemoteGrant) {
    let key = &new.key;
    let kinds = [
        (&old.user_token, &new.user_token, "appUserToken", "act as the person who uses the app"),
        (&old.system_token, &new.system_token, "appSystemToken", "act as the app itself"),
    ];
    for (was, is, name, what) in kinds {
        notes.switched(
            was,
            is,
            || {
                Draft::new(Kind::RemoteTokenAdded, format!("the remote `{key}` is sent `{name}`"))
                    .gives(format!("The app's own server receives tokens with which it can {what}"))
                    .before(old.span)
            },
            Some(
                Draft::new(
                    Kind::RemoteTokenRemoved,
                    format!("the remote `{key}` is no longer sent `{name}`"),
                )
                .after(new.span),
            ),
        );
    }
}

fn configuration(notes: &mut Notebook<'_>, old: &RemoteGrant, new: &RemoteGrant) {
    let key = &new.key;
    notes.switched(
        &old.configurable,
        &new.configurable,
        || {
            Draft::new(
                Kind::RemoteConfigurable,
                format!("the address of the remote `{key}` may be set by customers"),
            )
            .gives("The address of the app's own server may be changed while the app runs, by an admin")
            .before(old.span)
        },
        Some(
            Draft::new(
                Kind::RemoteFixed,
                format!("the address of the remote `{key}` may no longer be set by customers"),
            )
            .after(new.span),
        ),
    );
    if old.configurable == Flag::Off || new.configurable == Flag::Off || old.patterns.is_empty() {
        return;
    }
    if new.patterns.is_empty() {
        let what = format!("the remote `{key}` may be set to any address");
        let draft = Draft::new(Kind::RemotePatternsWidened, what).before(old.span).after(new.span);
        return notes.went(draft.gives("The address of the app's own server may be set to any other"));
    }
    let turnover = turnover(&old.patterns, &new.patterns, notes.environment, |pattern| pattern.value.clone());
    for moved in turnover.came {
        let what = format!("the remote `{key}` may be set to `{}` as well", moved.item);
        let gives = format!("The app's own server may be one that fits `{}`", moved.item);
        let draft = Draft::new(Kind::RemotePatternsWidened, what).gives(gives).after(moved.item.span);
        notes.came(draft.before(old.span).open(moved.open));
    }
}
