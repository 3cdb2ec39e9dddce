//! What a call asks of a product: which one, by which method, which operations its address can name.

use assay_app::operations::{self, Matches, OperationClass, Piece, Route};
use assay_code::{
    Analysis, Call, Event, Part, Text, Value,
    model::{Effect, Identity, Role},
};

/// A call of a product's REST interface.
pub(crate) struct ProductCall<'a> {
    /// The way to it.
    pub(crate) event: &'a Event,
    /// The call.
    pub(crate) call: &'a Call,
    /// `jira`, `confluence`, `bitbucket`, `compass`; none where that is not known.
    pub(crate) product: Option<&'static str>,
    /// In capitals; none where it is not known.
    pub(crate) method: Option<String>,
    /// Every address it can have; none where nothing of it is known.
    pub(crate) routes: Vec<Route>,
}

impl<'a> ProductCall<'a> {
    /// The call as one of a product, where it is one: through the platform, or to an Atlassian host or an address that
    /// has the form of a product's.
    pub(crate) fn of(event: &'a Event, call: &'a Call) -> Option<Self> {
        let role = match call.effect()? {
            Effect::ProductCall => Role::Route,
            Effect::Egress => Role::Url,
            _ => return None,
        };
        let addresses = call.role_all(role);
        let texts: Vec<&Text> = addresses.iter().flat_map(Value::texts).collect();
        let mut routes: Vec<Route> = texts.iter().map(|text| route(text)).collect();
        let stated = call.model.and_then(|model| model.product.as_deref()).and_then(known);
        let product = match role {
            Role::Route => stated.or_else(|| routes.iter().find_map(by_form)),
            _ => {
                if !texts.iter().any(|text| reaches_atlassian(text)) {
                    routes.retain(|route| by_form(route).is_some());
                }
                Some(routes.iter().find_map(by_form)?)
            }
        };
        Some(Self { event, call, product, method: method(call), routes })
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

    /// As whom.
    pub(crate) fn identity(&self) -> Option<Identity> {
        self.call.identity()
    }

    /// `GET /rest/api/3/issue/{}`, as far as known.
    pub(crate) fn words(&self) -> String {
        let method = self.method.as_deref().unwrap_or("a call of");
        match self.routes.first() {
            Some(route) if !route.is_unknown() => format!("{method} {route}"),
            _ => format!("{method} an address that is not known"),
        }
    }
}

/// Every call of a product's REST interface.
pub(crate) fn product_calls(code: &Analysis) -> impl Iterator<Item = ProductCall<'_>> {
    code.calls().filter_map(|(event, call)| ProductCall::of(event, call))
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

fn method(call: &Call) -> Option<String> {
    if let Some(method) = call.model.and_then(|model| model.method.as_deref()) {
        return Some(method.to_ascii_uppercase());
    }
    let stated = call.role(Role::Method);
    let options = call.role(Role::Options);
    let written = options.field_ignoring_case("method");
    let mut methods: Vec<String> =
        stated.constants().chain(written.constants()).map(str::to_ascii_uppercase).collect();
    // Of several the one that changes something.
    methods.sort_by_key(|method| method == "GET");
    if let Some(method) = methods.into_iter().next() {
        return Some(method);
    }
    // Without one, and without settings that could hold one, it is the default.
    let settings_known = options.is_undefined() || !options.fields().is_empty();
    (stated.is_undefined() && written.is_undefined() && settings_known).then(|| "GET".to_owned())
}
