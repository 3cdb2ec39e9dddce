//! Users, as the first API shows them.

use serde_json::{Value, json};

use crate::{
    answer::{self, Done, ok},
    call::Call,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/wiki/rest/api/user/current", current),
    row("GET", "/wiki/rest/api/user", read),
    row("GET", "/wiki/rest/api/user/bulk", bulk),
    row("GET", "/wiki/rest/api/user/memberof", groups),
];

pub(super) fn user(call: &Call<'_>, account: &str) -> Option<Value> {
    let (name, kind) = match call.site.user(account) {
        Some(user) => (user.display_name.as_str(), "atlassian"),
        None if call.site.app_accounts.contains(account) => ("App under test", "app"),
        None => return None,
    };
    Some(json!({
        "type": "known", "accountId": account, "accountType": kind, "email": "", "publicName": name, "displayName": name,
        "timeZone": "Etc/UTC", "profilePicture": { "path": "/wiki/aa-avatar/1", "width": 48, "height": 48, "isDefault": true },
        "isExternalCollaborator": false, "_links": { "self": call.link(&format!("/wiki/rest/api/user?accountId={account}")) },
    }))
}

fn current(call: &mut Call<'_>) -> Done {
    user(call, call.account().unwrap_or_default()).map_or_else(|| Err(missing("")), ok)
}

fn missing(account: &str) -> answer::Answer {
    answer::confluence_v1(
        404,
        &format!(
            "com.atlassian.confluence.api.service.exceptions.NotFoundException: No user found with key : {account}"
        ),
    )
}

fn read(call: &mut Call<'_>) -> Done {
    let account = call.query.get("accountId").unwrap_or_default();
    user(call, account).map_or_else(|| Err(missing(account)), ok)
}

fn bulk(call: &mut Call<'_>) -> Done {
    let found: Vec<Value> =
        call.query.list("accountId").into_iter().filter_map(|account| user(call, account)).collect();
    ok(json!({ "results": found, "start": 0, "limit": found.len(), "size": found.len(), "_links": {} }))
}

fn groups(call: &mut Call<'_>) -> Done {
    let account = call.query.get("accountId").unwrap_or_default();
    let user = call.site.user(account).ok_or_else(|| missing(account))?;
    let groups: Vec<Value> = user.groups.iter().map(|it| json!({ "type": "group", "name": it })).collect();
    ok(json!({ "results": groups, "start": 0, "limit": 200, "size": groups.len(), "_links": {} }))
}
