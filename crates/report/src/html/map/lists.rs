//! The map for those who read it: everything that is declared, nothing cut.

use assay_evidence::{Destination, Surface};
use maud::{Markup, html};

use super::{
    super::words::plain,
    terms::{class_words, list_words, product_words, who},
};
use crate::text::capital;

/// A table for each kind of thing that is declared.
pub(super) fn lists(surface: &Surface) -> Markup {
    html! {
        @if !surface.modules.is_empty() { (modules(surface)) }
        @if !surface.scopes.is_empty() { (scopes(surface)) }
        @if !surface.egress.is_empty() { (egress(surface)) }
        @if !surface.remotes.is_empty() { (remotes(surface)) }
    }
}

fn table(caption: &str, columns: [&str; 3], rows: Markup) -> Markup {
    html! {
        table.stack role="table" {
            caption { (caption) }
            thead role="rowgroup" { tr role="row" {
                @for column in columns { th scope="col" role="columnheader" { (column) } }
            } }
            tbody role="rowgroup" { (rows) }
        }
    }
}

fn line(columns: [&str; 3], cells: [Markup; 3]) -> Markup {
    let [first, second, third] = cells;
    html! {
        tr role="row" {
            th scope="row" role="rowheader" { (first) }
            td role="cell" data-label=(columns[1]) { (second) }
            td role="cell" data-label=(columns[2]) { (third) }
        }
    }
}

fn modules(surface: &Surface) -> Markup {
    const COLUMNS: [&str; 3] = ["Module", "Type", "Who can cause it to run"];
    let rows = surface.modules.iter().map(|module| {
        let callers = match &module.invoked_by {
            None => "not known: the type is unlisted".to_owned(),
            Some(by) if by.is_empty() => "nobody: it declares something".to_owned(),
            Some(by) => who(by),
        };
        let kind = html! { code { (plain(&module.kind)) } @if module.connect { ", Connect" } };
        line(COLUMNS, [html! { code { (plain(&module.key)) } }, kind, plain(&callers)])
    });
    table("Modules", COLUMNS, html! { @for row in rows { (row) } })
}

fn scopes(surface: &Surface) -> Markup {
    const COLUMNS: [&str; 3] = ["Scope", "Product", "The most it lets the app do"];
    let rows = surface.scopes.iter().map(|scope| {
        let products =
            if scope.products.is_empty() { "not known".to_owned() } else { product_words(&scope.products) };
        let most = scope.class.as_deref().map_or("not known: it is unlisted", class_words);
        let away = if scope.impersonation { ", also for users who are away" } else { "" };
        line(
            COLUMNS,
            [
                html! { code { (plain(&scope.name)) } },
                plain(&products),
                plain(&format!("{}{away}", capital(most))),
            ],
        )
    });
    table("Scopes", COLUMNS, html! { @for row in rows { (row) } })
}

fn egress(surface: &Surface) -> Markup {
    const COLUMNS: [&str; 3] = ["Address", "What for", "Leads"];
    let rows = surface.egress.iter().map(|entry| {
        let leads = match entry.leads {
            Destination::Remote => "to a server of the app’s own",
            Destination::Outside => "outside Atlassian",
            Destination::Uncertain => "where a variable says",
            Destination::Atlassian => "to Atlassian",
            Destination::Nowhere => "nowhere: it opens no connection",
        };
        let list = html! { (plain(&list_words(&entry.list))) " (" code { (plain(&entry.list)) } ")" };
        line(COLUMNS, [html! { code { (plain(&entry.address)) } }, list, html! { (leads) }])
    });
    table("Ways out", COLUMNS, html! { @for row in rows { (row) } })
}

fn remotes(surface: &Surface) -> Markup {
    const COLUMNS: [&str; 3] = ["Remote", "Addresses", "Declared for, tokens it receives"];
    let rows = surface.remotes.iter().map(|remote| {
        let addresses = html! { @for address in &remote.addresses { code { (plain(address)) } " " } };
        let declared = match remote.operations.as_slice() {
            [] => "nothing in particular".to_owned(),
            operations => operations.join(", "),
        };
        let tokens = match remote.tokens.as_slice() {
            [] => "no tokens".to_owned(),
            tokens => format!("tokens of: {}", tokens.join(", ")),
        };
        line(
            COLUMNS,
            [html! { code { (plain(&remote.key)) } }, addresses, plain(&format!("{declared}; {tokens}"))],
        )
    });
    table("Remotes", COLUMNS, html! { @for row in rows { (row) } })
}
