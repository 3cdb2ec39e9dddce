//! Issues: reading one, and what hangs on it.

use serde_json::Value;

use super::{seen, view};
use crate::{
    answer::{self, Done, no_content, ok},
    call::Call,
    paging,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/rest/api/3/issue/{issueIdOrKey}", read),
    row("GET", "/rest/api/3/issue/{issueIdOrKey}/changelog", changelog),
    row("GET", "/rest/api/3/issue/{issueIdOrKey}/transitions", super::change::transitions),
    row("POST", "/rest/api/3/issue/{issueIdOrKey}/notify", notify),
];

/// Expansions of issues that have an effect.
pub(super) const EXPANSIONS: [&str; 2] = ["changelog", "names"];

fn read(call: &mut Call<'_>) -> Done {
    let at = seen(call, call.parameter(0))?;
    let issue = &call.site.jira.issues[at];
    let wanted = call.query.list("fields");
    let expand = call.query.choices("expand", &EXPANSIONS);
    let mut shown = view::issue(call, issue, &wanted, &expand);
    let properties = call.query.list("properties");
    if !properties.is_empty() {
        let all = properties.contains(&"*all");
        let kept = issue.properties.iter().filter(|(key, _)| all || properties.contains(&key.as_str()));
        shown["properties"] =
            kept.map(|(key, value)| (key.clone(), value.clone())).collect::<serde_json::Map<_, _>>().into();
    }
    // Both have no effect on what is read here, whatever their value.
    let _ = (call.query.get("updateHistory"), call.query.get("fieldsByKeys"));
    ok(shown)
}

fn changelog(call: &mut Call<'_>) -> Done {
    let at = seen(call, call.parameter(0))?;
    let histories: Vec<Value> =
        call.site.jira.issues[at].changelog.iter().map(|it| view::history(call.site, it)).collect();
    ok(paging::by_number(call, 100, &histories, "values"))
}

fn notify(call: &mut Call<'_>) -> Done {
    seen(call, call.parameter(0))?;
    let body = call.object(answer::jira(400, "No recipients were defined for notification."))?;
    let to = &body["to"];
    let has_users = to["users"].as_array().is_some_and(|it| !it.is_empty());
    let has_others = ["reporter", "assignee", "watchers", "voters"].iter().any(|it| to[it] == true);
    let has_groups = to["groups"].as_array().is_some_and(|it| !it.is_empty());
    match has_users || has_others || has_groups {
        true => no_content(),
        false => Err(answer::jira(400, "No recipients were defined for notification.")),
    }
}
