//! Labels of content, by the first API.

use serde_json::{Value, json};

use super::{Level, Page, may, v1};
use crate::{
    answer::{self, Answer, Done, no_content, ok},
    call::Call,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/wiki/rest/api/content/{id}/label", labels),
    row("POST", "/wiki/rest/api/content/{id}/label", add),
    row("DELETE", "/wiki/rest/api/content/{id}/label/{label}", remove),
    row("DELETE", "/wiki/rest/api/content/{id}/label", remove_named),
];

/// The labels of a page, as lists have them.
pub(super) fn listed(page: &Page) -> Value {
    let all = page.labels.iter().map(|it| json!({ "prefix": "global", "name": it, "id": it, "label": it }));
    let all: Vec<Value> = all.collect();
    json!({ "results": all, "start": 0, "limit": 200, "size": all.len() })
}

fn labels(call: &mut Call<'_>) -> Done {
    ok(listed(v1::seen(call, call.parameter(0))?))
}

/// Where a page is that the caller may change.
fn changeable(call: &Call<'_>) -> Result<usize, Answer> {
    let page = v1::seen(call, call.parameter(0))?;
    if !may(call.site, call.caller, page, Level::Write) {
        return Err(answer::confluence_v1(403, "The user does not have permission to label this content."));
    }
    let at = call.site.confluence.pages.iter().position(|it| it.id == page.id);
    at.ok_or_else(|| answer::confluence_v1(404, "No content found."))
}

/// Takes one label or a list of them.
fn add(call: &mut Call<'_>) -> Done {
    let at = changeable(call)?;
    let missing = || answer::confluence_v1(400, "A list of labels is needed.");
    let given = call.body.clone().ok_or_else(missing)?;
    let given = given.as_array().cloned().unwrap_or_else(|| vec![given]);
    let mut names = Vec::new();
    for label in &given {
        let name = label["name"].as_str().filter(|it| !it.is_empty() && !it.contains(char::is_whitespace));
        let name = name.ok_or_else(|| answer::confluence_v1(400, "A label has a name without spaces."))?;
        if label["prefix"].as_str().is_some_and(|prefix| prefix != "global") {
            return Err(Answer::Unmodelled("labels that are not global".to_owned()));
        }
        names.push(name.to_lowercase());
    }
    let page = &mut call.site.confluence.pages[at];
    for name in names {
        if !page.labels.contains(&name) {
            page.labels.push(name);
        }
    }
    ok(listed(&call.site.confluence.pages[at]))
}

fn take(call: &mut Call<'_>, name: &str) -> Done {
    let at = changeable(call)?;
    call.site.confluence.pages[at].labels.retain(|label| label != name);
    no_content()
}

fn remove(call: &mut Call<'_>) -> Done {
    let name = call.parameter(1).to_owned();
    take(call, &name)
}

fn remove_named(call: &mut Call<'_>) -> Done {
    let name = call.query.get("name").unwrap_or_default().to_owned();
    take(call, &name)
}
