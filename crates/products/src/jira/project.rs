//! Projects.

use serde_json::{Value, json};

use super::{Level, Project, may, view};
use crate::{
    answer::{self, Answer, Done, ok},
    call::Call,
    paging,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/rest/api/3/project", list),
    row("GET", "/rest/api/3/project/search", search),
    row("GET", "/rest/api/3/project/{projectIdOrKey}", read),
    row("GET", "/rest/api/3/project/{projectIdOrKey}/statuses", statuses),
];

fn visible<'c>(call: &'c Call<'_>) -> impl Iterator<Item = &'c Project> {
    call.site.jira.projects.iter().filter(|it| it.groups.let_in(call.site, call.caller, Level::Read))
}

fn list(call: &mut Call<'_>) -> Done {
    ok(visible(call).map(|it| view::project(call.site, it)).collect::<Vec<_>>().into())
}

fn search(call: &mut Call<'_>) -> Done {
    let query = call.query.get("query").map(str::to_lowercase);
    let (keys, ids) = (call.query.list("keys"), call.query.list("id"));
    let found = visible(call).filter(|it| {
        query.as_ref().is_none_or(|query| {
            it.key.to_lowercase().contains(query) || it.name.to_lowercase().contains(query)
        }) && (keys.is_empty() || keys.contains(&it.key.as_str()))
            && (ids.is_empty() || ids.contains(&it.id.as_str()))
    });
    let found: Vec<Value> = found.map(|it| view::project(call.site, it)).collect();
    ok(paging::by_number(call, 50, &found, "values"))
}

fn seen<'c>(call: &'c Call<'_>) -> Result<&'c Project, Answer> {
    let named = call.parameter(0);
    let project =
        call.site.jira.project(named).filter(|it| may(call.site, call.caller, &it.key, Level::Read));
    project.ok_or_else(|| answer::jira(404, format!("No project could be found with key '{named}'.")))
}

fn read(call: &mut Call<'_>) -> Done {
    let project = seen(call)?;
    let mut shown = view::project(call.site, project);
    shown["lead"] = view::user(call.site, &project.lead);
    shown["issueTypes"] = view::COMMON.issue_types.iter().map(|it| view::issue_type(call.site, it)).collect();
    for (name, value) in [
        ("components", json!([])),
        ("versions", json!([])),
        ("roles", json!({})),
        ("assigneeType", json!("UNASSIGNED")),
    ] {
        shown[name] = value;
    }
    ok(shown)
}

fn statuses(call: &mut Call<'_>) -> Done {
    seen(call)?;
    let statuses: Vec<Value> = view::COMMON.statuses.iter().map(|it| view::status(call.site, it)).collect();
    let types = view::COMMON.issue_types.iter().map(|kind| {
        let mut shown = view::issue_type(call.site, kind);
        shown["statuses"] = json!(statuses);
        shown
    });
    ok(types.collect::<Vec<_>>().into())
}
