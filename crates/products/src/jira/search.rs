//! Searching for issues.

use serde_json::{Value, json};

use super::{Issue, Level, issue::EXPANSIONS, jql::Jql, may, view};
use crate::{
    answer::{self, Answer, Done, ok},
    call::Call,
    paging::by_token,
    query::{self, Mistake, Query, passes},
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/rest/api/3/search/jql", search),
    row("POST", "/rest/api/3/search/jql", search),
    row("POST", "/rest/api/3/search/approximate-count", count),
    row("GET", "/rest/api/3/search", removed),
    row("POST", "/rest/api/3/search", removed),
];

/// The older search was taken out of service in 2025.
///
/// Source: the changelog of Jira Cloud's platform, CHANGE-2046.
fn removed(call: &mut Call<'_>) -> Done {
    for name in
        ["jql", "startAt", "maxResults", "fields", "expand", "validateQuery", "properties", "fieldsByKeys"]
    {
        let _ = call.query.get(name);
    }
    Err(answer::jira(
        410,
        "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046",
    ))
}

pub(super) fn mistake(mistake: Mistake) -> Answer {
    match mistake {
        Mistake::Syntax(because) => answer::jira(400, format!("Error in the JQL Query: {because}.")),
        Mistake::Unmodelled(what) => Answer::Unmodelled(what),
    }
}

/// The issues a query finds that the caller may see, in its order.
pub(super) fn find<'c>(call: &'c Call<'_>, query: &Query) -> Result<Vec<&'c Issue>, Answer> {
    let fields = Jql::of(call);
    let mut found = Vec::new();
    for issue in &call.site.jira.issues {
        if may(call.site, call.caller, issue.project(), Level::Read)
            && query
                .filter
                .as_ref()
                .map_or(Ok(true), |filter| passes(filter, issue, &fields))
                .map_err(mistake)?
        {
            found.push(issue);
        }
    }
    query::sort(&mut found, &query.order, &fields).map_err(mistake)?;
    Ok(found)
}

/// A parameter of a search, from the query or the body.
fn given(call: &Call<'_>, name: &str) -> Option<Value> {
    let in_body = call.body.as_ref().map(|body| body[name].clone()).filter(|it| !it.is_null());
    in_body.or_else(|| call.query.get(name).map(|text| json!(text)))
}

fn list(call: &Call<'_>, name: &str) -> Vec<String> {
    let split = |text: &str| text.split(',').map(|it| it.trim().to_owned()).collect::<Vec<_>>();
    let of = match call.body.as_ref().map(|body| &body[name]) {
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect(),
        Some(Value::String(text)) => split(text),
        _ => call.query.list(name).into_iter().map(ToOwned::to_owned).collect(),
    };
    of.into_iter().filter(|it| !it.is_empty()).collect()
}

fn search(call: &mut Call<'_>) -> Done {
    let call = &*call;
    let jql = given(call, "jql").and_then(|it| it.as_str().map(ToOwned::to_owned)).unwrap_or_default();
    let query = query::parse(&jql).map_err(mistake)?;
    if query.filter.is_none() {
        return Err(answer::jira(
            400,
            "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.",
        ));
    }
    let size = given(call, "maxResults").and_then(|it| it.as_u64().or_else(|| it.as_str()?.parse().ok()));
    let size = usize::try_from(size.unwrap_or(50)).unwrap_or(50).min(5000);
    let wanted = list(call, "fields");
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let expand = list(call, "expand");
    let (expand, others): (Vec<&str>, Vec<&str>) =
        expand.iter().map(String::as_str).partition(|it| EXPANSIONS.contains(it));
    others.into_iter().for_each(|other| call.query.ignore(format!("expand={other}")));
    let token = given(call, "nextPageToken").and_then(|it| it.as_str().map(ToOwned::to_owned));
    let found = find(call, &query)?;
    // A token is good for this site, this caller's account and this query.
    let list = format!("{} {} {jql}", call.site.cloud_id, call.account().unwrap_or_default());
    let Some(page) = by_token(found, size, token.as_deref(), &list) else {
        return Err(answer::jira(400, "The provided next page token is invalid or expired."));
    };
    let shown = page.items.into_iter().map(|issue| match wanted.is_empty() && expand.is_empty() {
        true => json!({ "id": issue.id }),
        false => view::issue(call, issue, if wanted.is_empty() { &["id"] } else { &wanted }, &expand),
    });
    let mut body = json!({ "issues": shown.collect::<Vec<_>>(), "isLast": page.token.is_none() });
    if let Some(token) = page.token {
        body["nextPageToken"] = json!(token);
    }
    ok(body)
}

fn count(call: &mut Call<'_>) -> Done {
    let jql = given(call, "jql").and_then(|it| it.as_str().map(ToOwned::to_owned)).unwrap_or_default();
    let query = query::parse(&jql).map_err(mistake)?;
    ok(json!({ "count": find(call, &query)?.len() }))
}
