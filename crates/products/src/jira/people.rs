//! Users.

use serde_json::{Value, json};

use super::{Level, may, seen, view};
use crate::{
    answer::{self, Answer, Done, ok},
    call::Call,
    exchange::Caller,
    routes::{Row, row},
    site::User,
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/rest/api/3/myself", myself),
    row("GET", "/rest/api/3/user", read),
    row("GET", "/rest/api/3/user/bulk", bulk),
    row("GET", "/rest/api/3/user/groups", groups),
    row("GET", "/rest/api/3/user/search", search),
    row("GET", "/rest/api/3/users/search", all),
    row("GET", "/rest/api/3/users", all),
    row("GET", "/rest/api/3/user/assignable/search", assignable),
];

fn myself(call: &mut Call<'_>) -> Done {
    let account = call.account().unwrap_or_default();
    let mut shown = view::user(call.site, account);
    for expansion in call.query.choices("expand", &["groups", "applicationRoles"]) {
        let names = call.user().map(group_names).unwrap_or_default();
        let items = if expansion == "groups" { names } else { Vec::new() };
        shown[expansion] = json!({ "size": items.len(), "items": items });
    }
    ok(shown)
}

fn group_names(user: &User) -> Vec<Value> {
    user.groups.iter().map(|group| json!({ "name": group, "groupId": group_id(group) })).collect()
}

/// Made of the name: the same on every run.
fn group_id(name: &str) -> String {
    let sum = name.bytes().fold(0u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    format!("00000000-0000-4000-8000-{:012x}", sum & 0xffff_ffff_ffff)
}

fn missing(account: &str) -> Answer {
    answer::jira(
        404,
        format!("Specified user does not exist or you do not have required permissions: {account}"),
    )
}

fn read(call: &mut Call<'_>) -> Done {
    let Some(account) = call.query.get("accountId") else {
        return Err(answer::jira(400, "The query parameter 'accountId' is required."));
    };
    let mut shown = match call.site.app_accounts.contains(account) || call.site.user(account).is_some() {
        true => view::user(call.site, account),
        false => return Err(missing(account)),
    };
    for expansion in call.query.choices("expand", &["groups"]) {
        let names = call.site.user(account).map(group_names).unwrap_or_default();
        shown[expansion] = json!({ "size": names.len(), "items": names });
    }
    ok(shown)
}

fn bulk(call: &mut Call<'_>) -> Done {
    let users: Vec<Value> = call
        .query
        .list("accountId")
        .into_iter()
        .map(|account| view::user(call.site, account))
        .filter(|it| !it.is_null())
        .collect();
    ok(crate::paging::by_number(call, 10, &users, "values"))
}

fn groups(call: &mut Call<'_>) -> Done {
    let account = call.query.get("accountId").unwrap_or_default();
    let user = call.site.user(account).ok_or_else(|| missing(account))?;
    ok(group_names(user).into())
}

/// Whether a user is meant by the beginning of a name or address.
fn is_meant(user: &User, query: &str) -> bool {
    let query = query.to_lowercase();
    let begins = |text: &str| text.to_lowercase().split(' ').any(|word| word.starts_with(&query));
    begins(&user.display_name) || user.display_name.to_lowercase().starts_with(&query) || begins(&user.email)
}

fn page(call: &Call<'_>, users: impl Iterator<Item = String>) -> Done {
    let start = call.query.number("startAt").unwrap_or(0);
    let size = call.query.number("maxResults").unwrap_or(50);
    ok(users.skip(start).take(size).map(|account| view::user(call.site, &account)).collect::<Vec<_>>().into())
}

fn search(call: &mut Call<'_>) -> Done {
    let (query, account) = (call.query.get("query"), call.query.get("accountId"));
    if query.is_none() && account.is_none() {
        return Err(answer::jira(
            400,
            "Either the 'query' or the 'accountId' query parameter has to be provided.",
        ));
    }
    let users = call.site.users.iter().filter(|user| match account {
        Some(account) => user.account_id == account,
        None => is_meant(user, query.unwrap_or_default()),
    });
    page(call, users.map(|it| it.account_id.clone()))
}

fn all(call: &mut Call<'_>) -> Done {
    page(call, call.site.users.iter().map(|it| it.account_id.clone()))
}

fn assignable(call: &mut Call<'_>) -> Done {
    let project = match (call.query.get("issueKey"), call.query.get("issueId"), call.query.get("project")) {
        (Some(issue), ..) | (None, Some(issue), _) => {
            let at = seen(call, issue)?;
            call.site.jira.issues[at].project().to_owned()
        }
        (None, None, Some(project)) if may(call.site, call.caller, project, Level::Read) => {
            project.to_owned()
        }
        (None, None, Some(project)) => {
            return Err(answer::jira(404, format!("No project could be found with key '{project}'.")));
        }
        (None, None, None) => {
            return Err(answer::jira(
                400,
                "Either the 'project', the 'issueKey' or the 'issueId' query parameter has to be provided.",
            ));
        }
    };
    let (query, account) = (call.query.get("query"), call.query.get("accountId"));
    let users = call.site.users.iter().filter(|user| {
        may(call.site, &Caller::User(user.account_id.clone()), &project, Level::Read)
            && query.is_none_or(|query| is_meant(user, query))
            && account.is_none_or(|account| user.account_id == account)
    });
    page(call, users.map(|it| it.account_id.clone()))
}
