//! Patterns that say in front of which routes middleware runs: `/api/:path*`, `/((?!_next|favicon.ico).*)`, `/(api|trpc)(.*)`.
//!
//! Source: nextjs.org/docs/app/api-reference/file-conventions/proxy, "Matcher"; read 2026-11-24.

/// Whether a pattern names a route, whose own parameters are written `:id`.
pub(crate) fn matches(pattern: &str, route: &str) -> bool {
    if let Some((before, rest)) = pattern.split_once("(?!") {
        let listed = rest.split_once(')').map_or(rest, |(listed, _)| listed);
        let Some(below) = route.strip_prefix(before.trim_end_matches('(')) else { return false };
        // What is left of an ending, `.*\\.png$`, names files.
        let mut named = listed.split('|').map(literal).filter(|named| !named.is_empty());
        return !named.any(|named| below.starts_with(named));
    }
    alternatives(pattern).iter().any(|pattern| is_at(pattern, route))
}

/// What stands before the first sign that means something.
fn literal(text: &str) -> &str {
    let text = text.trim_start_matches('/');
    let end = text.find(['\\', '[', '(', '*', '+', '?', '$']).unwrap_or(text.len());
    text[..end].trim_end_matches('.')
}

/// `/(api|trpc)/notes` is two.
fn alternatives(pattern: &str) -> Vec<String> {
    let group = pattern.match_indices('(').find_map(|(at, _)| {
        let inner = pattern[at + 1..].split_once(')')?.0;
        let is_list =
            inner.contains('|') && inner.chars().all(|it| it.is_alphanumeric() || "|-_/".contains(it));
        is_list.then_some((at, inner))
    });
    let Some((at, inner)) = group else { return vec![pattern.to_owned()] };
    let (before, after) = (&pattern[..at], &pattern[at + inner.len() + 2..]);
    inner.split('|').map(|one| format!("{before}{one}{after}")).collect()
}

fn is_at(pattern: &str, route: &str) -> bool {
    let parts = |text: &str| -> Vec<String> {
        text.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (pattern, route) = (parts(pattern), parts(route));
    for (position, wanted) in pattern.iter().enumerate() {
        let here = route.get(position);
        let open = wanted.starts_with(':') && wanted.ends_with(['*', '+']) || wanted.contains("(.*)");
        let before = wanted.split("(.*)").next().unwrap_or_default();
        if open {
            return wanted.starts_with(':')
                || before.is_empty()
                || here.is_some_and(|it| it.starts_with(before));
        }
        match here {
            Some(here) if wanted.starts_with(':') || here == wanted => {}
            None if wanted.starts_with(':') && wanted.ends_with('?') => {}
            _ => return false,
        }
    }
    pattern.len() >= route.len()
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_name_what_lies_below_what_is_listed_and_all_but_what_is_listed() {
        for (pattern, route) in [
            ("/api/:path*", "/api/notes/:id"),
            ("/api/:path*", "/api"),
            ("/api/notes/:id", "/api/notes/:id"),
            ("/((?!_next/static|_next/image|favicon.ico).*)", "/api/notes"),
            ("/((?!.*\\..*|_next).*)", "/api/notes"),
            ("/(api|trpc)(.*)", "/api/notes"),
            ("/(.*)", "/api/notes"),
            ("/api/(.*)", "/api/notes"),
            ("/:path*", "/notes"),
        ] {
            assert!(matches(pattern, route), "{pattern} {route}");
        }
        for (pattern, route) in [
            ("/dashboard/:path*", "/api/notes"),
            ("/api/notes", "/api/notes/:id"),
            ("/((?!api|_next/static).*)", "/api/notes"),
            ("/(admin|me)(.*)", "/api/notes"),
            ("/", "/api/notes"),
        ] {
            assert!(!matches(pattern, route), "{pattern} {route}");
        }
    }
}
