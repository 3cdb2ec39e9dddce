//! How the answer of a product about somebody's permissions has to be read.
//!
//! Source: developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-permissions,
//! developer.atlassian.com/cloud/confluence/rest/v1/api-group-content-permissions; read 2026-11-24.

use crate::event::Call;
use crate::model::Role;
use crate::origin::{Origin, Source};
use crate::value::{Part, Value};

/// Whether this part of the answer says what the user may: `permissions.X.havePermission`, not that there is an answer, which
/// every user gets, nor the record of a permission, which is there whether they have it or not.
pub(super) fn is_granted(origin: &Origin, call: &Call) -> bool {
    let asks = |wanted: &[&str]| {
        let templates = call.role_all(Role::Route);
        let mut templates = templates.iter().flat_map(Value::texts).map(|text| text.template());
        templates.any(|template| wanted.iter().any(|part| template.contains(part)))
    };
    if !origin.cleansed.is_as_it_came() {
        return true;
    }
    let fields: Vec<&str> = origin.field.split('.').filter(|field| !field.is_empty()).collect();
    match fields.as_slice() {
        [] | ["ok" | "status" | "statusText"] => {
            !asks(&["mypermissions", "permissions/check", "permission/check"])
        }
        ["permissions"] | ["permissions", _] => !asks(&["mypermissions"]),
        _ => true,
    }
}

/// Whether it asks about an account that the caller chose: what another may says nothing of them.
pub(super) fn is_about_another(call: &Call) -> bool {
    let is_chosen = |value: &Value| {
        let origins = value.deep_origins();
        !origins.is_empty()
            && origins.iter().all(|origin| matches!(origin.source, Source::Caller(_) | Source::Agent))
    };
    let options = call.role(Role::Options);
    let body = options.field("body");
    let bodies =
        body.texts().flat_map(|text| text.holes().cloned().collect::<Vec<_>>()).chain([body.clone()]);
    if bodies.into_iter().any(|body| body.fields().get("accountId").is_some_and(is_chosen)) {
        return true;
    }
    call.role_all(Role::Route).iter().flat_map(Value::texts).any(|text| {
        text.parts().windows(2).any(|pair| match pair {
            [Part::Literal(before), Part::Hole(account)] => {
                before.ends_with("accountId=") && is_chosen(account)
            }
            _ => false,
        })
    })
}
