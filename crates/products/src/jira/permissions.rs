//! Asking what somebody may do.

use serde_json::{Map, Value, json};

use super::{Level, may, seen};
use crate::{
    answer::{self, Answer, Done, ok},
    call::Call,
    exchange::Caller,
    rights,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/rest/api/3/mypermissions", mine),
    row("POST", "/rest/api/3/permissions/check", check),
    row("POST", "/rest/api/3/permissions/project", projects),
];

/// What a permission takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// A level in a project.
    Project(Level),
    /// An account.
    Account,
    /// Administering the site.
    Site,
}

/// Source: the list of permissions in Jira Cloud's REST reference, read 2026-11; levels are this site's scheme.
const PERMISSIONS: [(&str, &str, Takes); 22] = [
    ("BROWSE_PROJECTS", "Browse Projects", Takes::Project(Level::Read)),
    ("ADD_COMMENTS", "Add Comments", Takes::Project(Level::Read)),
    ("ASSIGNABLE_USER", "Assignable User", Takes::Project(Level::Read)),
    ("VIEW_VOTERS_AND_WATCHERS", "View Voters and Watchers", Takes::Project(Level::Read)),
    ("CREATE_ISSUES", "Create Issues", Takes::Project(Level::Write)),
    ("EDIT_ISSUES", "Edit Issues", Takes::Project(Level::Write)),
    ("ASSIGN_ISSUES", "Assign Issues", Takes::Project(Level::Write)),
    ("TRANSITION_ISSUES", "Transition Issues", Takes::Project(Level::Write)),
    ("RESOLVE_ISSUES", "Resolve Issues", Takes::Project(Level::Write)),
    ("CLOSE_ISSUES", "Close Issues", Takes::Project(Level::Write)),
    ("LINK_ISSUES", "Link Issues", Takes::Project(Level::Write)),
    ("SCHEDULE_ISSUES", "Schedule Issues", Takes::Project(Level::Write)),
    ("CREATE_ATTACHMENTS", "Create Attachments", Takes::Project(Level::Write)),
    ("WORK_ON_ISSUES", "Work On Issues", Takes::Project(Level::Write)),
    ("EDIT_OWN_COMMENTS", "Edit Own Comments", Takes::Project(Level::Read)),
    ("EDIT_ALL_COMMENTS", "Edit All Comments", Takes::Project(Level::Administer)),
    ("DELETE_ALL_COMMENTS", "Delete All Comments", Takes::Project(Level::Administer)),
    ("DELETE_ISSUES", "Delete Issues", Takes::Project(Level::Administer)),
    ("ADMINISTER_PROJECTS", "Administer Projects", Takes::Project(Level::Administer)),
    ("USER_PICKER", "Browse users and groups", Takes::Account),
    ("ADMINISTER", "Administer Jira", Takes::Site),
    ("SYSTEM_ADMIN", "System administrators", Takes::Site),
];

fn permission(key: &str) -> Option<(usize, &'static (&'static str, &'static str, Takes))> {
    PERMISSIONS.iter().enumerate().find(|(_, (own, ..))| *own == key)
}

/// Whether a caller has a permission: in a project, or in any of them.
fn has(call: &Call<'_>, caller: &Caller, takes: Takes, project: Option<&str>) -> bool {
    match takes {
        Takes::Account => *caller != Caller::Anonymous,
        Takes::Site => rights::administers(call.site, caller),
        Takes::Project(level) => match project {
            Some(project) => may(call.site, caller, project, level),
            None => call.site.jira.projects.iter().any(|it| may(call.site, caller, &it.key, level)),
        },
    }
}

