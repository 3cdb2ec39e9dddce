//! Web triggers, hosted features, and the Connect part.

use std::collections::BTreeSet;

use assay_app::Spanned;

use super::{
    notebook::{Draft, Notebook},
    turnover::{turnover, variables},
};
use crate::{
    Grants, Kind,
    grants::{ConnectGrant, Flag, HostedGrant, HostedKind},
    unknown::unknowns,
};

pub(super) fn compare(notes: &mut Notebook<'_>) {
    web_triggers(notes);
    hosted(notes);
    connect(notes);
}

fn web_triggers(notes: &mut Notebook<'_>) {
    let (old, new): (&Grants, &Grants) = (notes.old, notes.new);
    let turnover =
        turnover(&old.web_triggers, &new.web_triggers, notes.environment, |trigger| trigger.key.clone());
    let gives =
        "Anyone on the web who knows its address may call the app, and its code decides what they get back";
    for moved in turnover.came {
        let (key, span) = (&moved.item.key, moved.item.span);
        let added = Draft::new(Kind::WebTriggerAdded, format!("the dynamic web trigger `{key}` is added"));
        match &moved.item.dynamic {
            Flag::On(_) => notes.differs(added.gives(gives).after(span)),
            Flag::Unknown(text) => {
                notes.came(added.gives(gives).after(span).open(variables(unknowns(&text.value))));
            }
            Flag::Off => {
                let what = format!("the static web trigger `{key}` is added");
                notes.came(Draft::new(Kind::StaticWebTriggerAdded, what).after(span));
            }
        }
    }
    for moved in turnover.went {
        let what = format!("the web trigger `{}` is removed", moved.item.key);
        notes.went(Draft::new(Kind::WebTriggerRemoved, what).before(moved.item.span));
    }
    for kept in turnover.kept {
        let key = &kept.new.key;
        notes.switched(
            &kept.old.dynamic,
            &kept.new.dynamic,
            || {
                Draft::new(Kind::WebTriggerMadeDynamic, format!("the web trigger `{key}` becomes dynamic"))
                    .gives(gives)
                    .before(kept.old.span)
            },
            Some(
                Draft::new(Kind::WebTriggerMadeStatic, format!("the web trigger `{key}` becomes static"))
                    .after(kept.new.span),
            ),
        );
    }
}

fn hosted(notes: &mut Notebook<'_>) {
    let (old, new): (&Grants, &Grants) = (notes.old, notes.new);
    let kinds = [
        (
            HostedKind::Sql,
            Kind::SqlAdded,
            "Forge SQL",
            "The app may keep data in a database of its own on the platform",
        ),
        (
            HostedKind::ObjectStore,
            Kind::ObjectStoreAdded,
            "Forge Object Store",
            "The app may keep files on the platform",
        ),
        (
            HostedKind::Llm,
            Kind::LlmAdded,
            "Forge LLMs",
            "The app may hand data to language models that Atlassian hosts",
        ),
        (
            HostedKind::Service,
            Kind::ServiceAdded,
            "a container service",
            "The app may run containers on the platform",
        ),
    ];
    for (kind, added, name, gives) in kinds {
        let of = |grants: &'_ Grants| -> Vec<HostedGrant> {
            grants.hosted.iter().filter(|grant| grant.kind == kind).cloned().collect()
        };
        let (before, after) = (of(old), of(new));
        match (before.first(), after.first()) {
            (None, Some(first)) => {
                notes.came(Draft::new(added, format!("{name} is added")).gives(gives).after(first.span));
            }
            (Some(first), None) => {
                let what = format!("{name} is no longer used");
                notes.went(Draft::new(Kind::HostedRemoved, what).before(first.span));
            }
            (Some(_), Some(_)) if kind == HostedKind::Llm => families(notes, &before, &after),
            (Some(_), Some(_)) if kind == HostedKind::Service => {
                let known: BTreeSet<&str> = before.iter().map(|service| service.key.as_str()).collect();
                for service in after.iter().filter(|service| !known.contains(service.key.as_str())) {
                    let what = format!("the container service `{}` is added to others", service.key);
                    notes.came(
                        Draft::new(Kind::FurtherServiceAdded, what)
                            .gives("The app may run further containers on the platform")
                            .after(service.span),
                    );
                }
            }
            _ => {}
        }
    }
}

fn families(notes: &mut Notebook<'_>, before: &[HostedGrant], after: &[HostedGrant]) {
    let all = |grants: &[HostedGrant]| -> Vec<Spanned<String>> {
        grants.iter().flat_map(|grant| grant.families.clone()).collect()
    };
    let (before, after) = (all(before), all(after));
    let turnover = turnover(&before, &after, notes.environment, |family| family.value.clone());
    for moved in turnover.came {
        notes.came(
            Draft::new(Kind::LlmFamilyAdded, format!("the model family `{}` is added", moved.item))
                .gives(format!(
                    "The app may hand data to language models of another family: `{}`",
                    moved.item
                ))
                .after(moved.item.span)
                .open(moved.open),
        );
    }
}

fn connect(notes: &mut Notebook<'_>) {
    let (old, new): (&Grants, &Grants) = (notes.old, notes.new);
    match (&old.connect, &new.connect) {
        (None, Some(connect)) => notes.came(
            Draft::new(Kind::ConnectAdded, "the app gets a Connect part")
                .gives("Parts of the app are pages of its own server, which receives a secret of the site")
                .after(connect.span),
        ),
        (Some(connect), None) => {
            notes.went(Draft::new(Kind::ConnectRemoved, "the Connect part is removed").before(connect.span));
        }
        (Some(was), Some(is)) => server(notes, was, is),
        (None, None) => {}
    }
}

/// Compares the server of the Connect part. A remote that keeps its key and moves is told of the remote.
fn server(notes: &mut Notebook<'_>, was: &ConnectGrant, is: &ConnectGrant) {
    let key = |connect: &ConnectGrant| connect.remote.as_ref().map(|key| key.value.clone());
    let addresses = |grants: &Grants, key: Option<String>| -> BTreeSet<String> {
        let remote = key.and_then(|key| grants.remote(&key));
        let urls = remote.into_iter().flat_map(|remote| &remote.base_urls);
        urls.map(|base| base.url.value.trim_end_matches('/').to_owned()).collect()
    };
    let (old_key, new_key) = (key(was), key(is));
    if old_key == new_key || addresses(notes.old, old_key) == addresses(notes.new, new_key.clone()) {
        return;
    }
    notes.differs(
        match new_key {
            Some(key) => Draft::new(
                Kind::ConnectRemoteChanged,
                format!("the remote of the Connect part is now `{key}`"),
            )
            .gives("Pages of the app come from another server, which receives a secret of the site"),
            None => Draft::new(Kind::ConnectRemoved, "the Connect part no longer has a server"),
        }
        .before(was.span)
        .after(is.span),
    );
}
