//! Calls of a product's API: which product, as whom, which operations they can name, what they do, on what.

use assay_app::operations::{self, Matches, OperationClass, Piece, Route};
use assay_code::{
    Analysis, Call, Event, Part, Site, Text, Value,
    model::{Effect, Identity, Role},
};

use super::written;

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

/// A call of a product's API: of its REST interface, or of its graph.
#[derive(Debug, Clone)]
pub(crate) struct ProductCall<'a> {
    /// The way to it.
    pub(crate) event: &'a Event,
    /// The call.
    pub(crate) call: &'a Call,
    /// `jira`, `confluence`, `bitbucket`, `compass`; none where that is not known.
    pub(crate) product: Option<&'static str>,
    /// In capitals; none where it is not known, and for queries of a graph.
    pub(crate) method: Option<String>,
    /// Every address it can have; none where nothing of it is known, and for queries of a graph.
    pub(crate) routes: Vec<Route>,
    /// The path with `{}` for what is filled in, without its query; empty where nothing of it is known.
    pub(crate) path: String,
    /// What it does.
    pub(crate) access: Access,
}

impl<'a> ProductCall<'a> {
    /// The call as one of a product, where it is one: through the platform or a client of the app, or to an Atlassian
    /// host or an address that has the form of a product's.
    pub(crate) fn of(event: &'a Event, call: &'a Call) -> Option<Self> {
        let Some(effect) = call.effect() else { return Self::by_unknown_client(event, call) };
        match effect {
            Effect::ProductCall => Some(Self::rest(event, call, &call.role_all(Role::Route), false)),
            Effect::Egress => Some(Self::rest(event, call, &call.role_all(Role::Url), true))
                .filter(|call| call.product.is_some()),
            Effect::ProductQuery => Some(Self::query(event, call)),
            _ => None,
        }
    }

    /// `session.get("https://api.atlassian.com/ex/jira/…")` of a client that no model knows: a verb for a name, and an
    /// address of a product.
    fn by_unknown_client(event: &'a Event, call: &'a Call) -> Option<Self> {
        const VERBS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
        let name = call.path.rsplit(['.', ':']).next()?.to_ascii_uppercase();
        let verb = VERBS.iter().find(|verb| name == **verb)?;
        let address = call.argument(0);
        if !address.texts().any(reaches_atlassian) {
            return None;
        }
        let mut asked = Self::rest(event, call, &[address], true);
        asked.method = Some((*verb).to_owned());
        asked.access = asked.access_by_method();
        Some(asked).filter(|call| call.product.is_some())
    }

    /// What a method that is known does: a question for administrators is one all the same.
    fn access_by_method(&self) -> Access {
        let asks = matches!(self.method.as_deref(), Some("GET" | "HEAD"));
        if asks || self.class() == OperationClass::Read { Access::Read } else { Access::Write }
    }

    /// A call by one of these addresses, which may lead to any host.
    fn rest(event: &'a Event, call: &'a Call, addresses: &[Value], to_any_host: bool) -> Self {
        let texts: Vec<&Text> = addresses.iter().flat_map(Value::texts).collect();
        let mut routes: Vec<Route> = texts.iter().map(|text| route(text)).collect();
        let stated = call.model.and_then(|model| model.product.as_deref()).and_then(known);
        if to_any_host && !texts.iter().any(|text| reaches_atlassian(text)) {
            routes.retain(|route| by_form(route).is_some());
        }
        let template = texts.first().map(|text| text.template()).unwrap_or_default();
        let path = path_of(&template).split('?').next().unwrap_or_default().to_owned();
        let mut asked = Self {
            event,
            call,
            product: stated.or_else(|| routes.iter().find_map(by_form)),
            method: method(call),
            routes,
            path,
            access: Access::Unknown,
        };
        if asked.method.is_some() {
            asked.access = asked.access_by_method();
        }
        asked
    }

