//! Scopes, the content policy, licensing, and permissions without a name.

use assay_source::Span;

use super::{
    Open,
    notebook::{Draft, Notebook},
    turnover::turnover,
};
use crate::{
    Grants, Kind,
    grants::{ContentGrant, ContentList, Flag, ScopeGrant, UnlistedGrant},
    words,
};

pub(super) fn compare(notes: &mut Notebook<'_>) {
    scopes(notes);
    content(notes);
    unlisted(notes);
    let licensing = (&notes.old.licensing, &notes.new.licensing);
    notes.switched(
        licensing.0,
        licensing.1,
        || {
            Draft::new(Kind::LicensingEnabled, "`app.licensing` is switched on")
                .gives("The app may ask for a paid licence; its listing has to be approved for that")
        },
        Some(Draft::new(Kind::LicensingDisabled, "`app.licensing` is switched off")),
    );
}

fn scopes(notes: &mut Notebook<'_>) {
    let (old, new): (&Grants, &Grants) = (notes.old, notes.new);
    let turnover = turnover(&old.scopes, &new.scopes, notes.environment, |scope| scope.name.value.clone());
    for moved in turnover.came {
        let name = &moved.item.name;
        notes.came(
            Draft::new(Kind::ScopeAdded, format!("the scope `{name}` is added"))
                .gives(words::scope(&name.value))
                .after(name.span)
                .open(moved.open),
        );
        impersonation(notes, &Flag::Off, moved.item);
    }
    for moved in turnover.went {
        let name = &moved.item.name;
        let what = format!("the scope `{name}` is removed");
        notes.went(Draft::new(Kind::ScopeRemoved, what).before(name.span).open(moved.open));
    }
    for kept in turnover.kept {
        notes.keeps(&kept.new.name.value);
        impersonation(notes, &kept.old.impersonation, kept.new);
    }
}

fn impersonation(notes: &mut Notebook<'_>, old: &Flag, new: &ScopeGrant) {
    let name = &new.name;
    notes.switched(
        old,
        &new.impersonation,
        || {
            Draft::new(Kind::ScopeImpersonation, format!("the scope `{name}` allows impersonation"))
                .gives(format!("The app may use `{name}` on behalf of people who are away"))
        },
        Some(Draft::new(
            Kind::ImpersonationRemoved,
            format!("the scope `{name}` no longer allows impersonation"),
        )),
    );
}

fn content(notes: &mut Notebook<'_>) {
    let (old, new): (&Grants, &Grants) = (notes.old, notes.new);
    for list in [ContentList::Scripts, ContentList::Styles] {
        let path = match list {
            ContentList::Scripts => "scripts",
            ContentList::Styles => "styles",
        };
        let of = move |grants: &&ContentGrant| grants.list == list;
        let (before, after) = (old.content.iter().filter(of), new.content.iter().filter(of));
        let turnover = turnover(before, after, notes.environment, option);
        for moved in turnover.came {
            let option = option(moved.item);
            notes.came(
                Draft::new(Kind::ContentOptionAdded, format!("`content.{path}` gains `{option}`"))
                    .gives(words::content(list, &option))
                    .after(moved.item.option.span)
                    .open(moved.open),
            );
        }
        for moved in turnover.went {
            let what = format!("`content.{path}` loses `{}`", option(moved.item));
            notes.went(
                Draft::new(Kind::ContentOptionRemoved, what).before(moved.item.option.span).open(moved.open),
            );
        }
        turnover.kept.iter().for_each(|kept| notes.keeps(&kept.new.option.value));
    }
}

/// An option without the quotes that some put around it.
fn option(grant: &ContentGrant) -> String {
    grant.option.value.trim().trim_matches('\'').to_owned()
}

fn unlisted(notes: &mut Notebook<'_>) {
    let (old, new): (&Grants, &Grants) = (notes.old, notes.new);
    let at = |list: &[UnlistedGrant], path: &str| -> Option<(String, Span)> {
        let grant = list.iter().find(|grant| grant.path == path)?;
        Some((grant.value.clone(), grant.span))
    };
    for grant in &new.unlisted {
        let before = at(&old.unlisted, &grant.path);
        if before.as_ref().is_some_and(|(value, _)| *value == grant.value) {
            continue;
        }
        let happens = if before.is_some() { "changes" } else { "is new" };
        let what = format!("`{}` {happens}", grant.path);
        notes.came(
            Draft::new(Kind::UnlistedChanged, what)
                .before(before.map(|(_, span)| span))
                .after(grant.span)
                .open(Some(Open::Unlisted)),
        );
    }
    for grant in old.unlisted.iter().filter(|grant| at(&new.unlisted, &grant.path).is_none()) {
        let what = format!("`{}` is removed", grant.path);
        notes.went(Draft::new(Kind::UnlistedRemoved, what).before(grant.span));
    }
}
