//! Paths of routes as programs write them: put together, and held against those of middleware.

/// True for the path of middleware that runs for every path.
pub(in crate::entry) fn is_for_all(path: &str) -> bool {
    matches!(path, "" | "/" | "*" | "/*")
}

/// True where middleware for one path runs before a route at another. `/*rest`, `/{*rest}` and `/(.*)` are what `/*` was.
pub(in crate::entry) fn covers(middleware: &str, route: &str) -> bool {
    let named = ["{*", "(.*", "*"].iter().filter_map(|star| middleware.find(star)).min();
    let at_end = |at: &usize| !middleware[*at..].contains('/');
    let open = named.filter(at_end).map(|at| format!("{}*", &middleware[..at]));
    let middleware = open.as_deref().unwrap_or(middleware);
    let prefix = middleware.trim_end_matches('*').trim_end_matches('/');
    let below = route.strip_prefix(prefix);
    // `/safe*` covers `/safety`; `/safe` and `/safe/*` do not.
    let is_open_ended = middleware.ends_with('*') && !middleware.ends_with("/*");
    is_for_all(middleware)
        || is_open_ended && below.is_some()
        || below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// One path below another.
pub(in crate::entry) fn joined(before: &str, path: &str) -> String {
    let joined = format!("{}/{}", before.trim_end_matches('/'), path.trim_start_matches('/'));
    if joined.len() > 1 { joined.trim_end_matches('/').to_owned() } else { joined }
}

/// The same, from the root, of frameworks that write neither with a slash before it.
pub(in crate::entry) fn rooted(prefix: &str, path: &str) -> String {
    joined("", &joined(prefix.trim_matches('/'), path.trim_matches('/'))).replace("//", "/")
}

#[cfg(test)]
mod tests {
    use super::{covers, joined, rooted};

    #[test]
    fn middleware_runs_before_what_lies_below_its_path() {
        for (middleware, route) in [
            ("/safe", "/safe/notes"),
            ("/safe/*", "/safe"),
            ("/safe*", "/safety"),
            ("/*rest", "/notes"),
            ("/{*rest}", "/notes"),
            ("/(.*)", "/notes"),
            ("", "/notes"),
        ] {
            assert!(covers(middleware, route), "{middleware} {route}");
        }
        for (middleware, route) in [("/safe", "/safety"), ("/safe/*", "/safety"), ("/safe", "/notes")] {
            assert!(!covers(middleware, route), "{middleware} {route}");
        }
    }

    #[test]
    fn slashes_are_neither_lost_nor_doubled() {
        assert_eq!(joined("/api/", "/notes/"), "/api/notes");
        assert_eq!(joined("", "/"), "/");
        for (prefix, path, whole) in
            [("api", "notes", "/api/notes"), ("", "", "/"), ("/api/", "", "/api"), ("", "/notes/", "/notes")]
        {
            assert_eq!(rooted(prefix, path), whole);
        }
    }
}
