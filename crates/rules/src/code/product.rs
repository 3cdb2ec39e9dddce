//! Calls of a product's API, as a reader sees them: as whom, what for, on what.

use assay_app::operations::OperationClass;
use assay_code::{
    Analysis, Call, Event, Text, Value,
    model::{Effect, Identity, Role},
};

use super::product_call;

/// What a call does to the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Access {
    /// It changes something.
    Write,
    /// Its method is not known.
    Unknown,
    /// It reads.
    Read,
}

/// A call of a product's API.
#[derive(Debug, Clone)]
pub(crate) struct ProductCall<'a> {
    pub(crate) event: &'a Event,
    pub(crate) call: &'a Call,
    /// As whom.
    pub(crate) identity: Identity,
    /// What it does.
    pub(crate) access: Access,
    /// For people: `PUT /rest/api/3/issue/{}`, or the operation's name.
    pub(crate) operation: String,
    /// The path with `{}` for what is filled in, without its query; empty where nothing of it is known.
    pub(crate) path: String,
    /// What it is about: the values in its path, else those of what it sends.
    pub(crate) resources: Vec<Value>,
}

/// Every call of a product's API on the backend, in the order of events.
pub(crate) fn calls(code: &Analysis) -> impl Iterator<Item = ProductCall<'_>> {
    code.calls().filter_map(|(event, call)| read(event, call))
}

pub(crate) fn read<'a>(event: &'a Event, call: &'a Call) -> Option<ProductCall<'a>> {
    let identity = call.identity()?;
    match call.effect()? {
        Effect::ProductCall => Some(rest(event, call, identity)),
        Effect::ProductQuery => Some(query(event, call, identity)),
        _ => None,
    }
}

fn rest<'a>(event: &'a Event, call: &'a Call, identity: Identity) -> ProductCall<'a> {
    let route = call.role(Role::Route);
    let texts: Vec<&Text> = route.texts().collect();
    let template = texts.first().map(|text| text.template()).unwrap_or_default();
    let path = template.split('?').next().unwrap_or_default().to_owned();
    let options = call.role(Role::Options);
    let asked = product_call::ProductCall::of(event, call);
    let method = asked.as_ref().and_then(|asked| asked.method.as_deref());
    let access = match (method, asked.as_ref().map(product_call::ProductCall::class)) {
        (Some(_), Some(OperationClass::Read)) => Access::Read,
        (Some(_), _) => Access::Write,
        (None, _) => Access::Unknown,
    };
    let mut resources: Vec<Value> = texts.iter().flat_map(|text| text.holes().cloned()).collect();
    if texts.is_empty() && !route.is_undefined() {
        resources.push(route.clone());
    }
    if resources.is_empty() {
        let body = options.field("body");
        resources.extend((!body.is_undefined() && !body.is_constant()).then_some(body));
    }
    let shown = if path.is_empty() { "a path that is not known" } else { path.as_str() };
    let operation = format!("{} {shown}", method.unwrap_or("?"));
    ProductCall { event, call, identity, access, operation, path, resources }
}

fn query<'a>(event: &'a Event, call: &'a Call, identity: Identity) -> ProductCall<'a> {
    let text = call.role(Role::Query);
    let query = text.texts().next().map(Text::template).unwrap_or_default();
    let name = call.path.rsplit('.').next().unwrap_or_default();
    let reads = ["get", "list", "search", "find", "query", "fetch"];
    let access = match query.is_empty() {
        false if query.trim_start().starts_with("mutation") || query.contains("mutation ") => Access::Write,
        false => Access::Read,
        true if reads.iter().any(|word| name.starts_with(word)) => Access::Read,
        true if name.starts_with("request") => Access::Unknown,
        true => Access::Write,
    };
    let parameters = call.role(Role::Parameters);
    let resources = (!parameters.is_undefined() && !parameters.is_constant()).then_some(parameters);
    ProductCall {
        event,
        call,
        identity,
        access,
        operation: format!("{name} (GraphQL)"),
        path: String::new(),
        resources: resources.into_iter().collect(),
    }
}

/// True for what is the same for everybody, or belongs to the app itself: reading it as the app tells a user nothing
/// they could not ask for themselves.
///
/// Source: the REST APIs of Jira and Confluence; operations that need no permission on a project, space or content.
pub(crate) fn is_common_knowledge(path: &str) -> bool {
    const TAILS: [&str; 30] = [
        "/serverInfo",
        "/field",
        "/field/search",
        "/issuetype",
        "/priority",
        "/priority/search",
        "/status",
        "/statuscategory",
        "/resolution",
        "/issueLinkType",
        "/permissions",
        "/mypermissions",
        "/permissions/check",
        "/permission/check",
        "/myself",
        "/configuration",
        "/applicationrole",
        "/instance/license",
        "/project/type",
        "/user",
        "/user/bulk",
        "/users/search",
        "/user/search",
        "/user/current",
        "/user/anonymous",
        "/users",
        "/settings/systemInfo",
        "/label",
        "/universal_avatar",
        "/attachment/meta",
    ];
    const PARTS: [&str; 7] = [
        "/app/properties",
        "/atlassian-connect/",
        "/avatar",
        "/issuetype/",
        "/mypermissions",
        "/users-bulk",
        "/status/",
    ];
    let path = path.trim_end_matches('/');
    TAILS.iter().any(|tail| path.ends_with(tail)) || PARTS.iter().any(|part| path.contains(part))
}

/// True for what the app keeps for itself in a product.
pub(crate) fn is_own_data(path: &str) -> bool {
    path.contains("/app/properties") || path.contains("/atlassian-connect/") || path.contains("/addons/")
}

/// True for questions about what the user may do.
pub(crate) fn asks_for_permission(path: &str) -> bool {
    path.contains("permission")
}