fn mine(call: &mut Call<'_>) -> Done {
    let project = match (
        call.query.get("projectKey").or(call.query.get("projectId")),
        call.query.get("issueKey").or(call.query.get("issueId")),
    ) {
        (_, Some(issue)) => {
            let at = seen(call, issue)?;
            Some(call.site.jira.issues[at].project().to_owned())
        }
        (Some(project), None) => match may(call.site, call.caller, project, Level::Read) {
            true => Some(project.to_owned()),
            false => {
                return Err(answer::jira(404, format!("No project could be found with key '{project}'.")));
            }
        },
        (None, None) => None,
    };
    let wanted = call.query.list("permissions");
    if wanted.is_empty() {
        return Err(answer::jira(400, "The 'permissions' query parameter is required."));
    }
    let mut shown = Map::new();
    for key in wanted {
        let Some((at, (_, name, takes))) = permission(key) else {
            return Err(answer::jira(400, format!("Unrecognized permission: {key}.")));
        };
        let kind = if matches!(takes, Takes::Project(_)) { "PROJECT" } else { "GLOBAL" };
        shown.insert(
            key.to_owned(),
            json!({
                "id": at.to_string(), "key": key, "name": name, "type": kind, "description": "",
                "havePermission": has(call, call.caller, *takes, project.as_deref()),
            }),
        );
    }
    ok(json!({ "permissions": shown }))
}

/// Who is asked about: the caller, or with the right to ask, another user.
fn asked_about(call: &Call<'_>, body: &Value) -> Result<Caller, Answer> {
    match body["accountId"].as_str() {
        None => Ok(call.caller.clone()),
        Some(account) if call.account() == Some(account) || call.administers() => {
            Ok(Caller::User(account.to_owned()))
        }
        Some(_) => {
            Err(answer::jira(403, "You do not have permission to ask for the permissions of another user."))
        }
    }
}

fn check(call: &mut Call<'_>) -> Done {
    let body = call.object(answer::jira(400, "The request body is empty."))?;
    let caller = asked_about(call, body)?;
    let strings = |list: &Value| -> Vec<String> {
        list.as_array().into_iter().flatten().filter_map(|it| it.as_str().map(ToOwned::to_owned)).collect()
    };
    let mut of_projects = Vec::new();
    for asked in body["projectPermissions"].as_array().into_iter().flatten() {
        let ids = |list: &Value| -> Vec<Value> { list.as_array().cloned().unwrap_or_default() };
        for key in strings(&asked["permissions"]) {
            let Some((_, (_, _, takes))) = permission(&key) else {
                return Err(answer::jira(400, format!("Unrecognized permission: {key}.")));
            };
            let granted = |project: Option<&str>| {
                project.is_some_and(|project| has(call, &caller, *takes, Some(project)))
            };
            let text = |id: &Value| id.as_str().map_or_else(|| id.to_string(), ToOwned::to_owned);
            let issues: Vec<Value> = ids(&asked["issues"])
                .into_iter()
                .filter(|id| {
                    let issue =
                        call.site.jira.issues.iter().find(|it| it.id == text(id) || it.key == text(id));
                    granted(issue.map(super::Issue::project))
                })
                .collect();
            let projects: Vec<Value> =
                ids(&asked["projects"]).into_iter().filter(|id| granted(Some(&text(id)))).collect();
            of_projects.push(json!({ "permission": key, "issues": issues, "projects": projects }));
        }
    }
    let global = strings(&body["globalPermissions"]);
    let global: Vec<String> = global
        .into_iter()
        .filter(|key| permission(key).is_some_and(|(_, (_, _, takes))| has(call, &caller, *takes, None)))
        .collect();
    ok(json!({ "projectPermissions": of_projects, "globalPermissions": global }))
}

fn projects(call: &mut Call<'_>) -> Done {
    let body = call.object(answer::jira(400, "The request body is empty."))?;
    let keys: Vec<&str> =
        body["permissions"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let Some(takes) = keys.iter().map(|key| permission(key).map(|(_, it)| it.2)).collect::<Option<Vec<_>>>()
    else {
        return Err(answer::jira(400, "Unrecognized permission."));
    };
    let projects = call.site.jira.projects.iter();
    let projects = projects
        .filter(|project| takes.iter().all(|takes| has(call, call.caller, *takes, Some(&project.key))));
    ok(
        json!({ "projects": projects.map(|it| json!({ "id": it.id.parse::<u64>().ok(), "key": it.key })).collect::<Vec<_>>() }),
    )
}
