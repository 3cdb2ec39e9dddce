//! Lists of what there is: fields, types, states, priorities, filters, dashboards, the server.

use serde_json::{Value, json};

use super::{Level, may, view};
use crate::{
    answer::{self, Done, ok},
    call::Call,
    paging,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/rest/api/3/field", fields),
    row("GET", "/rest/api/3/issuetype", issue_types),
    row("GET", "/rest/api/3/issuetype/{id}", issue_type),
    row("GET", "/rest/api/3/issuetype/project", issue_types_of_project),
    row("GET", "/rest/api/3/priority", priorities),
    row("GET", "/rest/api/3/status", statuses),
    row("GET", "/rest/api/3/label", labels),
    row("GET", "/rest/api/3/filter/search", filters),
    row("GET", "/rest/api/3/filter/my", my_filters),
    row("GET", "/rest/api/3/filter/{id}", filter),
    row("GET", "/rest/api/3/dashboard", dashboards),
    row("GET", "/rest/api/3/dashboard/{id}", dashboard),
    Row { method: "GET", path: "/rest/api/3/serverInfo", answer: server_info, is_open: true },
];

fn fields(call: &mut Call<'_>) -> Done {
    let _ = call;
    let shown = view::COMMON.fields.iter().map(|field| {
        let is_custom = field.id.starts_with("customfield_");
        let schema = match is_custom {
            true => json!({ "type": field.r#type, "customId": field.id["customfield_".len()..].parse::<u64>().ok() }),
            false => json!({ "type": field.r#type, "system": field.id }),
        };
        json!({
            "id": field.id, "key": field.id, "name": field.name, "custom": is_custom, "orderable": true, "navigable": true,
            "searchable": true, "clauseNames": [field.id], "schema": schema,
        })
    });
    ok(shown.collect::<Vec<_>>().into())
}

fn issue_types(call: &mut Call<'_>) -> Done {
    ok(view::COMMON.issue_types.iter().map(|it| view::issue_type(call.site, it)).collect::<Vec<_>>().into())
}

fn issue_types_of_project(call: &mut Call<'_>) -> Done {
    let project = call.query.get("projectId").unwrap_or_default();
    if !may(call.site, call.caller, project, Level::Read) {
        return Err(answer::jira(404, "The project was not found."));
    }
    issue_types(call)
}

fn issue_type(call: &mut Call<'_>) -> Done {
    let found = view::COMMON.issue_types.iter().find(|it| it["id"] == call.parameter(0));
    let found = found.ok_or_else(|| answer::jira(404, "The issue type does not exist."))?;
    ok(view::issue_type(call.site, found))
}

fn priorities(call: &mut Call<'_>) -> Done {
    ok(view::COMMON.priorities.iter().map(|it| view::priority(call.site, it)).collect::<Vec<_>>().into())
}

fn statuses(call: &mut Call<'_>) -> Done {
    ok(view::COMMON.statuses.iter().map(|it| view::status(call.site, it)).collect::<Vec<_>>().into())
}

fn labels(call: &mut Call<'_>) -> Done {
    let issues =
        call.site.jira.issues.iter().filter(|it| may(call.site, call.caller, it.project(), Level::Read));
    let labels = issues.filter_map(|it| it.fields.get("labels")?.as_array()).flatten().cloned();
    let mut labels: Vec<Value> = labels.collect();
    labels.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
    labels.dedup();
    ok(paging::by_number(call, 1000, &labels, "values"))
}

/// A filter or dashboard as it is shown: with its owner.
fn owned(call: &Call<'_>, kept: &Value, path: &str) -> Value {
    let id = kept["id"].as_str().unwrap_or_default();
    let mut shown = kept.clone();
    shown["self"] = json!(call.link(&format!("/rest/api/3/{path}/{id}")));
    shown["owner"] = view::user(call.site, kept["owner"].as_str().unwrap_or_default());
    shown.as_object_mut().and_then(|shown| shown.remove("private"));
    shown
}

/// Private ones are their owners' alone.
fn is_visible(call: &Call<'_>, kept: &Value) -> bool {
    kept["private"] != true || call.account() == kept["owner"].as_str()
}

fn filters(call: &mut Call<'_>) -> Done {
    let name = call.query.get("filterName").map(str::to_lowercase);
    let named = |it: &&Value| {
        name.as_ref()
            .is_none_or(|name| it["name"].as_str().is_some_and(|own| own.to_lowercase().contains(name)))
    };
    let all = call.site.jira.filters.iter().filter(|it| is_visible(call, it)).filter(named);
    let all: Vec<Value> = all.map(|it| owned(call, it, "filter")).collect();
    ok(paging::by_number(call, 50, &all, "values"))
}

fn my_filters(call: &mut Call<'_>) -> Done {
    let own = call.site.jira.filters.iter().filter(|it| call.account() == it["owner"].as_str());
    ok(own.map(|it| owned(call, it, "filter")).collect::<Vec<_>>().into())
}

fn filter(call: &mut Call<'_>) -> Done {
    let found =
        call.site.jira.filters.iter().find(|it| it["id"] == call.parameter(0) && is_visible(call, it));
    let found = found.ok_or_else(|| {
        answer::jira(400, format!("The selected filter with the ID '{}' does not exist.", call.parameter(0)))
    })?;
    ok(owned(call, found, "filter"))
}

fn dashboards(call: &mut Call<'_>) -> Done {
    let all = call.site.jira.dashboards.iter().filter(|it| is_visible(call, it));
    let all: Vec<Value> = all.map(|it| owned(call, it, "dashboard")).collect();
    ok(paging::by_number(call, 20, &all, "dashboards"))
}

fn dashboard(call: &mut Call<'_>) -> Done {
    let found =
        call.site.jira.dashboards.iter().find(|it| it["id"] == call.parameter(0) && is_visible(call, it));
    let found = found.ok_or_else(|| {
        answer::jira(404, format!("The dashboard with id '{}' does not exist.", call.parameter(0)))
    })?;
    ok(owned(call, found, "dashboard"))
}

fn server_info(call: &mut Call<'_>) -> Done {
    ok(json!({
        "baseUrl": call.link(""), "version": "1001.0.0-SNAPSHOT", "versionNumbers": [1001, 0, 0],
        "deploymentType": "Cloud", "buildNumber": 100_000, "buildDate": call.moment(), "serverTime": call.moment(),
        "serverTitle": call.site.name, "defaultLocale": { "locale": "en_US" },
    }))
}