    fn query(event: &'a Event, call: &'a Call) -> Self {
        let query = call.role(Role::Query).texts().next().map(Text::template).unwrap_or_default();
        let name = graph_operation(call);
        let reads = ["get", "list", "search", "find", "query", "fetch"];
        let access = match query.is_empty() {
            false if query.contains("mutation ") || query.trim_start().starts_with("mutation") => {
                Access::Write
            }
            false => Access::Read,
            true if reads.iter().any(|word| name.starts_with(word)) => Access::Read,
            true if name.starts_with("request") => Access::Unknown,
            true => Access::Write,
        };
        let product = call.model.and_then(|model| model.product.as_deref()).and_then(known);
        Self { event, call, product, method: None, routes: Vec::new(), path: String::new(), access }
    }

    fn is_query(&self) -> bool {
        self.call.effect() == Some(Effect::ProductQuery)
    }

    /// As whom; none where it doesn't go through the platform or a client of the app.
    pub(crate) fn identity(&self) -> Option<Identity> {
        self.call.identity()
    }

    /// The operations it can name, over all its addresses; open where one of them is, or none is known.
    pub(crate) fn operations(&self) -> Matches {
        let Some(product) = self.product else { return Matches::default() };
        let mut all = Matches { operations: Vec::new(), open: self.routes.is_empty() };
        for route in &self.routes {
            let found = operations::operations(product, self.method.as_deref(), route);
            all.open |= found.open || found.operations.is_empty();
            all.operations.extend(found.operations);
        }
        all.operations.sort_by_key(|operation| (operation.path, operation.method));
        all.operations.dedup();
        all
    }

    /// What it does at most, as far as its operations are known; else by its method, where no method is known a write.
    pub(crate) fn class(&self) -> OperationClass {
        let found = self.operations();
        let known = found.operations.iter().map(|operation| operation.class()).max().filter(|_| !found.open);
        known.unwrap_or(match self.method.as_deref() {
            Some("GET" | "HEAD" | "OPTIONS") => OperationClass::Read,
            Some("POST") if self.routes.iter().any(|route| asks(&route.to_string())) => OperationClass::Read,
            _ => OperationClass::Write,
        })
    }

    /// For people: `PUT /rest/api/3/issue/{}`, or the operation's name.
    pub(crate) fn operation(&self) -> String {
        if self.is_query() {
            return format!("{} (GraphQL)", graph_operation(self.call));
        }
        let method = self.method.as_deref().unwrap_or("a call of");
        let path = if self.path.is_empty() { "a path that is not known" } else { &self.path };
        format!("{method} {path}")
    }

    /// Where the program says what is asked for: the call, or that of a helper which makes it.
    pub(crate) fn written_at(&self, code: &Analysis) -> Site {
        written::site(code, self.event, &self.call.role(Role::Route))
    }

    /// What it is about: the values in its path, else those of what it sends.
    pub(crate) fn resources(&self) -> Vec<Value> {
        let sent = |value: Value| (!value.is_undefined() && !value.is_constant()).then_some(value);
        if self.is_query() {
            return sent(self.call.role(Role::Parameters)).into_iter().collect();
        }
        let route = self.call.role(Role::Route);
        if route.texts().next().is_none() && !route.is_undefined() {
            return vec![route];
        }
        let holes: Vec<Value> = route.texts().flat_map(|text| text.holes().cloned()).collect();
        if !holes.is_empty() {
            return holes;
        }
        // What the client puts in for `{key}`.
        let filled_in: Vec<Value> =
            self.call.role_all(Role::Parameters).into_iter().filter_map(sent).collect();
        if !filled_in.is_empty() {
            return filled_in;
        }
        sent(self.call.role(Role::Options).field("body")).into_iter().collect()
    }
}

/// Every call of a product's REST interface.
pub(crate) fn rest_calls(code: &Analysis) -> impl Iterator<Item = ProductCall<'_>> {
    code.calls().filter_map(|(event, call)| ProductCall::of(event, call)).filter(|call| !call.is_query())
}

/// The call of a product that is made as somebody: as the app, or as the user.
pub(crate) fn as_somebody<'a>(event: &'a Event, call: &'a Call) -> Option<ProductCall<'a>> {
    ProductCall::of(event, call).filter(|call| call.identity().is_some())
}

