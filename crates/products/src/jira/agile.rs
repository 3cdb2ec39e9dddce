//! Boards and sprints.

use serde_json::{Value, json};

use super::{Board, Issue, Level, issue::EXPANSIONS, may, search, view};
use crate::{
    answer::{self, Answer, Done, ok},
    call::Call,
    paging, query,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/rest/agile/1.0/board", boards),
    row("GET", "/rest/agile/1.0/board/{boardId}", board),
    row("GET", "/rest/agile/1.0/board/{boardId}/sprint", sprints),
    row("GET", "/rest/agile/1.0/board/{boardId}/backlog", backlog),
    row("GET", "/rest/agile/1.0/board/{boardId}/issue", board_issues),
    row("GET", "/rest/agile/1.0/sprint/{sprintId}", sprint),
    row("GET", "/rest/agile/1.0/sprint/{sprintId}/issue", sprint_issues),
];

fn shown(call: &Call<'_>, board: &Board) -> Value {
    let project = call.site.jira.project(&board.project);
    json!({
        "id": board.id, "self": call.link(&format!("/rest/agile/1.0/board/{}", board.id)), "name": board.name,
        "type": board.r#type, "isPrivate": false,
        "location": project.map(|it| json!({
            "projectId": it.id.parse::<u64>().ok(), "projectKey": it.key, "projectName": it.name, "displayName": format!("{} ({})", it.name, it.key),
            "name": format!("{} ({})", it.name, it.key), "projectTypeKey": "software",
        })),
    })
}

fn boards(call: &mut Call<'_>) -> Done {
    let (project, name) = (call.query.get("projectKeyOrId"), call.query.get("name").map(str::to_lowercase));
    let kind = call.query.get("type");
    let project = project.map(|it| call.site.jira.project(it).map_or("", |project| project.key.as_str()));
    let boards = call.site.jira.boards.iter().filter(|it| {
        may(call.site, call.caller, &it.project, Level::Read)
            && project.is_none_or(|project| it.project == project)
            && name.as_ref().is_none_or(|name| it.name.to_lowercase().contains(name))
            && kind.is_none_or(|kind| it.r#type == kind)
    });
    let boards: Vec<Value> = boards.map(|it| shown(call, it)).collect();
    ok(paging::by_number(call, 50, &boards, "values"))
}

fn board_of<'c>(call: &'c Call<'_>) -> Result<&'c Board, Answer> {
    let found = call.site.jira.boards.iter().find(|it| it.id.to_string() == call.parameter(0));
    let found = found.filter(|it| may(call.site, call.caller, &it.project, Level::Read));
    found.ok_or_else(|| answer::jira(404, "The requested board cannot be viewed because it either does not exist or you do not have permission to view it."))
}

fn board(call: &mut Call<'_>) -> Done {
    ok(shown(call, board_of(call)?))
}

fn sprints(call: &mut Call<'_>) -> Done {
    let board = board_of(call)?;
    if board.r#type == "kanban" {
        return Err(answer::jira(400, "The board does not support sprints"));
    }
    let states = call.query.list("state");
    let sprints = call.site.jira.sprints.iter().filter(|it| it.board == board.id);
    let sprints = sprints.filter(|it| states.is_empty() || states.contains(&it.state.as_str()));
    let sprints: Vec<Value> = sprints.map(|it| view::sprint(call.site, it)).collect();
    ok(paging::by_number(call, 50, &sprints, "values"))
}

/// The sprint that is asked for, and its number, where the caller may see its board.
fn sprint_of(call: &Call<'_>) -> Result<(u64, Value), Answer> {
    let jira = &call.site.jira;
    let found = jira.sprints.iter().find(|it| it.id.to_string() == call.parameter(0)).filter(|sprint| {
        let board = jira.boards.iter().find(|it| it.id == sprint.board);
        board.is_some_and(|board| may(call.site, call.caller, &board.project, Level::Read))
    });
    let found = found.ok_or_else(|| answer::jira(404, "Sprint does not exist"))?;
    Ok((found.id, view::sprint(call.site, found)))
}

fn sprint(call: &mut Call<'_>) -> Done {
    ok(sprint_of(call)?.1)
}

fn board_issues(call: &mut Call<'_>) -> Done {
    let project = board_of(call)?.project.clone();
    issues(call, |issue| issue.project() == project)
}

/// What is in no sprint.
fn backlog(call: &mut Call<'_>) -> Done {
    let project = board_of(call)?.project.clone();
    issues(call, |issue| issue.project() == project && sprint_id(issue).is_none())
}

fn sprint_issues(call: &mut Call<'_>) -> Done {
    let id = sprint_of(call)?.0;
    issues(call, |issue| sprint_id(issue) == Some(id))
}

fn sprint_id(issue: &Issue) -> Option<u64> {
    issue.fields.get("customfield_10020").and_then(Value::as_u64)
}

fn issues(call: &Call<'_>, belongs: impl Fn(&Issue) -> bool) -> Done {
    let query = query::parse(call.query.get("jql").unwrap_or_default()).map_err(search::mistake)?;
    let wanted = call.query.list("fields");
    let expand = call.query.choices("expand", &EXPANSIONS);
    let found = search::find(call, &query)?.into_iter().filter(|issue| belongs(issue));
    let found: Vec<Value> = found.map(|issue| view::issue(call, issue, &wanted, &expand)).collect();
    let mut page = paging::by_number(call, 50, &found, "issues");
    page["expand"] = json!("schema,names");
    page.as_object_mut().and_then(|page| page.remove("isLast"));
    ok(page)
}
