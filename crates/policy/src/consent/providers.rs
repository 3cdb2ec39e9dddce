//! The services that users of the app log in to.

use std::collections::BTreeSet;

use assay_app::Spanned;

use super::{
    notebook::{Draft, Notebook},
    turnover::{Became, became, turnover},
};
use crate::{Grants, Kind, grants::ProviderGrant, words};

pub(super) fn compare(notes: &mut Notebook<'_>) {
    let (old, new): (&Grants, &Grants) = (notes.old, notes.new);
    let turnover =
        turnover(&old.providers, &new.providers, notes.environment, |provider| provider.key.clone());
    for moved in turnover.came {
        let key = &moved.item.key;
        notes.came(
            Draft::new(Kind::ProviderAdded, format!("the authentication provider `{key}` is added"))
                .gives("The app may ask people to log in to another service, and act for them there")
                .after(moved.item.span),
        );
    }
    for moved in turnover.went {
        let what = format!("the authentication provider `{}` is removed", moved.item.key);
        notes.went(Draft::new(Kind::ProviderRemoved, what).before(moved.item.span));
    }
    for kept in turnover.kept {
        client(notes, kept.old, kept.new);
        let asked: BTreeSet<&str> = kept.old.scopes.iter().map(|scope| scope.as_str()).collect();
        let more = kept.new.scopes.iter().filter(|scope| !asked.contains(scope.as_str()));
        let more: Vec<String> = more.map(|scope| format!("`{scope}`")).collect();
        if let Some(first) = kept.new.scopes.iter().find(|scope| !asked.contains(scope.as_str())) {
            let what = format!(
                "the authentication provider `{}` asks for {} as well; its service asks every user",
                kept.new.key,
                words::and(&more)
            );
            notes.came(Draft::new(Kind::ProviderScopesAdded, what).before(kept.old.span).after(first.span));
        }
    }
}

fn client(notes: &mut Notebook<'_>, old: &ProviderGrant, new: &ProviderGrant) {
    let text = |id: Option<&Spanned<String>>| id.map_or_else(String::new, |id| id.value.trim().to_owned());
    let (was, is) = (text(old.client_id.as_ref()), text(new.client_id.as_ref()));
    let open = match became(&was, &is, notes.environment) {
        Became::Same => return notes.keeps(&is),
        Became::Another => None,
        Became::Perhaps(open) => Some(open),
    };
    let span = |provider: &ProviderGrant| provider.client_id.as_ref().map_or(provider.span, |id| id.span);
    let what = format!("the client id of the authentication provider `{}` changes", new.key);
    notes.differs(
        Draft::new(Kind::ProviderClientChanged, what)
            .gives("People are asked to log in for another client of the same service")
            .before(span(old))
            .after(span(new))
            .open(open),
    );
}