/// Every call of a product that is made as the app.
pub(crate) fn calls_as_app(code: &Analysis) -> impl Iterator<Item = ProductCall<'_>> {
    let calls = code.calls().filter(|(_, call)| call.identity() == Some(Identity::App));
    calls.filter_map(|(event, call)| ProductCall::of(event, call))
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

/// Who may do what, as administrators set it.
pub(crate) fn is_permission_scheme(path: &str) -> bool {
    path.contains("permissionscheme")
}

/// The last part of what is called: `requestGraph`, `getComponent`.
fn graph_operation(call: &Call) -> &str {
    call.path.rsplit('.').next().unwrap_or_default()
}

/// Whether a call of a REST interface sends a question in its body, and changes nothing.
pub(crate) fn asks_in_body(call: &Call) -> bool {
    call.role(Role::Route).texts().any(|text| asks(&text.template()))
}

/// Searches that send their question in the body.
fn asks(route: &str) -> bool {
    let last = route.rsplit('/').next().unwrap_or_default();
    route.contains("/search")
        || matches!(last, "bulkfetch" | "list" | "check" | "evaluate" | "eval" | "parse" | "match")
}

fn route(text: &Text) -> Route {
    let pieces = text.parts().iter().map(|part| match part {
        Part::Literal(literal) => Piece::Literal(literal.to_string()),
        Part::Hole(_) => Piece::Hole,
    });
    let mut pieces: Vec<Piece> = pieces.collect();
    if let Some(Piece::Literal(first)) = pieces.first_mut() {
        *first = path_of(first).to_owned();
    }
    Route::new(pieces)
}

/// What follows the host, or the cloud id behind Atlassian's gateway.
fn path_of(address: &str) -> &str {
    let Some((_, rest)) = address.split_once("://") else { return address };
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    path.strip_prefix("/ex/jira/")
        .or_else(|| path.strip_prefix("/ex/confluence/"))
        .map_or(path, |rest| rest.find('/').map_or("", |at| &rest[at..]))
}

/// The product whose address has this form.
pub(crate) fn product_of(address: &Text) -> Option<&'static str> {
    by_form(&route(address))
}

fn by_form(route: &Route) -> Option<&'static str> {
    let text = route.to_string();
    let jira =
        ["/rest/api/", "/rest/agile/", "/rest/servicedeskapi/", "/rest/greenhopper/", "/rest/software/"];
    if text.contains("/wiki/") {
        Some("confluence")
    } else if jira.iter().any(|root| text.contains(root)) {
        Some("jira")
    } else {
        None
    }
}

fn reaches_atlassian(text: &Text) -> bool {
    let whole = text.template();
    let host = whole.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or(rest).to_owned());
    host.is_some_and(|host| host.ends_with("atlassian.net") || host.ends_with("atlassian.com"))
}

fn known(product: &str) -> Option<&'static str> {
    ["jira", "confluence", "bitbucket", "compass"].into_iter().find(|known| *known == product)
}

/// The method of a request, in capitals; none where it is not known.
pub(crate) fn method(call: &Call) -> Option<String> {
    if let Some(method) = call.model.and_then(|model| model.method.as_deref()) {
        return Some(method.to_ascii_uppercase());
    }
    let stated = call.role(Role::Method);
    let options = call.role(Role::Options);
    let written = options.field_ignoring_case("method");
    // `HttpMethod.PUT`
    let named = stated.alternatives().iter().filter_map(Value::external_path);
    let named = named.filter_map(|path| path.split_once("HttpMethod.").map(|(_, name)| name));
    let mut methods: Vec<String> =
        stated.constants().chain(written.constants()).chain(named).map(str::to_ascii_uppercase).collect();
    // Of several the one that changes something.
    methods.sort_by_key(|method| method == "GET");
    if let Some(method) = methods.into_iter().next() {
        return Some(method);
    }
    // Without one, and without settings that could hold one, it is the default.
    let settings_known = options.is_undefined() || !options.fields().is_empty();
    (stated.is_undefined() && written.is_undefined() && settings_known).then(|| "GET".to_owned())
}
