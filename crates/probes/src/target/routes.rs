//! Addresses that an app's code serves, or that its owner names.

use assay_app::AppType;
use assay_source::Place;

use super::{Draft, Role};

/// One way in: what a server's code registers, or what the user names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The method in capitals; `ALL` for a route that takes any.
    pub method: String,
    /// A path below the app's base, or an address. `:id`, `{id}`, `<id>` and `[id]` stand for anything.
    pub path: String,
    /// Where it is registered.
    pub place: Option<Place>,
}

impl Route {
    /// Reads what a user names: `/board`, `POST /hooks/trello`, `https://app.example.com/board`. The method is the
    /// one that the type of the app has at such an address, where none is named.
    pub fn named(text: &str, app_type: AppType) -> Self {
        let text = text.trim();
        let named =
            text.split_once(' ').filter(|(method, _)| method.bytes().all(|byte| byte.is_ascii_alphabetic()));
        let (method, path) = match named {
            Some((method, path)) => (method.to_ascii_uppercase(), path.trim()),
            None => (role_at(app_type, text).0.to_owned(), text),
        };
        Self { method, path: path.to_owned(), place: None }
    }
}

/// What an address of an app of this type is for, and the method its caller uses, as far as its path tells.
pub(super) fn role_at(app_type: AppType, address: &str) -> (&'static str, Role) {
    let path = address.to_ascii_lowercase();
    match app_type {
        AppType::Connect => ("GET", Role::ModulePage),
        AppType::ForgeRemote | AppType::Forge => ("POST", Role::Remote),
        AppType::Trello if path.contains("webhook") => ("POST", Role::Webhook),
        AppType::OAuth if path.contains("callback") || path.contains("redirect") => ("GET", Role::Callback),
        AppType::Trello | AppType::OAuth => ("GET", Role::Page),
    }
}

/// Adds routes. What they are for is guessed from type and path; a page is all that can be said of what a Connect or
/// Forge app serves beside what it declares.
pub(super) fn add(draft: &mut Draft<'_>, app_type: AppType, routes: &[Route], declares: bool) {
    for route in routes {
        let Some(path) = concrete(&route.path) else {
            draft.leave_out(&route.path, "its path is a pattern".to_owned());
            continue;
        };
        let (usual, role) = match role_at(app_type, &path) {
            _ if declares => ("GET", Role::Page),
            other => other,
        };
        let method = if route.method == "ALL" { usual } else { &route.method };
        // A callback is where a browser is sent; another method at the same path is another thing.
        let role = if role == Role::Callback && method != "GET" { Role::Page } else { role };
        if !draft.knows(&path, method) {
            draft.add(&path, method, role, "route", route.place.clone(), false, false);
        }
    }
}

/// The path with its parameters filled in; none for what may match anything.
fn concrete(path: &str) -> Option<String> {
    let (address, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let parts: Option<Vec<String>> = address.split('/').map(segment).collect();
    let path = parts?.join("/");
    Some(query.map_or(path.clone(), |query| format!("{path}?{query}")))
}

fn segment(text: &str) -> Option<String> {
    let is_host =
        text.ends_with(':') || text.split_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    if is_host {
        return Some(text.to_owned());
    }
    let inner = text
        .strip_prefix(':')
        .or_else(|| text.strip_prefix('<').and_then(|text| text.strip_suffix('>')))
        .or_else(|| text.strip_prefix('[').and_then(|text| text.strip_suffix(']')))
        .or_else(|| text.strip_prefix('{').and_then(|text| text.strip_suffix('}')));
    let Some(name) = inner else {
        return (!text.contains(['*', '(', ')', '+', '^', '$', '\\'])).then(|| text.to_owned());
    };
    // `<int:number>` of Flask; `:id?` and `:id(\d+)` of Express; `[...rest]` of Next.
    let name = name.rsplit(':').next().unwrap_or(name).split(['(', '?']).next().unwrap_or_default();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then(|| super::connect::value_of(name).to_owned())
}

#[cfg(test)]
mod tests {
    use assay_app::AppType;

    use super::{Route, concrete};

    #[test]
    fn parameters_of_paths_are_filled_in() {
        for (path, filled) in [
            ("/board", Some("/board")),
            ("/issues/:issueKey/notes/:id", Some("/issues/ASSAY-1/notes/10001")),
            ("/a/<int:number>", Some("/a/assay")),
            ("/a/{id}?x={y}", Some("/a/10001?x={y}")),
            ("https://app.example.com:8080/a", Some("https://app.example.com:8080/a")),
            ("/files/*", None),
            ("/[...rest]", None),
            ("/:id(\\d+)", Some("/10001")),
            ("/^\\/x$/", None),
        ] {
            assert_eq!(concrete(path).as_deref(), filled, "{path}");
        }
    }

    #[test]
    fn what_a_user_names_has_the_method_of_its_kind() {
        let named = |text: &str, app_type| {
            let route = Route::named(text, app_type);
            format!("{} {}", route.method, route.path)
        };
        assert_eq!(named("/hooks/webhook", AppType::Trello), "POST /hooks/webhook");
        assert_eq!(named("/board", AppType::Trello), "GET /board");
        assert_eq!(named("put /board", AppType::Trello), "PUT /board");
        assert_eq!(named("/oauth/callback", AppType::OAuth), "GET /oauth/callback");
        assert_eq!(named("/api", AppType::ForgeRemote), "POST /api");
    }
}
