//! Pages of lists: by number, and by tokens that are good for one list of one site.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::call::Call;

/// Jira's older pages: `startAt`, `maxResults`, `total`, `isLast`, `values`.
pub(crate) fn by_number(call: &Call<'_>, otherwise: usize, all: &[Value], name: &str) -> Value {
    let start = call.query.number("startAt").unwrap_or(0);
    let size = call.query.number("maxResults").unwrap_or(otherwise).min(100);
    let page: Vec<&Value> = all.iter().skip(start).take(size).collect();
    let is_last = start.saturating_add(page.len()) >= all.len();
    json!({ "startAt": start, "maxResults": size, "total": all.len(), "isLast": is_last, name: page })
}

/// One page of a list.
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// For the next page, where there is one.
    pub(crate) token: Option<String>,
}

/// A page by a token; `list` says which list of which site a token is good for. None where it is good for another.
pub(crate) fn by_token<T>(all: Vec<T>, size: usize, token: Option<&str>, list: &str) -> Option<Page<T>> {
    let start = match token {
        None | Some("") => 0,
        Some(token) => read(token, list)?,
    };
    let more = all.len() > start.saturating_add(size);
    let items = all.into_iter().skip(start).take(size).collect();
    let token = more.then(|| BASE64URL_NOPAD.encode(format!("{} {list}", start + size).as_bytes()));
    Some(Page { items, token })
}

fn read(token: &str, list: &str) -> Option<usize> {
    let text = String::from_utf8(BASE64URL_NOPAD.decode(token.as_bytes()).ok()?).ok()?;
    let (start, of) = text.split_once(' ')?;
    (of == list).then(|| start.parse().ok()).flatten()
}
