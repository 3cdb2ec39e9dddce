//! Which operations are modelled, and by what.

use assay_app::operations::{Operation, Piece, Route, operations};
use assay_policy::decide::path::Readings;
use jiff::Timestamp;

use crate::{
    answer::{self, Done},
    call::{Call, Query},
    confluence,
    event::ProductEvent,
    exchange::{Caller, ProductReply, ProductRequest},
    jira,
    site::Site,
};

/// An operation that is modelled, as the table of published operations names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Modelled {
    /// `jira` or `confluence`.
    pub product: &'static str,
    /// In capitals.
    pub method: &'static str,
    /// With the names of its parameters in braces.
    pub path: &'static str,
}

/// One row of a product's table.
pub(crate) struct Row {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) answer: fn(&mut Call<'_>) -> Done,
    /// It is answered to nobody in particular, too.
    pub(crate) is_open: bool,
}

pub(crate) const fn row(method: &'static str, path: &'static str, answer: fn(&mut Call<'_>) -> Done) -> Row {
    Row { method, path, answer, is_open: false }
}

fn rows(product: &str) -> impl Iterator<Item = &'static Row> {
    let tables: &[&[Row]] = match product {
        "jira" => jira::TABLES,
        "confluence" => confluence::TABLES,
        _ => &[],
    };
    tables.iter().copied().flatten()
}

/// Every operation that is modelled.
pub fn modelled() -> impl Iterator<Item = Modelled> {
    ["jira", "confluence"].into_iter().flat_map(|product| {
        rows(product).map(move |row| Modelled { product, method: row.method, path: row.path })
    })
}

pub(crate) fn answer(
    site: &mut Site,
    caller: &Caller,
    request: &ProductRequest,
    now: Timestamp,
    events: &mut Vec<ProductEvent>,
) -> ProductReply {
    let product = request.product.as_str();
    let Ok(readings) = Readings::of(&request.path) else {
        return ProductReply::of(400, &answer::jira_error("The path cannot be read."));
    };
    let path = format!("/{}", readings.plain.join("/"));
    let unmodelled = || ProductReply::unmodelled(&format!("{} {path} of {product}", request.method));
    if !site.products.iter().any(|own| own == product) {
        return ProductReply::of(404, &answer::jira_error("The product is not on this site."));
    }
    let route = Route::new([Piece::Literal(path.clone())]);
    let Some(operation) = operations(product, Some(&request.method), &route).operations.into_iter().next()
    else {
        return unmodelled();
    };
    let Some(row) = rows(product).find(|row| row.method == operation.method && row.path == operation.path)
    else {
        return unmodelled();
    };
    if *caller == Caller::Anonymous && !row.is_open {
        return ProductReply::of(401, &answer::jira_error("You are not authenticated."));
    }
    if let Caller::User(account) = caller
        && site.user(account).is_none()
    {
        return ProductReply::of(403, &answer::jira_error("The account has no access to this site."));
    }
    if let Caller::App(account) = caller {
        site.app_accounts.insert(account.clone());
    }
    let body = match request.body.as_slice() {
        [] => None,
        bytes => serde_json::from_slice(bytes).ok(),
    };
    let mut call = Call {
        site,
        caller,
        parameters: parameters(operation, &readings.plain),
        query: Query::parse(readings.query.as_deref().unwrap_or_default()),
        body,
        raw: &request.body,
        headers: &request.headers,
        now,
        events,
        is_version_2: readings.plain.get(..3).is_some_and(|it| it == ["rest", "api", "2"]),
    };
    let done = (row.answer)(&mut call);
    let mut reply = done.unwrap_or_else(|answer| answer).into_reply();
    if !reply.is_unmodelled() {
        reply.unmodelled = call.query.unheeded();
    }
    reply
}

/// The values of an operation's parameters. Segments are told from their end: a path may leave out its head.
fn parameters(operation: &Operation, segments: &[String]) -> Vec<String> {
    let template: Vec<&str> = operation.path.split('/').filter(|it| !it.is_empty()).collect();
    let mut values: Vec<String> = template
        .iter()
        .rev()
        .zip(segments.iter().rev())
        .filter(|(part, _)| part.starts_with('{'))
        .map(|(_, segment)| segment.clone())
        .collect();
    values.reverse();
    values
}

#[cfg(test)]
mod tests {
    use assay_app::operations::all_operations;

    use super::*;

    #[test]
    fn every_modelled_operation_is_a_published_one_and_stands_once() {
        let published: Vec<_> = all_operations().map(|it| (it.product, it.method, it.path)).collect();
        let mut seen = std::collections::BTreeSet::new();
        for it in modelled() {
            let row = (it.product, it.method, it.path);
            assert!(published.contains(&row), "{row:?}");
            assert!(seen.insert(row), "{row:?} stands twice");
        }
    }
}
